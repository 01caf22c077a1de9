//! Links in what is attached: entries of calendars, cards, texts, web pages, other messages; what pages and texts say, and
//! invitations as mail.

use std::borrow::Cow;

use super::autolink;
use super::body;
use super::charset::Charsets;
use super::defects::{Defect, Defects};
use super::html;
use super::links::{Link, LinkOrigin, Links, MAX_LINKS};
use super::mime::{self, Part};
use super::pictures::Pictures;
use super::visible_text::append;

/// How many decoded bytes of attachments are searched, all together.
const MAX_READ: usize = 1024 * 1024;
/// How many properties of an invitation are read.
const MAX_PROPERTIES: usize = 2_000;
/// How many files in the entries of a calendar are looked at.
const MAX_FILES: usize = 20;
/// How many attached messages are read, those attached to them included.
const MAX_MESSAGES: usize = 40;
/// Properties of a calendar entry or a card that programs show as links, or whose text they search for some.
const PROPERTIES: [&str; 9] = [
    "URL",
    "NOTE",
    "ATTACH",
    "LOCATION",
    "DESCRIPTION",
    "COMMENT",
    "CONFERENCE",
    "SUMMARY",
    "X-ALT-DESC",
];

/// How many bytes of what attached pages and texts say are kept.
const MAX_SAID: usize = 8 * 1024;

/// Adds the links of attachments behind those of the body; gives what attached pages and texts say.
pub(crate) fn read(
    parts: &[Part<'_>],
    charsets: Charsets,
    links: &mut Links,
    pictures: &mut Pictures,
    defects: &mut Defects,
) -> String {
    let mut reader = Reader {
        room: MAX_READ,
        said: String::new(),
        pictures,
        charsets,
        links,
        defects,
    };
    let mut messages = reader.parts(parts, true);
    let mut index = 0;
    // Messages inside messages wait in line, so that depth costs nothing.
    while let Some(message) = messages.get_mut(index).map(std::mem::take) {
        index += 1;
        if index > MAX_MESSAGES || reader.links.is_full() {
            break;
        }
        let further = reader.message(&message);
        messages.extend(further);
    }
    reader.said
}

struct Reader<'r> {
    /// How many bytes may still be read.
    room: usize,
    said: String,
    pictures: &'r mut Pictures,
    charsets: Charsets,
    links: &'r mut Links,
    defects: &'r mut Defects,
}

