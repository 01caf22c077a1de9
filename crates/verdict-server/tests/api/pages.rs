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

#[tokio::test]
async fn a_language_that_was_chosen_stays_on_every_page() {
    let app = App::start().await;
    let pages = [
        "/admin/",
        "/admin/cases",
        "/admin/signals",
        "/admin/models",
        "/admin/organisation",
        "/admin/audit",
    ];
    for page in pages {
        let before = app.get(page).await.body;
        assert!(before.contains("<html lang=\"en\""), "{page}: {before}");
        let address = "/admin/language?to=zh-Hans";
        assert!(before.contains(&format!("href=\"{address}\"")), "{page}");
        let from = format!("http://127.0.0.1:8080{page}");
        let chosen = app.get_with(address, &[("referer", &from)]).await;
        assert_eq!(chosen.header("location"), page);
        let cookie = chosen.header("set-cookie");
        assert!(cookie.contains("; Path=/admin;"), "{cookie}");
        let cookie = cookie.split(';').next().unwrap();
        let headers = [("cookie", cookie), ("accept-language", "en")];
        let after = app.get_with(page, &headers).await.body;
        assert!(after.contains("<html lang=\"zh-Hans\""), "{page}: {after}");
        assert!(after.contains("href=\"/admin/language?to=en\""), "{page}");
    }
    let unknown = app.get("/admin/language?to=xx").await;
    unknown.is_problem(StatusCode::NOT_FOUND, None);
}
