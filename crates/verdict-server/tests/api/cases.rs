//! `/admin/cases…` and `/admin/audit`: who may see, settle and take back what, with forms alone.

use axum::body::Body;
use axum::http::StatusCode;
use banner_core::{Model, Weight};
use serde_json::{Value, json};
use verdict_server::jobs::rely;
use verdict_server::store::{CaseId, Grade, ModelOrigin, NewModel, Reach, Role, SignalSetting};

use crate::app::{App, Reply, answer, request};
use crate::people::by;

mod originals;
mod roles;

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// Somebody at the pages.
struct Somebody<'a> {
    app: &'a App,
    cookie: String,
    proof: String,
}

impl Somebody<'_> {
    async fn get(&self, path: &str) -> Reply {
        self.app.get_with(path, &[("cookie", &self.cookie)]).await
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let mut all = vec![("proof", &*self.proof)];
        all.extend_from_slice(fields);
        self.send(path, &all).await
    }

    async fn send(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let body = serde_urlencoded::to_string(fields).unwrap();
        let headers = [FORM, ("cookie", &*self.cookie)];
        self.app
            .send(request("POST", path, &headers, Body::from(body)))
            .await
    }

    /// Sends a form and opens the page to which it leads.
    async fn follow(&self, path: &str, fields: &[(&str, &str)]) -> String {
        let reply = self.post(path, fields).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        let page = self.get(reply.header("location")).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        page.body
    }
}

async fn signed_in<'a>(app: &'a App, name: &str, role: Role) -> Somebody<'a> {
    let home = (*app.state.home).clone();
    app.operator(&home, name, role).await;
    let (cookie, proof) = app.sign_in("default", name).await;
    Somebody { app, cookie, proof }
}

/// The share that the page gives to a finding.
#[track_caller]
fn share_of(page: &str, signal: &str) -> String {
    let row = page
        .split(&format!("<code>{signal}</code>"))
        .nth(1)
        .unwrap();
    let row = row.split("</tr>").next().unwrap();
    let cell = row.rsplit_once("</td>").unwrap().0;
    cell.rsplit_once('>').unwrap().1.to_owned()
}

/// An answer on a message of campaign 7.
fn on(number: u32) -> Value {
    let mut answer = answer(number);
    answer["campaign_key"] = "ca000007".repeat(8).into();
    answer
}

fn case_id() -> String {
    "ca000007".repeat(4)
}

#[tokio::test]
async fn a_case_is_settled_and_taken_back_without_any_script() {
    let app = App::start().await;
    app.answer(&json!([on(1), on(2), answer(3)])).await;
    let anna = signed_in(&app, "anna", Role::Analyst).await;
    let page = anna.get("/admin/cases").await;
    assert_eq!(page.header("cache-control"), "no-store");
    assert!(
        page.header("content-security-policy")
            .contains("script-src 'self'")
    );
    let number = CaseId::from_hex(&case_id()).unwrap().number();
    assert!(page.body.contains(&number), "{}", page.body);
    assert!(page.body.contains("2 answers on 2 messages: 2 right"));
    assert!(page.body.contains("A link leads to a bare number (…)"));

    let one = format!("phishing {}.0.9007199254740991", case_id());
    let page = anna
        .follow("/admin/cases/settle", &[("one", &one), ("back", "days=7")])
        .await;
    assert!(
        page.contains(&format!("Case {number} is settled as phishing.")),
        "{page}"
    );
    assert!(page.contains("name=\"days\""));
    let settled = anna.get("/admin/cases?state=settled").await.body;
    assert!(settled.contains("settled as phishing by anna"), "{settled}");
    let outcomes = app.get("/api/v1/outcomes").await.body;
    assert!(outcomes.contains("phishing"), "{outcomes}");

    let id = CaseId::from_hex(&case_id()).unwrap();
    let home = app.state.home.id;
    let case = app.state.store.case(home, id).await.unwrap().unwrap();
    let seen = format!("{}.{}", case_id(), case.seen());
    let back = format!("case={}", case_id());
    let page = anna
        .follow("/admin/cases/undo", &[("case", &seen), ("back", &back)])
        .await;
    assert!(page.contains("is taken back"), "{page}");
    assert!(page.contains("Nobody has decided yet."), "{page}");
    let outcomes = app.get("/api/v1/outcomes").await.body;
    assert!(!outcomes.contains("phishing"), "{outcomes}");
}

