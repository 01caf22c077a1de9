//! Cuts HTML into tags and text for a [`Sink`], with bounded buffers.

mod attributes;
mod octets;

use super::html_entities::reference;
pub(super) use attributes::{Attributes, Name};
use octets::{Signs, extend, normalise};

/// How many bytes of a tag's name are kept.
const MAX_NAME: usize = 64;
/// What is done with the tokens.
pub(super) trait Sink {
    /// How many octets were left where the tag begins that comes next.
    fn begins(&mut self, _left: usize) {}
    /// A start tag; the name is in lower case.
    fn start_tag(&mut self, name: &[u8], attributes: &Attributes, self_closing: bool);
    /// An end tag.
    fn end_tag(&mut self, name: &[u8]);
    /// A piece of text; consecutive pieces belong together.
    fn text(&mut self, text: &[u8]);
    /// Whether to go on.
    fn wants_more(&self) -> bool;
}

/// Tokenizes `html` until its end, or until the sink wants no more, as the HTML standard has browsers do (section 13.2.5).
/// Comments, declarations and processing instructions are passed over.
///
/// The standard's eighty states are the places in these functions; one pass, and no octet is looked at more than a few times.
pub(super) fn feed(html: &str, sink: &mut dyn Sink) {
    let mut tokens = Tokens {
        rest: html.as_bytes(),
        sink,
        name: Vec::new(),
        attributes: Attributes::default(),
    };
    tokens.data();
}

struct Tokens<'h, 's> {
    /// What is left of the HTML.
    rest: &'h [u8],
    sink: &'s mut dyn Sink,
    /// Of the current tag, in lower case; while the content of an element is read that holds no tags, that element's.
    name: Vec<u8>,
    attributes: Attributes,
}

