//! What a document in Rich Text Format says and shows, as its pages do: without tables of fonts, styles and instructions.

use super::bytes::slice;

/// At most this many bytes of text are read.
const LONGEST: usize = 8 * 1024;
/// Groups inside groups that are told apart.
const DEEPEST: usize = 200;
/// Groups that are not part of the pages. What a shape holds twice, for readers that know no shapes, is read once.
const ASIDE: [&[u8]; 18] = [
    b"colortbl",
    b"datastore",
    b"filetbl",
    b"fldinst",
    b"fonttbl",
    b"generator",
    b"info",
    b"latentstyles",
    b"listoverridetable",
    b"listtable",
    b"objdata",
    b"pict",
    b"rsidtbl",
    b"shprslt",
    b"sp",
    b"stylesheet",
    b"themedata",
    b"xmlnstbl",
];

/// Groups that readers may pass over, which are part of the pages: the text boxes that office programs write.
const SHOWN: [&[u8]; 4] = [b"shpinst", b"shptxt", b"nesttableprops", b"background"];

/// The text of the pages.
pub(super) fn read(bytes: &[u8]) -> String {
    let mut text = Text {
        is_cyrillic: slice(bytes, 0, 4_096)
            .windows(12)
            .any(|word| word == b"\\ansicpg1251"),
        ..Text::default()
    };
    let mut at = 0;
    while let Some(byte) = bytes.get(at).filter(|_| text.out.len() < LONGEST) {
        at += 1;
        match byte {
            b'{' => text.enter(),
            b'}' => text.leave(),
            b'\r' | b'\n' => {}
            b'\\' => {
                at = at.saturating_add(text.control(bytes.get(at..).unwrap_or_default()));
            }
            other => text.byte(*other),
        }
    }
    text.out
}

#[derive(Default)]
struct Text {
    out: String,
    is_cyrillic: bool,
    /// How deep the groups are, and at which depth one began that is not read.
    depth: usize,
    aside: Option<usize>,
    /// How many letters stand for those who cannot read one by its number; and how many of them still come.
    spare: Vec<usize>,
    skip: usize,
    /// What the words before leave for the next.
    awaited: Awaited,
}

/// What comes next in a text is read by what came before.
#[derive(Default, PartialEq)]
enum Awaited {
    #[default]
    Nothing,
    /// A group has just begun.
    Kind,
    /// The name of a group that readers may pass over.
    Passable,
    /// The second half of a letter beyond the first 65,536.
    Half(u16),
}

impl Text {
    fn enter(&mut self) {
        self.depth += 1;
        self.awaited = Awaited::Kind;
        if self.spare.len() < DEEPEST {
            self.spare.push(self.spare.last().copied().unwrap_or(1));
        }
        self.skip = 0;
    }

    fn leave(&mut self) {
        if self.aside == Some(self.depth) {
            self.aside = None;
        }
        if self.spare.len() >= self.depth {
            self.spare.pop();
        }
        self.depth = self.depth.saturating_sub(1);
        self.skip = 0;
    }

    /// A letter of the code page.
    fn byte(&mut self, byte: u8) {
        self.add(match byte {
            0xc0..=0xff if self.is_cyrillic => {
                char::from_u32(0x410 + u32::from(byte - 0xc0)).unwrap_or(' ')
            }
            0xa8 if self.is_cyrillic => 'Ё',
            0xb8 if self.is_cyrillic => 'ё',
            0x91 | 0x92 => '\'',
            other => char::from(other),
        });
    }

    fn add(&mut self, c: char) {
        if self.skip > 0 {
            self.skip -= 1;
            return;
        }
        if std::mem::take(&mut self.awaited) == Awaited::Passable {
            self.aside.get_or_insert(self.depth);
        }
        if self.aside.is_none() {
            self.out.push(c);
        }
    }

