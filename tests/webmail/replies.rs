//! What is written from a message with a banner carries no trace of it.

use anyhow::{Context, Result, ensure};
use serde_json::json;
use thirtyfour::Key;

use crate::Stage;
use crate::banner;
use crate::chromium::{Chromium, wait_for};
use crate::mail::Mail;
use crate::mailbox;

/// Words by which a banner, its element or its sentences would show.
const TRACES: [&str; 5] = [
    "threat",
    "banner",
    "steal your password",
    "is this accurate",
    "data-act",
];

#[tokio::test]
async fn replies_and_forwarded_mail_carry_no_trace_of_the_banner() -> Result<()> {
    let mail = [Mail::case("phish/paypal-limited-account")?];
    Stage::play(&mail, async |stage| {
        let Stage {
            roundcube,
            chromium,
            ..
        } = stage;
        let original = roundcube.dovecot.messages("")?;
        let [message] = &mail;
        for (count, command) in (1..).zip(["reply", "forward", "forward-attachment"]) {
            mailbox::list(chromium, roundcube).await?;
            mailbox::open_from_list(chromium, &message.subject).await?;
            ensure!(banner::level(chromium).await? == "danger");
            chromium.page.enter_default_frame().await?;
            // The commands that Roundcube's buttons give.
            chromium
                .run(&format!("rcmail.command('{command}')"), Vec::new())
                .await?;
            ready_to_write(chromium).await?;
            chromium
                .run("rcmail.command('savedraft')", Vec::new())
                .await?;
            let drafts = wait_for("the draft in the mailbox", async || {
                let drafts = roundcube.dovecot.messages(".Drafts")?;
                Ok((drafts.len() >= count).then_some(drafts))
            })
            .await?;
            // Roundcube asks before it lets a page go whose text may be lost.
            chromium
                .run("rcmail.compose_skip_unsavedcheck = true", Vec::new())
                .await?;
            for (name, bytes) in &drafts {
                without_trace(
                    &format!("{command}: {name}"),
                    &String::from_utf8_lossy(bytes),
                )?;
            }
            let (_, draft) = drafts.last().context("no draft")?;
            ensure!(draft.len() > 500, "{command}: the draft is empty");
        }
        ensure!(
            roundcube.dovecot.messages("")? == original,
            "the mail was changed"
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn an_answer_to_a_dangerous_message_is_sent_only_after_a_second_step() -> Result<()> {
    let mail = [Mail::case("phish/paypal-limited-account")?];
    Stage::play(&mail, async |stage| {
        let Stage {
            roundcube,
            chromium,
            outbox,
            ..
        } = stage;
        let reply = "/?_task=mail&_mbox=INBOX&_uid=1&_action=compose&_reply_uid=1";
        chromium.open(&roundcube.url(reply)).await?;
        ready_to_write(chromium).await?;
        wait_for("the warning above the reply", async || {
            let before = "return document.getElementById('compose-headers').previousElementSibling?.lang === 'en'";
            Ok((chromium.run(before, Vec::new()).await? == true).then_some(()))
        })
        .await?;
        let asked = async || {
            wait_for("the question", async || {
                // It stands in a closed shadow root, whose host has the focus.
                let focus = "return document.activeElement.matches('body > div[lang]')";
                Ok((chromium.run(focus, Vec::new()).await? == true).then_some(()))
            })
            .await
        };
        for sends in [false, true] {
            chromium
                .find(".formbuttons button.send")
                .await?
                .click()
                .await?;
            asked().await?;
            ensure!(outbox.sent().is_empty(), "it was sent before anybody was asked");
            if sends {
                // "Back to the message" has the focus; "Send it anyway" stands before it.
                for kind in ["rawKeyDown", "keyUp"] {
                    let back = json!({"type": kind, "key": "Tab", "code": "Tab", "modifiers": 8, "windowsVirtualKeyCode": 9});
                    chromium.devtools("Input.dispatchKeyEvent", back).await?;
                }
            }
            // As often as it takes: what comes too soon after the question is not taken for a decision.
            wait_for("the question to be gone", async || {
                chromium.press(&[Key::Enter]).await?;
                let focus = "return document.activeElement.matches('body > div[lang]')";
                Ok((chromium.run(focus, Vec::new()).await? == false).then_some(()))
            })
            .await?;
        }
        let sent = wait_for("the message to be sent", async || Ok(outbox.sent().pop())).await?;
        ensure!(outbox.sent().len() == 1, "it was sent more than once");
        without_trace("what was sent", &sent)
    })
    .await
}

/// Waits until Roundcube's page for writing takes commands.
async fn ready_to_write(chromium: &Chromium) -> Result<()> {
    chromium.find("#composebody").await?;
    wait_for("Roundcube to be ready", async || {
        let question = "return document.readyState === 'complete' && window.rcmail?.commands?.savedraft === true";
        Ok((chromium.run(question, Vec::new()).await? == true).then_some(()))
    })
    .await
}

fn without_trace(what: &str, text: &str) -> Result<()> {
    let text = text.to_lowercase();
    for trace in TRACES {
        ensure!(!text.contains(trace), "{what} holds \"{trace}\":\n{text}");
    }
    Ok(())
}
