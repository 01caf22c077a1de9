//! PDF (ISO 32000): actions, scripts, embedded files and links, in objects as they are and in packed object streams.

use std::borrow::Cow;
use std::collections::BTreeMap;

use banner_core::readings::Feature;

use super::bytes::{find, slice};
use super::pdf_encryption::{self, Encryption};
use super::pdf_forms;
use super::pdf_pages;
use super::pdf_pictures;
use super::pdf_tokens::{Token, tokens};
use super::reading::{Place, Reading};
use super::unpack::{self, Unpacked};
use super::{Inside, enter};

/// How many objects are read.
const MOST_OBJECTS: usize = 50_000;
/// How many object streams are unpacked.
const MOST_PACKED: usize = 2_000;
/// At most this much of a packed stream is read.
const LONGEST_STREAM: usize = 4 * 1024 * 1024;
/// How much of an object without a stream is read: thousands of links in one page fit.
const LONGEST_OBJECT: usize = 1024 * 1024;

/// One object: its number, its tokens, and its stream as it lies there.
pub(super) struct Object<'a> {
    pub number: u32,
    pub tokens: Vec<Token>,
    pub stream: Option<&'a [u8]>,
}

/// The objects in the order of the file, and the last of each number: later ones replace earlier ones.
#[derive(Default)]
pub(super) struct Objects<'a> {
    pub all: Vec<Object<'a>>,
    by_number: BTreeMap<u32, usize>,
}

impl<'a> Objects<'a> {
    fn add(&mut self, object: Object<'a>) {
        self.by_number.insert(object.number, self.all.len());
        self.all.push(object);
    }

    fn is_full(&self) -> bool {
        self.all.len() >= MOST_OBJECTS
    }

    /// What `12 0 R` refers to.
    pub fn referred(&self, tokens: &[Token]) -> Option<&Object<'a>> {
        let [
            Token::Number(number),
            Token::Number(_),
            Token::Word(word),
            ..,
        ] = tokens
        else {
            return None;
        };
        let number = u32::try_from(*number).ok().filter(|_| word == "R")?;
        self.all.get(*self.by_number.get(&number)?)
    }
}

/// Reads a document.
pub(super) fn read(reading: &mut Reading, bytes: &[u8], place: &Place) {
    let objects = objects(reading, bytes);
    match encryption(bytes, &objects) {
        Some(encryption) => {
            reading.contents.encrypted |= !pdf_encryption::opens_without_password(&encryption);
        }
        None => pdf_pages::read(reading, &objects),
    }
    pdf_forms::read(reading, &objects);
    for object in &objects.all {
        actions(reading, object, &objects);
        embedded_file(reading, object, &objects, place);
        if let Some(stream) = object.stream {
            let picture = pdf_pictures::file(&object.tokens, stream, reading.left());
            if let Some(picture) = picture {
                reading.spend(picture.len());
                reading.shows(picture);
            }
        }
    }
}

fn objects<'a>(reading: &mut Reading, bytes: &'a [u8]) -> Objects<'a> {
    let mut objects = Objects::default();
    let mut packed = 0;
    let mut at = 0;
    while let Some(start) = next_object(bytes, at).filter(|_| !objects.is_full()) {
        let number = number_before(bytes, start).unwrap_or_default();
        let body = slice(bytes, start + 3, LONGEST_OBJECT);
        // Readers go on where the end of an object is missing.
        let next = next_object(body, 0).unwrap_or(body.len());
        let end = find(body.get(..next).unwrap_or_default(), b"endobj", 0).unwrap_or(next);
        let stream_at = find(body.get(..end).unwrap_or_default(), b"stream", 0);
        let tokens = tokens(body.get(..stream_at.unwrap_or(end)).unwrap_or_default());
        at = start + 3 + end;
        let stream = stream_at.map(|stream| {
            let from = start + 3 + stream + 6;
            let from = from
                + slice(bytes, from, 2)
                    .iter()
                    .take_while(|byte| matches!(byte, b'\r' | b'\n'))
                    .count();
            at = find(bytes, b"endstream", from).unwrap_or(bytes.len());
            bytes.get(from..at).unwrap_or_default()
        });
        let is_packed = tokens.windows(2).any(|pair| matches!(pair, [Token::Name(key), Token::Name(kind)] if key == "Type" && kind == "ObjStm"));
        if let Some(stream) = stream.filter(|_| is_packed && packed < MOST_PACKED) {
            packed += 1;
            unpack_objects(reading, &tokens, stream, &mut objects);
        }
        objects.add(Object {
            number,
            tokens,
            stream,
        });
    }
    objects
}

/// Where the next `12 0 obj` has its last word.
fn next_object(bytes: &[u8], from: usize) -> Option<usize> {
    let hits = memchr::memmem::find_iter(bytes.get(from..)?, b"obj").map(|at| from + at);
    hits.into_iter()
        .find(|at| number_before(bytes, *at).is_some())
}

