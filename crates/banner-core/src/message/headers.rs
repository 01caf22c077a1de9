//! The header fields of a mail or part, in order, split by the mail-parser crate, unfolded and bounded.

use std::borrow::Cow;

use mail_parser::parsers::MessageStream;

use super::charset::Charsets;
use super::defects::{Defect, Defects};
use super::encoded_word;

/// How many fields of one header section are kept.
pub const MAX_HEADERS: usize = 2_000;
/// How many bytes of one field are kept.
pub const MAX_VALUE: usize = 64 * 1024;

/// How many bytes of one header section are read; real ones have a few dozen kilobytes at most.
pub const MAX_SECTION: usize = 1024 * 1024;
/// How many lines of the header section of a mail that fold nothing are read.
pub(crate) const MAX_LINES: usize = 2 * MAX_HEADERS;
/// The same of a part, of which there may be many; real ones have a dozen.
pub(crate) const MAX_PART_LINES: usize = 200;

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
    pub(crate) charsets: Charsets,
}

impl Header<'_> {
    /// The value with encoded words (RFC 2047) decoded.
    pub fn decoded(&self) -> Cow<'_, str> {
        encoded_word::decode(&self.value, self.charsets)
    }
}

/// The header fields in the order of the message.
#[derive(Clone, Debug, Default)]
pub struct Headers<'a> {
    fields: Vec<Header<'a>>,
    /// What decodes the values, and the bodies below them.
    pub(crate) charsets: Charsets,
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

/// Reads the header section that begins at `start`; the mail-parser crate splits it into fields.
///
/// `is_delimiter` tells whether a line that starts with two hyphens belongs to an enclosing multipart; such a line
/// ends the section. Lines end with `end_of_line` (LF in all mail but the strangest). Of lines that fold nothing
/// `max_lines` are read.
pub(crate) fn read_section<'a>(
    raw: &'a [u8],
    start: usize,
    end_of_line: u8,
    max_lines: usize,
    charsets: Charsets,
    defects: &mut Defects,
    mut is_delimiter: impl FnMut(&[u8]) -> bool,
) -> Section<'a> {
    let mut headers = Headers {
        fields: Vec::new(),
        charsets,
    };
    let mut lines = 0_usize;
    let mut at = start;
    // Where the fields that are kept end.
    let mut kept = None;
    let (end, body, closed) = loop {
        let (line, next) = line_at(raw, at, end_of_line);
        if next == at {
            break (at, at, false);
        }
        if line.is_empty() {
            break (at, next, true);
        }
        if line.starts_with(b"--") && is_delimiter(line) {
            break (at, at, false);
        }
        // The first line is no field, so this is text, not a header section.
        if at == start && field_name(line).is_none() {
            defects.note(Defect::NoHeaders);
            break (at, at, true);
        }
        lines += usize::from(!matches!(line.first(), Some(b' ' | b'\t')));
        at = next;
        if kept.is_none() && (lines >= max_lines || at.saturating_sub(start) >= MAX_SECTION) {
            kept = Some(at);
        }
    };
    if kept.is_some_and(|kept| kept < end) {
        defects.note(Defect::TooManyHeaders);
    }
    // The last line may be of any length; a little more than what is kept of one field tells that it was cut.
    let longest = start + MAX_SECTION + 2 * MAX_VALUE;
    let section = raw
        .get(start..kept.unwrap_or(end).min(end).min(longest))
        .unwrap_or_default();
    split(section, end_of_line, &mut headers, defects);
    Section {
        headers,
        body,
        closed,
    }
}

/// Splits a header section, which holds no blank line, into its fields.
fn split<'a>(section: &'a [u8], end_of_line: u8, headers: &mut Headers<'a>, defects: &mut Defects) {
    // The crate knows lines that end with LF alone; the offsets stay the same.
    let text = match end_of_line {
        b'\n' => Cow::Borrowed(section),
        _ => Cow::Owned(
            section
                .iter()
                .map(|b| if *b == b'\r' { b'\n' } else { *b })
                .collect(),
        ),
    };
    // Of the crate's parts only those that find the fields are used: its values hold replacement characters for bytes
    // beyond ASCII, where the evidence needs what was written, and all its parsers of values add 19 KB to the download, its
    // table of known names 4 KB.
    let mut stream = MessageStream::new(&text);
    let mut expected = 0;
    while let Some(first) = stream.peek() {
        // White space that folds nothing.
        if first.is_ascii_whitespace() {
            stream.next();
            continue;
        }
        let start = stream.offset();
        if !pass_name(&mut stream) {
            continue;
        }
        let value = stream.offset();
        stream.parse_and_ignore();
        let end = stream.offset();
        // Lines that are no fields are passed over, or taken as one whose name holds spaces.
        let name = section
            .get(start..value)
            .and_then(field_name)
            .filter(|(_, colon)| start + colon + 1 == value);
        if start != expected || name.is_none() {
            defects.note(Defect::MalformedHeaderLine);
        }
        expected = end;
        let Some((name, _)) = name else {
            continue;
        };
        if headers.len() >= MAX_HEADERS {
            defects.note(Defect::TooManyHeaders);
            return;
        }
        let value = section.get(value..end).unwrap_or_default();
        push(headers, name, value, end_of_line, defects);
    }
    if expected < section.len() {
        defects.note(Defect::MalformedHeaderLine);
    }
}

/// Passes over a field's name and its colon, as the crate's own parser does; false at a line without name.
fn pass_name(stream: &mut MessageStream<'_>) -> bool {
    let mut named = false;
    for byte in stream.by_ref() {
        match byte {
            b':' if named => return true,
            b'\n' => return false,
            b':' => {}
            _ => named |= !byte.is_ascii_whitespace(),
        }
    }
    named
}

fn push<'a>(
    headers: &mut Headers<'a>,
    name: &'a str,
    raw: &'a [u8],
    end_of_line: u8,
    defects: &mut Defects,
) {
    let raw = raw.strip_suffix(&[end_of_line]).unwrap_or(raw);
    let raw = raw.strip_suffix(b"\r").unwrap_or(raw);
    let raw = if raw.len() > MAX_VALUE {
        defects.note(Defect::HeaderTooLong);
        raw.get(..MAX_VALUE).unwrap_or(raw)
    } else {
        raw
    };
    let folded = memchr::memchr(end_of_line, raw).is_some();
    let value = unfold(raw, folded, headers.charsets, defects);
    let position = headers.fields.len();
    headers.fields.push(Header {
        name,
        value,
        raw,
        position,
        charsets: headers.charsets,
    });
}

/// The text of a field body: folds become what RFC 5322 says (the line break goes, the white space stays).
fn unfold<'a>(
    raw: &'a [u8],
    folded: bool,
    charsets: Charsets,
    defects: &mut Defects,
) -> Cow<'a, str> {
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
            Cow::Owned(charsets.guess(raw).into_owned())
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
#[path = "headers_tests.rs"]
mod tests;
