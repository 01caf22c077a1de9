//! Content-Transfer-Encoding (RFC 2045, section 6): the mail-parser crate's decoders, made as forgiving as readers' clients.

use std::borrow::Cow;

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;

/// How the bytes of a part are encoded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum TransferEncoding {
    /// 7bit, 8bit, binary, absent or unknown: as they are.
    #[default]
    Identity,
    Base64,
    QuotedPrintable,
}

impl TransferEncoding {
    /// Reads the header value; the flag tells whether the name is one of RFC 2045.
    pub(crate) fn parse(value: &str) -> (TransferEncoding, bool) {
        // Comments and parameters do occur after the mechanism.
        let name = value
            .split([';', '(', ' ', '\t'])
            .next()
            .unwrap_or_default()
            .trim_matches('"');
        let is = |known: &str| name.eq_ignore_ascii_case(known);
        if is("base64") {
            (TransferEncoding::Base64, true)
        } else if is("quoted-printable") {
            (TransferEncoding::QuotedPrintable, true)
        } else {
            let known = is("7bit") || is("8bit") || is("binary") || name.is_empty();
            (TransferEncoding::Identity, known)
        }
    }

    /// Decodes at most the first `limit` decoded bytes; the flags tell of broken encoding and of a cut.
    pub(crate) fn decode<'a>(self, raw: &'a [u8], limit: usize) -> Decoded<'a> {
        let room = match self {
            TransferEncoding::Identity => limit,
            // 4 characters for 3 bytes, and a line end of two bytes after 76 characters at the usual width.
            TransferEncoding::Base64 => {
                (limit / 3 + 1).saturating_mul(4).saturating_add(limit / 24)
            }
            TransferEncoding::QuotedPrintable => limit.saturating_mul(3),
        };
        let cut = raw.len() > room;
        let raw = raw.get(..room).unwrap_or(raw);
        let (bytes, broken) = match self {
            TransferEncoding::Identity => (Cow::Borrowed(raw), false),
            TransferEncoding::Base64 => owned(base64(raw)),
            TransferEncoding::QuotedPrintable => owned(quoted_printable(raw, room)),
        };
        if bytes.len() > limit {
            let bytes = match bytes {
                Cow::Borrowed(b) => Cow::Borrowed(b.get(..limit).unwrap_or(b)),
                Cow::Owned(mut b) => {
                    b.truncate(limit);
                    Cow::Owned(b)
                }
            };
            return Decoded {
                bytes,
                broken,
                cut: true,
            };
        }
        Decoded { bytes, broken, cut }
    }
}

/// What came out of a transfer encoding.
pub(crate) struct Decoded<'a> {
    pub(crate) bytes: Cow<'a, [u8]>,
    /// The encoding was not followed.
    pub(crate) broken: bool,
    /// There is more than was asked for.
    pub(crate) cut: bool,
}

fn owned<'a>((bytes, broken): (Vec<u8>, bool)) -> (Cow<'a, [u8]>, bool) {
    (Cow::Owned(bytes), broken)
}

/// Base64; characters outside the alphabet are skipped as RFC 2045 asks. The flag tells that there were some.
pub(crate) fn base64(raw: &[u8]) -> (Vec<u8>, bool) {
    if let Some(bytes) = base64_decode(raw) {
        return (bytes, false);
    }
    let clean: Vec<u8> = raw
        .iter()
        .copied()
        .filter(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='))
        .collect();
    (base64_decode(&clean).unwrap_or_default(), true)
}

/// Quoted-printable; an equals sign that begins no escape stays as it is. The flag tells that there was one; of such a
/// text no more than about `room` bytes are read.
pub(crate) fn quoted_printable(raw: &[u8], room: usize) -> (Vec<u8>, bool) {
    let raw = with_line_feeds(raw);
    match quoted_printable_decode(&raw) {
        Some(bytes) => (bytes, false),
        None => (
            quoted_printable_decode(&escape_strays(&raw, room)).unwrap_or_default(),
            true,
        ),
    }
}

/// A carriage return alone ends a line in some mail; the mail-parser crate drops it and joins the words around it.
fn with_line_feeds(raw: &[u8]) -> Cow<'_, [u8]> {
    let is_alone = |at: &usize| raw.get(at + 1) != Some(&b'\n');
    let mut alone = memchr::memchr_iter(b'\r', raw).filter(is_alone).peekable();
    if alone.peek().is_none() {
        return Cow::Borrowed(raw);
    }
    let mut out = raw.to_vec();
    for at in alone {
        if let Some(byte) = out.get_mut(at) {
            *byte = b'\n';
        }
    }
    Cow::Owned(out)
}

