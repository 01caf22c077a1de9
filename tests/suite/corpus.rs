//! Every case of `tests/corpus`: its level lies in the expected range, and the named signals fire or
//! stay silent. On a mismatch the verdict is written beside the case as `actual.json`.

use std::collections::BTreeSet;
use std::fs;

use banner_core::{Level, Model, Verdict};
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

#[test]
fn corpus_cases_get_the_verdicts_that_they_expect() {
    let cases = case::all().unwrap();
    assert!(cases.len() >= 60, "only {} cases were found", cases.len());
    let model = Model::built_in().unwrap();
    let mut failures = Vec::new();
    for case in &cases {
        let verdict = case.verdict(&model);
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
fn every_signal_fires_on_at_least_one_corpus_case() {
    let model = Model::built_in().unwrap();
    let mut silent: BTreeSet<&str> = banner_core::registry()
        .iter()
        .map(|signal| signal.id)
        .collect();
    for case in case::all().unwrap() {
        for finding in case.verdict(&model).findings {
            silent.remove(finding.id.as_str());
        }
    }
    // Text is read only by a model that has learnt some.
    if model.text.is_none() {
        silent.remove("content.wording");
    }
    assert!(silent.is_empty(), "no case shows {silent:?}");
}
