//! The style an HTML element hands down to its text, and what its name alone tells.

use super::css::{Declarations, Style, StyleSheet};
use super::css_values::{FontSize, Rgb, colour, is_indistinct};
use super::html_tokens::{Attributes, Name};

/// The largest letters that nobody can read, in CSS pixels.
const LARGEST_UNREADABLE: f32 = 3.0;

/// What mail programs show messages on: white.
const CANVAS: Rgb = [255; 3];

/// An element that is open, with what it hands down to the text inside.
#[derive(Clone, Debug)]
pub(super) struct Element {
    pub(super) name: Vec<u8>,
    /// Never shown again, whatever its children say.
    pub(super) gone: bool,
    /// `visibility: hidden`, which children may undo.
    pub(super) invisible: bool,
    pub(super) font_size: f32,
    pub(super) colour: Option<Rgb>,
    /// Letters have no colour at all, which children may undo.
    pub(super) colourless: bool,
    /// Something else than their colour paints letters too, so theirs says nothing.
    painted: bool,
    pub(super) background: Option<Rgb>,
    /// Nothing has painted a background so far.
    pub(super) on_canvas: bool,
    /// Its letters may run from right to left, whatever they are (`bdo`, or `unicode-bidi` in a style): some inside may not, such as
    /// those of a block, so both orders are read.
    pub(super) is_turned: bool,
    /// The link it opened.
    pub(super) link: Option<usize>,
    /// The form it opened.
    pub(super) form: Option<usize>,
    /// Something stands in it: text, or another element.
    pub(super) has_content: bool,
    /// How many columns it takes.
    pub(super) span: usize,
}

impl Element {
    /// The document around all elements.
    pub(super) fn root() -> Element {
        Element {
            name: Vec::new(),
            gone: false,
            invisible: false,
            font_size: 16.0,
            colour: None,
            colourless: false,
            painted: false,
            background: None,
            on_canvas: true,
            is_turned: false,
            link: None,
            form: None,
            has_content: false,
            span: 1,
        }
    }

    /// The element a start tag opens, with its style worked out.
    pub(super) fn child(
        &self,
        name: &[u8],
        attributes: &Attributes,
        sheet: &StyleSheet,
    ) -> Element {
        let mut element = Element {
            name: name.to_vec(),
            link: None,
            form: None,
            has_content: false,
            span: attributes
                .get(Name::Colspan)
                .and_then(|span| span.trim().parse().ok())
                .unwrap_or(1),
            ..self.clone()
        };
        if let Some(direction) = attributes.get(Name::Dir).filter(|_| name == b"bdo") {
            element.is_turned |= direction.trim().eq_ignore_ascii_case("rtl");
        }
        let own = attributes
            .get(Name::Style)
            .map(Declarations::parse)
            .unwrap_or_default();
        let mut style = presentational(name, attributes);
        if sheet.is_empty() {
            style.apply(&own.plain);
            style.apply(&own.important);
        } else {
            let (id, class) = (
                attributes.get(Name::Id).unwrap_or(""),
                attributes.get(Name::Class).unwrap_or(""),
            );
            let tag = std::str::from_utf8(name).unwrap_or_default();
            style.apply(&sheet.style(tag, id, class, &own));
        }
        element.gone |= is_gone(&style, attributes, name);
        element.is_turned |= style.turned == Some(true);
        if let Some(invisible) = style.invisible {
            element.invisible = invisible;
        }
        element.font_size = match style.font_size {
            Some(FontSize::Pixels(size)) => size,
            Some(FontSize::Relative(factor)) => (self.font_size * factor).min(1_000.0),
            None => element.font_size,
        };
        // A link has a colour of its own, which is not that of the text around it.
        let is_link = name == b"a" && attributes.get(Name::Href).is_some();
        let hands_down = element.colourless && style.colour.is_none() && !is_link;
        element.colourless = style.colourless.unwrap_or(hands_down);
        element.colour = style.colour.or(element.colour.filter(|_| !is_link));
        element.painted |= style.painted;
        if element.painted {
            element.colour = None;
            element.colourless = false;
        }
        let is_unread = style.background.is_none() && attributes.get(Name::Bgcolor).is_some();
        if style.background_image == Some(true)
            || is_unread
            || attributes.get(Name::Background).is_some()
        {
            element.on_canvas = false;
            element.background = None;
        } else if style.background.is_some() {
            element.on_canvas = false;
            element.background = style.background;
        } else if sheet.has_unread_background() {
            element.on_canvas = false;
        }
        element
    }

    /// Whether text directly inside is hidden.
    pub(super) fn hides_text(&self) -> bool {
        // Such sizes cannot be read; text in nearly the colour of its background neither.
        self.hides_boxes()
            || self.colourless
            || self.font_size <= LARGEST_UNREADABLE
            || self.is_indistinct()
    }

