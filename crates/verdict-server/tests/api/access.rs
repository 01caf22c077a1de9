//! Who may do what: tokens and devices of readers, sessions and roles of operators.

use axum::body::Body;
use axum::http::StatusCode;
use serde_json::{Value, json};
use verdict_server::Reach;
use verdict_server::config::Front;
use verdict_server::store::Role;

use crate::app::{App, answer, request};
use crate::people::{PASSWORD, token};

fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

#[tokio::test]
async fn a_reader_answers_with_a_token_of_the_webmail() {
    let app = App::start_with(|state| state.reach = Reach::Network).await;
    let acme = app.organisation("acme").await;
    let julia = bearer(&token("acme", "k", b"acme", "julia", 300));
    let post = |headers: &[(&str, &str)], body: &Value| {
        let mut all = vec![
            ("content-type", "application/json"),
            ("host", "verdicts.example"),
        ];
        all.extend_from_slice(headers);
        request(
            "POST",
            "/api/v1/feedback",
            &all,
            Body::from(body.to_string()),
        )
    };
    let from = "192.0.2.7:1234";
    app.send_from(from, post(&[], &answer(1)))
        .await
        .is_problem(StatusCode::UNAUTHORIZED, None);
    let reply = app
        .send_from(from, post(&[("authorization", &julia)], &answer(1)))
        .await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.body);
    let kept = app.state.store.latest(acme.id, 9).await.unwrap();
    assert_eq!(kept[0].reporter, acme.reporter("julia"));
    assert!(
        app.state
            .store
            .latest(app.state.home.id, 9)
            .await
            .unwrap()
            .is_empty()
    );
    for wrong in [
        token("acme", "k", b"wrong", "julia", 300),
        token("acme", "k", b"acme", "julia", -120),
        token("acme", "k", b"acme", "julia", 86_400),
        token("other", "k", b"acme", "julia", 300),
        token("default", "k", b"", "julia", 300),
        "0".repeat(64),
        "x".into(),
    ] {
        let reply = app
            .send_from(
                from,
                post(&[("authorization", &bearer(&wrong))], &answer(2)),
            )
            .await;
        reply.is_problem(StatusCode::UNAUTHORIZED, None);
        assert_eq!(reply.header("www-authenticate"), "Bearer");
        assert!(!reply.body.contains(&wrong), "the token is repeated");
    }
}

#[tokio::test]
async fn where_the_webmail_signs_nobody_is_the_local_reader() {
    let app = App::start().await;
    assert_eq!(app.answer(&answer(1)).await.status, StatusCode::CREATED);
    app.organisation("default").await;
    app.state.access.refresh();
    app.answer(&answer(2))
        .await
        .is_problem(StatusCode::UNAUTHORIZED, None);
    app.get("/api/v1/organisation")
        .await
        .is_problem(StatusCode::UNAUTHORIZED, None);
}

#[tokio::test]
async fn a_reader_cannot_flood() {
    let app = App::start().await;
    app.organisation("acme").await;
    let julia = bearer(&token("acme", "k", b"acme", "julia", 300));
    let tobias = bearer(&token("acme", "k", b"acme", "tobias", 300));
    for _ in 0..120 {
        let reply = app
            .get_with("/api/v1/outcomes", &[("authorization", &julia)])
            .await;
        assert_eq!(reply.status, StatusCode::OK);
    }
    let reply = app
        .get_with("/api/v1/outcomes", &[("authorization", &julia)])
        .await;
    reply.is_problem(StatusCode::TOO_MANY_REQUESTS, None);
    assert_eq!(reply.header("retry-after"), "1");
    let reply = app
        .get_with("/api/v1/outcomes", &[("authorization", &tobias)])
        .await;
    assert_eq!(reply.status, StatusCode::OK);
}