/// The number of the object whose `obj` stands at `at`; none for `endobj` and other words.
fn number_before(bytes: &[u8], at: usize) -> Option<u32> {
    let before = bytes.get(at.saturating_sub(24)..at)?;
    let text = std::str::from_utf8(before).ok().map_or_else(
        || Cow::Owned(String::from_utf8_lossy(before).into_owned()),
        Cow::Borrowed,
    );
    let mut words = text.split_whitespace().rev();
    let generation = words.next()?;
    generation.parse::<u32>().ok()?;
    let number = words.next()?;
    // A number may follow the comment or the object before without a space.
    let digits = number.trim_start_matches(|c: char| !c.is_ascii_digit());
    digits.parse().ok()
}

/// The objects of a stream begin with their numbers and places.
fn unpack_objects(
    reading: &mut Reading,
    dictionary: &[Token],
    stream: &[u8],
    objects: &mut Objects<'_>,
) {
    let unpacked = match is_deflated(dictionary) {
        true => {
            let unpacked = unpack::inflate_zlib(stream, LONGEST_STREAM.min(reading.left()));
            reading.spend(unpacked.bytes.len());
            unpacked.bytes
        }
        false => stream.to_vec(),
    };
    let Some(first) = number_of(dictionary, "First").and_then(|first| usize::try_from(first).ok())
    else {
        return;
    };
    let header = tokens(
        unpacked
            .get(..first.min(unpacked.len()))
            .unwrap_or_default(),
    );
    let mut pairs: Vec<(u32, usize)> = Vec::new();
    for pair in header.chunks(2) {
        let [Token::Number(number), Token::Number(place)] = pair else {
            continue;
        };
        if let (Ok(number), Ok(place)) = (u32::try_from(*number), usize::try_from(*place)) {
            pairs.push((number, place));
        }
    }
    // In the order of their places, so that no byte is read for two of them.
    pairs.sort_by_key(|(_, place)| *place);
    let mut pairs = pairs.into_iter().peekable();
    while let Some((number, place)) = pairs.next().filter(|_| !objects.is_full()) {
        let end = pairs
            .peek()
            .map_or(unpacked.len(), |(_, next)| first.saturating_add(*next));
        let body = unpacked.get(first.saturating_add(place)..end.min(unpacked.len()));
        objects.add(Object {
            number,
            tokens: tokens(body.unwrap_or_default()),
            stream: None,
        });
    }
}

pub(super) fn is_deflated(dictionary: &[Token]) -> bool {
    dictionary
        .iter()
        .any(|token| matches!(token, Token::Name(name) if name == "FlateDecode" || name == "Fl"))
}

/// The number that stands behind a key.
fn number_of(tokens: &[Token], key: &str) -> Option<i64> {
    match behind(tokens, key)? {
        [Token::Number(number), ..] => Some(*number),
        _ => None,
    }
}

/// What stands behind the first such key.
pub(super) fn behind<'t>(tokens: &'t [Token], key: &str) -> Option<&'t [Token]> {
    let at = tokens
        .iter()
        .position(|token| matches!(token, Token::Name(name) if name == key))?;
    tokens.get(at + 1..)
}

