//! `/admin/signals` and `/admin/organisation`: what administrators change reaches readers, and nobody else changes it.

use axum::body::Body;
use axum::http::StatusCode;
use banner_core::{Level, Model};
use serde_json::{Value, json};
use verdict_server::sample_month;
use verdict_server::store::{Grade, Role};

use crate::app::{App, NOW, Reply, answer, request};
use crate::people::by;

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

pub async fn post(app: &App, who: &(String, String), path: &str, fields: &[(&str, &str)]) -> Reply {
    let mut all = vec![("proof", &*who.1)];
    all.extend_from_slice(fields);
    let body = serde_urlencoded::to_string(&all).unwrap();
    let headers = [FORM, ("cookie", &*who.0)];
    app.send(request("POST", path, &headers, Body::from(body)))
        .await
}

pub async fn signed_in(app: &App, role: Role) -> (String, String) {
    let home = (*app.state.home).clone();
    app.operator(&home, "anna", role).await;
    app.sign_in("default", "anna").await
}

#[tokio::test]
async fn a_signal_that_is_switched_off_is_off_in_the_model_that_readers_get() {
    let app = App::start().await;
    let anna = signed_in(&app, Role::Administrator).await;
    let off = [
        ("do", "set"),
        ("most", "0"),
        ("reason", "our own links"),
        ("until", "2026-12-31"),
    ];
    let reply = post(&app, &anna, "/admin/signals/links.ip_host", &off).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
    let served = app.get("/api/v1/model").await;
    let model = Model::from_json(&served.body).unwrap();
    let built_in = Model::built_in().unwrap();
    assert!(
        model
            .version
            .starts_with(&format!("{}-s", built_in.version))
    );
    let weight = model.weight("links.ip_host").unwrap();
    assert_eq!((weight.weight, weight.at_least), (0.0, Some(Level::None)));
    assert!(!served.header("x-model-signature").is_empty());
    // By its version it is the same document, and answers on it are counted under its name.
    let by_version = format!("/api/v1/model/{}", model.version);
    assert_eq!(app.get(&by_version).await.body, served.body);
    let known = app.state.store.served_models().await.unwrap();
    assert!(known.contains(&model.version), "{known:?}");
    let headers = [("cookie", &*anna.0)];
    let page = app.get_with("/admin/signals/links.ip_host", &headers).await;
    assert!(
        page.body.contains("switched off") && page.body.contains("our own links"),
        "{}",
        page.body
    );
    let log = app.state.store.audit(app.state.home.id, 1).await.unwrap();
    assert_eq!(log[0].action, "set signal");

    post(
        &app,
        &anna,
        "/admin/signals/links.ip_host",
        &[("do", "clear")],
    )
    .await;
    let model = Model::from_json(&app.get("/api/v1/model").await.body).unwrap();
    assert_eq!(model.version, built_in.version);
}

#[tokio::test]
async fn nobody_but_an_administrator_changes_a_signal_or_the_organisation() {
    let app = App::start().await;
    let anna = signed_in(&app, Role::Analyst).await;
    let off = [("do", "set"), ("most", "0"), ("reason", "x")];
    let signal = "/admin/signals/links.ip_host";
    let refused = post(&app, &anna, signal, &off).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let entry = [("do", "list"), ("pattern", "a.example"), ("reason", "x")];
    let refused = post(&app, &anna, "/admin/organisation", &entry).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let forged = (anna.0.clone(), "0".repeat(64));
    let refused = post(&app, &forged, signal, &off).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let settings = app.state.store.signal_settings().await.unwrap();
    assert!(settings.is_empty());
}

