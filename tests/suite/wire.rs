//! The JSON of what crosses a border equals the checked-in samples, so that browser, server and
//! command line agree today and a change of the wire format is seen in review.

use std::fs;

use banner_core::{
    Answer, BannerView, Context, Correction, FeedbackReport, Language, Message, Model,
    Organisation, Verdict, message_key, score,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

const MAIL: &[u8] = b"From: \"PayPal\" <service@quibusdam.example>\r\n\
    To: julia@acme.example\r\n\
    Date: Mon, 2 Nov 2026 09:00:00 +0000\r\n\
    Message-ID: <1@quibusdam.example>\r\n\
    Subject: Verify your account\r\n\r\n\
    Please verify your account within 24 hours: http://192.0.2.7/login\r\n";

fn verdict(language: Language) -> Verdict {
    let context = Context {
        language,
        now: Some(system_tests::case::NOW),
        ..Context::default()
    };
    score(MAIL, &context, &Model::built_in().unwrap())
}

/// Compares with `tests/wire/NAME.json`; `WRITE_WIRE=1` writes the samples anew.
#[track_caller]
fn assert_sample<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(
    name: &str,
    value: &T,
) {
    let path = system_tests::folder()
        .join("wire")
        .join(format!("{name}.json"));
    let json = serde_json::to_string_pretty(value).unwrap() + "\n";
    if std::env::var("WRITE_WIRE").is_ok() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &json).unwrap();
    }
    let sample =
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    assert_eq!(
        sample, json,
        "{name}: if the wire format is meant to change, say so in CHANGELOG.md and run with WRITE_WIRE=1"
    );
    let read: T = serde_json::from_str(&sample).unwrap();
    assert_eq!(&read, value, "{name} does not survive reading");
}

#[test]
fn wire_verdict_equals_its_sample() {
    assert_sample("verdict", &verdict(Language::English));
}

#[test]
fn wire_banner_equals_its_sample_in_each_language() {
    for language in Language::ALL {
        let name = format!("banner.{}", language.tag());
        assert_sample(&name, &BannerView::new(&verdict(language), language));
    }
}

#[test]
fn wire_report_equals_its_sample() {
    let key = message_key(b"sample", &Message::parse(MAIL));
    let mut report = FeedbackReport::new(
        "01935f2e-7a3b-7c4d-8e5f-0123456789ab".into(),
        Answer::NotAccurate,
        &verdict(Language::English),
        key,
    );
    report.correction = Some(Correction::Legitimate);
    report.comment = Some("This is my own test account".into());
    assert_sample("report", &report);
}

#[test]
fn wire_organisation_equals_its_sample() {
    let text = fs::read_to_string(system_tests::folder().join("corpus/organisation.toml")).unwrap();
    let organisation: Organisation = toml::from_str(&text).unwrap();
    assert_sample("organisation", &organisation);
}