impl Reader<'_> {
    /// Reads calendars, texts and pages; gives the attached messages.
    fn parts(&mut self, parts: &[Part<'_>], is_outermost: bool) -> Vec<Vec<u8>> {
        let mut messages = Vec::new();
        for part in parts {
            match kind(part) {
                Some(Kind::Message) if messages.len() < MAX_MESSAGES => {
                    messages.push(self.contents(part).into_owned());
                }
                Some(Kind::Calendar) => {
                    let contents = self.contents(part);
                    self.calendar(&String::from_utf8_lossy(&contents));
                }
                // What stands alone is shown as the body.
                Some(Kind::Page) if parts.len() > 1 || !is_outermost || body::is_file(part) => {
                    self.page(part);
                }
                Some(Kind::Text) => self.text(part),
                _ => {}
            }
        }
        messages
    }

    fn contents<'a>(&mut self, part: &Part<'a>) -> Cow<'a, [u8]> {
        let decoded = part.fields.encoding.decode(part.body, self.room);
        self.room = self.room.saturating_sub(decoded.bytes.len());
        decoded.bytes
    }

    fn message(&mut self, raw: &[u8]) -> Vec<Vec<u8>> {
        // What is wrong with the form of an attachment says nothing of the mail.
        let mut defects = Defects::default();
        let entity = mime::walk(raw, self.charsets, &mut defects);
        let (_, found) = body::read(&entity.parts, self.charsets, &mut defects);
        self.take(found.list, LinkOrigin::AttachedMessage);
        self.parts(&entity.parts, false)
    }

    fn decoded<'a>(&mut self, part: &Part<'a>) -> Cow<'a, str> {
        let text = body::decode(part, self.room, self.charsets, &mut Defects::default());
        self.room = self.room.saturating_sub(text.len());
        text
    }

    fn text(&mut self, part: &Part<'_>) {
        let text = self.decoded(part);
        self.says(&text);
        self.addresses(&text, LinkOrigin::AttachedText);
    }

    fn says(&mut self, text: &str) {
        append(
            &mut self.said,
            text,
            MAX_SAID,
            Defect::VisibleTextTruncated,
            &mut Defects::default(),
        );
    }

    fn page(&mut self, part: &Part<'_>) {
        let text = self.decoded(part);
        let mut found = html::Found::default();
        std::mem::swap(&mut found.pictures, self.pictures);
        html::read(&text, &mut found, &mut Defects::default());
        std::mem::swap(&mut found.pictures, self.pictures);
        let (said, _, _) = found.text.finish();
        self.says(&said);
        self.take(found.links.list, LinkOrigin::AttachedPage);
    }

    fn take(&mut self, found: Vec<Link>, origin: LinkOrigin) {
        for mut link in found {
            if self.links.is_full() {
                return;
            }
            // What moves on by itself does so from anywhere.
            if link.origin != LinkOrigin::MetaRefresh || origin == LinkOrigin::AttachedMessage {
                link.origin = origin;
            }
            self.links.list.push(link);
        }
    }

    /// Reads an iCalendar object (RFC 5545) or a card (RFC 6350), which is written alike.
    fn calendar(&mut self, text: &str) {
        for line in unfolded(text).lines() {
            if self.links.is_full() {
                return;
            }
            if let Some(address) = alternate(line) {
                self.links
                    .add_shown(address, "", LinkOrigin::Calendar, self.defects);
            }
            if !PROPERTIES.contains(&name(line).as_str()) {
                continue;
            }
            self.addresses(&plain(line), LinkOrigin::Calendar);
        }
    }

    /// Adds what programs make links of in a text.
    fn addresses(&mut self, text: &str, origin: LinkOrigin) {
        for found in autolink::find(text, MAX_LINKS) {
            if self.links.is_full() {
                return;
            }
            let Some(shown) = text.get(found.range) else {
                continue;
            };
            let href = format!("{}{shown}", found.prefix);
            self.links.add_shown(&href, shown, origin, self.defects);
        }
    }
}

/// The files that stand in the entries of a calendar, each as a part of a mail.
pub(super) fn files_in(calendar: &[u8]) -> Vec<String> {
    let text = unfolded(&String::from_utf8_lossy(calendar));
    let lines = text.lines().take(MAX_PROPERTIES);
    let files = lines.filter(|line| name(line) == "ATTACH" && is_binary(line));
    files
        .take(MAX_FILES)
        .map(|line| {
            [
                "Content-Disposition: attachment; filename=\"",
                parameter(line, "FILENAME"),
                "\"\nContent-Transfer-Encoding: base64\n\n",
                value(line),
            ]
            .concat()
        })
        .collect()
}

/// The name of a property in capitals, as which names are the same (section 2), without the group that cards put before it.
#[inline(never)]
fn name(line: &str) -> String {
    let end = line.find([':', ';']).unwrap_or(line.len());
    let name = line.get(..end).unwrap_or_default();
    let name = name.rsplit('.').next().unwrap_or_default();
    name.to_ascii_uppercase()
}

/// The value of the parameter whose name ends so, in capitals, without quotes.
#[inline(never)]
fn parameter<'l>(line: &'l str, end: &str) -> &'l str {
    let head = line.strip_suffix(value(line)).unwrap_or_default();
    let mut is_quoted = false;
    let mut parameters = head.split(|c| {
        is_quoted ^= c == '"';
        !is_quoted && matches!(c, ';' | ':')
    });
    let found = parameters.find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.to_ascii_uppercase().ends_with(end).then_some(value)
    });
    found.unwrap_or_default().trim_matches('"')
}

/// Whether a file stands in the entry itself (section 3.8.1.1).
fn is_binary(line: &str) -> bool {
    parameter(line, "ENCODING").eq_ignore_ascii_case("BASE64")
}

