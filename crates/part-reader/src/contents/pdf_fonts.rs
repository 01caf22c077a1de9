//! What the codes of a PDF's fonts say: the table that a font carries (`ToUnicode`), a known numbering, or Latin letters.

use super::pdf_tokens::{Token, tokens};

/// At most this many ranges of one font are kept; one of a large Chinese font has some thousands.
const MOST_RANGES: usize = 20_000;
/// What the codes from 0x80 on stand for where Windows-1252 differs from Latin-1.
const WINDOWS: [char; 32] = [
    '€', ' ', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', ' ', 'Ž', ' ', ' ', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', ' ', 'ž', 'Ÿ',
];

/// How a font's codes are read.
#[derive(Debug, PartialEq)]
pub(super) enum Font {
    /// A byte a letter, of Windows' Latin letters.
    Latin,
    /// Two bytes a letter, which are UTF-16.
    Wide,
    /// By the font's own table.
    Table(Table),
    /// In a numbering that only the font knows.
    Unknown,
}

/// A `ToUnicode` table: ranges of codes and what the first of each stands for.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Table {
    is_wide: bool,
    ranges: Vec<(u32, u32, String)>,
}

impl Font {
    /// The font of that dictionary, with the text of its table if it has one.
    pub fn new(dictionary: &[Token], table: Option<&[u8]>) -> Font {
        let has = |wanted: &dyn Fn(&str) -> bool| {
            let mut names = dictionary.iter();
            names.any(|token| matches!(token, Token::Name(name) if wanted(name)))
        };
        let is_wide = has(&|name| name == "Type0");
        match table.map(|table| Table::read(table, is_wide)) {
            Some(table) if !table.ranges.is_empty() => Font::Table(table),
            _ if !is_wide => Font::Latin,
            _ if has(&|name| name.contains("-UCS2-") || name.contains("-UTF16-")) => Font::Wide,
            _ => Font::Unknown,
        }
    }

    /// What codes say, a character a byte as the tokens have them.
    pub fn says(&self, codes: &str, out: &mut String) {
        let bytes = codes
            .chars()
            .map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?'));
        match self {
            Font::Unknown => {}
            Font::Latin => out.extend(bytes.map(|byte| {
                match byte {
                    0x80..=0x9f => WINDOWS
                        .get(usize::from(byte - 0x80))
                        .copied()
                        .unwrap_or(' '),
                    byte => char::from(byte),
                }
            })),
            Font::Wide => {
                let units = pairs(bytes).map(|pair| u16::try_from(pair).unwrap_or_default());
                out.extend(char::decode_utf16(units).filter_map(Result::ok));
            }
            Font::Table(table) if table.is_wide => {
                pairs(bytes).for_each(|code| table.say(code, out))
            }
            Font::Table(table) => bytes.for_each(|byte| table.say(u32::from(byte), out)),
        }
    }
}

/// Every two bytes as one number.
fn pairs(mut bytes: impl Iterator<Item = u8>) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || Some(u32::from(bytes.next()?) << 8 | u32::from(bytes.next()?)))
}

impl Table {
    /// Reads `beginbfchar` and `beginbfrange` (ISO 32000-1, section 9.10.3).
    fn read(source: &[u8], is_wide: bool) -> Table {
        let mut table = Table {
            is_wide,
            ranges: Vec::new(),
        };
        let tokens = tokens(source);
        let mut rest = tokens.as_slice();
        while let Some((token, behind)) = rest.split_first() {
            rest = behind;
            let Token::Word(word) = token else { continue };
            rest = match word.as_str() {
                "beginbfchar" => table.letters(rest),
                "beginbfrange" => table.ranges(rest),
                _ => continue,
            };
        }
        table.ranges.sort_by_key(|range| range.0);
        table
    }

