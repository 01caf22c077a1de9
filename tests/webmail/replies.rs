//! What is written from a message with a banner carries no trace of it.

use anyhow::{Context, Result, ensure};

use crate::Stage;
use crate::banner;
use crate::chromium::wait_for;
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
        let Stage { roundcube, chromium, .. } = stage;
        let original = roundcube.dovecot.messages("")?;
        let [message] = &mail;
        for (count, command) in (1..).zip(["reply", "forward", "forward-attachment"]) {
            mailbox::list(chromium, roundcube).await?;
            mailbox::open_from_list(chromium, &message.subject).await?;
            ensure!(banner::level(chromium).await? == "danger");
            chromium.page.enter_default_frame().await?;
            // The commands that Roundcube's buttons give.
            chromium.run(&format!("rcmail.command('{command}')"), Vec::new()).await?;
            chromium.find("#composebody").await?;
            wait_for("Roundcube to be ready", async || {
                let ready = chromium
                    .run("return document.readyState === 'complete' && rcmail.commands.savedraft === true", Vec::new())
                    .await?;
                Ok((ready == true).then_some(()))
            })
            .await?;
            chromium.run("rcmail.command('savedraft')", Vec::new()).await?;
            let drafts = wait_for("the draft in the mailbox", async || {
                let drafts = roundcube.dovecot.messages(".Drafts")?;
                Ok((drafts.len() >= count).then_some(drafts))
            })
            .await?;
            // Roundcube asks before it lets a page go whose text may be lost.
            chromium.run("rcmail.compose_skip_unsavedcheck = true", Vec::new()).await?;
            for (name, bytes) in &drafts {
                let text = String::from_utf8_lossy(bytes).to_lowercase();
                for trace in TRACES {
                    ensure!(!text.contains(trace), "{command}: {name} holds \"{trace}\":\n{text}");
                }
            }
            let (_, draft) = drafts.last().context("no draft")?;
            ensure!(draft.len() > 500, "{command}: the draft is empty");
        }
        ensure!(roundcube.dovecot.messages("")? == original, "the mail was changed");
        Ok(())
    })
    .await
}
