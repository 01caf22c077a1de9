//! What the table says, and what it does not let through.

use super::super::sample::samples;
use super::super::testing::Mail;
use super::super::{Comparison, Failed, Limits, ModelName};
use super::*;
use crate::training::manifest::Label::{Legitimate, Phishing};

fn report(compare: bool) -> Report {
    let mail = Mail::default()
        .with_many(40, Legitimate, "list", Level::None)
        .with_many(1, Legitimate, "list", Level::Caution)
        .but(|entry| entry.path = "list/\u{1b}[2J\u{202e}.eml".into())
        .with_many(10, Phishing, "pot", Level::Danger)
        .with_many(1, Legitimate, "shop", Level::None)
        .but(|entry| entry.rendered = true);
    let evaluation = |name: &str, outcomes: &[super::super::Outcome]| {
        let model = ModelName {
            name: name.into(),
            version: "2026.11.1".into(),
        };
        Evaluation::of(
            model,
            &samples(&mail.entries, outcomes),
            Limits::CORPUS_LEFT_OUT,
        )
    };
    let mut other = mail.outcomes.clone();
    for outcome in &mut other {
        outcome.level = Level::None;
    }
    Report {
        mail: MailRead {
            manifests: vec!["mail/M.tsv".into()],
            read_as: "raw".into(),
            judged: mail.entries.len(),
            failed: vec![Failed {
                path: "list/empty.eml".into(),
                error: "It is empty, so it is no mail.".into(),
            }],
            ..MailRead::default()
        },
        evaluation: evaluation("new.json", &mail.outcomes),
        compared: compare.then(|| evaluation("built-in", &other)),
        comparison: compare.then(|| Comparison::of(&mail.entries, &mail.outcomes, &other)),
    }
}

#[test]
fn says_what_was_measured_and_what_came_out() {
    let text = table(&report(false));
    for part in [
        "52 messages of mail/M.tsv, read as raw, without an organisation profile",
        "list/empty.eml: It is empty",
        "Model 2026.11.1 (new.json)",
        "missed   Received legitimate mail: at most 1.0 % at caution or worse: 2.4 %",
        "list 2.44 % (1 of 41 messages)",
        "averaged by product",
        "Expected calibration error",
        "malware",
    ] {
        assert!(text.contains(part), "{part} is not in:\n{text}");
    }
    assert!(!text.contains("Differences"));
}

#[test]
fn lists_what_became_worse_before_what_became_better() {
    let text = table(&report(true));
    let worse = text.find("+2 list/").unwrap();
    let better = text.find("-4 pot/").unwrap();
    assert!(worse < better, "{text}");
    assert!(text.contains("41 the same, 1 worse, 10 better"), "{text}");
}

#[test]
fn a_path_does_not_command_the_terminal() {
    let text = table(&report(true));
    assert!(text.contains("list/\u{fffd}[2J\u{fffd}.eml"), "{text}");
    assert!(!text.contains(['\u{1b}', '\u{202e}']));
}

#[test]
fn a_part_of_a_few_is_listed_only_for_its_false_alarms() {
    let mail = Mail::default()
        .with_many(12, Legitimate, "large", Level::None)
        .with_many(2, Legitimate, "quiet", Level::None)
        .with_many(2, Legitimate, "loud", Level::Caution);
    let model = ModelName::default();
    let samples = samples(&mail.entries, &mail.outcomes);
    let evaluation = Evaluation::of(model, &samples, Limits::CORPUS_LEFT_OUT);
    let mut text = String::new();
    slices(&mut text, &evaluation.sources, &Class::ALL);
    assert!(text.contains("large") && text.contains("loud"), "{text}");
    assert!(!text.contains("quiet") && text.contains("1 more"), "{text}");
}
