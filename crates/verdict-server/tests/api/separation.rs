//! Organisations are apart on every route.

use axum::http::StatusCode;
use serde_json::{Value, json};
use verdict_server::Reach;
use verdict_server::store::Role;

use crate::app::{App, answer};
use crate::people::token;

fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

/// Every route of the interface is asked with the token and the session of another organisation.
/// The routes come from the OpenAPI document, so none can be forgotten here.
#[tokio::test]
async fn another_organisation_gets_nothing_on_any_route() {
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
