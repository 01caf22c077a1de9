//! Who is believed, how far, and that nothing is left of what was taken away.

use proptest::prelude::*;

use super::*;

fn message(number: u8) -> MessageId {
    [number; 32]
}

fn reporter(number: u8) -> Reporter {
    [number; 16]
}

fn voice(about: u8, by: u8, opinion: Opinion) -> Voice {
    Voice {
        message: message(about),
        reporter: reporter(by),
        at: 0,
        opinion,
        network: None,
    }
}

fn decided(about: u8, opinion: Opinion) -> Settled {
    Settled {
        message: message(about),
        opinion: Some(opinion),
    }
}

use Opinion::{Harmful, Legitimate, Unwanted};

/// What message `number` truly is.
fn truth(number: u8) -> Opinion {
    match number % 2 {
        0 => Harmful,
        _ => Legitimate,
    }
}

fn opposite(opinion: Opinion) -> Opinion {
    match opinion {
        Harmful => Legitimate,
        _ => Harmful,
    }
}

fn of(voices: &[Voice], settled: &[Settled]) -> Labels {
    labels(voices, settled, Caps::default())
}

#[test]
fn a_decision_is_certain_whatever_readers_say() {
    let voices: Vec<Voice> = (0..40).map(|by| voice(1, by, Legitimate)).collect();
    let labels = of(&voices, &[decided(1, Harmful)]);
    let judged = labels.messages[&message(1)];
    assert_eq!(
        (judged.opinion, judged.weight, judged.harmful),
        (Harmful, 1.0, 1.0)
    );
    assert!(judged.decided);
}

#[test]
fn what_was_decided_to_be_unclear_teaches_nothing() {
    let unclear = Settled {
        message: message(1),
        opinion: None,
    };
    let voices: Vec<Voice> = (0..40).map(|by| voice(1, by, Harmful)).collect();
    let labels = of(&voices, &[unclear]);
    assert_eq!(labels.messages[&message(1)].weight, 0.0);
    assert_eq!(labels.learnable(0.0).count(), 0);
}

#[test]
fn one_reporter_alone_is_never_learnt_from() {
    // However often right before.
    let mut voices: Vec<Voice> = (0..60).map(|about| voice(about, 1, truth(about))).collect();
    let settled: Vec<Settled> = (0..60).map(|about| decided(about, truth(about))).collect();
    voices.push(voice(200, 1, Harmful));
    let labels = of(&voices, &settled);
    let judged = labels.messages[&message(200)];
    assert!(
        judged.weight <= Caps::default().most / 6.0 + 1e-12,
        "{judged:?}"
    );
    assert!(labels.reporters[&reporter(1)].harmful.mean > 0.85);
}

#[test]
fn reporters_who_contradict_decisions_lose_their_weight_elsewhere() {
    let mut voices = Vec::new();
    let settled: Vec<Settled> = (0..40).map(|about| decided(about, truth(about))).collect();
    for about in 0..40 {
        for by in 0..5 {
            voices.push(voice(about, by, truth(about)));
        }
        for by in 10..30 {
            voices.push(voice(about, by, opposite(truth(about))));
        }
    }
    // Five against twenty on what nobody decided.
    for by in 0..5 {
        voices.push(voice(100, by, Harmful));
    }
    for by in 10..30 {
        voices.push(voice(100, by, Legitimate));
    }
    let labels = of(&voices, &settled);
    let judged = labels.messages[&message(100)];
    assert_eq!(judged.opinion, Harmful);
    assert!(judged.harmful > 0.95 && judged.weight > 0.3, "{judged:?}");
    let liar = labels.reporters[&reporter(12)];
    assert!(liar.overall().high < 0.5, "{liar:?}");
    assert_eq!((liar.decided, liar.right), (40, 0));
}

