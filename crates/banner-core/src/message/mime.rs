//! The parts of a mail (RFC 2046), found in one pass without recursion, each as a slice of the raw bytes.

use super::defects::{Defect, Defects};
use super::headers::{Headers, line_at, read_section};
use super::parameters::Parameterised;
use super::transfer::TransferEncoding;

/// How deep multiparts are followed; what is nested deeper is one opaque part.
pub const MAX_DEPTH: usize = 64;
/// How many parts are kept.
pub const MAX_PARTS: usize = 5_000;
/// Lines that look like delimiters and are none cost a comparison with every open boundary, so their number is bounded.
const MAX_FALSE_DELIMITERS: usize = 100_000;
/// The longest boundary looked for; RFC 2046 says 70.
const MAX_BOUNDARY: usize = 256;

/// A part that is no multipart.
#[derive(Clone, Debug)]
pub(crate) struct Part<'a> {
    pub(crate) fields: Fields,
    /// The body, still in its transfer encoding.
    pub(crate) body: &'a [u8],
    /// The outermost multipart/alternative around it.
    pub(crate) alternative: Option<usize>,
    /// Whether it is in a multipart/related (and so perhaps shown inside its HTML).
    pub(crate) related: bool,
}

/// What the headers of a part say about its body.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fields {
    /// Media type in lower case (`text/plain` when none is declared).
    pub(crate) media: String,
    pub(crate) content_type: Parameterised,
    pub(crate) disposition: Parameterised,
    pub(crate) encoding: TransferEncoding,
    /// Content-ID without its angle brackets.
    pub(crate) content_id: Option<String>,
}

impl Fields {
    fn read(headers: &Headers<'_>, in_digest: bool, defects: &mut Defects) -> Fields {
        let parse = |name| {
            headers
                .get(name)
                .map(|h| Parameterised::parse(&h.value))
                .unwrap_or_default()
        };
        let content_type = parse("Content-Type");
        let media = match content_type.value.as_str() {
            "" if in_digest => "message/rfc822".to_owned(),
            // Some senders write only "text" or "html".
            "" | "text" => "text/plain".to_owned(),
            "html" => "text/html".to_owned(),
            media => media.to_owned(),
        };
        let (encoding, known) = headers
            .get("Content-Transfer-Encoding")
            .map_or((TransferEncoding::Identity, true), |h| {
                TransferEncoding::parse(&h.value)
            });
        if !known {
            defects.note(Defect::UnknownTransferEncoding);
        }
        let content_id = headers
            .get("Content-ID")
            .map(|h| h.value.trim_matches(['<', '>', ' ']).to_owned());
        Fields {
            media,
            content_type,
            disposition: parse("Content-Disposition"),
            encoding,
            content_id,
        }
    }
}

/// A multipart that is open.
struct Container {
    boundary: Vec<u8>,
    /// Where its body begins, in case no part ever does.
    start: usize,
    has_parts: bool,
    alternative: Option<usize>,
    related: bool,
    digest: bool,
    /// What the multipart says of itself, for the text that is left when it has no part.
    fields: Fields,
}

/// The header section of the whole mail and its parts in order.
pub(crate) struct Entity<'a> {
    pub(crate) headers: Headers<'a>,
    pub(crate) parts: Vec<Part<'a>>,
}

/// A delimiter line of an open multipart.
struct Delimiter {
    /// Index of the multipart in the stack.
    container: usize,
    closing: bool,
    /// Where its line begins and where the next one does.
    line: usize,
    next: usize,
}

struct Walker<'a, 'd> {
    raw: &'a [u8],
    end_of_line: u8,
    stack: Vec<Container>,
    parts: Vec<Part<'a>>,
    false_delimiters: usize,
    alternatives: usize,
    defects: &'d mut Defects,
}

/// Finds all parts.
pub(crate) fn walk<'a>(raw: &'a [u8], defects: &mut Defects) -> Entity<'a> {
    // Mail with bare carriage returns alone exists; they end its lines.
    let end_of_line =
        if memchr::memchr(b'\n', raw).is_none() && memchr::memchr(b'\r', raw).is_some() {
            defects.note(Defect::BareCarriageReturn);
            b'\r'
        } else {
            b'\n'
        };
    let start = skip_envelope(raw, end_of_line, defects);
    let section = read_section(raw, start, end_of_line, defects, |_| false);
    if raw.is_empty() {
        defects.note(Defect::Empty);
    } else if section.headers.is_empty() {
        defects.note(Defect::NoHeaders);
    } else if !section.closed {
        defects.note(Defect::NoBody);
    }
    let mut walker = Walker {
        raw,
        end_of_line,
        stack: Vec::new(),
        parts: Vec::new(),
        false_delimiters: 0,
        alternatives: 0,
        defects,
    };
    walker.run(&section.headers, section.body);
    Entity {
        parts: walker.parts,
        headers: section.headers,
    }
}

