//! `GET /api/v1/organisation` and `GET /healthz`

use axum::body::Body;
use axum::http::StatusCode;
use serde_json::json;
use verdict_server::Reach;
use verdict_server::store::Grade;

use crate::app::{App, answer, request};
use crate::people::{by, token};

#[tokio::test]
async fn tells_a_banner_what_it_must_know() {
    let profile = json!({
        "own_domains": ["acme.example"],
        "reader": {"name": "Julia Sommer", "address": "julia@acme.example"},
        "deny": [{"pattern": "evil.example", "reason": "told by the police", "until": "2027-01-01"}]
    });
    let profile = serde_json::from_value(profile).unwrap();
    let app = App::start_serving(|served| served.organisation = profile).await;
    let reply = app.get("/api/v1/organisation").await;
    assert_eq!(reply.status, StatusCode::OK);
    assert_eq!(reply.header("cache-control"), "no-store");
    let answer = reply.json();
    assert_eq!(answer["grade"], "signals");
    assert_eq!(
        answer["context"]["organisation"]["own_domains"],
        json!(["acme.example"])
    );
    assert_eq!(
        answer["context"]["organisation"]["deny"][0]["pattern"],
        "evil.example"
    );
    // Why an entry stands there is for administrators.
    assert!(!reply.body.contains("police"));
    // It is the core's own type, so that a banner can use it as it is.
    serde_json::from_value::<banner_core::Context>(answer["context"].clone()).unwrap();
    let key = answer["message_key"].as_str().unwrap();
    assert!(
        key.len() == 64 && key.bytes().all(|digit| digit.is_ascii_hexdigit()),
        "{key}"
    );
    assert_eq!(
        app.get("/api/v1/organisation").await.json()["message_key"],
        key
    );
}

#[tokio::test]
async fn tells_the_local_reader_of_a_change_made_meanwhile() {
    let app = App::start().await;
    assert_eq!(
        app.get("/api/v1/organisation").await.json()["grade"],
        "signals"
    );
    app.state
        .store
        .describe_organisation(app.state.home.id, Grade::Message, None, by("describe"))
        .await
        .unwrap();
    app.state.access.refresh();
    assert_eq!(
        app.get("/api/v1/organisation").await.json()["grade"],
        "message"
    );
}

#[tokio::test]
async fn keeps_the_key_from_pages_of_other_sites() {
    let app = App::start().await;
    for foreign in [("sec-fetch-site", "cross-site"), ("host", "evil.example")] {
        app.get_with("/api/v1/organisation", &[foreign])
            .await
            .is_problem(StatusCode::FORBIDDEN, None);
    }
}

#[tokio::test]
async fn keeps_the_reader_and_the_key_from_other_machines() {
    let profile = json!({"reader": {"known_correspondents": ["mara@lind.example"]}});
    let profile = serde_json::from_value(profile).unwrap();
    let app = App::start_with(|state| {
        state.reach = Reach::Network;
        let mut served = (*state.in_service.now()).clone();
        served.organisation = profile;
        state.in_service.replace(served);
    })
    .await;
    let path = "/api/v1/organisation";
    for (peer, host) in [
        ("192.0.2.7:1234", "banner.acme.example"),
        ("192.0.2.7:1234", "127.0.0.1"),
        ("127.0.0.1:1234", "banner.acme.example"),
    ] {
        let reply = app
            .send_from(peer, request("GET", path, &[("host", host)], Body::empty()))
            .await;
        reply.is_problem(StatusCode::UNAUTHORIZED, None);
        assert!(!reply.body.contains("lind"), "{}", reply.body);
    }
    app.get_with(path, &[("x-real-ip", "192.0.2.7")])
        .await
        .is_problem(StatusCode::UNAUTHORIZED, None);
    // The demo's worker asks from this machine, and its samples need the reader's history.
    let known = app.get(path).await.json();
    assert_eq!(
        known["context"]["organisation"]["reader"]["known_correspondents"],
        json!(["mara@lind.example"])
    );
}

#[tokio::test]
async fn takes_answers_under_its_public_name_when_others_can_reach_it() {
    let app = App::start_with(|state| state.reach = Reach::Network).await;
    app.organisation("acme").await;
    let token = format!("Bearer {}", token("acme", "k", b"acme", "julia", 300));
    let headers = [
        ("host", "banner.acme.example"),
        ("content-type", "application/json"),
        ("authorization", &*token),
    ];
    let body = Body::from(answer(1).to_string());
    let reply = app
        .send_from(
            "192.0.2.7:1234",
            request("POST", "/api/v1/feedback", &headers, body),
        )
        .await;
    assert_eq!(reply.status, StatusCode::CREATED);
}

#[tokio::test]
async fn says_that_it_is_well() {
    let app = App::start().await;
    let reply = app.get("/healthz").await;
    assert_eq!(
        (reply.status, reply.json()["status"].as_str()),
        (StatusCode::OK, Some("ok"))
    );
}
