//! `POST /api/v1/feedback`

use axum::body::Body;
use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::app::{App, NOW, answer, id_at, request};

#[tokio::test]
async fn keeps_an_answer_and_says_so() {
    let app = App::start().await;
    let reply = app.answer(&answer(1)).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.body);
    assert_eq!(reply.json(), json!({"accepted": 1, "duplicates": 0}));
    assert_eq!(
        app.state
            .store
            .latest(app.state.home.id, 9)
            .await
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn counts_the_same_answer_once() {
    let app = App::start().await;
    app.answer(&answer(1)).await;
    let reply = app.answer(&answer(1)).await;
    assert_eq!(reply.status, StatusCode::OK);
    assert_eq!(reply.json(), json!({"accepted": 0, "duplicates": 1}));
    assert_eq!(
        app.state
            .store
            .counts_by_level(app.state.home.id, i64::MIN, i64::MAX)
            .await
            .unwrap()[0]
            .count,
        1
    );
}

#[tokio::test]
async fn refuses_another_answer_of_the_same_id() {
    let app = App::start().await;
    app.answer(&answer(1)).await;
    let mut other = answer(1);
    other["answer"] = json!("not_accurate");
    app.answer(&other)
        .await
        .is_problem(StatusCode::CONFLICT, Some("id"));
    app.answer(&json!([answer(2), other]))
        .await
        .is_problem(StatusCode::CONFLICT, Some("[1].id"));
    assert_eq!(
        app.state
            .store
            .latest(app.state.home.id, 9)
            .await
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn takes_many_answers_at_once() {
    let app = App::start().await;
    let batch: Vec<Value> = (0..500).map(answer).collect();
    let reply = app.answer(&Value::Array(batch)).await;
    assert_eq!(reply.json(), json!({"accepted": 500, "duplicates": 0}));
    let reply = app.answer(&json!([answer(499), answer(500)])).await;
    assert_eq!(
        (reply.status, reply.json()),
        (StatusCode::CREATED, json!({"accepted": 1, "duplicates": 1}))
    );
}

#[tokio::test]
async fn refuses_a_batch_whole_and_names_the_field() {
    let app = App::start().await;
    let mut wrong = answer(2);
    wrong["comment"] = json!("x".repeat(2_001));
    app.answer(&json!([answer(1), wrong]))
        .await
        .is_problem(StatusCode::UNPROCESSABLE_ENTITY, Some("[1].comment"));
    assert!(
        app.state
            .store
            .latest(app.state.home.id, 9)
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn refuses_mail_text_under_the_grade_of_signals() {
    let app = App::start().await;
    let mut wrong = answer(1);
    wrong["message"] = json!("Dear Julia, …");
    app.answer(&wrong)
        .await
        .is_problem(StatusCode::UNPROCESSABLE_ENTITY, Some("message"));
}

#[tokio::test]
async fn refuses_too_much() {
    let app = App::start().await;
    let batch: Vec<Value> = (0..501).map(answer).collect();
    app.answer(&Value::Array(batch))
        .await
        .is_problem(StatusCode::PAYLOAD_TOO_LARGE, None);
    let body = format!("[{}", " ".repeat(verdict_server::LARGEST_BODY));
    app.answer_with(body, &[])
        .await
        .is_problem(StatusCode::PAYLOAD_TOO_LARGE, None);
}

#[tokio::test]
async fn refuses_what_is_no_json() {
    let app = App::start().await;
    app.answer_with("{".into(), &[])
        .await
        .is_problem(StatusCode::BAD_REQUEST, None);
    let plain = request(
        "POST",
        "/api/v1/feedback",
        &[("content-type", "text/plain")],
        Body::from(answer(1).to_string()),
    );
    app.send(plain)
        .await
        .is_problem(StatusCode::UNSUPPORTED_MEDIA_TYPE, None);
    app.get("/api/v1/feedback")
        .await
        .is_problem(StatusCode::METHOD_NOT_ALLOWED, None);
}

#[tokio::test]
async fn refuses_pages_of_other_sites() {
    let app = App::start().await;
    for foreign in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
    ] {
        app.answer_with(answer(1).to_string(), &[foreign])
            .await
            .is_problem(StatusCode::FORBIDDEN, None);
    }
    assert!(
        app.state
            .store
            .latest(app.state.home.id, 9)
            .await
            .unwrap()
            .is_empty()
    );
    let own = [
        ("sec-fetch-site", "same-origin"),
        ("origin", "http://127.0.0.1:8080"),
    ];
    assert_eq!(
        app.answer_with(answer(1).to_string(), &own).await.status,
        StatusCode::CREATED
    );
}

#[tokio::test]
async fn refuses_foreign_names_of_this_machine() {
    let app = App::start().await;
    let reply = app
        .answer_with(
            answer(1).to_string(),
            &[("host", "rebound.evil.example:8080")],
        )
        .await;
    reply.is_problem(StatusCode::FORBIDDEN, None);
}

#[tokio::test]
async fn says_when_nothing_can_be_kept() {
    let app = App::start().await;
    app.state.store.close().await;
    let reply = app.answer(&answer(1)).await;
    reply.is_problem(StatusCode::SERVICE_UNAVAILABLE, None);
    assert_eq!(reply.header("retry-after"), "5");
}

#[tokio::test]
async fn signals_and_models_that_nobody_knows_are_counted_together() {
    let app = App::start().await;
    for number in 0..5 {
        let mut made_up = answer(number);
        made_up["model"] = json!(format!("model {number}"));
        let finding = |n: u32| json!({"id": format!("made_up.s{number}_{n}"), "strength": 1.0});
        made_up["findings"] = (0..40).map(finding).collect();
        assert_eq!(app.answer(&made_up).await.status, StatusCode::CREATED);
        // Sent again, it is the same answer.
        assert_eq!(app.answer(&made_up).await.status, StatusCode::OK);
    }
    let store = &app.state.store;
    let counts = store.counts_by_hour(app.state.home.id).await.unwrap();
    let cells: Vec<_> = counts
        .iter()
        .map(|count| (count.signal.as_deref(), &*count.model, count.count))
        .collect();
    assert_eq!(
        cells,
        [(None, "other", 5), (Some("other.unknown"), "other", 5)]
    );
    let anew = store.recount_by_hour(app.state.home.id).await.unwrap();
    assert_eq!(counts, anew);
}

#[tokio::test]
async fn the_same_report_counts_once_though_its_model_became_known_meanwhile() {
    let app = App::start().await;
    let mut told = answer(1);
    told["model"] = json!("2027.1.1");
    told["findings"] = json!([{"id": "made_up.later", "strength": 1.0}]);
    assert_eq!(app.answer(&told).await.status, StatusCode::CREATED);
    let store = &app.state.store;
    store.serve_model("2027.1.1".into(), 0).await.unwrap();
    app.state.access.refresh();
    let again = app.answer(&told).await;
    assert_eq!(again.status, StatusCode::OK, "{}", again.body);
    assert_eq!(again.json(), json!({"accepted": 0, "duplicates": 1}));
    let home = app.state.home.id;
    assert_eq!(store.latest(home, 9).await.unwrap().len(), 1);
    // Another report under the same id is another one, though both are kept alike.
    told["model"] = json!("2027.1.2");
    app.answer(&told)
        .await
        .is_problem(StatusCode::CONFLICT, Some("id"));
}

#[tokio::test]
async fn a_model_that_came_into_service_just_now_is_counted_by_its_name() {
    let app = App::start().await;
    // What is at hand was read before.
    app.answer(&answer(1)).await;
    let store = &app.state.store;
    store.serve_model("2027.1.1".into(), 0).await.unwrap();
    let mut told = answer(2);
    told["model"] = json!("2027.1.1");
    assert_eq!(app.answer(&told).await.status, StatusCode::CREATED);
    let kept = store.latest(app.state.home.id, 1).await.unwrap();
    assert_eq!(kept[0].model, "2027.1.1");
}

#[tokio::test]
async fn an_id_that_was_not_made_in_these_days_is_refused_by_its_name() {
    let app = App::start().await;
    for id in [
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "919108f7-52d1-4320-9bac-f847db4148a8",
        &id_at(NOW + 2 * 86_400_000, 1),
        &id_at(NOW - 61 * 86_400_000, 1),
    ] {
        let mut strange = answer(1);
        strange["id"] = json!(id);
        app.answer(&strange)
            .await
            .is_problem(StatusCode::UNPROCESSABLE_ENTITY, Some("id"));
    }
}
