//! Tells mail from what is no mail at all, generously: ugly mail is the core's business.

use super::MailError;

/// A header field is looked for in this many lines.
const LINES: usize = 30;
/// And in this many bytes, so that a file without line ends costs nothing.
const BYTES: usize = 16 * 1024;

/// How files begin that gzip, zip, bzip2, xz and zstd packed.
const PACKED: [&[u8]; 5] = [
    b"\x1F\x8B",
    b"PK\x03\x04",
    b"BZh",
    b"\xFD7zXZ",
    b"\x28\xB5\x2F\xFD",
];
/// How compound files begin ([MS-CFB] 2.2).
const COMPOUND: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Refuses what is empty and what has no header field in its first lines.
pub(super) fn check(raw: &[u8]) -> Result<(), MailError> {
    if raw.iter().all(u8::is_ascii_whitespace) {
        return Err(MailError::Empty);
    }
    if PACKED.iter().any(|magic| raw.starts_with(magic)) {
        return Err(MailError::Packed);
    }
    if raw.starts_with(COMPOUND) {
        return Err(MailError::Outlook);
    }
    let start = raw.get(..BYTES).unwrap_or(raw);
    let start = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start);
    let mut lines = start
        .split(|byte| matches!(byte, b'\n' | b'\r'))
        .filter(|line| !line.is_empty());
    if lines.by_ref().take(LINES).any(is_field) {
        Ok(())
    } else {
        Err(MailError::NoHeader)
    }
}

/// `field-name ":"` (RFC 5322, section 3.6.8), with the blanks that section 4.5 allows before the
/// colon. A web address at the beginning of a line is none.
fn is_field(line: &[u8]) -> bool {
    let Some(colon) = line.iter().position(|byte| *byte == b':') else {
        return false;
    };
    let (name, value) = line.split_at(colon);
    let name = name.trim_ascii_end();
    !name.is_empty()
        && name.len() <= 76
        && name.iter().all(|byte| byte.is_ascii_graphic())
        && !value.starts_with(b"://")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_whatever_has_a_header_field() {
        for raw in [
            "Subject: hello\r\n\r\nbody",
            "\r\n\r\nFrom : a@b.example\n",
            "\u{feff}To: x\n",
            "odd\nX-A:\n",
        ] {
            assert!(check(raw.as_bytes()).is_ok(), "{raw:?}");
        }
    }

    #[test]
    fn says_what_to_do_with_packed_mail_and_with_that_of_outlook() {
        for raw in [&b"\x1F\x8B\x08\0a:"[..], b"PK\x03\x04a: b\n"] {
            assert!(matches!(check(raw), Err(MailError::Packed)), "{raw:?}");
        }
        let outlook = [COMPOUND, b"a: b\n"].concat();
        assert!(matches!(check(&outlook), Err(MailError::Outlook)));
    }

    #[test]
    fn refuses_what_is_empty() {
        for raw in ["", "\n", " \r\n\t"] {
            assert!(
                matches!(check(raw.as_bytes()), Err(MailError::Empty)),
                "{raw:?}"
            );
        }
    }

    #[test]
    fn refuses_what_has_no_header_field() {
        let far = format!("{}Subject: too far down\n", "line\n".repeat(40));
        for raw in [
            "just a note\n",
            "see you at 10:30\n",
            "https://a.example/\n",
            ": nothing\n",
            &far,
        ] {
            assert!(
                matches!(check(raw.as_bytes()), Err(MailError::NoHeader)),
                "{raw:?}"
            );
        }
        assert!(check(&[0xFF; 100_000]).is_err());
    }
}
