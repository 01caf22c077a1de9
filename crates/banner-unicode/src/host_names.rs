//! What UTS #46 asks about the characters of a host name.

use std::sync::LazyLock;

use crate::decompositions::{Streams, Targets, usual_mapping};
use crate::letter_case::lowercase;
use crate::runs::Runs;
use crate::tables::{DECOMPOSITIONS, Stream, runs, stream};

/// The character is mapped by the usual rule, if it does not stand in the list of exceptions.
const MAPPED: u8 = 0;
/// The character is left out.
const IGNORED: u8 = 2;
/// The character stays as it is.
const VALID: u8 = 3;

static CLASSES: LazyLock<Runs> = LazyLock::new(|| runs(Stream::HostLengths, Stream::HostValues));
static STATUS: LazyLock<Runs> = LazyLock::new(|| runs(Stream::StatusLengths, Stream::StatusValues));
static EXCEPTIONS: LazyLock<Targets> = LazyLock::new(|| {
    Targets::unpack(Streams {
        sources: stream(Stream::MappedSources),
        kinds: &[],
        firsts: stream(Stream::MappedFirsts),
        rests: std::str::from_utf8(stream(Stream::MappedRests)).unwrap_or_default(),
    })
});

/// What the rules on neighbouring characters need to know of one (RFC 5892, RFC 5893).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HostClass(u8);

impl HostClass {
    /// The Bidi_Class: 0 Left_To_Right, 1 Right_To_Left or Arabic_Letter, 2 Arabic_Number, 3 European_Number,
    /// 4 other classes that may stand within a label, 5 Nonspacing_Mark, 6 those that may not.
    pub fn direction(self) -> u8 {
        self.0 & 7
    }

    /// The Joining_Type: 0 none that matters, 1 Left_Joining, 2 Right_Joining, 3 Dual_Joining, 4 Transparent.
    pub fn joining(self) -> u8 {
        self.0 >> 3 & 7
    }

    /// Whether the General_Category is Mark.
    pub fn is_mark(self) -> bool {
        self.0 & 64 != 0
    }
}

/// The class of a character.
pub fn host_class(character: char) -> HostClass {
    HostClass(CLASSES.get(character))
}

/// Whether the Canonical_Combining_Class is Virama.
pub fn is_virama(character: char) -> bool {
    DECOMPOSITIONS.class(character) == 9
}

/// The characters mapped (UTS #46, section 4, steps 1 and 2) and composed; U+FFFD for what may not stand in a host name.
pub fn mapped(characters: impl Iterator<Item = char>) -> Vec<char> {
    map(characters, None)
}

/// The same with U+FFFD for characters that mapping leaves out, as a label in Punycode holds none.
pub fn validated(characters: impl Iterator<Item = char>) -> Vec<char> {
    map(characters, Some(char::REPLACEMENT_CHARACTER))
}

fn map(characters: impl Iterator<Item = char>, for_ignored: Option<char>) -> Vec<char> {
    let mut letters = Vec::new();
    for character in characters {
        match STATUS.get(character) {
            VALID => letters.push(character),
            MAPPED => match EXCEPTIONS.get(character) {
                Some((_, target)) => letters.extend(target.chars()),
                None => {
                    letters.extend(usual_mapping(&DECOMPOSITIONS, lowercase, character).chars())
                }
            },
            IGNORED => letters.extend(for_ignored),
            // Disallowed.
            _ => letters.push(char::REPLACEMENT_CHARACTER),
        }
    }
    DECOMPOSITIONS.composed(letters.into_iter())
}
