//! Takes the transfer encoding from a part and puts on the one that its content asks for.

use banner_core::{Charsets, Message};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Lines of encoded content are no longer than this (RFC 2045, section 6.7).
const LINE: usize = 76;
/// Lines of text that is not encoded are no longer than this (RFC 5322, section 2.1.1).
const LONGEST_PLAIN: usize = 998;

/// The encodings that are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    SevenBit,
    QuotedPrintable,
    Base64,
}

impl Encoding {
    /// The name in the header.
    pub(super) fn name(self) -> &'static str {
        match self {
            Encoding::SevenBit => "7bit",
            Encoding::QuotedPrintable => "quoted-printable",
            Encoding::Base64 => "base64",
        }
    }
}

/// The content of a part whose Content-Transfer-Encoding has this value: what the banner itself reads, so that both forgive
/// the same.
pub(super) fn decode(body: &[u8], encoding: &[u8]) -> Vec<u8> {
    let name = encoding
        .split(|byte| matches!(byte, b';' | b'(' | b' ' | b'\t'))
        .next();
    let name = name.unwrap_or_default().to_ascii_lowercase();
    let name: &[u8] = match name.as_slice() {
        b"base64" | b"\"base64\"" => b"base64",
        b"quoted-printable" | b"\"quoted-printable\"" => b"quoted-printable",
        _ => return body.to_vec(),
    };
    let mut raw = b"Content-Type: application/octet-stream\nContent-Transfer-Encoding: ".to_vec();
    raw.extend_from_slice(name);
    raw.extend_from_slice(b"\n\n");
    raw.extend_from_slice(body);
    let message = Message::parse_with(&raw, Charsets::default());
    message
        .attachments()
        .first()
        .map(|attachment| attachment.contents().into_owned())
        .unwrap_or_default()
}

/// Which encoding a text is written in: as it is where it is ASCII in short lines, else quoted-printable unless that would
/// be longer than base64.
pub(super) fn encoding_of(text: &[u8]) -> Encoding {
    let plain = |byte: &u8| matches!(byte, b'\t' | b'\r' | b'\n' | 32..=126);
    let escaped = text.iter().filter(|byte| !plain(byte)).count();
    let short = text
        .split(|byte| *byte == b'\n')
        .all(|line| line.len() <= LONGEST_PLAIN);
    // Line feeds alone are content where characters are wide; as they are they would be line ends.
    if with_crlf(text) != text {
        Encoding::Base64
    } else if escaped == 0 && short {
        Encoding::SevenBit
    } else if escaped * 6 <= text.len() {
        Encoding::QuotedPrintable
    } else {
        Encoding::Base64
    }
}

/// Writes content in an encoding, with CRLF.
pub(super) fn encode(content: &[u8], encoding: Encoding, out: &mut Vec<u8>) {
    match encoding {
        Encoding::SevenBit => out.extend_from_slice(content),
        Encoding::Base64 => {
            let encoded = STANDARD.encode(content);
            for line in encoded.as_bytes().chunks(LINE) {
                out.extend_from_slice(line);
                out.extend_from_slice(b"\r\n");
            }
        }
        Encoding::QuotedPrintable => quoted_printable(content, out),
    }
}

fn quoted_printable(content: &[u8], out: &mut Vec<u8>) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut width = 0;
    let mut bytes = content.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        if byte == b'\r' && bytes.peek() == Some(&b'\n') {
            bytes.next();
            out.extend_from_slice(b"\r\n");
            width = 0;
            continue;
        }
        let at_end = matches!(bytes.peek(), None | Some(b'\r' | b'\n'));
        let literal = matches!(byte, 33..=60 | 62..=126) || matches!(byte, b' ' | b'\t') && !at_end;
        let needed = if literal { 1 } else { 3 };
        if width + needed > LINE - 1 {
            out.extend_from_slice(b"=\r\n");
            width = 0;
        }
        if literal {
            out.push(byte);
        } else {
            let digit = |value: u8| HEX.get(usize::from(value)).copied().unwrap_or_default();
            out.extend_from_slice(&[b'=', digit(byte >> 4), digit(byte & 15)]);
        }
        width += needed;
    }
}

/// Every line end becomes CRLF.
pub(super) fn with_crlf(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() + text.len() / 32);
    let mut bytes = text.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\r' => {
                if bytes.peek() == Some(&b'\n') {
                    bytes.next();
                }
                out.extend_from_slice(b"\r\n");
            }
            b'\n' => out.extend_from_slice(b"\r\n"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(content: &[u8]) -> String {
        let mut out = Vec::new();
        encode(content, encoding_of(content), &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_encoding_is_that_of_the_content() {
        assert_eq!(encoding_of(b"plain\r\n"), Encoding::SevenBit);
        assert_eq!(
            encoding_of("café au lait, s'il".as_bytes()),
            Encoding::QuotedPrintable
        );
        assert_eq!(encoding_of("жжжж".as_bytes()), Encoding::Base64);
        assert_eq!(encoding_of(&[b'a'; 2_000]), Encoding::QuotedPrintable);
        assert_eq!(encoding_of(b"a\nb"), Encoding::Base64);
    }

    #[test]
    fn what_is_encoded_is_decoded_to_the_same() {
        for content in ["a =é= b \r\n \t\r\nend ".repeat(20), "ж".repeat(90)] {
            let name = encoding_of(content.as_bytes()).name();
            let text = encoded(content.as_bytes());
            assert!(text.lines().all(|line| line.len() <= 76));
            assert_eq!(decode(text.as_bytes(), name.as_bytes()), content.as_bytes());
        }
    }

    #[test]
    fn every_line_end_becomes_crlf() {
        assert_eq!(with_crlf(b"a\nb\rc\r\n\r"), b"a\r\nb\r\nc\r\n\r\n");
    }
}
