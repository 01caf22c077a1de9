//! `GET /api/v1/intelligence`

use axum::body::Body;
use axum::http::StatusCode;
use banner_core::Intelligence;
use serde_json::json;
use verdict_server::intelligence::PageList;

use crate::app::{App, request};

async fn app_that_knows(host: &str) -> App {
    let list = json!({"entries": [{"host": host, "class": "malware", "until": "2027-01-01"}]});
    let list: Intelligence = serde_json::from_value(list).unwrap();
    App::start_serving(|served| served.intelligence = PageList::of(&list).unwrap()).await
}

const PATH: &str = "/api/v1/intelligence";

#[tokio::test]
async fn gives_a_page_the_list_as_the_core_reads_it() {
    let app = app_that_knows("evil.example").await;
    let reply = app.get(PATH).await;
    assert_eq!(reply.status, StatusCode::OK);
    assert_eq!(reply.header("content-type"), "application/json");
    let list: Intelligence = serde_json::from_value(reply.json()).unwrap();
    assert_eq!(list.entries[0].host.as_deref(), Some("evil.example"));
}

#[tokio::test]
async fn an_empty_list_is_a_list() {
    let reply = App::start().await.get(PATH).await;
    assert_eq!(reply.json(), json!({"entries": []}));
}

#[tokio::test]
async fn a_browser_that_has_the_list_is_not_sent_it_again() {
    let app = app_that_knows("evil.example").await;
    let reply = app.get(PATH).await;
    assert_eq!(reply.header("cache-control"), "no-cache");
    let tag = reply.header("etag");
    for known in [
        tag.to_owned(),
        format!("W/{tag}"),
        format!("\"other\", {tag}"),
    ] {
        let again = app.get_with(PATH, &[("if-none-match", &known)]).await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{known}");
        assert!(again.body.is_empty());
        assert_eq!(again.header("etag"), tag);
    }
    let other = app_that_knows("other.example").await;
    let reply = other.get_with(PATH, &[("if-none-match", tag)]).await;
    assert_eq!(reply.status, StatusCode::OK);
    assert!(reply.body.contains("other.example"));
}

#[tokio::test]
async fn keeps_the_list_from_other_machines_and_sites() {
    let app = app_that_knows("evil.example").await;
    let reply = app
        .send_from("192.0.2.7:1234", request("GET", PATH, &[], Body::empty()))
        .await;
    reply.is_problem(StatusCode::UNAUTHORIZED, None);
    app.get_with(PATH, &[("sec-fetch-site", "cross-site")])
        .await
        .is_problem(StatusCode::FORBIDDEN, None);
}
