//! Visible and hidden text while it is collected from HTML.

use std::ops::Range;

use super::body::{MAX_HIDDEN, MAX_VISIBLE};
use super::defects::{Defect, Defects};

/// Appends as much as there is room for, cut between characters.
pub(crate) fn append(
    target: &mut String,
    text: &str,
    limit: usize,
    defect: Defect,
    defects: &mut Defects,
) {
    let room = limit.saturating_sub(target.len());
    if text.len() <= room {
        target.push_str(text);
        return;
    }
    defects.note(defect);
    let mut end = room;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    target.push_str(text.get(..end).unwrap_or_default());
}

/// Visible and hidden text while it is collected, with white space collapsed as a browser does.
#[derive(Debug, Default)]
pub(crate) struct TextCollector {
    visible: String,
    hidden: String,
    /// Where the link that is open began in the visible text.
    link_start: usize,
    in_link: bool,
    /// What the links cover of the visible text, in order.
    anchors: Vec<Range<usize>>,
    /// Where hidden text follows a letter of the visible text.
    cut_at: Option<usize>,
    /// How often hidden text stands inside a visible word.
    cut_words: u32,
    /// How many octets of the hidden text only their colour hides, on a background that an element painted.
    painted_over: usize,
}

impl TextCollector {
    /// Adds text of an element.
    pub(crate) fn push(&mut self, text: &str, hidden: bool, defects: &mut Defects) {
        if hidden {
            let is_inside = self.visible.ends_with(char::is_alphanumeric)
                && !text.is_empty()
                && !text.contains(char::is_whitespace);
            self.cut_at = is_inside.then_some(self.visible.len());
        } else if !text.is_empty() {
            let is_here = self.cut_at.take() == Some(self.visible.len());
            if is_here && text.starts_with(char::is_alphanumeric) {
                self.cut_words = self.cut_words.saturating_add(1);
            }
        }
        let (target, limit, defect) = match hidden {
            false => (&mut self.visible, MAX_VISIBLE, Defect::VisibleTextTruncated),
            true => (&mut self.hidden, MAX_HIDDEN, Defect::HiddenTextTruncated),
        };
        if target.len() >= limit {
            if !text.trim().is_empty() {
                defects.note(defect);
            }
            return;
        }
        let is_space = |c: char| c.is_ascii_whitespace();
        if text.starts_with(is_space) {
            space(target);
        }
        let mut first = true;
        for word in text.split(is_space).filter(|w| !w.is_empty()) {
            if target.len() >= limit {
                defects.note(defect);
                return;
            }
            if !first {
                target.push(' ');
            }
            first = false;
            append(target, word, limit, defect, defects);
        }
        if !first && text.ends_with(is_space) {
            space(target);
        }
    }

    /// A line break, unless the text is at one.
    pub(crate) fn line_break(&mut self) {
        for text in [&mut self.visible, &mut self.hidden] {
            while text.ends_with(' ') {
                text.pop();
            }
            if !text.is_empty() && !text.ends_with('\n') {
                text.push('\n');
            }
        }
    }

    /// A space, unless the text is at one.
    pub(crate) fn space(&mut self) {
        space(&mut self.visible);
        space(&mut self.hidden);
    }

    /// A link begins here.
    pub(crate) fn begin_link(&mut self) {
        self.link_start = self.visible.len();
        self.in_link = true;
    }

    /// The visible text since the link began, at most `limit` characters; empty when no link is open.
    pub(crate) fn end_link(&mut self, limit: usize) -> String {
        if !std::mem::take(&mut self.in_link) {
            return String::new();
        }
        // A line break may have removed a space from before the link.
        let start = self.link_start.min(self.visible.len());
        self.anchors.push(start..self.visible.len());
        let text = self.visible.get(start..).unwrap_or_default();
        text.split_whitespace()
            .flat_map(|w| [" ", w])
            .skip(1)
            .flat_map(str::chars)
            .take(limit)
            .collect()
    }

    /// How often hidden text stands inside a visible word: `pass` `x` `word`.
    pub(crate) fn cut_words(&self) -> u32 {
        self.cut_words
    }

    /// Notes hidden text that only its colour hides, on a background that an element painted.
    pub(crate) fn paint_over(&mut self, text: &str) {
        self.painted_over = self.painted_over.saturating_add(text.trim().len());
    }

    /// How many octets of the hidden text only their colour hides, on a background that an element painted.
    pub(crate) fn painted_over(&self) -> usize {
        self.painted_over
    }

    pub(crate) fn finish(self) -> (String, String, Vec<Range<usize>>) {
        let trim = |mut text: String| {
            text.truncate(text.trim_end().len());
            text
        };
        (trim(self.visible), trim(self.hidden), self.anchors)
    }
}

fn space(text: &mut String) {
    if !text.is_empty() && !text.ends_with([' ', '\n']) {
        text.push(' ');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn collapses_white_space_across_pieces() {
        let (mut text, mut defects) = (TextCollector::default(), Defects::default());
        for piece in ["  a", " ", "\n b", "c ", " d "] {
            text.push(piece, false, &mut defects);
        }
        text.line_break();
        text.line_break();
        text.push("e", false, &mut defects);
        assert_eq!(text.finish().0, "a bc d\ne");
    }

    #[test]
    fn gives_a_link_the_visible_text_since_it_began() {
        let (mut text, mut defects) = (TextCollector::default(), Defects::default());
        text.push("before ", false, &mut defects);
        text.begin_link();
        text.push("log in", false, &mut defects);
        text.push("unseen", true, &mut defects);
        assert_eq!(text.end_link(4), "log ");
        assert_eq!(text.end_link(4), "");
        let (visible, hidden, anchors) = text.finish();
        assert_eq!(
            (visible.as_str(), hidden.as_str()),
            ("before log in", "unseen")
        );
        assert_eq!((anchors[0].start, anchors[0].end), (7, 13));
    }

    #[test]
    fn counts_words_that_hidden_text_cuts() {
        let (mut text, mut defects) = (TextCollector::default(), Defects::default());
        for (piece, hidden) in [
            ("pass", false),
            ("x", true),
            ("word ", false),
            ("y", true),
            ("and", false),
            (" z ", true),
            ("so", false),
            ("q", true),
        ] {
            text.push(piece, hidden, &mut defects);
        }
        text.line_break();
        text.push("on", false, &mut defects);
        assert_eq!(text.cut_words(), 1);
        assert_eq!(text.finish().0, "password andso\non");
    }

    #[test]
    fn cuts_between_characters() {
        let (mut text, mut defects) = (String::new(), Defects::default());
        append(
            &mut text,
            "aéé",
            4,
            Defect::VisibleTextTruncated,
            &mut defects,
        );
        assert_eq!(
            (text.as_str(), defects.as_slice()),
            ("aé", [Defect::VisibleTextTruncated].as_slice())
        );
    }
}
