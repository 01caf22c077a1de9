//! Whatever is wrong with an answer is told by the field's name.

use serde_json::{Value, json};

use super::*;

/// When the answers were made.
const NOW: i64 = 0x0189_0a5d_ac96;

fn answer() -> Value {
    json!({
        "id": "01890a5d-ac96-774b-bcce-b302099a8057",
        "answer": "accurate",
        "level": "danger",
        "probability": 0.99,
        "findings": [{"id": "links.ip_host", "strength": 1.0}],
        "model": "2026.11.1",
        "message_key": "0".repeat(64),
        "grade": "signals"
    })
}

fn with(field: &str, value: Value) -> Value {
    let mut answer = answer();
    answer[field] = value;
    answer
}

/// The status and field of the refusal.
fn refusal(body: &Value) -> (StatusCode, Option<String>) {
    let error = read(&Bytes::from(body.to_string()), Grade::Signals, NOW).unwrap_err();
    (error.status(), error.field_name().map(str::to_owned))
}

#[test]
fn reads_one_answer_and_a_list() {
    let one = read(&Bytes::from(answer().to_string()), Grade::Signals, NOW).unwrap();
    assert_eq!((one.kind, one.answers.len()), (Kind::One, 1));
    let many = read(
        &Bytes::from(format!("\n {}", json!([answer(), answer()]))),
        Grade::Signals,
        NOW,
    )
    .unwrap();
    assert_eq!((many.kind, many.answers.len()), (Kind::Many, 2));
}

#[test]
fn names_the_field_that_is_wrong() {
    for (field, value, named) in [
        ("id", json!("7"), "id"),
        ("id", json!("ffffffff-ffff-ffff-ffff-ffffffffffff"), "id"),
        ("id", json!("01990a5d-ac96-774b-bcce-b302099a8057"), "id"),
        ("answer", json!("maybe"), "answer"),
        ("correction", json!("virus"), "correction"),
        ("comment", json!("x".repeat(2_001)), "comment"),
        ("level", json!("red"), "level"),
        ("probability", json!(1.5), "probability"),
        ("probability", json!("high"), "probability"),
        (
            "findings",
            json!([{"id": "links.ip_host", "strength": 0.0}]),
            "findings",
        ),
        (
            "findings",
            json!([{"id": "links.ip_host"}]),
            "findings[0].strength",
        ),
        ("model", json!(""), "model"),
        ("message_key", json!("abc"), "message_key"),
        ("grade", json!("message"), "grade"),
        ("body", json!("Dear Julia"), "body"),
    ] {
        let expected = (StatusCode::UNPROCESSABLE_ENTITY, Some(named.to_owned()));
        assert_eq!(
            refusal(&with(field, value.clone())),
            expected,
            "{field} = {value}"
        );
    }
}

#[test]
fn names_the_answer_of_a_list() {
    let list = json!([answer(), with("model", json!(""))]);
    assert_eq!(refusal(&list).1.as_deref(), Some("[1].model"));
    let list = json!([answer(), answer(), with("level", json!(3))]);
    assert_eq!(refusal(&list).1.as_deref(), Some("[2].level"));
}

#[test]
fn names_a_missing_field() {
    let mut answer = answer();
    answer.as_object_mut().unwrap().remove("message_key");
    assert_eq!(refusal(&answer).1.as_deref(), Some("message_key"));
    assert_eq!(
        refusal(&json!([answer])).1.as_deref(),
        Some("[0].message_key")
    );
}

#[test]
fn refuses_what_is_no_json() {
    let behind = format!("{} true", answer());
    for text in ["", "{", "[{]", "{} {}", "hello", &behind] {
        assert_eq!(
            read(
                &Bytes::copy_from_slice(text.as_bytes()),
                Grade::Signals,
                NOW
            )
            .unwrap_err()
            .status(),
            StatusCode::BAD_REQUEST,
            "{text:?}"
        );
    }
}

#[test]
fn refuses_no_answer_and_too_many() {
    assert_eq!(refusal(&json!([])).0, StatusCode::UNPROCESSABLE_ENTITY);
    let most = Value::Array(vec![answer(); MOST_ANSWERS]);
    assert_eq!(
        read(&Bytes::from(most.to_string()), Grade::Signals, NOW)
            .unwrap()
            .answers
            .len(),
        MOST_ANSWERS
    );
    let more = Value::Array(vec![answer(); MOST_ANSWERS + 1]);
    assert_eq!(refusal(&more).0, StatusCode::PAYLOAD_TOO_LARGE);
}
