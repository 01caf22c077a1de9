//! Phrases are found wherever they stand, those of the languages that are spoken alone, and files are learnt once.

use super::super::asked::is_part;
use super::super::spoken;
use super::*;

/// As if every language were spoken.
fn all() -> Languages {
    let places = 0..LANGUAGES.len();
    places.fold(Languages::default(), |all, place| {
        all.and(Languages::of(place))
    })
}

/// Every phrase with the name of its topic.
fn phrases() -> Vec<(&'static str, &'static str)> {
    let mut phrases = Vec::new();
    for (_, text) in Lexicon::files() {
        let mut topic = "";
        for line in text.lines() {
            match line.strip_prefix('#') {
                Some(name) => topic = name,
                None => phrases.push((topic, line)),
            }
        }
    }
    phrases
}

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
fn every_topic_has_phrases_in_each_of_the_eight_languages() {
    // Some languages have verbs of a kind on one side alone.
    let whole = Topic::ALL.iter().filter(|topic| !is_part(**topic));
    for topic in whole {
        for language in ["de", "en", "es", "fr", "ja", "pt", "ru", "zh"] {
            let (_, text) = Lexicon::files()
                .find(|(file, _)| file.starts_with(&format!("{language}-")))
                .unwrap();
            let mut is_topic = false;
            let has_phrase = text.lines().any(|line| match line.strip_prefix('#') {
                Some(name) => {
                    is_topic = Topic::named(name) == Some(*topic);
                    false
                }
                None => is_topic,
            });
            assert!(has_phrase, "{language} says nothing of {topic:?}");
        }
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
            stem.len() >= SHORT && stem.chars().count() >= if stem.is_ascii() { 3 } else { 2 },
            "{phrase} is too short to mean anything"
        );
    }
}

#[test]
fn every_phrase_is_found_in_itself() {
    let lexicon = Lexicon::built_in();
    for phrase in &lexicon.phrases {
        let mut is_found = false;
        lexicon.find(all(), phrase.stem, |topic, words, at| {
            is_found |= topic == phrase.topic && words == phrase.stem && at == 0;
        });
        assert!(is_found, "{}", phrase.stem);
    }
}

#[test]
fn phrases_are_those_of_the_languages_that_are_spoken() {
    let text = "ihr konto wurde gesperrt";
    let count = |spoken| {
        let mut count = 0;
        Lexicon::built_in().find(spoken, text, |_, _, _| count += 1);
        count
    };
    assert!(count(spoken::languages(["", text])) > 0);
    assert_eq!(count(Languages::default()), 0);
}

#[test]
fn a_language_is_learnt_once_and_only_from_its_own_file() {
    let (file, text) = Lexicon::files()
        .find(|(file, _)| file.starts_with("de-"))
        .unwrap();
    let german = LANGUAGES.iter().position(|(known, ..)| *known == file);
    let german = Languages::of(german.unwrap());
    let mut lexicon = Lexicon {
        phrases: Vec::new(),
        openings: Sieve::new(HASH_BITS),
        known: Languages::default(),
    };
    assert_eq!(lexicon.lacking(german), [file]);
    assert!(!lexicon.learn("de-00000000.txt", text.to_owned()));
    assert!(!lexicon.learn("", text.to_owned()));
    assert!(lexicon.phrases.is_empty());
    assert!(lexicon.learn(file, text.to_owned()));
    let learnt = lexicon.phrases.len();
    assert!(lexicon.learn(file, text.to_owned()));
    assert!(learnt > 300 && lexicon.phrases.len() == learnt);
    assert!(lexicon.lacking(german).is_empty());
    assert!(lexicon.phrases.is_sorted_by(|a, b| a.stem <= b.stem));
    let mut found = Vec::new();
    lexicon.find(german, "ihr konto ist gesperrt", |topic, words, _| {
        found.push((topic, words.to_owned()));
    });
    let whole = "ihr konto ist gesperrt".to_owned();
    assert!(found.contains(&(Topic::CredentialRequest, whole)));
}

#[test]
fn a_file_that_is_none_is_harmless() {
    let mut lexicon = Lexicon::new();
    lexicon.known = Languages::default();
    let known = lexicon.phrases.len();
    for (file, _, text) in LANGUAGES {
        lexicon.learn(file, "<!doctype html>".to_owned());
        lexicon.learn(file, text.unwrap().trim_end().to_owned());
    }
    lexicon.read(0, "<!doctype html>\n\n#nothing\nx y z\n#prize\nab\n");
    assert_eq!(lexicon.phrases.len(), known);
}

#[test]
fn phrases_inside_and_beside_one_another_are_all_found_by_where_they_end() {
    let text = "verify your account now";
    let mut ends = Vec::new();
    Lexicon::built_in().find(all(), text, |_, words, at| ends.push(at + words.len()));
    assert!(ends.is_sorted() && !ends.is_empty(), "{ends:?}");
}

#[test]
fn stays_cheap_on_a_text_of_nothing_but_matches() {
    let text = "verify your account ".repeat(20_000);
    let mut count = 0;
    Lexicon::built_in().find(all(), &text, |_, _, _| count += 1);
    assert!((MOST_MATCHES..2 * MOST_MATCHES).contains(&count), "{count}");
}
