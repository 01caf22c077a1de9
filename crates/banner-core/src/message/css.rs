//! The little CSS that tells visible text from hidden text: declarations, and rules with simple selectors.

use std::collections::BTreeMap;

use super::css_values::{
    FontSize, Rgb, alpha_zero, colour, far, font_size, is_no_background, number, zero,
};

/// How many rules of the style sheets are kept.
const MAX_RULES: usize = 2_000;
/// How many bytes of style sheets are read.
pub(crate) const MAX_SHEET: usize = 256 * 1024;
/// How many declarations of one block are read.
const MAX_DECLARATIONS: usize = 100;

/// What sizes that are not read are taken for (`medium`, `calc(…)`).
const READABLE: Option<FontSize> = Some(FontSize::Pixels(16.0));

/// How many classes of one element are looked up.
const MAX_CLASSES: usize = 12;

/// What declarations say, each none when they do not say it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Style {
    pub(crate) display_none: Option<bool>,
    pub(crate) invisible: Option<bool>,
    pub(crate) font_size: Option<FontSize>,
    pub(crate) transparent: Option<bool>,
    pub(crate) colour: Option<Rgb>,
    /// The text has no colour at all (`color: transparent`).
    pub(crate) colourless: Option<bool>,
    pub(crate) background: Option<Rgb>,
    /// An image lies behind the text, so its background colour says nothing.
    pub(crate) background_image: Option<bool>,
    pub(crate) zero_width: Option<bool>,
    pub(crate) zero_height: Option<bool>,
    pub(crate) overflow_hidden: Option<bool>,
    pub(crate) off_screen: Option<bool>,
    /// Letters are painted by more than their colour, in whatever order that is said.
    pub(crate) painted: bool,
    /// Letters run in the direction that is set, whatever they are.
    pub(crate) turned: Option<bool>,
}

impl Style {
    /// Lays `over` above this style.
    pub(crate) fn apply(&mut self, over: &Style) {
        self.display_none = over.display_none.or(self.display_none);
        self.invisible = over.invisible.or(self.invisible);
        self.font_size = over.font_size.or(self.font_size);
        self.transparent = over.transparent.or(self.transparent);
        self.colour = over.colour.or(self.colour);
        self.colourless = over.colourless.or(self.colourless);
        self.background = over.background.or(self.background);
        self.background_image = over.background_image.or(self.background_image);
        self.zero_width = over.zero_width.or(self.zero_width);
        self.zero_height = over.zero_height.or(self.zero_height);
        self.overflow_hidden = over.overflow_hidden.or(self.overflow_hidden);
        self.off_screen = over.off_screen.or(self.off_screen);
        self.painted |= over.painted;
        self.turned = over.turned.or(self.turned);
    }

    fn declare(&mut self, property: &str, value: &str) {
        match property {
            "display" => self.display_none = Some(value == "none"),
            "visibility" => self.invisible = Some(matches!(value, "hidden" | "collapse")),
            // Outlook alone obeys it; where it stands, the other clients are told by display:none.
            "mso-hide" if value == "all" => self.display_none = self.display_none.or(Some(true)),
            "font-size" => self.font_size = font_size(value).or(READABLE),
            "font" => self.font_size = value.split([' ', '/']).find_map(font_size).or(READABLE),
            "opacity" => {
                self.transparent =
                    number(value).map(|(n, unit)| n <= if unit == "%" { 5.0 } else { 0.05 })
            }
            "color" => {
                self.colourless = Some(value == "transparent" || alpha_zero(value));
                self.colour = colour(value);
            }
            "-webkit-text-fill-color" | "-webkit-text-stroke" | "text-shadow"
                if value != "none" =>
            {
                self.painted = true
            }
            "background-color" => {
                self.background = colour(value);
                // A colour that is not understood is as good as an image: nothing is known of it.
                if self.background.is_none() && !is_no_background(value) {
                    self.background_image = Some(true);
                }
            }
            "background" => {
                let found = colour(value).or_else(|| value.split(' ').find_map(colour));
                self.background_image = Some(
                    value.contains("url(")
                        || value.contains("gradient(")
                        || found.is_none() && !is_no_background(value),
                );
                self.background = found.or(self.background);
            }
            "background-image" => self.background_image = Some(value != "none"),
            "width" | "max-width" => self.zero_width = zero(value),
            "height" | "max-height" => self.zero_height = zero(value),
            "overflow" | "overflow-x" | "overflow-y" => {
                self.overflow_hidden = Some(matches!(value, "hidden" | "clip"))
            }
            "text-indent" => self.off_screen = Some(far(value)),
            "unicode-bidi" => self.turned = Some(value.ends_with("override")),
            // Not `position`, margins below zero, `clip-path`, `transform` and the like: some webmail drops them, and shows what they would hide.
            _ => {}
        }
    }
}

