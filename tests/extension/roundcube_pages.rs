//! The real Roundcube, without the plugin: the extension finds the message in the preview, and judges it.

use anyhow::{Result, ensure};
use thirtyfour::By;

use crate::Stage;
use crate::banner;
use crate::browsers::Browser;
use crate::chromium::wait_for;
use crate::dovecot::{PASSWORD, READER};
use crate::mail::Mail;
use crate::outbox::Outbox;
use crate::roundcube::Roundcube;

#[tokio::test]
async fn messages_of_the_real_roundcube_are_judged() -> Result<()> {
    let mail = [
        Mail::case("phish/apple-purchase-userinfo-url")?,
        Mail::case("legit/fr-meeting-moved")?,
    ];
    let outbox = Outbox::open().await?;
    let roundcube = Roundcube::install(&mail, outbox.port).await?;
    let outcome = Stage::play_in_both(async |stage| {
        let Stage { browser, .. } = &*stage;
        sign_in(browser, &roundcube).await?;
        for (mail, expected) in mail.iter().zip(["danger", "none"]) {
            open(browser, &mail.subject).await?;
            let level = banner::level(browser).await?;
            ensure!(level == expected, "\"{}\" got {level}", mail.subject);
        }
        // Alone, as by a double click.
        browser.page.enter_default_frame().await?;
        browser
            .open(&roundcube.url("/?_task=mail&_action=show&_mbox=INBOX&_uid=1"))
            .await?;
        ensure!(banner::level(browser).await? == "danger");
        banner::click(browser, "[data-act=why]").await?;
        ensure!(
            banner::text(browser, "#reasons li")
                .await?
                .contains("Apple")
        );
        Ok(())
    })
    .await;
    let outcome = outcome.map_err(|error| roundcube.explained(error));
    outcome.and(roundcube.stop().await)
}

async fn sign_in(browser: &Browser, roundcube: &Roundcube) -> Result<()> {
    browser.open(&roundcube.url("/")).await?;
    for (field, text) in [("#rcmloginuser", READER), ("#rcmloginpwd", PASSWORD)] {
        browser.find(field).await?.send_keys(text).await?;
    }
    browser.find("#rcmloginsubmit").await?.click().await?;
    browser.find("#messagelist").await.map(|_| ())
}

/// Opens a message in the preview; what follows looks into the frame that shows it.
async fn open(browser: &Browser, subject: &str) -> Result<()> {
    browser.page.enter_default_frame().await?;
    wait_for(&format!("the row \"{subject}\""), async || {
        for row in browser
            .page
            .find_all(By::Css("#messagelist tbody tr"))
            .await?
        {
            if row.text().await?.contains(subject) {
                let link = row.find(By::Css("span.subject a")).await?;
                return Ok(link.click().await.ok());
            }
        }
        Ok(None)
    })
    .await?;
    wait_for(&format!("\"{subject}\" in the frame"), async || {
        browser.page.enter_default_frame().await?;
        let Ok(frame) = browser.page.find(By::Id("messagecontframe")).await else {
            return Ok(None);
        };
        frame.enter_frame().await?;
        let Ok(shown) = browser.page.find(By::Css("#message-header .subject")).await else {
            return Ok(None);
        };
        Ok(shown.text().await?.contains(subject).then_some(()))
    })
    .await
}
