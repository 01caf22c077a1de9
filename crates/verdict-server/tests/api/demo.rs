//! `/demo/api/messages…`

use axum::body::Body;
use axum::http::StatusCode;
use serde_json::json;
use verdict_server::Reach;

use crate::app::{App, request};

const HOSTILE: &str = "From: \"Mara Lind\" <mara@lind.example>\r\nTo: julia@acme.example\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n\
    Date: Tue, 03 Nov 2026 10:00:00 +0000\r\nContent-Type: text/html; charset=iso-8859-1\r\n\r\n\
    <p>Gr\u{fc}\u{df}e</p><script>parent.document.body.remove()</script>\r\n";

async fn app() -> (App, tempfile::TempDir) {
    let files = tempfile::tempdir().unwrap();
    let latin: Vec<u8> = HOSTILE
        .chars()
        .map(|character| u8::try_from(u32::from(character)).unwrap())
        .collect();
    std::fs::write(files.path().join("1.eml"), latin).unwrap();
    std::fs::write(
        files.path().join("box"),
        "From a 10:00\nFrom: b@c.example\nSubject: older\nDate: Mon, 02 Nov 2026 10:00:00 +0000\n\n1 < 2\n>From here\n\nFrom d 10:01\nSubject: oldest\n\nx\n",
    )
    .unwrap();
    (App::start_demo(files.path(), files.path()).await, files)
}

#[tokio::test]
async fn lists_the_newest_first_in_pages() {
    let (app, _files) = app().await;
    let list = app.get("/demo/api/messages").await.json();
    assert_eq!(list["total"], 3);
    assert_eq!(
        list["messages"][0],
        json!({"id": "0", "from_name": "Mara Lind", "from_address": "mara@lind.example", "subject": "Grüße",
               "date": 1_793_700_000, "size": HOSTILE.chars().count(), "has_attachment": false})
    );
    let page = app.get("/demo/api/messages?offset=1&limit=1").await.json();
    assert_eq!(page["total"], 3);
    assert_eq!(page["messages"].as_array().unwrap().len(), 1);
    assert_eq!(page["messages"][0]["subject"], "older");
    app.get("/demo/api/messages?limit=x")
        .await
        .is_problem(StatusCode::BAD_REQUEST, None);
}

#[tokio::test]
async fn gives_the_original_unchanged() {
    let (app, _files) = app().await;
    let reply = app.get("/demo/api/messages/1/raw").await;
    assert_eq!(reply.header("content-type"), "message/rfc822");
    assert!(
        reply
            .header("content-disposition")
            .starts_with("attachment")
    );
    assert!(
        reply.body.starts_with("From: b@c.example\n") && reply.body.ends_with("1 < 2\nFrom here\n"),
        "{}",
        reply.body
    );
}

#[tokio::test]
async fn gives_what_the_pane_shows() {
    let (app, _files) = app().await;
    let details = app.get("/demo/api/messages/0").await.json();
    assert_eq!(details["to"], "julia@acme.example");
    assert_eq!(
        (details["has_html"].as_bool(), details["subject"].as_str()),
        (Some(true), Some("Grüße"))
    );
}

#[tokio::test]
async fn gives_the_body_for_a_sandboxed_frame_only() {
    let (app, _files) = app().await;
    let reply = app.get("/demo/api/messages/0/body").await;
    assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(
        reply.header("content-security-policy"),
        "sandbox allow-same-origin; default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:; frame-ancestors 'self'"
    );
    assert_eq!(
        (
            reply.header("cache-control"),
            reply.header("referrer-policy")
        ),
        ("no-store", "no-referrer")
    );
    assert_eq!(reply.header("x-dns-prefetch-control"), "off");
    assert!(reply.body.contains("<p>Grüße</p>"), "{}", reply.body);
    let text = app.get("/demo/api/messages/1/body").await.body;
    assert!(text.contains("1 &lt; 2"), "{text}");
}

#[tokio::test]
async fn is_there_for_own_pages_on_this_machine_only() {
    let (app, _files) = app().await;
    for foreign in [("sec-fetch-site", "cross-site"), ("host", "evil.example")] {
        app.get_with("/demo/api/messages", &[foreign])
            .await
            .is_problem(StatusCode::FORBIDDEN, None);
    }
    let (mailbox, files) = (app.state.demo.clone(), tempfile::tempdir().unwrap());
    let open = App::start_with(|state| {
        (state.demo, state.www, state.reach) =
            (mailbox, Some(files.path().to_owned()), Reach::Network);
    })
    .await;
    for path in ["/demo/api/messages", "/demo/api/messages/0/raw", "/demo/"] {
        let reply = open
            .send_from("192.0.2.7:1", request("GET", path, &[], Body::empty()))
            .await;
        reply.is_problem(StatusCode::FORBIDDEN, None);
    }
}

#[tokio::test]
async fn says_which_message_is_missing() {
    let (app, files) = app().await;
    for path in [
        "/demo/api/messages/99",
        "/demo/api/messages/x/raw",
        "/demo/api/messages/-1/body",
    ] {
        app.get(path).await.is_problem(StatusCode::NOT_FOUND, None);
    }
    std::fs::remove_file(files.path().join("1.eml")).unwrap();
    app.get("/demo/api/messages/0")
        .await
        .is_problem(StatusCode::GONE, None);
}
