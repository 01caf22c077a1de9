//! What an HTML body shows and hides: text, links, forms and images, in one pass with a bounded stack of open elements.

mod asked;

use url::Url;

use super::body::{Form, Images};
use super::css::{self, MAX_SHEET, StyleSheet};
use super::defects::{Defect, Defects};
use super::html_elements::{Element, is_block, is_raw, is_void};
use super::html_tokens::{Attributes, Sink, feed};
use super::links::{LinkOrigin, Links, MAX_SHOWN};
use super::pictures::Pictures;
use super::visible_text::TextCollector;

/// How many open elements are followed; browsers stop at 512.
pub const MAX_OPEN_ELEMENTS: usize = 256;
/// How many tags are read, in all HTML parts together; those in comments for Outlook are bounded by themselves.
pub const MAX_TAGS: usize = 100_000;

/// How many comments for Outlook are read, and how many links in them.
const MAX_COMMENTS: usize = 100;
const MAX_COMMENTED: usize = 200;
/// How many bytes of text that is shown the other way round are read so.
const MAX_TURNED: usize = 64 * 1024;

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) text: TextCollector,
    pub(crate) links: Links,
    pub(crate) forms: Vec<Form>,
    pub(crate) images: Images,
    pub(crate) pictures: Pictures,
    pub(crate) base: Option<Url>,
    /// A password field outside any form.
    pub(crate) stray_password: bool,
    /// Tags read so far.
    tags: usize,
}

/// Reads one HTML part, adding to what the parts before it gave.
pub(crate) fn read(html: &str, found: &mut Found, defects: &mut Defects) {
    let mut reader = Reader {
        found,
        defects,
        stack: vec![Element::root()],
        overflow: 0,
        sheet: StyleSheet::default(),
        style_text: String::new(),
        sheet_bytes: 0,
        raw: Raw::None,
        turned: String::new(),
        torn: Vec::new(),
        left: 0,
        drawing: None,
        html,
    };
    feed(html, &mut reader);
    reader.left = 0;
    reader.end_drawing();
    reader.turn_around();
    reader.truncate(1);
    reader.found.pictures.end_drawing();
}

/// Adds where the links lead that only Outlook shows, `<!--[if mso]> … <![endif]-->`: mostly those of buttons that others show drawn
/// in another way, which count once.
pub(crate) fn read_comments(html: &str, found: &mut Found, defects: &mut Defects) {
    let mut room = MAX_COMMENTED;
    for comment in html.split("<!--[if ").skip(1).take(MAX_COMMENTS) {
        let (condition, rest) = comment.split_once("]>").unwrap_or_default();
        let (inside, _) = rest.split_once("-->").unwrap_or_default();
        let is_read = ["mso", "vml"].iter().any(|word| condition.contains(word));
        if !is_read || condition.starts_with('!') || !inside.contains("href") {
            continue;
        }
        let mut only = Found::default();
        read(inside, &mut only, defects);
        for mut link in only.links.list {
            link.origin = LinkOrigin::Comment;
            let mut known = found.links.list.iter();
            room = usize::saturating_sub(room, 1);
            if room > 0 && !found.links.is_full() && known.all(|known| known.href != link.href) {
                found.links.list.push(link);
            }
        }
    }
}

/// Text that is no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Raw {
    None,
    Style,
    Skipped,
}

struct Reader<'f> {
    found: &'f mut Found,
    defects: &'f mut Defects,
    /// Never empty: the first element is the document.
    stack: Vec<Element>,
    /// Elements open beyond the bound, which are not followed.
    overflow: usize,
    sheet: StyleSheet,
    style_text: String,
    sheet_bytes: usize,
    raw: Raw,
    /// Text that is shown the other way round, so far.
    turned: String,
    /// The beginning of a character whose other bytes come with the next text.
    torn: Vec<u8>,
    html: &'f str,
    /// How many octets were left where the tag begins that is read.
    left: usize,
    /// The HTML from the drawing on that is open.
    drawing: Option<&'f str>,
}