    /// Whether pictures and frames directly inside are hidden, which have no letters.
    pub(super) fn hides_boxes(&self) -> bool {
        self.gone || self.invisible
    }

    /// The colour of an element in which nothing stands, when it is one of those that drawings are made of.
    pub(super) fn cell(&self) -> Option<Rgb> {
        let is_cell = matches!(
            self.name.as_slice(),
            b"td" | b"th" | b"div" | b"span" | b"i"
        );
        if !is_cell || self.has_content || self.hides_boxes() {
            return None;
        }
        self.background.or(self.on_canvas.then_some(CANVAS))
    }

    /// Whether text directly inside is there, but in nearly the colour that an element painted behind it.
    pub(super) fn hides_text_by_paint(&self) -> bool {
        !self.hides_boxes()
            && self.font_size > LARGEST_UNREADABLE
            && !self.on_canvas
            && self.is_indistinct()
    }

    fn is_indistinct(&self) -> bool {
        let background = if self.on_canvas {
            Some(CANVAS)
        } else {
            self.background
        };
        match (self.colour, background) {
            (Some(colour), Some(background)) => is_indistinct(colour, background),
            _ => false,
        }
    }
}

/// What old attributes say about style.
fn presentational(name: &[u8], attributes: &Attributes) -> Style {
    let mut style = Style {
        background: attributes.get(Name::Bgcolor).and_then(attribute_colour),
        ..Style::default()
    };
    if name == b"font" {
        style.colour = attributes.get(Name::Color).and_then(attribute_colour);
        // <font size=0> is the smallest readable size, not nothing; it is left alone.
    }
    style
}

/// Colours in attributes may lack the number sign.
fn attribute_colour(value: &str) -> Option<Rgb> {
    let value = value.trim().to_ascii_lowercase();
    colour(&value).or_else(|| colour(&format!("#{value}")))
}

/// Whether an element and all inside it are not shown.
fn is_gone(style: &Style, attributes: &Attributes, name: &[u8]) -> bool {
    let zero_attribute = |attribute| attributes.get(attribute).is_some_and(|v| v.trim() == "0");
    let boxless = style.zero_height == Some(true)
        || style.zero_width == Some(true)
        || matches!(name, b"div" | b"td") && zero_attribute(Name::Height);
    // What only a script opens stays closed in mail. What a <details> holds is one click away, and
    // shown at once by mail programs that do not know the element, so it is read like other text.
    let is_closed = attributes.get(Name::Hidden).is_some()
        || attributes.get(Name::Popover).is_some()
        || name == b"dialog" && attributes.get(Name::Open).is_none()
        || name == b"datalist";
    let is_shown_again = style.display_none == Some(false);
    style.display_none == Some(true)
        || is_closed && !is_shown_again
        || style.transparent == Some(true)
        || boxless && style.overflow_hidden == Some(true)
        || style.off_screen == Some(true)
}

pub(super) fn is_void(name: &[u8]) -> bool {
    matches!(
        name,
        b"area"
            | b"base"
            | b"br"
            | b"col"
            | b"embed"
            | b"hr"
            | b"img"
            | b"input"
            | b"link"
            | b"meta"
            | b"source"
            | b"track"
            | b"wbr"
            | b"param"
    )
}

pub(super) fn is_raw(name: &[u8]) -> bool {
    matches!(
        name,
        b"script" | b"title" | b"iframe" | b"noembed" | b"noframes" | b"template"
    )
}

pub(super) fn is_block(name: &[u8]) -> bool {
    matches!(
        name,
        b"address"
            | b"article"
            | b"aside"
            | b"blockquote"
            | b"body"
            | b"center"
            | b"dd"
            | b"details"
            | b"dialog"
            | b"div"
            | b"dl"
            | b"dt"
            | b"fieldset"
            | b"footer"
            | b"form"
            | b"h1"
            | b"h2"
            | b"h3"
            | b"h4"
            | b"h5"
            | b"h6"
            | b"header"
            | b"hr"
            | b"html"
            | b"li"
            | b"main"
            | b"nav"
            | b"ol"
            | b"p"
            | b"pre"
            | b"section"
            | b"summary"
            | b"table"
            | b"tbody"
            | b"tr"
            | b"ul"
            | b"head"
    )
}

/// The address of `5; url=https://…`.
pub(crate) fn refresh_target(content: &str) -> Option<&str> {
    let (_, after) = content.split_once([';', ','])?;
    let after = after.trim_start();
    let address = after
        .get(..3)
        .filter(|p| p.eq_ignore_ascii_case("url"))
        .and_then(|p| after.get(p.len()..))
        .unwrap_or(after);
    Some(
        address
            .trim_start()
            .trim_start_matches('=')
            .trim()
            .trim_matches(['"', '\'']),
    )
    .filter(|a| !a.is_empty())
}
