//! Which languages a text may hold: only their phrases are looked for, so that a page loads no others.
//!
//! A letter of its script makes a language known, or one of the words of which each of its phrases holds one: with the phrases
//! of the others, the verdict would be the same. That a text is in the language is more than this says.

use std::sync::LazyLock;

use banner_unicode::leb128;

use super::lookup::LANGUAGES;
use crate::digest::{BEGIN, mark, mark_of, next};
use crate::sorting::sorted;

/// A set of languages, by their places in the table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Languages(u32);

impl Languages {
    pub fn of(place: usize) -> Languages {
        Languages(u32::try_from(place).map_or(0, |place| 1_u32.checked_shl(place).unwrap_or(0)))
    }

    pub fn and(self, other: Languages) -> Languages {
        Languages(self.0 | other.0)
    }

    pub fn without(self, other: Languages) -> Languages {
        Languages(self.0 & !other.0)
    }

    pub fn has(self, place: usize) -> bool {
        self.0 & Languages::of(place).0 != 0
    }
}

/// The marks of words, in order, and the languages that they make known.
static MARKS: LazyLock<Vec<(u32, Languages)>> = LazyLock::new(|| {
    let mut marks = Vec::new();
    for (place, (_, distances, _)) in LANGUAGES.iter().enumerate() {
        let (mut distances, mut mark) = (distances.iter(), 0_u32);
        while let Some(distance) = leb128(&mut distances) {
            mark = mark.wrapping_add(distance);
            marks.push((mark, Languages::of(place)));
        }
    }
    sorted(marks, |one, other| one.0.cmp(&other.0))
});

fn known_by(marks: &[(u32, Languages)], mark: u32) -> Languages {
    let from = marks.partition_point(|(known, _)| *known < mark);
    let same = marks.iter().skip(from);
    same.take_while(|(known, _)| *known == mark)
        .fold(Languages::default(), |all, (_, one)| all.and(*one))
}

/// The languages that the texts, which are normalised and folded, may hold together, and English.
pub(super) fn languages(texts: [&str; 2]) -> Languages {
    let marks = MARKS.as_slice();
    let mut spoken = Languages::default();
    for (place, (file, ..)) in LANGUAGES.iter().enumerate() {
        if file.starts_with("en-") {
            spoken = Languages::of(place);
        }
    }
    for text in texts {
        let mut word = BEGIN;
        for (at, octet) in text.bytes().enumerate() {
            if octet.is_ascii_lowercase() {
                word = next(word, octet);
                continue;
            }
            if word != BEGIN {
                spoken = spoken.and(known_by(marks, mark_of(word)));
                word = BEGIN;
            }
            // Scripts by the octets with which their characters begin.
            if octet >= 0xD0 {
                let c = text.get(at..).and_then(|rest| rest.chars().next());
                if let Some(script) = script(c) {
                    spoken = spoken.and(known_by(marks, mark(script)));
                }
            }
        }
        if word != BEGIN {
            spoken = spoken.and(known_by(marks, mark_of(word)));
        }
    }
    spoken
}

/// What stands among the words for the script of a letter.
fn script(c: Option<char>) -> Option<&'static [u8]> {
    match u32::from(c?) {
        0x0400..=0x052F => Some(b"(cyrillic)"),
        0x3040..=0x30FF => Some(b"(kana)"),
        0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF => Some(b"(han)"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::asked::is_part;
    use super::super::{Lexicon, Topic, folded, normalised};
    use super::*;

    fn spoken(text: &str) -> Vec<&'static str> {
        let text = folded(&normalised(text, 1000));
        let spoken = languages(["", &text]);
        let files = LANGUAGES.iter().enumerate();
        files
            .filter(|(place, _)| spoken.has(*place))
            .map(|(_, (file, ..))| file.get(..2).unwrap())
            .collect()
    }

    #[test]
    fn english_needs_no_other_list() {
        assert_eq!(spoken(""), ["en"]);
        assert_eq!(spoken("Please verify your account"), ["en"]);
        assert_eq!(spoken("We met in the café, señor"), ["en"]);
    }

    #[test]
    fn each_phrase_makes_its_own_language_known() {
        for (file, text) in Lexicon::files() {
            let language = file.get(..2).unwrap();
            if ["ja", "zh"].contains(&language) {
                continue;
            }
            let mut is_part_of_one = false;
            for phrase in text.lines() {
                if let Some(topic) = phrase.strip_prefix('#') {
                    is_part_of_one = Topic::named(topic)
                        .is_some_and(|topic| is_part(topic) || topic == Topic::ScanRequest);
                }
                // What counts only beside something else is looked for in texts that have other words.
                if is_part_of_one || phrase.starts_with('#') {
                    continue;
                }
                let text = ["we read ", phrase.trim_end_matches('*'), "."].concat();
                assert!(spoken(&text).contains(&language), "{language}: {phrase}");
            }
        }
    }

    #[test]
    fn a_word_makes_its_language_known() {
        assert_eq!(spoken("Hello. Ihr Paket ist da"), ["de", "en"]);
        assert_eq!(
            spoken("Hello Anna: dringender Handlungsbedarf"),
            ["de", "en"]
        );
        assert!(spoken("Votre carte Vitale").contains(&"fr"));
    }

    #[test]
    fn what_hides_words_is_undone_first() {
        assert!(spoken("v\u{200B}otre compte").contains(&"fr"));
        assert!(spoken("vоtre compte").contains(&"fr"), "a Cyrillic letter");
    }

    #[test]
    fn scripts_make_languages_known() {
        assert_eq!(spoken("请验证 account of the bank"), ["en", "zh"]);
        assert_eq!(spoken("請驗證 the"), ["en", "zh"]);
        assert_eq!(spoken("アカウント the"), ["en", "ja"]);
        assert_eq!(spoken("緊急のお知らせ"), ["en", "ja", "zh"]);
        assert_eq!(spoken("подтвердите ваш аккаунт"), ["en", "ru"]);
    }

    #[test]
    fn the_subject_counts_as_the_text_does() {
        assert_eq!(languages(["ihr konto", ""]), languages(["", "ihr konto"]));
        let both = languages(["请", "подтвердите"]);
        assert_eq!(
            both,
            languages(["请", ""]).and(languages(["", "подтвердите"]))
        );
    }
}
