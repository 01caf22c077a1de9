//! Looks up all phrases of all languages in a text, word by word.
//!
//! Phrases begin where words do, so a sorted list that is narrowed octet by octet finds them as fast as an automaton,
//! which takes milliseconds to build at the first mail and a twentieth of the download.

use std::sync::LazyLock;

use super::Topic;
use super::normalised::is_cjk;
use crate::sorting::sorted;

mod table {
    include!(concat!(env!("OUT_DIR"), "/lexicon.rs"));
}

/// A phrase as it is looked for.
struct Phrase {
    stem: &'static str,
    topic: Topic,
    /// Whether the last word may go on, as in "verify your accoun*".
    open: bool,
}

impl Phrase {
    fn octet(&self, depth: usize) -> Option<u8> {
        self.stem.as_bytes().get(depth).copied()
    }
}

/// Sorted by the stem, at the first question.
static PHRASES: LazyLock<Vec<Phrase>> = LazyLock::new(|| {
    let phrases: Vec<Phrase> = phrases()
        .filter_map(|(topic, phrase)| {
            let stem = phrase.strip_suffix('*');
            Some(Phrase {
                stem: stem.unwrap_or(phrase),
                topic: Topic::named(topic)?,
                open: stem.is_some(),
            })
        })
        .collect();
    sorted(phrases, |one, other| one.stem.cmp(other.stem))
});

/// For each hash of an opening whether some phrase begins with such, so that most words cost no search.
static OPENINGS: LazyLock<Vec<bool>> = LazyLock::new(|| {
    let mut openings = vec![false; 1 << HASH_BITS];
    for phrase in PHRASES.iter() {
        let stem = phrase.stem.as_bytes();
        let hash = opening::<LONG>(stem).or_else(|| opening::<SHORT>(stem));
        if let Some(opening) = hash.and_then(|hash| openings.get_mut(hash)) {
            *opening = true;
        }
    }
    openings
});

const HASH_BITS: u32 = 15;
/// How many octets of a phrase are its opening, and of the few that are shorter; none is shorter than that, which a test holds.
const LONG: usize = 7;
const SHORT: usize = 3;

/// The hash of the first octets.
fn opening<const LENGTH: usize>(text: &[u8]) -> Option<usize> {
    let octets = text.first_chunk::<LENGTH>()?;
    let number = octets.iter().fold(LENGTH as u64, |number, octet| {
        number << 8 | u64::from(*octet)
    });
    // Fibonacci hashing: the upper bits of the product are mixed best.
    usize::try_from(number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (u64::BITS - HASH_BITS)).ok()
}

/// Whether a phrase may begin with `text`.
fn may_open(openings: &[bool], text: &[u8]) -> bool {
    let is_known = |hash: Option<usize>| hash.and_then(|hash| openings.get(hash)) == Some(&true);
    is_known(opening::<LONG>(text)) || is_known(opening::<SHORT>(text))
}

/// Every phrase with the name of its topic.
fn phrases() -> impl Iterator<Item = (&'static str, &'static str)> {
    table::TOPICS
        .iter()
        .flat_map(|(topic, joined)| joined.lines().map(move |phrase| (*topic, phrase)))
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

/// Calls `found` for each phrase in `text`, which is normalised and folded, with the topic, the words and
/// where they begin.
pub(super) fn find(text: &str, mut found: impl FnMut(Topic, &str, usize)) {
    for hit in matches(text) {
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

fn matches(text: &str) -> Vec<Match> {
    let openings = OPENINGS.as_slice();
    let mut matches = Vec::new();
    let octets = text.as_bytes();
    let mut in_word = false;
    for (start, octet) in octets.iter().enumerate() {
        // Within a word of ASCII, as most octets are.
        let was_in_word = std::mem::replace(&mut in_word, octet.is_ascii_alphanumeric());
        if was_in_word && in_word {
            continue;
        }
        if !may_open(openings, octets.get(start..).unwrap_or_default()) {
            continue;
        }
        // Nothing at an octet that begins no character.
        let Some((before, rest)) = text.split_at_checked(start) else {
            continue;
        };
        if continues(before.chars().next_back(), rest.chars().next()) {
            continue;
        }
        each_prefix(rest, |phrase| {
            let after = rest.get(phrase.stem.len()..).unwrap_or_default();
            let ends = !continues(phrase.stem.chars().next_back(), after.chars().next());
            if ends || phrase.open {
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
fn each_prefix(text: &str, mut found: impl FnMut(&'static Phrase)) {
    let mut range: &'static [Phrase] = PHRASES.as_slice();
    // Each octet narrows the phrases to those that go on with it. What ends is before what goes on.
    for (depth, octet) in text.bytes().enumerate() {
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

/// Whether two neighbouring characters belong to one word.
fn continues(left: Option<char>, right: Option<char>) -> bool {
    matches!((left, right), (Some(left), Some(right)) if is_letter(left) && is_letter(right))
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() && !is_cjk(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_topic_of_the_files_is_known() {
        for (topic, phrase) in phrases() {
            assert!(
                Topic::named(topic).is_some(),
                "{topic} ({phrase}) is no topic"
            );
        }
    }

    #[test]
    fn every_topic_has_phrases_in_english_and_chinese() {
        for topic in Topic::ALL {
            let of = |chinese: bool| {
                phrases().any(|(name, phrase)| {
                    Topic::named(name) == Some(*topic) && phrase.chars().any(is_cjk) == chinese
                })
            };
            assert!(of(false) && of(true), "{topic:?}");
        }
    }

    #[test]
    fn phrases_are_written_as_text_is_normalised() {
        for (_, phrase) in phrases() {
            let stem = phrase.trim_end_matches('*');
            assert_eq!(
                super::super::folded(&super::super::normalised(stem, 1000)),
                stem,
                "write the phrase like this"
            );
            assert!(
                stem.chars().count() >= 3,
                "{phrase} is too short to mean anything"
            );
        }
    }

    #[test]
    fn every_phrase_is_found_in_itself() {
        for phrase in PHRASES.iter() {
            let mut is_found = false;
            find(phrase.stem, |topic, words, at| {
                is_found |= topic == phrase.topic && words == phrase.stem && at == 0;
            });
            assert!(is_found, "{}", phrase.stem);
        }
    }

    #[test]
    fn phrases_inside_and_beside_one_another_are_all_found_by_where_they_end() {
        let text = "verify your account now";
        let mut ends = Vec::new();
        find(text, |_, words, at| ends.push(at + words.len()));
        assert!(ends.is_sorted() && !ends.is_empty(), "{ends:?}");
    }

    #[test]
    fn stays_cheap_on_a_text_of_nothing_but_matches() {
        let text = "verify your account ".repeat(20_000);
        let mut count = 0;
        find(&text, |_, _, _| count += 1);
        assert!((MOST_MATCHES..2 * MOST_MATCHES).contains(&count), "{count}");
    }
}
