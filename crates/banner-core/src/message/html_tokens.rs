//! Feeds HTML through the html5gum tokenizer to a [`Sink`], with bounded buffers.

use std::convert::Infallible;

use html5gum::{Emitter, Error, Reader, State, Tokenizer};

/// How many bytes of one attribute value are kept; what is longer is an embedded image or an attack.
const MAX_ATTRIBUTE: usize = 8 * 1024;
/// How many bytes of a picture written into the HTML are kept.
const MAX_EMBEDDED: usize = 1024 * 1024;
/// How many bytes of a tag's or attribute's name are kept.
const MAX_NAME: usize = 64;
/// How many attributes of one tag are looked at.
const MAX_ATTRIBUTES: usize = 64;

/// The attributes that tell something here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Name {
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
    Formaction,
    Height,
    Hidden,
    Href,
    HttpEquiv,
    Id,
    Size,
    Src,
    Style,
    Type,
    Width,
}

impl Name {
    fn parse(name: &[u8]) -> Option<Name> {
        Some(match name {
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
            b"formaction" => Name::Formaction,
            b"height" => Name::Height,
            b"hidden" => Name::Hidden,
            b"href" | b"xlink:href" => Name::Href,
            b"http-equiv" => Name::HttpEquiv,
            b"id" => Name::Id,
            b"size" => Name::Size,
            b"src" => Name::Src,
            b"style" => Name::Style,
            b"type" => Name::Type,
            b"width" => Name::Width,
            _ => return None,
        })
    }
}

/// The attributes of one tag.
#[derive(Debug, Default)]
pub(super) struct Attributes {
    list: Vec<(Name, std::ops::Range<usize>)>,
    values: Vec<u8>,
}

impl Attributes {
    /// The value, entities decoded; none when the tag has no such attribute. The first of several counts.
    pub(super) fn get(&self, name: Name) -> Option<&str> {
        let (_, range) = self.list.iter().find(|(n, _)| *n == name)?;
        let bytes = self.values.get(range.clone())?;
        match std::str::from_utf8(bytes) {
            Ok(text) => Some(text),
            // A value cut at the limit can end within a character.
            Err(error) => std::str::from_utf8(bytes.get(..error.valid_up_to())?).ok(),
        }
    }

    fn clear(&mut self) {
        self.list.clear();
        self.values.clear();
    }
}

/// What is done with the tokens.
pub(super) trait Sink {
    /// A start tag; the name is in lower case.
    fn start_tag(&mut self, name: &[u8], attributes: &Attributes, self_closing: bool);
    /// An end tag.
    fn end_tag(&mut self, name: &[u8]);
    /// A piece of text; consecutive pieces belong together.
    fn text(&mut self, text: &[u8]);
    /// Whether to go on.
    fn wants_more(&self) -> bool;
}

/// Tokenizes `html` until its end, or until the sink wants no more.
pub(super) fn feed(html: &str, sink: &mut dyn Sink) {
    let tags = Tags {
        sink,
        name: Vec::new(),
        is_end: false,
        self_closing: false,
        attribute: Vec::new(),
        in_attribute: false,
        kept: None,
        value_start: 0,
        attributes: Attributes::default(),
        last_start: Vec::new(),
        stopped: false,
    };
    // Every token but the stop is handled inside the emitter, so this ends with the first one.
    let _ = Tokenizer::new_with_emitter(Text(html.as_bytes()), tags).next();
}

/// What is left of the HTML. The tokenizer's own reader is copied into each of its eighty states; like what the emitter does
/// below, this one is called, which makes the states half as large.
struct Text<'h>(&'h [u8]);

impl Reader for Text<'_> {
    type Error = Infallible;

    #[inline(never)]
    fn read_byte(&mut self) -> Result<Option<u8>, Infallible> {
        Ok(self.0.split_off_first().copied())
    }

    #[inline(never)]
    fn try_read_string(&mut self, text: &[u8], case_sensitive: bool) -> Result<bool, Infallible> {
        let found = match self.0.get(..text.len()) {
            Some(next) if case_sensitive => next == text,
            Some(next) => next.eq_ignore_ascii_case(text),
            None => false,
        };
        if found {
            self.0 = self.0.get(text.len()..).unwrap_or_default();
        }
        Ok(found)
    }

    #[inline(never)]
    fn read_until<'b>(
        &'b mut self,
        needle: &[u8],
        _: &'b mut [u8; 4],
    ) -> Result<Option<&'b [u8]>, Infallible> {
        // One bit for each ASCII character that is looked for; the tokenizer looks for no other.
        let mut wanted = [0_u64; 2];
        for byte in needle {
            if let Some(bits) = wanted.get_mut(usize::from(byte >> 6)) {
                *bits |= 1 << (byte & 63);
            }
        }
        let [low, high] = wanted;
        let is_wanted = |byte: &u8| match byte {
            0..64 => low >> byte & 1 == 1,
            64..128 => high >> (byte & 63) & 1 == 1,
            _ => false,
        };
        let length = match self.0.iter().position(is_wanted) {
            Some(0) => 1,
            Some(at) => at,
            None => self.0.len(),
        };
        Ok(self.0.split_off(..length).filter(|chunk| !chunk.is_empty()))
    }
}

