//! The characters of a text, with a short way for those of ASCII, which most are.

/// The characters with the places at which they begin, as `str::char_indices` gives them.
///
/// Where the compiler saves room, as it does for a page, the library's own way is a call for each character.
pub(crate) struct Characters<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Characters<'t> {
    pub fn of(text: &'t str) -> Characters<'t> {
        Characters { text, at: 0 }
    }

    /// Where the next character begins.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Passes over those octets of ASCII that come next and are `such`, and says how many they were.
    #[inline(always)]
    pub fn skip_while_ascii(&mut self, such: impl Fn(u8) -> bool) -> usize {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let end = rest
            .iter()
            .position(|octet| !octet.is_ascii() || !such(*octet));
        let passed = end.unwrap_or(rest.len());
        self.at = self.at.wrapping_add(passed);
        passed
    }

    #[cold]
    #[inline(never)]
    fn beyond_ascii(&mut self) -> Option<(usize, char)> {
        let at = self.at;
        let c = self.text.get(at..)?.chars().next()?;
        self.at = at.saturating_add(c.len_utf8());
        Some((at, c))
    }
}

impl Iterator for Characters<'_> {
    type Item = (usize, char);

    #[inline(always)]
    fn next(&mut self) -> Option<(usize, char)> {
        let byte = *self.text.as_bytes().get(self.at)?;
        if !byte.is_ascii() {
            return self.beyond_ascii();
        }
        let at = self.at;
        self.at = at.wrapping_add(1);
        Some((at, char::from(byte)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passes_over_what_is_plain() {
        let mut characters = Characters::of("ab1é");
        assert_eq!(characters.skip_while_ascii(|octet| octet == b' '), 0);
        assert_eq!(
            characters.skip_while_ascii(|octet| octet.is_ascii_alphabetic()),
            2
        );
        assert_eq!(characters.next(), Some((2, '1')));
        assert_eq!(characters.skip_while_ascii(|_| true), 0);
        assert_eq!((characters.at(), characters.next()), (3, Some((3, 'é'))));
    }

    #[test]
    fn gives_what_the_library_gives() {
        for text in ["", "plain", "größe, 工资补贴!", "\u{1F4B6}\u{200B}a", "é"] {
            let given: Vec<_> = Characters::of(text).collect();
            assert_eq!(given, text.char_indices().collect::<Vec<_>>());
        }
    }
}
