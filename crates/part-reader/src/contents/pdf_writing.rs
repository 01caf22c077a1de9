//! The text that a PDF's page draws, in the order in which it does (ISO 32000-1, section 9.4).

use std::collections::BTreeMap;

use super::pdf_fonts::Font;
use super::pdf_tokens::{Token, thousandths_of};

/// From this many bytes on, no more text is kept of one page; the last piece may go beyond by what its codes say.
const LONGEST: usize = 64 * 1024;
/// From this many thousandths of a letter's height on, a gap between two pieces of a line is a space.
const SPACE: i64 = 200;

/// The text of one page so far.
pub(super) struct Writing<'f> {
    pub text: String,
    by_name: &'f BTreeMap<&'f str, &'f Font>,
    font: &'f Font,
    /// The size of letters, and how much larger the text's own scale makes them; in thousandths, as places are.
    size: i64,
    scale: i64,
    /// Where the line begins.
    line: (i64, i64),
    /// Where the last piece began on the page, and how many letters it has.
    last: Option<(i64, i64, usize)>,
}

impl<'f> Writing<'f> {
    pub fn new(by_name: &'f BTreeMap<&'f str, &'f Font>) -> Writing<'f> {
        Writing {
            text: String::new(),
            by_name,
            font: &Font::Latin,
            size: 1_000,
            scale: 1_000,
            line: (0, 0),
            last: None,
        }
    }

    /// Takes an operator with what stands before it; `place` puts a point of the text on the page.
    pub fn take(
        &mut self,
        operator: &str,
        operands: &[Token],
        place: impl Fn(i64, i64) -> (i64, i64),
    ) {
        let number = |from_end: usize| {
            let at = operands.len().checked_sub(from_end);
            at.and_then(|at| operands.get(at)).map_or(0, thousandths_of)
        };
        match operator {
            "BT" => (self.line, self.scale) = ((0, 0), 1_000),
            "Tf" => {
                if let [Token::Name(name), ..] = operands {
                    // What stands in a font that cannot be found is not told from noise.
                    self.font = self
                        .by_name
                        .get(name.as_str())
                        .copied()
                        .unwrap_or(&Font::Latin);
                }
                self.size = number(1).saturating_abs();
            }
            "Td" | "TD" => {
                let (x, y) = self.line;
                let along =
                    |from: i64, by: i64| from.saturating_add(by.saturating_mul(self.scale) / 1_000);
                self.line = (along(x, number(2)), along(y, number(1)));
            }
            "Tm" => {
                self.scale = number(6).saturating_abs().max(number(5).saturating_abs());
                self.line = (number(2), number(1));
            }
            "T*" | "'" | "\"" => self.line.1 = self.line.1.saturating_sub(self.size.max(1_000)),
            _ => {}
        }
        if matches!(operator, "Tj" | "TJ" | "'" | "\"") && self.text.len() < LONGEST {
            let at = place(self.line.0, self.line.1);
            self.part(at);
            let before = self.text.len();
            for token in operands {
                let room = LONGEST.saturating_sub(self.text.len());
                match token {
                    _ if room == 0 => break,
                    Token::Text(codes) => {
                        // Each code may say several letters, but not many.
                        let codes = codes.get(..codes.floor_char_boundary(room));
                        self.font.says(codes.unwrap_or_default(), &mut self.text);
                    }
                    // Back is on: the next letters stand further to the right.
                    gap if operator == "TJ" && thousandths_of(gap) < -SPACE * 1_000 => {
                        self.text.push(' ');
                    }
                    _ => {}
                }
            }
            let letters = self.text.get(before..).unwrap_or_default().chars().count();
            self.last = Some((at.0, at.1, letters));
        }
    }

    /// Parts a piece that begins at `at` from the last one.
    fn part(&mut self, (x, y): (i64, i64)) {
        let Some((before, line, letters)) = self.last else {
            return;
        };
        let size = (self.size.saturating_mul(self.scale) / 1_000).max(1_000);
        if y != line {
            self.text.push('\n');
        } else if letters > 2
            || x.abs_diff(before) > size.unsigned_abs().saturating_mul(letters as u64)
        {
            // How wide letters are is not known: pieces of one or two are parts of a word while they stand close.
            self.text.push(' ');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_no_more_than_it_may() {
        let table = b"1 beginbfchar <41> <d83dde00d83dde00d83dde00d83dde00> endbfchar";
        let font = Font::new(&[], Some(table));
        let names = BTreeMap::from([("F1", &font)]);
        let mut writing = Writing::new(&names);
        writing.take(
            "Tf",
            &[Token::Name("F1".into()), Token::Fraction(9_000)],
            |x, y| (x, y),
        );
        let codes = vec![Token::Text("A".repeat(LONGEST)); 50];
        writing.take("TJ", &codes, |x, y| (x, y));
        assert!(writing.text.starts_with("😀😀😀😀"));
        assert!(writing.text.len() <= 17 * LONGEST, "{}", writing.text.len());
    }
}