#[tokio::test]
async fn a_change_needs_a_reason_and_a_day_to_come() {
    let app = App::start().await;
    let anna = signed_in(&app, Role::Administrator).await;
    for (field, fields) in [
        (
            "reason",
            &[("do", "set"), ("most", "0"), ("reason", " ")][..],
        ),
        (
            "until",
            &[
                ("do", "set"),
                ("most", "0"),
                ("reason", "x"),
                ("until", "2020-01-01"),
            ],
        ),
        ("most", &[("do", "set"), ("most", "-1"), ("reason", "x")]),
    ] {
        let reply = post(&app, &anna, "/admin/signals/links.ip_host", fields).await;
        reply.is_problem(StatusCode::UNPROCESSABLE_ENTITY, Some(field));
    }
    let reply = post(&app, &anna, "/admin/signals/no.such", &[("do", "clear")]).await;
    assert_eq!(reply.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_person_reads_a_refusal_as_a_page() {
    let app = App::start().await;
    let headers = [("accept", "text/html"), ("accept-language", "zh")];
    let page = app.get_with("/admin/signals/no.such", &headers).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.body.contains("这里没有内容"), "{}", page.body);
}

#[tokio::test]
async fn list_entries_reach_readers_without_their_reason() {
    let app = App::start().await;
    let anna = signed_in(&app, Role::Administrator).await;
    let fields = [
        ("do", "list"),
        ("list", "deny"),
        ("pattern", "evil.example"),
        ("reason", "confirmed"),
        ("until", "2027-01-01"),
    ];
    let reply = post(&app, &anna, "/admin/organisation", &fields).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
    let told = app.get("/api/v1/organisation").await.json();
    let deny = &told["context"]["organisation"]["deny"][0];
    assert_eq!(deny["pattern"], "evil.example");
    assert_eq!(deny["reason"], Value::Null);
    let page = app
        .get_with("/admin/organisation", &[("cookie", &*anna.0)])
        .await;
    assert!(page.body.contains("confirmed"), "{}", page.body);
    let gone = [("do", "undeny"), ("which", "evil.example")];
    post(&app, &anna, "/admin/organisation", &gone).await;
    let told = app.get("/api/v1/organisation").await.json();
    assert_eq!(told["context"]["organisation"]["deny"], json!([]));
    // What would refuse everybody is not taken.
    let all = [("do", "list"), ("pattern", "*"), ("reason", "x")];
    let reply = post(&app, &anna, "/admin/organisation", &all).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_profile_of_the_page_counts_from_then_on() {
    let app = App::start_serving(|served| {
        served.organisation =
            serde_json::from_value(json!({"own_domains": ["file.example"]})).unwrap();
    })
    .await;
    let anna = signed_in(&app, Role::Administrator).await;
    let page = app
        .get_with("/admin/organisation", &[("cookie", &*anna.0)])
        .await;
    assert!(page.body.contains("file.example") && page.body.contains("--organisation"));
    let fields = [
        ("do", "profile"),
        ("own_domains", "acme.example\r\nacme.test"),
        ("protected_people", "Tobias Rennert: t@acme.example"),
    ];
    let reply = post(&app, &anna, "/admin/organisation", &fields).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
    let told = app.get("/api/v1/organisation").await.json();
    let profile = &told["context"]["organisation"];
    assert_eq!(profile["own_domains"], json!(["acme.example", "acme.test"]));
    assert_eq!(profile["protected_people"][0]["name"], "Tobias Rennert");
}

#[tokio::test]
async fn a_secret_is_told_once_and_the_last_administrator_stays() {
    let app = App::start().await;
    let anna = signed_in(&app, Role::Administrator).await;
    let headers = [("cookie", &*anna.0)];
    let address = "/admin/organisation";
    let told = post(
        &app,
        &anna,
        address,
        &[("do", "add-key"), ("key", "2026-11")],
    )
    .await;
    assert_eq!(told.status, StatusCode::OK, "{}", told.body);
    assert!(told.body.contains("<pre"), "{}", told.body);
    let page = app.get_with(address, &headers).await.body;
    assert!(
        page.contains("2026-11") && !page.contains("role=\"status\""),
        "{page}"
    );
    let again = post(
        &app,
        &anna,
        address,
        &[("do", "add-key"), ("key", "2026-11")],
    )
    .await;
    again.is_problem(StatusCode::UNPROCESSABLE_ENTITY, Some("key"));
    let last = [("do", "remove-operator"), ("which", "anna")];
    let refused = post(&app, &anna, address, &last).await;
    refused.is_problem(StatusCode::UNPROCESSABLE_ENTITY, Some("operator"));
}

#[tokio::test]
async fn an_organisation_goes_with_all_that_is_kept_of_it_once_its_name_is_typed() {
    let app = App::start().await;
    let acme = app.organisation("acme").await;
    app.operator(&acme, "otto", Role::Administrator).await;
    let otto = app.sign_in("acme", "otto").await;
    let address = "/admin/organisation";
    let wrong = post(
        &app,
        &otto,
        address,
        &[("do", "end"), ("confirm", "default")],
    )
    .await;
    wrong.is_problem(StatusCode::UNPROCESSABLE_ENTITY, Some("confirm"));
    let gone = post(&app, &otto, address, &[("do", "end"), ("confirm", "acme")]).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.body);
    let left = app.state.store.organisations().await.unwrap();
    assert_eq!(left.len(), 1);
    assert!(app.state.store.reporter_keys().await.unwrap().is_empty());
    // The log stays whole, and the number is not given again.
    let next = app.state.store.found_organisation("next".into()).await;
    assert_ne!(next.unwrap().id, acme.id);
    let anna = signed_in(&app, Role::Administrator).await;
    let home = post(
        &app,
        &anna,
        address,
        &[("do", "end"), ("confirm", "default")],
    )
    .await;
    assert_eq!(home.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn an_invented_month_fills_every_page_and_no_database_in_use() {
    let app = App::start().await;
    let store = &*app.state.store;
    let home = &app.state.home;
    let now = NOW.cast_signed();
    let made = sample_month::fill(store, home, 1, now).await.unwrap();
    assert!(made.answers > 200 && made.banners > 2_000, "{made:?}");
    assert!(sample_month::fill(store, home, 1, now).await.is_err());
    app.state.access.refresh();
    let page = app.get("/admin/").await.body;
    assert!(page.matches("<svg width=").count() >= 3, "{page}");
    assert!(!page.contains(" style="), "{page}");
    assert!(page.contains("Entries of lists that have ended"), "{page}");
    let page = app.get("/admin/signals").await.body;
    assert!(page.contains("links.redirector") && page.contains("by decisions"));
    let page = app.get("/admin/signals/links.redirector").await.body;
    assert!(
        page.contains("Switched off") && page.contains("×"),
        "{page}"
    );

    let other = App::start().await;
    let again = sample_month::fill(&*other.state.store, &other.state.home, 1, now).await;
    assert_eq!(again.unwrap(), made);
}

#[tokio::test]
async fn a_database_with_answers_is_not_filled_with_invented_ones() {
    let app = App::start().await;
    app.answer(&answer(1)).await;
    let home = &app.state.home;
    let now = NOW.cast_signed();
    assert!(
        sample_month::fill(&*app.state.store, home, 1, now)
            .await
            .is_err()
    );
    let other = App::start().await;
    let grade = Grade::Signals;
    let profile = Some("{}".to_owned());
    let change = by("describe organisation");
    let id = other.state.home.id;
    let store = &other.state.store;
    store
        .describe_organisation(id, grade, profile, change)
        .await
        .unwrap();
    assert!(
        sample_month::fill(&**store, &other.state.home, 1, now)
            .await
            .is_err()
    );
}
