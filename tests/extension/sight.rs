//! The own mark in banners of the extension, and danger that does not look the same each time.

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::Stage;
use crate::banner;
use crate::browsers::Browser;
use crate::chromium::wait_for;

const PHISH: &str = "/mail/u/0/#inbox/phish";

#[tokio::test]
async fn the_own_mark_is_chosen_by_keyboard_and_stands_in_the_open_banner() -> Result<()> {
    Stage::play_in_both(async |stage| {
        let Stage { browser, pages } = &*stage;
        browser.open(&pages.url(PHISH)).await?;
        ensure!(banner::level(browser).await? == "danger");
        let (webmail, _) = browser.second_tab().await?;
        browser.open_own("options/index.html").await?;
        browser.find("#own-mark > *").await?;
        let there = "return document.activeElement.closest('#own-mark') !== null";
        for _ in 0..40 {
            if browser.run(there, vec![]).await? == json!(true) {
                break;
            }
            press(browser, Key::Tab).await?;
        }
        // From the first picture, a star, to the next, past the colours to the phrase.
        press(browser, Key::Right).await?;
        press(browser, Key::Tab).await?;
        press(browser, Key::Tab).await?;
        press(browser, "garden gate").await?;
        press(browser, Key::Enter).await?;
        browser.wait_for_text("#mark-outcome", "Saved").await?;
        let state = browser.ask(json!({"kind": "state"})).await?;
        ensure!(
            state.pointer("/mark/shape") == Some(&json!("heart")),
            "{state:#}"
        );
        browser.page.switch_to_window(webmail).await?;
        wait_for("the mark in the banner", async || {
            let mark = banner::inside(browser, "#own").await?.text().await?;
            Ok((mark == "garden gate").then_some(()))
        })
        .await?;
        let picture = banner::inside(browser, "#own [role=img]").await?;
        let name = picture.attr("aria-label").await?.unwrap_or_default();
        ensure!(name == "Your own mark: blue heart, garden gate", "{name}");
        // A banner that comes later has it from the start.
        browser
            .open(&pages.url("/owa/mail/inbox/id/AAMkphish"))
            .await?;
        let mark = banner::text(browser, "#own").await?;
        ensure!(mark == "garden gate", "{mark}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn danger_changes_its_look_and_each_opened_message_is_counted_once() -> Result<()> {
    Stage::play_in_both(async |stage| {
        let Stage { browser, pages } = &*stage;
        browser.open(&pages.url(PHISH)).await?;
        let mut looks = Vec::new();
        for _ in 0..3 {
            ensure!(banner::level(browser).await? == "danger");
            let look = "return document.querySelector('[data-threat-banner]').getAttribute('look')";
            looks.push(browser.run(look, vec![]).await?);
            go(browser, "legit", "none").await?;
            go(browser, "phish", "danger").await?;
        }
        let all: std::collections::BTreeSet<String> = looks.iter().map(Value::to_string).collect();
        ensure!(all.len() == 3, "{looks:?}");
        browser.open_own("options/index.html").await?;
        let state = browser.ask(json!({"kind": "state"})).await?;
        let count = |level: &str| state.pointer(&format!("/shares/counts/{level}")).cloned();
        ensure!(count("danger") == Some(json!(1)), "{state:#}");
        ensure!(count("none") == Some(json!(1)), "{state:#}");
        Ok(())
    })
    .await
}

/// Opens another message of the webmail, and waits for what is said of it.
async fn go(browser: &Browser, name: &str, level: &str) -> Result<()> {
    browser
        .run(&format!("location.hash = '#inbox/{name}'"), vec![])
        .await?;
    banner::becomes(browser, level)
        .await
        .map_err(|error| error.context(name.to_owned()))
}

async fn press(browser: &Browser, key: impl Into<TypingData>) -> Result<()> {
    Ok(browser.page.action_chain().send_keys(key).perform().await?)
}
