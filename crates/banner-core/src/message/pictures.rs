//! The pictures that a mail shows, for readers of what is in them: attached, written into the HTML, put together from
//! pieces, drawn with characters or with cells.

use std::borrow::Cow;

use super::attachments::Attachment;
use super::css_values::Rgb;
use super::parameters::percent_decode;
use super::transfer::TransferEncoding;

/// How many pieces of pictures are kept.
const MAX_PIECES: usize = 400;
/// How many pictures are given.
const MAX_PICTURES: usize = 100;
/// How many drawings (SVG) among them are kept.
const MAX_DRAWINGS: usize = 50;
/// How many bytes of pictures written into the HTML are kept, and as many of drawings (SVG).
const MAX_EMBEDDED: usize = 4 * 1024 * 1024;
/// How many bytes of pictures are given, each time that one is.
const MAX_GIVEN: usize = 64 * 1024 * 1024;
/// How many bytes of drawings are kept: a code has 177 cells a side at most.
const MAX_DRAWN: usize = 256 * 1024;
/// Shorter lines are no part of a code, which has eleven characters of four cells each at least.
const SHORTEST_LINE: usize = 10;
/// A drawing (SVG) of fewer bytes holds no code: the smallest has 21 rows.
const SHORTEST_SVG: usize = 500;
/// Fewer lines, even of two modules each, hold no code.
const FEWEST_LINES: usize = 10;
/// Fewer cells in a row are a layout, not a drawing.
const FEWEST_CELLS: usize = 15;
/// As many cells as the largest code has, with its border.
const MAX_SPAN: usize = 185;

/// One picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Picture<'m> {
    /// Files of images that stand beside one another, row by row; mostly one alone. Each is as the mail has it, still
    /// encoded.
    Images(Vec<Vec<Cow<'m, [u8]>>>),
    /// Lines of characters or cells that draw something: block elements, number signs, and `⬛` and `⬜` for the dark and
    /// light cells of tables. An empty line parts drawings.
    Drawn(&'m str),
}

/// A piece of a picture in the HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Piece {
    source: Source,
    /// Pieces of one group stand together.
    group: u32,
    row: u32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Source {
    /// The image part with that Content-ID.
    Part(String),
    /// A file written into the HTML.
    Embedded(Vec<u8>),
}

/// What the bodies show, while it is collected and after.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pictures {
    pieces: Vec<Piece>,
    /// Files written into the HTML that stand with no other.
    alone: Vec<Vec<u8>>,
    embedded: usize,
    /// Drawings among the tags, and their bytes: images take no room of theirs.
    drawings: Vec<Vec<u8>>,
    drawing_bytes: usize,
    group: u32,
    row: u32,
    is_group_open: bool,
    drawn: String,
    /// A line of characters, not ended yet.
    line: String,
    /// A row of cells, not ended yet, and how many they are.
    cells: String,
    cell_count: usize,
}

impl Pictures {
    /// An image of the HTML with that address; those on the network are not looked at.
    pub(crate) fn image(&mut self, address: &str) {
        if self.pieces.len() >= MAX_PIECES {
            return;
        }
        let Some(source) = self.source(address) else {
            return;
        };
        if !self.is_group_open {
            (self.group, self.row, self.is_group_open) = (self.group + 1, 0, true);
        }
        self.pieces.push(Piece {
            source,
            group: self.group,
            row: self.row,
        });
    }

    /// An image with that address which stands with no other, and parts none.
    pub(crate) fn image_alone(&mut self, address: &str) {
        // Parts are given alone in any case.
        if self.alone.len() < MAX_PIECES
            && let Some(Source::Embedded(bytes)) = self.source(address)
        {
            self.alone.push(bytes);
        }
    }

    /// What stood among the tags from an `<svg>` to its end.
    pub(crate) fn drawing(&mut self, svg: &str) {
        // Where there are enough, the smallest gives way to a larger one: a code is not hidden behind many small drawings.
        let is_full = self.drawings.len() >= MAX_DRAWINGS;
        let sizes = self.drawings.iter().map(Vec::len).enumerate();
        let smallest = sizes.filter(|_| is_full).min_by_key(|(_, size)| *size);
        let (at, size) = smallest.unwrap_or_default();
        let bytes = self.drawing_bytes - size + svg.len();
        if svg.len() >= SHORTEST_SVG && svg.len() > size && bytes <= MAX_EMBEDDED {
            if is_full {
                self.drawings.remove(at);
            }
            self.drawing_bytes = bytes;
            self.drawings.push(svg.into());
        }
    }

    fn source(&mut self, address: &str) -> Option<Source> {
        let (scheme, rest) = address.trim().split_once(':')?;
        match scheme.to_ascii_lowercase().as_str() {
            "cid" => {
                let id = String::from_utf8(percent_decode(rest)).ok()?;
                Some(Source::Part(id))
            }
            "data" => {
                let bytes = embedded(rest, MAX_EMBEDDED.saturating_sub(self.embedded))?;
                self.embedded += bytes.len();
                Some(Source::Embedded(bytes))
            }
            _ => None,
        }
    }

    /// Whether the next image would stand together with those before.
    pub(crate) fn is_group_open(&self) -> bool {
        self.is_group_open
    }

    /// What comes next stands below.
    pub(crate) fn new_row(&mut self) {
        if self
            .pieces
            .last()
            .is_some_and(|piece| piece.row == self.row)
        {
            self.row += 1;
        }
    }