/// Leading blank lines, a byte order mark and an mbox separator are no headers.
fn skip_envelope(raw: &[u8], end_of_line: u8, defects: &mut Defects) -> usize {
    let mut at = if raw.starts_with(b"\xef\xbb\xbf") {
        3
    } else {
        0
    };
    while matches!(raw.get(at), Some(b'\r' | b'\n')) {
        at += 1;
    }
    let (line, next) = line_at(raw, at, end_of_line);
    if line.starts_with(b"From ") || line.starts_with(b">From ") {
        defects.note(Defect::MboxFromLine);
        return next;
    }
    at
}

impl<'a> Walker<'a, '_> {
    fn run(&mut self, headers: &Headers<'a>, body: usize) {
        let mut fields = Fields::read(headers, false, self.defects);
        let mut body = body;
        loop {
            // The entity is a multipart, whose parts follow, or a leaf, which ends at the next delimiter.
            let leaf = self.open(fields, body);
            let delimiter = self.next_delimiter(body);
            if let Some(leaf) = leaf {
                let end = delimiter
                    .as_ref()
                    .map_or(self.raw.len(), |d| self.before_line_end(d.line, body));
                self.push_leaf(leaf, body, end);
            }
            let Some(start) = self.enter(delimiter) else {
                return;
            };
            let (stack, false_delimiters) = (&self.stack, &mut self.false_delimiters);
            let section = read_section(self.raw, start, self.end_of_line, self.defects, |line| {
                *false_delimiters += 1;
                *false_delimiters <= MAX_FALSE_DELIMITERS && match_delimiter(stack, line).is_some()
            });
            let in_digest = self.stack.last().is_some_and(|c| c.digest);
            fields = Fields::read(&section.headers, in_digest, self.defects);
            body = section.body;
        }
    }

    /// Opens a multipart if the fields declare one that can be followed, else gives them back.
    fn open(&mut self, fields: Fields, body: usize) -> Option<Fields> {
        let Some(subtype) = fields.media.strip_prefix("multipart/") else {
            return Some(fields);
        };
        let boundary = fields.content_type.get("boundary").unwrap_or_default();
        let boundary = boundary.trim_end();
        if boundary.is_empty() || boundary.len() > MAX_BOUNDARY {
            self.defects.note(Defect::MissingBoundary);
            return Some(fields);
        }
        if self.stack.len() >= MAX_DEPTH {
            self.defects.note(Defect::NestedTooDeep);
            return Some(fields);
        }
        let parent = self.stack.last();
        let mut alternative = parent.and_then(|p| p.alternative);
        if subtype == "alternative" && alternative.is_none() {
            self.alternatives += 1;
            alternative = Some(self.alternatives);
        }
        self.stack.push(Container {
            boundary: boundary.as_bytes().to_vec(),
            start: body,
            has_parts: false,
            alternative,
            related: subtype == "related" || parent.is_some_and(|p| p.related),
            digest: subtype == "digest",
            fields,
        });
        None
    }

    /// Follows delimiters until one opens a part; the offset of that part, none at the end of the mail.
    fn enter(&mut self, first: Option<Delimiter>) -> Option<usize> {
        let mut delimiter = first;
        loop {
            let Some(found) = delimiter else {
                if !self.stack.is_empty() {
                    self.defects.note(Defect::MissingClosingBoundary);
                }
                while !self.stack.is_empty() {
                    self.close(self.raw.len());
                }
                return None;
            };
            // A delimiter of an outer multipart closes the inner ones.
            while self.stack.len() > found.container + 1 {
                self.defects.note(Defect::MissingClosingBoundary);
                self.close(found.line);
            }
            if !found.closing {
                if let Some(container) = self.stack.last_mut() {
                    container.has_parts = true;
                }
                if self.parts.len() >= MAX_PARTS {
                    self.defects.note(Defect::TooManyParts);
                    return None;
                }
                return Some(found.next);
            }
            self.close(found.line);
            delimiter = self.next_delimiter(found.next);
        }
    }

    /// Closes the innermost multipart, which ends at `end`.
    fn close(&mut self, end: usize) {
        let Some(container) = self.stack.pop() else {
            return;
        };
        if !container.has_parts {
            self.defects.note(Defect::MissingBoundary);
            self.push_leaf(container.fields, container.start, end);
        }
    }

    fn push_leaf(&mut self, mut fields: Fields, start: usize, end: usize) {
        if self.parts.len() >= MAX_PARTS {
            self.defects.note(Defect::TooManyParts);
            return;
        }
        // A multipart without usable boundary is shown as text.
        if fields.media.starts_with("multipart/") {
            fields.media = "text/plain".to_owned();
        }
        let parent = self.stack.last();
        self.parts.push(Part {
            fields,
            body: self.raw.get(start..end).unwrap_or_default(),
            alternative: parent.and_then(|p| p.alternative),
            related: parent.is_some_and(|p| p.related),
        });
    }

    /// The line end before a delimiter belongs to the delimiter (RFC 2046, section 5.1.1).
    fn before_line_end(&self, line: usize, start: usize) -> usize {
        let body = self.raw.get(start..line).unwrap_or_default();
        let body = body.strip_suffix(&[self.end_of_line]).unwrap_or(body);
        start + body.strip_suffix(b"\r").unwrap_or(body).len()
    }

    /// The next delimiter line of any open multipart at or after `from`, which is the start of a line.
    fn next_delimiter(&mut self, from: usize) -> Option<Delimiter> {
        if self.stack.is_empty() {
            return None;
        }
        let needle = [self.end_of_line, b'-', b'-'];
        let rest = self.raw.get(from..)?;
        let at_start = rest.starts_with(b"--").then_some(from);
        let later = memchr::memmem::find_iter(rest, &needle).map(|at| from + at + 1);
        for line in at_start.into_iter().chain(later) {
            let (text, next) = line_at(self.raw, line, self.end_of_line);
            if let Some((container, closing)) = match_delimiter(&self.stack, text) {
                return Some(Delimiter {
                    container,
                    closing,
                    line,
                    next,
                });
            }
            self.false_delimiters += 1;
            if self.false_delimiters > MAX_FALSE_DELIMITERS {
                self.defects.note(Defect::TooManyParts);
                return None;
            }
        }
        None
    }
}