impl<'h> Tokens<'h, '_> {
    fn data(&mut self) {
        while !self.rest.is_empty() {
            let text = self.take_until(Signs::of(b"<&"));
            self.text(text, false);
            let goes_on = match self.rest {
                [b'&', ..] => {
                    self.reference();
                    true
                }
                [b'<', b'/', letter, ..] if letter.is_ascii_alphabetic() => self.tag(2),
                [b'<', letter, ..] if letter.is_ascii_alphabetic() => self.tag(1),
                [b'<', b'!', b'-', b'-', ..] => self.comment(),
                [b'<', b'/', b'>', ..] => self.skip(3),
                [b'<', b'!' | b'?', ..] | [b'<', b'/', _, ..] => {
                    self.take_until(Signs::of(b">"));
                    self.skip(1)
                }
                // The last octets: no tag follows.
                [b'<', b'/'] => {
                    self.sink.text(b"</");
                    false
                }
                [b'<', ..] => {
                    self.sink.text(b"<");
                    self.skip(1)
                }
                _ => true,
            };
            if !goes_on {
                return;
            }
        }
    }

    /// Passes over octets; always true.
    fn skip(&mut self, octets: usize) -> bool {
        self.rest = self.rest.get(octets..).unwrap_or_default();
        true
    }

    fn take(&mut self, octets: usize) -> &'h [u8] {
        let (taken, rest) = self
            .rest
            .split_at_checked(octets)
            .unwrap_or((self.rest, &[]));
        self.rest = rest;
        taken
    }

    /// Called rather than copied into each place: a page loads it once.
    #[inline(never)]
    fn take_until(&mut self, ends: Signs) -> &'h [u8] {
        let length = self.rest.iter().position(|octet| ends.hold(*octet));
        self.take(length.unwrap_or(self.rest.len()))
    }

    fn skip_spaces(&mut self) {
        let length = self.rest.iter().position(|octet| !SPACES.hold(*octet));
        self.skip(length.unwrap_or(self.rest.len()));
    }

    /// Hands text on. A null stands for nothing but in plain data, where it is left to the sink.
    fn text(&mut self, text: &[u8], is_raw: bool) {
        normalise(text, is_raw, |piece| self.sink.text(piece));
    }

    /// Reads the `&` in text.
    fn reference(&mut self) {
        self.skip(1);
        match reference(self.rest, false) {
            Some(reference) => {
                self.skip(reference.length);
                for character in reference.characters.into_iter().flatten() {
                    self.sink
                        .text(character.encode_utf8(&mut [0; 4]).as_bytes());
                }
            }
            None => self.sink.text(b"&"),
        }
    }

    /// Passes over a comment; one that does not end reaches to the end.
    fn comment(&mut self) -> bool {
        self.skip(4);
        let length = match self.rest {
            [b'>', ..] => 1,
            [b'-', b'>', ..] => 2,
            text => text
                .windows(3)
                .enumerate()
                .find_map(|(at, three)| match three {
                    b"-->" => Some(at + 3),
                    b"--!" if text.get(at + 3) == Some(&b'>') => Some(at + 4),
                    _ => None,
                })
                .unwrap_or(text.len()),
        };
        self.skip(length)
    }

    /// Reads a tag, whose name begins after `before` octets, and what belongs to it; false when nothing more is wanted.
    /// A tag that does not end is none.
    fn tag(&mut self, before: usize) -> bool {
        self.sink.begins(self.rest.len());
        self.skip(before);
        self.name.clear();
        self.attributes.clear();
        let name = self.take_until(NAME_ENDS);
        push_lowercase(&mut self.name, name);
        let Some(self_closing) = self.read_attributes() else {
            return false;
        };
        if before == 2 {
            self.sink.end_tag(&self.name);
            return self.sink.wants_more();
        }
        self.sink
            .start_tag(&self.name, &self.attributes, self_closing);
        self.sink.wants_more() && self.content()
    }

    /// Reads on to the end of the tag; whether it closes itself, and `None` if it does not end.
    fn read_attributes(&mut self) -> Option<bool> {
        loop {
            self.skip_spaces();
            match self.rest {
                [] => return None,
                [b'>', ..] => {
                    self.skip(1);
                    return Some(false);
                }
                [b'/', b'>', ..] => {
                    self.skip(2);
                    return Some(true);
                }
                [b'/', ..] => {
                    self.skip(1);
                }
                _ => self.attribute()?,
            }
        }
    }

    fn attribute(&mut self) -> Option<()> {
        // An equals sign at its beginning belongs to the name.
        let whole = self.rest;
        self.skip(1);
        let length = self.take_until(NAME_ENDS.with(b"=")).len() + 1;
        let kept = Name::parse(whole.get(..length)?);
        let after_name = self.rest;
        self.skip_spaces();
        let start = self.attributes.end();
        if self.rest.first() == Some(&b'=') {
            self.skip(1);
            self.skip_spaces();
            match self.rest {
                [] => return None,
                [b'>', ..] => {}
                [b'"' | b'\'', ..] => {
                    let quote = self.take(1);
                    let value = self.take_until(Signs::of(quote));
                    if self.rest.is_empty() {
                        return None;
                    }
                    self.skip(1);
                    self.attributes.keep(kept, value);
                }
                _ => {
                    let value = self.take_until(SPACES.with(b">"));
                    self.attributes.keep(kept, value);
                }
            }
        } else {
            self.rest = after_name;
        }
        self.attributes.push(kept, start);
        Some(())
    }

    /// Reads the content of an element that holds no tags; false at the end of the HTML.
    fn content(&mut self) -> bool {
        let references = match self.name.as_slice() {
            b"textarea" | b"title" => true,
            // Scripts are off in mail, so the content of noscript is shown and read as HTML.
            b"style" | b"iframe" | b"xmp" | b"noembed" | b"noframes" => false,
            b"script" => return self.script(),
            b"plaintext" => {
                let text = self.take(self.rest.len());
                self.text(text, true);
                return false;
            }
            _ => return true,
        };
        while !self.rest.is_empty() {
            let text = self.take_until(Signs::of(if references { b"<&" } else { b"<" }));
            self.text(text, true);
            match self.rest {
                [b'&', ..] => self.reference(),
                [b'<', ..] if self.ends_here(self.rest) => return true,
                _ => {
                    let sign = self.take(1);
                    self.sink.text(sign);
                }
            }
        }
        false
    }

    /// Whether `text` is the end tag of the element whose content is read.
    fn ends_here(&self, text: &[u8]) -> bool {
        text.strip_prefix(b"</")
            .is_some_and(|text| begins_with_word(text, &self.name))
    }

    /// Reads the content of a script, in which a comment may hold a script of its own.
    fn script(&mut self) -> bool {
        #[derive(PartialEq)]
        enum Within {
            Script,
            Comment,
            ScriptInComment,
        }
        let whole = self.rest;
        let mut within = Within::Script;
        let mut hyphens = 0;
        while let Some((octet, rest)) = self.rest.split_first() {
            let here = self.rest;
            let in_comment = within != Within::Script;
            match octet {
                b'<' if within != Within::ScriptInComment && self.ends_here(here) => break,
                b'<' if within == Within::Script && here.starts_with(b"<!--") => {
                    self.skip(4);
                    within = Within::Comment;
                    hyphens = 2;
                    continue;
                }
                b'<' if within == Within::Comment && begins_with_word(rest, b"script") => {
                    self.skip(1 + b"script".len());
                    within = Within::ScriptInComment;
                }
                b'<' if within == Within::ScriptInComment
                    && rest
                        .strip_prefix(b"/")
                        .is_some_and(|rest| begins_with_word(rest, b"script")) =>
                {
                    self.skip(2 + b"script".len());
                    within = Within::Comment;
                }
                b'-' if in_comment => {
                    self.skip(1);
                    hyphens += 1;
                    continue;
                }
                b'>' if in_comment && hyphens >= 2 => within = Within::Script,
                _ => {}
            }
            self.skip(1);
            hyphens = 0;
        }
        let length = whole.len() - self.rest.len();
        self.text(whole.get(..length).unwrap_or_default(), true);
        !self.rest.is_empty()
    }
}

const SPACES: Signs = Signs::of(b"\t\n\x0C\r ");
/// What ends the name of a tag.
const NAME_ENDS: Signs = SPACES.with(b"/>");

/// Whether `text` begins with `name` in either case, and a tag's name would end there.
fn begins_with_word(text: &[u8], name: &[u8]) -> bool {
    text.split_at_checked(name.len())
        .is_some_and(|(word, rest)| {
            let ends = rest.first().is_some_and(|octet| NAME_ENDS.hold(*octet));
            ends && word.eq_ignore_ascii_case(name)
        })
}

fn push_lowercase(name: &mut Vec<u8>, text: &[u8]) {
    for octet in text {
        match octet {
            0 => extend(name, "\u{fffd}".as_bytes(), MAX_NAME),
            octet => extend(name, &[octet.to_ascii_lowercase()], MAX_NAME),
        }
    }
}

#[cfg(test)]
#[path = "html_tokens_tests.rs"]
mod tests;
