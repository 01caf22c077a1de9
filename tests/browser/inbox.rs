//! The demo's inbox: messages are found, opened and marked.

use anyhow::{Context, Result, ensure};
use banner_core::Message;
use serde_json::json;
use system_tests::case::{self, Case};
use thirtyfour::By;

use crate::Stage;
use crate::chromium::{Chromium, wait_for};

/// The corpus case of that name.
pub fn case(name: &str) -> Result<Case> {
    let cases = case::all().map_err(anyhow::Error::msg)?;
    cases
        .into_iter()
        .find(|case| case.name == name)
        .with_context(|| format!("there is no case {name}"))
}

/// Opens the message of a corpus case by searching for its subject, as a reader would.
pub async fn open(chromium: &Chromium, name: &str) -> Result<Case> {
    let case = case(name)?;
    open_subject(chromium, Message::parse(&case.message).subject()).await?;
    Ok(case)
}

/// Opens the message with this subject by searching for it.
pub async fn open_subject(chromium: &Chromium, subject: &str) -> Result<()> {
    let search = chromium.find("#search").await?;
    search.clear().await?;
    search.send_keys(subject).await?;
    wait_for(&format!("the row \"{subject}\""), async || {
        let rows = chromium.page.find_all(By::Css("#rows .row")).await?;
        for row in rows {
            // Rows come and go while the list is narrowed.
            let Ok(what) = row.find(By::Css(".what")).await else {
                continue;
            };
            let text = what.text().await.unwrap_or_default();
            if text.contains(subject.trim()) {
                row.click().await?;
                return Ok(Some(()));
            }
        }
        Ok(None)
    })
    .await?;
    wait_for("the opened message", async || {
        let heading = chromium.find("#subject").await?;
        Ok((heading.text().await? == subject.trim()).then_some(()))
    })
    .await
}

/// Opens "Why?" and gives the reasons as they stand there, once one of them says `what`.
pub async fn reasons(chromium: &Chromium, what: &str) -> Result<String> {
    shown_level(chromium).await?;
    wait_for(&format!("a reason that says \"{what}\""), async || {
        let why = chromium.in_banner("[data-act=why]").await?;
        if why.attr("aria-expanded").await?.as_deref() != Some("true") {
            why.scroll_into_view().await?;
            why.click().await?;
        }
        let text = chromium.in_banner("#reasons").await?.text().await?;
        Ok(text.contains(what).then_some(text))
    })
    .await
}

/// The level that the banner of the open message shows, once it shows one.
pub async fn shown_level(chromium: &Chromium) -> Result<String> {
    wait_for("a banner", async || {
        let banner = chromium.in_banner("#banner").await?;
        let level = banner.attr("data-level").await?.unwrap_or_default();
        Ok((level != "none").then_some(level))
    })
    .await
}

/// Waits until the banner of the open message shows this level: what is shown first is a glance, and the phrases of the mail's
/// language and its parts may make it another.
pub async fn level_becomes(chromium: &Chromium, level: &str) -> Result<()> {
    wait_for(&format!("the level {level}"), async || {
        Ok((shown_level(chromium).await? == level).then_some(()))
    })
    .await
}

#[tokio::test]
async fn every_sample_gets_a_mark_or_none_in_the_list() -> Result<()> {
    Stage::play(async |stage| {
    let samples = case::all().map_err(anyhow::Error::msg)?;
    let samples: Vec<_> = samples
        .iter()
        .filter(|case| case.description.demo)
        .collect();
    let total = wait_for("the list", async || {
        let total = stage
            .chromium
            .run(
                "return document.querySelector('#rows .row')?.getAttribute('aria-setsize')",
                vec![],
            )
            .await?;
        Ok(total.as_str().and_then(|total| total.parse::<usize>().ok()))
    })
    .await?;
    ensure!(
        total == samples.len(),
        "{total} rows for {} samples",
        samples.len()
    );
    wait_for("the marks of all rows in sight", async || {
        let script = "return [...document.querySelectorAll('#rows .row')].filter(row => row.dataset.state === 'waiting').length";
        Ok((stage.chromium.run(script, vec![]).await? == json!(0)).then_some(()))
    })
    .await?;
    let script = "return [...document.querySelectorAll('#rows .row')].filter(row => row.dataset.state === 'failed').length";
    ensure!(
        stage.chromium.run(script, vec![]).await? == json!(0),
        "a message could not be checked"
    );
    Ok(())
    }).await
}

