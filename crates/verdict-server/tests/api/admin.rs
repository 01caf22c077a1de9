//! `GET /admin/`

use axum::body::Body;
use axum::http::StatusCode;
use serde_json::{Value, json};
use verdict_server::Reach;
use verdict_server::store::Grade;

use crate::app::{App, answer, request};
use crate::people::by;

/// The text of a page without its tags, so that a test reads it as a person does.
fn text(html: &str) -> String {
    let mut text = String::new();
    let mut in_tag = false;
    for character in html.chars() {
        match character {
            '<' => in_tag = true,
            '>' => {
                in_tag = false;
                text.push(' ');
            }
            other if !in_tag => text.push(other),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn tells_what_to_do_before_the_first_answer() {
    let app = App::start().await;
    let page = text(&app.get("/admin/").await.body);
    assert!(
        page.contains("No answers yet") && page.contains("--demo"),
        "{page}"
    );
}

#[tokio::test]
async fn the_demo_is_not_offered_where_it_could_show_nothing() {
    let files = tempfile::tempdir().unwrap();
    let mail = files.path().join("mail");
    std::fs::create_dir(&mail).unwrap();
    std::fs::write(mail.join("1.eml"), "From: a@b.example\n\nhello\n").unwrap();
    let app = App::start_demo(&mail, files.path()).await;
    assert!(app.get("/admin/").await.body.contains("href=\"/demo/\""));
    app.organisation("acme").await;
    app.state.access.refresh();
    let page = app.get("/admin/").await.body;
    assert!(!page.contains("href=\"/demo/\""), "{page}");
    assert!(page.contains("reader's token"), "{page}");
}

#[tokio::test]
async fn says_what_is_kept_by_what_the_organisation_lets_be_sent() {
    let app = App::start().await;
    for (grade, told) in [
        (Grade::Signals, "No mail text is kept."),
        (Grade::Features, "hashes of its words may be"),
        (Grade::Message, "keeps the whole message"),
    ] {
        let home = app.state.home.id;
        let store = &app.state.store;
        let change = by("describe organisation");
        store
            .describe_organisation(home, grade, None, change)
            .await
            .unwrap();
        app.state.access.refresh();
        let page = app.get("/admin/").await.body;
        assert!(page.contains(told), "{page}");
        assert_eq!(page.contains("No mail text"), grade != Grade::Message);
    }
}

#[tokio::test]
async fn counts_answers_by_level_and_shows_the_latest() {
    let app = App::start().await;
    let mut batch: Vec<Value> = (0..12).map(answer).collect();
    batch[0]["answer"] = json!("not_accurate");
    batch[0]["correction"] = json!("legitimate");
    batch[11]["level"] = json!("caution");
    app.answer(&Value::Array(batch)).await;
    let reply = app.get("/admin/").await;
    assert_eq!(reply.status, StatusCode::OK);
    let page = text(&reply.body);
    // 11 of danger, 1 wrong: 91 %. 1 of caution: no share.
    assert!(page.contains("Danger 10 1 11 91 %"), "{page}");
    assert!(
        page.contains("Caution 1 0 1 fewer than 10 answers"),
        "{page}"
    );
    assert!(page.contains("All levels 11 1 12 92 %"), "{page}");
    assert!(
        page.contains("2026-11-21 14:03")
            && page.contains("Legitimate")
            && page.contains("links.ip_host"),
        "{page}"
    );
}

#[tokio::test]
async fn shows_a_comment_as_text() {
    let app = App::start().await;
    let mut hostile = answer(1);
    hostile["comment"] = json!("<script>alert(1)</script><img src=x onerror=\"alert(2)\"> & done");
    hostile["model"] = json!("\"><svg onload=alert(3)>");
    assert_eq!(app.answer(&hostile).await.status, StatusCode::CREATED);
    let page = app.get("/admin/").await.body;
    assert!(
        page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"),
        "{page}"
    );
    assert!(
        !page.contains("<script") && !page.contains("<img src=x") && !page.contains("<svg onload"),
        "{page}"
    );
}

#[tokio::test]
async fn allows_no_script_and_nothing_from_elsewhere() {
    let app = App::start().await;
    let reply = app.get("/admin/").await;
    let policy = reply.header("content-security-policy");
    assert!(
        policy.starts_with("default-src 'none'; style-src 'self';") && !policy.contains("script"),
        "{policy}"
    );
    assert_eq!(reply.header("x-content-type-options"), "nosniff");
    assert_eq!(reply.header("referrer-policy"), "same-origin");
    assert_eq!(reply.header("cache-control"), "no-store");
    assert!(!reply.body.contains(" style=") && !reply.body.contains("<script"));
    assert_eq!(
        app.get("/admin/dashboard.css").await.header("content-type"),
        "text/css; charset=utf-8"
    );
    assert_eq!(
        app.get("/icon.svg").await.header("content-type"),
        "image/svg+xml"
    );
}

#[tokio::test]
async fn is_there_for_this_machine_only() {
    let app = App::start_with(|state| state.reach = Reach::Network).await;
    for peer in ["192.0.2.7:1234", "[2001:db8::1]:1234"] {
        let reply = app
            .send_from(peer, request("GET", "/admin/", &[], Body::empty()))
            .await;
        reply.is_problem(StatusCode::FORBIDDEN, None);
    }
    for peer in ["127.0.0.1:1", "[::1]:1", "[::ffff:127.0.0.1]:1"] {
        let reply = app
            .send_from(peer, request("GET", "/admin/", &[], Body::empty()))
            .await;
        assert_eq!(reply.status, StatusCode::OK, "{peer}");
    }
    for foreign in [
        ("host", "evil.example"),
        ("x-forwarded-for", "192.0.2.7"),
        ("x-forwarded-proto", "https"),
        ("x-real-ip", "192.0.2.7"),
        ("via", "1.1 proxy"),
        ("forwarded", "for=192.0.2.7"),
        ("cf-connecting-ip", "192.0.2.7"),
    ] {
        app.get_with("/admin/", &[foreign])
            .await
            .is_problem(StatusCode::FORBIDDEN, None);
    }
}

#[tokio::test]
async fn speaks_the_readers_language() {
    let app = App::start().await;
    app.answer(&answer(1)).await;
    let reply = app
        .get_with("/admin/", &[("accept-language", "zh-CN,zh;q=0.9,en;q=0.5")])
        .await;
    assert!(
        reply.body.contains("lang=\"zh-Hans\"") && reply.body.contains("最新反馈"),
        "{}",
        reply.body
    );
    assert_eq!(reply.header("vary"), "Accept-Language");
    assert!(app.get("/admin/").await.body.contains("lang=\"en\""));
}