impl Sink for Reader<'_> {
    fn begins(&mut self, left: usize) {
        self.left = left;
    }

    fn start_tag(&mut self, name: &[u8], attributes: &Attributes, self_closing: bool) {
        if self.count_tag() {
            return;
        }
        self.close_implied(name);
        self.separate(name);
        let Some(parent) = self.stack.last_mut() else {
            return;
        };
        parent.has_content = true;
        let element = parent.child(name, attributes, &self.sheet);
        // Pictures and forms need no letters; whether a link does, what stands in it tells.
        let hidden = if name == b"a" {
            element.hides_text()
        } else {
            element.hides_boxes()
        };
        let element = self.act(element, name, attributes, hidden);
        if name == b"svg" {
            self.end_drawing();
            let shown = self.html.len().checked_sub(self.left).filter(|_| !hidden);
            self.drawing = shown.and_then(|from| self.html.get(from..));
        }
        match name {
            b"style" => self.raw = Raw::Style,
            b"script" | b"title" | b"iframe" | b"noembed" | b"noframes" | b"template" => {
                self.raw = Raw::Skipped
            }
            _ => {}
        }
        // A slash closes nothing in HTML but what is void anyway; in SVG, whose shapes hold no text, it does not matter.
        if is_void(name) || self_closing && matches!(name, b"path" | b"rect" | b"use" | b"circle") {
            return;
        }
        if self.stack.len() >= MAX_OPEN_ELEMENTS {
            self.defects.note(Defect::HtmlNestedTooDeep);
            self.overflow += 1;
            return;
        }
        self.stack.push(element);
    }

    fn end_tag(&mut self, name: &[u8]) {
        if self.count_tag() {
            return;
        }
        match self.raw {
            Raw::Style if name == b"style" => {
                let text = std::mem::take(&mut self.style_text);
                self.sheet.add(&text);
                // Whatever elements they lie behind: where they stand among them is not known.
                for (address, _) in css::calls(&text) {
                    self.found.pictures.image_alone(address);
                }
                self.raw = Raw::None;
            }
            Raw::Skipped if is_raw(name) => self.raw = Raw::None,
            _ => {}
        }
        if name == b"svg" {
            self.end_drawing();
        }
        self.separate(name);
        if self.overflow > 0 {
            self.overflow -= 1;
            return;
        }
        self.close(name);
    }

    fn text(&mut self, text: &[u8]) {
        match self.raw {
            Raw::Style => {
                let room = MAX_SHEET.saturating_sub(self.sheet_bytes);
                let text = text.get(..text.len().min(room)).unwrap_or_default();
                self.sheet_bytes += text.len();
                self.style_text.push_str(&String::from_utf8_lossy(text));
            }
            Raw::Skipped => {}
            Raw::None => {
                let hidden = self.stack.last().is_some_and(Element::hides_text);
                // After a character reference the tokenizer hands over the next byte alone, which may begin a character.
                let mut joined = std::mem::take(&mut self.torn);
                joined.extend_from_slice(text);
                let whole = match std::str::from_utf8(&joined) {
                    Err(error) if error.error_len().is_none() => error.valid_up_to(),
                    _ => joined.len(),
                };
                self.torn = joined.split_off(whole);
                if let Ok(text) = std::str::from_utf8(&joined) {
                    let is_turned = self.stack.last().is_some_and(|element| element.is_turned);
                    if !is_turned {
                        self.turn_around();
                    } else if !hidden && self.turned.len() < MAX_TURNED {
                        self.turned.push_str(text);
                    }
                    if !hidden {
                        self.found.pictures.text(text);
                    }
                    if let Some(element) = self.stack.last_mut() {
                        element.has_content |= !text.trim().is_empty();
                        if element.hides_text_by_paint() {
                            self.found.text.paint_over(text);
                        }
                    }
                    self.found.text.push(text, hidden, self.defects);
                }
            }
        }
    }

    fn wants_more(&self) -> bool {
        self.found.tags <= MAX_TAGS
    }
}

