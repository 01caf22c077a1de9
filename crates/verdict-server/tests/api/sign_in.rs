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
    let app = App::start_with(|state| state.front = front).await;
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
async fn tries_that_could_not_be_looked_at_count_for_nothing() {
    let app = app_with_anna(Front::default()).await;
    app.state.store.close().await;
    for number in 0..40 {
        let guess =
            json!({"name": format!("name {}", number % 2), "password": "correct horse battery"});
        let reply = attempt(&app, "192.0.2.7:1", &[], &guess).await;
        reply.is_problem(StatusCode::SERVICE_UNAVAILABLE, None);
    }
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

/// Sends the form of `/admin/sign-in` with these headers.
async fn send_form(app: &App, password: &str, headers: &[(&str, &str)]) -> Reply {
    let mut all = vec![("content-type", "application/x-www-form-urlencoded")];
    all.extend_from_slice(headers);
    let body = format!("organisation=default&name=anna&password={password}");
    app.send(request("POST", "/admin/sign-in", &all, Body::from(body)))
        .await
}

const RIGHT: &str = "correct+horse+battery";

#[tokio::test]
async fn a_form_signs_in_with_the_headers_of_every_browser() {
    let own = ("origin", "http://127.0.0.1:8080");
    for headers in [
        // A page that sends no referrer has no origin either; one that does names it.
        &[("origin", "null"), ("sec-fetch-site", "same-origin")][..],
        &[own, ("sec-fetch-site", "same-origin")],
        // Browsers without Fetch Metadata, and programs.
        &[own],
        &[],
    ] {
        let app = app_with_anna(Front::default()).await;
        let reply = send_form(&app, RIGHT, headers).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{headers:?}");
    }
    let app = app_with_anna(behind_a_proxy(Some("https://verdict.acme.example"))).await;
    for origin in ["null", "https://verdict.acme.example"] {
        let headers = [
            ("host", "127.0.0.1:8080"),
            ("origin", origin),
            ("x-forwarded-for", "192.0.2.1"),
            ("sec-fetch-site", "same-origin"),
        ];
        let reply = send_form(&app, RIGHT, &headers).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{origin}");
    }
}

#[tokio::test]
async fn a_form_of_another_page_signs_nobody_in() {
    let app = app_with_anna(Front::default()).await;
    for headers in [
        &[("origin", "null")][..],
        &[("origin", "null"), ("sec-fetch-site", "cross-site")],
        &[("origin", "null"), ("sec-fetch-site", "same-site")],
        &[("origin", "https://evil.example")],
        &[
            ("origin", "https://evil.example"),
            ("sec-fetch-site", "same-origin"),
        ],
        &[("sec-fetch-site", "cross-site")],
    ] {
        let reply = send_form(&app, RIGHT, headers).await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN, "{headers:?}");
        assert!(reply.headers.get("set-cookie").is_none(), "{headers:?}");
        // Whoever reads it sits before a browser.
        assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
        assert!(
            reply
                .body
                .contains("did not come from a page of this server")
        );
    }
    // A link to the page may stand anywhere.
    let followed = [("sec-fetch-site", "cross-site")];
    let reply = app.get_with("/admin/sign-in", &followed).await;
    assert_eq!(reply.status, StatusCode::OK);
    assert_eq!(reply.header("referrer-policy"), "same-origin");
    assert!(
        reply
            .body
            .contains("<title>Sign in · Threat Banner</title>")
    );
}

#[tokio::test]
async fn whoever_follows_a_link_signs_in_and_is_led_there() {
    let app = app_with_anna(Front::default()).await;
    let link = "/admin/cases?level=danger&q=%22%3E";
    let stranger = app.get(link).await;
    let form = app.get(stranger.header("location")).await;
    let field = "name=\"next\" value=\"/admin/cases?level=danger&amp;q=%22%3E\"";
    assert!(form.body.contains(field), "{}", form.body);
    let submitted = async |next: &str| {
        let typed = [
            ("organisation", "default"),
            ("name", "anna"),
            ("password", PASSWORD),
            ("next", next),
        ];
        let body = Body::from(serde_urlencoded::to_string(typed).unwrap());
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        app.send(request("POST", "/admin/sign-in", &headers, body))
            .await
    };
    let led = submitted(link).await;
    assert_eq!(
        (led.status, led.header("location")),
        (StatusCode::SEE_OTHER, link)
    );
    let astray = submitted("https://evil.example/").await;
    assert_eq!(astray.header("location"), "/admin/");
}