#[tokio::test]
async fn a_case_says_how_often_each_reporter_was_right_before() {
    let app = App::start().await;
    app.answer(&json!([on(1), answer(3)])).await;
    let anna = signed_in(&app, "anna", Role::Analyst).await;
    let one = format!("phishing {}.0.9007199254740991", case_id());
    anna.follow("/admin/cases/settle", &[("one", &one), ("back", "")])
        .await;
    let open = format!("/admin/cases/{}", "00000003".repeat(4));
    let page = anna.get(&open).await.body;
    assert!(!page.contains("settled cases"), "{page}");
    let (store, home) = (&*app.state.store, &app.state.home);
    rely(store, home, app.state.clock.milliseconds())
        .await
        .unwrap();
    let page = anna.get(&open).await.body;
    assert!(page.contains("right in 1 of 1 settled cases"), "{page}");
}

#[tokio::test]
async fn several_are_settled_at_once_and_who_comes_later_sees_who_was_first() {
    let app = App::start().await;
    app.answer(&json!([on(1), answer(2), answer(3)])).await;
    let anna = signed_in(&app, "anna", Role::Analyst).await;
    let tobias = signed_in(&app, "tobias", Role::Administrator).await;
    let other = "00000002".repeat(4);
    let both = [
        ("case", &*format!("{}.0.9007199254740991", case_id())),
        ("case", &*format!("{other}.0.9007199254740991")),
        ("label", "spam"),
    ];
    let page = anna.follow("/admin/cases/settle", &both).await;
    assert!(page.contains("2 cases are settled as spam."), "{page}");
    let late = [
        ("case", &*format!("{other}.0.9007199254740991")),
        (
            "case",
            &*format!("{}.0.9007199254740991", "00000003".repeat(4)),
        ),
        ("label", "legitimate"),
    ];
    let page = tobias.follow("/admin/cases/settle", &late).await;
    assert!(
        page.contains("was not changed: meanwhile anna settled it as spam."),
        "{page}"
    );
    assert!(page.contains("is settled as legitimate."), "{page}");
    let none = anna
        .follow("/admin/cases/settle", &[("label", "spam")])
        .await;
    assert!(none.contains("No case was selected."), "{none}");
    // A link may say anything; the page says only what is so.
    let forged = format!("/admin/cases?settled=phishing~{other}&meanwhile=x&undone=%00");
    let page = anna.get(&forged).await.body;
    assert!(!page.contains("settled as phishing"), "{page}");
}

#[tokio::test]
async fn an_answer_and_a_reporter_are_taken_back_and_the_log_tells_it() {
    let app = App::start().await;
    app.answer(&json!([on(1), on(2), answer(3)])).await;
    let anna = signed_in(&app, "anna", Role::Administrator).await;
    let id = answer(1)["id"].as_str().unwrap().to_owned();
    let back = format!("case={}", case_id());
    let fields = [("answer", &*id), ("back", &*back)];
    let page = anna.follow("/admin/cases/withdraw-answer", &fields).await;
    assert!(page.contains("The answer is withdrawn."), "{page}");
    assert!(page.contains("1 answer: 1 right"), "{page}");
    let again = anna.post("/admin/cases/withdraw-answer", &fields).await;
    again.is_problem(StatusCode::NOT_FOUND, None);
    let reporter = app.state.store.latest(app.state.home.id, 1).await.unwrap();
    let reporter = reporter[0].reporter.to_string();
    let found = anna.get(&format!("/admin/cases?q={reporter}")).await.body;
    assert_eq!(found.matches("<li class=\"case\">").count(), 2, "{found}");
    let fields = [("reporter", &*reporter), ("back", &*back)];
    let page = anna.follow("/admin/cases/withdraw-reporter", &fields).await;
    assert!(page.contains("2 answers are deleted"), "{page}");
    assert!(page.contains("No case is open"), "{page}");

    let log = anna.get("/admin/audit?check=all").await.body;
    assert!(log.contains("The log is whole: all 4 entries"), "{log}");
    let log = anna.get("/admin/audit").await.body;
    assert!(
        log.contains("Check the whole log of this server (4 entries)"),
        "{log}"
    );
    assert!(!log.contains("The log is whole"), "{log}");
    for told in [
        "sign in",
        "withdraw answer",
        "forget",
        &reporter,
        "verify-log",
    ] {
        assert!(log.contains(told), "{told}: {log}");
    }
    let some = anna
        .get("/admin/audit?action=forget&person=anna")
        .await
        .body;
    assert!(some.contains(&reporter) && !some.contains(&id), "{some}");
    let none = anna.get("/admin/audit?until=2001-01-01").await.body;
    assert!(none.contains("Nothing fits"), "{none}");
}

