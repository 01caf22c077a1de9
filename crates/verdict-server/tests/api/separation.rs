//! Organisations are apart on every route.

use axum::body::Body;
use axum::http::StatusCode;
use serde_json::{Value, json};
use verdict_server::Reach;
use verdict_server::store::{CaseId, OrganisationRow, Role};

use crate::app::{App, answer, request};
use crate::people::token;

fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

/// A server of two organisations, of which one has an answer.
struct Two {
    app: App,
    acme: OrganisationRow,
    /// What was answered at acme.
    secret: Value,
    /// By whom, as the header of a request says it.
    julia: String,
}

async fn two_organisations() -> Two {
    let app = App::start_with(|state| state.reach = Reach::Network).await;
    let (acme, other) = (
        app.organisation("acme").await,
        app.organisation("other").await,
    );
    app.operator(&acme, "anna", Role::Administrator).await;
    app.operator(&other, "otto", Role::Administrator).await;
    let mut secret = answer(1);
    secret["comment"] = json!("only acme may read this");
    secret["model"] = json!("acme-model");
    let julia = bearer(&token("acme", "k", b"acme", "julia", 300));
    let kept = app
        .answer_with(secret.to_string(), &[("authorization", &julia)])
        .await;
    assert_eq!(kept.status, StatusCode::CREATED);
    Two {
        app,
        acme,
        secret,
        julia,
    }
}

/// Every route of the interface is asked with the token and the session of another organisation.
/// The routes come from the OpenAPI document, so none can be forgotten here.
#[tokio::test]
async fn another_organisation_gets_nothing_on_any_route() {
    let Two {
        app,
        acme,
        secret,
        julia,
    } = two_organisations().await;
    let shown = json!({"id": answer(2)["id"], "hour": crate::app::NOW / 3_600_000, "model": "acme-model",
        "counts": [{"level": "danger", "count": 7}]});
    let headers = [("authorization", &*julia)];
    let kept = app
        .send_json("POST", "/api/v1/exposures", &headers, &shown)
        .await;
    assert_eq!(kept.status, StatusCode::CREATED, "{}", kept.body);
    let id = secret["id"].as_str().unwrap();
    let marks = [
        "only acme may read this",
        "acme-model",
        id,
        secret["message_key"].as_str().unwrap(),
        &acme.message_secret.reveal(),
        "anna",
    ];
    // Julia again, as another webmail would call her.
    let reader = bearer(&token("other", "k", b"other", "julia", 300));
    let (cookie, csrf) = app.sign_in("other", "otto").await;
    let document = app.get("/api/openapi.json").await.json();
    let mut asked = 0;
    for (path, methods) in document["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            if method == "delete" && path.ends_with("/session") {
                continue;
            }
            let path = path
                .replace("{id}", id)
                .replace("{reporter}", &acme.reporter("julia").to_string())
                .replace("{version}", "acme-model")
                .replace("{number}", "1");
            let body = match &*path {
                path if path.ends_with("/decision") => json!({"label": "phishing"}),
                path if path.ends_with("/outcomes") => json!(null),
                _ => json!({}),
            };
            let headers = [
                ("authorization", &*reader),
                ("cookie", &*cookie),
                ("x-csrf-token", &*csrf),
            ];
            let reply = app
                .send_json(&method.to_uppercase(), &path, &headers, &body)
                .await;
            asked += 1;
            assert!(
                !reply.status.is_server_error(),
                "{method} {path}: {}",
                reply.body
            );
            for mark in marks {
                assert!(
                    !reply.body.contains(mark),
                    "{method} {path} tells {mark}: {}",
                    reply.body
                );
            }
        }
    }
    assert!(asked >= 15, "{asked} routes");
    // And nothing of it was changed.
    let outcomes = app
        .get_with("/api/v1/outcomes", &[("authorization", &julia)])
        .await
        .json();
    assert_eq!(outcomes["outcomes"][0]["id"], json!(id));
    assert_eq!(outcomes["outcomes"][0]["label"], Value::Null);
}

/// The pages and their methods, from the router itself, so that none can be forgotten here.
fn pages() -> Vec<(String, &'static str)> {
    let mut pages = Vec::new();
    for route in include_str!("../../src/router.rs").split(".route(").skip(1) {
        let path = route.split('"').nth(1).unwrap();
        if !path.starts_with("/admin/") || path.ends_with("/sign-in") || path.ends_with("/sign-out")
        {
            continue;
        }
        let methods = route.split('"').nth(2).unwrap();
        for (call, method) in [("get(", "GET"), ("post(", "POST")] {
            if methods.contains(call) {
                pages.push((path.to_owned(), method));
            }
        }
    }
    pages
}

#[tokio::test]
async fn another_organisation_gets_nothing_on_any_page() {
    let Two {
        app, acme, secret, ..
    } = two_organisations().await;
    let (id, message) = (
        secret["id"].as_str().unwrap(),
        secret["message_key"].as_str().unwrap(),
    );
    let case = CaseId::from_hex(message.get(..32).unwrap()).unwrap();
    let reporter = acme.reporter("julia").to_string();
    let before = app.state.store.case(acme.id, case).await.unwrap().unwrap();
    let marks = ["only acme may read this", "acme-model", id, message, "anna"];
    let (cookie, proof) = app.sign_in("other", "otto").await;
    let seen = format!("{case}.0.{}", i64::MAX);
    let fields = [
        ("proof", &*proof),
        ("case", &seen),
        ("label", "phishing"),
        ("at", "1"),
        ("answer", id),
        ("reporter", &reporter),
        ("version", "acme-model"),
        ("reach", "all"),
        ("reason", "it is not ours"),
    ];
    let form = serde_urlencoded::to_string(fields).unwrap();
    let pages = pages();
    assert!(pages.len() >= 20, "{pages:?}");
    for (pattern, method) in pages {
        let path = pattern
            .replace("/cases/{id}", &format!("/cases/{case}"))
            .replace("/signals/{id}", "/signals/links.ip_host")
            .replace("{answer}", id)
            .replace("{version}", "acme-model");
        let query = match &*pattern {
            "/admin/cases" => &format!("?q={message}"),
            "/admin/models/compare" => "?before=acme-model&after=2026.11.1",
            "/admin/audit" => "?actor=anna",
            _ => "",
        };
        let headers = [
            ("cookie", &*cookie),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        let body = if method == "POST" { &*form } else { "" };
        let address = format!("{path}{query}");
        let reply = app
            .send(request(
                method,
                &address,
                &headers,
                Body::from(body.to_owned()),
            ))
            .await;
        assert!(
            !reply.status.is_server_error(),
            "{method} {address}: {}",
            reply.body
        );
        // A page may say again what it was asked for.
        let told = marks
            .iter()
            .filter(|mark| !address.contains(**mark) && !body.contains(**mark))
            .find(|mark| reply.body.contains(**mark));
        assert_eq!(told, None, "{method} {address}: {}", reply.body);
    }
    let after = app.state.store.case(acme.id, case).await.unwrap().unwrap();
    assert_eq!(after, before);
    let kept = app.state.store.latest(acme.id, 9).await.unwrap();
    assert_eq!(kept.len(), 1);
}
