//! `POST /api/v1/feedback` with sketches of texts: what is alike becomes one case.

use axum::http::StatusCode;
use serde_json::{Value, json};
use verdict_server::store::{CaseId, Change, Grade, Role};

use crate::app::{App, NOW, answer};

/// An answer on a message of that campaign whose text has a sketch of its own.
fn of_text(number: u32, campaign: &str, text: u32) -> Value {
    let mut answer = answer(number);
    answer["grade"] = json!("features");
    answer["campaign_key"] = json!(campaign.repeat(32));
    let features: Vec<u32> = (0..64).map(|bin| (text + bin) << 6 | bin).collect();
    answer["features"] = json!(features);
    answer
}

/// The application, whose organisation allows features.
async fn allowing_features() -> App {
    let app = App::start().await;
    let change = Change {
        at: NOW.cast_signed(),
        actor: "anna".into(),
        action: "describe",
        detail: String::new(),
    };
    let (store, home) = (&app.state.store, app.state.home.id);
    let described = store.describe_organisation(home, Grade::Features, None, change);
    described.await.unwrap();
    app.state.access.refresh();
    app
}

#[tokio::test]
async fn messages_whose_texts_are_alike_are_one_case_where_the_grade_lets_features_be_sent() {
    let app = allowing_features().await;
    let (store, home) = (&app.state.store, app.state.home.id);
    let second = of_text(2, "cb", 1);
    let all = json!([of_text(1, "ca", 1), second, of_text(3, "cc", 9_999)]);
    let reply = app.answer(&all).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.body);
    let messages = async |campaign: &str| {
        let id = CaseId::from_hex(&campaign.repeat(16)).unwrap();
        let case = store.case(home, id).await.unwrap();
        case.map(|case| case.messages)
    };
    assert_eq!(messages("ca").await, Some(2));
    assert_eq!(messages("cb").await, None);
    assert_eq!(messages("cc").await, Some(1));
    let again = app.answer(&second).await;
    assert_eq!(again.json(), json!({"accepted": 0, "duplicates": 1}));
    let mut other = second;
    other["campaign_key"] = json!("ca".repeat(32));
    app.answer(&other)
        .await
        .is_problem(StatusCode::CONFLICT, Some("id"));
}

#[tokio::test]
async fn no_features_are_taken_where_the_grade_does_not_allow_them() {
    let app = App::start().await;
    app.answer(&of_text(1, "ca", 1))
        .await
        .is_problem(StatusCode::UNPROCESSABLE_ENTITY, Some("grade"));
}

#[tokio::test]
async fn a_case_says_how_many_messages_are_in_it_because_their_text_is_alike() {
    let app = allowing_features().await;
    let all = json!([
        of_text(1, "ca", 1),
        of_text(2, "cb", 1),
        of_text(3, "cc", 9_999)
    ]);
    app.answer(&all).await;
    let home = (*app.state.home).clone();
    app.operator(&home, "vera", Role::Viewer).await;
    let (cookie, _) = app.sign_in("default", "vera").await;
    let page = async |campaign: &str| {
        let path = format!("/admin/cases/{}", campaign.repeat(16));
        app.get_with(&path, &[("cookie", &cookie)]).await.body
    };
    let joined = "1 joined by the likeness of their text";
    assert!(page("ca").await.contains(joined));
    assert!(!page("cc").await.contains("likeness"));
}
