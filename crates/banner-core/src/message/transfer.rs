//! Content-Transfer-Encoding (RFC 2045, section 6): base64 and quoted-printable, forgiving as readers' clients are.

use std::borrow::Cow;

use mail_parser::decoders::base64::base64_decode;

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
            TransferEncoding::QuotedPrintable => owned(quoted_printable(raw)),
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

/// Quoted-printable; an equals sign that begins no escape stays as it is. The flag tells that there was one.
pub(crate) fn quoted_printable(raw: &[u8]) -> (Vec<u8>, bool) {
    let mut out = Vec::with_capacity(raw.len());
    let mut broken = false;
    let mut rest = raw;
    while let Some(at) = memchr::memchr(b'=', rest) {
        out.extend_from_slice(rest.get(..at).unwrap_or_default());
        let after = rest.get(at + 1..).unwrap_or_default();
        rest = match after {
            [high, low, tail @ ..] if hex(*high).is_some() && hex(*low).is_some() => {
                out.push(hex(*high).unwrap_or(0) << 4 | hex(*low).unwrap_or(0));
                tail
            }
            _ => match soft_break(after) {
                Some(tail) => tail,
                None => {
                    broken = true;
                    out.push(b'=');
                    after
                }
            },
        };
    }
    out.extend_from_slice(rest);
    (out, broken)
}

/// What follows a soft line break: white space (bounded) and a line end, or the end of the part.
fn soft_break(after: &[u8]) -> Option<&[u8]> {
    let blanks = after
        .iter()
        .take(80)
        .take_while(|b| matches!(b, b' ' | b'\t'))
        .count();
    match after.get(blanks..)? {
        [b'\r', b'\n', tail @ ..] | [b'\n', tail @ ..] => Some(tail),
        [] | [b'\r'] => Some(&[]),
        _ => None,
    }
}

fn hex(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    }
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
            quoted_printable(b"caf=C3=A9 =\r\nau =\nlait=  \r\n!"),
            ("café au lait!".into(), false)
        );
    }

    #[test]
    fn keeps_what_is_no_escape_in_quoted_printable() {
        assert_eq!(
            quoted_printable(b"a=b =ZZ 1=2"),
            (b"a=b =ZZ 1=2".to_vec(), true)
        );
        assert_eq!(quoted_printable(b"end="), (b"end".to_vec(), false));
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
        let decoded = TransferEncoding::Identity.decode(b"abc", 100);
        assert_eq!((&*decoded.bytes, decoded.cut), (b"abc".as_slice(), false));
    }
}
