//! The bodies of a mail: what the reader sees, what is hidden from him, and the parts as they are.

use std::borrow::Cow;

use super::autolink;
use super::charset::{Charsets, is_utf8_or_ascii};
use super::defects::{Defect, Defects};
use super::html;
use super::links::{LinkOrigin, Links};
use super::mime::Part;
use super::pictures::Pictures;
use super::visible_text::append;

/// How many decoded bytes of the text parts together are read.
pub const MAX_TEXT: usize = 4 * 1024 * 1024;
/// How many bytes of visible text are kept.
pub const MAX_VISIBLE: usize = 256 * 1024;
/// How many bytes of hidden text are kept.
pub const MAX_HIDDEN: usize = 64 * 1024;
/// How many bytes of plain text beside the HTML are kept.
const MAX_PLAIN: usize = 256 * 1024;

/// The bodies of a mail.
#[derive(Clone, Debug, Default)]
pub struct Body<'a> {
    visible: Option<String>,
    hidden: String,
    plain: String,
    html: Option<Cow<'a, str>>,
    has_plain: bool,
    forms: Vec<Form>,
    images: Images,
    pub(super) pictures: Pictures,
    stray_password: bool,
    cut_words: u32,
    painted_over: usize,
}

/// A form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// Index of its action among the links; none when it has no action.
    pub link: Option<usize>,
    /// It asks for a password.
    pub has_password: bool,
    /// How many fields it asks for.
    pub inputs: u32,
}

/// The images of the HTML, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Images {
    /// All.
    pub total: u32,
    /// Loaded from the network.
    pub remote: u32,
    /// Attached to the mail.
    pub cid: u32,
    /// Written into the HTML.
    pub data: u32,
    /// Inside a link, and large enough to be seen.
    pub linked: u32,
    /// One pixel wide or high, as tracking pixels are.
    pub tiny: u32,
}

impl<'a> Body<'a> {
    /// The text the reader sees: of the HTML if there is some, else the plain text.
    pub fn visible(&self) -> &str {
        self.visible.as_deref().unwrap_or(&self.plain)
    }

    /// Text of the HTML that the reader cannot see.
    pub fn hidden(&self) -> &str {
        &self.hidden
    }

    /// How often hidden text stands inside a word that the reader sees.
    pub fn cut_words(&self) -> u32 {
        self.cut_words
    }

    /// How many octets of the hidden text only their colour hides, on a background that an element painted.
    pub fn painted_over(&self) -> usize {
        self.painted_over
    }

    /// The plain text parts, joined; not what the reader sees if there is HTML.
    pub fn plain(&self) -> &str {
        &self.plain
    }

    /// The first HTML part, decoded.
    pub fn html(&self) -> Option<&Cow<'a, str>> {
        self.html.as_ref()
    }

    /// Whether an HTML part is shown.
    pub fn has_html(&self) -> bool {
        self.html.is_some()
    }

    /// Whether there is a plain text part.
    pub fn has_plain(&self) -> bool {
        self.has_plain
    }

    /// The forms of the HTML.
    pub fn forms(&self) -> &[Form] {
        &self.forms
    }

    /// The images of the HTML.
    pub fn images(&self) -> &Images {
        &self.images
    }

    /// Whether the HTML asks for a password, in a form or outside.
    pub fn asks_for_password(&self) -> bool {
        self.stray_password || self.forms.iter().any(|f| f.has_password)
    }
}

/// Whether a part is one of the bodies, not an attachment.
pub(crate) fn is_body(part: &Part<'_>) -> bool {
    let is_text = matches!(
        part.fields.media.as_str(),
        "text/plain" | "text/html" | "application/xhtml+xml"
    );
    let disposition = part.fields.disposition.value.as_str();
    is_text
        && disposition != "attachment"
        && (disposition == "inline" || super::attachments::name(part).is_none())
}

/// Whether a part is to be saved, not shown.
pub(crate) fn is_file(part: &Part<'_>) -> bool {
    part.fields.disposition.value == "attachment" || !part.fields.media.starts_with("text/")
}

