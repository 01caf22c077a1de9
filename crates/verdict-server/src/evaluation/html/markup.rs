//! HTML and SVG in which a text of strangers can only be text.

use std::fmt::{Display, Write};

/// A document in the making. Tags and names of attributes are written in this program; everything else is escaped.
#[derive(Default)]
pub(super) struct Markup(String);

/// An attribute and its value.
pub(super) type Attribute<'v> = (&'static str, &'v dyn Display);

impl Markup {
    /// Markup that this program holds, as it is.
    pub fn fixed(&mut self, markup: &'static str) {
        self.0.push_str(markup);
    }

    /// Text, escaped.
    pub fn text(&mut self, text: impl Display) {
        escape(&mut self.0, &text.to_string());
    }

    /// A start tag.
    pub fn open(&mut self, tag: &'static str, attributes: &[Attribute<'_>]) {
        // Writing into a string cannot fail.
        let _ = write!(self.0, "<{tag}");
        for (name, value) in attributes {
            let _ = write!(self.0, " {name}=\"");
            escape(&mut self.0, &value.to_string());
            self.0.push('"');
        }
        self.0.push('>');
    }

    /// An end tag.
    pub fn close(&mut self, tag: &'static str) {
        let _ = writeln!(self.0, "</{tag}>");
    }

    /// An element that holds text.
    pub fn element(&mut self, tag: &'static str, attributes: &[Attribute<'_>], text: impl Display) {
        self.open(tag, attributes);
        self.text(text);
        self.close(tag);
    }

    /// The document.
    pub fn finish(self) -> String {
        self.0
    }
}

/// Also what turns the direction of writing, by which a path could show another one, and control characters, which HTML
/// does not allow.
fn escape(to: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => to.push_str("&amp;"),
            '<' => to.push_str("&lt;"),
            '>' => to.push_str("&gt;"),
            '"' => to.push_str("&quot;"),
            '\'' => to.push_str("&#39;"),
            other if crate::terminal::commands_terminal(other) => to.push('\u{fffd}'),
            other => to.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_never_markup() {
        let mut markup = Markup::default();
        markup.element(
            "p",
            &[("title", &"a\" onclick='x'")],
            "</p><script>&\u{202e}\u{0}",
        );
        assert_eq!(
            markup.finish(),
            "<p title=\"a&quot; onclick=&#39;x&#39;\">&lt;/p&gt;&lt;script&gt;&amp;\u{fffd}\u{fffd}</p>\n"
        );
    }
}
