//! "I know this sender": offered below a first contact, kept on this device for its server, and taken back.

use anyhow::{Context, Result, ensure};
use serde_json::json;
use thirtyfour::By;

use crate::Stage;
use crate::banner;
use crate::browsers::Browser;
use crate::chromium::wait_for;
use crate::shadow_root::ShadowRoot;
use crate::verdicts::Verdicts;

const STRANGER: &str = "/mail/u/0/#inbox/stranger";

#[tokio::test]
async fn a_sender_whom_the_reader_knows_is_no_first_contact_any_more_until_that_is_taken_back()
-> Result<()> {
    let verdicts = Verdicts::start_with_history("http://127.0.0.1:9").await?;
    Stage::play_in_both(async |stage| {
        stage.enrol(&verdicts).await?;
        let Stage { browser, pages } = &*stage;
        browser.open(&pages.url("/mail/u/0/#inbox/phish")).await?;
        ensure!(banner::level(browser).await? == "danger");
        let line = By::Css("[data-threat-banner=line]");
        ensure!(
            browser.page.find(line).await.is_err(),
            "it is offered in a dangerous message"
        );
        browser
            .run("location.hash = '#inbox/stranger'", vec![])
            .await?;
        banner::becomes(browser, "notice").await?;
        press(browser, "I know this sender").await?;
        banner::becomes(browser, "none").await?;
        press(browser, "Take back").await?;
        banner::becomes(browser, "notice").await?;
        press(browser, "I know this sender").await?;
        banner::becomes(browser, "none").await?;

        // Kept on this device, whatever becomes of the worker, and found in the options.
        browser.end_worker().await?;
        browser.open(&pages.url("/elsewhere/")).await?;
        browser.open(&pages.url(STRANGER)).await?;
        ensure!(banner::level(browser).await? == "none", "it was not kept");
        let (webmail, own) = browser.second_tab().await?;
        browser.open_own("options/index.html").await?;
        let state = browser.ask(json!({"kind": "state"})).await?;
        let senders = state.pointer("/senders").and_then(|all| all.as_array());
        ensure!(senders.is_some_and(|all| all.len() == 1), "{state:#}");
        let back = wait_for("the list of senders", async || {
            let host = browser.find("#known > *").await?;
            Ok(ShadowRoot::of(host).await?.find("li button").await.ok())
        })
        .await?;
        back.click().await?;
        browser.wait_for_text("#known-outcome", "Saved.").await?;
        browser.page.switch_to_window(webmail).await?;
        banner::becomes(browser, "notice").await?;

        // What is known to one server's reader is not known to another's.
        press(browser, "I know this sender").await?;
        banner::becomes(browser, "none").await?;
        browser.page.switch_to_window(own).await?;
        browser.open_own("options/index.html").await?;
        browser.find("#disconnect").await?.click().await?;
        browser
            .wait_for_text("#connect-outcome", "Disconnected.")
            .await?;
        let state = browser.ask(json!({"kind": "state"})).await?;
        ensure!(state.pointer("/senders") == Some(&json!([])), "{state:#}");
        Ok(())
    })
    .await
}

/// Presses the button with these words in the line below the banner.
async fn press(browser: &Browser, words: &str) -> Result<()> {
    wait_for(words, async || {
        let button = banner::in_line(browser, "button").await?;
        if button.text().await? != words {
            return Ok(None);
        }
        button.click().await.map(Some).or(Ok(None))
    })
    .await
    .context("the line below the banner")
}
