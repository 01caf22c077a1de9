//! The key of the hash that stands for a Message-ID.

use std::fmt;

/// The key of the hash that stands for a Message-ID. Never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct MessageSecret([u8; 32]);

impl MessageSecret {
    /// The key of these bytes.
    pub fn new(bytes: [u8; 32]) -> MessageSecret {
        MessageSecret(bytes)
    }

    /// As 64 hexadecimal digits, to be handed to those who compute the hash.
    pub fn reveal(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl fmt::Debug for MessageSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MessageSecret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_not_printed() {
        let secret = MessageSecret::new([0xAB; 32]);
        assert_eq!(format!("{secret:?}"), "MessageSecret(…)");
        assert_eq!(secret.reveal(), "ab".repeat(32));
    }
}