#[tokio::test]
async fn a_shared_link_opens_the_same_view() {
    let app = App::start().await;
    let mut batch: Vec<Value> = (0..60).map(answer).collect();
    for answer in &mut batch[..3] {
        answer["level"] = "notice".into();
    }
    app.answer(&json!(batch)).await;
    let count = |page: &str| page.matches("<li class=\"case\">").count();
    let page = app.get("/admin/cases").await.body;
    assert_eq!(count(&page), 50);
    let next = page.split("rel=\"next\"").next().unwrap();
    let next = next
        .rsplit("href=\"")
        .next()
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    assert_eq!(count(&app.get(next).await.body), 10);
    let page = app.get("/admin/cases?level=notice").await.body;
    assert_eq!(count(&page), 3);
    let chosen = page.split("value=\"notice\"").nth(1).unwrap();
    assert!(chosen.trim_start().starts_with("selected"), "{page}");
    let page = app
        .get("/admin/cases?q=content.pressure&said=accurate")
        .await;
    assert_eq!(count(&page.body), 50);
}

#[tokio::test]
async fn a_case_shows_the_shares_of_the_model_that_judged_it_whichever_that_is() {
    let app = App::start().await;
    let (store, home) = (&app.state.store, app.state.home.id);
    let built_in = Model::built_in().unwrap();
    let served = store.serve_model(built_in.version.clone(), 0);
    served.await.unwrap();
    let mut released = built_in.clone();
    released.version = "2026.12.1".into();
    let weight = Weight {
        weight: 1.25,
        at_least: None,
    };
    released.signals.insert("links.ip_host".into(), weight);
    let kept = NewModel {
        version: released.version.clone(),
        document: released.to_json().unwrap(),
        card: "{}".into(),
        origin: ModelOrigin::FromFeedback,
    };
    store.add_model(home, kept, by("")).await.unwrap();
    let released = store.release(
        home,
        "2026.12.1".into(),
        Reach::All,
        "better".into(),
        by(""),
    );
    released.await.unwrap();
    let half = SignalSetting {
        signal: "links.ip_host".into(),
        most: 0.5,
        reason: "too loud".into(),
        until: None,
        set_at: 0,
        set_by: String::new(),
    };
    store.set_signal(home, half, by("")).await.unwrap();
    app.state.access.refresh();
    let adjusted = app.get("/api/v1/model").await.json()["version"].clone();
    let (mut one, mut two, mut three) = (answer(1), answer(2), answer(3));
    one["model"] = built_in.version.into();
    two["model"] = "2026.12.1".into();
    three["model"] = adjusted;
    let reply = app.answer(&json!([one, two, three])).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.body);
    let mut shares = Vec::new();
    for number in 1..=3 {
        let id = format!("{number:08x}").repeat(4);
        let page = app.get(&format!("/admin/cases/{id}")).await.body;
        shares.push(share_of(&page, "links.ip_host"));
    }
    assert_eq!(shares[1..], ["+1.25", "+0.50"]);
    assert!(shares[0].starts_with('+'), "{shares:?}");
    let mut gone = answer(4);
    gone["model"] = "m".into();
    app.answer(&gone).await;
    let path = format!("/admin/cases/{}", "00000004".repeat(4));
    let page = app.get(&path).await.body;
    assert!(page.contains("No model of that version is kept"), "{page}");
    assert_eq!(share_of(&page, "links.ip_host"), "–");
}
