//! At the reply: a warning while it is written, and a second step before it is sent.

use anyhow::{Result, ensure};
use serde_json::json;
use thirtyfour::Key;

use crate::Stage;
use crate::accessibility::assert_accessible;
use crate::chromium::Chromium;
use crate::inbox::{open, shown_level};
use crate::reader::{begin, click, go_on, once, open_roots, text_inside};

const SEND: &str = "return document.querySelector('#compose [type=submit]')";
const SAID: &str = "return document.querySelector('#said').textContent";

async fn address(chromium: &Chromium, to: &str) -> Result<()> {
    let script = "document.querySelector('#compose-to').value = arguments[0]; document.querySelector('#said').textContent = '';";
    chromium.run(script, vec![json!(to)]).await.map(|_| ())
}

#[tokio::test]
async fn an_answer_to_a_dangerous_message_takes_a_second_step() -> Result<()> {
    Stage::play(async |stage| {
        let chromium = &stage.chromium;
        begin(stage).await?;
        open(chromium, "phish/microsoft-password-expiry").await?;
        shown_level(chromium).await?;
        click(chromium, "reply", "return document.querySelector('#reply')").await?;
        let note = text_inside(chromium, ".note").await?;
        ensure!(note.contains("Danger"), "{note}");
        click(chromium, "send", SEND).await?;
        let asked = text_inside(chromium, "dialog").await?;
        ensure!(
            asked.contains("Danger") && asked.contains("no-reply@quibusdam.example"),
            "{asked}"
        );
        open_roots(chromium).await?;
        assert_accessible(chromium, "the question at the reply").await?;
        // Staying is the default.
        chromium.press(&[Key::Enter]).await?;
        once(
            chromium,
            "the question gone",
            "return inside('dialog').length === 0",
        )
        .await?;
        ensure!(
            chromium.run(SAID, vec![]).await? == json!(""),
            "it was sent"
        );
        click(chromium, "send", SEND).await?;
        go_on(chromium).await?;
        once(chromium, "the message sent", SAID).await?;

        // Forwarded, it would reach somebody who sees no banner.
        click(
            chromium,
            "forward",
            "return document.querySelector('#forward')",
        )
        .await?;
        address(chromium, "ilse.brandt@partner.example").await?;
        click(chromium, "send", SEND).await?;
        text_inside(chromium, "dialog").await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn an_address_that_is_taken_for_another_takes_a_second_step() -> Result<()> {
    Stage::play(async |stage| {
        let chromium = &stage.chromium;
        begin(stage).await?;
        open(chromium, "legit/github-issue-notification").await?;
        // It comes below the banner's place, and moves what stands there.
        text_inside(chromium, "#door").await?;
        click(
            chromium,
            "forward",
            "return document.querySelector('#forward')",
        )
        .await?;
        for to in [
            "ilse.brandt@partner.example",
            "Somebody new <new@elsewhere.example>, l.zhao@acme.example",
        ] {
            address(chromium, to).await?;
            click(chromium, "send", SEND).await?;
            once(chromium, &format!("the message sent to {to}"), SAID).await?;
            click(
                chromium,
                "forward",
                "return document.querySelector('#forward')",
            )
            .await?;
        }
        for (to, like) in [
            ("l.zhao@acrne.example", "acme.example"),
            ("Service <service@paypa1.com>, a@b.example", "paypal.com"),
        ] {
            address(chromium, to).await?;
            click(chromium, "send", SEND).await?;
            let asked = text_inside(chromium, "dialog").await?;
            ensure!(asked.contains(like), "{to}: {asked}");
            chromium.press(&[Key::Escape]).await?;
            once(
                chromium,
                "the question gone",
                "return inside('dialog').length === 0",
            )
            .await?;
            ensure!(
                chromium.run(SAID, vec![]).await? == json!(""),
                "{to}: it was sent"
            );
        }
        Ok(())
    })
    .await
}
