//! Looks up the phrases of the languages that a text may hold, word by word.
//!
//! Phrases begin where words do, so a sorted list that is narrowed octet by octet finds them as fast as an automaton,
//! which takes milliseconds to build at the first mail and a twentieth of the download.

use super::Topic;
use super::normalised::is_cjk;
use super::spoken::Languages;
use crate::digest::digest;
use crate::sieve::Sieve;
use crate::sorting::sorted;

/// The name of a language's file, what it is known by, and its phrases if they are built in: `build/lexicon.rs` says how.
type Entry = (&'static str, &'static [u8], Option<&'static str>);

mod table {
    use super::Entry;
    use crate::built_in::further;

    include!(concat!(env!("OUT_DIR"), "/lexicon.rs"));
}

pub(super) use table::LANGUAGES;

/// The phrases that are known.
///
/// With the feature `languages` they are those of every language. Without it they are the English ones, and the files of the
/// others are learnt when mail is judged that may hold phrases of theirs.
#[derive(Debug)]
pub struct Lexicon {
    /// Sorted by the stem.
    phrases: Vec<Phrase>,
    /// For each hash of an opening whether some phrase begins with such, so that most words cost no search.
    openings: Sieve,
    known: Languages,
}

#[cfg(test)]
static BUILT_IN: std::sync::LazyLock<Lexicon> = std::sync::LazyLock::new(Lexicon::new);

/// A phrase as it is looked for.
#[derive(Debug)]
struct Phrase {
    stem: &'static str,
    topic: Topic,
    /// Whether the last word may go on, as in "verify your accoun*".
    open: bool,
    /// The place of its language in the table.
    language: usize,
}

impl Phrase {
    fn octet(&self, depth: usize) -> Option<u8> {
        self.stem.as_bytes().get(depth).copied()
    }
}

impl Default for Lexicon {
    fn default() -> Lexicon {
        Lexicon::new()
    }
}

impl Lexicon {
    /// The phrases that are built in.
    pub fn new() -> Lexicon {
        let mut lexicon = Lexicon {
            phrases: Vec::new(),
            openings: Sieve::new(HASH_BITS),
            known: Languages::default(),
        };
        for (language, (_, _, text)) in LANGUAGES.iter().enumerate() {
            if let Some(text) = text {
                lexicon.read(language, text);
            }
        }
        lexicon.sort();
        lexicon
    }

    /// One that all tests share.
    #[cfg(test)]
    pub fn built_in() -> &'static Lexicon {
        &BUILT_IN
    }

    /// The files of the languages whose phrases are built in, with their content.
    pub fn files() -> impl Iterator<Item = (&'static str, &'static str)> {
        LANGUAGES
            .iter()
            .filter_map(|(file, _, text)| Some((*file, (*text)?)))
    }

    /// Learns the content of a file that [`judge_with`](crate::judge_with) asked for, and says whether it is known now. Nothing is
    /// learnt twice, nor from a file of another version or half a file, whose digests are others.
    pub fn learn(&mut self, file: &str, content: String) -> bool {
        let Some(language) = LANGUAGES.iter().position(|(known, ..)| *known == file) else {
            return false;
        };
        if self.known.has(language) {
            return true;
        }
        let is_whole = file.contains(&digest(content.as_bytes()));
        if is_whole {
            // As those that are built in, the phrases stay as long as the program: no lexicon learns a language twice, and a
            // program needs one.
            self.read(language, content.leak());
            self.sort();
        }
        is_whole
    }

    /// The names of the files of those `spoken` languages that are not known.
    pub(super) fn lacking(&self, spoken: Languages) -> Vec<&'static str> {
        let lacking = spoken.without(self.known);
        let mut files = Vec::new();
        for (language, (file, ..)) in LANGUAGES.iter().enumerate() {
            if lacking.has(language) {
                files.push(*file);
            }
        }
        files
    }

    /// `text` holds `#topic` and below it the phrases, a line each.
    fn read(&mut self, language: usize, text: &'static str) {
        let mut topic = None;
        for line in text.lines() {
            if let Some(name) = line.strip_prefix('#') {
                topic = Topic::named(name);
                continue;
            }
            let Some(topic) = topic else { continue };
            let stem = line.strip_suffix('*');
            let phrase = Phrase {
                stem: stem.unwrap_or(line),
                topic,
                open: stem.is_some(),
                language,
            };
            let octets = phrase.stem.as_bytes();
            let opening = opening::<LONG>(octets)
                .or_else(|| opening::<MIDDLE>(octets))
                .or_else(|| opening::<SHORT>(octets));
            if let Some(opening) = opening {
                self.openings.put(opening);
                self.phrases.push(phrase);
            }
        }
        self.known = self.known.and(Languages::of(language));
    }

    fn sort(&mut self) {
        let phrases = std::mem::take(&mut self.phrases);
        self.phrases = sorted(phrases, |one, other| one.stem.cmp(other.stem));
    }

    /// Calls `found` for each phrase of a `spoken` language in `text`, which is normalised and folded, with the topic, the words
    /// and where they begin.
    pub(super) fn find(
        &self,
        spoken: Languages,
        text: &str,
        mut found: impl FnMut(Topic, &str, usize),
    ) {
        for hit in self.matches(spoken, text) {
            let after = text.get(hit.end..).unwrap_or_default();
            let rest = if hit.open {
                after.find(|c| !is_letter(c)).unwrap_or(after.len())
            } else {
                0
            };
            // A word of any length may follow the stem; evidence needs no more than its beginning.
            let whole = text
                .get(hit.start..hit.end + rest.min(40))
                .or_else(|| text.get(hit.start..hit.end));
            found(hit.topic, whole.unwrap_or_default(), hit.start);
        }
    }

    fn matches(&self, spoken: Languages, text: &str) -> Vec<Match> {
        let mut matches = Vec::new();
        let octets = text.as_bytes();
        let mut in_word = false;
        for (start, octet) in octets.iter().enumerate() {
            // Within a word of ASCII, as most octets are.
            let was_in_word = std::mem::replace(&mut in_word, octet.is_ascii_alphanumeric());
            if was_in_word && in_word {
                continue;
            }
            // No phrase begins with a space or another sign, which a test holds.
            if octet.is_ascii() && !in_word && !matches!(octet, b'$' | b'%') {
                continue;
            }
            if !may_open(&self.openings, octets.get(start..).unwrap_or_default()) {
                continue;
            }
            // Nothing at an octet that begins no character.
            let Some((before, rest)) = text.split_at_checked(start) else {
                continue;
            };
            if continues(before.chars().next_back(), rest.chars().next()) {
                continue;
            }
            self.each_prefix(rest, |phrase| {
                let after = rest.get(phrase.stem.len()..).unwrap_or_default();
                let ends = !continues(phrase.stem.chars().next_back(), after.chars().next());
                if (ends || phrase.open) && spoken.has(phrase.language) {
                    matches.push(Match {
                        end: start + phrase.stem.len(),
                        start,
                        topic: phrase.topic,
                        open: phrase.open,
                    });
                }
            });
            if matches.len() >= MOST_MATCHES {
                break;
            }
        }
        sorted(matches, Match::cmp)
    }

    /// Calls `found` for each phrase with which `text` begins: one phrase may be the beginning of another.
    fn each_prefix(&self, text: &str, mut found: impl FnMut(&Phrase)) {
        let Some(first) = text.as_bytes().first_chunk::<SHORT>() else {
            return;
        };
        let range = self.phrases.as_slice();
        let first = first.as_slice();
        let opens = |phrase: &Phrase| phrase.stem.as_bytes().get(..SHORT).cmp(&Some(first));
        let from = range.partition_point(|phrase| opens(phrase).is_lt());
        let range = range.get(from..).unwrap_or_default();
        let to = range.partition_point(|phrase| opens(phrase).is_eq());
        let mut range = range.get(..to).unwrap_or_default();
        range
            .iter()
            .take_while(|phrase| phrase.stem.len() == SHORT)
            .for_each(&mut found);
        // Each octet narrows the phrases to those that go on with it. What ends is before what goes on.
        for (depth, octet) in text.bytes().enumerate().skip(SHORT) {
            let from = range.partition_point(|phrase| phrase.octet(depth) < Some(octet));
            range = range.get(from..).unwrap_or_default();
            let to = range.partition_point(|phrase| phrase.octet(depth) == Some(octet));
            range = range.get(..to).unwrap_or_default();
            if range.is_empty() {
                return;
            }
            range
                .iter()
                .take_while(|phrase| phrase.stem.len() == depth + 1)
                .for_each(&mut found);
        }
    }
}

