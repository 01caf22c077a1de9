//! Every case of `tests/corpus`: its level lies in the expected range, and the named signals fire or
//! stay silent. On a mismatch the verdict is written beside the case as `actual.json`.

use std::collections::BTreeSet;
use std::fs;

use banner_core::{Direction, Level, Likeness, Message, Model, Verdict, grams, readable};
use system_tests::case::{self, Case};

/// What is wrong with the verdict of a case; empty when nothing is.
fn complaints(case: &Case, verdict: &Verdict) -> Vec<String> {
    let expect = &case.description.expect;
    let fired: BTreeSet<&str> = verdict
        .findings
        .iter()
        .map(|finding| finding.id.as_str())
        .collect();
    let mut complaints = Vec::new();
    if verdict.level < expect.at_least || verdict.level > expect.at_most {
        complaints.push(format!(
            "level {} ({:.3}), expected {} to {}",
            verdict.level.name(),
            verdict.probability,
            expect.at_least.name(),
            expect.at_most.name()
        ));
    }
    complaints.extend(
        expect
            .fires
            .iter()
            .filter(|id| !fired.contains(id.as_str()))
            .map(|id| format!("{id} is silent")),
    );
    complaints.extend(
        expect
            .silent
            .iter()
            .filter(|id| fired.contains(id.as_str()))
            .map(|id| format!("{id} fires")),
    );
    complaints
}

/// How many entries the table of a model that learns from cases has.
const ENTRIES: usize = 1 << 14;

/// The built-in model, which in addition knows the text of the lures that the case names, beside that of honest cases.
fn model_for(case: &Case, cases: &[Case], built_in: &Model) -> Model {
    let mut model = built_in.clone();
    let learnt = &case.description.learns_from;
    if learnt.is_empty() {
        return model;
    }
    for name in learnt {
        let is_other = *name != case.name && cases.iter().any(|case| case.name == *name);
        assert!(is_other, "{}: learns_from names {name}", case.name);
    }
    let mut weights = vec![0_i8; ENTRIES];
    let mut weigh = |case: &Case, weight: i8| {
        let (subject, text) = readable(&Message::parse(&case.message));
        grams(&subject, &text, |_, hashes| {
            for hash in hashes {
                if let Some(entry) = weights.get_mut(*hash as usize % ENTRIES) {
                    *entry = weight;
                }
            }
        });
    };
    let lures = cases.iter().filter(|case| learnt.contains(&case.name));
    lures.for_each(|case| weigh(case, 3));
    // What stands in honest mail as well says little.
    let honest = || cases.iter().filter(|case| case.name.starts_with("legit/"));
    honest().step_by(2).for_each(|case| weigh(case, -1));
    let table = Likeness::packed(&weights, 0, 1);
    // As in training, the likeness begins above what honest mail reaches; here that which was not learnt from.
    let reached = honest().skip(1).step_by(2).map(|case| {
        let (subject, text) = readable(&Message::parse(&case.message));
        table.highest(&subject, &text).0
    });
    let from = reached.max().unwrap_or_default();
    model.text = Some(Likeness::packed(&weights, from, from + 100));
    model
}

#[test]
fn corpus_cases_get_the_verdicts_that_they_expect() {
    let cases = case::all().unwrap();
    assert!(cases.len() >= 60, "only {} cases were found", cases.len());
    let model = Model::built_in().unwrap();
    let mut failures = Vec::new();
    for case in &cases {
        let verdict = case.verdict(&model_for(case, &cases, &model));
        let complaints = complaints(case, &verdict);
        let actual = case.folder.join("actual.json");
        match (&case.description.known_failure, complaints.is_empty()) {
            (None, true) | (Some(_), false) => {
                let _ = fs::remove_file(actual);
            }
            (Some(why), true) => failures.push(format!(
                "{}: passes now, remove known_failure ({why})",
                case.name
            )),
            (None, false) => {
                fs::write(&actual, serde_json::to_string_pretty(&verdict).unwrap()).unwrap();
                let shares: Vec<String> = verdict
                    .findings
                    .iter()
                    .map(|finding| format!("{} {:+.2}", finding.id, finding.share))
                    .collect();
                failures.push(format!(
                    "{}: {}\n      {}",
                    case.name,
                    complaints.join("; "),
                    shares.join(", ")
                ));
            }
        }
    }
    assert!(
        failures.is_empty(),
        "{} of {} cases:\n  {}",
        failures.len(),
        cases.len(),
        failures.join("\n  ")
    );
}

#[test]
fn corpus_holds_every_kind_of_mail_in_seven_languages() {
    let cases = case::all().unwrap();
    let languages: BTreeSet<&str> = cases
        .iter()
        .filter(|case| case.description.demo)
        .map(|case| case.description.language.as_str())
        .collect();
    assert!(
        languages.len() >= 7 && languages.contains("zh-Hans") && languages.contains("en"),
        "{languages:?}"
    );
    for (kind, fewest) in [("legit/", 20), ("malformed/", 10), ("phish/", 25)] {
        let count = cases
            .iter()
            .filter(|case| case.name.starts_with(kind))
            .count();
        assert!(count >= fewest, "{kind} has {count} cases");
    }
    for case in &cases {
        let description = &case.description;
        for (field, text) in [
            ("why", &description.why),
            ("source", &description.source),
            ("licence", &description.licence),
        ] {
            assert!(!text.trim().is_empty(), "{}: {field} is empty", case.name);
        }
        let alarm = description.expect.at_most > Level::Notice;
        assert!(
            !(case.name.starts_with("legit/") && alarm),
            "{}: legitimate mail may not expect an alarm",
            case.name
        );
    }
}

#[test]
fn corpus_cases_name_signals_that_exist() {
    let known: BTreeSet<&str> = banner_core::registry()
        .iter()
        .map(|signal| signal.id)
        .collect();
    for case in case::all().unwrap() {
        let expect = &case.description.expect;
        for id in expect.fires.iter().chain(&expect.silent) {
            assert!(
                known.contains(id.as_str()),
                "{}: {id} is no signal",
                case.name
            );
        }
    }
}

#[test]
fn every_signal_is_expected_by_a_case_that_is_about_it() {
    let cases = case::all().unwrap();
    let expects = |id: &str, kind: &str| {
        cases.iter().any(|case| {
            case.name.starts_with(kind)
                && case.description.known_failure.is_none()
                && case
                    .description
                    .expect
                    .fires
                    .iter()
                    .any(|known| known == id)
        })
    };
    let missing: Vec<&str> = banner_core::registry()
        .iter()
        .filter(|signal| match signal.direction {
            Direction::Threat => !expects(signal.id, "phish/"),
            Direction::Reassurance => !expects(signal.id, "legit/"),
        })
        .map(|signal| signal.id)
        .collect();
    assert!(
        missing.is_empty(),
        "no case names {missing:?} in expect.fires: phishing for a threat, legitimate mail for what reassures"
    );
}