impl Reader<'_> {
    /// Keeps the drawing that is open, up to the tag that is read.
    fn end_drawing(&mut self) {
        if let Some(from) = self.drawing.take() {
            let end = from.len().saturating_sub(self.left);
            self.found
                .pictures
                .drawing(from.get(..end).unwrap_or_default());
        }
    }

    /// Adds what stood in turned elements as it is seen there.
    fn turn_around(&mut self) {
        let turned = std::mem::take(&mut self.turned);
        if turned.is_empty() {
            return;
        }
        // Between breaks, for where they stood they part other words.
        for line in turned.lines() {
            self.found.text.line_break();
            let seen: String = line.chars().rev().collect();
            self.found.text.push(&seen, false, self.defects);
        }
        self.found.text.line_break();
    }

    /// Counts a tag; whether there are too many.
    fn count_tag(&mut self) -> bool {
        self.found.tags += 1;
        let exceeded = self.found.tags > MAX_TAGS;
        if exceeded {
            self.defects.note(Defect::TooManyTags);
        }
        exceeded
    }

    /// Elements that end where this one starts (HTML, section 13.1.2.4).
    fn close_implied(&mut self, name: &[u8]) {
        let (closes, until): (&[&[u8]], &[&[u8]]) = match name {
            b"a" => (&[b"a"], &[b"td", b"th", b"table"]),
            b"li" => (&[b"li"], &[b"ul", b"ol", b"table"]),
            b"td" | b"th" => (&[b"td", b"th"], &[b"tr", b"table"]),
            b"tr" => (&[b"tr"], &[b"table"]),
            b"option" => (&[b"option"], &[b"select"]),
            b"dd" | b"dt" => (&[b"dd", b"dt"], &[b"dl", b"table"]),
            _ if is_block(name) => (&[b"p"], &[b"td", b"th", b"table", b"div"]),
            _ => return,
        };
        let found = self
            .stack
            .iter()
            .enumerate()
            .skip(1)
            .rev()
            .take(64)
            .find(|(_, e)| {
                closes.contains(&e.name.as_slice()) || until.contains(&e.name.as_slice())
            });
        if let Some((at, element)) = found
            && closes.contains(&element.name.as_slice())
        {
            self.truncate(at);
        }
    }

    /// Closes the innermost element of this name, unless a table cell lies between, which no end tag reaches across.
    fn close(&mut self, name: &[u8]) {
        let crosses_cells = matches!(
            name,
            b"table" | b"tr" | b"td" | b"th" | b"tbody" | b"body" | b"html"
        );
        let found = self.stack.iter().enumerate().skip(1).rev().find(|(_, e)| {
            e.name == name
                || !crosses_cells && matches!(e.name.as_slice(), b"td" | b"th" | b"table")
        });
        let Some((at, element)) = found else { return };
        if element.name != name {
            return;
        }
        let blocks_above = self.stack.iter().skip(at + 1).any(|e| is_block(&e.name));
        if blocks_above && !is_block(name) {
            // Misnested: the block stays open, the inline element ends.
            if element.link.is_some() {
                self.end_link_text();
            }
            self.stack.remove(at);
            return;
        }
        self.truncate(at);
    }

    fn truncate(&mut self, at: usize) {
        if self.stack.iter().skip(at).any(|e| e.link.is_some()) {
            self.end_link_text();
        }
        while self.stack.len() > at.max(1) {
            let Some(element) = self.stack.pop() else {
                return;
            };
            let pictures = &mut self.found.pictures;
            match (element.cell(), element.name.as_slice()) {
                (Some(colour), _) => pictures.cell(colour, element.span),
                (None, b"table") => pictures.end_drawing(),
                (None, b"tr" | b"div" | b"p" | b"body") => pictures.end_cells(),
                _ => {}
            }
        }
    }

    /// Gives the link that is open the text shown since it began.
    fn end_link_text(&mut self) {
        let Some(index) = self.stack.iter().rev().find_map(|e| e.link) else {
            return;
        };
        let shown = self.found.text.end_link(MAX_SHOWN);
        if let Some(link) = self.found.links.list.get_mut(index) {
            link.image_only &= shown.is_empty();
            link.hidden &= shown.is_empty();
            link.shown = shown;
        }
    }

    /// Line breaks around block elements, spaces around cells.
    fn separate(&mut self, name: &[u8]) {
        if name == b"br" || is_block(name) {
            if !self.turned.is_empty() {
                self.turned.push('\n');
            }
            self.found.text.line_break();
            self.found.pictures.new_line();
            if name == b"br" {
                self.found.pictures.end_cells();
            }
            // Blocks in one cell are not below those in the cell before.
            let is_in_cell = || {
                self.stack
                    .iter()
                    .any(|e| matches!(e.name.as_slice(), b"td" | b"th"))
            };
            if self.found.pictures.is_group_open()
                && (matches!(name, b"br" | b"tr" | b"table") || !is_in_cell())
            {
                self.found.pictures.new_row();
            }
        } else if matches!(name, b"td" | b"th" | b"option" | b"img") {
            self.found.text.space();
        }
    }
}

#[cfg(test)]
#[path = "html_tests.rs"]
mod tests;
