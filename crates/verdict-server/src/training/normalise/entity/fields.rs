//! Header sections: where they begin and end, and the fields in them.

use std::borrow::Cow;

use super::{Field, LONGEST_VALUE, MOST_FIELDS};

/// Leading blank lines, a byte order mark and an mbox separator are no headers.
pub(super) fn envelope_end(raw: &[u8]) -> usize {
    let mut at = match raw.starts_with(b"\xef\xbb\xbf") {
        true => 3,
        false => 0,
    };
    while matches!(raw.get(at), Some(b'\r' | b'\n')) {
        at += 1;
    }
    let (line, next) = line_at(raw, at);
    match line.starts_with(b"From ") || line.starts_with(b">From ") {
        true => next,
        false => at,
    }
}

/// The header section at `start` and the offset of its body.
pub(super) fn section<'a>(
    raw: &'a [u8],
    start: usize,
    mut is_delimiter: impl FnMut(&[u8]) -> bool,
) -> (Vec<Field<'a>>, usize) {
    let mut fields: Vec<Field<'a>> = Vec::new();
    let mut at = start;
    // Where the value of the field that is being read begins and ends.
    let mut current: Option<(&'a str, usize, usize)> = None;
    // Whether indented lines go on with what is above them, be it a field or not.
    let mut in_field = false;
    let body = loop {
        let (line, next) = line_at(raw, at);
        if next == at {
            break at;
        }
        if line.is_empty() {
            break next;
        }
        if line.starts_with(b"--") && is_delimiter(line) {
            break at;
        }
        if at == start && field_name(line).is_none() {
            break at;
        }
        if in_field && matches!(line.first(), Some(b' ' | b'\t')) {
            if let Some((_, _, end)) = &mut current {
                *end = next;
            }
        } else {
            // White space that folds nothing is passed over, as the banner's reader does.
            let trimmed = line.trim_ascii_start();
            let indent = line.len() - trimmed.len();
            fields.extend(finish(raw, current.take()));
            current =
                field_name(trimmed).map(|(name, colon)| (name, at + indent + colon + 1, next));
            in_field = trimmed.iter().skip(1).any(|byte| *byte == b':');
        }
        at = next;
    };
    fields.extend(finish(raw, current));
    fields.truncate(MOST_FIELDS);
    (fields, body)
}

fn finish<'a>(raw: &'a [u8], field: Option<(&'a str, usize, usize)>) -> Option<Field<'a>> {
    let (name, start, end) = field?;
    let value = raw.get(start..end.min(start + LONGEST_VALUE))?.trim_ascii();
    let value = if memchr::memchr2(b'\r', b'\n', value).is_some() {
        let kept = value.iter().filter(|byte| !matches!(byte, b'\r' | b'\n'));
        Cow::Owned(kept.copied().collect())
    } else {
        Cow::Borrowed(value)
    };
    Some(Field { name, value })
}

pub(super) fn line_at(raw: &[u8], at: usize) -> (&[u8], usize) {
    let rest = raw.get(at..).unwrap_or_default();
    match memchr::memchr(b'\n', rest) {
        Some(length) => {
            let line = rest.get(..length).unwrap_or_default();
            (line.strip_suffix(b"\r").unwrap_or(line), at + length + 1)
        }
        None => (rest, at + rest.len()),
    }
}

fn field_name(line: &[u8]) -> Option<(&str, usize)> {
    let colon = memchr::memchr(b':', line.get(..line.len().min(256))?)?;
    let name = line.get(..colon)?.trim_ascii_end();
    if name.is_empty() || !name.iter().all(|byte| matches!(byte, 33..=126)) {
        return None;
    }
    Some((std::str::from_utf8(name).ok()?, colon))
}
