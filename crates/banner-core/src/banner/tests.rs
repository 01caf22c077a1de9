//! The banner has every word that it needs, in every language, and says the weightiest first.

use super::*;
use crate::context::Context;
use crate::model::Model;
use crate::scoring::score;
use crate::signals::testing::acme;
use crate::signals::{Threat, registry};

fn verdict(mail: &str, language: Language) -> Verdict {
    let context = Context {
        language,
        ..Context::default()
    };
    score(mail.as_bytes(), &context, &Model::built_in().unwrap())
}

const LURE: &str = "From: \"PayPal\" <service@quibusdam.example>\r\nSubject: Verify your account\r\n\r\n\
    Please verify your account within 24 hours: http://192.0.2.7/login\r\n";

#[track_caller]
fn assert_worded(key: &str) {
    for language in Language::ALL {
        let found = wording::lookup(language, key).unwrap_or_default();
        assert!(
            !found.trim().is_empty(),
            "data/wording/{}.toml lacks {key}",
            language.tag()
        );
    }
}

#[test]
fn every_signal_has_a_sentence_and_every_fact_a_label() {
    for signal in registry() {
        assert_worded(&format!("signal.{}", signal.id));
        for name in signal.evidence {
            assert_worded(&format!("evidence.{name}"));
        }
    }
    for (sentence, _) in signals::SAID_OTHERWISE {
        assert_worded(&format!("signal.{sentence}"));
    }
}

#[test]
fn sentences_name_exactly_the_evidence_that_their_signal_carries() {
    let sentences = registry().iter().flat_map(|signal| {
        let others = signals::SAID_OTHERWISE.iter();
        let others = others.filter(|(_, id)| *id == signal.id);
        let ids = others.map(|(sentence, _)| *sentence).chain([signal.id]);
        ids.map(move |sentence| (signal, sentence))
    });
    for (signal, sentence) in sentences {
        for language in Language::ALL {
            let sentence = wording::lookup(language, &format!("signal.{sentence}")).unwrap();
            let named: Vec<&str> = sentence
                .split('{')
                .skip(1)
                .map(|rest| rest.split('}').next().unwrap())
                .collect();
            for name in &named {
                assert!(
                    signal.evidence.contains(name),
                    "{}: {} names {name}",
                    language.tag(),
                    signal.id
                );
            }
        }
    }
}

#[test]
fn every_word_of_ours_is_there_in_each_language() {
    for name in signals::terms().chain(["and"]) {
        assert_worded(&format!("term.{name}"));
    }
}

#[test]
fn every_level_threat_and_control_has_words() {
    for level in Level::ALL {
        assert_worded(&format!("level.{}", level.name()));
    }
    for threat in Threat::ALL {
        for certainty in ["sure", "maybe"] {
            assert_worded(&format!("headline.{certainty}.{}", threat.name()));
        }
        assert_worded(&format!("advice.{}.1", threat.name()));
        assert_worded(&format!("advice.{}.2", threat.name()));
    }
    for name in Labels::NAMES {
        assert_worded(&format!("label.{name}"));
    }
    for key in [
        "headline.general",
        "headline.sender",
        "advice.notice",
        "advice.check",
    ] {
        assert_worded(key);
    }
}

#[test]
fn no_wording_is_left_over() {
    let used = |key: &str| {
        let (section, rest) = key.split_once('.').unwrap();
        match section {
            "signal" => {
                registry().iter().any(|signal| signal.id == rest)
                    || signals::SAID_OTHERWISE
                        .iter()
                        .any(|(sentence, _)| *sentence == rest)
            }
            "evidence" => registry()
                .iter()
                .any(|signal| signal.evidence.contains(&rest)),
            "term" => signals::terms().chain(["and"]).any(|name| name == rest),
            "label" => Labels::NAMES.contains(&rest),
            "level" => Level::ALL.iter().any(|level| level.name() == rest),
            "headline" | "advice" => {
                let threat = rest
                    .split('.')
                    .find_map(|part| Threat::ALL.into_iter().find(|t| t.name() == part));
                threat.is_some() || ["general", "sender", "notice", "check"].contains(&rest)
            }
            _ => false,
        }
    };
    for key in wording::keys(Language::English) {
        assert!(used(key), "nothing uses {key}");
    }
}

#[test]
fn a_lure_gets_its_level_headline_sender_and_reasons_in_order() {
    let verdict = verdict(LURE, Language::English);
    let view = BannerView::new(&verdict, Language::English);
    assert!(view.level >= Level::Suspicious, "{verdict:#?}");
    assert_eq!(view.sender.unwrap().domain, "quibusdam.example");
    assert!(!view.headline.is_empty() && !view.advice.is_empty());
    let shares: Vec<f64> = verdict.findings.iter().map(|reason| reason.share).collect();
    assert!(shares.is_sorted_by(|a, b| a >= b), "{shares:?}");
    assert_eq!(view.reasons[0].text, verdict.findings[0].text);
    assert!(
        view.reasons
            .iter()
            .any(|reason| reason.text.contains("PayPal"))
    );
}

