//! No language lacks a key or a placeholder of another.

use std::collections::BTreeSet;

use super::*;

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
        .collect()
}

#[test]
fn no_key_is_missing_in_any_language() {
    let english: BTreeSet<_> = keys(Language::English).collect();
    assert!(english.len() > 100);
    for language in Language::ALL {
        let theirs: BTreeSet<_> = keys(language).collect();
        let missing: Vec<_> = english.difference(&theirs).collect();
        let surplus: Vec<_> = theirs.difference(&english).collect();
        assert!(
            missing.is_empty() && surplus.is_empty(),
            "{}: missing {missing:?}, surplus {surplus:?}",
            language.tag()
        );
    }
}

#[test]
fn every_language_uses_the_same_placeholders() {
    for key in keys(Language::English) {
        let english = placeholders(lookup(Language::English, key).unwrap());
        for language in Language::ALL {
            let theirs = placeholders(lookup(language, key).unwrap());
            assert_eq!(english, theirs, "{} {key}", language.tag());
        }
    }
}

#[test]
fn no_text_promises_safety_or_shouts() {
    for key in keys(Language::English) {
        let text = lookup(Language::English, key).unwrap().to_lowercase();
        assert!(
            !text
                .split(|c: char| !c.is_alphabetic())
                .any(|word| word == "safe"),
            "{key}: {text}"
        );
        assert!(!text.contains('!'), "{key}: {text}");
        assert!(
            !lookup(Language::SimplifiedChinese, key)
                .unwrap()
                .contains('！'),
            "{key}"
        );
    }
}

#[test]
fn an_unknown_key_has_no_text() {
    assert_eq!(lookup(Language::English, "level.nothing"), None);
}

#[test]
fn values_fill_their_places_once() {
    let value = |name: &str| (name == "domain").then(|| "{domain}".to_owned());
    assert_eq!(
        fill("from {domain}, {other}", value),
        "from {domain}, {other}"
    );
    assert_eq!(fill("open { brace", value), "open { brace");
    assert_eq!(fill("", value), "");
}

#[test]
fn words_of_a_language_are_learnt_only_from_its_own_file() {
    let (file, text) = files().next().unwrap();
    assert!(file.starts_with("zh-Hans-") && text.contains("level.danger"));
    assert!(!learn(file, "<!doctype html>".to_owned()));
    assert!(!learn(file, text.trim_end_matches('}').to_owned() + "x"));
    assert!(!learn("zh-Hans-00000000.txt", text.to_owned()));
    assert!(learn(file, text.to_owned()));
    assert_eq!(wanted(Language::SimplifiedChinese), None);
    assert_eq!(
        spoken(Language::SimplifiedChinese),
        Language::SimplifiedChinese
    );
}