    /// Takes what stands behind a backslash; gives how many bytes that is.
    fn control(&mut self, rest: &[u8]) -> usize {
        let awaited = std::mem::take(&mut self.awaited);
        match rest.first() {
            None => return 0,
            Some(b'\'') => {
                let code = std::str::from_utf8(slice(rest, 1, 2)).unwrap_or_default();
                if let Ok(byte) = u8::from_str_radix(code, 16) {
                    self.byte(byte);
                }
                return 3;
            }
            // Anywhere else it says nothing.
            Some(b'*') => {
                if awaited == Awaited::Kind {
                    self.awaited = Awaited::Passable;
                }
                return 1;
            }
            Some(byte) if !byte.is_ascii_alphabetic() => {
                match byte {
                    b'~' => self.add(' '),
                    b'\r' | b'\n' => self.add('\n'),
                    b'\\' | b'{' | b'}' => self.add(char::from(*byte)),
                    _ => {}
                }
                return 1;
            }
            Some(_) => {}
        }
        let letters = rest
            .iter()
            .take(32)
            .take_while(|b| b.is_ascii_alphabetic())
            .count();
        let (word, behind) = rest.split_at_checked(letters).unwrap_or_default();
        let is_digit = |b: &&u8| b.is_ascii_digit() || **b == b'-';
        let digits = behind.iter().take(12).take_while(is_digit).count();
        let number = std::str::from_utf8(slice(behind, 0, digits)).unwrap_or_default();
        let number = number.parse::<i64>().ok();
        let space = usize::from(behind.get(digits) == Some(&b' '));
        match (word, number) {
            (b"u", Some(number)) => {
                // Numbers from 32,768 on are written as negative ones.
                let unit = u16::try_from(number.rem_euclid(0x1_0000)).unwrap_or_default();
                self.skip = 0;
                let first = match awaited {
                    Awaited::Half(first) => Some(first),
                    _ => None,
                };
                match char::decode_utf16(first.into_iter().chain([unit])).last() {
                    Some(Ok(c)) => self.add(c),
                    _ => self.awaited = Awaited::Half(unit),
                }
                self.skip = self.spare.last().copied().unwrap_or(1);
            }
            (b"uc", Some(number)) => {
                if let Some(spare) = self.spare.last_mut() {
                    *spare = usize::try_from(number).unwrap_or(1).min(8);
                }
            }
            (b"bin", Some(number)) => {
                let count = usize::try_from(number).unwrap_or_default();
                return count.saturating_add(letters + digits + space);
            }
            (b"par" | b"line" | b"row" | b"sect" | b"page", _) => self.add('\n'),
            (b"tab" | b"cell", _) => self.add(' '),
            _ if ASIDE.contains(&word)
                || awaited == Awaited::Passable && !SHOWN.contains(&word) =>
            {
                self.aside.get_or_insert(self.depth);
            }
            _ => {}
        }
        letters + digits + space
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_says(body: &str, text: &str) {
        assert_eq!(read(format!("{{\\rtf1\\ansi {body}}}").as_bytes()), text);
    }

    #[test]
    fn pages_are_read_without_tables_and_instructions() {
        assert_says(
            "{\\fonttbl{\\f0 Arial;}}{\\*\\generator x;}\\f0\\fs24 Verify your\\par account{\\b  now}\\'21",
            "Verify your\naccount now!",
        );
        assert_says(
            "{\\field{\\*\\fldinst HYPERLINK \"https://a.example\"}{\\fldrslt here}} {\\pict\\pngblip 8950}",
            "here ",
        );
    }

    #[test]
    fn letters_by_number_come_without_their_substitutes() {
        assert_says("\\u24037?\\u-30302?", "工覢");
        assert_says("{\\uc2\\u24037\\'b9\\'a4\\u36164\\'d7\\'ca}!", "工资!");
        assert_says("{\\uc0\\u24037 \\u36164 }!", "工资!");
        assert_eq!(
            read(b"{\\rtf1\\ansi\\ansicpg1251 \\'ef\\'e0\\'f0\\'ee\\'eb\\'fc}"),
            "пароль"
        );
    }

    #[test]
    fn text_boxes_are_part_of_the_pages() {
        assert_says(
            "{\\shp{\\*\\shpinst\\shpleft9{\\sp{\\sn shapeType}{\\sv 202}}{\\shptxt Verify it}}{\\shprslt Verify it}}",
            "Verify it",
        );
    }

    #[test]
    fn what_may_be_passed_over_begins_a_group() {
        assert_says("\\*\\fs20 Verify {\\b\\*it}{\\*\\unheard of}", "Verify it");
    }

    #[test]
    fn letters_of_two_numbers_are_one() {
        assert_says("\\uc1\\u-10179?\\u-8694?!", "\u{1f60a}!");
        assert_says("\\u-10179?x\\u-8694?!", "x!");
    }

    #[test]
    fn braces_may_be_missing() {
        assert_says("a}}}b{{{\\*c}d", "abd");
        assert_eq!(read(b"\\"), "");
        assert_eq!(read(b"x\\u\\bin99999999999 y"), "x");
        assert_eq!(read(b"x\\'"), "x");
        assert!(read("{".repeat(5_000).as_bytes()).is_empty());
    }
}
