//! Exposures, the model, the document of the interface, other origins, and what operators of the
//! machine ask.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::app::{App, NOW, answer};

fn batch(number: u32) -> Value {
    json!({
        "id": answer(number)["id"],
        "hour": NOW / 3_600_000,
        "model": "m",
        "counts": [{"level": "danger", "count": 3}, {"level": "danger", "signal": "links.ip_host", "count": 2}]
    })
}

#[tokio::test]
async fn counts_banners_shown_once() {
    let app = App::start().await;
    let first = app
        .send_json("POST", "/api/v1/exposures", &[], &batch(1))
        .await;
    assert_eq!(
        (first.status, first.json()),
        (StatusCode::CREATED, json!({"duplicate": false}))
    );
    for _ in 0..3 {
        let again = app
            .send_json("POST", "/api/v1/exposures", &[], &batch(1))
            .await;
        assert_eq!(
            (again.status, again.json()),
            (StatusCode::OK, json!({"duplicate": true}))
        );
    }
    let day = i64::try_from(NOW / 86_400_000).unwrap();
    let counts = app
        .state
        .store
        .exposures(app.state.home.id, day, day + 1)
        .await
        .unwrap();
    assert_eq!(
        counts.iter().map(|count| count.count).collect::<Vec<_>>(),
        [3, 2]
    );
}

#[tokio::test]
async fn a_reader_has_seen_no_more_banners_than_anyone_can() {
    let app = App::start().await;
    let mut refused = 0;
    for number in 0..8 {
        let mut many = batch(number);
        many["counts"] = json!([{"level": "danger", "count": 2_000}]);
        let reply = app.send_json("POST", "/api/v1/exposures", &[], &many).await;
        if reply.status != StatusCode::CREATED {
            reply.is_problem(StatusCode::TOO_MANY_REQUESTS, None);
            refused += 1;
        }
    }
    assert_eq!(refused, 3);
}

#[tokio::test]
async fn says_which_field_of_a_batch_is_wrong() {
    let app = App::start().await;
    for (field, value, named) in [
        ("id", json!("7"), "id"),
        ("hour", json!(1), "hour"),
        ("hour", json!(i64::MAX), "hour"),
        ("model", json!(""), "model"),
        ("counts", json!([]), "counts"),
        (
            "counts",
            json!([{"level": "danger", "count": 0}]),
            "counts[0].count",
        ),
        (
            "counts",
            json!([{"level": "red", "count": 1}]),
            "counts[0].level",
        ),
        (
            "counts",
            json!([{"level": "danger", "signal": "x", "count": 1}]),
            "counts[0].signal",
        ),
        ("reader", json!("julia"), "reader"),
    ] {
        let mut batch = batch(1);
        batch[field] = value;
        app.send_json("POST", "/api/v1/exposures", &[], &batch)
            .await
            .is_problem(StatusCode::UNPROCESSABLE_ENTITY, Some(named));
    }
}

#[tokio::test]
async fn gives_the_model_with_a_signature_that_fits_the_key() {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    let app = App::start().await;
    let reply = app.get("/api/v1/model").await;
    assert_eq!(reply.body, banner_core::Model::BUILT_IN);
    let key = app.get("/api/v1/organisation").await.json()["model_key"].clone();
    let key = STANDARD.decode(key.as_str().unwrap()).unwrap();
    let signature = STANDARD.decode(reply.header("x-model-signature")).unwrap();
    ring::signature::UnparsedPublicKey::new(&ring::signature::ED25519, key)
        .verify(reply.body.as_bytes(), &signature)
        .unwrap();
    assert_eq!(reply.header("cache-control"), "no-cache");
    let tag = reply.header("etag").to_owned();
    let again = app
        .get_with("/api/v1/model", &[("if-none-match", &tag)])
        .await;
    assert_eq!((again.status, &*again.body), (StatusCode::NOT_MODIFIED, ""));
    let version = banner_core::Model::built_in().unwrap().version;
    let fixed = app.get(&format!("/api/v1/model/{version}")).await;
    assert!(fixed.header("cache-control").contains("immutable"));
    assert_eq!(fixed.body, reply.body);
    app.get("/api/v1/model/other")
        .await
        .is_problem(StatusCode::NOT_FOUND, None);
}