/// The addresses of `url(…)` in a style, each with what stands before it in its declaration.
pub(crate) fn calls(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut declaration = 0;
    // Most styles call nothing.
    let has_calls = memchr::memchr(b'(', text.as_bytes()).is_some();
    let octets = text.bytes().enumerate().take_while(move |_| has_calls);
    octets.filter_map(move |(at, octet)| {
        if matches!(octet, b';' | b'{' | b'}') {
            declaration = at + 1;
        }
        let name = text.get(at.checked_sub(3)?..at)?;
        if octet != b'(' || !name.eq_ignore_ascii_case("url") {
            return None;
        }
        // Each search ends at the next call at the latest, so that all of them read the text once.
        let rest = text.get(at + 1..)?.trim_start_matches(' ');
        let address = match rest.strip_prefix(['"', '\'']) {
            Some(quoted) => quoted.get(..quoted.find(['"', '\''])?)?,
            None => rest.get(..rest.find(['(', ')'])?)?.trim_ascii_end(),
        };
        Some((address, text.get(declaration..at)?))
    })
}

/// A block of declarations: the plain ones and those marked `!important`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Declarations {
    pub(crate) plain: Style,
    pub(crate) important: Style,
}

impl Declarations {
    /// Reads `property: value; …`.
    pub(crate) fn parse(text: &str) -> Declarations {
        let mut found = Declarations::default();
        let text = without_comments(text);
        for declaration in text.split(';').take(MAX_DECLARATIONS) {
            let Some((property, value)) = declaration.split_once(':') else {
                continue;
            };
            // Values that matter here are short.
            if value.len() > 400 {
                continue;
            }
            let property = property.trim().to_ascii_lowercase();
            let value = value.trim().to_ascii_lowercase();
            match value.split_once('!') {
                Some((plain, mark)) if mark.trim() == "important" => {
                    found.important.declare(&property, plain.trim())
                }
                _ => found.plain.declare(&property, &value),
            }
        }
        found
    }

    fn paints(&self) -> bool {
        [&self.plain, &self.important]
            .iter()
            .any(|style| style.background.is_some() || style.background_image == Some(true))
    }

    fn apply(&mut self, over: &Declarations) {
        self.plain.apply(&over.plain);
        self.important.apply(&over.important);
    }
}

/// Rules of `<style>` elements whose selector is one element, class or id.
///
/// Others are left out: those for descendants would by their last part alone hide for us what is shown, which whoever wants a lure
/// unread can have, and those for attributes are dropped by some webmail.
#[derive(Clone, Debug, Default)]
pub(crate) struct StyleSheet {
    /// Where in `declared` the declarations of a selector are.
    rules: BTreeMap<String, usize>,
    declared: Vec<Declarations>,
    /// Some selector is an element with a class.
    has_compound: bool,
    /// Some rule that is skipped paints a background, so that no element's is known for sure.
    has_unread_background: bool,
}

impl StyleSheet {
    /// Adds the rules of a style element; those for other media or with other selectors are skipped.
    pub(crate) fn add(&mut self, text: &str) {
        let text = without_comments(text);
        let mut rest = &*text;
        while let Some((prelude, after)) = rest.split_once('{') {
            let prelude = prelude.rsplit([';', '}']).next().unwrap_or(prelude).trim();
            if prelude.starts_with('@') {
                let (block, tail) = block(after);
                // What holds for every screen is read as if it stood outside.
                if matches!(
                    prelude,
                    "@media all" | "@media screen" | "@media only screen"
                ) {
                    self.add_rules(block);
                }
                rest = tail;
                continue;
            }
            let (body, tail) = after.split_once('}').unwrap_or((after, ""));
            self.add_rule(prelude, body);
            rest = tail;
        }
    }

