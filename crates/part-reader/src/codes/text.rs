//! The text that a code's data says: segments of digits, letters, bytes and Kanji (ISO/IEC 18004, 7.4).

/// Stands for a character that is written in Kanji mode, whose tables are not carried here: addresses have none.
const UNAVAILABLE: char = '〓';

/// The characters of the alphanumeric mode in the order of their values.
const ALPHANUMERIC: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

struct Bits<'d> {
    data: &'d [u8],
    at: usize,
}

impl Bits<'_> {
    fn left(&self) -> usize {
        (self.data.len() * 8).saturating_sub(self.at)
    }

    /// The next `count` bits, at most 16 of them.
    fn take(&mut self, count: usize) -> Option<usize> {
        if self.left() < count {
            return None;
        }
        let mut value = 0;
        for at in self.at..self.at + count {
            let byte = self.data.get(at / 8)?;
            value = value << 1 | usize::from(byte >> (7 - at % 8) & 1);
        }
        self.at += count;
        Some(value)
    }
}

/// The text of corrected `data`; none when it is no proper message.
pub(super) fn read(data: &[u8], version: usize) -> Option<String> {
    let mut bits = Bits { data, at: 0 };
    let mut text = Vec::new();
    while bits.left() >= 4 {
        match bits.take(4)? {
            0 => break,
            1 => digits(&mut bits, version, &mut text)?,
            2 => letters(&mut bits, version, &mut text)?,
            4 => {
                let count = bits.take(if version < 10 { 8 } else { 16 })?;
                for _ in 0..count {
                    text.push(bits.take(8)? as u8);
                }
            }
            8 => {
                let count = bits.take(width(version, [8, 10, 12]))?;
                for _ in 0..count {
                    bits.take(13)?;
                    text.extend(UNAVAILABLE.to_string().bytes());
                }
            }
            // One of several codes that belong together: which, and a sum over all.
            3 => {
                bits.take(16)?;
            }
            // Codes of trade and industry.
            5 => {}
            9 => {
                bits.take(8)?;
            }
            // The charset of what follows, by number; almost always UTF-8, which is told by its form.
            7 => {
                let first = bits.take(8)?;
                let more = match first {
                    0..0x80 => 0,
                    0x80..0xc0 => 8,
                    _ => 16,
                };
                bits.take(more)?;
            }
            _ => return None,
        }
    }
    let text = String::from_utf8(text).unwrap_or_else(|error| {
        error
            .as_bytes()
            .iter()
            .map(|byte| char::from(*byte))
            .collect()
    });
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn width(version: usize, widths: [usize; 3]) -> usize {
    let [small, medium, large] = widths;
    match version {
        0..10 => small,
        10..27 => medium,
        _ => large,
    }
}

fn digits(bits: &mut Bits<'_>, version: usize, text: &mut Vec<u8>) -> Option<()> {
    let mut left = bits.take(width(version, [10, 12, 14]))?;
    while left > 0 {
        let (count, size) = match left {
            1 => (1, 4),
            2 => (2, 7),
            _ => (3, 10),
        };
        let value = bits.take(size)?;
        let written = format!("{value:0count$}");
        if written.len() > count {
            return None;
        }
        text.extend(written.bytes());
        left -= count;
    }
    Some(())
}

fn letters(bits: &mut Bits<'_>, version: usize, text: &mut Vec<u8>) -> Option<()> {
    let mut left = bits.take(width(version, [9, 11, 13]))?;
    while left > 1 {
        let pair = bits.take(11)?;
        text.push(*ALPHANUMERIC.get(pair / 45)?);
        text.push(*ALPHANUMERIC.get(pair % 45)?);
        left -= 2;
    }
    if left == 1 {
        text.push(*ALPHANUMERIC.get(bits.take(6)?)?);
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_read() {
        let data = [
            32, 91, 11, 120, 209, 114, 220, 77, 67, 64, 236, 17, 236, 17, 236, 17,
        ];
        assert_eq!(read(&data, 1).unwrap(), "HELLO WORLD");
    }

    #[test]
    fn what_ends_too_early_is_no_message() {
        assert_eq!(read(&[0x40, 0xff, 0x41], 1), None);
        assert_eq!(read(&[0x00], 1), None);
        assert_eq!(read(&[], 1), None);
    }

    #[test]
    fn bytes_that_are_no_utf_8_are_latin_1() {
        assert_eq!(read(&[0x40, 0x2e, 0x9f, 0xc0, 0x00], 1).unwrap(), "éü");
    }
}