/// Which open multipart a line delimits, and whether it closes it.
///
/// The whole line is tried first, then the boundary as its beginning, as RFC 2046 wants; otherwise `--a` would also
/// match `--ab`, and nested boundaries that extend one another are common.
fn match_delimiter(stack: &[Container], line: &[u8]) -> Option<(usize, bool)> {
    let text = line.strip_prefix(b"--")?;
    let text = text
        .get(..text.len().min(MAX_BOUNDARY + 16))?
        .trim_ascii_end();
    let exact = stack
        .iter()
        .enumerate()
        .rev()
        .find_map(
            |(index, container)| match text.strip_prefix(container.boundary.as_slice())? {
                b"" => Some((index, false)),
                b"--" => Some((index, true)),
                _ => None,
            },
        );
    exact.or_else(|| {
        stack
            .iter()
            .enumerate()
            .rev()
            .find_map(|(index, container)| {
                let after = text.strip_prefix(container.boundary.as_slice())?;
                Some((index, after.starts_with(b"--")))
            })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(raw: &str) -> (Vec<(String, String)>, Vec<Defect>) {
        let mut defects = Defects::default();
        let entity = walk(raw.as_bytes(), &mut defects);
        let parts = entity
            .parts
            .iter()
            .map(|p| {
                (
                    p.fields.media.clone(),
                    String::from_utf8_lossy(p.body).into_owned(),
                )
            })
            .collect();
        (parts, defects.as_slice().to_vec())
    }

    fn pair(media: &str, body: &str) -> (String, String) {
        (media.into(), body.into())
    }

    #[test]
    fn reads_a_mail_without_mime() {
        let (found, defects) = parts("Subject: x\r\n\r\nhello\r\n");
        assert_eq!(found, [pair("text/plain", "hello\r\n")]);
        assert!(defects.is_empty());
    }

    #[test]
    fn reads_nested_multiparts_in_order() {
        let raw = "Content-Type: multipart/mixed; boundary=a\n\npreamble\n--a\nContent-Type: multipart/alternative; boundary=\"a b\"\n\n\
                   --a b\n\nplain\n--a b\nContent-Type: text/html\n\n<p>\n--a b--\n\n--a\nContent-Type: image/png\n\nPNG\n--a--\nepilogue\n";
        let (found, defects) = parts(raw);
        assert_eq!(
            found,
            [
                pair("text/plain", "plain"),
                pair("text/html", "<p>"),
                pair("image/png", "PNG")
            ]
        );
        assert!(defects.is_empty(), "{defects:?}");
        let mut unused = Defects::default();
        let entity = walk(raw.as_bytes(), &mut unused);
        let alternatives: Vec<_> = entity.parts.iter().map(|p| p.alternative).collect();
        assert_eq!(alternatives, [Some(1), Some(1), None]);
    }

    #[test]
    fn tells_boundaries_apart_that_extend_one_another() {
        let raw = "Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: multipart/mixed; boundary=x1\n\n--x1\n\none\n--x1--\n--x\n\ntwo\n--x--\n";
        assert_eq!(
            parts(raw).0,
            [pair("text/plain", "one"), pair("text/plain", "two")]
        );
    }

    #[test]
    fn reads_what_is_there_when_boundaries_are_missing() {
        let (found, defects) = parts("Content-Type: multipart/mixed; boundary=a\n\nall of it\n");
        assert_eq!(found, [pair("text/plain", "all of it\n")]);
        assert!(defects.contains(&Defect::MissingBoundary));
        let (found, defects) = parts("Content-Type: multipart/mixed\n\n--a\n\nx\n");
        assert_eq!(found, [pair("text/plain", "--a\n\nx\n")]);
        assert_eq!(defects, [Defect::MissingBoundary]);
        let (found, defects) =
            parts("Content-Type: multipart/mixed; boundary=a\n\n--a\n\nnot closed\n");
        assert_eq!(found, [pair("text/plain", "not closed\n")]);
        assert_eq!(defects, [Defect::MissingClosingBoundary]);
    }

    #[test]
    fn does_not_descend_into_attached_messages() {
        let raw = "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: message/rfc822\n\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nin\n--b--\n--a--\n";
        let (found, _) = parts(raw);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].0, "message/rfc822");
    }

    #[test]
    fn skips_an_mbox_line_and_leading_blank_lines() {
        let (found, defects) =
            parts("\n\nFrom a@b.example Mon Jan  1 00:00:00 2024\nSubject: x\n\nbody");
        assert_eq!(found, [pair("text/plain", "body")]);
        assert_eq!(defects, [Defect::MboxFromLine]);
    }

    #[test]
    fn reads_lines_that_end_in_carriage_returns_alone() {
        let (found, defects) = parts("Subject: x\rTo: a\r\rbody\rmore");
        assert_eq!(found, [pair("text/plain", "body\rmore")]);
        assert_eq!(defects, [Defect::BareCarriageReturn]);
    }

    #[test]
    fn records_empty_and_headless_mail() {
        assert!(parts("").1.contains(&Defect::Empty));
        assert_eq!(parts("only text").0, [pair("text/plain", "only text")]);
        assert!(parts("A: b\n").1.contains(&Defect::NoBody));
    }

    #[test]
    fn stops_at_its_bounds() {
        let mut deep = String::new();
        for level in 0..1_000 {
            deep.push_str(&format!(
                "Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n"
            ));
        }
        assert!(parts(&deep).1.contains(&Defect::NestedTooDeep));
        let wide = format!(
            "Content-Type: multipart/mixed; boundary=a\n\n{}",
            "--a\n\nx\n".repeat(MAX_PARTS * 2)
        );
        let (found, defects) = parts(&wide);
        assert_eq!(found.len(), MAX_PARTS);
        assert!(defects.contains(&Defect::TooManyParts));
        let noise = format!(
            "Content-Type: multipart/mixed; boundary=a\n\n--a\n\n{}",
            "--\n".repeat(MAX_FALSE_DELIMITERS * 2)
        );
        assert!(parts(&noise).1.contains(&Defect::TooManyParts));
        // Multiparts whose boundary never comes must not each search the rest of the mail.
        let unmatched = "--a\nContent-Type: multipart/mixed; boundary=zzz\n\n".repeat(20_000);
        let (_, defects) = parts(&format!(
            "Content-Type: multipart/mixed; boundary=a\n\n{unmatched}"
        ));
        assert!(defects.contains(&Defect::MissingBoundary));
    }
}