#[test]
fn new_reporters_count_little_and_three_that_agree_do_not_weigh_half() {
    let weight = |count: u8| {
        let voices: Vec<Voice> = (0..count).map(|by| voice(1, by, Harmful)).collect();
        of(&voices, &[]).messages[&message(1)].weight
    };
    assert!(weight(3) < 0.25, "{}", weight(3));
    assert!(weight(12) > weight(6) && weight(6) > weight(3));
}

#[test]
fn disagreement_is_for_an_administrator() {
    let mut voices = Vec::new();
    for by in 0..6 {
        voices.push(voice(1, by, if by < 3 { Harmful } else { Legitimate }));
        voices.push(voice(2, by, Harmful));
    }
    let labels = of(&voices, &[]);
    let first = labels.disputed().first().map(|(id, _)| **id);
    assert_eq!(first, Some(message(1)));
    assert!(labels.messages[&message(1)].weight < 0.05);
    assert_eq!(labels.messages[&message(2)].contested, 0.0);
}

#[test]
fn a_network_brings_half_at_most() {
    let from = |network| -> f64 {
        let voices: Vec<Voice> = (0..60)
            .map(|by| Voice {
                network,
                ..voice(1, by, Harmful)
            })
            .collect();
        of(&voices, &[]).messages[&message(1)].weight
    };
    assert_eq!(from(None), Caps::default().most);
    assert!((from(Some(7)) - Caps::default().most / 2.0).abs() < 1e-12);
}

#[test]
fn unwanted_mail_is_an_example_of_neither_side() {
    let voices: Vec<Voice> = (0..20).map(|by| voice(1, by, Unwanted)).collect();
    let labels = of(&voices, &[decided(2, Unwanted)]);
    assert_eq!(labels.messages[&message(1)].opinion, Unwanted);
    assert_eq!(labels.learnable(0.0).count(), 0);
}

#[test]
fn the_latest_answer_of_a_reporter_counts() {
    let mut voices = vec![voice(1, 1, Harmful), voice(1, 1, Legitimate)];
    voices[1].at = 5;
    let labels = of(&voices, &[]);
    assert_eq!(labels.messages[&message(1)].voices, 1);
    assert_ne!(labels.messages[&message(1)].opinion, Harmful);
}

#[test]
fn nothing_follows_from_nothing() {
    assert_eq!(of(&[], &[]), Labels::default());
}

fn some_voices() -> impl Strategy<Value = Vec<Voice>> {
    let one = (0..12_u8, 0..10_u8, 0..3_u8, 0..3_i64, 0..3_u64);
    prop::collection::vec(one, 0..120).prop_map(|rows| {
        let voice = |(about, by, says, at, network): (u8, u8, u8, i64, u64)| Voice {
            at,
            network: (network > 0).then_some(network),
            ..voice(
                about,
                by,
                [Harmful, Unwanted, Legitimate][usize::from(says)],
            )
        };
        rows.into_iter().map(voice).collect()
    })
}

proptest! {
    #[test]
    fn the_order_of_the_rows_says_nothing(voices in some_voices(), seed in any::<u64>()) {
        let mut shuffled = voices.clone();
        shuffled.sort_by_key(|voice| (u64::from(voice.reporter[0]) * 31 + u64::from(voice.message[0])) ^ seed);
        let settled = [decided(1, Harmful), decided(2, Legitimate)];
        prop_assert_eq!(of(&voices, &settled), of(&shuffled, &settled));
    }

    #[test]
    fn weights_and_shares_keep_to_their_bounds(voices in some_voices()) {
        let labels = of(&voices, &[decided(0, Harmful)]);
        for judged in labels.messages.values() {
            prop_assert!((0.0..=1.0).contains(&judged.weight) && (0.0..=1.0).contains(&judged.harmful));
            prop_assert!((0.0..=1.0).contains(&judged.contested));
            prop_assert!(judged.decided || judged.weight <= Caps::default().most);
        }
        for reporter in labels.reporters.values() {
            for share in [reporter.harmful, reporter.harmless] {
                prop_assert!(0.0 <= share.low && share.low <= share.mean && share.mean <= share.high && share.high <= 1.0);
            }
        }
    }
}
