//! Splits a mail into header fields and a flat list of steps, opened and closed multiparts and the leaves in them, which can
//! be written again.
//!
//! It finds the parts that [`banner_core::message::mime`] finds, by the same rules, so that what a reader sees is the same
//! before and after; here also what is around the leaves is kept. One pass, no recursion, bounded as there.

mod fields;

use super::parameters::parameter;
use fields::{envelope_end, line_at, section};
use std::borrow::Cow;

/// How deep multiparts are followed; what is nested deeper is one opaque part.
const MOST_DEPTH: usize = 64;
/// How many leaves are kept.
const MOST_PARTS: usize = 2_000;
/// How many fields of one header section are kept.
const MOST_FIELDS: usize = 2_000;
/// How many bytes of one field are kept.
const LONGEST_VALUE: usize = 64 * 1024;
/// Lines that look like delimiters and are none are compared with every open boundary this often at most.
const MOST_FALSE_DELIMITERS: usize = 100_000;
/// The longest boundary looked for.
const LONGEST_BOUNDARY: usize = 256;

/// A header field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::training) struct Field<'a> {
    /// The name as written: printable ASCII.
    pub(in crate::training) name: &'a str,
    /// The value without its line breaks, trimmed.
    pub(in crate::training) value: Cow<'a, [u8]>,
}

impl Field<'_> {
    /// Whether the field has this name, in any case.
    pub(in crate::training) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }
}

/// What comes next in a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::training) enum Step<'a> {
    /// A multipart begins; the value is its subtype.
    Open(String),
    /// A part that is no multipart.
    Leaf(Leaf<'a>),
    /// The innermost multipart ends.
    Close,
}

/// A part that is no multipart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::training) struct Leaf<'a> {
    /// Its media type in lower case.
    pub(in crate::training) media: String,
    /// Its fields, if it is not the whole mail.
    pub(in crate::training) fields: Vec<Field<'a>>,
    /// The body in its transfer encoding.
    pub(in crate::training) body: &'a [u8],
}

/// A mail, split.
#[derive(Debug)]
pub(in crate::training) struct Entity<'a> {
    /// The fields of the mail, those of its only part included.
    pub(in crate::training) fields: Vec<Field<'a>>,
    /// Its parts.
    pub(in crate::training) steps: Vec<Step<'a>>,
}

/// The first field of a name.
pub(in crate::training) fn field<'f, 'a>(fields: &'f [Field<'a>], name: &str) -> Option<&'f [u8]> {
    let field = fields.iter().find(|field| field.is(name))?;
    Some(&field.value)
}

/// Some old mail ends its lines with carriage returns alone: as if they were line feeds.
pub(in crate::training) fn with_line_feeds(raw: &[u8]) -> Cow<'_, [u8]> {
    if raw.contains(&b'\n') || !raw.contains(&b'\r') {
        return Cow::Borrowed(raw);
    }
    let bytes = raw.iter().map(|byte| match byte {
        b'\r' => b'\n',
        other => *other,
    });
    Cow::Owned(bytes.collect())
}

/// Splits a mail whose lines end with line feeds.
pub(in crate::training) fn split(raw: &[u8]) -> Entity<'_> {
    let (fields, body) = section(raw, envelope_end(raw), |_| false);
    let mut walker = Walker {
        raw,
        open: Vec::new(),
        steps: Vec::new(),
        leaves: 0,
        false_delimiters: 0,
    };
    walker.run(fields.clone(), body);
    Entity {
        fields,
        steps: walker.steps,
    }
}

/// A multipart that is open.
struct Container<'a> {
    boundary: Vec<u8>,
    /// Where its body begins and what it says of itself, in case no part ever does.
    start: usize,
    fields: Vec<Field<'a>>,
    step: usize,
    has_parts: bool,
    digest: bool,
}

struct Delimiter {
    container: usize,
    closing: bool,
    line: usize,
    next: usize,
}

struct Walker<'a> {
    raw: &'a [u8],
    open: Vec<Container<'a>>,
    steps: Vec<Step<'a>>,
    leaves: usize,
    false_delimiters: usize,
}

impl<'a> Walker<'a> {
    fn run(&mut self, fields: Vec<Field<'a>>, body: usize) {
        let (mut fields, mut body, mut in_digest) = (fields, body, false);
        loop {
            let media = media(&fields, in_digest);
            let leaf = self.enter(media, fields, body);
            let delimiter = self.next_delimiter(body);
            if let Some((media, fields)) = leaf {
                let end = match &delimiter {
                    Some(delimiter) => self.before_line_end(delimiter.line, body),
                    None => self.raw.len(),
                };
                self.push(media, fields, body, end);
            }
            let Some(start) = self.follow(delimiter) else {
                break;
            };
            let (open, false_delimiters) = (&self.open, &mut self.false_delimiters);
            (fields, body) = section(self.raw, start, |line| {
                *false_delimiters += 1;
                *false_delimiters <= MOST_FALSE_DELIMITERS && delimits(open, line).is_some()
            });
            in_digest = self.open.last().is_some_and(|container| container.digest);
        }
        while !self.open.is_empty() {
            self.close(self.raw.len());
        }
    }

