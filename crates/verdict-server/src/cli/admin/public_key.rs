//! Reads the public key with which a webmail's tokens are checked.

use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

use crate::cli::CommandError;

/// An Ed25519 public key: PEM (RFC 8410), or its 32 bytes in Base64 or Base64url.
pub(super) fn read_public_key(file: Option<PathBuf>) -> Result<[u8; 32], CommandError> {
    let refuse = |what: &str| {
        CommandError::Refused(format!(
            "{what}. Name a file with an Ed25519 public key (PEM or Base64) with --public-key."
        ))
    };
    let file = file.ok_or_else(|| refuse("A key for EdDSA is made by the webmail"))?;
    let text = std::fs::read_to_string(&file)
        .map_err(|problem| refuse(&format!("{} cannot be read: {problem}", file.display())))?;
    let body: String = text
        .lines()
        .filter(|line| !line.starts_with("-----"))
        .collect();
    let bytes = STANDARD
        .decode(body.trim())
        .or_else(|_| URL_SAFE_NO_PAD.decode(body.trim()))
        .map_err(|_| refuse(&format!("{} holds no Base64", file.display())))?;
    // SubjectPublicKeyInfo of RFC 8410 is 12 bytes of type, then the key.
    let raw = match bytes.len() {
        44 => bytes.get(12..).unwrap_or_default(),
        _ => &bytes,
    };
    raw.try_into()
        .map_err(|_| refuse(&format!("{} holds another kind of key", file.display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_public_key_in_both_spellings() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let file = folder.path().join(name);
            std::fs::write(&file, text).unwrap();
            Some(file)
        };
        // The example of RFC 8410, section 10.1.
        let pem = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n";
        let key = read_public_key(write("pem", pem)).unwrap();
        assert_eq!(key[..2], [0x19, 0xBF]);
        let plain = write("plain", "Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE\n");
        assert_eq!(read_public_key(plain).unwrap(), key);
        assert!(read_public_key(write("none", "AAAA")).is_err());
        assert!(read_public_key(None).is_err());
    }
}
