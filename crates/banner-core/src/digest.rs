//! The digests in the names of files of phrases and wordings, and of the words by which languages are known; the build writes them with
//! this file too.

/// FNV-1a, octet by octet from here.
pub(crate) const BEGIN: u32 = 0x811C_9DC5;

/// The hash of a text and one more octet.
pub(crate) fn next(hash: u32, octet: u8) -> u32 {
    (hash ^ u32::from(octet)).wrapping_mul(0x0100_0193)
}

/// The hash of a text.
pub(crate) fn hash(bytes: &[u8]) -> u32 {
    bytes.iter().fold(BEGIN, |hash, octet| next(hash, *octet))
}

/// Tells versions of a file apart, and half a file from a whole one. It protects nothing.
pub(crate) fn digest(bytes: &[u8]) -> String {
    format!("{:08x}", hash(bytes))
}

/// What stands for a word by which a language is known: of its hash the upper bits, 22 of them, so that a thousand such words
/// meet one text in twenty by chance.
#[allow(dead_code, reason = "the build knows no text, and the core no words")]
pub(crate) fn mark(word: &[u8]) -> u32 {
    mark_of(hash(word))
}

/// [`mark`] of what was hashed octet by octet.
pub(crate) fn mark_of(hash: u32) -> u32 {
    hash >> 10
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_those_of_fnv_1a() {
        assert_eq!(digest(b""), "811c9dc5");
        assert_eq!(digest(b"foobar"), "bf9cf968");
    }

    #[test]
    fn a_mark_is_the_same_octet_by_octet() {
        let hash = b"konto"
            .iter()
            .fold(BEGIN, |hash, octet| next(hash, *octet));
        assert_eq!(mark_of(hash), mark(b"konto"));
    }
}