    fn letters<'t>(&mut self, mut tokens: &'t [Token]) -> &'t [Token] {
        while let [Token::Text(code), Token::Text(letters), rest @ ..] = tokens {
            self.add(number(code), number(code), letters);
            tokens = rest;
        }
        tokens
    }

    fn ranges<'t>(&mut self, mut tokens: &'t [Token]) -> &'t [Token] {
        loop {
            match tokens {
                [
                    Token::Text(first),
                    Token::Text(last),
                    Token::Text(letters),
                    rest @ ..,
                ] => {
                    self.add(number(first), number(last), letters);
                    tokens = rest;
                }
                [Token::Text(first), Token::Text(_), Token::Open, rest @ ..] => {
                    tokens = rest;
                    let mut code = number(first);
                    while let [Token::Text(letters), rest @ ..] = tokens {
                        self.add(code, code, letters);
                        code = code.saturating_add(1);
                        tokens = rest;
                    }
                    tokens = tokens.get(1..).unwrap_or_default();
                }
                _ => return tokens,
            }
        }
    }

    fn add(&mut self, first: u32, last: u32, letters: &str) {
        let bytes = letters
            .chars()
            .map(|c| u8::try_from(u32::from(c)).unwrap_or_default());
        let units = pairs(bytes).map(|pair| u16::try_from(pair).unwrap_or_default());
        let letters: String = char::decode_utf16(units)
            .filter_map(Result::ok)
            .take(8)
            .collect();
        if self.ranges.len() < MOST_RANGES && first <= last {
            self.ranges.push((first, last, letters));
        }
    }

    fn say(&self, code: u32, out: &mut String) {
        let behind = self.ranges.partition_point(|range| range.0 <= code);
        let range = behind.checked_sub(1).and_then(|at| self.ranges.get(at));
        let Some((first, _, letters)) = range.filter(|range| code <= range.1) else {
            return;
        };
        let mut letters = letters.chars();
        // The last letter counts up with the code.
        let last = letters.next_back().map(u32::from).unwrap_or(u32::from(' '));
        out.extend(letters);
        out.extend(char::from_u32(last.saturating_add(code - first)));
    }
}

/// The number that a code of some bytes is.
fn number(code: &str) -> u32 {
    let bytes = code.chars().map(|c| u32::from(c) & 0xff);
    bytes.fold(0, |sum, byte| sum << 8 | byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn said(font: &Font, codes: &[u8]) -> String {
        let codes: String = codes.iter().map(|byte| char::from(*byte)).collect();
        let mut out = String::new();
        font.says(&codes, &mut out);
        out
    }

    #[test]
    fn a_fonts_own_table_is_read_in_letters_and_ranges() {
        let table = b"/CIDInit /ProcSet findresource begin 1 begincodespacerange <0000> <FFFF> endcodespacerange
            2 beginbfchar <0003> <0020> <00A5> <00660069> endbfchar
            2 beginbfrange <0024> <0026> <0041> <0030> <0031> [<53D1> <7968>] endbfrange endcmap";
        let font = Font::new(&tokens(b"<</Type/Font/Subtype/Type0>>"), Some(table));
        assert_eq!(
            said(&font, &[0, 0x24, 0, 0x26, 0, 3, 0, 0xa5, 0, 0x30, 0, 0x31]),
            "AC fi发票"
        );
        assert_eq!(
            said(&font, &[0, 0x27, 9, 9, 0]),
            "",
            "codes that stand for nothing"
        );
        let narrow = Font::new(
            &tokens(b"<</Subtype/TrueType>>"),
            Some(b"1 beginbfrange <01><03><0061> endbfrange"),
        );
        assert_eq!(said(&narrow, &[1, 2, 3, 4]), "abc");
    }

    #[test]
    fn fonts_without_a_table_are_latin_wide_or_unknown() {
        let latin = Font::new(&tokens(b"<</Subtype/Type1/BaseFont/Helvetica>>"), None);
        assert_eq!(said(&latin, b"na\xefve \x80 5\x92s"), "naïve € 5’s");
        let wide = Font::new(&tokens(b"<</Subtype/Type0/Encoding/UniGB-UCS2-H>>"), None);
        assert_eq!(said(&wide, &[0x53, 0xd1, 0x79, 0x68]), "发票");
        let unknown = Font::new(&tokens(b"<</Subtype/Type0/Encoding/Identity-H>>"), None);
        assert_eq!(unknown, Font::Unknown);
        assert_eq!(said(&unknown, b"abcd"), "");
    }

    #[test]
    fn a_hostile_table_stays_small() {
        let entries = "<0000><FFFFFFFF><D800> ".repeat(MOST_RANGES + 10);
        let source = format!("beginbfrange {entries} endbfrange beginbfrange [ <> beginbfchar <1>");
        let font = Font::new(&tokens(b"/Type0"), Some(source.as_bytes()));
        assert!(matches!(&font, Font::Table(table) if table.ranges.len() == MOST_RANGES));
        said(&font, &[0xff; 64]);
    }
}
