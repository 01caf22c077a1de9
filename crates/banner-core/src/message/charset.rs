//! Bytes of a text part or encoded word to Unicode, by declared charset, with guesses where it is wrong.

use std::borrow::Cow;

use super::charset_labels::{self, Known};
use super::defects::{Defect, Defects};
use super::utf7::utf7;

/// Decodes the charsets of old mail, whose tables are large: `(label, bytes)` to text, `None` when the label is unknown.
///
/// Labels are in lower case and those of the WHATWG Encoding Standard; bytes that are no text in the charset become U+FFFD. A page
/// hands over its `TextDecoder`; by default it is the encoding_rs crate, which gives the same text, or, without the cargo feature
/// `charsets`, nothing. UTF-8, UTF-7, Windows-1252 and IBM850 are decoded without it.
#[derive(Clone, Copy, Debug)]
pub struct Charsets(pub fn(label: &str, bytes: &[u8]) -> Option<String>);

impl Default for Charsets {
    fn default() -> Charsets {
        Charsets(built_in)
    }
}

#[cfg(feature = "charsets")]
fn built_in(label: &str, bytes: &[u8]) -> Option<String> {
    let encoding = encoding_rs::Encoding::for_label_no_replacement(label.as_bytes())?;
    Some(encoding.decode_with_bom_removal(bytes).0.into_owned())
}

#[cfg(not(feature = "charsets"))]
fn built_in(_label: &str, _bytes: &[u8]) -> Option<String> {
    None
}

impl Charsets {
    /// Decodes `bytes` in the declared charset.
    ///
    /// UTF-8 is borrowed. A charset that is unknown, or that the bytes contradict, is a defect and the charset is guessed.
    pub(crate) fn decode<'a>(
        self,
        bytes: &'a [u8],
        charset: Option<&str>,
        defects: &mut Defects,
    ) -> Cow<'a, str> {
        let label = charset.map(|c| c.trim().trim_matches(['"', '\'']));
        match label.filter(|l| !l.is_empty()) {
            None => {
                if std::str::from_utf8(bytes).is_err() {
                    defects.note(Defect::WrongCharset);
                }
                self.guess(bytes)
            }
            Some(label) if is_utf8_or_ascii(label) => match std::str::from_utf8(bytes) {
                Ok(text) => Cow::Borrowed(text),
                // One bad byte in a long text is a slip; a text that is mostly bad is another charset.
                Err(error) => {
                    defects.note(Defect::WrongCharset);
                    if label.len() < 8 && error.valid_up_to() > 64 {
                        String::from_utf8_lossy(bytes)
                    } else {
                        self.guess(bytes)
                    }
                }
            },
            Some(label) => match self.by_label(label, bytes) {
                Some(text) => Cow::Owned(text),
                None => {
                    defects.note(Defect::UnknownCharset);
                    self.guess(bytes)
                }
            },
        }
    }

    /// Decodes `bytes` of an encoded word; none when the charset is unknown.
    pub(crate) fn decode_known(self, bytes: &[u8], label: &str) -> Option<String> {
        if is_utf8_or_ascii(label) {
            return Some(self.guess(bytes).into_owned());
        }
        self.by_label(label, bytes)
    }

    /// Bytes of no declared charset: UTF-8 if they are, else GB 18030 if they look like it, else Windows-1252.
    pub(crate) fn guess(self, bytes: &[u8]) -> Cow<'_, str> {
        match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => {
                let gb = looks_like_gb(bytes)
                    .then(|| (self.0)("gb18030", bytes))
                    .flatten();
                Cow::Owned(gb.unwrap_or_else(|| windows_1252(bytes)))
            }
        }
    }

    fn by_label(self, label: &str, bytes: &[u8]) -> Option<String> {
        // Longer labels are no charsets.
        if label.is_empty() || label.len() > 45 {
            return None;
        }
        let label = label.to_ascii_lowercase();
        match charset_labels::known(&label) {
            Known::Windows1252 => Some(windows_1252(bytes)),
            Known::Ibm850 => Some(ibm850(bytes)),
            Known::Utf7 => Some(utf7(bytes)),
            Known::Utf16 if bytes.starts_with(b"\xfe\xff") => (self.0)("utf-16be", bytes),
            Known::Utf16 => (self.0)("utf-16le", bytes),
            Known::Alias(standard) => (self.0)(standard, bytes),
            // `iso_8859_1` and such are written as often as they are wrong.
            Known::Other => {
                (self.0)(&label, bytes).or_else(|| (self.0)(&label.replace('_', "-"), bytes))
            }
        }
    }
}

/// The characters 0x80 to 0x9F of Windows-1252 (WHATWG Encoding Standard); all others are those of Unicode.
const WINDOWS_1252: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";

/// The characters 0x80 to 0xFF of code page 850, which no page knows and mail of DOS programs is in.
const IBM850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐\
    └┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";