    /// Opens a multipart that can be followed, else gives type and fields of the leaf back.
    fn enter(
        &mut self,
        media: String,
        fields: Vec<Field<'a>>,
        body: usize,
    ) -> Option<(String, Vec<Field<'a>>)> {
        let Some(subtype) = media.strip_prefix("multipart/") else {
            return Some((media, fields));
        };
        let value = field(&fields, "Content-Type").unwrap_or_default();
        let boundary = parameter(value, "boundary").unwrap_or_default();
        let boundary = boundary.trim_ascii_end();
        if boundary.is_empty() || boundary.len() > LONGEST_BOUNDARY || self.open.len() >= MOST_DEPTH
        {
            return Some((media, fields));
        }
        self.open.push(Container {
            boundary: boundary.to_vec(),
            start: body,
            step: self.steps.len(),
            has_parts: false,
            digest: subtype == "digest",
            fields,
        });
        self.steps.push(Step::Open(subtype.to_owned()));
        None
    }

    /// Follows delimiters until one opens a part; the offset of that part, none at the end of the mail.
    fn follow(&mut self, first: Option<Delimiter>) -> Option<usize> {
        let mut delimiter = first;
        loop {
            let found = delimiter?;
            while self.open.len() > found.container + 1 {
                self.close(found.line);
            }
            if !found.closing {
                if let Some(container) = self.open.last_mut() {
                    container.has_parts = true;
                }
                return (self.leaves < MOST_PARTS).then_some(found.next);
            }
            self.close(found.line);
            delimiter = self.next_delimiter(found.next);
        }
    }

    /// Closes the innermost multipart, which ends at `end`. One that has no part is shown as text.
    fn close(&mut self, end: usize) {
        let Some(container) = self.open.pop() else {
            return;
        };
        if container.has_parts {
            self.steps.push(Step::Close);
        } else {
            self.steps.truncate(container.step);
            self.push(
                "text/plain".to_owned(),
                container.fields,
                container.start,
                end,
            );
        }
    }

    fn push(&mut self, media: String, fields: Vec<Field<'a>>, start: usize, end: usize) {
        if self.leaves >= MOST_PARTS {
            return;
        }
        self.leaves += 1;
        self.steps.push(Step::Leaf(Leaf {
            media: match media.starts_with("multipart/") {
                true => "text/plain".to_owned(),
                false => media,
            },
            fields,
            body: self.raw.get(start..end).unwrap_or_default(),
        }));
    }

    /// The line end before a delimiter belongs to the delimiter (RFC 2046, section 5.1.1).
    fn before_line_end(&self, line: usize, start: usize) -> usize {
        let body = self.raw.get(start..line).unwrap_or_default();
        let body = body.strip_suffix(b"\n").unwrap_or(body);
        start + body.strip_suffix(b"\r").unwrap_or(body).len()
    }

    /// The next delimiter line of any open multipart at or after `from`, the start of a line.
    fn next_delimiter(&mut self, from: usize) -> Option<Delimiter> {
        if self.open.is_empty() {
            return None;
        }
        let rest = self.raw.get(from..)?;
        let at_start = rest.starts_with(b"--").then_some(from);
        let later = memchr::memmem::find_iter(rest, b"\n--").map(|at| from + at + 1);
        for line in at_start.into_iter().chain(later) {
            let (text, next) = line_at(self.raw, line);
            if let Some((container, closing)) = delimits(&self.open, text) {
                return Some(Delimiter {
                    container,
                    closing,
                    line,
                    next,
                });
            }
            self.false_delimiters += 1;
            if self.false_delimiters > MOST_FALSE_DELIMITERS {
                return None;
            }
        }
        None
    }
}

/// Which open multipart a line delimits, and whether it closes it: first by the whole line, then by its beginning.
fn delimits(open: &[Container<'_>], line: &[u8]) -> Option<(usize, bool)> {
    let text = line.strip_prefix(b"--")?;
    let text = text
        .get(..text.len().min(LONGEST_BOUNDARY + 16))?
        .trim_ascii_end();
    let after = |container: &Container<'_>| {
        text.strip_prefix(container.boundary.as_slice())
            .map(<[u8]>::to_vec)
    };
    let mut beginning = None;
    for (index, container) in open.iter().enumerate().rev() {
        match after(container).as_deref() {
            Some(b"") => return Some((index, false)),
            Some(b"--") => return Some((index, true)),
            Some(after) if beginning.is_none() => {
                beginning = Some((index, after.starts_with(b"--")));
            }
            _ => {}
        }
    }
    beginning
}

/// The media type of a part, in lower case.
fn media(fields: &[Field<'_>], in_digest: bool) -> String {
    let value = field(fields, "Content-Type").unwrap_or_default();
    let value = value.split(|byte| *byte == b';').next().unwrap_or_default();
    let word = String::from_utf8_lossy(value);
    let word = word.split_whitespace().next().unwrap_or_default();
    match word.to_ascii_lowercase().as_str() {
        "" if in_digest => "message/rfc822".to_owned(),
        "" | "text" => "text/plain".to_owned(),
        "html" => "text/html".to_owned(),
        media => media.to_owned(),
    }
}
