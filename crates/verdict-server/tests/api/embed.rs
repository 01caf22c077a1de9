//! The script for pages of others: one address that leads to the newest version, and versions that never change.

use axum::http::StatusCode;
use tempfile::TempDir;
use verdict_server::config::Front;

use crate::app::{App, Reply};

const MANIFEST: &str = r#"{"version": "0.1.0-0123456789ab", "script": "/embed/0.1.0-0123456789ab/embed.js",
    "integrity": "sha384-abc", "snippet": "<script src=\"https://SERVER/embed/0.1.0-0123456789ab/embed.js\"></script>"}"#;
const SCRIPT: &str = "/embed/0.1.0-0123456789ab/embed.js";

async fn app(front: Front) -> (App, TempDir) {
    let files = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = files.path().join("www/dist").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("embed/manifest.json", MANIFEST);
    write("embed/0.1.0-0123456789ab/embed.js", "export {};");
    write("embed/0.1.0-0123456789ab/embed.js.br", "compressed");
    write("embed/0.1.0-0123456789ab/pkg/banner.wasm", "\0asm");
    write("embed/0.1.0-0123456789ab/pkg/lists/de-1.txt", "phrases");
    write("npm/index.js", "not for pages");
    let www = files.path().join("www");
    let app = App::start_with(|state| {
        state.www = Some(www);
        state.front = front;
    })
    .await;
    (app, files)
}

#[track_caller]
fn is_for_every_origin(reply: &Reply) {
    assert_eq!(reply.header("access-control-allow-origin"), "*");
    assert_eq!(reply.header("cross-origin-resource-policy"), "cross-origin");
    assert_eq!(reply.header("x-content-type-options"), "nosniff");
}

#[tokio::test]
async fn the_stable_address_leads_to_the_newest_version_for_a_while() {
    let (app, files) = app(Front::default()).await;
    let reply = app.get("/embed.js").await;
    assert_eq!(reply.status, StatusCode::TEMPORARY_REDIRECT);
    assert_eq!(reply.header("location"), SCRIPT);
    assert_eq!(reply.header("cache-control"), "public, max-age=300");
    is_for_every_origin(&reply);
    // A version that is built while the server runs is given out.
    let newer = MANIFEST.replace("0123456789ab", "ba9876543210");
    std::fs::write(files.path().join("www/dist/embed/manifest.json"), newer).unwrap();
    let reply = app.get("/embed.js").await;
    assert_eq!(
        reply.header("location"),
        "/embed/0.1.0-ba9876543210/embed.js"
    );
}

#[tokio::test]
async fn a_version_is_kept_for_ever_by_browsers_of_every_origin() {
    let (app, _files) = app(Front::default()).await;
    for (path, media_type) in [
        (SCRIPT, "text/javascript"),
        (
            "/embed/0.1.0-0123456789ab/pkg/banner.wasm",
            "application/wasm",
        ),
        ("/embed/0.1.0-0123456789ab/pkg/lists/de-1.txt", "text/plain"),
    ] {
        let foreign = [
            ("origin", "https://anywhere.example"),
            ("sec-fetch-site", "cross-site"),
        ];
        let reply = app.get_with(path, &foreign).await;
        assert_eq!(
            (reply.status, reply.header("content-type")),
            (StatusCode::OK, media_type),
            "{path}"
        );
        assert_eq!(
            reply.header("cache-control"),
            "public, max-age=31536000, immutable",
            "{path}"
        );
        is_for_every_origin(&reply);
        // As a worker of the same origin it has the policy of the script's own answer.
        let policy = reply.header("content-security-policy");
        assert!(policy.contains("'wasm-unsafe-eval'"), "{policy}");
    }
}

#[tokio::test]
async fn gives_out_what_was_compressed_before() {
    let (app, _files) = app(Front::default()).await;
    let reply = app
        .get_with(SCRIPT, &[("accept-encoding", "gzip, br")])
        .await;
    assert_eq!(reply.header("content-encoding"), "br");
    assert_eq!(reply.header("content-type"), "text/javascript");
    assert_eq!(reply.body, "compressed");
    assert!(
        reply
            .header("vary")
            .to_ascii_lowercase()
            .contains("accept-encoding")
    );
    let plain = app.get(SCRIPT).await;
    assert_eq!(plain.body, "export {};");
}

#[tokio::test]
async fn the_manifest_names_this_servers_own_address_where_it_is_known() {
    let (app, _files) = app(Front {
        public_url: Some("https://verdict.acme.example".into()),
        ..Front::default()
    })
    .await;
    let headers = [("host", "verdict.acme.example")];
    let reply = app.get_with("/embed/manifest.json", &headers).await;
    assert_eq!(reply.status, StatusCode::OK);
    is_for_every_origin(&reply);
    assert_eq!(reply.header("cache-control"), "public, max-age=300");
    let manifest = reply.json();
    assert_eq!(manifest["integrity"], "sha384-abc");
    let snippet = manifest["snippet"].as_str().unwrap();
    assert!(
        snippet.contains("https://verdict.acme.example/embed/0.1.0-0123456789ab/embed.js"),
        "{snippet}"
    );
}

#[tokio::test]
async fn what_is_not_built_says_how_to_build_it() {
    let empty = tempfile::tempdir().unwrap();
    let www = empty.path().to_owned();
    for app in [
        App::start().await,
        App::start_with(|state| state.www = Some(www)).await,
    ] {
        for path in ["/embed.js", "/embed/manifest.json"] {
            let reply = app.get(path).await;
            reply.is_problem(StatusCode::NOT_FOUND, None);
            assert!(reply.body.contains("cargo xtask embed"), "{}", reply.body);
        }
    }
}

#[tokio::test]
async fn does_not_leave_the_folder_and_keeps_no_failure() {
    let (app, _files) = app(Front::default()).await;
    for path in [
        "/embed/../npm/index.js",
        "/embed/%2e%2e/npm/index.js",
        "/embed/0.1.0-0123456789ab/nothing.js",
        "/embed/0.0.9-0123456789ab/embed.js",
    ] {
        let reply = app.get(path).await;
        reply.is_problem(StatusCode::NOT_FOUND, None);
        assert!(
            !reply.header("cache-control").contains("immutable"),
            "{path}"
        );
    }
}
