//! Tables come back as they were written, and hold what is learnt from and nothing else.

use super::*;
use crate::training::testing::entry;

const CHOICE: Choice = Choice {
    wording: 0.0,
    calibration: Calibration {
        slope: 1.892_5,
        shift: -0.236,
    },
    thresholds: Thresholds {
        notice: 0.3,
        caution: 0.6,
        suspicious: 0.9,
        danger: 0.99,
    },
};

fn mail() -> (Vec<Example>, Vec<Entry>) {
    let mut unsure = entry(Label::Phishing, "pot/u");
    unsure.sure = false;
    let mut rendered = entry(Label::Legitimate, "shop/r");
    rendered.rendered = true;
    let entries = vec![
        entry(Label::Legitimate, "list/a"),
        entry(Label::Legitimate, "list/a"),
        entry(Label::Phishing, "pot/b"),
        unsure,
        entry(Label::Spam, "pot/s"),
        rendered,
    ];
    let features = [
        vec![(1, 1.0)],
        vec![(1, 1.0)],
        vec![(0, 0.35), (7, 1.0)],
        vec![(3, 1.0)],
        vec![(3, 1.0)],
        vec![],
    ];
    let examples = features.into_iter().enumerate();
    let examples = examples.map(|(place, features)| Example::of_signals(place, features));
    (examples.collect(), entries)
}

#[test]
fn what_is_the_same_is_one_row_and_what_is_not_learnt_from_is_none() {
    let (examples, entries) = mail();
    let base = Base::read(&table(&examples, &entries, &CHOICE)).unwrap();
    assert_eq!(base.entries.len(), 3);
    assert_eq!(base.messages(), 4);
    assert_eq!(base.choice, CHOICE);
    let lure = base
        .entries
        .iter()
        .position(|row| row.label == Label::Phishing);
    let lure = &base.examples[lure.unwrap()];
    assert_eq!(lure.features, [(0, 0.35), (7, 1.0)]);
    assert!(base.entries.iter().any(|row| row.rendered));
}

#[test]
fn a_cluster_is_held_wholly_or_not_at_all() {
    let entries: Vec<Entry> = (0..400)
        .map(|number| {
            entry(
                Label::Legitimate,
                &format!("s{}/{}", number % 3, number % 100),
            )
        })
        .collect();
    let examples: Vec<Example> = (0..400)
        .map(|place| Example::of_signals(place, vec![(place as u32 % 20, 1.0)]))
        .collect();
    let base = Base::read(&table(&examples, &entries, &CHOICE)).unwrap();
    let mut by_cluster: BTreeMap<&str, bool> = BTreeMap::new();
    for (entry, held) in base.entries.iter().zip(&base.held) {
        assert_eq!(by_cluster.entry(&entry.cluster).or_insert(*held), held);
    }
    let held = by_cluster.values().filter(|held| **held).count();
    assert!((5..=40).contains(&held), "{held} of 100");
}

#[test]
fn a_line_that_is_none_is_named() {
    let (examples, entries) = mail();
    let text = table(&examples, &entries, &CHOICE);
    let broken = format!("{text}x 0 0 1\n");
    let refused = Base::read(&broken).unwrap_err();
    assert_eq!(refused.line, text.lines().count() + 1);
    assert_eq!(Base::read("").unwrap_err().line, 1);
    assert_eq!(Base::read(HEADING).unwrap_err().line, 2);
}

#[test]
fn the_table_of_the_repository_is_whole_and_small() {
    let base = Base::built_in().unwrap();
    assert!(base.messages() > 10_000, "{}", base.messages());
    assert!(BUILT_IN.len() < 1_000_000, "{} bytes", BUILT_IN.len());
    for label in [Label::Legitimate, Label::Phishing] {
        for held in [false, true] {
            let rows = base.entries.iter().zip(&base.held);
            let rows = rows.filter(|(entry, is)| entry.label == label && **is == held);
            assert!(rows.count() > 100, "{label:?}, held: {held}");
        }
    }
}

#[test]
fn nothing_of_a_mail_is_in_the_table_but_numbers() {
    let rows = BUILT_IN.lines().filter(|line| {
        !["threat-banner", "choice ", "signal ", "source "]
            .iter()
            .any(|start| line.starts_with(start))
    });
    for row in rows {
        let (_, numbers) = row.split_once(' ').unwrap();
        let is_number = |c: char| c.is_ascii_digit() || " :.".contains(c);
        assert!(numbers.chars().all(is_number), "{row}");
    }
}
