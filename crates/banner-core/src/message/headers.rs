//! The header fields of a mail or part, in order, unfolded and bounded.

use std::borrow::Cow;

use super::defects::{Defect, Defects};
use super::encoded_word;

/// How many fields of one header section are kept.
pub const MAX_HEADERS: usize = 2_000;
/// How many bytes of one field are kept.
pub const MAX_VALUE: usize = 64 * 1024;

/// How many bytes of one header section are read; real ones have a few dozen kilobytes at most.
pub const MAX_SECTION: usize = 1024 * 1024;

/// One header field.
#[derive(Clone, Debug)]
pub struct Header<'a> {
    /// The name as written.
    pub name: &'a str,
    /// The value, unfolded (RFC 5322, section 2.2.3) and trimmed; encoded words are left as they are.
    pub value: Cow<'a, str>,
    /// The bytes after the colon as they came, folds included.
    pub raw: &'a [u8],
    /// Index among the header fields; 0 is the topmost, added last.
    pub position: usize,
}

impl Header<'_> {
    /// The value with encoded words (RFC 2047) decoded.
    pub fn decoded(&self) -> Cow<'_, str> {
        encoded_word::decode(&self.value)
    }
}

/// The header fields in the order of the message.
#[derive(Clone, Debug, Default)]
pub struct Headers<'a> {
    fields: Vec<Header<'a>>,
}

impl<'a> Headers<'a> {
    /// All fields, topmost first.
    pub fn iter(&self) -> std::slice::Iter<'_, Header<'a>> {
        self.fields.iter()
    }

    /// The first field of this name, in any case; none when there is none.
    pub fn get(&self, name: &str) -> Option<&Header<'a>> {
        self.iter().find(|h| h.name.eq_ignore_ascii_case(name))
    }

    /// All fields of this name, topmost first.
    pub fn all<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s Header<'a>> {
        self.iter()
            .filter(move |h| h.name.eq_ignore_ascii_case(name))
    }

    /// How many fields have this name.
    pub fn count(&self, name: &str) -> usize {
        self.all(name).count()
    }

    /// How many fields are kept.
    pub fn len(&self) -> usize {
        self.fields.len()
    }

    /// Whether there is no field.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }
}

impl<'s, 'a> IntoIterator for &'s Headers<'a> {
    type Item = &'s Header<'a>;
    type IntoIter = std::slice::Iter<'s, Header<'a>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// A header section and where its body begins.
pub(crate) struct Section<'a> {
    pub(crate) headers: Headers<'a>,
    /// Offset of the first byte of the body.
    pub(crate) body: usize,
    /// Whether a blank line closed the section.
    pub(crate) closed: bool,
}

/// Reads the header section that begins at `start`.
///
/// `is_delimiter` tells whether a line that starts with two hyphens belongs to an enclosing multipart; such a line
/// ends the section. Lines end with `end_of_line` (LF in all mail but the strangest).
pub(crate) fn read_section<'a>(
    raw: &'a [u8],
    start: usize,
    end_of_line: u8,
    defects: &mut Defects,
    mut is_delimiter: impl FnMut(&[u8]) -> bool,
) -> Section<'a> {
    let mut headers = Headers::default();
    let mut at = start;
    loop {
        if headers.len() >= MAX_HEADERS || at.saturating_sub(start) >= MAX_SECTION {
            defects.note(Defect::TooManyHeaders);
            return Section {
                headers,
                body: after_blank_line(raw, at, end_of_line),
                closed: true,
            };
        }
        let (line, next) = line_at(raw, at, end_of_line);
        if next == at {
            return Section {
                headers,
                body: at,
                closed: false,
            };
        }
        if line.is_empty() {
            return Section {
                headers,
                body: next,
                closed: true,
            };
        }
        if line.starts_with(b"--") && is_delimiter(line) {
            return Section {
                headers,
                body: at,
                closed: false,
            };
        }
        let Some((name, colon)) = field_name(line) else {
            // Nothing before it was a field, so this is text, not a header section.
            if headers.is_empty() {
                defects.note(Defect::NoHeaders);
                return Section {
                    headers,
                    body: at,
                    closed: true,
                };
            }
            defects.note(Defect::MalformedHeaderLine);
            at = next;
            continue;
        };
        // A field runs on while the lines that follow start with white space.
        let value_start = at + colon + 1;
        let mut value_end = at + line.len();
        let mut folded = false;
        at = next;
        loop {
            let (line, next) = line_at(raw, at, end_of_line);
            let continues = matches!(line.first(), Some(b' ' | b'\t'));
            // A line of white space alone ends the section in many clients, but RFC 5322 (obs-FWS) lets it fold.
            if !continues || next == at {
                break;
            }
            folded = true;
            value_end = at + line.len();
            at = next;
        }
        let raw_value = raw.get(value_start..value_end).unwrap_or_default();
        push(&mut headers, name, raw_value, folded, defects);
    }
}

