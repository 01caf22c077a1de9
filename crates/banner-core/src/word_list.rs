//! Words of the program's own: lists of them, held as one text, for a table of pointers to short words costs a page more than
//! the words; and the search for some in a text.

use memchr::memmem;

/// A list of words that is written as `word_list!["one", "two"]`; no word holds a line break.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WordList(pub &'static str);

impl WordList {
    /// The words in their order.
    pub fn iter(self) -> impl Iterator<Item = &'static str> {
        self.0.split_terminator('\n')
    }

    /// Whether this very word is one of them.
    pub fn contains(self, word: &str) -> bool {
        self.iter().any(|known| known == word)
    }
}

/// Whether `text` holds one of `parts`. One copy of the search, which each use would otherwise bring into the download.
#[inline(never)]
pub(crate) fn holds(text: &str, parts: &[&str]) -> bool {
    let is_inside = |part: &&str| memmem::find(text.as_bytes(), part.as_bytes()).is_some();
    parts.iter().any(is_inside)
}

/// Makes a [`WordList`].
macro_rules! word_list {
    ($($word:literal),+ $(,)?) => { $crate::word_list::WordList(concat!($($word, "\n"),+)) };
}
pub(crate) use word_list;

#[cfg(test)]
mod tests {
    #[test]
    fn gives_its_words_and_knows_whole_ones_alone() {
        let list = word_list!["sign in", "财务", "id"];
        assert_eq!(list.iter().collect::<Vec<_>>(), ["sign in", "财务", "id"]);
        assert!(list.contains("id") && list.contains("财务"));
        for other in ["", "sign", "in", "ID", "sign in\n财务"] {
            assert!(!list.contains(other), "{other:?}");
        }
    }
}