#[track_caller]
fn named(host: &str) -> SenderLine {
    sender_line(host, Language::English).unwrap()
}

#[test]
fn the_senders_line_sets_the_domain_apart_whose_owner_answers_for_it() {
    let line = named("paypal.com.secure.quibusdam.example");
    assert_eq!(
        (
            line.subdomain.as_str(),
            line.domain.as_str(),
            line.ascii.as_deref()
        ),
        ("paypal.com.secure.", "quibusdam.example", None)
    );
    assert!(line.text().contains("paypal.com.secure.quibusdam.example"));
    let line = named("www.shop.co.uk");
    assert_eq!(
        (line.subdomain.as_str(), line.domain.as_str()),
        ("www.", "shop.co.uk")
    );
    // A public suffix itself is nobody's more than another's.
    let line = named("github.io");
    assert_eq!(
        (line.subdomain.as_str(), line.domain.as_str()),
        ("", "github.io")
    );
}

#[test]
fn the_senders_line_shows_an_internationalised_host_in_both_spellings() {
    let line = named("mail.xn--fsq092h.example");
    assert_eq!(
        (line.subdomain.as_str(), line.domain.as_str()),
        ("mail.", "示例.example")
    );
    assert_eq!(line.ascii.as_deref(), Some("xn--fsq092h.example"));
    assert!(
        line.text()
            .ends_with("mail.示例.example (xn--fsq092h.example)")
    );
    let line = named("xn--fsq092h.quibusdam.example");
    assert_eq!(
        (line.subdomain.as_str(), line.domain.as_str()),
        ("示例.", "quibusdam.example")
    );
    assert_eq!(line.ascii.as_deref(), Some("xn--fsq092h.quibusdam.example"));
}

#[test]
fn a_chinese_reader_gets_no_english_sentence() {
    let view = BannerView::new(
        &verdict(LURE, Language::SimplifiedChinese),
        Language::SimplifiedChinese,
    );
    let chinese = |text: &str| text.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c));
    assert!(chinese(&view.headline) && chinese(&view.level_word));
    assert!(view.advice.iter().all(|line| chinese(line)));
    assert!(
        view.reasons.iter().all(|reason| chinese(&reason.text)),
        "{:?}",
        view.reasons
    );
}

#[test]
fn nothing_is_headlined_without_a_warning() {
    let view = BannerView::new(
        &verdict("From: a@b.example\r\n\r\nHi\r\n", Language::English),
        Language::English,
    );
    assert_eq!(view.level, Level::None);
    assert_eq!(view.headline, "");
}

#[test]
fn a_notice_is_headlined_by_its_reason_and_is_no_alarm() {
    let mut context = acme();
    context.organisation.reader.known_correspondents = Some(vec![]);
    let mail = b"From: Anna <anna@sender.example>\r\nDate: Mon, 2 Nov 2026 09:00:00 +0000\r\nMessage-ID: <1@sender.example>\r\nSubject: Hello\r\n\r\nHi\r\n";
    let verdict = score(mail, &context, &Model::built_in().unwrap());
    assert_eq!(verdict.level, Level::Notice, "{verdict:#?}");
    let view = BannerView::new(&verdict, Language::English);
    assert_eq!(view.headline, verdict.findings[0].text);
    assert_eq!(view.advice.len(), 1);
}

#[test]
fn an_untrained_reassuring_finding_is_not_listed_among_the_reasons_against() {
    let mut verdict = verdict(LURE, Language::English);
    let mut reason = verdict.findings[0].clone();
    reason.id = "headers.mailing_list".into();
    reason.share = 0.0;
    reason.untrained = true;
    verdict.findings = vec![reason];
    let view = BannerView::new(&verdict, Language::English);
    assert!(view.reasons.is_empty());
    assert_eq!(view.reassurances.len(), 1);
}

#[test]
fn markup_in_a_message_stays_text() {
    let mail = "From: \"PayPal <img src=x onerror=alert(1)>\" <a@quibusdam.example>\r\n\r\nHi\r\n";
    let verdict = verdict(mail, Language::English);
    let json = serde_json::to_string(&BannerView::new(&verdict, Language::English)).unwrap();
    assert!(
        !json.contains("&lt;"),
        "nothing is escaped here: drawing as text is the page's task"
    );
}

#[test]
fn host_names_are_shown_in_both_spellings_and_words_in_one() {
    assert_eq!(
        shown_text("xn--fsq092h.example"),
        "示例.example (xn--fsq092h.example)"
    );
    assert_eq!(shown_text("财务部"), "财务部");
    assert_eq!(shown_text("quibusdam.example"), "quibusdam.example");
}