#[tokio::test]
async fn an_enrolment_link_makes_a_device_a_readers() {
    let app = App::start().await;
    let acme = app.organisation("acme").await;
    app.operator(&acme, "anna", Role::Administrator).await;
    let (cookie, csrf) = app.sign_in("acme", "anna").await;
    let session = [("cookie", &*cookie), ("x-csrf-token", &*csrf)];
    let offer = app
        .send_json(
            "POST",
            "/api/v1/admin/enrolments",
            &session,
            &json!({"reader": "julia"}),
        )
        .await;
    assert_eq!(offer.status, StatusCode::CREATED, "{}", offer.body);
    let code = json!({"code": offer.json()["code"]});
    let device = app.send_json("POST", "/api/v1/devices", &[], &code).await;
    assert_eq!(device.status, StatusCode::CREATED);
    app.send_json("POST", "/api/v1/devices", &[], &code)
        .await
        .is_problem(StatusCode::FORBIDDEN, None);
    let device = bearer(device.json()["token"].as_str().unwrap());
    let reply = app
        .answer_with(answer(1).to_string(), &[("authorization", &device)])
        .await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.body);
    let kept = app.state.store.latest(acme.id, 9).await.unwrap();
    assert_eq!(kept[0].reporter, acme.reporter("julia"));
    let log = app
        .get_with("/api/v1/admin/audit", &[("cookie", &cookie)])
        .await;
    assert!(
        !log.body.contains("julia"),
        "the log names a reader: {}",
        log.body
    );
}

#[tokio::test]
async fn a_session_is_a_closed_cookie_and_changes_need_a_second_proof() {
    let app = App::start_with(|state| {
        state.front = Front {
            public_url: Some("https://verdict.acme.example".into()),
            ..Front::default()
        };
    })
    .await;
    let home = app.organisation("default").await;
    app.operator(&home, "anna", Role::Administrator).await;
    let credentials = json!({"name": "anna", "password": PASSWORD});
    let reply = app
        .send_json("POST", "/api/v1/admin/session", &[], &credentials)
        .await;
    for cookie in reply.headers.get_all("set-cookie") {
        let cookie = cookie.to_str().unwrap();
        // A link to a case leads there from a mail too; what is known of the browser is for our own pages.
        let site = match cookie.contains("known") {
            true => "SameSite=Strict",
            false => "SameSite=Lax",
        };
        for part in ["HttpOnly", site, "Secure", "Path=/"] {
            assert!(
                cookie.split("; ").any(|other| other == part),
                "{part}: {cookie}"
            );
        }
    }
    let (cookie, csrf) = app.sign_in("default", "anna").await;
    let shown = app
        .get_with("/api/v1/admin/session", &[("cookie", &cookie)])
        .await;
    assert_eq!(
        shown.json(),
        json!({"name": "anna", "role": "administrator", "csrf": csrf})
    );
    let body = json!({"reader": "julia"});
    for proof in ["", "0", &csrf.replace(char::is_numeric, "a")] {
        let headers = [("cookie", &*cookie), ("x-csrf-token", proof)];
        app.send_json("POST", "/api/v1/admin/enrolments", &headers, &body)
            .await
            .is_problem(StatusCode::FORBIDDEN, None);
    }
    let foreign = [
        ("cookie", &*cookie),
        ("x-csrf-token", &*csrf),
        ("origin", "https://mail.acme.example"),
    ];
    app.send_json("POST", "/api/v1/admin/enrolments", &foreign, &body)
        .await
        .is_problem(StatusCode::FORBIDDEN, None);
    let headers = [("cookie", &*cookie), ("x-csrf-token", &*csrf)];
    let out = app
        .send_json("DELETE", "/api/v1/admin/session", &headers, &json!({}))
        .await;
    assert_eq!(out.status, StatusCode::NO_CONTENT);
    app.get_with("/api/v1/admin/session", &[("cookie", &cookie)])
        .await
        .is_problem(StatusCode::UNAUTHORIZED, None);
}

