//! One automaton over all phrases of all languages.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use super::Topic;
use super::normalised::is_cjk;

mod table {
    include!(concat!(env!("OUT_DIR"), "/lexicon.rs"));
}

/// A phrase as it is looked for.
struct Pattern {
    topic: Topic,
    /// Whether the last word may go on, as in "verify your accoun*".
    open: bool,
}

struct Lexicon {
    automaton: AhoCorasick,
    patterns: Vec<Pattern>,
}

/// Built at the first question: a millisecond, once a process or page. `None` if the phrases did
/// not fit the automaton's limits, which a test excludes.
static LEXICON: LazyLock<Option<Lexicon>> = LazyLock::new(|| {
    let mut texts = Vec::new();
    let mut patterns = Vec::new();
    for (topic, phrase) in phrases() {
        let Some(topic) = Topic::named(topic) else { continue };
        let stem = phrase.strip_suffix('*');
        texts.push(stem.unwrap_or(phrase));
        patterns.push(Pattern { topic, open: stem.is_some() });
    }
    // Overlapping search, because one phrase may stand inside another of a different topic.
    let automaton = AhoCorasick::builder().match_kind(MatchKind::Standard).build(texts).ok()?;
    Some(Lexicon { automaton, patterns })
});

/// Every phrase with the name of its topic.
fn phrases() -> impl Iterator<Item = (&'static str, &'static str)> {
    table::TOPICS.iter().flat_map(|(topic, joined)| joined.lines().map(move |phrase| (*topic, phrase)))
}

/// The most matches that are looked at, so that a text made of nothing but matches stays cheap.
const MOST_MATCHES: usize = 4_096;

/// Calls `found` for each phrase in `text`, which is normalised, with the topic, the words and
/// where they begin.
pub(super) fn find(text: &str, mut found: impl FnMut(Topic, &str, usize)) {
    let Some(lexicon) = LEXICON.as_ref() else { return };
    for hit in lexicon.automaton.find_overlapping_iter(text).take(MOST_MATCHES) {
        let Some(pattern) = lexicon.patterns.get(hit.pattern().as_usize()) else { continue };
        let (before, after) = (text.get(..hit.start()), text.get(hit.end()..));
        let (Some(before), Some(phrase), Some(after)) = (before, text.get(hit.range()), after) else { continue };
        let starts = !continues(before.chars().next_back(), phrase.chars().next());
        let ends = !continues(phrase.chars().next_back(), after.chars().next());
        if !starts || !(ends || pattern.open) {
            continue;
        }
        let rest = if pattern.open { after.find(|c| !is_letter(c)).unwrap_or(after.len()) } else { 0 };
        // A word of any length may follow the stem; evidence needs no more than its beginning.
        let whole = text.get(hit.start()..hit.end() + rest.min(40)).unwrap_or(phrase);
        found(pattern.topic, whole, hit.start());
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
            assert!(Topic::named(topic).is_some(), "{topic} ({phrase}) is no topic");
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
            assert_eq!(super::super::normalised::normalised(stem, 1000), stem, "write the phrase like this");
            assert!(stem.chars().count() >= 3, "{phrase} is too short to mean anything");
        }
    }

    #[test]
    fn the_automaton_takes_all_phrases() {
        let lexicon = LEXICON.as_ref().unwrap();
        assert_eq!(lexicon.patterns.len(), phrases().count());
    }
}
