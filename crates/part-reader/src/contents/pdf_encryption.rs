//! Whether a PDF can be opened without a password (ISO 32000-1, section 7.6.3): most that are encrypted forbid only copying.

use md5::{Digest, Md5};

/// What pads a password.
const PADDING: [u8; 32] = [
    0x28, 0xbf, 0x4e, 0x5e, 0x4e, 0x75, 0x8a, 0x41, 0x64, 0x00, 0x4e, 0x56, 0xff, 0xfa, 0x01, 0x08,
    0x2e, 0x2e, 0x00, 0xb6, 0xd0, 0x68, 0x3e, 0x80, 0x2f, 0x0c, 0xa9, 0xfe, 0x64, 0x53, 0x69, 0x7a,
];

/// The encryption dictionary and the identity of the document.
pub(super) struct Encryption {
    pub revision: i64,
    /// In bytes.
    pub key_length: usize,
    pub owner: Vec<u8>,
    pub user: Vec<u8>,
    pub permissions: i64,
    pub identity: Vec<u8>,
    pub is_metadata_plain: bool,
}

/// The bytes of a text token, a character each.
pub(super) fn bytes_of(text: &str) -> Vec<u8> {
    text.chars()
        .filter_map(|c| u8::try_from(u32::from(c)).ok())
        .collect()
}

/// Whether the empty password opens it. Of the newest kind (revision 5 and 6), which wants AES to find out, it is taken that
/// it does: a warning of a password that nobody is asked for would be wrong.
pub(super) fn opens_without_password(encryption: &Encryption) -> bool {
    if !(2..=4).contains(&encryption.revision) {
        return true;
    }
    let length = match encryption.revision {
        2 => 5,
        // The length that is stated beside belongs to the filter.
        4 => 16,
        _ => encryption.key_length.clamp(5, 16),
    };
    let permissions = i32::try_from(encryption.permissions)
        .or_else(|_| u32::try_from(encryption.permissions).map(u32::cast_signed))
        .unwrap_or_default();
    let mut hash = Md5::new()
        .chain_update(PADDING)
        .chain_update(encryption.owner.get(..32).unwrap_or(&encryption.owner))
        .chain_update(permissions.to_le_bytes())
        .chain_update(&encryption.identity);
    if encryption.revision == 4 && encryption.is_metadata_plain {
        hash.update([0xff; 4]);
    }
    let mut key = hash.finalize().to_vec();
    key.truncate(length);
    if encryption.revision == 2 {
        return rc4(&key, &PADDING) == encryption.user;
    }
    for _ in 0..50 {
        key = Md5::digest(&key).to_vec();
        key.truncate(length);
    }
    let mut check = Md5::new()
        .chain_update(PADDING)
        .chain_update(&encryption.identity)
        .finalize()
        .to_vec();
    for round in 0..20u8 {
        let key: Vec<u8> = key.iter().map(|byte| byte ^ round).collect();
        check = rc4(&key, &check);
    }
    encryption.user.starts_with(&check)
}

fn rc4(key: &[u8], data: &[u8]) -> Vec<u8> {
    let mut state: Vec<u8> = (0..=255).collect();
    let mut j = 0u8;
    for (i, key) in (0..=255u8).zip(key.iter().cycle()) {
        let at_i = state.get(usize::from(i)).copied().unwrap_or_default();
        j = j.wrapping_add(at_i).wrapping_add(*key);
        state.swap(usize::from(i), usize::from(j));
    }
    let (mut i, mut j) = (0u8, 0u8);
    let at = |state: &[u8], place: u8| state.get(usize::from(place)).copied().unwrap_or_default();
    data.iter()
        .map(|byte| {
            i = i.wrapping_add(1);
            j = j.wrapping_add(at(&state, i));
            state.swap(usize::from(i), usize::from(j));
            byte ^ at(&state, at(&state, i).wrapping_add(at(&state, j)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cipher_is_right() {
        assert_eq!(
            rc4(b"Key", b"Plaintext"),
            b"\xbb\xf3\x16\xe8\xd9\x40\xaf\x0a\xd3"
        );
    }

    /// Encrypts as a writer does whose reader needs no password, in revision 2.
    fn open_to_all(revision: i64) -> Encryption {
        let mut encryption = Encryption {
            revision,
            key_length: 5,
            owner: vec![7; 32],
            user: Vec::new(),
            permissions: -44,
            identity: b"identity".to_vec(),
            is_metadata_plain: false,
        };
        let hash = Md5::new()
            .chain_update(PADDING)
            .chain_update(&encryption.owner)
            .chain_update((-44i32).to_le_bytes())
            .chain_update(&encryption.identity)
            .finalize();
        encryption.user = rc4(&hash[..5], &PADDING);
        encryption
    }

    #[test]
    fn a_document_without_password_opens() {
        assert!(opens_without_password(&open_to_all(2)));
    }

    #[test]
    fn a_document_with_a_password_does_not() {
        for revision in 2..=4 {
            let mut encryption = open_to_all(revision);
            encryption.user = vec![1; 32];
            assert!(!opens_without_password(&encryption), "{revision}");
        }
    }

    #[test]
    fn of_unknown_revisions_nothing_is_claimed() {
        assert!(opens_without_password(&open_to_all(6)));
    }
}
