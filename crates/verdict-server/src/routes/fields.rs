//! What fields of readers' requests may hold that more than one route takes.

use crate::error::ApiError;

/// The most bytes of a model's version.
const LONGEST_VERSION: usize = 64;

/// Whether `text` can be the version of a model: answers are counted by it, so it is one word to both
/// engines, of which one keeps no NUL.
pub(crate) fn is_model_version(text: &str) -> bool {
    !text.is_empty() && text.len() <= LONGEST_VERSION && !text.chars().any(char::is_control)
}

/// What a model's version must be.
pub(crate) const MODEL_RULE: &str =
    "The field \"model\" must name the model's version in 1 to 64 characters, none of them a control character.";

/// Whether `text` can be the id of a signal: `group.name`.
pub(crate) fn is_signal_id(text: &str) -> bool {
    let plain = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    };
    text.len() <= 80
        && text
            .split_once('.')
            .is_some_and(|(group, name)| plain(group) && plain(name))
}

/// Refuses a text that is too long, or holds a NUL, which not every database keeps.
pub(crate) fn check_text(field: &str, text: &str, longest: usize) -> Result<(), ApiError> {
    if text.len() <= longest && !text.contains('\0') {
        return Ok(());
    }
    Err(ApiError::field(
        field,
        format!("The field \"{field}\" must have at most {longest} bytes, and none of them 0."),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_one_word_to_every_engine() {
        for version in ["2026.11.1", "m", "Modell 3 β"] {
            assert!(is_model_version(version), "{version}");
        }
        for wrong in ["", "z\0", "a\nb", &"x".repeat(65)] {
            assert!(!is_model_version(wrong), "{wrong:?}");
        }
    }

    #[test]
    fn a_signal_is_a_group_and_a_name() {
        assert!(is_signal_id("links.ip_host"));
        for wrong in ["", "links", "links.", ".ip", "a.b.c", "Links.ip", "a.b\0"] {
            assert!(!is_signal_id(wrong), "{wrong:?}");
        }
    }

    #[test]
    fn texts_are_bounded_and_hold_no_nul() {
        assert!(check_text("name", "anna", 4).is_ok());
        for wrong in ["annab", "a\0"] {
            let refused = check_text("name", wrong, 4).unwrap_err();
            assert_eq!(refused.field_name(), Some("name"));
        }
    }
}
