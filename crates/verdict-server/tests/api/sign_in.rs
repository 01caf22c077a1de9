//! Signing in: bounded work for whoever guesses, and the same behind a proxy as without one.

use std::sync::Arc;

use axum::body::Body;
use axum::http::StatusCode;
use serde_json::{Value, json};
use verdict_server::config::Front;
use verdict_server::store::Role;

use crate::app::{App, Reply, request};
use crate::people::PASSWORD;

const PROXY: &str = "127.0.0.1:40000";

async fn attempt(app: &App, peer: &str, fields: &[(&str, &str)], credentials: &Value) -> Reply {
    let mut headers = vec![("content-type", "application/json")];
    headers.extend_from_slice(fields);
    let body = Body::from(credentials.to_string());
    app.send_from(
        peer,
        request("POST", "/api/v1/admin/session", &headers, body),
    )
    .await
}

fn anna(password: &str) -> Value {
    json!({"name": "anna", "password": password})
}

async fn app_with_anna(front: Front) -> App {
    let app = App::start_with(|state| state.front = Arc::new(front)).await;
    let home = (*app.state.home).clone();
    app.operator(&home, "anna", Role::Administrator).await;
    app
}

fn behind_a_proxy(public_url: Option<&str>) -> Front {
    Front {
        proxies: vec!["127.0.0.1".parse().unwrap()],
        public_url: public_url.map(str::to_owned),
    }
}

#[tokio::test]
async fn what_is_too_long_to_be_a_name_is_refused_before_anything_is_done() {
    let app = app_with_anna(Front::default()).await;
    let long = "x".repeat(129);
    for (field, value) in [
        ("name", long.as_str()),
        ("organisation", &long),
        ("name", "an\0na"),
        ("password", &"x".repeat(1_025)),
    ] {
        let mut credentials = anna("wrong wrong wrong");
        credentials[field] = value.into();
        attempt(&app, PROXY, &[], &credentials)
            .await
            .is_problem(StatusCode::UNPROCESSABLE_ENTITY, Some(field));
    }
}

#[tokio::test]
async fn many_guesses_at_once_are_counted_as_many() {
    let app = Arc::new(app_with_anna(Front::default()).await);
    let guesses: Vec<_> = (0..60)
        .map(|_| {
            let app = app.clone();
            tokio::spawn(async move {
                let guess = anna("wrong wrong wrong");
                attempt(&app, "192.0.2.7:1", &[("host", "localhost")], &guess)
                    .await
                    .status
            })
        })
        .collect();
    let mut looked_at = 0;
    for guess in guesses {
        match guess.await.unwrap() {
            StatusCode::UNAUTHORIZED => looked_at += 1,
            status => assert_eq!(status, StatusCode::TOO_MANY_REQUESTS),
        }
    }
    assert_eq!(looked_at, 6);
}

#[tokio::test]
async fn one_password_cannot_be_tried_on_every_name() {
    let app = app_with_anna(Front::default()).await;
    let mut looked_at = 0;
    for number in 0..40 {
        let guess = json!({"name": format!("name {number}"), "password": "correct horse battery"});
        let reply = attempt(&app, "192.0.2.7:1", &[], &guess).await;
        if reply.status == StatusCode::UNAUTHORIZED {
            looked_at += 1;
        } else {
            reply.is_problem(StatusCode::TOO_MANY_REQUESTS, None);
        }
    }
    assert_eq!(looked_at, 30);
    let elsewhere = attempt(&app, "198.51.100.1:1", &[], &anna(PASSWORD)).await;
    assert_eq!(elsewhere.status, StatusCode::CREATED);
}

#[tokio::test]
async fn behind_a_proxy_each_client_has_a_network_of_its_own() {
    let app = app_with_anna(behind_a_proxy(None)).await;
    let from = |address: &'static str| {
        [
            ("x-forwarded-for", address),
            ("host", "verdict.acme.example"),
        ]
    };
    for _ in 0..6 {
        let wrong = attempt(
            &app,
            PROXY,
            &from("203.0.113.7"),
            &anna("wrong wrong wrong"),
        )
        .await;
        assert_eq!(wrong.status, StatusCode::UNAUTHORIZED, "{}", wrong.body);
    }
    // What the guesser writes into the field itself changes nothing.
    for address in ["203.0.113.7", "198.51.100.1, 203.0.113.7"] {
        let locked = attempt(&app, PROXY, &from(address), &anna(PASSWORD)).await;
        locked.is_problem(StatusCode::TOO_MANY_REQUESTS, None);
    }
    let elsewhere = attempt(&app, PROXY, &from("198.51.100.1"), &anna(PASSWORD)).await;
    assert_eq!(elsewhere.status, StatusCode::CREATED);
    // Whoever asks through it is never the reader or administrator at this machine.
    app.get_with("/api/v1/organisation", &from("198.51.100.1"))
        .await
        .is_problem(StatusCode::UNAUTHORIZED, None);
}

#[tokio::test]
async fn cookies_are_for_https_where_the_browser_speaks_it() {
    for (public_url, fields, secure) in [
        (None, &[][..], false),
        (
            None,
            &[
                ("x-forwarded-for", "192.0.2.1"),
                ("x-forwarded-proto", "https"),
            ][..],
            true,
        ),
        (
            None,
            &[
                ("x-forwarded-for", "192.0.2.1"),
                ("x-forwarded-proto", "http"),
            ][..],
            false,
        ),
        (Some("https://verdict.acme.example"), &[][..], true),
        (Some("http://verdict.acme.example"), &[][..], false),
    ] {
        let app = app_with_anna(behind_a_proxy(public_url)).await;
        let reply = attempt(&app, PROXY, fields, &anna(PASSWORD)).await;
        assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.body);
        for cookie in reply.headers.get_all("set-cookie") {
            let is_secure = cookie.to_str().unwrap().contains("; Secure");
            assert_eq!(is_secure, secure, "{public_url:?} {fields:?}");
        }
    }
}

#[tokio::test]
async fn a_proxy_may_hand_on_the_public_name_or_its_own_as_host() {
    let app = app_with_anna(behind_a_proxy(Some("https://verdict.acme.example"))).await;
    let page = |host: &'static str, origin: &'static str| {
        [
            ("host", host),
            ("origin", origin),
            ("x-forwarded-for", "192.0.2.1"),
            ("sec-fetch-site", "same-origin"),
        ]
    };
    let ours = "https://verdict.acme.example";
    for host in ["verdict.acme.example", "127.0.0.1:8080"] {
        let reply = attempt(&app, PROXY, &page(host, ours), &anna(PASSWORD)).await;
        assert_eq!(reply.status, StatusCode::CREATED, "{host}: {}", reply.body);
        attempt(
            &app,
            PROXY,
            &page(host, "https://evil.example"),
            &anna(PASSWORD),
        )
        .await
        .is_problem(StatusCode::FORBIDDEN, None);
    }
    // A page that another site frames sends our origin, and says where it was led from.
    let mut led = page("verdict.acme.example", ours);
    led[3].1 = "cross-site";
    attempt(&app, PROXY, &led, &anna(PASSWORD))
        .await
        .is_problem(StatusCode::FORBIDDEN, None);
}
