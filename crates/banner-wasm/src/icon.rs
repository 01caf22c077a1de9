//! The shape of each level, so that it is told apart without its colour.

use banner_core::Level;

use crate::tree::Tag;

/// Outline and sign of `level` on a grid of 24 units. Colours come from the style sheet by the
/// classes `shape` and `sign`; the word beside it speaks for it, so it is hidden from screen readers.
pub(crate) fn icon(level: Level) -> Option<Tag> {
    let (shape, sign) = match level {
        Level::None => return None,
        Level::Notice => (CIRCLE, "M12 10.6v6.2M12 7.2v.1"),
        Level::Caution => (TRIANGLE, "M12 9.2v5M12 17.4v.1"),
        Level::Suspicious => (DIAMOND, "M12 7.2v5.6M12 16.4v.1"),
        Level::Danger => (OCTAGON, "M8.6 8.6l6.8 6.8M15.4 8.6l-6.8 6.8"),
    };
    Some(
        Tag::svg("svg")
            .class("icon")
            .with("viewBox", "0 0 24 24")
            .with("aria-hidden", "true")
            .with("focusable", "false")
            .with("data-level", level.name())
            .child(Tag::svg("path").class("shape").with("d", shape))
            .child(Tag::svg("path").class("sign").with("d", sign)),
    )
}

const CIRCLE: &str = "M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20z";
const TRIANGLE: &str = "M12 2.6L22.6 21H1.4z";
const DIAMOND: &str = "M12 1L23 12L12 23L1 12z";
const OCTAGON: &str = "M7.9 2h8.2L22 7.9v8.2L16.1 22H7.9L2 16.1V7.9z";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_level_but_none_has_its_own_shape() {
        let mut shapes: Vec<String> = Level::ALL
            .into_iter()
            .filter_map(icon)
            .map(|icon| icon.all()[1].attribute("d").unwrap().to_owned())
            .collect();
        shapes.sort();
        shapes.dedup();
        assert_eq!(shapes.len(), 4);
        assert!(icon(Level::None).is_none());
    }

    #[test]
    fn icons_are_silent_for_screen_readers() {
        for icon in Level::ALL.into_iter().filter_map(icon) {
            assert_eq!(icon.attribute("aria-hidden"), Some("true"));
        }
    }
}
