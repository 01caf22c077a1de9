//! What the pages of a PDF say and show: their text in the order in which it is drawn, and codes that are drawn as squares.
//!
//! Libraries for this (pdf-extract, lopdf) bring many times the code of this reader, with fonts, ciphers and picture formats that
//! nothing here asks for. Read are texts in Latin letters, in fonts that say themselves what their codes mean, and in the
//! numberings of Unicode; not those of an encrypted document, nor text that is a picture, in which codes are looked for.

use std::collections::{BTreeMap, BTreeSet};

use super::pdf::{Object, Objects, behind, inside, is_deflated};
use super::pdf_drawing::Drawing;
use super::pdf_fonts::Font;
use super::pdf_tokens::{Token, tokens};
use super::pdf_writing::Writing;
use super::reading::Reading;
use super::{shortcut, unpack};

/// At most this many pages are read, and forms that they show: a lure stands on the first.
const MOST_PAGES: usize = 10;
const MOST_FORMS: usize = 40;
/// At most this many fonts are read.
const MOST_FONTS: usize = 60;
/// At most this many names of one page are known.
const MOST_NAMES: usize = 200;
/// How far up the tree of pages what they use is looked for.
const MOST_PARENTS: usize = 8;
/// At most this much of one stream is unpacked, and of one page read.
const LONGEST: usize = 4 * 1024 * 1024;

/// Notes what the pages say, and the codes that are drawn on them.
pub(super) fn read(reading: &mut Reading, objects: &Objects<'_>) {
    let mut fonts = Fonts::default();
    let mut shown = BTreeSet::new();
    let pages = objects.all.iter().filter(|object| {
        object.tokens.windows(2).any(|pair| {
            matches!(pair, [Token::Name(key), Token::Name(kind)] if key == "Type" && kind == "Page")
        })
    });
    for page in pages.take(MOST_PAGES) {
        let used = resources(&page.tokens, objects);
        let mut content = Vec::new();
        for stream in contents(page, objects) {
            if content.len() >= LONGEST {
                break;
            }
            content.extend(unpacked(reading, stream).unwrap_or_default());
            content.push(b'\n');
        }
        draw(reading, &content, used, objects, &mut fonts);
        // What a page shows by name, whether text or not, is read behind it.
        for form in named(used, "XObject", objects) {
            let is_new = shown.len() < MOST_FORMS && shown.insert(form.number);
            let is_form = || {
                let mut names = form.tokens.iter();
                names.any(|token| matches!(token, Token::Name(name) if name == "Form"))
            };
            if is_new && is_form() {
                let own = resources(&form.tokens, objects);
                let used = if own.is_empty() { used } else { own };
                let content = unpacked(reading, form).unwrap_or_default();
                draw(reading, &content, used, objects, &mut fonts);
            }
        }
    }
}

/// Fonts that were read, by the numbers of their objects.
#[derive(Default)]
struct Fonts(BTreeMap<u32, Font>);

fn draw(
    reading: &mut Reading,
    content: &[u8],
    used: &[Token],
    objects: &Objects<'_>,
    fonts: &mut Fonts,
) {
    let names = entries(used, "Font", objects);
    for (_, font) in &names {
        if fonts.0.len() < MOST_FONTS && !fonts.0.contains_key(&font.number) {
            let table = behind(&font.tokens, "ToUnicode").and_then(|value| objects.referred(value));
            let table = table.and_then(|table| unpacked(reading, table));
            fonts
                .0
                .insert(font.number, Font::new(&font.tokens, table.as_deref()));
        }
    }
    let fonts = &fonts.0;
    let by_name: BTreeMap<&str, &Font> = names
        .iter()
        .rev()
        .filter_map(|(name, font)| Some((*name, fonts.get(&font.number)?)))
        .collect();
    let tokens = tokens(content);
    let (mut writing, mut drawing) = (Writing::new(&by_name), Drawing::default());
    let mut start = 0;
    for (at, token) in tokens.iter().enumerate() {
        if let Token::Word(word) = token {
            let operands = tokens.get(start..at).unwrap_or_default();
            drawing.take(word, operands);
            writing.take(word, operands, drawing.place());
            start = at + 1;
        }
    }
    // Readers make links of the addresses that they see.
    for address in shortcut::addresses(&writing.text) {
        reading.leads_to(address.trim_end_matches(['.', ':', '!', '?']));
    }
    if reading.may_say() && !writing.text.trim().is_empty() {
        reading.says(&writing.text);
        reading.says("\n");
    }
    if let Some(picture) = drawing.picture() {
        reading.spend(picture.len());
        reading.shows(picture);
    }
}