fn push<'a>(
    headers: &mut Headers<'a>,
    name: &'a str,
    raw: &'a [u8],
    folded: bool,
    defects: &mut Defects,
) {
    let raw = if raw.len() > MAX_VALUE {
        defects.note(Defect::HeaderTooLong);
        raw.get(..MAX_VALUE).unwrap_or(raw)
    } else {
        raw
    };
    let value = unfold(raw, folded, defects);
    let position = headers.fields.len();
    headers.fields.push(Header {
        name,
        value,
        raw,
        position,
    });
}

/// The text of a field body: folds become what RFC 5322 says (the line break goes, the white space stays).
fn unfold<'a>(raw: &'a [u8], folded: bool, defects: &mut Defects) -> Cow<'a, str> {
    let raw = raw.trim_ascii();
    if memchr::memchr(0, raw).is_some() {
        defects.note(Defect::NulByte);
    }
    let text = match std::str::from_utf8(raw) {
        Ok(text) => {
            if !text.is_ascii() {
                defects.note(Defect::RawUtf8Header);
            }
            Cow::Borrowed(text)
        }
        Err(_) => {
            defects.note(Defect::NonUtf8Header);
            Cow::Owned(super::charset::guess(raw).into_owned())
        }
    };
    if !folded && memchr::memchr2(b'\r', b'\n', raw).is_none() {
        return text;
    }
    if !folded {
        defects.note(Defect::BareCarriageReturn);
    }
    Cow::Owned(text.chars().filter(|c| !matches!(c, '\r' | '\n')).collect())
}

/// Where the body begins when the fields that are left do not matter.
fn after_blank_line(raw: &[u8], at: usize, end_of_line: u8) -> usize {
    let rest = raw.get(at..).unwrap_or_default();
    let end =
        |needle: &[u8]| memchr::memmem::find(rest, needle).map(|found| at + found + needle.len());
    let bare = end(&[end_of_line, end_of_line]);
    let with_return = end(&[end_of_line, b'\r', end_of_line]);
    match (bare, with_return) {
        (Some(a), Some(b)) => a.min(b),
        (a, b) => a.or(b).unwrap_or(raw.len()),
    }
}

/// The line at `at` without its end, and the offset of the next line (the same offset at the end of the mail).
pub(crate) fn line_at(raw: &[u8], at: usize, end_of_line: u8) -> (&[u8], usize) {
    let rest = raw.get(at..).unwrap_or_default();
    match memchr::memchr(end_of_line, rest) {
        Some(length) => {
            let line = rest.get(..length).unwrap_or_default();
            (line.strip_suffix(b"\r").unwrap_or(line), at + length + 1)
        }
        None => (rest, at + rest.len()),
    }
}