struct Tags<'s> {
    sink: &'s mut dyn Sink,
    name: Vec<u8>,
    is_end: bool,
    self_closing: bool,
    attribute: Vec<u8>,
    in_attribute: bool,
    /// The current attribute, once its name is known and of interest.
    kept: Option<Name>,
    value_start: usize,
    attributes: Attributes,
    last_start: Vec<u8>,
    stopped: bool,
}

impl Tags<'_> {
    fn begin(&mut self, is_end: bool) {
        self.name.clear();
        self.is_end = is_end;
        self.self_closing = false;
        self.attributes.clear();
        self.in_attribute = false;
        self.kept = None;
    }

    /// Ends the name of the current attribute, if it still runs.
    fn name_attribute(&mut self) {
        if self.in_attribute && self.kept.is_none() {
            self.kept = Name::parse(&self.attribute);
            self.value_start = self.attributes.values.len();
        }
    }

    fn end_attribute(&mut self) {
        self.name_attribute();
        if let Some(name) = self.kept.take()
            && self.attributes.list.len() < MAX_ATTRIBUTES
        {
            self.attributes
                .list
                .push((name, self.value_start..self.attributes.values.len()));
        }
        self.in_attribute = false;
    }
}

fn extend(buffer: &mut Vec<u8>, bytes: &[u8], limit: usize) {
    let room = limit.saturating_sub(buffer.len());
    buffer.extend_from_slice(bytes.get(..bytes.len().min(room)).unwrap_or_default());
}

impl Emitter for Tags<'_> {
    /// Only made to stop the tokenizer early.
    type Token = ();

    #[inline(never)]
    fn set_last_start_tag(&mut self, name: Option<&[u8]>) {
        self.last_start = name.unwrap_or_default().to_vec();
    }

    fn emit_eof(&mut self) {}

    fn emit_error(&mut self, _: Error) {}

    #[inline]
    fn should_emit_errors(&mut self) -> bool {
        false
    }

    fn pop_token(&mut self) -> Option<()> {
        self.stopped.then_some(())
    }

    #[inline(never)]
    fn emit_string(&mut self, text: &[u8]) {
        self.sink.text(text);
    }

    #[inline(never)]
    fn init_start_tag(&mut self) {
        self.begin(false);
    }

    #[inline(never)]
    fn init_end_tag(&mut self) {
        self.begin(true);
    }

    fn init_comment(&mut self) {}

    #[inline(never)]
    fn emit_current_tag(&mut self) -> Option<State> {
        self.end_attribute();
        if self.is_end {
            self.sink.end_tag(&self.name);
            self.stopped = !self.sink.wants_more();
            return None;
        }
        self.last_start.clone_from(&self.name);
        self.sink
            .start_tag(&self.name, &self.attributes, self.self_closing);
        self.stopped = !self.sink.wants_more();
        // Scripts are off in mail, so the content of noscript is shown and read as HTML.
        match self.name.as_slice() {
            b"noscript" => None,
            name => html5gum::naive_next_state(name),
        }
    }

    fn emit_current_comment(&mut self) {}

    fn emit_current_doctype(&mut self) {}

    fn set_self_closing(&mut self) {
        self.self_closing = true;
    }

    fn set_force_quirks(&mut self) {}

    #[inline(never)]
    fn push_tag_name(&mut self, name: &[u8]) {
        extend(&mut self.name, name, MAX_NAME);
    }

    fn push_comment(&mut self, _: &[u8]) {}

    fn push_doctype_name(&mut self, _: &[u8]) {}

    fn init_doctype(&mut self) {}

    #[inline(never)]
    fn init_attribute(&mut self) {
        self.end_attribute();
        self.attribute.clear();
        self.in_attribute = true;
    }

    #[inline(never)]
    fn init_attribute_value(&mut self) {
        self.name_attribute();
    }

    #[inline(never)]
    fn push_attribute_name(&mut self, name: &[u8]) {
        extend(&mut self.attribute, name, MAX_NAME);
    }

    #[inline(never)]
    fn push_attribute_value(&mut self, value: &[u8]) {
        self.name_attribute();
        if self.kept.is_some() {
            let so_far = self.attributes.values.get(self.value_start..);
            let start = so_far.filter(|v| !v.is_empty()).unwrap_or(value);
            let scheme = start.trim_ascii_start().get(..5);
            let is_embedded = self.kept == Some(Name::Src)
                && scheme.is_some_and(|s| s.eq_ignore_ascii_case(b"data:"));
            let most = if is_embedded {
                MAX_EMBEDDED
            } else {
                MAX_ATTRIBUTE
            };
            let limit = self.value_start + most;
            extend(&mut self.attributes.values, value, limit);
        }
    }

    fn set_doctype_public_identifier(&mut self, _: &[u8]) {}

    fn set_doctype_system_identifier(&mut self, _: &[u8]) {}

    fn push_doctype_public_identifier(&mut self, _: &[u8]) {}

    fn push_doctype_system_identifier(&mut self, _: &[u8]) {}

    #[inline(never)]
    fn current_is_appropriate_end_tag_token(&mut self) -> bool {
        self.is_end && !self.last_start.is_empty() && self.name == self.last_start
    }
}
