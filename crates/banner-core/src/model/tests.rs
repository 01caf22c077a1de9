//! The promises of the model: monotone, capped, explained in full, and honest about what it lacks.

use proptest::prelude::*;

use super::Model;
use crate::level::Level;
use crate::signals::{Direction, Finding, registry, testing};

fn built_in() -> Model {
    Model::built_in().unwrap()
}

/// Every subset of the registry, with strengths.
fn findings() -> impl Strategy<Value = Vec<Finding>> {
    let one = (any::<bool>(), 0.01f32..=1.0);
    proptest::collection::vec(one, registry().len()).prop_map(|choices| {
        registry()
            .iter()
            .zip(choices)
            .filter(|(_, (chosen, _))| *chosen)
            .map(|(signal, (_, strength))| testing::finding(signal, strength))
            .collect()
    })
}

proptest! {
    #[test]
    fn adding_a_threat_finding_never_lowers_the_probability(findings in findings(), extra in 0usize..1000) {
        let model = built_in();
        let threats: Vec<_> = registry().iter().filter(|signal| signal.direction == Direction::Threat).collect();
        let extra = threats[extra % threats.len()];
        let without: Vec<_> = findings.into_iter().filter(|finding| finding.id != extra.id).collect();
        let mut with = without.clone();
        with.push(testing::finding(extra, 1.0));
        let (before, after) = (model.score(&without), model.score(&with));
        prop_assert!(after.probability >= before.probability - 1e-12);
        prop_assert!(after.level >= before.level);
    }

    #[test]
    fn reassurance_never_takes_off_more_than_its_cap(findings in findings()) {
        let model = built_in();
        let taken: f64 = model.score(&findings).terms.iter().map(|term| term.share.min(0.0)).sum();
        prop_assert!(-taken <= model.reassurance_cap + 1e-9);
    }

    #[test]
    fn the_shares_and_the_bias_add_up_to_the_logit(findings in findings()) {
        let model = built_in();
        let score = model.score(&findings);
        let logit = model.bias + score.terms.iter().map(|term| term.share).sum::<f64>();
        prop_assert!((1.0 / (1.0 + (-logit).exp()) - score.probability).abs() < 1e-9);
    }

    #[test]
    fn no_group_adds_more_than_its_cap(findings in findings()) {
        let model = built_in();
        let score = model.score(&findings);
        for (group, cap) in model.group_caps.iter() {
            let sum: f64 = findings.iter().zip(&score.terms)
                .filter(|(finding, term)| finding.group == *group && term.share > 0.0)
                .map(|(_, term)| term.share).sum();
            prop_assert!(sum <= cap + 1e-9, "{group:?}");
        }
    }
}

#[test]
fn the_built_in_model_weighs_every_signal_and_nothing_else() {
    let model = built_in();
    let known: Vec<_> = registry().iter().map(|signal| signal.id).collect();
    for id in &known {
        assert!(
            model.weight(id).is_some(),
            "data/default_model.json has no weight for {id}"
        );
    }
    for id in model.signals.keys() {
        assert!(
            known.contains(&id.as_str()),
            "data/default_model.json weighs {id}, which is no signal"
        );
    }
}

#[test]
fn a_message_without_findings_gets_no_banner() {
    assert_eq!(built_in().score(&[]).level, Level::None);
}

#[test]
fn no_reassurance_alone_goes_below_the_bias_by_more_than_the_cap_or_shows_a_banner() {
    let calm: Vec<_> = registry()
        .iter()
        .filter(|signal| signal.direction == Direction::Reassurance)
        .map(|signal| testing::finding(signal, 1.0))
        .collect();
    assert!(!calm.is_empty());
    assert_eq!(built_in().score(&calm).level, Level::None);
}

#[test]
fn a_signal_that_the_model_does_not_know_is_reported_as_untrained() {
    let mut model = built_in();
    let signal = registry()[0];
    model.signals.remove(signal.id);
    let score = model.score(&[testing::finding(signal, 1.0)]);
    assert!(!score.terms[0].trained);
    assert_eq!(score.terms[0].share, 0.0);
}

#[test]
fn a_document_survives_writing_and_reading() {
    let model = built_in();
    assert_eq!(Model::from_json(&model.to_json().unwrap()).unwrap(), model);
}

#[test]
fn documents_that_break_a_promise_are_refused_with_the_field_named() {
    let json = serde_json::to_value(built_in()).unwrap();
    let broken = |pointer: &str, value: serde_json::Value| {
        let mut json = json.clone();
        *json.pointer_mut(pointer).unwrap() = value;
        Model::from_json(&json.to_string()).unwrap_err().to_string()
    };
    let threat = registry()
        .iter()
        .find(|signal| signal.direction == Direction::Threat)
        .unwrap();
    let calm = registry()
        .iter()
        .find(|signal| signal.direction == Direction::Reassurance)
        .unwrap();
    let weight_of = |id: &str| format!("/signals/{id}/weight");
    assert!(broken(&weight_of(threat.id), (-1.0).into()).contains(threat.id));
    assert!(broken(&weight_of(calm.id), 1.0.into()).contains(calm.id));
    assert!(broken("/reassurance_cap", (-1.0).into()).contains("reassurance_cap"));
    assert!(broken("/thresholds/danger", 0.01.into()).contains("thresholds"));
    assert!(broken("/group_caps/links", (-2.0).into()).contains("group_caps.links"));
    assert!(broken("/format", 99.into()).contains("format 99"));
    assert!(broken("/version", "".into()).contains("version"));
    assert!(
        Model::from_json("{")
            .unwrap_err()
            .to_string()
            .contains("cannot be read")
    );
}

#[test]
fn a_signal_that_is_switched_off_is_not_told_to_anybody() {
    use super::Weight;
    use crate::context::Context;
    let mail = b"From: a@b.example\nTo: c@d.example\nSubject: x\n\nhttp://192.0.2.7/x\n";
    let mut model = built_in();
    let found = |model: &Model| {
        let verdict = crate::score(mail, &Context::default(), model);
        verdict
            .findings
            .iter()
            .any(|reason| reason.id == "links.ip_host")
    };
    assert!(found(&model));
    model.signals.insert("links.ip_host".into(), Weight::OFF);
    assert!(!found(
        &Model::from_json(&model.to_json().unwrap()).unwrap()
    ));
}

#[test]
fn a_reassuring_signal_can_be_switched_off_but_leads_to_no_level() {
    use super::Weight;
    let signal = registry()
        .iter()
        .find(|signal| signal.direction == Direction::Reassurance)
        .unwrap();
    let with = |weight: Weight| {
        let mut model = built_in();
        model.signals.insert(signal.id.to_owned(), weight);
        model.checked()
    };
    assert!(with(Weight::OFF).is_ok());
    let leading = Weight {
        at_least: Some(Level::Notice),
        ..Weight::OFF
    };
    assert!(with(leading).is_err());
}
