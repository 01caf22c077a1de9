//! What a reader does in Roundcube: signs in, opens a message from the list or on its own, writes.

use anyhow::{Context, Result, ensure};
use serde_json::json;
use thirtyfour::prelude::*;

use crate::chromium::{Chromium, wait_for};
use crate::dovecot::{PASSWORD, READER};
use crate::roundcube::Roundcube;

/// How large the screen is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    Desktop,
    Phone,
}

/// Signs in, and waits for the list of messages.
pub async fn sign_in(chromium: &Chromium, roundcube: &Roundcube) -> Result<()> {
    chromium.open(&roundcube.url("/")).await?;
    for (field, text) in [("#rcmloginuser", READER), ("#rcmloginpwd", PASSWORD)] {
        chromium.find(field).await?.send_keys(text).await?;
    }
    chromium.find("#rcmloginsubmit").await?.click().await?;
    chromium.find("#messagelist").await.map(|_| ())
}

/// Makes the screen that large.
pub async fn resize(chromium: &Chromium, screen: Screen) -> Result<()> {
    let (width, height) = match screen {
        Screen::Desktop => (1280, 900),
        Screen::Phone => (390, 844),
    };
    let metrics = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": screen == Screen::Phone});
    chromium
        .devtools("Emulation.setDeviceMetricsOverride", metrics)
        .await
        .map(|_| ())
}

/// Opens the list of messages.
pub async fn list(chromium: &Chromium, roundcube: &Roundcube) -> Result<()> {
    chromium.page.enter_default_frame().await?;
    chromium
        .open(&roundcube.url("/?_task=mail&_mbox=INBOX"))
        .await
}

/// Opens a message from the list that is on the screen; what follows looks into the frame that shows it.
pub async fn open_from_list(chromium: &Chromium, subject: &str) -> Result<()> {
    chromium.page.enter_default_frame().await?;
    wait_for(&format!("the row \"{subject}\""), async || {
        for row in chromium
            .page
            .find_all(By::Css("#messagelist tbody tr"))
            .await?
        {
            if row.text().await?.contains(subject) {
                // On a phone the list gives way to the message, and with it the row.
                return Ok(row.click().await.ok());
            }
        }
        Ok(None)
    })
    .await?;
    // Whoever waits for the message finds a frame that shows another one first.
    wait_for(&format!("\"{subject}\" in the frame"), async || {
        chromium.page.enter_default_frame().await?;
        let Ok(frame) = chromium.page.find(By::Id("messagecontframe")).await else {
            return Ok(None);
        };
        frame.enter_frame().await?;
        let Ok(shown) = chromium
            .page
            .find(By::Css("#message-header .subject"))
            .await
        else {
            return Ok(None);
        };
        Ok(shown.text().await?.contains(subject).then_some(()))
    })
    .await
}

/// Opens a message as a page of its own, by its number in the inbox.
pub async fn open_alone(chromium: &Chromium, roundcube: &Roundcube, uid: usize) -> Result<()> {
    chromium.page.enter_default_frame().await?;
    let address = format!("/?_task=mail&_mbox=INBOX&_uid={uid}&_action=show");
    chromium.open(&roundcube.url(&address)).await
}

/// How wide the banner and the page are, and whether the banner stands between the message's head and its body.
pub async fn place(chromium: &Chromium) -> Result<()> {
    let found = chromium
        .run(
            "const banner = document.querySelector('threat-banner');
             const box = banner.getBoundingClientRect();
             const head = document.getElementById('message-header').getBoundingClientRect();
             const body = document.getElementById('messagebody').getBoundingClientRect();
             return [document.querySelectorAll('threat-banner').length, box.left >= 0 && box.right <= innerWidth,
               head.bottom <= box.top + 1, box.bottom <= body.top + 1, document.documentElement.scrollWidth <= innerWidth,
               banner.closest('#messagebody') === null];",
            Vec::new(),
        )
        .await?;
    ensure!(
        found == json!([1, true, true, true, true, true]),
        "[banners, within the page, below the head, above the body, nothing overflows, outside the mail] is {found}"
    );
    Ok(())
}

/// What Roundcube shows of the mail itself, as HTML.
pub async fn shown_mail(chromium: &Chromium) -> Result<String> {
    let body = chromium.find("#messagebody").await?;
    body.outer_html().await.context("no body is shown")
}
