//! Models: each reader gets the one that is meant for them, signed; administrators release and go back.

use axum::body::Body;
use axum::http::StatusCode;
use banner_core::Model;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use verdict_server::store::{Change, ModelOrigin, NewModel, OrganisationId, Reach, Role};

use crate::app::{App, NOW, Reply, id_at, request};

fn by() -> Change {
    Change {
        at: NOW.cast_signed(),
        actor: "anna".into(),
        action: "",
        detail: String::new(),
    }
}

/// Keeps a model of that version.
async fn keep(app: &App, of: OrganisationId, version: &str) -> String {
    let mut model = Model::built_in().unwrap();
    model.version = version.into();
    model.bias -= 0.5;
    let new = NewModel {
        version: version.into(),
        document: model.to_json().unwrap(),
        card: json!({"gate": {"passed": true}, "source": "<b>answers</b>"}).to_string(),
        origin: ModelOrigin::FromFeedback,
    };
    let document = new.document.clone();
    app.state.store.add_model(of, new, by()).await.unwrap();
    document
}

async fn release(app: &App, version: &str, reach: Reach) {
    let id = app.state.home.id;
    let why = "a test".to_owned();
    let released = app
        .state
        .store
        .release(id, version.into(), reach, why, by());
    released.await.unwrap();
    app.state.access.refresh();
}

