//! Phrases are found where a reader would read them, and nowhere else.

use proptest::prelude::*;

use super::*;

fn hits(subject: &str, text: &str) -> Hits {
    Hits::in_texts(subject, text, Lexicon::built_in(), None)
}

#[test]
fn finds_phrases_in_subject_and_text_and_tells_them_apart() {
    let hits = hits(
        "Verify your account",
        "We ask you to verify  your\r\nidentity now.",
    );
    let found: Vec<_> = hits
        .of(Topic::CredentialRequest)
        .map(|hit| (hit.phrase.as_str(), hit.in_subject))
        .collect();
    assert!(found.contains(&("verify your account", true)), "{found:?}");
    assert!(
        found.contains(&("verify your identity", false)),
        "{found:?}"
    );
}

#[test]
fn a_phrase_counts_once_however_often_it_stands_there() {
    let hits = hits("", &"verify your account. ".repeat(500));
    assert_eq!(hits.count(Topic::CredentialRequest), 1);
}

#[test]
fn words_are_whole() {
    assert!(!hits("", "xverify your accountx").has(Topic::CredentialRequest));
}

#[test]
fn chinese_needs_no_word_boundary() {
    assert!(hits("", "请领取2026年工资补贴，谢谢").has(Topic::BenefitLure));
}

#[test]
fn ordinary_sentences_hold_no_phrase() {
    let hits = hits(
        "Lunch on Friday",
        "Hi, shall we meet at noon? The table is booked. 明天中午一起吃饭吗？",
    );
    assert_eq!(hits, Hits::default());
}

#[test]
fn a_mention_prefers_the_subject_and_the_longest_words() {
    let hits = hits(
        "Your parcel could not be delivered",
        "Please pay the customs fee.",
    );
    let mention = hits.mention(Topic::ParcelLure).unwrap();
    assert_eq!(mention.phrase, "parcel could not be delivered");
    assert!(mention.in_subject && mention.is_clear());
}

#[test]
fn phrases_that_share_words_are_mentioned_once() {
    let hits = hits("", "Your parcel could not be delivered.");
    assert!(hits.count(Topic::ParcelLure) > 1, "{hits:?}");
    let mention = hits.mention(Topic::ParcelLure).unwrap();
    assert_eq!(mention.count, 1);
    assert!(!mention.is_clear());
}

#[test]
fn what_comes_between_is_found_but_not_mentioned() {
    let long = "A long text. ".repeat(500);
    let hits = hits("", &format!("{long} verify your account {long}"));
    assert!(hits.has(Topic::CredentialRequest));
    assert_eq!(hits.mention(Topic::CredentialRequest), None);
}

#[test]
fn the_subject_is_mentioned_with_the_end_where_that_says_more() {
    let padding = "The garden club meets on Thursday. ".repeat(400);
    let subject = "Your parcel could not be delivered";
    let lure = "It is held at customs. Please pay the delivery fee of 1.99.";
    let count = |text: &str| {
        let hits = hits(subject, text);
        hits.mention(Topic::ParcelLure).unwrap().count
    };
    let alone = count(lure);
    assert!(alone > count("See you on Thursday."));
    assert_eq!(count(&format!("{padding}{lure}")), alone);
}

#[test]
fn what_comes_last_is_mentioned_after_any_text() {
    let long = "A long text. ".repeat(500);
    for before in [long.clone(), format!("{long} verify your account {long}")] {
        let hits = hits("", &format!("{before} verify your account now"));
        let mention = hits.mention(Topic::CredentialRequest).unwrap();
        assert_eq!(mention.phrase, "verify your account");
        assert_eq!(mention.count, 1);
    }
}

#[test]
fn phrases_are_found_with_and_without_accents_and_quoted_as_they_are_written() {
    for (text, phrase) in [
        ("Geänderte Bankverbindung", "geänderte bankverbindung"),
        ("Geanderte Bankverbindung", "geanderte bankverbindung"),
        (
            "Gea\u{308}nderte Bankverbindung",
            "geanderte bankverbindung",
        ),
    ] {
        let hits = hits("é", text);
        assert_eq!(hits.first(Topic::PaymentChange), Some(phrase));
    }
}

#[test]
fn traditional_characters_are_found_and_quoted_as_they_are_written() {
    let hits = hits("", "Größe: 您的郵箱容量不足，請領取工資補貼");
    assert_eq!(hits.first(Topic::MailboxLure), Some("郵箱容量"));
    assert_eq!(hits.first(Topic::BenefitLure), Some("工資補貼"));
}

#[test]
fn hidden_words_are_found_in_phrases_and_told() {
    let hits = hits("Vеrify your p a s s w o r d", "领取 工.资.补.贴");
    assert!(
        hits.has(Topic::CredentialRequest) && hits.has(Topic::BenefitLure),
        "{hits:?}"
    );
    let words: Vec<_> = hits
        .undone()
        .iter()
        .map(|undone| undone.word.as_str())
        .collect();
    assert_eq!(words, ["password", "verify", "工资补贴"]);
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic_and_folds_to_as_many_characters(
        text in "(?:[a-zà-žА-я0-9 .@$\u{200B}\u{AD}\u{301}\u{3099}カ補贴𝗩ﾊ]|verify your |密.码){0,60}"
    ) {
        let clean = normalised(&text, 200);
        prop_assert_eq!(folded(&clean).chars().count(), clean.chars().count());
        hits(&text, &text);
    }
}
