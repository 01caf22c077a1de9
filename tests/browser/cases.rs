//! An operator settles cases with keys alone, takes decisions back, and reads what a reader sent.

use anyhow::{Context, Result, ensure};
use serde_json::json;
use thirtyfour::Key;

use crate::Stage;
use crate::accessibility::assert_accessible;
use crate::chromium::{Chromium, wait_for};

const PASSWORD: &str = "correct horse battery";

/// Three campaigns of two messages each; somebody disagrees in each, and writes what would be HTML.
const ANSWERS: &str = r#"
    const answers = [];
    for (let campaign = 1; campaign <= 3; campaign += 1) {
        for (let at = 0; at < 2; at += 1) {
            const number = answers.length.toString(16).padStart(12, "0");
            const time = Date.now().toString(16).padStart(12, "0");
            answers.push({
                id: `${time.slice(0, 8)}-${time.slice(8)}-774b-bcce-${number}`,
                answer: at ? "accurate" : "not_accurate",
                correction: at ? null : "legitimate",
                level: "danger",
                probability: 0.9973,
                findings: [{id: "links.ip_host", strength: 1}],
                model: "x",
                message_key: number.padStart(64, "0"),
                campaign_key: String(campaign).repeat(64),
                comment: "<img src=x onerror=alert(1)>",
                grade: "signals",
            });
        }
    }
    return fetch("/api/v1/feedback", {
        method: "POST",
        headers: {"content-type": "application/json"},
        body: JSON.stringify(answers),
    }).then((reply) => reply.status);
"#;

/// Presses a key where the focus is. WebDriver's own way sends all anew when the page gives way to another meanwhile, and so
/// would settle the next case too.
async fn key(chromium: &Chromium, key: &str) -> Result<()> {
    let text = if key == "Enter" { "\r" } else { key };
    for event in [
        json!({"type": "keyDown", "key": key, "text": text}),
        json!({"type": "keyUp", "key": key}),
    ] {
        chromium.devtools("Input.dispatchKeyEvent", event).await?;
    }
    Ok(())
}

/// What the page tells that was done, once it tells it.
async fn told(chromium: &Chromium, words: &str) -> Result<()> {
    let seen = std::cell::RefCell::new(String::new());
    let waited = wait_for(words, async || {
        // While a page gives way to the next there is neither.
        let page = chromium.run("return document.querySelector('main')?.innerText", vec![]);
        let page = page.await.unwrap_or_default();
        let page = page.as_str().unwrap_or_default();
        seen.replace(page.to_owned());
        Ok(page.contains(words).then_some(()))
    })
    .await;
    waited.with_context(|| format!("the page says: {}", seen.into_inner()))
}

#[tokio::test]
async fn cases_are_settled_and_taken_back_with_keys_alone() -> Result<()> {
    Stage::play(async |stage| {
        let chromium = &stage.chromium;
        // From the demo's page, since those of the dashboard may ask for nothing.
        let status = chromium.run(ANSWERS, vec![]).await?;
        ensure!(status == 201, "{status}");
        let user = ["create-user", "anna", "--role", "administrator"];
        stage.server.administer(&user, PASSWORD).await?;
        chromium.open(&stage.server.url("/admin/sign-in")).await?;
        for (field, text) in [("name", "anna"), ("password", PASSWORD)] {
            let field = chromium.find(&format!("input[name={field}]")).await?;
            field.send_keys(text).await?;
        }
        chromium.press(&[Key::Enter]).await?;
        told(chromium, "Overview").await?;

        for width in [1440, 390] {
            let size =
                json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false});
            let command = "Emulation.setDeviceMetricsOverride";
            chromium.devtools(command, size).await?;
            chromium.open(&stage.server.url("/admin/cases")).await?;
            told(chromium, "3 open").await?;
            assert_accessible(chromium, &format!("cases at {width} px")).await?;
            let over = chromium.run(
                "return document.documentElement.scrollWidth > innerWidth",
                vec![],
            );
            ensure!(over.await? == false, "the list is wider than {width} px");
            key(chromium, "j").await?;
            key(chromium, "p").await?;
            told(chromium, "is settled as phishing.").await?;
            told(chromium, "2 open").await?;
            key(chromium, "u").await?;
            told(chromium, "is taken back.").await?;
            key(chromium, "a").await?;
            key(chromium, "s").await?;
            told(chromium, "3 cases are settled as spam.").await?;
            key(chromium, "u").await?;
            told(chromium, "The decisions on 3 cases are taken back.").await?;
            key(chromium, "j").await?;
            key(chromium, "Enter").await?;
            told(chromium, "Who said what").await?;
            told(chromium, "<img src=x onerror=alert(1)>").await?;
            assert_accessible(chromium, &format!("cases at {width} px")).await?;
            key(chromium, "l").await?;
            told(chromium, "is settled as legitimate.").await?;
            key(chromium, "u").await?;
            told(chromium, "Nobody has decided yet.").await?;
            key(chromium, "b").await?;
            told(chromium, "3 open").await?;
        }
        chromium.open(&stage.server.url("/admin/audit")).await?;
        told(chromium, "the end of the log is in its place").await?;
        assert_accessible(chromium, "the log").await?;
        Ok(())
    })
    .await
}