/// Reads the bodies and the links in them.
pub(crate) fn read<'a>(
    parts: &[Part<'a>],
    charsets: Charsets,
    defects: &mut Defects,
) -> (Body<'a>, Links) {
    let mut body = Body::default();
    let mut found = html::Found::default();
    let mut room = MAX_TEXT;
    // A lone part is shown even if it has a name.
    let is_shown = |part: &Part<'a>| is_body(part) || parts.len() == 1 && !is_file(part);
    let html_alternatives: Vec<usize> = parts
        .iter()
        .filter(|p| is_html(p) && is_body(p))
        .filter_map(|p| p.alternative)
        .collect();
    for part in parts.iter().filter(|p| is_shown(p)) {
        let text = decode(part, room, charsets, defects);
        room = room.saturating_sub(text.len());
        if is_html(part) {
            html::read(&text, &mut found, defects);
            html::read_comments(&text, &mut found, defects);
            body.html.get_or_insert(text);
            continue;
        }
        body.has_plain = true;
        let is_replaced = part
            .alternative
            .is_some_and(|a| html_alternatives.contains(&a));
        append(
            &mut body.plain,
            &text,
            MAX_PLAIN,
            Defect::VisibleTextTruncated,
            defects,
        );
        if !is_replaced {
            found.pictures.plain_text(&text);
            found.pictures.end_drawing();
        }
        if !is_replaced && body.html.is_some() {
            // Plain text beside HTML, such as a list's footer, is shown below it.
            found.text.line_break();
            found.text.push(&text, false, defects);
        }
    }
    body.cut_words = found.text.cut_words();
    body.painted_over = found.text.painted_over();
    let (visible, hidden, anchors) = found.text.finish();
    body.hidden = hidden;
    body.visible = body.html.is_some().then_some(visible);
    body.forms = found.forms;
    body.images = found.images;
    body.pictures = found.pictures;
    body.stray_password = found.stray_password;
    let mut links = found.links;
    autolink_text(body.visible(), &anchors, &mut links, defects);
    (body, links)
}

/// Whether a part declares a web page.
pub(crate) fn is_html(part: &Part<'_>) -> bool {
    matches!(
        part.fields.media.as_str(),
        "text/html" | "application/xhtml+xml"
    )
}

/// The text of a part, its transfer encoding and charset decoded.
pub(crate) fn decode<'a>(
    part: &Part<'a>,
    room: usize,
    charsets: Charsets,
    defects: &mut Defects,
) -> Cow<'a, str> {
    let decoded = part.fields.encoding.decode(part.body, room);
    if decoded.broken {
        defects.note(Defect::BrokenTransferEncoding);
    }
    if decoded.cut {
        defects.note(Defect::TextPartTruncated);
    }
    let mut label = part.fields.content_type.get("charset");
    if label.is_none() && is_html(part) {
        label = meta_charset(&decoded.bytes);
    }
    match decoded.bytes {
        Cow::Borrowed(bytes) => charsets.decode(bytes, label.as_deref(), defects),
        Cow::Owned(bytes) => match String::from_utf8(bytes) {
            Ok(text) if label.as_deref().is_none_or(is_utf8_or_ascii) => Cow::Owned(text),
            Ok(text) => Cow::Owned(
                charsets
                    .decode(text.as_bytes(), label.as_deref(), defects)
                    .into_owned(),
            ),
            Err(error) => Cow::Owned(
                charsets
                    .decode(error.as_bytes(), label.as_deref(), defects)
                    .into_owned(),
            ),
        },
    }
}

/// The charset an HTML document declares in its first kilobyte (`<meta charset=…>`).
fn meta_charset(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..bytes.len().min(1_024))?.to_ascii_lowercase();
    let at = memchr::memmem::find(&head, b"charset=")?;
    let label = head.get(at + 8..)?;
    let label = label
        .strip_prefix(b"\"")
        .or(label.strip_prefix(b"'"))
        .unwrap_or(label);
    let end = label
        .iter()
        .position(|b| !b.is_ascii_alphanumeric() && !matches!(b, b'-' | b'_'))?;
    std::str::from_utf8(label.get(..end)?)
        .ok()
        .filter(|l| !l.is_empty())
        .map(str::to_owned)
}

/// Adds the addresses clients make clickable in the visible text, save those inside links already.
fn autolink_text(
    text: &str,
    anchors: &[std::ops::Range<usize>],
    links: &mut Links,
    defects: &mut Defects,
) {
    let limit = super::links::MAX_LINKS.saturating_sub(links.list.len()) + 1;
    let mut anchors = anchors.iter().peekable();
    for address in autolink::find(text, limit + anchors.len()) {
        while anchors.next_if(|a| a.end <= address.range.start).is_some() {}
        if anchors.peek().is_some_and(|a| a.start < address.range.end) {
            continue;
        }
        let Some(shown) = text.get(address.range) else {
            continue;
        };
        let Some(index) = links.add(
            &format!("{}{shown}", address.prefix),
            LinkOrigin::PlainText,
            false,
            None,
            defects,
        ) else {
            return;
        };
        if let Some(link) = links.list.get_mut(index) {
            link.shown = shown.chars().take(super::links::MAX_SHOWN).collect();
        }
    }
}

#[cfg(test)]
#[path = "body_tests.rs"]
mod tests;