async fn served(app: &App) -> String {
    app.get("/api/v1/model").await.json()["version"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn a_released_model_is_served_signed_and_the_one_before_comes_back() {
    let app = App::start().await;
    let own = served(&app).await;
    let document = keep(&app, app.state.home.id, "2026.12.1").await;
    assert_eq!(served(&app).await, own, "what is kept is not released");
    release(&app, "2026.12.1", Reach::All).await;
    let reply = app.get("/api/v1/model").await;
    assert_eq!(reply.body, document);
    let key = app.get("/api/v1/organisation").await.json()["model_key"].clone();
    let key = STANDARD.decode(key.as_str().unwrap()).unwrap();
    let signature = STANDARD.decode(reply.header("x-model-signature")).unwrap();
    ring::signature::UnparsedPublicKey::new(&ring::signature::ED25519, key)
        .verify(document.as_bytes(), &signature)
        .unwrap();
    // Every version stays where it is, for readers of the organisation.
    for version in ["2026.12.1", &own] {
        let fixed = app.get(&format!("/api/v1/model/{version}")).await;
        assert!(fixed.header("cache-control").contains("immutable"));
        assert_eq!(fixed.json()["version"], version);
    }
    let home = app.state.home.id;
    let back = app.state.store.roll_back(home, "too loud".into(), by());
    back.await.unwrap();
    app.state.access.refresh();
    assert_eq!(served(&app).await, own);
}

#[tokio::test]
async fn without_a_token_only_what_is_in_service_is_given_out() {
    let app = App::start().await;
    let own = served(&app).await;
    for version in ["2026.12.1", "2026.12.2", "2026.12.3", "2026.12.4"] {
        keep(&app, app.state.home.id, version).await;
    }
    release(&app, "2026.12.1", Reach::All).await;
    release(&app, "2026.12.2", Reach::Share { permille: 50 }).await;
    release(&app, "2026.12.3", Reach::Silent).await;
    // From another machine, without a token.
    let nobody = async |version: &str| {
        let path = format!("/api/v1/model/{version}");
        let request = request("GET", &path, &[], Body::empty());
        app.send_from("192.0.2.7:50000", request).await
    };
    for version in ["2026.12.1", "2026.12.2", "2026.12.3"] {
        assert_eq!(nobody(version).await.status, StatusCode::OK, "{version}");
    }
    for version in ["2026.12.4", &own, "2026.12.1-s00000000"] {
        let refused = nobody(version).await;
        refused.is_problem(StatusCode::NOT_FOUND, None);
    }
    let reader = app.get("/api/v1/model/2026.12.4").await;
    assert_eq!(reader.status, StatusCode::OK);
    for signed_out in ["2026.12.1", "2026.12.4"] {
        let path = format!("/admin/models/{signed_out}/document");
        let request = request("GET", &path, &[], Body::empty());
        let reply = app.send_from("192.0.2.7:50000", request).await;
        assert_ne!(reply.status, StatusCode::OK, "{}", reply.body);
    }
}

#[tokio::test]
async fn a_share_of_the_readers_has_it_first_and_the_same_ones_each_time() {
    let app = App::start().await;
    let own = served(&app).await;
    let home = &app.state.home;
    let reader = home.reporter("this machine");
    // One reader in a thousand is the last of all and in no share; with another version somebody else is.
    let found = (1..9).find_map(|number| {
        let version = format!("2026.12.{number}");
        let mut shares = 1..=999;
        let least = shares.find(|permille| home.is_in_share(reader, &version, *permille))?;
        Some((version, least))
    });
    let (version, least) = found.unwrap();
    keep(&app, home.id, &version).await;
    if least > 1 {
        let too_few = Reach::Share {
            permille: least - 1,
        };
        release(&app, &version, too_few).await;
        assert_eq!(served(&app).await, own);
    }
    for permille in [least, 999] {
        release(&app, &version, Reach::Share { permille }).await;
        assert_eq!(served(&app).await, version);
    }
}

#[tokio::test]
async fn another_organisations_model_is_not_given_out() {
    let app = App::start().await;
    let other = app
        .state
        .store
        .found_organisation("other".into())
        .await
        .unwrap();
    keep(&app, other.id, "2026.12.1").await;
    app.get("/api/v1/model/2026.12.1")
        .await
        .is_problem(StatusCode::NOT_FOUND, None);
}

async fn expose(app: &App, batch: &Value) -> Reply {
    let headers = [("content-type", "application/json")];
    let body = Body::from(batch.to_string());
    app.send(request("POST", "/api/v1/exposures", &headers, body))
        .await
}

#[tokio::test]
async fn a_silent_model_is_named_and_only_levels_are_counted_of_it() {
    let app = App::start().await;
    let own = served(&app).await;
    keep(&app, app.state.home.id, "2026.12.1").await;
    let silent = async || app.get("/api/v1/organisation").await.json()["silent"].clone();
    assert_eq!(silent().await, Value::Null);
    release(&app, "2026.12.1", Reach::Silent).await;
    assert_eq!(
        (silent().await, served(&app).await),
        (json!("2026.12.1"), own.clone())
    );
    let hour = NOW / 3_600_000;
    let batch = json!({
        "id": id_at(NOW, 1), "hour": hour, "model": "m", "counts": [],
        "silent": {"model": "2026.12.1", "counts": [
            {"shown": "none", "silent": "danger", "count": 2},
            {"shown": "notice", "silent": "notice", "count": 5},
        ]},
    });
    for status in [StatusCode::CREATED, StatusCode::OK] {
        let reply = expose(&app, &batch).await;
        assert_eq!(reply.status, status, "{}", reply.body);
    }
    let day = i64::try_from(hour / 24).unwrap();
    let (store, home) = (&app.state.store, app.state.home.id);
    let counts = store.silent_counts(home, "2026.12.1".into(), day, day + 1);
    let counts: Vec<u64> = counts.await.unwrap().iter().map(|one| one.count).collect();
    assert_eq!(counts, [2, 5], "counted twice or not at all");
    for (wrong, field) in [
        (json!({"model": "2026.12.1", "counts": []}), "silent.counts"),
        (
            json!({"model": "", "counts": [{"shown": "none", "silent": "none", "count": 1}]}),
            "silent.model",
        ),
        (
            json!({"model": "m", "counts": [{"shown": "none", "silent": "none", "count": 2_001}]}),
            "silent.counts",
        ),
    ] {
        let mut batch = batch.clone();
        batch["silent"] = wrong;
        expose(&app, &batch)
            .await
            .is_problem(StatusCode::UNPROCESSABLE_ENTITY, Some(field));
    }
    let mut nothing = batch;
    nothing.as_object_mut().unwrap().remove("silent");
    expose(&app, &nothing)
        .await
        .is_problem(StatusCode::UNPROCESSABLE_ENTITY, Some("counts"));
    // A reader who is forgotten is taken out.
    let gone = store.forget_reporter(home, app.state.home.reporter("this machine"), by());
    assert_eq!(gone.await.unwrap().exposures, 1);
    let counts = store.silent_counts(home, "2026.12.1".into(), day, day + 1);
    assert!(counts.await.unwrap().is_empty());
}

#[tokio::test]
async fn the_pages_show_every_version_and_compare_two() {
    let app = App::start().await;
    let built_in = NewModel {
        version: Model::built_in().unwrap().version,
        document: Model::BUILT_IN.into(),
        card: "{}".into(),
        origin: ModelOrigin::BuiltIn,
    };
    let own = built_in.version.clone();
    app.state.store.add_own_model(built_in, 0).await.unwrap();
    keep(&app, app.state.home.id, "2026.12.1").await;
    release(&app, "2026.12.1", Reach::Share { permille: 50 }).await;
    let list = app.get("/admin/models").await;
    assert_eq!(list.status, StatusCode::OK);
    for shown in [
        "2026.12.1",
        &own,
        "5 % of the readers",
        "anna: a test",
        "all readers",
    ] {
        assert!(
            list.body.contains(shown),
            "{shown} is missing in {}",
            list.body
        );
    }
    // Whoever only looks has no form that changes something.
    assert!(!list.body.contains("/admin/models/roll-back"));
    let one = app.get("/admin/models/2026.12.1").await.body;
    assert!(
        one.contains("&lt;b&gt;answers&lt;/b&gt;") && !one.contains("<b>answers"),
        "{one}"
    );
    let document = app.get("/admin/models/2026.12.1/document").await;
    assert_eq!(document.json()["version"], "2026.12.1");
    let both = format!("/admin/models/compare?before={own}&after=2026.12.1");
    let both = app.get(&both).await;
    assert!(
        both.body.contains("All weights are the same"),
        "{}",
        both.body
    );
    // Whatever mail each was measured on, these rows are of the same.
    assert!(
        both.body.contains(
            "false alarms, Danger or worse · mail that comes with the server, judged now"
        ),
        "{}",
        both.body
    );
    for none in [
        "/admin/models/2030.1.1",
        "/admin/models/compare?before=x&after=y",
    ] {
        assert_eq!(app.get(none).await.status, StatusCode::NOT_FOUND, "{none}");
    }
    let chinese = [("accept-language", "zh-CN")];
    let list = app.get_with("/admin/models", &chinese).await;
    assert!(list.body.contains("发布记录"));
}

/// Sends a form of our own page, as who is signed in there.
async fn post(app: &App, (cookie, proof): &(String, String), path: &str, fields: &str) -> Reply {
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("cookie", cookie.as_str()),
        ("sec-fetch-site", "same-origin"),
    ];
    let body = Body::from(format!("{fields}&proof={proof}"));
    app.send(request("POST", path, &headers, body)).await
}

#[tokio::test]
async fn an_administrator_releases_and_goes_back_by_form_and_others_do_not() {
    let app = App::start().await;
    keep(&app, app.state.home.id, "2026.12.1").await;
    let home = (*app.state.home).clone();
    for (role, name) in [(Role::Administrator, "anna"), (Role::Analyst, "ben")] {
        app.operator(&home, name, role).await;
    }
    let (anna, ben) = (
        app.sign_in("default", "anna").await,
        app.sign_in("default", "ben").await,
    );
    let form = "version=2026.12.1&reach=share&percent=5&reason=better+on+invoices";
    let refused = post(&app, &ben, "/admin/models/release", form).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let unsaid = "version=2026.12.1&reach=all&reason=+";
    let unsaid = post(&app, &anna, "/admin/models/release", unsaid).await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = post(&app, &anna, "/admin/models/release", form).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    assert_eq!(done.header("location"), "/admin/models?done=released");
    let (store, home) = (&app.state.store, app.state.home.id);
    let now = store.in_service(home).await.unwrap();
    assert_eq!(now.share, Some(("2026.12.1".into(), 50)));
    let silent = "version=2026.12.1&reach=silent&reason=look";
    post(&app, &anna, "/admin/models/release", silent).await;
    let back = post(&app, &anna, "/admin/models/roll-back", "reason=too+loud").await;
    assert_eq!(back.header("location"), "/admin/models?done=rolled_back");
    let now = store.in_service(home).await.unwrap();
    assert_eq!(
        (now.share, now.silent.as_deref()),
        (None, Some("2026.12.1"))
    );
    let end = post(&app, &anna, "/admin/models/end-silent", "reason=seen").await;
    assert_eq!(end.header("location"), "/admin/models?done=silent_ended");
    let again = post(&app, &anna, "/admin/models/roll-back", "reason=more").await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    let log = store.audit(home, 1).await.unwrap();
    assert_eq!(
        (log[0].actor.as_str(), log[0].action.as_str()),
        ("anna", "end_silent_model")
    );
}