/// Long lines go on behind a line end and a space (RFC 5545, section 3.1).
#[inline(never)]
fn unfolded(text: &str) -> String {
    text.replace("\r\n", "\n")
        .replace("\n ", "")
        .replace("\n\t", "")
}

/// The value of a property, its escapes undone (section 3.3.11).
#[inline(never)]
fn plain(line: &str) -> String {
    value(line)
        .replace(r"\\", "\0")
        .replace("\\n", "\n")
        .replace("\\N", "\n")
        .replace('\\', "")
        .replace('\0', r"\")
}

/// An iCalendar object as the mail that says the same: its organizer in From, its summary as the subject, its description and
/// addresses below.
pub(crate) fn invitation(text: &str) -> String {
    let (mut from, mut subject, mut said, mut page) = ("", "", String::new(), String::new());
    let text = unfolded(text);
    for line in text.lines().take(MAX_PROPERTIES) {
        match name(line).as_str() {
            "ORGANIZER" => from = line,
            "SUMMARY" => subject = value(line),
            // Their values are addresses, in which nothing is escaped.
            "URL" | "ATTACH" if !is_binary(line) => {
                said.push_str(value(line));
                said.push('\n');
            }
            "DESCRIPTION" | "LOCATION" | "COMMENT" => {
                said.push_str(&plain(line));
                said.push('\n');
            }
            "X-ALT-DESC" => page.push_str(&plain(line)),
            _ => {}
        }
    }
    let mut kind = "plain";
    if !page.is_empty() {
        kind = "html";
        // What is no HTML must not open a comment or the like around the rest.
        said = said.replace("&", "&amp;").replace("<", "&lt;");
        said.push_str(&page);
    }
    let (_, address) = from.rsplit_once(':').unwrap_or_default();
    [
        "From: \"",
        parameter(from, "CN"),
        "\" <",
        address,
        ">\nSubject: ",
        subject,
        "\nContent-Type: text/",
        kind,
        "; charset=utf-8\n\n",
        &said,
    ]
    .concat()
}

/// What of an attachment can hold links.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Calendar,
    Page,
    Message,
    Text,
}

fn kind(part: &Part<'_>) -> Option<Kind> {
    match part.fields.media.as_str() {
        "text/calendar" | "application/ics" | "text/vcard" | "text/x-vcard" => {
            return Some(Kind::Calendar);
        }
        "message/rfc822" | "message/global" => return Some(Kind::Message),
        _ => {}
    }
    let name = super::attachments::name(part)
        .unwrap_or_default()
        .to_ascii_lowercase();
    let ends = |ends: &[&str]| ends.iter().any(|end| name.ends_with(end));
    if ends(&[".ics", ".vcf"]) {
        Some(Kind::Calendar)
    } else if ends(&[".eml"]) {
        Some(Kind::Message)
    } else if !body::is_body(part)
        && (body::is_html(part) || ends(&[".htm", ".html", ".shtml", ".xhtml"]))
    {
        Some(Kind::Page)
    } else if !body::is_body(part)
        // A patch is text too, and nobody presses what stands in it.
        && (ends(&[".txt", ".csv"]) || part.fields.media == "text/plain" && !name.contains('.'))
    {
        Some(Kind::Text)
    } else {
        None
    }
}

/// The value of a property, behind the first colon outside quotes.
fn value(line: &str) -> &str {
    let mut is_quoted = false;
    for (at, c) in line.char_indices() {
        match c {
            '"' => is_quoted = !is_quoted,
            ':' if !is_quoted => return line.get(at + 1..).unwrap_or_default(),
            _ => {}
        }
    }
    ""
}

/// The address of another representation of a property (section 3.2.1).
fn alternate(line: &str) -> Option<&str> {
    let at = line
        .find(";ALTREP=\"")
        .or_else(|| line.find(";altrep=\""))?;
    line.get(at + 9..)?.split('"').next()
}

#[cfg(test)]
#[path = "attached_links_tests.rs"]
mod tests;