    /// Text that is shown.
    pub(crate) fn text(&mut self, text: &str) {
        let is_blank = text.chars().all(char::is_whitespace);
        // A line may begin with spaces; what only parts tags does not count.
        let is_space = is_blank && (!self.line.is_empty() || !text.contains('\n'));
        if draws(text) || is_space {
            let room = MAX_DRAWN.saturating_sub(self.drawn.len() + self.line.len());
            if text.len() <= room {
                self.line.push_str(text);
            }
        }
        if !is_blank {
            self.is_group_open = false;
        }
    }

    /// The end of a line of text.
    pub(crate) fn new_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        if draws(&line) && line.chars().count() >= SHORTEST_LINE {
            self.drawn.push_str(&line);
            self.drawn.push('\n');
        }
    }

    /// Text without HTML.
    pub(crate) fn plain_text(&mut self, text: &str) {
        for line in text.lines() {
            self.text(line);
            self.new_line();
        }
    }

    /// An element without content, `span` columns wide, in that colour.
    pub(crate) fn cell(&mut self, colour: Rgb, span: usize) {
        let [red, green, blue] = colour.map(u32::from);
        let is_dark = 299 * red + 587 * green + 114 * blue < 128_000;
        let span = span.clamp(1, MAX_SPAN);
        if self.cells.len() + self.drawn.len() > MAX_DRAWN {
            return;
        }
        self.cell_count += span;
        for _ in 0..span {
            self.cells.push(if is_dark { '⬛' } else { '⬜' });
        }
    }

    /// The end of a row of cells.
    pub(crate) fn end_cells(&mut self) {
        if self.cell_count >= FEWEST_CELLS {
            self.drawn.push_str(&self.cells);
            self.drawn.push('\n');
        }
        self.cells.clear();
        self.cell_count = 0;
    }

    /// The end of a table or a part: a drawing does not go on beyond.
    pub(crate) fn end_drawing(&mut self) {
        self.new_line();
        self.end_cells();
        if !self.drawn.is_empty() && !self.drawn.ends_with("\n\n") {
            self.drawn.push('\n');
        }
    }

    /// The pictures of the bodies and of the image parts among `attachments`.
    pub(super) fn with<'m>(&'m self, attachments: &'m [Attachment<'_>]) -> Vec<Picture<'m>> {
        let mut pictures = Vec::new();
        let mut room = MAX_GIVEN;
        for bytes in &self.alone {
            pictures.extend(fitting(bytes.into(), &mut room).map(single));
        }
        let alone = attachments.iter().filter(|a| a.sniffed.is_picture());
        for attachment in alone {
            pictures.extend(fitting(attachment.contents(), &mut room).map(single));
        }
        let mut rest = self.pieces.as_slice();
        while let Some(first) = rest.first() {
            let length = rest.iter().take_while(|p| p.group == first.group).count();
            let (group, later) = rest.split_at(length);
            rest = later;
            let mut rows: Vec<Vec<Cow<'m, [u8]>>> = Vec::new();
            let mut row = None;
            for piece in group {
                let bytes = match &piece.source {
                    Source::Embedded(bytes) => fitting(Cow::Borrowed(bytes.as_slice()), &mut room),
                    Source::Part(id) => attachments
                        .iter()
                        .find(|a| a.content_id.as_deref() == Some(id))
                        .and_then(|a| fitting(a.contents(), &mut room)),
                };
                let Some(bytes) = bytes else { continue };
                if let Source::Embedded(_) = &piece.source {
                    pictures.push(single(bytes.clone()));
                }
                if row != Some(piece.row) {
                    row = Some(piece.row);
                    rows.push(Vec::new());
                }
                if let Some(last) = rows.last_mut() {
                    last.push(bytes);
                }
            }
            if rows.iter().map(Vec::len).sum::<usize>() > 1 {
                pictures.push(Picture::Images(rows));
            }
        }
        if self.drawn.lines().filter(|line| !line.is_empty()).count() >= FEWEST_LINES {
            pictures.push(Picture::Drawn(&self.drawn));
        }
        // What is put together or drawn is never cut off by many that stand alone.
        let surplus = (pictures.len() + self.drawings.len()).saturating_sub(MAX_PICTURES);
        pictures.drain(..surplus);
        pictures.extend(self.drawings.iter().map(|bytes| single(bytes.into())));
        pictures
    }
}

fn single(bytes: Cow<'_, [u8]>) -> Picture<'_> {
    Picture::Images(vec![vec![bytes]])
}

fn fitting<'m>(bytes: Cow<'m, [u8]>, room: &mut usize) -> Option<Cow<'m, [u8]>> {
    *room = room.checked_sub(bytes.len())?;
    Some(bytes)
}

/// Whether characters of the text draw: block elements, squares, doubled number signs.
fn draws(text: &str) -> bool {
    let octets = text.as_bytes();
    octets.windows(2).any(|pair| pair == b"##")
        // With this octet all of them begin.
        || octets.contains(&0xE2)
            && text.contains(|c| {
                matches!(
                    c,
                    '\u{2580}'..='\u{259f}' | '■' | '□' | '◼' | '◻' | '⬛' | '⬜'
                )
            })
}

/// The bytes of what follows `data:`, at most `room`.
fn embedded(rest: &str, room: usize) -> Option<Vec<u8>> {
    let (kind, data) = rest.split_once(',')?;
    let is_encoded = kind.to_ascii_lowercase().ends_with(";base64");
    let bytes = percent_decode(data);
    let bytes = match is_encoded {
        true => TransferEncoding::Base64
            .decode(&bytes, room)
            .bytes
            .into_owned(),
        false => bytes,
    };
    (!bytes.is_empty() && bytes.len() < room).then_some(bytes)
}

#[cfg(test)]
#[path = "pictures_tests.rs"]
mod tests;
