//! Options page and popup: by keyboard, for screen readers, in both languages, light and dark, and narrow.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::Stage;
use crate::banner;
use crate::browsers::{Browser, Kind};
use crate::chromium::wait_for;

#[tokio::test]
async fn axe_finds_nothing_wrong_with_the_options_and_the_popup() -> Result<()> {
    Stage::play(Kind::Chromium, async |stage| {
        let Stage { browser, pages } = &*stage;
        browser.open(&pages.url("/mail/u/0/#inbox/phish")).await?;
        banner::click(browser, "[data-act=accurate]").await?;
        banner::text(browser, "#outcome").await?;
        browser.second_tab().await?;
        for (path, ready) in [("options/index.html", "#version"), ("popup/index.html", "#now .card")] {
            for language in ["en", "zh-Hans"] {
                for scheme in ["light", "dark"] {
                    let features = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
                    browser.devtools("Emulation.setEmulatedMedia", features).await?;
                    browser.open_own("options/index.html").await?;
                    browser.ask(json!({"kind": "choose", "choices": {"language": language}})).await?;
                    browser.open_own(path).await?;
                    browser.find(ready).await?;
                    browser.run("for (const part of document.querySelectorAll('details')) part.open = true", vec![]).await?;
                    let at = format!("{path} in {language}, {scheme}");
                    let found = violations(browser).await.context(at.clone())?;
                    ensure!(found.is_empty(), "{at}: {found:#?}");
                    for width in [320, 700] {
                        fits(browser, width).await.context(at.clone())?;
                    }
                    photograph(browser, &format!("{}-{language}-{scheme}", path.replace("/index.html", ""))).await?;
                }
            }
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_options_are_set_by_keyboard_alone_and_the_banner_follows() -> Result<()> {
    Stage::play_in_both(async |stage| {
        let Stage { browser, pages } = &*stage;
        browser.open(&pages.url("/mail/u/0/#inbox/phish")).await?;
        banner::level(browser).await?;
        let (webmail, _) = browser.second_tab().await?;
        browser.open_own("options/index.html").await?;
        // To the last but one of all that can have the focus: the language.
        for _ in 0..30 {
            let focused = browser
                .run("return document.activeElement.id", vec![])
                .await?;
            if focused == "language" {
                break;
            }
            press(browser, Key::Tab).await?;
        }
        press(browser, "简").await?;
        if browser
            .run("return document.getElementById('language').value", vec![])
            .await?
            != "zh-Hans"
        {
            press(browser, Key::End).await?;
        }
        browser.wait_for_text("h2", "您的网页邮箱").await?;
        browser.page.switch_to_window(webmail).await?;
        wait_for("the banner in Chinese", async || {
            Ok(banner::text(browser, "[data-act=why]")
                .await?
                .contains("为什么")
                .then_some(()))
        })
        .await
    })
    .await
}

#[tokio::test]
async fn the_popup_says_why_there_is_no_banner() -> Result<()> {
    Stage::play_in_both(async |stage| {
        let Stage { browser, pages } = &*stage;
        browser.open(&pages.url("/mail/u/0/#inbox/legit")).await?;
        banner::level(browser).await?;
        let (webmail, own) = browser.second_tab().await?;
        browser.open_own("popup/index.html").await?;
        browser.wait_for_text("#now", "No warning").await?;
        // A key that is pressed while more becomes known of the message may meet what is drawn anew.
        wait_for("what was found", async || {
            let details = browser.find("#now details").await?;
            if details.attr("open").await?.is_none() {
                browser.focus().await?;
                let summary = browser.find("#now summary").await?;
                summary.send_keys(Key::Enter + "").await?;
            }
            Ok(details
                .text()
                .await?
                .contains("speaks against it")
                .then_some(()))
        })
        .await?;
        // It follows what is opened.
        browser.page.switch_to_window(webmail).await?;
        browser
            .run("location.hash = '#inbox/phish'", vec![])
            .await?;
        banner::becomes(browser, "danger").await?;
        browser.page.switch_to_window(own).await?;
        browser
            .wait_for_text("#now", "This message tries to steal your password")
            .await
    })
    .await
}

async fn press(browser: &Browser, key: impl Into<TypingData>) -> Result<()> {
    Ok(browser.page.action_chain().send_keys(key).perform().await?)
}

/// Holds that nothing lies beyond the edge of a window of this width.
async fn fits(browser: &Browser, width: u32) -> Result<()> {
    let metrics = json!({"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": false});
    browser
        .devtools("Emulation.setDeviceMetricsOverride", metrics)
        .await?;
    let beyond = browser
        .run(
            "return document.documentElement.scrollWidth - innerWidth",
            vec![],
        )
        .await?;
    ensure!(
        beyond.as_i64().unwrap_or(1) <= 0,
        "{beyond} pixels lie beyond {width}"
    );
    browser
        .devtools("Emulation.clearDeviceMetricsOverride", json!({}))
        .await
        .map(|_| ())
}

/// Keeps a picture where `THREAT_BANNER_SCREENSHOTS` says, for people to look at.
async fn photograph(browser: &Browser, name: &str) -> Result<()> {
    let Some(folder) = std::env::var_os("THREAT_BANNER_SCREENSHOTS") else {
        return Ok(());
    };
    let path =
        std::path::PathBuf::from(folder).join(format!("extension-{}.png", name.replace('/', "-")));
    let height = browser
        .run("return document.documentElement.scrollHeight", vec![])
        .await?;
    let metrics = json!({"width": 760, "height": height, "deviceScaleFactor": 1, "mobile": false});
    browser
        .devtools("Emulation.setDeviceMetricsOverride", metrics)
        .await?;
    browser.page.screenshot(&path).await?;
    browser
        .devtools("Emulation.clearDeviceMetricsOverride", json!({}))
        .await
        .map(|_| ())
}

/// What axe-core finds wrong with the page.
async fn violations(browser: &Browser) -> Result<Vec<String>> {
    let axe = system_tests::folder().join("../www/node_modules/axe-core/axe.min.js");
    let axe =
        std::fs::read_to_string(&axe).with_context(|| format!("{} is missing", axe.display()))?;
    browser
        .devtools("Runtime.evaluate", json!({"expression": axe}))
        .await?;
    let script = "const done = arguments[arguments.length - 1];
        axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
           .then(result => done(result), error => done({ error: String(error) }))";
    let found = browser.page.execute_async(script, vec![]).await?;
    let found: &Value = found.json();
    ensure!(
        found["error"].is_null(),
        "axe-core failed: {}",
        found["error"]
    );
    let passes = found["passes"].as_array().map_or(0, Vec::len);
    ensure!(passes > 10, "axe-core looked at next to nothing");
    let list = found["violations"].as_array().cloned().unwrap_or_default();
    Ok(list
        .iter()
        .map(|violation| {
            let nodes = violation["nodes"].as_array().cloned().unwrap_or_default();
            let nodes: Vec<String> = nodes
                .iter()
                .map(|node| format!("{} {}", node["target"], node["failureSummary"]))
                .collect();
            format!("{}: {}", violation["id"], nodes.join("; "))
        })
        .collect())
}
