//! Reports hold what they may, and nothing of the message.

use super::*;
use crate::context::Context;
use crate::model::Model;

const MAIL: &[u8] = b"From: \"PayPal\" <service@quibusdam.example>\r\nMessage-ID: <secret-id@quibusdam.example>\r\n\
    Subject: Verify your account\r\n\r\nConfidential words\r\n";

fn report() -> FeedbackReport {
    let verdict = crate::scoring::score(MAIL, &Context::default(), &Model::built_in().unwrap());
    let key = message_key(b"key", &Message::parse(MAIL));
    FeedbackReport::new(
        "01935f2e-7a3b-7c4d-8e5f-0123456789ab".into(),
        Answer::NotAccurate,
        &verdict,
        key,
    )
}

#[test]
fn a_report_carries_nothing_of_the_message() {
    let json = serde_json::to_string(&report()).unwrap();
    for secret in ["quibusdam", "PayPal", "Confidential", "secret-id", "Verify"] {
        assert!(!json.contains(secret), "{secret} is in {json}");
    }
    assert!(report().check().is_ok());
}

#[track_caller]
fn assert_refused(field: &str, change: impl FnOnce(&mut FeedbackReport)) {
    let mut report = report();
    change(&mut report);
    let error = report.check().unwrap_err();
    assert!(
        matches!(error, Error::Report { field: named, .. } if named == field),
        "{error}"
    );
}

#[test]
fn each_field_that_holds_something_else_is_named() {
    assert_refused("id", |report| report.id = "not-a-uuid".into());
    assert_refused("id", |report| report.id = report.id.to_uppercase());
    assert_refused("comment", |report| {
        report.comment = Some("字".repeat(2_001))
    });
    assert_refused("probability", |report| report.probability = 1.01);
    assert_refused("probability", |report| report.probability = f64::NAN);
    assert_refused("findings", |report| report.findings[0].id = "<b>".into());
    assert_refused("findings", |report| report.findings[0].strength = 0.0);
    assert_refused("findings", |report| {
        report.findings = vec![report.findings[0].clone(); 257]
    });
    assert_refused("model", |report| report.model = String::new());
    assert_refused("message_key", |report| report.message_key = "ABC".into());
}

#[test]
fn a_comment_of_the_greatest_length_is_taken() {
    let mut report = report();
    report.comment = Some("字".repeat(2_000));
    assert!(report.check().is_ok());
}

#[test]
fn a_field_that_no_grade_allows_is_refused_and_not_dropped() {
    let mut json = serde_json::to_value(report()).unwrap();
    json["body"] = "the whole message".into();
    let error = serde_json::from_value::<FeedbackReport>(json).unwrap_err();
    assert!(error.to_string().contains("body"), "{error}");
}

#[test]
fn the_message_key_depends_on_key_and_message_and_on_nothing_else() {
    let message = Message::parse(MAIL);
    let key = message_key(b"key", &message);
    assert_eq!(key.len(), 64);
    assert_eq!(key, message_key(b"key", &message));
    assert_ne!(key, message_key(b"other", &message));
    assert_ne!(
        key,
        message_key(
            b"key",
            &Message::parse(b"Message-ID: <2@x.example>\r\n\r\n")
        )
    );
}

#[test]
fn messages_without_message_id_are_told_apart_by_their_fields() {
    let key = |raw: &[u8]| message_key(b"key", &Message::parse(raw));
    assert_ne!(key(b"Subject: a\r\n\r\n"), key(b"Subject: b\r\n\r\n"));
    assert_eq!(key(b"Subject: a\r\n\r\nx"), key(b"Subject: a\r\n\r\ny"));
}

#[test]
fn the_id_of_a_signal_is_a_group_and_a_name() {
    assert!(is_signal_id("links.ip_host"));
    for wrong in ["", "links", "links.", ".ip", "a.b.c", "Links.ip", "a.b\0"] {
        assert!(!is_signal_id(wrong), "{wrong:?}");
    }
}