/// The dictionary or the list that begins here, up to its end.
pub(super) fn inside(value: &[Token]) -> &[Token] {
    let mut depth = 0usize;
    let end = value.iter().position(|token| {
        match token {
            Token::Open => depth += 1,
            Token::Close => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0
    });
    value.get(..end.unwrap_or(value.len())).unwrap_or_default()
}

/// How many tokens before and behind a key belong to the same action at most.
const NEAR: usize = 64;

/// Some tokens from `at` on.
fn slice_of(tokens: &[Token], at: usize) -> &[Token] {
    let rest = tokens.get(at..).unwrap_or_default();
    rest.get(..NEAR * 2).unwrap_or(rest)
}

/// Notes what the actions of an object do.
fn actions(reading: &mut Reading, object: &Object<'_>, objects: &Objects<'_>) {
    let tokens = &object.tokens;
    for (at, token) in tokens.iter().enumerate() {
        let Token::Name(key) = token else {
            continue;
        };
        let rest = slice_of(tokens, at + 1);
        // The keys of a dictionary have no order.
        let around = slice_of(tokens, at.saturating_sub(NEAR));
        match (key.as_str(), rest) {
            ("S", [Token::Name(action), ..]) => match action.as_str() {
                "JavaScript" => reading.does(Feature::Script),
                "Launch" => {
                    reading.does(Feature::Launch);
                    if let Some([Token::Text(target), ..]) = behind(around, "F") {
                        reading.runs(target);
                    }
                }
                "SubmitForm" => {
                    reading.does(Feature::Form);
                    texts(behind(around, "F").unwrap_or_default(), |text| {
                        reading.leads_to(text)
                    });
                }
                "GoToR" | "GoToE" => texts(behind(around, "F").unwrap_or_default(), |text| {
                    reading.leads_to(text)
                }),
                _ => {}
            },
            ("URI", [Token::Text(address), ..]) => reading.leads_to(address),
            ("OpenAction", _) if happens(rest, objects) => reading.does(Feature::OpenAction),
            ("AA", _) => {
                let owner = behind(around, "Type");
                let is_drawn = matches!(owner, Some([Token::Name(kind), ..]) if kind == "Catalog" || kind == "Page");
                if is_drawn && happens(rest, objects) {
                    reading.does(Feature::OpenAction);
                }
            }
            _ => {}
        }
    }
}

/// The texts up to the end of a value, which is a text or a dictionary.
fn texts(value: &[Token], mut found: impl FnMut(&str)) {
    for token in value.iter().take(12) {
        match token {
            Token::Text(text) => found(text),
            Token::Close => return,
            _ => {}
        }
    }
}

/// Whether an action does more than turn to a page of the document.
fn happens(value: &[Token], objects: &Objects<'_>) -> bool {
    let acts = |tokens: &[Token]| {
        tokens.windows(2).any(|pair| {
            matches!(pair, [Token::Name(key), Token::Name(action)]
                if key == "S" && matches!(action.as_str(), "JavaScript" | "Launch" | "SubmitForm" | "URI" | "GoToR" | "GoToE" | "ImportData"))
        })
    };
    if let Some(object) = objects.referred(value) {
        return acts(&object.tokens);
    }
    // A list names a page to turn to.
    if !matches!(value, [Token::Open, Token::Name(_), ..]) {
        return false;
    }
    let inside = inside(value);
    // Triggers of a page hold references to actions.
    acts(inside)
        || inside.windows(3).any(|value| {
            objects
                .referred(value)
                .is_some_and(|object| acts(&object.tokens))
        })
}

/// Notes a file that lies in the document (`/EF`), under the name that it would be saved with.
fn embedded_file(reading: &mut Reading, object: &Object<'_>, objects: &Objects<'_>, place: &Place) {
    let Some(files) = behind(&object.tokens, "EF") else {
        return;
    };
    let name = ["UF", "F"]
        .into_iter()
        .find_map(|key| match behind(&object.tokens, key)? {
            [Token::Text(name), ..] => Some(name.as_str()),
            _ => None,
        });
    let stream = behind(files, "F").and_then(|value| objects.referred(value));
    let data = stream.and_then(|object| object.stream).unwrap_or_default();
    let deflated = stream.is_some_and(|object| is_deflated(&object.tokens));
    let file = Inside {
        name: name.unwrap_or("file"),
        size: data.len() as u64,
        packed: data.len(),
        encrypted: false,
    };
    reading.does(Feature::EmbeddedFile);
    enter(reading, place, &file, &|limit| {
        Some(match deflated {
            true => unpack::inflate_zlib(data, limit),
            false => Unpacked {
                bytes: slice(data, 0, limit).to_vec(),
                cut: data.len() > limit,
            },
        })
    });
}

/// What the trailer says of encryption; the trailer is a dictionary of its own or that of a stream.
fn encryption(bytes: &[u8], objects: &Objects<'_>) -> Option<Encryption> {
    let start = memchr::memmem::rfind(bytes, b"trailer");
    let own = tokens(start.map_or(&[], |start| slice(bytes, start + 7, 4_096)));
    let streams = objects.all.iter().map(|object| &object.tokens);
    let trailer = std::iter::once(&own).chain(streams).find(|tokens| {
        behind(tokens, "Encrypt").is_some()
            && (behind(tokens, "Root").is_some() || behind(tokens, "ID").is_some())
    })?;
    let value = behind(trailer, "Encrypt")?;
    let dictionary = objects
        .referred(value)
        .map_or(value, |object| &object.tokens);
    let identity = behind(trailer, "ID").and_then(|value| {
        value.iter().take(3).find_map(|token| match token {
            Token::Text(text) => Some(text),
            _ => None,
        })
    });
    let text = |key: &str| match behind(dictionary, key) {
        Some([Token::Text(text), ..]) => pdf_encryption::bytes_of(text),
        _ => Vec::new(),
    };
    Some(Encryption {
        revision: number_of(dictionary, "R").unwrap_or_default(),
        key_length: usize::try_from(number_of(dictionary, "Length").unwrap_or(40) / 8).unwrap_or(5),
        owner: text("O"),
        user: text("U"),
        permissions: number_of(dictionary, "P").unwrap_or_default(),
        identity: identity.map(|text| pdf_encryption::bytes_of(text)).unwrap_or_default(),
        is_metadata_plain: dictionary.windows(2).any(|pair| {
            matches!(pair, [Token::Name(key), Token::Word(word)] if key == "EncryptMetadata" && word == "false")
        }),
    })
}

#[cfg(test)]
#[path = "pdf_tests.rs"]
mod tests;
