//! An operator settles cases with keys alone, takes decisions back, and reads what a reader sent.

use anyhow::{Result, ensure};
use thirtyfour::Key;

use crate::Stage;
use crate::accessibility::violations;
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

/// Presses a key where the focus is.
async fn press(chromium: &Chromium, key: impl AsRef<str>) -> Result<()> {
    chromium.page.active_element().await?.send_keys(key.as_ref()).await?;
    Ok(())
}

/// What the page tells that was done, once it tells it.
async fn told(chromium: &Chromium, words: &str) -> Result<()> {
    wait_for(words, async || {
        let page = chromium.find("main").await?.text().await?;
        Ok(page.contains(words).then_some(()))
    })
    .await
}

#[tokio::test]
async fn cases_are_settled_and_taken_back_with_keys_alone() -> Result<()> {
    Stage::play(async |stage| {
        let chromium = &stage.chromium;
        chromium.open(&stage.server.url("/admin/")).await?;
        let status = chromium.page.execute(ANSWERS, vec![]).await?;
        ensure!(status.json() == 201, "{:?}", status.json());
        let user = ["create-user", "anna", "--role", "administrator"];
        stage.server.administer(&user, PASSWORD).await?;
        chromium.open(&stage.server.url("/admin/sign-in")).await?;
        for (field, text) in [("name", "anna"), ("password", PASSWORD)] {
            let field = chromium.find(&format!("input[name={field}]")).await?;
            field.send_keys(text).await?;
        }
        press(chromium, Key::Enter.value().to_string()).await?;
        told(chromium, "Overview").await?;

        for width in [1440, 390] {
            chromium.resize(width, 900).await?;
            chromium.open(&stage.server.url("/admin/cases")).await?;
            told(chromium, "3 open").await?;
            let found = violations(chromium).await?;
            ensure!(found.is_empty(), "{width}: {found:#?}");
            let shot = format!("cases-{width}.png");
            chromium.screenshot(&shot).await?;
            press(chromium, "j").await?;
            press(chromium, "p").await?;
            told(chromium, "is settled as phishing.").await?;
            told(chromium, "2 open").await?;
            press(chromium, "u").await?;
            told(chromium, "is taken back.").await?;
            press(chromium, "a").await?;
            press(chromium, "s").await?;
            told(chromium, "3 cases are settled as spam.").await?;
            press(chromium, "u").await?;
            told(chromium, "The decisions on 3 cases are taken back.").await?;
            press(chromium, "j").await?;
            press(chromium, Key::Enter.value().to_string()).await?;
            told(chromium, "Who said what").await?;
            told(chromium, "<img src=x onerror=alert(1)>").await?;
            let found = violations(chromium).await?;
            ensure!(found.is_empty(), "{width}: {found:#?}");
            press(chromium, "l").await?;
            told(chromium, "is settled as legitimate.").await?;
            press(chromium, "u").await?;
            told(chromium, "Nobody has decided yet.").await?;
            press(chromium, "b").await?;
            told(chromium, "3 open").await?;
        }
        chromium.open(&stage.server.url("/admin/audit")).await?;
        told(chromium, "The log is whole").await?;
        let found = violations(chromium).await?;
        ensure!(found.is_empty(), "{found:#?}");
        Ok(())
    })
    .await
}
