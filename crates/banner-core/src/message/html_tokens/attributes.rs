//! The attributes of a tag that tell something here, with bounded values.

use super::octets::{extend, normalise};
use crate::message::html_entities::reference;

/// How many bytes of one attribute value are kept; what is longer is an embedded image or an attack.
pub(super) const MAX_ATTRIBUTE: usize = 8 * 1024;
/// How many bytes of a picture written into the HTML are kept.
const MAX_EMBEDDED: usize = 1024 * 1024;
/// No attribute below has a longer name.
const LONGEST_NAME: usize = 10;
/// How many attributes of one tag are looked at.
pub(super) const MAX_ATTRIBUTES: usize = 64;

/// The attributes that tell something here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::message) enum Name {
    Action,
    Align,
    Alt,
    Background,
    Bgcolor,
    Class,
    Color,
    Colspan,
    Content,
    Data,
    Dir,
    Formaction,
    Height,
    Hidden,
    Href,
    HttpEquiv,
    Id,
    Open,
    Popover,
    Size,
    Src,
    Srcset,
    Style,
    Type,
    Width,
}

impl Name {
    /// In either case.
    pub(super) fn parse(name: &[u8]) -> Option<Name> {
        let mut lowercase = [0; LONGEST_NAME];
        let lowercase = lowercase.get_mut(..name.len())?;
        lowercase.copy_from_slice(name);
        lowercase.make_ascii_lowercase();
        Some(match &*lowercase {
            b"action" => Name::Action,
            b"align" => Name::Align,
            b"alt" => Name::Alt,
            b"background" => Name::Background,
            b"bgcolor" => Name::Bgcolor,
            b"class" => Name::Class,
            b"color" => Name::Color,
            b"colspan" => Name::Colspan,
            b"content" => Name::Content,
            b"data" => Name::Data,
            b"dir" => Name::Dir,
            b"formaction" => Name::Formaction,
            b"height" => Name::Height,
            b"hidden" => Name::Hidden,
            b"href" | b"xlink:href" => Name::Href,
            b"http-equiv" => Name::HttpEquiv,
            b"id" => Name::Id,
            b"open" => Name::Open,
            b"popover" => Name::Popover,
            b"size" => Name::Size,
            b"src" => Name::Src,
            b"srcset" => Name::Srcset,
            b"style" => Name::Style,
            b"type" => Name::Type,
            b"width" => Name::Width,
            _ => return None,
        })
    }
}

/// The attributes of one tag.
#[derive(Debug, Default)]
pub(in crate::message) struct Attributes {
    list: Vec<(Name, std::ops::Range<usize>)>,
    values: Vec<u8>,
}

impl Attributes {
    /// The value, entities decoded; none when the tag has no such attribute. The first of several counts.
    pub(in crate::message) fn get(&self, name: Name) -> Option<&str> {
        let (_, range) = self.list.iter().find(|(n, _)| *n == name)?;
        let bytes = self.values.get(range.clone())?;
        match std::str::from_utf8(bytes) {
            Ok(text) => Some(text),
            // A value cut at the limit can end within a character.
            Err(error) => std::str::from_utf8(bytes.get(..error.valid_up_to())?).ok(),
        }
    }

    pub(super) fn clear(&mut self) {
        self.list.clear();
        self.values.clear();
    }

    /// Where the next value begins.
    pub(super) fn end(&self) -> usize {
        self.values.len()
    }

    /// Adds an attribute whose value was kept from `start` on; one that tells nothing is left out.
    pub(super) fn push(&mut self, name: Option<Name>, start: usize) {
        if let Some(name) = name
            && self.list.len() < MAX_ATTRIBUTES
        {
            self.list.push((name, start..self.values.len()));
        }
    }

    /// Keeps the beginning of a value that is of interest.
    pub(super) fn keep(&mut self, kept: Option<Name>, mut value: &[u8]) {
        if kept.is_none() {
            return;
        }
        // As the whole value, or somewhere in a style or a list.
        let is_embedded = value.get(..MAX_ATTRIBUTE).is_some_and(|start| {
            let mut starts = start.windows(5);
            starts.any(|start| start.eq_ignore_ascii_case(b"data:"))
        });
        let most = if is_embedded {
            MAX_EMBEDDED
        } else {
            MAX_ATTRIBUTE
        };
        let values = &mut self.values;
        let limit = values.len() + most;
        while values.len() < limit
            && let Some(octet) = value.first()
        {
            if *octet == b'&' {
                value = value.get(1..).unwrap_or_default();
                let Some(reference) = reference(value, true) else {
                    values.push(b'&');
                    continue;
                };
                value = value.get(reference.length..).unwrap_or_default();
                for character in reference.characters.into_iter().flatten() {
                    extend(values, character.encode_utf8(&mut [0; 4]).as_bytes(), limit);
                }
            } else {
                let length = value.iter().position(|octet| *octet == b'&');
                let (piece, rest) = value
                    .split_at_checked(length.unwrap_or(value.len()))
                    .unwrap_or_default();
                // What a reference stands for is not changed, only what is written.
                let piece = piece.get(..piece.len().min(2 * most));
                normalise(piece.unwrap_or_default(), true, |piece| {
                    extend(values, piece, limit);
                });
                value = rest;
            }
        }
    }
}
