//! The banner of the extension in a page, as a reader sees it.

use anyhow::{Context as _, Result};
use thirtyfour::prelude::*;

use crate::browsers::Browser;
use crate::chromium::wait_for;
use crate::shadow_root::ShadowRoot;

/// The element that holds the banner, as soon as it is drawn.
const HOST: &str = "[data-threat-banner=drawn]";

/// The level that is shown, as soon as the message was judged; `none` where nothing is.
pub async fn level(browser: &Browser) -> Result<String> {
    let host = browser.find(HOST).await?;
    Ok(host
        .attr("level")
        .await?
        .unwrap_or_else(|| "none".to_owned()))
}

/// An element inside the closed root, as soon as there is one.
pub async fn inside(browser: &Browser, selector: &str) -> Result<WebElement> {
    wait_for(selector, async || {
        let host = browser.find(HOST).await?;
        let root = ShadowRoot::of(host).await?;
        Ok(root.find(selector).await.ok())
    })
    .await
}

/// An element inside the line below the banner, as soon as there is one.
pub async fn in_line(browser: &Browser, selector: &str) -> Result<WebElement> {
    wait_for(selector, async || {
        let Ok(host) = browser
            .page
            .find(By::Css("[data-threat-banner=line]"))
            .await
        else {
            return Ok(None);
        };
        Ok(ShadowRoot::of(host).await?.find(selector).await.ok())
    })
    .await
}

/// Waits for a level that comes after another.
pub async fn becomes(browser: &Browser, expected: &str) -> Result<()> {
    wait_for(&format!("the level {expected}"), async || {
        Ok((level(browser).await? == expected).then_some(()))
    })
    .await
}

/// Clicks a control inside.
pub async fn click(browser: &Browser, selector: &str) -> Result<()> {
    wait_for(selector, async || {
        let element = inside(browser, selector).await?;
        Ok(element.click().await.ok())
    })
    .await
}

/// What an element inside says, once it says anything.
pub async fn text(browser: &Browser, selector: &str) -> Result<String> {
    wait_for(&format!("words in {selector}"), async || {
        let text = inside(browser, selector).await?.text().await?;
        Ok((!text.is_empty()).then_some(text))
    })
    .await
    .context("the banner")
}
