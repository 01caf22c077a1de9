//! Who may see and do what with cases, by role.

use super::*;

#[tokio::test]
async fn each_role_sees_and_may_do_its_part_and_no_form_of_others_is_taken() {
    let app = App::start().await;
    app.answer(&on(1)).await;
    let viewer = signed_in(&app, "vera", Role::Viewer).await;
    let analyst = signed_in(&app, "anna", Role::Analyst).await;
    let one = format!("phishing {}.0.9007199254740991", case_id());
    let settle = [("one", &*one)];
    let page = viewer.get("/admin/cases").await.body;
    assert!(page.contains("Your role may look, but not settle."));
    assert!(!page.contains("/admin/cases/settle"), "{page}");
    let refused = viewer.post("/admin/cases/settle", &settle).await;
    refused.is_problem(StatusCode::FORBIDDEN, None);
    for fields in [&settle[..], &[("proof", "made up"), ("one", &one)]] {
        let forged = analyst.send("/admin/cases/settle", fields).await;
        forged.is_problem(StatusCode::FORBIDDEN, None);
    }
    let id = answer(1)["id"].as_str().unwrap().to_owned();
    for (path, field, value) in [
        ("/admin/cases/withdraw-answer", "answer", &*id),
        (
            "/admin/cases/withdraw-reporter",
            "reporter",
            &"0".repeat(32),
        ),
    ] {
        let refused = analyst.post(path, &[(field, value)]).await;
        refused.is_problem(StatusCode::FORBIDDEN, None);
    }
    let refused = analyst.get("/admin/audit").await;
    refused.is_problem(StatusCode::FORBIDDEN, None);
    let stranger = app.get("/admin/cases").await;
    assert_eq!(
        stranger.header("location"),
        "/admin/sign-in?next=%2Fadmin%2Fcases"
    );
    for wrong in [
        [("one", "hell x.0")],
        [("one", "phishing x.0")],
        [("one", "phishing 00.x")],
    ] {
        let refused = analyst.post("/admin/cases/settle", &wrong).await;
        refused.is_problem(StatusCode::UNPROCESSABLE_ENTITY, None);
    }
    let home = app.state.home.id;
    assert!(app.state.store.decisions(home).await.unwrap().is_empty());
    let elsewhere = app.organisation("acme").await;
    app.operator(&elsewhere, "otto", Role::Administrator).await;
    app.state.access.refresh();
    let (cookie, proof) = app.sign_in("acme", "otto").await;
    let otto = Somebody {
        app: &app,
        cookie,
        proof,
    };
    let case = otto.get(&format!("/admin/cases/{}", case_id())).await;
    case.is_problem(StatusCode::NOT_FOUND, None);
    let page = otto.follow("/admin/cases/settle", &settle).await;
    assert!(page.contains("1 cases are there no more."), "{page}");
}

#[tokio::test]
async fn without_operators_whoever_sits_at_the_machine_may_look() {
    let app = App::start().await;
    let page = app.get("/admin/cases").await;
    assert!(page.body.contains("No case is open"), "{}", page.body);
    app.answer(&on(1)).await;
    let page = app.get("/admin/cases").await.body;
    assert!(page.contains("make an operator first"), "{page}");
    let case = app.get(&format!("/admin/cases/{}", case_id())).await;
    assert_eq!(case.status, StatusCode::OK);
    assert!(case.body.contains("links.ip_host"), "{}", case.body);
    let chinese = [("accept-language", "zh-CN")];
    let page = app.get_with("/admin/cases", &chinese).await.body;
    assert!(page.contains("待处理"), "{page}");
    let script = app.get("/admin/cases.js").await;
    assert!(script.header("content-type").starts_with("text/javascript"));
    assert_eq!(app.get("/admin/audit").await.status, StatusCode::OK);
}