/// Name and offset of the colon, if the line opens a field: `field-name = 1*ftext` (RFC 5322, section 3.6.8), with
/// white space before the colon as the obsolete syntax allows.
pub(crate) fn field_name(line: &[u8]) -> Option<(&str, usize)> {
    // Names beyond this are no names; the bound keeps a long line of text from being looked through.
    let colon = memchr::memchr(b':', line.get(..line.len().min(256))?)?;
    let name = line.get(..colon)?.trim_ascii_end();
    if name.is_empty() || !name.iter().all(|b| matches!(b, 33..=126)) {
        return None;
    }
    Some((std::str::from_utf8(name).ok()?, colon))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(raw: &[u8]) -> (Section<'_>, Vec<Defect>) {
        let mut defects = Defects::default();
        let section = read_section(raw, 0, b'\n', &mut defects, |_| false);
        (section, defects.as_slice().to_vec())
    }

    #[test]
    fn keeps_fields_in_order_with_their_positions() {
        let (section, defects) = read(b"A: 1\r\nB: 2\r\na: 3\r\n\r\nbody");
        let names: Vec<_> = section
            .headers
            .iter()
            .map(|h| (h.name, &*h.value, h.position))
            .collect();
        assert_eq!(names, [("A", "1", 0), ("B", "2", 1), ("a", "3", 2)]);
        assert_eq!(section.headers.count("A"), 2);
        assert_eq!(section.headers.get("b").unwrap().value, "2");
        assert_eq!(section.body, 20);
        assert!(defects.is_empty());
    }

    #[test]
    fn unfolds_continuation_lines_and_keeps_the_raw_bytes() {
        let (section, _) = read(b"Subject: one\n two\n\tthree\nX: y\n\n");
        let subject = section.headers.get("subject").unwrap();
        assert_eq!(subject.value, "one two\tthree");
        assert_eq!(subject.raw, b" one\n two\n\tthree");
    }

    #[test]
    fn borrows_what_needs_no_change() {
        let (section, _) = read(b"X: plain\n\n");
        assert!(matches!(
            section.headers.get("x").unwrap().value,
            Cow::Borrowed("plain")
        ));
    }

    #[test]
    fn allows_white_space_before_the_colon() {
        let (section, defects) = read(b"From : a@b.example\n\n");
        assert_eq!(section.headers.get("From").unwrap().value, "a@b.example");
        assert!(defects.is_empty());
    }

    #[test]
    fn takes_text_without_any_field_as_body() {
        let (section, defects) = read(b"just some words\nand more\n\nend");
        assert_eq!(section.body, 0);
        assert_eq!(defects, [Defect::NoHeaders]);
    }

    #[test]
    fn skips_a_broken_line_between_fields() {
        let (section, defects) = read(b"A: 1\nbroken line\nB: 2\n\n");
        assert_eq!(section.headers.len(), 2);
        assert_eq!(defects, [Defect::MalformedHeaderLine]);
    }

    #[test]
    fn decodes_raw_latin_and_chinese_bytes_in_a_header() {
        let (section, defects) = read(b"Subject: caf\xe9\nX: \xc4\xfa\xba\xc3\n\n");
        assert_eq!(section.headers.get("subject").unwrap().value, "café");
        assert_eq!(section.headers.get("x").unwrap().value, "您好");
        assert_eq!(defects, [Defect::NonUtf8Header]);
    }

    #[test]
    fn bounds_the_number_and_length_of_fields() {
        let mut raw = "A: b\n".repeat(MAX_HEADERS + 10).into_bytes();
        raw.extend_from_slice(b"Long: ");
        let (section, defects) = read(&raw);
        assert_eq!(section.headers.len(), MAX_HEADERS);
        assert_eq!(defects, [Defect::TooManyHeaders]);
        let long = [b"L: ".as_slice(), &vec![b'x'; MAX_VALUE * 2]].concat();
        let (section, defects) = read(&long);
        assert!(section.headers.get("L").unwrap().value.len() <= MAX_VALUE);
        assert!(!section.closed);
        assert_eq!(defects, [Defect::HeaderTooLong]);
    }

    #[test]
    fn bounds_the_whole_section_and_finds_the_body_behind_it() {
        let field = format!("A: {}\r\n", "x".repeat(60_000));
        let raw = format!("{}\r\nbody", field.repeat(40));
        let (section, defects) = read(raw.as_bytes());
        assert!(section.headers.len() < 20);
        assert_eq!(raw.get(section.body..), Some("body"));
        assert_eq!(defects, [Defect::TooManyHeaders]);
    }

    #[test]
    fn ends_at_the_delimiter_of_an_enclosing_multipart() {
        let raw = b"A: 1\n--outer\nB: 2\n\n";
        let section = read_section(raw, 0, b'\n', &mut Defects::default(), |line| {
            line == b"--outer"
        });
        assert_eq!(
            (section.body, section.closed, section.headers.len()),
            (5, false, 1)
        );
    }
}
