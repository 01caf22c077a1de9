//! Text of strangers on a terminal: what would command it is shown and not obeyed.

use std::borrow::Cow;
use std::fmt::Write;

/// Control characters, and the marks that change the direction of writing (UAX #9).
pub(crate) fn commands_terminal(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// `text` with a replacement mark for each character that would command a terminal.
pub(crate) fn plain(text: &str) -> Cow<'_, str> {
    if text.contains(commands_terminal) {
        Cow::Owned(text.replace(commands_terminal, "\u{fffd}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// A JSON document, in which such characters stand only within strings, with those characters escaped. Line ends stay:
/// within strings they are escaped already.
pub(crate) fn plain_json(json: &str) -> String {
    let mut plain = String::with_capacity(json.len());
    for character in json.chars() {
        if character != '\n' && commands_terminal(character) {
            // Writing into a string cannot fail.
            let _ = write!(plain, "\\u{:04x}", u32::from(character));
        } else {
            plain.push(character);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaces_what_a_terminal_would_obey_and_nothing_else() {
        assert_eq!(
            plain("a\u{1b}[2J\u{202e}é\n"),
            "a\u{fffd}[2J\u{fffd}é\u{fffd}"
        );
        assert!(matches!(plain("财务部"), Cow::Borrowed("财务部")));
    }

    #[test]
    fn a_json_document_stays_the_same_to_its_reader() {
        let value = serde_json::json!({"path": "a\u{9b}\u{202e}\n财", "list": [1]});
        let json = plain_json(&serde_json::to_string_pretty(&value).unwrap());
        assert!(json.contains("\\u009b\\u202e") && json.contains("财") && json.contains("\n  "));
        let read: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(read, value);
    }
}