/// A quarter of a million places for some thousand openings in three lengths: what passes by chance costs a search.
const HASH_BITS: u32 = 18;
/// How many octets of a phrase are its opening, and of the few that are shorter; none is shorter than that, which a test holds.
const LONG: usize = 12;
const MIDDLE: usize = 7;
const SHORT: usize = 3;

/// The hash of the first octets.
fn opening<const LENGTH: usize>(text: &[u8]) -> Option<u32> {
    let octets = text.first_chunk::<LENGTH>()?;
    // Octets beyond the eighth come round to the first again.
    let number = octets.iter().fold(LENGTH as u64, |number, octet| {
        number.rotate_left(8) ^ u64::from(*octet)
    });
    // Fibonacci hashing: the upper bits of the product are mixed best.
    u32::try_from(number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> u32::BITS).ok()
}

/// Whether a phrase may begin with `text`.
fn may_open(openings: &Sieve, text: &[u8]) -> bool {
    let passes = |opening: Option<u32>| opening.is_some_and(|hash| openings.passes(hash));
    passes(opening::<LONG>(text))
        || passes(opening::<MIDDLE>(text))
        || passes(opening::<SHORT>(text))
}

/// The most matches that are looked at, so that a text made of nothing but matches stays cheap.
const MOST_MATCHES: usize = 4_096;

/// A phrase at its place in the text; in the order in which matches are told: by where they end.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Match {
    end: usize,
    start: usize,
    topic: Topic,
    open: bool,
}

/// Whether two neighbouring characters belong to one word.
fn continues(left: Option<char>, right: Option<char>) -> bool {
    matches!((left, right), (Some(left), Some(right)) if is_letter(left) && is_letter(right))
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() && !is_cjk(c)
}

#[cfg(test)]
#[path = "lookup_tests.rs"]
mod tests;