fn windows_1252(bytes: &[u8]) -> String {
    single_byte(bytes, WINDOWS_1252)
}

fn ibm850(bytes: &[u8]) -> String {
    single_byte(bytes, IBM850)
}

/// Decodes bytes whose characters from 0x80 on are `upper`, and after its end those of Latin-1.
fn single_byte(bytes: &[u8], upper: &str) -> String {
    let upper: Vec<char> = upper.chars().collect();
    bytes
        .iter()
        .map(|byte| {
            let place = usize::from(*byte).checked_sub(0x80);
            place
                .and_then(|place| upper.get(place).copied())
                .unwrap_or(char::from(*byte))
        })
        .collect()
}

pub(crate) fn is_utf8_or_ascii(label: &str) -> bool {
    [
        "utf-8",
        "utf8",
        "us-ascii",
        "ascii",
        "unicode-1-1-utf-8",
        "ansi_x3.4-1968",
    ]
    .iter()
    .any(|known| label.eq_ignore_ascii_case(known))
}

/// GB 2312 text is pairs of bytes of 0xA1 and above, with its common characters leading by 0xA1-0xD7; Latin-1 text has single
/// high bytes between letters.
fn looks_like_gb(bytes: &[u8]) -> bool {
    let mut pairs = 0_u32;
    let mut odd = 0_u32;
    let mut sample = bytes.get(..bytes.len().min(4096)).unwrap_or(bytes).iter();
    while let Some(&byte) = sample.next() {
        if byte < 0x80 {
            continue;
        }
        match sample.next() {
            Some(&second) if (0xA1..=0xF7).contains(&byte) && second >= 0xA1 => pairs += 1,
            Some(_) => odd += 1,
            None => {}
        }
    }
    pairs >= 2 && odd * 10 <= pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "charsets")]
    fn decoded(bytes: &[u8], charset: &str) -> (String, Vec<Defect>) {
        let mut defects = Defects::default();
        let text = Charsets::default()
            .decode(bytes, Some(charset), &mut defects)
            .into_owned();
        (text, defects.as_slice().to_vec())
    }

    #[cfg(feature = "charsets")]
    #[test]
    fn reads_the_charsets_of_real_mail() {
        let cases: [(&str, &[u8], &str); 16] = [
            ("utf-8", "Grüße".as_bytes(), "Grüße"),
            ("GB2312", b"\xc4\xfa\xba\xc3", "您好"),
            ("gbk", b"\xc4\xfa\xba\xc3", "您好"),
            ("gb18030", b"\xc4\xfa\xba\xc3\x81\x30\x81\x30", "您好\u{80}"),
            ("big5", b"\xa7A\xa6n", "你好"),
            ("iso-2022-jp", b"\x1b$B%O%m!<\x1b(B", "ハロー"),
            ("shift_jis", b"\x83n\x83\x8d\x81[", "ハロー"),
            ("euc-jp", b"\xa5\xcf\xa5\xed", "ハロ"),
            ("euc-kr", b"\xbe\xc8\xb3\xe7", "안녕"),
            ("ks_c_5601-1987", b"\xbe\xc8\xb3\xe7", "안녕"),
            ("koi8-r", b"\xf0\xd2\xc9\xd7\xc5\xd4", "Привет"),
            ("windows-1251", b"\xcf\xf0\xe8\xe2\xe5\xf2", "Привет"),
            ("windows-1252", b"\x80 5", "€ 5"),
            ("windows-1256", b"\xe3\xd1\xcd\xc8\xc7", "مرحبا"),
            ("iso-8859-1", b"caf\xe9", "café"),
            ("utf-7", b"+ZYeB9FH6ckh5Pg-.", "文致出版社."),
        ];
        for (charset, bytes, expected) in cases {
            assert_eq!(
                decoded(bytes, charset),
                (expected.to_owned(), vec![]),
                "{charset}"
            );
        }
    }

    #[test]
    fn borrows_utf8() {
        let mut defects = Defects::default();
        assert!(matches!(
            Charsets::default().decode(b"abc", Some("UTF-8"), &mut defects),
            Cow::Borrowed("abc")
        ));
    }

    #[cfg(feature = "charsets")]
    #[test]
    fn guesses_where_the_charset_is_unknown_or_wrong() {
        assert_eq!(
            decoded(b"caf\xe9", "x-klingon"),
            ("café".into(), vec![Defect::UnknownCharset])
        );
        assert_eq!(
            decoded(b"caf\xe9", "utf-8"),
            ("café".into(), vec![Defect::WrongCharset])
        );
        assert_eq!(
            decoded("您好".as_bytes(), "us-ascii"),
            ("您好".into(), vec![])
        );
        assert_eq!(
            decoded(b"\xc4\xfa\xba\xc3", "us-ascii"),
            ("您好".into(), vec![Defect::WrongCharset])
        );
        assert_eq!(
            decoded(b"abc", &"x".repeat(5000)).1,
            [Defect::UnknownCharset]
        );
    }
}
