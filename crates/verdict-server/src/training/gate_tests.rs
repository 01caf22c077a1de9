//! What the gate lets through and what it refuses, and that it says why.

use super::*;
use crate::training::feedback::{candidates, shipped_prior};
use crate::training::manifest::Label;
use banner_core::registry;

fn base() -> &'static Base {
    Base::built_in().unwrap()
}

fn shipped() -> Model {
    Model::built_in().unwrap()
}

fn place(id: &str) -> u32 {
    registry()
        .binary_search_by_key(&id, |signal| signal.id)
        .unwrap() as u32
}

fn labelled(count: u8, label: Label, signal: &str) -> Vec<Labelled> {
    (0..count)
        .map(|number| Labelled {
            message: [number; 32],
            label,
            weight: 1.0,
            decided: true,
            features: vec![(place(signal), 1.0)],
            held: number % 2 == 0,
        })
        .collect()
}

fn weighing(model: &Model, signal: &str, weight: f64) -> Model {
    let mut model = model.clone();
    let mut known = model.weight(signal).unwrap();
    known.weight = weight;
    model.signals.insert(signal.to_owned(), known);
    model
}

#[test]
fn the_model_in_service_is_no_better_than_itself() {
    let labels = labelled(10, Label::Phishing, "links.shortener");
    let report = examine(base(), &labels, [&shipped(), &shipped(), &shipped()]);
    assert_eq!(report.reasons, [Reason::NothingBetter]);
    assert!(!report.passed());
}

#[test]
fn what_catches_more_at_no_cost_passes() {
    let signal = "content.callback_number";
    let blind = weighing(&shipped(), signal, 0.0);
    let labels = labelled(20, Label::Phishing, signal);
    let report = examine(base(), &labels, [&shipped(), &blind, &blind]);
    assert!(report.passed(), "{:?}", report.reasons);
    assert!(report.labels.candidate.caught[0] > report.labels.in_service.caught[0]);
}

#[test]
fn false_alarms_past_the_budget_are_refused_whatever_is_caught() {
    let mut loud = shipped();
    loud.bias += 3.0;
    let labels = labelled(20, Label::Phishing, "links.shortener");
    let report = examine(base(), &labels, [&loud, &shipped(), &shipped()]);
    let levels: Vec<Level> = report
        .reasons
        .iter()
        .filter_map(|reason| match reason {
            Reason::FalseAlarms {
                mail: Mail::Base,
                level,
                ..
            } => Some(*level),
            _ => None,
        })
        .collect();
    assert!(levels.contains(&Level::Caution), "{:?}", report.reasons);
}

#[test]
fn a_model_that_hears_less_is_refused() {
    let mut deaf = shipped();
    deaf.bias -= 2.0;
    let labels = labelled(20, Label::Legitimate, "links.leads_away");
    let report = examine(base(), &labels, [&deaf, &shipped(), &shipped()]);
    assert!(
        report.reasons.iter().any(|reason| matches!(
            reason,
            Reason::Misses {
                mail: Mail::Base,
                ..
            }
        )),
        "{:?}",
        report.reasons
    );
}

#[test]
fn many_small_steps_down_are_refused_too() {
    // Each step is within the margin of the one before; against what ships they add up.
    let (mut in_service, mut steps) = (shipped(), 0);
    let labels = labelled(40, Label::Legitimate, "links.leads_away");
    loop {
        let mut next = in_service.clone();
        next.bias -= 0.02;
        let report = examine(base(), &labels, [&next, &in_service, &shipped()]);
        let fallen = report
            .reasons
            .iter()
            .any(|reason| matches!(reason, Reason::Fallen { .. }));
        if fallen {
            break;
        }
        (in_service, steps) = (next, steps + 1);
        assert!(steps < 100, "nothing ever stops it");
    }
    let all = vec![true; base().entries.len()];
    let share = |model: &Model| {
        let reached = of_base(base(), &all, model);
        reached.caught[0] / reached.harmful
    };
    assert!(share(&in_service) >= share(&shipped()) - FALL);
}

#[test]
fn of_candidates_that_are_all_refused_the_one_with_the_fewest_reasons_is_told() {
    let mut loud = shipped();
    loud.bias += 3.0;
    let labels = labelled(10, Label::Phishing, "links.shortener");
    let models = [&shipped(), &shipped()];
    let candidates = [loud.clone(), shipped(), loud].into_iter();
    let (told, report) = choose(base(), &labels, candidates, models).unwrap();
    assert_eq!(report.reasons, [Reason::NothingBetter]);
    assert_eq!(told.bias, shipped().bias);
}

#[test]
fn without_labels_nothing_is_released() {
    let candidate = candidates(base(), &[], &shipped_prior().unwrap())
        .next()
        .unwrap();
    let report = examine(base(), &[], [&candidate, &shipped(), &shipped()]);
    assert!(report.reasons.contains(&Reason::NoLabels));
}

#[test]
fn every_reason_is_a_sentence_in_both_languages() {
    let level = Level::Danger;
    let mut reasons = vec![Reason::NothingBetter, Reason::NoLabels];
    reasons.push(Reason::Fallen {
        level,
        shipped: 0.9,
        after: 0.8,
    });
    for mail in [Mail::Base, Mail::Held, Mail::Labels] {
        reasons.push(Reason::FalseAlarms {
            mail,
            level,
            before: 0.0,
            after: 0.5,
            budget: 0.01,
        });
        reasons.push(Reason::Misses {
            mail,
            level,
            before: 0.5,
            after: 0.1,
        });
    }
    for reason in reasons {
        assert!(reason.words(Language::English).ends_with('.'));
        assert!(reason.words(Language::SimplifiedChinese).ends_with('。'));
    }
}
