//! From which network answers come, as it is kept with them.

use axum::body::Body;
use axum::http::StatusCode;
use verdict_server::Reach;
use verdict_server::config::Front;

use crate::app::{App, answer, request};
use crate::people::token;

/// Sends answer `number` of a reader of acme from `peer`, with what a proxy says of its client.
async fn answered(app: &App, number: u32, peer: &str, forwarded: Option<&str>) {
    let reader = format!(
        "Bearer {}",
        token("acme", "k", b"acme", &format!("reader {number}"), 300)
    );
    let mut headers = vec![
        ("content-type", "application/json"),
        ("host", "verdicts.example"),
        ("authorization", &reader),
    ];
    headers.extend(forwarded.map(|address| ("x-forwarded-for", address)));
    let body = Body::from(answer(number).to_string());
    let sent = request("POST", "/api/v1/feedback", &headers, body);
    let reply = app.send_from(peer, sent).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.body);
}

#[tokio::test]
async fn an_answer_keeps_the_network_of_its_reader_and_not_of_the_proxy() {
    let app = App::start_with(|state| {
        state.reach = Reach::Network;
        state.front = Front {
            proxies: vec!["10.0.0.1".parse().unwrap()],
            public_url: None,
        };
    })
    .await;
    let acme = app.organisation("acme").await;
    answered(&app, 1, "192.0.2.7:1234", None).await;
    answered(&app, 2, "10.0.0.1:1234", Some("192.0.2.99")).await;
    answered(&app, 3, "10.0.0.1:1234", Some("198.51.100.1")).await;
    // Whoever is no trusted proxy says of itself what it likes.
    answered(&app, 4, "192.0.2.8:1234", Some("203.0.113.1")).await;
    answered(&app, 5, "127.0.0.1:1234", None).await;
    let kept = app.state.store.page(acme.id, None, 9).await.unwrap();
    let networks: Vec<Option<i64>> = kept.iter().map(|answer| answer.network).collect();
    let one = acme.network("192.0.2.1".parse().unwrap());
    let other = acme.network("198.51.100.1".parse().unwrap());
    assert!(one.is_some() && one != other);
    assert_eq!(networks, [one, one, other, one, None]);
}
