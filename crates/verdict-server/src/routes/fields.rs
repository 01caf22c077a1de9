//! What fields of readers' requests may hold that more than one route takes.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::access::Directory;
use crate::error::ApiError;
use crate::store::{AnswerId, StoreError};

/// What stands for every signal that this version does not know, and for every model that never was in
/// service: a reader may name any, and each would have counts of its own for ever.
const OTHER_SIGNAL: &str = "other.unknown";
const OTHER_MODEL: &str = "other";

static SIGNALS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let registry = banner_core::registry().iter();
    registry.map(|signal| signal.id).collect()
});

/// The signal as it is kept and counted.
pub(crate) fn known_signal(id: String) -> String {
    if SIGNALS.contains(id.as_str()) {
        id
    } else {
        OTHER_SIGNAL.to_owned()
    }
}

/// The model's version as it is kept and counted.
pub(crate) async fn known_model(
    directory: &Directory,
    version: String,
) -> Result<String, StoreError> {
    if directory.knows_model(&version).await? {
        Ok(version)
    } else {
        Ok(OTHER_MODEL.to_owned())
    }
}

/// How long what a browser could not send may wait there, in milliseconds.
const OLDEST: i64 = 60 * 86_400_000;
/// How far ahead a browser's clock may be, in milliseconds.
const AHEAD: i64 = 86_400_000;

/// The id that a client made, which is its last word's place in the order of all: a greatest id of all
/// would be the last word for ever, and one of next year would stand where next year's belong.
///
/// # Errors
/// What the field must hold.
pub(crate) fn read_id(text: &str, now: i64) -> Result<AnswerId, &'static str> {
    let id = AnswerId::parse(text).ok_or("The field \"id\" must be a UUID (RFC 9562).")?;
    let made_at = id
        .made_at()
        .ok_or("The field \"id\" must be a UUID of version 7 (RFC 9562, section 5.7).")?;
    if (now.saturating_sub(OLDEST)..=now.saturating_add(AHEAD)).contains(&made_at) {
        Ok(id)
    } else {
        Err(
            "The field \"id\" must have been made within the last 60 days; set the clock and make another.",
        )
    }
}

/// The most bytes of a model's version.
const LONGEST_VERSION: usize = 64;

/// Whether `text` can be the version of a model: answers are counted by it, so it is one word to both
/// engines, of which one keeps no NUL.
pub(crate) fn is_model_version(text: &str) -> bool {
    !text.is_empty() && text.len() <= LONGEST_VERSION && !text.chars().any(char::is_control)
}

/// What a model's version must be.
pub(crate) const MODEL_RULE: &str = "The field \"model\" must name the model's version in 1 to 64 characters, none of them a control character.";

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
    fn an_id_is_of_these_days() {
        // 2022-02-22T19:22:22Z, as in RFC 9562, appendix A.6.
        let (id, made_at) = ("017f22e2-79b0-7cc3-98c4-dc0c0c07398f", 1_645_557_742_000);
        for now in [made_at, made_at - AHEAD, made_at + OLDEST] {
            assert!(read_id(id, now).is_ok(), "{now}");
        }
        for now in [made_at - AHEAD - 1, made_at + OLDEST + 1, 0, i64::MAX] {
            assert!(read_id(id, now).unwrap_err().contains("60 days"), "{now}");
        }
        let greatest = "ffffffff-ffff-ffff-ffff-ffffffffffff";
        assert!(
            read_id(greatest, made_at)
                .unwrap_err()
                .contains("version 7")
        );
        assert!(read_id("7", made_at).is_err());
    }

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
    fn signals_that_nobody_knows_are_one() {
        assert_eq!(known_signal("links.ip_host".into()), "links.ip_host");
        assert_eq!(
            known_signal("made.up".into()),
            known_signal("made.up_too".into())
        );
        assert!(banner_core::is_signal_id(OTHER_SIGNAL) && is_model_version(OTHER_MODEL));
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