/// Escapes the equals signs that begin nothing, in no more than about `room` bytes. One of them makes the mail-parser crate
/// give the whole part back undecoded, so that `==` anywhere would hide every link of a mail; 76 of 25,263 real mails
/// have some.
fn escape_strays(raw: &[u8], room: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len() + raw.len() / 8);
    for (at, byte) in raw.iter().enumerate() {
        if out.len() > room {
            break;
        }
        out.push(*byte);
        if *byte == b'=' && !goes_on(raw.get(at + 1..).unwrap_or_default()) {
            out.extend_from_slice(b"3D");
        }
    }
    out
}

/// Whether what follows an equals sign makes it an escape, or a soft line break: white space (bounded) and a line end, or
/// the end of the part.
fn goes_on(after: &[u8]) -> bool {
    if matches!(after, [a, b, ..] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit()) {
        return true;
    }
    let blanks = after
        .iter()
        .take(80)
        .take_while(|b| matches!(b, b' ' | b'\t'))
        .count();
    matches!(
        after.get(blanks..),
        None | Some([] | [b'\n', ..] | [b'\r', b'\n', ..])
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_mechanism_whatever_its_case_and_comments() {
        assert_eq!(
            TransferEncoding::parse("BASE64"),
            (TransferEncoding::Base64, true)
        );
        assert_eq!(
            TransferEncoding::parse("quoted-printable (yes)"),
            (TransferEncoding::QuotedPrintable, true)
        );
        assert_eq!(
            TransferEncoding::parse("8BIT"),
            (TransferEncoding::Identity, true)
        );
        assert_eq!(
            TransferEncoding::parse("x-rot13"),
            (TransferEncoding::Identity, false)
        );
    }

    #[test]
    fn decodes_quoted_printable_with_soft_breaks() {
        assert_eq!(
            quoted_printable(b"caf=C3=A9 =\r\nau =\nlait=  \r\n!", 1_000),
            ("café au lait!".into(), false)
        );
    }

    #[test]
    fn keeps_what_is_no_escape_in_quoted_printable() {
        assert_eq!(
            quoted_printable(b"a=b =ZZ 1=2", 1_000),
            (b"a=b =ZZ 1=2".to_vec(), true)
        );
        assert_eq!(quoted_printable(b"end=", 1_000), (b"end".to_vec(), false));
    }

    #[test]
    fn takes_a_carriage_return_alone_for_a_line_end() {
        assert_eq!(
            quoted_printable(b"state b=\ry\rstate\r\n", 1_000),
            (b"state by\nstate\r\n".to_vec(), false)
        );
    }

    #[test]
    fn decodes_the_rest_of_a_text_with_stray_equals_signs() {
        // One `==` would otherwise leave the whole text, links included, undecoded.
        assert_eq!(
            quoted_printable(b"<a href=3D\"https://evil.example\">== =3=20</a>", 1_000),
            (
                b"<a href=\"https://evil.example\">== =3 </a>".to_vec(),
                true
            )
        );
    }

    #[test]
    fn decodes_base64_with_and_without_junk() {
        assert_eq!(base64(b"aGVs\r\nbG8="), (b"hello".to_vec(), false));
        assert_eq!(base64(b"aG*Vs\x00bG8"), (b"hello".to_vec(), true));
        assert_eq!(base64(b""), (vec![], false));
    }

    #[test]
    fn stops_at_the_limit() {
        let raw = b"YWFh".repeat(1000);
        let decoded = TransferEncoding::Base64.decode(&raw, 30);
        assert_eq!(
            (decoded.bytes.len(), decoded.cut, decoded.broken),
            (30, true, false)
        );
        let strays = b"=".repeat(1000);
        let decoded = TransferEncoding::QuotedPrintable.decode(&strays, 30);
        assert_eq!((decoded.bytes.len(), decoded.cut), (30, true));
        let decoded = TransferEncoding::Identity.decode(b"abc", 100);
        assert_eq!((&*decoded.bytes, decoded.cut), (b"abc".as_slice(), false));
    }
}