#[tokio::test]
async fn what_was_typed_while_the_page_was_loading_is_searched_for() -> Result<()> {
    Stage::play(async |stage| {
        let chromium = &stage.chromium;
        // No event tells of it, as when a reader types, or a browser fills the field again, before any script has run.
        let early = "document.addEventListener('readystatechange', () => { document.querySelector('#search').value = 'qwertyuiop'; }, { once: true })";
        chromium
            .devtools("Page.addScriptToEvaluateOnNewDocument", json!({"source": early}))
            .await?;
        chromium.page.refresh().await?;
        wait_for("the word that nothing was found", async || {
            let said = chromium.find("#empty").await?.text().await?;
            Ok((!said.is_empty()).then_some(()))
        })
        .await?;
        ensure!(
            chromium.page.find_all(By::Css("#rows .row")).await?.is_empty(),
            "rows are listed that do not have what was typed"
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn legitimate_mail_opens_without_a_banner() -> Result<()> {
    Stage::play(async |stage| {
        let calm = case::all().map_err(anyhow::Error::msg)?;
        let calm = calm
            .iter()
            .find(|case| {
                case.description.demo
                    && case.name.starts_with("legit/")
                    && case.description.expect.at_most == banner_core::Level::None
            })
            .context("no legitimate sample")?;
        open(&stage.chromium, &calm.name).await?;
        wait_for("the verdict", async || {
            let row = stage
                .chromium
                .find("#rows .row[aria-selected=true]")
                .await?;
            Ok((row.attr("data-state").await?.as_deref() == Some("none")).then_some(()))
        })
        .await?;
        let banner = stage.chromium.in_banner("#banner").await?;
        ensure!(
            banner.attr("data-level").await?.as_deref() == Some("none"),
            "a calm message has a banner"
        );
        ensure!(
            !stage
                .chromium
                .in_banner(".head")
                .await?
                .is_displayed()
                .await?,
            "an empty banner takes room"
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_language_of_the_page_is_the_language_of_the_banner() -> Result<()> {
    Stage::play(async |stage| {
        open(&stage.chromium, "phish/paypal-limited-account").await?;
        shown_level(&stage.chromium).await?;
        stage
            .chromium
            .find("#language option[value='zh-Hans']")
            .await?
            .click()
            .await?;
        wait_for("a Chinese headline", async || {
            let headline = stage.chromium.in_banner(".headline").await?;
            let text = headline.text().await?;
            Ok(text
                .chars()
                .any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c))
                .then_some(()))
        })
        .await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn opening_many_messages_keeps_no_old_banner() -> Result<()> {
    Stage::play(async |stage| {
        let chromium = &stage.chromium;
        chromium.find("#rows .row").await?;
        open_one_after_another(chromium).await?;
        let before = nodes(chromium).await?;
        open_one_after_another(chromium).await?;
        let after = nodes(chromium).await?;
        // A banner alone has about eighty nodes.
        ensure!(
            after < before + 300,
            "{before} nodes became {after} by opening 12 messages"
        );
        Ok(())
    })
    .await
}

/// Opens the first 12 messages, all in sight, waiting for each until it has been judged, and closes the last.
async fn open_one_after_another(chromium: &Chromium) -> Result<()> {
    for id in 0..12 {
        chromium
            .run(&format!("location.hash = '#{id}'"), vec![])
            .await?;
        wait_for("the verdict of the opened message", async || {
            let script = "const row = document.querySelector('#rows .row[aria-selected=true]');
                const level = document.querySelector('threat-banner').getAttribute('level') ?? 'none';
                return row?.id === `row-${arguments[0]}` && row.dataset.state === level";
            let judged = chromium.run(script, vec![json!(id)]).await?;
            Ok((judged == json!(true)).then_some(()))
        })
        .await?;
    }
    chromium.run("location.hash = ''", vec![]).await?;
    Ok(())
}

/// How many nodes the browser keeps, in the page or out of it.
async fn nodes(chromium: &Chromium) -> Result<u64> {
    for _ in 0..3 {
        chromium
            .devtools("HeapProfiler.collectGarbage", json!({}))
            .await?;
    }
    let counters = chromium
        .devtools("Memory.getDOMCounters", json!({}))
        .await?;
    let nodes = counters.get("nodes").and_then(serde_json::Value::as_u64);
    nodes.context("no count of nodes")
}
