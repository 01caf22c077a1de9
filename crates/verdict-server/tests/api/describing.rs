//! `/admin/organisation`: a change of profile, lists or grade takes nothing else back, and what would do harm or nothing is refused.

use axum::http::StatusCode;
use banner_core::Organisation;
use serde_json::{Value, json};
use verdict_server::store::{Grade, OrganisationRow, Role};

use crate::app::{App, Reply};
use crate::people::by;
use crate::settings::{post, signed_in};

const PAGE: &str = "/admin/organisation";

/// The organisation as it is kept.
async fn kept(app: &App) -> (OrganisationRow, Organisation) {
    let mut all = app.state.store.organisations().await.unwrap();
    let row = all.remove(0);
    let profile = row.profile.as_deref().unwrap_or("{}");
    let profile = serde_json::from_str(profile).unwrap();
    (row, profile)
}

async fn enter(app: &App, who: &(String, String), list: &str, pattern: &str, until: &str) -> Reply {
    let fields = [
        ("do", "list"),
        ("list", list),
        ("pattern", pattern),
        ("reason", "confirmed"),
        ("until", until),
    ];
    post(app, who, PAGE, &fields).await
}

fn patterns(profile: &Organisation) -> Vec<&str> {
    profile.deny.iter().map(|one| &*one.pattern).collect()
}

#[tokio::test]
async fn a_change_keeps_what_the_command_line_changed_right_before() {
    let app = App::start().await;
    let anna = signed_in(&app, Role::Administrator).await;
    let wider = [("do", "grade"), ("grade", "message")];
    post(&app, &anna, PAGE, &wider).await;
    // The server has looked at the organisation just now.
    app.get("/api/v1/organisation").await;
    let (row, _) = kept(&app).await;
    let profile = json!({"own_domains": ["acme.example"]}).to_string();
    let store = &app.state.store;
    store
        .describe_organisation(row.id, Grade::Signals, Some(profile), by("describe"))
        .await
        .unwrap();
    let reply = enter(&app, &anna, "deny", "evil.example", "").await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
    let (row, profile) = kept(&app).await;
    assert_eq!(row.grade, Grade::Signals);
    assert_eq!(profile.own_domains.len(), 1);
    assert_eq!(patterns(&profile), ["evil.example"]);
}

#[tokio::test]
async fn of_entries_that_come_at_once_none_is_lost() {
    let app = App::start().await;
    let anna = signed_in(&app, Role::Administrator).await;
    let names = ["a.example", "b.example", "c.example", "d.example"];
    let add = async |name| enter(&app, &anna, "deny", name, "").await;
    let [a, b, c, d] = names;
    let replies = tokio::join!(add(a), add(b), add(c), add(d));
    for reply in [replies.0, replies.1, replies.2, replies.3] {
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
    }
    let (_, profile) = kept(&app).await;
    let mut kept = patterns(&profile);
    kept.sort_unstable();
    assert_eq!(kept, names);
}

#[tokio::test]
async fn who_saves_a_profile_that_another_has_changed_is_told_so() {
    let app = App::start().await;
    let anna = signed_in(&app, Role::Administrator).await;
    let headers = [("cookie", &*anna.0)];
    let page = app.get_with(PAGE, &headers).await.body;
    let seen = page
        .split("name=\"seen\" value=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .unwrap();
    let save = |domain: &'static str| [("do", "profile"), ("own_domains", domain), ("seen", seen)];
    let reply = post(&app, &anna, PAGE, &save("acme.example")).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
    let reply = post(&app, &anna, PAGE, &save("other.example")).await;
    reply.is_problem(StatusCode::UNPROCESSABLE_ENTITY, Some("profile"));
    let (_, profile) = kept(&app).await;
    assert_eq!(profile.own_domains[0].ascii(), "acme.example");
}

#[tokio::test]
async fn an_entry_that_is_over_or_never_matches_is_refused_and_one_in_other_letters_is_the_same() {
    let app = App::start().await;
    let anna = signed_in(&app, Role::Administrator).await;
    for (field, pattern, until) in [
        ("until", "evil.example", "2020-01-01"),
        ("until", "evil.example", "some day"),
        ("pattern", "http://", ""),
        ("pattern", "<script>alert(1)</script>", ""),
        ("deny[0].pattern", "*", ""),
    ] {
        let reply = enter(&app, &anna, "deny", pattern, until).await;
        reply.is_problem(StatusCode::UNPROCESSABLE_ENTITY, Some(field));
    }
    for pattern in ["evil.example", "EVIL.example", "*.evil.example"] {
        enter(&app, &anna, "deny", pattern, "").await;
        let (_, profile) = kept(&app).await;
        assert_eq!(patterns(&profile), [pattern]);
    }
    for other in [
        "a@evil.example",
        "https://evil.example/path",
        "https://[2001:db8::1]/x",
    ] {
        let reply = enter(&app, &anna, "deny", other, "2099-01-01").await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
    }
    assert_eq!(kept(&app).await.1.deny.len(), 4);
}

#[tokio::test]
async fn a_protected_person_without_an_address_is_refused() {
    let app = App::start().await;
    let anna = signed_in(&app, Role::Administrator).await;
    for people in ["Tobias Rennert", "Tobias Rennert: nomail"] {
        let fields = [("do", "profile"), ("protected_people", people)];
        let reply = post(&app, &anna, PAGE, &fields).await;
        let field = "protected_people";
        reply.is_problem(StatusCode::UNPROCESSABLE_ENTITY, Some(field));
    }
}

#[tokio::test]
async fn an_address_of_alerts_keeps_the_key_that_it_has() {
    let app = App::start().await;
    let anna = signed_in(&app, Role::Administrator).await;
    let fields = [
        ("do", "add-alert"),
        ("address", "https://siem.example/hook"),
    ];
    let told = post(&app, &anna, PAGE, &fields).await;
    assert_eq!(told.status, StatusCode::OK, "{}", told.body);
    let again = post(&app, &anna, PAGE, &fields).await;
    again.is_problem(StatusCode::UNPROCESSABLE_ENTITY, Some("address"));
}

#[tokio::test]
async fn the_device_of_a_withdrawn_reporter_sends_nothing_more() {
    let app = App::start().await;
    let anna = signed_in(&app, Role::Administrator).await;
    let page = post(&app, &anna, PAGE, &[("do", "enrol"), ("reader", "julia")])
        .await
        .body;
    let code = page
        .split("<pre")
        .nth(1)
        .and_then(|rest| rest.split(['>', '<']).nth(1))
        .unwrap();
    let device = app
        .send_json("POST", "/api/v1/devices", &[], &json!({"code": code}))
        .await;
    let token = device.json()["token"].as_str().unwrap().to_owned();
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", &*bearer)];
    let outcomes = app.get_with("/api/v1/outcomes", &headers).await;
    assert_eq!(outcomes.status, StatusCode::OK, "{}", outcomes.body);
    let devices = app.state.store.devices(app.state.home.id).await.unwrap();
    let reporter = devices[0].reporter.to_string();
    let fields = [("reporter", &*reporter)];
    post(&app, &anna, "/admin/cases/withdraw-reporter", &fields).await;
    let outcomes = app.get_with("/api/v1/outcomes", &headers).await;
    assert_eq!(outcomes.status, StatusCode::UNAUTHORIZED);
    let _: Value = outcomes.json();
}
