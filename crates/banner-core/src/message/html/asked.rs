//! What tags ask for besides their style: links, forms and pictures.

use super::Reader;
use crate::message::body::Form;
use crate::message::css;
use crate::message::html_elements::{Element, refresh_target};
use crate::message::html_tokens::{Attributes, Name};
use crate::message::links::{LinkOrigin, LinkTarget, MAX_SHOWN};

/// How many forms are kept.
const MAX_FORMS: usize = 50;

impl Reader<'_> {
    /// Does what the tag asks for besides its style: links, forms, images.
    pub(super) fn act(
        &mut self,
        mut element: Element,
        name: &[u8],
        attributes: &Attributes,
        hidden: bool,
    ) -> Element {
        let get = |name| attributes.get(name);
        let mut alternatives = get(Name::Srcset).unwrap_or("").split_ascii_whitespace();
        match name {
            b"a" | b"area" | b"v:roundrect" | b"v:rect" | b"v:shape" => {
                if let Some(href) = get(Name::Href) {
                    let origin = if name == b"a" {
                        LinkOrigin::Anchor
                    } else {
                        LinkOrigin::Area
                    };
                    let link = self.add_link(href, origin, hidden);
                    if let (Some(index), b"area", Some(alt)) = (link, name, get(Name::Alt))
                        && let Some(link) = self.found.links.list.get_mut(index)
                    {
                        link.shown = alt.trim().chars().take(MAX_SHOWN).collect();
                    }
                    if name == b"a" {
                        element.link = link;
                        if link.is_some() {
                            self.found.text.begin_link();
                        }
                    }
                }
            }
            b"base" if self.found.base.is_none() => {
                let target = get(Name::Href).map(|href| LinkTarget::parse(href, None));
                let base = target.and_then(|target| target.url);
                if let Some(base) = base.filter(|base| !base.cannot_be_a_base()) {
                    // A browser has read the whole page before a link is pressed.
                    self.found.links.complete(&base);
                    self.found.base = Some(base);
                }
            }
            b"form" => {
                let link = get(Name::Action)
                    .and_then(|action| self.add_link(action, LinkOrigin::Form, hidden));
                if self.found.forms.len() < MAX_FORMS {
                    element.form = Some(self.found.forms.len());
                    self.found.forms.push(Form {
                        link,
                        ..Form::default()
                    });
                }
            }
            b"input" | b"button" | b"select" | b"textarea" => {
                self.add_control(name, attributes, hidden)
            }
            b"iframe" | b"embed" | b"frame" | b"object" => {
                let data = get(Name::Data).filter(|_| name == b"object");
                if let Some(source) = data.or(get(Name::Src)) {
                    self.add_link(source, LinkOrigin::Frame, hidden);
                    self.show(source, hidden);
                }
            }
            b"meta"
                if get(Name::HttpEquiv)
                    .is_some_and(|e| e.trim().eq_ignore_ascii_case("refresh")) =>
            {
                if let Some(target) = get(Name::Content).and_then(refresh_target) {
                    self.add_link(target, LinkOrigin::MetaRefresh, false);
                }
            }
            // In a drawing it is named otherwise.
            b"img" | b"image" => {
                let source = get(Name::Src).or(get(Name::Href));
                let source = source.or_else(|| alternatives.next());
                self.add_image(source.unwrap_or(""), attributes, hidden);
            }
            _ => {}
        }
        // One of them is shown, and which is up to the size of the window; none stands beside another.
        for source in alternatives.filter(|_| !hidden) {
            self.found.pictures.image_alone(source);
        }
        if let Some(background) = background(attributes) {
            self.add_image(background, attributes, hidden);
        }
        element
    }

    fn add_link(&mut self, href: &str, origin: LinkOrigin, hidden: bool) -> Option<usize> {
        let found = &mut *self.found;
        found
            .links
            .add(href, origin, hidden, found.base.as_ref(), self.defects)
    }

    fn add_control(&mut self, name: &[u8], attributes: &Attributes, hidden: bool) {
        let sends_to = attributes
            .get(Name::Formaction)
            .and_then(|action| self.add_link(action, LinkOrigin::Form, hidden));
        let kind = attributes
            .get(Name::Type)
            .unwrap_or("text")
            .trim()
            .to_ascii_lowercase();
        let is_password = name == b"input" && kind == "password";
        if kind == "image" {
            self.show(attributes.get(Name::Src).unwrap_or(""), hidden);
        }
        let asks = name != b"button"
            && !matches!(
                kind.as_str(),
                "hidden" | "submit" | "button" | "image" | "reset"
            );
        let form = self
            .stack
            .iter()
            .rev()
            .find_map(|e| e.form)
            .and_then(|index| self.found.forms.get_mut(index));
        match form {
            Some(form) => {
                // Such a button sends the form there, whatever the form says.
                form.link = sends_to.or(form.link);
                form.has_password |= is_password;
                form.inputs += u32::from(asks);
            }
            None => self.found.stray_password |= is_password,
        }
    }

    /// Keeps a picture that is no image by its tag.
    fn show(&mut self, source: &str, hidden: bool) {
        if !hidden {
            self.found.pictures.image(source);
        }
    }

    fn add_image(&mut self, source: &str, attributes: &Attributes, hidden: bool) {
        let source = source.trim_start();
        if !hidden {
            self.found.pictures.image(source);
        }
        let images = &mut self.found.images;
        images.total += 1;
        let scheme = source.split(':').next().unwrap_or("").to_ascii_lowercase();
        match scheme.as_str() {
            "cid" => images.cid += 1,
            "data" => images.data += 1,
            "http" | "https" => images.remote += 1,
            _ if source.starts_with("//") => images.remote += 1,
            _ => {}
        }
        let tiny = |name| {
            attributes
                .get(name)
                .and_then(|v| v.trim().trim_end_matches("px").parse::<u32>().ok())
                .is_some_and(|n| n <= 1)
        };
        let is_tiny = tiny(Name::Width) || tiny(Name::Height);
        images.tiny += u32::from(is_tiny);
        let link = self
            .stack
            .iter()
            .rev()
            .find_map(|e| e.link)
            .filter(|_| !hidden && !is_tiny);
        if let Some(link) = link.and_then(|index| self.found.links.list.get_mut(index)) {
            images.linked += 1;
            link.image_only = true;
            link.hidden = false;
        }
    }
}

/// The picture that lies behind an element: `background="…"`, or `url(…)` in a style of its own.
fn background(attributes: &Attributes) -> Option<&str> {
    let own = attributes.get(Name::Background).map(str::trim);
    own.filter(|address| !address.is_empty()).or_else(|| {
        let style = attributes.get(Name::Style)?;
        let is_background = |property: &str| {
            let start = property.trim_start().get(.."background".len());
            start.is_some_and(|start| start.eq_ignore_ascii_case("background"))
        };
        css::calls(style).find_map(|(address, property)| is_background(property).then_some(address))
    })
}
