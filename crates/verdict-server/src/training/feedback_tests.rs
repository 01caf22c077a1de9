//! A candidate learns what is new in labels, and forgets what is taken back.

use super::*;
use crate::training::labels::{Caps, Settled, Voice, labels};

fn key(number: u16) -> MessageId {
    let mut key = [0; 32];
    key[..2].copy_from_slice(&number.to_le_bytes());
    key
}

fn place(id: &str) -> u32 {
    registry()
        .binary_search_by_key(&id, |signal| signal.id)
        .unwrap() as u32
}

const NEW: &str = "attachments.html_smuggling";

fn confirmed(count: u16, opinion: Opinion, signal: &str) -> (Vec<Settled>, Vec<Found>) {
    (0..count)
        .map(|number| {
            let settled = Settled {
                message: key(number),
                opinion: Some(opinion),
            };
            let found = Found {
                message: key(number),
                features: vec![(place(signal), 1.0)],
            };
            (settled, found)
        })
        .unzip()
}

fn learnt(settled: &[Settled], reports: &[Found]) -> Model {
    let labelled = labelled(&labels(&[], settled, Caps::default()), reports);
    candidates(Base::built_in().unwrap(), &labelled, &prior_without(NEW))
        .next()
        .unwrap()
}

fn prior_without(signal: &str) -> Model {
    let mut prior = shipped_prior().unwrap();
    let mut weight = prior.weight(signal).unwrap();
    weight.weight = 0.0;
    prior.signals.insert(signal.to_owned(), weight);
    prior
}

fn weight(model: &Model, signal: &str) -> f64 {
    model.weight(signal).unwrap().weight
}

#[test]
fn confirmed_cases_teach_a_signal_its_weight() {
    let before = learnt(&[], &[]);
    let (settled, reports) = confirmed(40, Opinion::Harmful, NEW);
    let after = learnt(&settled, &reports);
    assert!(
        weight(&after, NEW) > weight(&before, NEW) + 2.0,
        "{}",
        weight(&after, NEW)
    );
}

#[test]
fn mail_that_was_wrongly_marked_lowers_a_signal() {
    let (settled, reports) = confirmed(60, Opinion::Legitimate, "links.leads_away");
    let (before, after) = (learnt(&[], &[]), learnt(&settled, &reports));
    assert!(weight(&after, "links.leads_away") < weight(&before, "links.leads_away"));
}

#[test]
fn what_is_held_out_is_not_learnt_from() {
    let (settled, reports) = confirmed(40, Opinion::Harmful, NEW);
    let labels = labels(&[], &settled, Caps::default());
    let mut labelled = labelled(&labels, &reports);
    let held = labelled.iter().filter(|one| one.held).count();
    assert!((4..=14).contains(&held), "{held} of 40");
    labelled.retain(|one| one.held);
    let base = Base::built_in().unwrap();
    let prior = shipped_prior().unwrap();
    assert_eq!(
        weight(&candidates(base, &labelled, &prior).last().unwrap(), NEW),
        weight(&candidates(base, &[], &prior).last().unwrap(), NEW)
    );
}

#[test]
fn nothing_answered_gives_what_ships_but_for_what_is_held_back() {
    let base = Base::built_in().unwrap();
    let candidate = candidates(base, &[], &shipped_prior().unwrap())
        .next()
        .unwrap();
    let shipped = Model::built_in().unwrap();
    let far: Vec<String> = registry()
        .iter()
        .filter(|signal| (weight(&candidate, signal.id) - weight(&shipped, signal.id)).abs() > 1.5)
        .map(|signal| signal.id.to_owned())
        .collect();
    assert!(far.is_empty(), "{far:?}");
    assert!((candidate.bias - shipped.bias).abs() < 0.5);
}

#[test]
fn what_one_report_alone_found_is_not_in_the_message() {
    let voice = |by: u8| Voice {
        message: key(1),
        reporter: [by; 16],
        at: 0,
        opinion: Opinion::Harmful,
        network: None,
    };
    let found = |signals: &[(&str, f32)]| Found {
        message: key(1),
        features: features(signals.iter().copied()),
    };
    let reports = [
        found(&[("links.ip_host", 1.0), ("no.such_signal", 1.0)]),
        found(&[("links.ip_host", 0.5)]),
        found(&[("links.ip_host", 1.0), ("content.prize", 1.0)]),
    ];
    let voices: Vec<Voice> = (0..20).map(voice).collect();
    let labelled = labelled(&labels(&voices, &[], Caps::default()), &reports);
    assert_eq!(labelled[0].features, [(place("links.ip_host"), 1.0)]);
}

/// Answers with some of everything, and decisions on some.
fn rows() -> (Vec<Voice>, Vec<Settled>, Vec<Found>) {
    let signals = [NEW, "links.leads_away", "content.prize", "links.shortener"];
    let (mut voices, mut settled, mut reports) = (Vec::new(), Vec::new(), Vec::new());
    for number in 0..60_u16 {
        let harmful = number % 3 > 0;
        for by in 0..14_u8 {
            let lies = by == 5 || (by == 6 && number % 2 == 0);
            let opinion = match harmful != lies {
                true => Opinion::Harmful,
                false => Opinion::Legitimate,
            };
            voices.push(Voice {
                message: key(number),
                reporter: [by; 16],
                at: i64::from(number),
                opinion,
                network: None,
            });
        }
        if number % 4 == 0 {
            settled.push(Settled {
                message: key(number),
                opinion: Some(if harmful {
                    Opinion::Harmful
                } else {
                    Opinion::Legitimate
                }),
            });
        }
        reports.push(Found {
            message: key(number),
            features: vec![(place(signals[usize::from(number) % 4]), 1.0)],
        });
    }
    (voices, settled, reports)
}

fn bytes(voices: &[Voice], settled: &[Settled], reports: &[Found]) -> String {
    let labelled = labelled(&labels(voices, settled, Caps::default()), reports);
    let prior = prior_without(NEW);
    let models = candidates(Base::built_in().unwrap(), &labelled, &prior);
    models.map(|model| model.to_json().unwrap()).collect()
}

#[test]
fn withdrawing_gives_the_bytes_of_never_having_had_it() {
    let (voices, settled, reports) = rows();
    let all = bytes(&voices, &settled, &reports);
    // A reporter, an answer, a decision: each is kept out from the start in one world, and comes and goes in the other, among
    // rows in another order.
    let never = |voice: &&Voice| voice.reporter != [5; 16] && voice.at != 7;
    let kept: Vec<Voice> = voices.iter().filter(never).copied().collect();
    let decided: Vec<Settled> = settled[1..].to_vec();
    let never_had = bytes(&kept, &decided, &reports);
    let mut withdrawn: Vec<Voice> = voices.iter().rev().copied().collect();
    withdrawn.retain(|voice| never(&voice));
    let mut decisions: Vec<Settled> = settled.iter().rev().copied().collect();
    decisions.pop();
    assert_eq!(bytes(&withdrawn, &decisions, &reports), never_had);
    assert_ne!(all, never_had);
    assert_eq!(all, bytes(&voices, &settled, &reports));
}