    /// Rules inside a block, which holds no further blocks of rules.
    fn add_rules(&mut self, text: &str) {
        for rule in text.split('}') {
            if let Some((prelude, body)) = rule.split_once('{') {
                self.add_rule(prelude.trim(), body);
            }
        }
    }

    fn add_rule(&mut self, prelude: &str, body: &str) {
        let declarations = Declarations::parse(body);
        if declarations == Declarations::default() {
            return;
        }
        if declarations.paints() && !prelude.split(',').all(|s| is_simple(s.trim())) {
            self.has_unread_background = true;
        }
        for selector in prelude
            .split(',')
            .take(50)
            .map(str::trim)
            .filter(|s| is_simple(s))
        {
            if self.rules.len() >= MAX_RULES && !self.rules.contains_key(selector) {
                return;
            }
            self.has_compound |= selector.find('.').is_some_and(|at| at > 0);
            let selector = selector.to_ascii_lowercase();
            let known = self.rules.get(&selector).copied();
            match known.and_then(|at| self.declared.get_mut(at)) {
                Some(known) => known.apply(&declarations),
                None => {
                    self.rules.insert(selector, self.declared.len());
                    self.declared.push(declarations);
                }
            }
        }
    }

    /// Whether a rule that is skipped may have painted the background of any element.
    pub(crate) fn has_unread_background(&self) -> bool {
        self.has_unread_background
    }

    /// Whether there is no rule at all, which spares every element the look.
    pub(crate) fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// The style of an element: rules by rising specificity, then its own declarations, then the important ones.
    pub(crate) fn style(
        &self,
        element: &str,
        id: &str,
        classes: &str,
        own: &Declarations,
    ) -> Style {
        if self.rules.is_empty() {
            let mut style = own.plain;
            style.apply(&own.important);
            return style;
        }
        let mut sum = Declarations::default();
        // One buffer for all selectors: this runs for every element.
        let mut selector = String::with_capacity(64);
        let mut look = |parts: [&str; 3]| {
            selector.clear();
            parts.iter().for_each(|part| selector.push_str(part));
            selector.make_ascii_lowercase();
            let at = self.rules.get(selector.as_str());
            if let Some(found) = at.and_then(|at| self.declared.get(*at)) {
                sum.apply(found);
            }
        };
        look([element, "", ""]);
        for class in classes.split_ascii_whitespace().take(MAX_CLASSES) {
            look([".", class, ""]);
            if self.has_compound {
                look([element, ".", class]);
            }
        }
        if !id.is_empty() {
            look(["#", id, ""]);
            look([element, "#", id]);
        }
        let mut style = sum.plain;
        style.apply(&own.plain);
        style.apply(&sum.important);
        style.apply(&own.important);
        style
    }
}

/// `element`, `.class`, `#id`, `element.class`, `element#id`.
fn is_simple(selector: &str) -> bool {
    let marks = selector
        .bytes()
        .filter(|b| matches!(b, b'.' | b'#'))
        .count();
    !selector.is_empty()
        && selector.len() <= 100
        && marks <= 1
        && selector.bytes().all(|b| {
            b.is_ascii_alphanumeric() || matches!(b, b'.' | b'#' | b'-' | b'_') || b >= 0x80
        })
}

/// The text up to the brace that closes the block, and what follows.
fn block(text: &str) -> (&str, &str) {
    let mut depth = 1_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => continue,
        }
        if depth == 0 {
            return (
                text.get(..at).unwrap_or_default(),
                text.get(at + 1..).unwrap_or_default(),
            );
        }
    }
    (text, "")
}

fn without_comments(text: &str) -> std::borrow::Cow<'_, str> {
    // Neither mark is without one of these.
    if !text.bytes().any(|octet| matches!(octet, b'*' | b'<')) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("/*") {
        out.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, tail)| tail);
    }
    out.push_str(rest);
    out.replace("<!--", "").replace("-->", "").into()
}

#[cfg(test)]
#[path = "css_tests.rs"]
mod tests;