#[tokio::test]
async fn pages_of_configured_origins_may_ask_and_others_may_not() {
    let app = App::start().await;
    app.organisation("acme").await;
    let token = format!(
        "Bearer {}",
        crate::people::token("acme", "k", b"acme", "julia", 300)
    );
    let asks = async |origin: &str| {
        let headers = [
            ("origin", origin),
            ("sec-fetch-site", "cross-site"),
            ("access-control-request-method", "POST"),
            (
                "access-control-request-headers",
                "authorization, content-type",
            ),
        ];
        app.send(crate::app::request(
            "OPTIONS",
            "/api/v1/feedback",
            &headers,
            "".into(),
        ))
        .await
    };
    let invited = asks("https://mail.acme.example").await;
    assert_eq!(invited.status, StatusCode::NO_CONTENT);
    assert_eq!(
        invited.header("access-control-allow-origin"),
        "https://mail.acme.example"
    );
    assert!(
        invited
            .header("access-control-allow-headers")
            .contains("authorization")
    );
    assert!(
        invited
            .headers
            .get("access-control-allow-credentials")
            .is_none()
    );
    let stranger = asks("https://evil.example").await;
    assert!(
        stranger
            .headers
            .get("access-control-allow-origin")
            .is_none()
    );

    let post = async |origin: &str, token: Option<&str>| {
        let mut headers = vec![("origin", origin), ("sec-fetch-site", "cross-site")];
        headers.extend(token.map(|token| ("authorization", token)));
        app.answer_with(answer(1).to_string(), &headers).await
    };
    let kept = post("https://mail.acme.example", Some(&token)).await;
    assert_eq!(kept.status, StatusCode::CREATED, "{}", kept.body);
    assert_eq!(
        kept.header("access-control-allow-origin"),
        "https://mail.acme.example"
    );
    assert_eq!(kept.header("cross-origin-resource-policy"), "cross-origin");
    // Without a token such a page would answer as whoever sits at this machine.
    post("https://mail.acme.example", None)
        .await
        .is_problem(StatusCode::FORBIDDEN, None);
    post("https://evil.example", Some(&token))
        .await
        .is_problem(StatusCode::FORBIDDEN, None);
}

#[tokio::test]
async fn the_document_names_every_answer_and_the_page_loads_nothing_from_elsewhere() {
    let app = App::start().await;
    let document = app.get("/api/openapi.json").await.json();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    assert!(document["paths"]["/api/v1/feedback"]["post"]["responses"]["422"].is_object());
    let page = app.get("/api/docs").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("POST /api/v1/feedback") && page.body.contains("Submission"));
    assert!(!page.body.contains("<script") && !page.body.contains("//cdn"));
    assert!(
        page.header("content-security-policy")
            .starts_with("default-src 'none'")
    );
    assert_eq!(app.get("/api/docs/style.css").await.status, StatusCode::OK);
}

#[tokio::test]
async fn is_not_ready_while_the_database_keeps_nothing() {
    let app = App::start().await;
    let change = |sql: &str| {
        let database = rusqlite::Connection::open(app.database()).unwrap();
        database.execute_batch(sql).unwrap();
    };
    change(
        "ALTER TABLE answers RENAME TO away; CREATE TRIGGER full BEFORE UPDATE ON organisations \
         BEGIN SELECT RAISE(ABORT, 'full'); END;",
    );
    let unready = async || app.get("/readyz").await.status;
    assert_eq!(unready().await, StatusCode::OK);
    let reply = app.answer(&answer(1)).await;
    reply.is_problem(StatusCode::SERVICE_UNAVAILABLE, None);
    for _ in 0..2 {
        assert_eq!(unready().await, StatusCode::SERVICE_UNAVAILABLE);
    }
    change("DROP TRIGGER full; ALTER TABLE away RENAME TO answers;");
    assert_eq!(unready().await, StatusCode::OK);
    assert_eq!(app.answer(&answer(1)).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn tells_how_it_is_and_what_it_counts() {
    let app = App::start().await;
    app.answer(&json!([answer(1), answer(2)])).await;
    assert_eq!(app.get("/readyz").await.json()["status"], "ok");
    let metrics = app.get("/metrics").await;
    for line in [
        "verdict_requests_total{route=\"/api/v1/feedback\",status=\"201\"} 1",
        "verdict_answers_accepted_total 2",
    ] {
        assert!(metrics.body.contains(line), "{line}\n{}", metrics.body);
    }
    let request = crate::app::request("GET", "/metrics", &[], "".into());
    app.send_from("192.0.2.7:1", request)
        .await
        .is_problem(StatusCode::FORBIDDEN, None);
    app.state.store.close().await;
    app.get("/readyz")
        .await
        .is_problem(StatusCode::SERVICE_UNAVAILABLE, None);
    assert_eq!(app.get("/healthz").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_changed_mind_is_one_answer() {
    let app = App::start().await;
    let (first, mut second) = (answer(1), answer(2));
    second["message_key"] = first["message_key"].clone();
    second["answer"] = json!("not_accurate");
    app.answer(&first).await;
    assert_eq!(app.answer(&second).await.status, StatusCode::CREATED);
    let kept = app.state.store.latest(app.state.home.id, 9).await.unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].id.to_string(), second["id"].as_str().unwrap());
}

#[tokio::test]
async fn pages_of_a_configured_origin_get_the_model_without_a_token() {
    let app = App::start().await;
    let from = |origin: &'static str| [("origin", origin), ("sec-fetch-site", "cross-site")];
    let invited = from("https://mail.acme.example");
    let model = app.get_with("/api/v1/model", &invited).await;
    assert_eq!(model.status, StatusCode::OK);
    app.get_with("/api/v1/model", &from("https://evil.example"))
        .await
        .is_problem(StatusCode::FORBIDDEN, None);
    app.get_with("/api/v1/organisation", &invited)
        .await
        .is_problem(StatusCode::FORBIDDEN, None);
}
