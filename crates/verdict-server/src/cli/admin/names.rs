//! What names and addresses that an administrator types may be.

use crate::cli::CommandError;

/// Refuses names of organisations that would not go through tokens, addresses and shells unharmed.
pub(super) fn check_organisation(name: &str) -> Result<(), CommandError> {
    let sound = name.len() <= 128
        && name.starts_with(char::is_alphanumeric)
        && name
            .chars()
            .all(|letter| letter.is_alphanumeric() || ".-_".contains(letter));
    if sound {
        return Ok(());
    }
    Err(CommandError::Refused(
        "An organisation's name has letters, digits, dots, hyphens and underlines, such as acme or acme.example, and \
         begins with a letter or digit."
            .into(),
    ))
}

/// Refuses names that nobody could type again.
pub(super) fn check_name(name: &str) -> Result<(), CommandError> {
    let sound = !name.trim().is_empty() && name.len() <= 128 && !name.chars().any(char::is_control);
    if sound {
        return Ok(());
    }
    Err(CommandError::Refused(
        "A name has 1 to 128 bytes, and no control characters.".into(),
    ))
}

/// Whether an address is protected on its way, or does not leave this machine.
pub(crate) fn may_be_told(url: &str) -> bool {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.split(':').next().unwrap_or_default();
    // A name before the host may hold a password, or pass for the host.
    let sound =
        !host.is_empty() && !authority.contains('@') && !url.chars().any(char::is_whitespace);
    sound && (url.starts_with("https://") || (url.starts_with("http://") && host == "127.0.0.1"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_only_those_whom_nobody_overhears() {
        for sound in [
            "https://siem.acme.example/hook",
            "http://127.0.0.1:9000/hook",
        ] {
            assert!(may_be_told(sound), "{sound}");
        }
        for wrong in [
            "http://siem.acme.example/hook",
            "http://127.0.0.1:1@evil.example/x",
            "https://user:geheim@siem.acme.example/",
            "https:///hook",
            "https://a b.example/",
            "http://127.0.0.1.evil.example/",
            "",
        ] {
            assert!(!may_be_told(wrong), "{wrong}");
        }
    }

    #[test]
    fn names_of_organisations_go_through_tokens_and_addresses() {
        for sound in ["default", "acme.example", "acme-2_b", "株式会社"] {
            assert!(check_organisation(sound).is_ok(), "{sound}");
        }
        for wrong in ["", "bad name/../", "..", "-a", "a b", "a\nb", "a\"b"] {
            assert!(check_organisation(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn names_can_be_typed_again() {
        assert!(check_name("anna").is_ok() && check_name("Café Müller").is_ok());
        for wrong in ["", " ", "a\nb", &"x".repeat(129)] {
            assert!(check_name(wrong).is_err(), "{wrong:?}");
        }
    }
}
