//! Shorter addresses, files of the www folder, and what is not there.

use axum::http::StatusCode;

use crate::app::App;

async fn app() -> (App, tempfile::TempDir) {
    let files = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = files.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("mail/1.eml", "From: a@b.example\nSubject: one\n\nhello\n");
    write("www/demo/index.html", "<!doctype html><title>demo</title>");
    write("www/demo/demo.js", "export {};");
    write("www/shared/banner.js", "export {};");
    write("www/pkg/banner.wasm", "\0asm");
    write("secret.txt", "secret");
    (
        App::start_demo(&files.path().join("mail"), &files.path().join("www")).await,
        files,
    )
}

#[tokio::test]
async fn serves_the_pages_with_their_types_and_policy() {
    let (app, _files) = app().await;
    for (path, media_type) in [
        ("/demo/", "text/html"),
        ("/demo/demo.js", "text/javascript"),
        ("/shared/banner.js", "text/javascript"),
        ("/pkg/banner.wasm", "application/wasm"),
    ] {
        let reply = app.get(path).await;
        assert_eq!(
            (reply.status, reply.header("content-type")),
            (StatusCode::OK, media_type),
            "{path}"
        );
        assert!(
            reply
                .header("content-security-policy")
                .contains("require-trusted-types-for 'script'"),
            "{path}"
        );
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
        assert_eq!(reply.header("cache-control"), "no-cache");
        let tag = reply.header("etag").to_owned();
        let again = app.get_with(path, &[("if-none-match", &tag)]).await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{path}");
    }
}

#[tokio::test]
async fn does_not_leave_the_folder() {
    let (app, _files) = app().await;
    for path in [
        "/demo/../../secret.txt",
        "/demo/%2e%2e/%2e%2e/secret.txt",
        "/shared/..%2f..%2fsecret.txt",
        "/pkg//etc/passwd",
    ] {
        let reply = app.get(path).await;
        assert_ne!(reply.status, StatusCode::OK, "{path}");
        assert!(!reply.body.contains("secret"), "{path}");
    }
}

#[tokio::test]
async fn leads_from_short_addresses_to_full_ones() {
    let (app, _files) = app().await;
    for (path, to) in [("/", "/demo/"), ("/demo", "/demo/"), ("/admin", "/admin/")] {
        let reply = app.get(path).await;
        assert!(reply.status.is_redirection(), "{path}");
        assert_eq!(reply.header("location"), to);
    }
    assert_eq!(
        App::start().await.get("/").await.header("location"),
        "/admin/"
    );
}

#[tokio::test]
async fn says_when_nothing_is_there() {
    let app = App::start().await;
    for path in [
        "/nothing",
        "/demo/",
        "/demo/api/messages",
        "/api/v1/nothing",
    ] {
        app.get(path).await.is_problem(StatusCode::NOT_FOUND, None);
    }
}
