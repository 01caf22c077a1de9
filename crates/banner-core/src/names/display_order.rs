//! The order in which a reader sees text that overrides its own direction (UAX #9, section 2.2).

use std::borrow::Cow;

const RIGHT_TO_LEFT_OVERRIDE: char = '\u{202e}';

/// `text` as it stands on the screen where it holds a right-to-left override: `\u{202e}moc.lapyap`
/// is read as `paypal.com`. Borrowed where nothing is overridden.
///
/// Only overrides are followed. Embeddings and isolates move whole words of scripts that run from
/// right to left, and change no word.
pub(crate) fn as_displayed(text: &str) -> Cow<'_, str> {
    if !text.contains(RIGHT_TO_LEFT_OVERRIDE) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut turned: Option<Vec<char>> = None;
    for character in text.chars() {
        // What ends an override, or begins another direction (X2 to X7 and the line's end).
        let ends = matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\n');
        if ends {
            shown.extend(turned.take().into_iter().flatten().rev());
        }
        match &mut turned {
            _ if character == RIGHT_TO_LEFT_OVERRIDE => turned = Some(Vec::new()),
            _ if ends => {}
            Some(run) => run.push(mirrored(character)),
            None => shown.push(character),
        }
    }
    shown.extend(turned.into_iter().flatten().rev());
    Cow::Owned(shown)
}

/// Brackets turn round with the text (UAX #9, L4).
fn mirrored(character: char) -> char {
    match character {
        '(' => ')',
        ')' => '(',
        '[' => ']',
        ']' => '[',
        '<' => '>',
        '>' => '<',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_override_turns_what_follows_it() {
        assert_eq!(as_displayed("\u{202e}moc.lapyap"), "paypal.com");
        assert_eq!(as_displayed("Service \u{202e}laPyaP"), "Service PayPal");
    }

    #[test]
    fn an_override_ends_where_its_end_stands() {
        assert_eq!(as_displayed("\u{202e}laP\u{202c} Pay"), "Pal Pay");
        assert_eq!(
            as_displayed("\u{202e}yaP\u{202d}Pal"),
            "PayPal",
            "an override from left to right"
        );
        assert_eq!(as_displayed("\u{202e}ba\u{202e}dc"), "abcd");
    }

    #[test]
    fn brackets_turn_with_it() {
        assert_eq!(as_displayed("\u{202e}(knaB) laPyaP"), "PayPal (Bank)");
    }

    #[test]
    fn other_text_stays_as_it_is() {
        for text in [
            "",
            "PayPal",
            "שלום",
            "\u{2068}Anna\u{2069} via Dockets",
            "a\u{200f}b",
        ] {
            assert!(matches!(as_displayed(text), Cow::Borrowed(same) if same == text));
        }
    }
}
