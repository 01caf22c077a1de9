//! Operators' passwords, kept as argon2id (RFC 9106).

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};

/// The shortest password, in characters.
pub const SHORTEST: usize = 12;
/// The longest, in bytes: what is hashed is bounded.
pub const LONGEST: usize = 1_024;

/// Why a password is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// It can be guessed.
    #[error(
        "The password has fewer than {SHORTEST} characters. Choose a longer one; a sentence is easy to remember."
    )]
    TooShort,
    /// It is no password.
    #[error("The password has more than {LONGEST} bytes.")]
    TooLong,
    /// The operating system has no random numbers, or the library failed.
    #[error("The password cannot be hashed: {0}.")]
    Failed(String),
}

/// What is kept of a password.
///
/// # Errors
/// [`PasswordError`] when it is too short or too long.
pub fn hash(password: &str) -> Result<String, PasswordError> {
    if password.chars().count() < SHORTEST {
        return Err(PasswordError::TooShort);
    }
    if password.len() > LONGEST {
        return Err(PasswordError::TooLong);
    }
    Argon2::default()
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|error| PasswordError::Failed(error.to_string()))
}

/// Whether `password` is the one of which `kept` is kept.
pub(crate) fn is_right(password: &str, kept: &str) -> bool {
    password.len() <= LONGEST
        && Argon2::default()
            .verify_password(password.as_bytes(), kept)
            .is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_password_is_right() {
        let kept = hash("correct horse battery").unwrap();
        assert!(kept.starts_with("$argon2id$"), "{kept}");
        assert!(is_right("correct horse battery", &kept));
        assert!(!is_right("correct horse batterx", &kept));
        assert!(!is_right("correct horse battery", "nonsense"));
        assert_ne!(hash("correct horse battery").unwrap(), kept, "no salt");
    }

    #[test]
    fn passwords_that_can_be_guessed_are_not_taken() {
        assert_eq!(hash("elevenchars"), Err(PasswordError::TooShort));
        assert_eq!(hash(&"x".repeat(2_000)), Err(PasswordError::TooLong));
    }
}
