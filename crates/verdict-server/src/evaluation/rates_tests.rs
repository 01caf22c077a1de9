//! What the rates count, by hand and by property.

use proptest::prelude::*;

use super::super::sample::samples;
use super::super::testing::Mail;
use super::*;
use crate::training::manifest::Label::Legitimate;

fn by_cluster(mail: &Mail) -> LevelRates {
    LevelRates::by_cluster(&samples(&mail.entries, &mail.outcomes))
}

#[test]
fn a_cluster_counts_once_as_the_share_of_its_messages() {
    let mail = Mail::default()
        .with(Legitimate, "a/1", Level::Danger, 3.0)
        .with(Legitimate, "a/1", Level::None, -3.0)
        .with(Legitimate, "a/2", Level::None, -3.0)
        .with(Legitimate, "a/3", Level::Notice, -1.0);
    let rates = by_cluster(&mail);
    assert_eq!((rates.messages, rates.clusters), (4, 3));
    assert_eq!(rates.at, [2, 1, 0, 0, 1]);
    assert!((rates.danger.share - 0.5 / 3.0).abs() < 1e-12);
    assert!((rates.notice.share - 1.5 / 3.0).abs() < 1e-12);
    assert_eq!(rates.messages_at(Level::Notice), 2);
    // Half a hit is bounded as a whole one: one of three, and 1 - (0.05)^(1/2) inverted by hand is 0.8647.
    assert!((rates.danger.at_most - 0.8647).abs() < 1e-4);
}

#[test]
fn a_source_counts_once() {
    let mail = Mail::default()
        .with_many(8, Legitimate, "large", Level::None)
        .with_many(1, Legitimate, "small", Level::Caution)
        .with_many(1, Legitimate, "small", Level::None);
    let samples = samples(&mail.entries, &mail.outcomes);
    let rates = LevelRates::by_source(&samples);
    assert!((rates.caution.share - 0.25).abs() < 1e-12);
    assert_eq!((rates.caution.units, rates.messages), (2, 10));
    assert!((LevelRates::by_cluster(&samples).caution.share - 0.1).abs() < 1e-12);
}

#[test]
fn no_mail_has_no_rate_but_the_widest_interval() {
    let rates = by_cluster(&Mail::default());
    assert_eq!(
        (rates.danger.low, rates.danger.high, rates.danger.units),
        (0.0, 1.0, 0)
    );
    assert!(rates.danger.share == 0.0 && rates.danger.at_most == 1.0);
}

#[test]
fn thirds_that_add_up_to_one_are_one() {
    let rate = Rate::of([1.0 / 3.0; 3]);
    let one = Rate::of([1.0, 0.0, 0.0]);
    assert!((rate.at_most - one.at_most).abs() < 1e-12);
}

proptest! {
    #[test]
    fn duplicates_of_a_cluster_change_nothing(
        levels in prop::collection::vec((0_usize..5, 0_u8..6), 1..40),
        copies in 2_usize..5,
    ) {
        let build = |copies: usize| {
            let mut mail = Mail::default();
            for _ in 0..copies {
                for (level, cluster) in &levels {
                    mail = mail.with(Legitimate, &format!("a/{cluster}"), Level::ALL[*level], 0.0);
                }
            }
            mail
        };
        let (once, often) = (by_cluster(&build(1)), by_cluster(&build(copies)));
        for level in SHOWN {
            let (once, often) = (once.of(level), often.of(level));
            prop_assert!((once.share - often.share).abs() < 1e-9);
            prop_assert!((once.high - often.high).abs() < 1e-9);
            prop_assert_eq!(once.units, often.units);
        }
    }

    #[test]
    fn worse_levels_are_never_reached_by_more(levels in prop::collection::vec((0_usize..5, 0_u8..9), 1..60)) {
        let mut mail = Mail::default();
        for (level, cluster) in &levels {
            mail = mail.with(Legitimate, &format!("a/{cluster}"), Level::ALL[*level], 0.0);
        }
        let rates = by_cluster(&mail);
        prop_assert!(SHOWN.windows(2).all(|pair| rates.of(pair[0]).share >= rates.of(pair[1]).share));
        let weights = samples(&mail.entries, &mail.outcomes);
        let weights: f64 = cluster_weights(&weights.iter().collect::<Vec<_>>()).iter().sum();
        prop_assert!((weights - rates.clusters as f64).abs() < 1e-9);
    }
}