/// The dictionary of what a page or a form uses; pages inherit it.
fn resources<'o>(tokens: &'o [Token], objects: &'o Objects<'_>) -> &'o [Token] {
    let mut tokens = tokens;
    for _ in 0..MOST_PARENTS {
        if let Some(value) = behind(tokens, "Resources") {
            return objects
                .referred(value)
                .map_or_else(|| inside(value), |object| &object.tokens);
        }
        let parent = behind(tokens, "Parent").and_then(|value| objects.referred(value));
        let Some(parent) = parent else { break };
        tokens = &parent.tokens;
    }
    &[]
}

/// The objects that a dictionary in `used` names.
fn entries<'o>(
    used: &'o [Token],
    kind: &str,
    objects: &'o Objects<'_>,
) -> Vec<(&'o str, &'o Object<'o>)> {
    let value = behind(used, kind).unwrap_or_default();
    let dictionary = objects
        .referred(value)
        .map_or_else(|| inside(value), |object| &object.tokens);
    let mut entries = Vec::new();
    for (at, token) in dictionary.iter().enumerate() {
        let Token::Name(name) = token else { continue };
        if entries.len() >= MOST_NAMES {
            break;
        }
        let value = dictionary.get(at + 1..).unwrap_or_default();
        entries.extend(
            objects
                .referred(value)
                .map(|object| (name.as_str(), object)),
        );
    }
    entries
}

fn named<'o>(used: &'o [Token], kind: &str, objects: &'o Objects<'_>) -> Vec<&'o Object<'o>> {
    let entries = entries(used, kind, objects);
    entries.into_iter().map(|(_, object)| object).collect()
}

/// The streams of a page.
fn contents<'o>(page: &'o Object<'_>, objects: &'o Objects<'_>) -> Vec<&'o Object<'o>> {
    let value = behind(&page.tokens, "Contents").unwrap_or_default();
    let list = match objects.referred(value) {
        Some(object) if object.stream.is_some() => return vec![object],
        Some(object) => &object.tokens,
        None => inside(value),
    };
    let streams = (0..list.len()).filter_map(|at| objects.referred(list.get(at..)?));
    streams.take(MOST_FORMS).collect()
}

/// What a stream holds, if it is packed in no other way than pages are. A stream may be named by many pages, and hold next to
/// nothing: what is gone over counts as well as what comes out.
pub(super) fn unpacked(reading: &mut Reading, object: &Object<'_>) -> Option<Vec<u8>> {
    let limit = LONGEST.min(reading.left());
    let stream = object.stream.filter(|_| limit > 0)?;
    reading.spend(stream.len());
    let has = |wanted: [&str; 2]| {
        let mut names = object.tokens.iter();
        names.any(|token| matches!(token, Token::Name(name) if wanted.contains(&name.as_str())))
    };
    let text;
    let stream = if has(["ASCII85Decode", "A85"]) {
        text = ascii85(stream, limit);
        &text
    } else {
        stream
    };
    let bytes = match is_deflated(&object.tokens) {
        true => unpack::inflate_zlib(stream, limit).bytes,
        false => stream.get(..limit).unwrap_or(stream).to_vec(),
    };
    reading.spend(bytes.len());
    Some(bytes)
}

/// Five letters for four bytes (ISO 32000-1, section 7.4.3), up to a limit.
fn ascii85(text: &[u8], limit: usize) -> Vec<u8> {
    let mut out = Vec::new();
    let (mut sum, mut count) = (0u32, 0usize);
    let add = |sum: u32, digit: u8| sum.wrapping_mul(85).wrapping_add(u32::from(digit));
    for byte in text {
        if out.len() >= limit {
            return out;
        }
        match byte {
            b'z' if count == 0 => out.extend([0; 4]),
            b'!'..=b'u' => {
                (sum, count) = (add(sum, byte - b'!'), count + 1);
                if count == 5 {
                    out.extend(sum.to_be_bytes());
                    (sum, count) = (0, 0);
                }
            }
            b'~' => break,
            _ => {}
        }
    }
    if count > 1 {
        for _ in count..5 {
            sum = add(sum, 84);
        }
        out.extend(sum.to_be_bytes().iter().take(count - 1));
    }
    out
}

#[cfg(test)]
#[path = "pdf_pages_tests.rs"]
mod tests;
