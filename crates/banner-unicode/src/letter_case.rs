//! Small letters, one for each letter.

use std::sync::LazyLock;

use crate::numbers::leb128;
use crate::runs::Runs;
use crate::tables::{Stream, runs, stream};

/// Which of [`DISTANCES`] lies between a character and its small letter.
static LETTERS: LazyLock<Runs> = LazyLock::new(|| runs(Stream::CaseLengths, Stream::CaseValues));
static DISTANCES: LazyLock<Vec<i32>> = LazyLock::new(|| {
    let mut numbers = stream(Stream::CaseDistances).iter();
    std::iter::from_fn(|| leb128(&mut numbers))
        .map(|number| (number >> 1).cast_signed() ^ -(number & 1).cast_signed())
        .collect()
});

/// The small letter of a character (simple lowercase mapping of the Unicode Standard, section 5.18); itself where it has none.
///
/// The standard library's own tables are laid out to be read in place and were 5 KB of what a page downloads. They differ in
/// `İ`, which they make two characters of, and in `Σ` at the end of a word.
pub fn lowercase(character: char) -> char {
    if character.is_ascii() {
        return character.to_ascii_lowercase();
    }
    let distance = DISTANCES.get(usize::from(LETTERS.get(character)));
    distance
        .and_then(|distance| char::from_u32(u32::from(character).wrapping_add_signed(*distance)))
        .unwrap_or(character)
}

/// A text in small letters, each as [`lowercase`] has it.
pub fn lowercased(text: &str) -> String {
    let mut small = String::with_capacity(text.len());
    small.extend(text.chars().map(lowercase));
    small
}