#[tokio::test]
async fn the_form_says_what_went_wrong_and_keeps_what_was_typed() {
    let app = app_with_anna(Front::default()).await;
    for _ in 0..6 {
        let wrong = send_form(&app, "wrong+wrong+wrong", &[]).await;
        assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
        assert!(wrong.body.contains("do not belong together"));
        assert!(wrong.body.contains("value=\"anna\"") && !wrong.body.contains("wrong wrong"));
    }
    let locked = send_form(&app, RIGHT, &[]).await;
    assert_eq!(locked.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(locked.body.contains("too many tries"), "{}", locked.body);
}

#[tokio::test]
async fn the_overview_names_who_is_signed_in_and_lets_them_out() {
    let app = app_with_anna(Front::default()).await;
    let (cookie, csrf) = app.sign_in("default", "anna").await;
    let page = app.get_with("/admin/", &[("cookie", &cookie)]).await;
    assert!(page.body.contains("anna") && page.body.contains(&csrf));
    assert!(page.body.contains("action=\"/admin/sign-out\""));
    let sign_out = async |proof: &str| {
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("cookie", cookie.as_str()),
            ("origin", "null"),
            ("sec-fetch-site", "same-origin"),
        ];
        let body = Body::from(format!("proof={proof}"));
        app.send(request("POST", "/admin/sign-out", &headers, body))
            .await
    };
    assert_eq!(sign_out("guessed").await.status, StatusCode::FORBIDDEN);
    let still = app.get_with("/admin/", &[("cookie", &cookie)]).await;
    assert_eq!(still.status, StatusCode::OK);
    let out = sign_out(&csrf).await;
    assert_eq!(
        (out.status, out.header("location")),
        (StatusCode::SEE_OTHER, "/admin/sign-in")
    );
    let after = app.get_with("/admin/", &[("cookie", &cookie)]).await;
    assert_eq!(after.header("location"), "/admin/sign-in");
}

#[tokio::test]
async fn where_browsers_always_speak_https_no_other_host_can_set_the_cookies() {
    let app = app_with_anna(behind_a_proxy(Some("https://verdict.acme.example"))).await;
    let reply = attempt(&app, PROXY, &[], &anna(PASSWORD)).await;
    let cookies: Vec<_> = reply.headers.get_all("set-cookie").iter().collect();
    assert_eq!(cookies.len(), 2);
    for cookie in &cookies {
        let cookie = cookie.to_str().unwrap();
        assert!(cookie.starts_with("__Host-verdict_"), "{cookie}");
        assert!(cookie.contains("; Path=/;") && cookie.contains("; Secure"));
    }
    let session = cookies[0].to_str().unwrap().split(';').next().unwrap();
    let inside = app.get_with("/admin/", &[("cookie", session)]).await;
    assert_eq!(inside.status, StatusCode::OK);
    let planted = session.strip_prefix("__Host-").unwrap();
    let outside = app.get_with("/admin/", &[("cookie", planted)]).await;
    assert_eq!(outside.header("location"), "/admin/sign-in");
}

#[tokio::test]
async fn without_operators_nobody_is_told_to_sign_in() {
    let app = App::start().await;
    let reply = app.get("/api/v1/admin/counts").await;
    reply.is_problem(StatusCode::UNAUTHORIZED, None);
    assert!(reply.body.contains("admin create-user"), "{}", reply.body);
    let home = (*app.state.home).clone();
    app.operator(&home, "anna", Role::Viewer).await;
    let reply = app.get("/api/v1/admin/counts").await;
    assert!(reply.body.contains("/admin/sign-in"), "{}", reply.body);
}