#[tokio::test]
async fn each_role_may_do_what_it_may() {
    let app = App::start().await;
    app.answer(&answer(1)).await;
    let home = (*app.state.home).clone();
    let id = answer(1)["id"].as_str().unwrap().to_owned();
    for (role, may_decide, may_enrol) in [
        (Role::Viewer, false, false),
        (Role::Analyst, true, false),
        (Role::Administrator, true, true),
    ] {
        app.operator(&home, "anna", role).await;
        let (cookie, csrf) = app.sign_in("default", "anna").await;
        let headers = [("cookie", &*cookie), ("x-csrf-token", &*csrf)];
        let looks = app.get_with("/api/v1/admin/answers", &headers).await;
        assert_eq!(looks.json()["answers"][0]["id"], json!(id));
        let path = format!("/api/v1/admin/answers/{id}/decision");
        let decides = app
            .send_json("PUT", &path, &headers, &json!({"label": "phishing"}))
            .await;
        assert_eq!(
            decides.status == StatusCode::OK,
            may_decide,
            "{}",
            decides.body
        );
        let body = json!({"reader": "julia"});
        let enrols = app
            .send_json("POST", "/api/v1/admin/enrolments", &headers, &body)
            .await;
        assert_eq!(
            enrols.status == StatusCode::CREATED,
            may_enrol,
            "{}",
            enrols.body
        );
        let log = app.get_with("/api/v1/admin/audit", &headers).await;
        assert_eq!(log.status == StatusCode::OK, may_enrol);
    }
    let outcomes = app.get("/api/v1/outcomes").await.json();
    assert_eq!(outcomes["outcomes"][0]["label"], "phishing");
    assert_eq!(outcomes["outcomes"][0]["id"], json!(id));
}

#[tokio::test]
async fn guessing_locks_out_the_guesser_and_nobody_else() {
    let app = App::start_with(|state| state.reach = Reach::Network).await;
    let home = (*app.state.home).clone();
    app.operator(&home, "anna", Role::Viewer).await;
    let attempt = async |peer: &str, password: &str, cookie: &str| {
        let body = json!({"name": "anna", "password": password}).to_string();
        let headers = [("content-type", "application/json"), ("cookie", cookie)];
        let request = request("POST", "/api/v1/admin/session", &headers, Body::from(body));
        app.send_from(peer, request).await
    };
    let signed_in = attempt("192.0.2.7:1", PASSWORD, "").await;
    let known = signed_in
        .headers
        .get_all("set-cookie")
        .iter()
        .map(|cookie| {
            cookie
                .to_str()
                .unwrap()
                .split(';')
                .next()
                .unwrap()
                .to_owned()
        })
        .find(|cookie| cookie.starts_with("verdict_known="))
        .unwrap();
    for _ in 0..6 {
        let reply = attempt("192.0.2.7:2", "wrong wrong wrong", "").await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
    }
    let locked = attempt("192.0.2.7:3", PASSWORD, "").await;
    locked.is_problem(StatusCode::TOO_MANY_REQUESTS, None);
    // The operator elsewhere, and the operator's own browser behind the guesser's address.
    assert_eq!(
        attempt("198.51.100.1:1", PASSWORD, "").await.status,
        StatusCode::CREATED
    );
    assert_eq!(
        attempt("192.0.2.7:4", PASSWORD, &known).await.status,
        StatusCode::CREATED
    );
}

#[tokio::test]
async fn pages_ask_to_sign_in_once_there_is_an_operator() {
    let app = App::start().await;
    assert_eq!(app.get("/admin/").await.status, StatusCode::OK);
    let home = (*app.state.home).clone();
    app.operator(&home, "anna", Role::Viewer).await;
    let reply = app.get("/admin/").await;
    assert_eq!(
        (reply.status, reply.header("location")),
        (StatusCode::SEE_OTHER, "/admin/sign-in")
    );
    let form = app.get("/admin/sign-in").await;
    assert!(
        form.header("content-security-policy")
            .contains("form-action 'self'")
    );
    assert!(form.body.contains("type=\"password\"") && !form.body.contains("role=\"alert\""));
    let submit = async |password: &str, headers: &[(&str, &str)]| {
        let mut all = vec![("content-type", "application/x-www-form-urlencoded")];
        all.extend_from_slice(headers);
        let body = format!("organisation=default&name=anna&password={password}");
        app.send(request("POST", "/admin/sign-in", &all, Body::from(body)))
            .await
    };
    let wrong = submit("wrong+wrong+wrong", &[]).await;
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
    assert!(wrong.body.contains("role=\"alert\""));
    let foreign = [("origin", "https://evil.example")];
    assert_eq!(
        submit("correct+horse+battery", &foreign).await.status,
        StatusCode::FORBIDDEN
    );
    let right = submit("correct+horse+battery", &[]).await;
    assert_eq!(
        (right.status, right.header("location")),
        (StatusCode::SEE_OTHER, "/admin/")
    );
    let cookie = right.header("set-cookie").split(';').next().unwrap();
    assert_eq!(
        app.get_with("/admin/", &[("cookie", cookie)]).await.status,
        StatusCode::OK
    );
}
