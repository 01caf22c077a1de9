//! Tests of what is learnt from text, with invented messages.

use super::*;
use crate::training::testing::entry;

const LURE: &str = "please unlock your vault with the twelve words before midnight";
const TALK: &str = "we met at the harbour and spoke of boats and of the weather";

/// Messages of two sources of each kind, each with words of its own.
fn mail() -> (Vec<Entry>, Vec<Passages>) {
    let mut entries = Vec::new();
    let mut samples = Vec::new();
    for number in 0..40 {
        for (source, label, text) in [
            ("pot", Label::Phishing, LURE),
            ("trap", Label::Phishing, LURE),
            ("list", Label::Legitimate, TALK),
            ("office", Label::Legitimate, TALK),
        ] {
            entries.push(entry(label, &format!("{source}/{source}{number}")));
            let raw = format!("Subject: note\r\n\r\nnumber {number}{source}x{number} {text}\r\n");
            samples.push(Passages::of(
                entries.len() - 1,
                &Message::parse(raw.as_bytes()),
            ));
        }
    }
    (entries, samples)
}

fn all(entries: &[Entry]) -> Vec<bool> {
    vec![true; entries.len()]
}

#[test]
fn what_lures_say_reads_like_a_lure_and_what_others_say_does_not() {
    let (entries, samples) = mail();
    let learnt = learnt(&samples, &entries, &all(&entries), Terms::Free).unwrap();
    assert!(strength(&learnt.likeness, "", LURE) > 0.5);
    assert_eq!(strength(&learnt.likeness, "", TALK), 0.0);
    assert!(learnt.quantised_loss < learnt.loss + 0.05, "{learnt:?}");
    assert!(
        banner_core::Model {
            text: Some(learnt.likeness),
            ..banner_core::Model::built_in().unwrap()
        }
        .checked()
        .is_ok()
    );
}

#[test]
fn a_run_of_one_source_or_of_few_clusters_is_not_learnt() {
    let (entries, samples) = mail();
    let one: Vec<bool> = entries
        .iter()
        .map(|entry| ["pot", "list"].contains(&entry.source.as_str()))
        .collect();
    let of_one = learnt(&samples, &entries, &one, Terms::Free);
    let of_two = learnt(&samples, &entries, &all(&entries), Terms::Free).unwrap();
    // What both kinds share is all that stands in two sources.
    assert!(of_one.is_none_or(
        |learnt| learnt.kept * 3 < of_two.kept && strength(&learnt.likeness, "", LURE) < 0.5
    ));
    let few: Vec<bool> = (0..entries.len()).map(|place| place < 4).collect();
    assert!(learnt(&samples, &entries, &few, Terms::Free).is_none());
}

#[test]
fn text_under_non_commercial_terms_is_left_out_of_what_ships() {
    let (mut entries, samples) = mail();
    for entry in &mut entries {
        if entry.label == Label::Phishing {
            entry.licence = "CC BY-NC 4.0".to_owned();
        }
    }
    assert!(learnt(&samples, &entries, &all(&entries), Terms::Free).is_none());
    assert!(learnt(&samples, &entries, &all(&entries), Terms::All).is_some());
}

#[test]
fn one_message_of_a_cluster_and_a_bounded_number_of_clusters_are_sampled() {
    let mut entries: Vec<Entry> = (0..SAMPLED * 2)
        .map(|number| entry(Label::Legitimate, &format!("list/{number}")))
        .collect();
    for number in 0..5 {
        entries.push(entry(Label::Phishing, "pot/same"));
        if let Some(last) = entries.last_mut() {
            last.path = format!("pot/{number}.eml");
        }
    }
    let chosen = sampled(&entries, 1);
    let count = |label| {
        let of_label = entries
            .iter()
            .zip(&chosen)
            .filter(|(entry, chosen)| entry.label == label && **chosen);
        of_label.count()
    };
    assert_eq!(
        (count(Label::Legitimate), count(Label::Phishing)),
        (SAMPLED, 1)
    );
    assert_eq!(chosen, sampled(&entries, 1));
    assert_ne!(chosen, sampled(&entries, 2));
}

#[test]
fn a_long_message_keeps_a_few_passages() {
    let raw = format!(
        "Subject: x\r\n\r\n{}",
        "some words that go on and on ".repeat(2_000)
    );
    let passages = Passages::of(0, &Message::parse(raw.as_bytes()));
    assert_eq!(passages.passages.len(), PASSAGES);
    assert!(
        passages
            .passages
            .iter()
            .all(|passage| passage.len() <= PASSAGE * 4)
    );
}
