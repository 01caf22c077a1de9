//! How much a text says.

use crate::characters::Characters;

/// How much of the text is read, in characters: more is text.
const READ: usize = 2_000;

/// How many letters the text has, at most those of its beginning; a Chinese, Japanese or Korean character says as much as
/// three.
pub(crate) fn weight(text: &str) -> usize {
    let mut sum = 0;
    for (_, c) in Characters::of(text).take(READ) {
        sum += match u32::from(c) {
            _ if c.is_ascii() => usize::from(c.is_ascii_alphanumeric()),
            0x3040..=0x30FF | 0x3400..=0x9FFF | 0xAC00..=0xD7AF | 0x20000..=0x3FFFF => 3,
            _ => usize::from(c.is_alphanumeric()),
        };
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_count_and_ideographs_thrice() {
        assert_eq!(weight("a b, 1!"), 3);
        assert_eq!(weight("见附件"), 9);
        assert_eq!(weight(&"a".repeat(9_000)), READ);
    }
}
