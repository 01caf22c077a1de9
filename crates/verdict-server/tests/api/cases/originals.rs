//! What readers wrote and sent: shown as text, whole messages to analysts alone, and with a line in the log.

use super::*;

#[tokio::test]
async fn what_readers_write_and_send_stays_text() {
    let app = App::start().await;
    let change = by("describe organisation");
    let store = &app.state.store;
    store
        .describe_organisation(app.state.home.id, Grade::Message, None, change)
        .await
        .unwrap();
    app.state.access.refresh();
    let mut hostile = on(1);
    hostile["comment"] =
        "</td><script>alert(1)</script>\u{202e}<img src=x onerror=alert(2)>".into();
    hostile["grade"] = "message".into();
    let mail = "From: a@b.example\r\nSubject: <script>alert(3)</script>\r\nContent-Type: text/html\r\n\r\n\
                <script>alert(4)</script><img src=http://x.example/p.png><link rel=preconnect href=//x.example><p>Pay now";
    use base64::Engine;
    hostile["message"] = base64::engine::general_purpose::STANDARD
        .encode(mail)
        .into();
    let reply = app.answer(&hostile).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.body);
    let anna = signed_in(&app, "anna", Role::Administrator).await;
    let path = format!("/admin/cases/{}", case_id());
    let page = anna.get(&path).await.body;
    assert!(
        !page.contains("<script>alert") && !page.contains("<img src=x"),
        "{page}"
    );
    assert!(
        page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"),
        "{page}"
    );
    assert!(!page.contains("<iframe"), "{page}");
    assert!(page.contains("The log says who did, when"), "{page}");
    let id = answer(1)["id"].as_str().unwrap().to_owned();
    let frame = format!("{path}/original/{id}");
    let page = anna.follow(&frame, &[]).await;
    assert!(page.contains("sandbox=\"\""), "{page}");
    assert!(!page.contains("<script>alert"), "{page}");
    let source = page.split("<iframe").nth(1).unwrap();
    let source = source.split("src=\"").nth(1).unwrap();
    let frame = anna.get(source.split('"').next().unwrap()).await;
    let policy = frame.header("content-security-policy");
    assert!(
        policy.starts_with("sandbox; default-src 'none'"),
        "{policy}"
    );
    assert_eq!(frame.header("cache-control"), "no-store");
    assert!(frame.body.contains("<p>Pay now"), "{}", frame.body);
    for dangerous in ["<script", "x.example", "preconnect"] {
        assert!(!frame.body.contains(dangerous), "{}", frame.body);
    }
    let of_no_case = format!("/admin/cases/{}/original/{id}", "00".repeat(16));
    let nothing = anna.post(&of_no_case, &[]).await;
    nothing.is_problem(StatusCode::NOT_FOUND, None);
    for query in [
        "q=%3Cscript%3E",
        "q=%27%20OR%201%3D1",
        "after=%3C.%3C",
        "level=%00",
        "%ff",
    ] {
        let page = anna.get(&format!("/admin/cases?{query}")).await;
        assert_eq!(page.status, StatusCode::OK, "{query}");
        assert!(!page.body.contains("value=\"<script>"), "{}", page.body);
    }
}

#[tokio::test]
async fn an_original_is_opened_by_analysts_alone_and_the_log_says_who_did() {
    let app = App::start().await;
    let (store, home) = (&app.state.store, app.state.home.id);
    let grade = store.describe_organisation(home, Grade::Message, None, by("describe"));
    grade.await.unwrap();
    app.state.access.refresh();
    let mut whole = on(1);
    whole["grade"] = "message".into();
    // "Subject: Rent", blank line, "Pay now"
    whole["message"] = "U3ViamVjdDogUmVudA0KDQpQYXkgbm93".into();
    let reply = app.answer(&whole).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.body);
    let id = answer(1)["id"].as_str().unwrap().to_owned();
    let page = format!("/admin/cases/{}", case_id());
    let original = format!("{page}/original/{id}");
    let log = async || {
        let entries = store.audit(home, 100).await.unwrap();
        let opened = entries
            .into_iter()
            .filter(|one| one.action == "open original");
        opened.collect::<Vec<_>>()
    };

    let viewer = signed_in(&app, "vera", Role::Viewer).await;
    let seen = viewer.get(&page).await.body;
    assert!(
        seen.contains("Analysts and administrators can open it"),
        "{seen}"
    );
    assert!(!seen.contains("Pay now"), "{seen}");
    for refused in [
        viewer.post(&original, &[]).await,
        viewer.get(&original).await,
    ] {
        refused.is_problem(StatusCode::FORBIDDEN, None);
    }
    let anna = signed_in(&app, "anna", Role::Analyst).await;
    for closed in [format!("{page}?original={id}"), format!("{page}?opened=0")] {
        let seen = anna.get(&closed).await.body;
        assert!(!seen.contains("Pay now"), "{closed}: {seen}");
    }
    for forged in [
        original.clone(),
        format!("{original}?opened={}", anna.proof),
    ] {
        let refused = anna.get(&forged).await;
        refused.is_problem(StatusCode::FORBIDDEN, None);
    }
    assert!(log().await.is_empty());

    let opened = anna.post(&original, &[]).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.body);
    let opened = opened.header("location").to_owned();
    let seen = anna.get(&opened).await.body;
    assert!(seen.contains("Pay now"), "{seen}");
    let entries = log().await;
    assert_eq!((entries.len(), &*entries[0].actor), (1, "anna"));
    for named in [&case_id(), &id] {
        assert!(entries[0].detail.contains(named), "{}", entries[0].detail);
    }
    // What one opened is not open to another who has the address.
    for other in [viewer, signed_in(&app, "ben", Role::Analyst).await] {
        let seen = other.get(&opened).await.body;
        assert!(!seen.contains("Pay now"), "{seen}");
    }
    let nothing = format!("{page}/original/{}", answer(2)["id"].as_str().unwrap());
    let nothing = anna.post(&nothing, &[]).await;
    nothing.is_problem(StatusCode::NOT_FOUND, None);
    assert_eq!(log().await.len(), 1);
}
