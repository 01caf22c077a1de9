//! Signed letters and files (S/MIME, RFC 8551): what lies inside a SignedData of CMS (RFC 5652), in plain sight for mail programs.
//!
//! What is encrypted (EnvelopedData) stays unread: nobody but its reader has the key.

use banner_core::message::FileKind;

use super::archive::without_ending;
use super::bytes::slice;
use super::messages::{MESSAGE, hand_on};
use super::reading::{Place, Reading};
use super::{enter_plain, kind_of};

/// The object identifier of SignedData: 1.2.840.113549.1.7.2, as it is encoded.
const SIGNED_DATA: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const INTEGER: u8 = 0x02;
const IDENTIFIER: u8 = 0x06;
const OCTETS: u8 = 0x04;
/// A text of octets in pieces.
const PIECES: u8 = 0x24;
/// The first of a choice, with its own tag inside.
const FIRST: u8 = 0xa0;
/// At most this much is read of what was signed.
const LONGEST: usize = 8 * 1024 * 1024;

/// Whether a file begins like something signed that holds what was signed.
pub(super) fn is_signed(bytes: &[u8]) -> bool {
    let head = slice(bytes, 0, 6 + SIGNED_DATA.len());
    head.first() == Some(&SEQUENCE) && super::bytes::holds(head, SIGNED_DATA)
}

/// Reads what was signed: a letter is handed on, a file entered.
pub(super) fn read(reading: &mut Reading, bytes: &[u8], name: &str, place: &Place) {
    let Some(inside) = contents(bytes, LONGEST.min(reading.left())) else {
        return;
    };
    reading.spend(inside.len());
    let sniffed = FileKind::sniff(&inside);
    if is_letter(&inside) || kind_of(sniffed).is_none() && sniffed != FileKind::Xml {
        hand_on(reading, MESSAGE, &inside);
        return;
    }
    let name = without_ending(name);
    enter_plain(reading, place, &name, inside.len() as u64, &inside);
}

/// Whether a file begins with a header field: a letter's page would be told before the letter.
fn is_letter(file: &[u8]) -> bool {
    let line = slice(file, 0, 80).split(|octet| *octet == b':').next();
    let name = line.unwrap_or_default();
    let is_name = |octet: &u8| octet.is_ascii_alphanumeric() || *octet == b'-';
    (2..80).contains(&name.len()) && name.iter().all(is_name)
}

/// What was signed; none where it lies elsewhere, as in a letter whose signature is attached.
fn contents(bytes: &[u8], limit: usize) -> Option<Vec<u8>> {
    let mut walk = Walk { bytes, at: 0 };
    walk.open(SEQUENCE)?;
    walk.skip(IDENTIFIER)?;
    walk.open(FIRST)?;
    walk.open(SEQUENCE)?;
    walk.skip(INTEGER)?;
    walk.skip(SET)?;
    walk.open(SEQUENCE)?;
    walk.skip(IDENTIFIER)?;
    walk.open(FIRST)?;
    walk.octets(limit)
}

/// A place in a file of tags, lengths and values (ITU-T X.690), of definite length or ended by a mark.
struct Walk<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Walk<'a> {
    /// The tag here, its length, where that is told, and where its value begins.
    fn head(&self) -> Option<(u8, Option<usize>, usize)> {
        let (tag, first) = (*self.bytes.get(self.at)?, *self.bytes.get(self.at + 1)?);
        let start = self.at + 2;
        let count = usize::from(first & 0x7f);
        if first < 0x80 {
            return Some((tag, Some(count), start));
        }
        let octets = self.bytes.get(start..start + count)?;
        let add = |sum: usize, octet: &u8| sum.checked_mul(256)?.checked_add(usize::from(*octet));
        let length = octets.iter().try_fold(0, add)?;
        Some((tag, (count > 0).then_some(length), start + count))
    }

    /// Enters what has this tag.
    fn open(&mut self, tag: u8) -> Option<()> {
        let (found, _, start) = self.head()?;
        self.at = start;
        (found == tag).then_some(())
    }

    /// Passes over what has this tag.
    fn skip(&mut self, tag: u8) -> Option<()> {
        let (found, ..) = self.head()?;
        let mut open = 0_usize;
        // Each turn goes on by two octets at least.
        loop {
            let (inner, length, start) = self.head()?;
            self.at = start.checked_add(length.unwrap_or(0))?;
            match (inner, length) {
                (_, None) => open += 1,
                (0, _) => open = open.saturating_sub(1),
                _ => {}
            }
            if open == 0 {
                return (found == tag).then_some(());
            }
        }
    }

    /// The octets here, in one piece or in many; what follows them has another tag.
    fn octets(&mut self, limit: usize) -> Option<Vec<u8>> {
        let mut octets = Vec::new();
        while let Some((tag, length, start)) = self.head() {
            let length = length.unwrap_or(0);
            match tag {
                OCTETS => {
                    let room = limit.saturating_sub(octets.len());
                    octets.extend_from_slice(slice(self.bytes, start, length.min(room)));
                    self.at = start.saturating_add(length);
                }
                PIECES | 0 => self.at = start,
                _ => break,
            }
        }
        (!octets.is_empty()).then_some(octets)
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{names, signed, signed_in_pieces};
    use super::super::messages::MESSAGE;
    use super::super::read;
    use banner_core::readings::Kind;

    const LETTER: &[u8] =
        b"Content-Type: text/plain\r\n\r\nYour mailbox is full: https://evil.example/\r\n";

    #[test]
    fn a_signed_letter_is_handed_on() {
        for (name, bytes) in [
            ("smime.p7m", signed(LETTER)),
            ("", signed_in_pieces(LETTER, 20)),
        ] {
            let contents = read(&bytes, name).unwrap();
            let [message] = &contents.messages[..] else {
                panic!("{name}: {}", contents.messages.len());
            };
            let letter = message.strip_prefix(MESSAGE).unwrap();
            assert_eq!(letter.as_bytes(), LETTER, "{name}");
        }
    }

    #[test]
    fn a_signed_letter_of_html_is_no_page() {
        let letter = b"Content-Type: text/html\r\n\r\n<html><p>See you on Monday</html>\r\n";
        let contents = read(&signed(letter), "smime.p7m").unwrap();
        assert!(contents.messages[0].starts_with(MESSAGE));
        assert_eq!(names(&contents), [""; 0]);
    }

    #[test]
    fn a_signed_file_is_entered() {
        let contents = read(&signed(b"MZ\x90\0\x03"), "invoice.exe.P7M").unwrap();
        assert_eq!(names(&contents), ["invoice.exe"]);
        assert_eq!(contents.entries[0].kind, Some(Kind::Program));
        let contents = read(&signed(b"<?xml version='1.0'?><a/>"), "bill.xml.p7m").unwrap();
        assert_eq!(names(&contents), ["bill.xml"]);
        assert!(contents.messages.is_empty());
    }

    #[test]
    fn a_signature_alone_and_what_is_encrypted_hold_nothing_to_read() {
        let contents = read(&signed(b""), "smime.p7s").unwrap();
        assert!(contents.messages.is_empty() && contents.entries.is_empty());
        let mut encrypted = signed(LETTER);
        let at = encrypted.iter().position(|octet| *octet == 0x07).unwrap();
        encrypted[at + 1] = 3;
        assert_eq!(read(&encrypted, "smime.p7m"), None);
    }
}
