//! What the page shows, and that nothing in it is alive.

use banner_core::Level;

use super::super::sample::samples;
use super::super::testing::Mail;
use super::super::{Comparison, Evaluation, Failed, Limits, ModelName};
use super::*;
use crate::training::manifest::Label::{Legitimate, Phishing};

const HOSTILE: &str = "</td><script>alert(1)</script><img src=x onerror=\"alert(1)\">'\u{202e}";

fn report(compare: bool) -> Report {
    let mut mail = Mail::default()
        .with_many(30, Legitimate, "list", Level::None)
        .with_many(3, Legitimate, "list", Level::Caution)
        .with_many(20, Phishing, "pot", Level::Danger)
        .with_many(2, Legitimate, "shop", Level::None)
        .but(|entry| entry.rendered = true)
        .with(Legitimate, "list/x", Level::Danger, 4.0)
        .but(|entry| {
            entry.path = HOSTILE.into();
            entry.source = HOSTILE.into();
            entry.language = HOSTILE.into();
        });
    mail.outcomes[0].findings = vec![(HOSTILE.into(), 1.0)];
    let evaluation = |outcomes: &[super::super::Outcome]| {
        let model = ModelName {
            name: HOSTILE.into(),
            version: HOSTILE.into(),
        };
        Evaluation::of(
            model,
            &samples(&mail.entries, outcomes),
            Limits::CORPUS_LEFT_OUT,
        )
    };
    let mut other = mail.outcomes.clone();
    for outcome in &mut other {
        outcome.level = Level::Notice;
        outcome.findings.clear();
    }
    Report {
        mail: MailRead {
            manifests: vec![HOSTILE.into()],
            organisation: Some(HOSTILE.into()),
            judged: mail.entries.len(),
            failed: vec![Failed {
                path: HOSTILE.into(),
                error: HOSTILE.into(),
            }],
            ..MailRead::default()
        },
        evaluation: evaluation(&mail.outcomes),
        compared: compare.then(|| evaluation(&other)),
        comparison: compare.then(|| Comparison::of(&mail.entries, &mail.outcomes, &other)),
    }
}

/// Every tag of the page with its attributes, read by a parser that knows HTML.
fn tags(page: &str) -> Vec<(String, Vec<String>)> {
    html5gum::Tokenizer::new(page)
        .filter_map(|token| match token {
            Ok(html5gum::Token::StartTag(tag)) => {
                let name = String::from_utf8(tag.name.to_vec()).unwrap();
                let attributes = tag.attributes.keys();
                let attributes = attributes.map(|name| String::from_utf8(name.to_vec()).unwrap());
                Some((name, attributes.collect()))
            }
            _ => None,
        })
        .collect()
}

#[test]
fn hostile_names_are_text_and_nothing_else() {
    for compare in [false, true] {
        let page = page(&report(compare));
        let tags = tags(&page);
        assert!(tags.len() > 200);
        for (name, attributes) in &tags {
            assert!(
                !["script", "img", "link", "a", "iframe", "object"].contains(&name.as_str()),
                "{name}"
            );
            assert!(
                !attributes
                    .iter()
                    .any(|name| name.starts_with("on") || name == "src" || name == "href")
            );
        }
        assert!(page.contains("&lt;script&gt;") && !page.contains('\u{202e}'));
    }
}

#[test]
fn has_a_plot_and_numbers_behind_it_for_each_figure() {
    let page = page(&report(false));
    for title in [
        "Aims",
        "Levels",
        "Catch and false alarms",
        "Precision and catch",
        "Probabilities",
        "By corpus",
        "By language",
        "By threat",
    ] {
        assert!(page.contains(&format!("<h2>{title}</h2>")), "{title}");
    }
    let plots = page.matches("role=\"img\"").count();
    // One of the classes has no alarm in any of its parts, twice: its numbers have no drawing.
    assert_eq!((plots, page.matches("The numbers").count()), (7, 9));
    assert!(!page.contains("Differences") && !page.contains("NaN"));
}

#[test]
fn a_comparison_shows_both_models_and_where_they_differ() {
    let page = page(&report(true));
    assert!(page.contains("<h2>Differences</h2>") && page.contains("class=\"compared\""));
    assert!(page.contains("only bias or thresholds"));
}

#[test]
fn a_page_without_mail_is_a_page() {
    let nothing = Report {
        mail: MailRead::default(),
        evaluation: Evaluation::of(ModelName::default(), &[], Limits::CORPUS_LEFT_OUT),
        compared: None,
        comparison: None,
    };
    let page = page(&nothing);
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"));
    assert!(!page.contains("<figure>"));
}
