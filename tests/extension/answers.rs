//! Answers are kept while there is no server, outlive the worker, and arrive once the reader has one.

use anyhow::{Result, ensure};
use thirtyfour::prelude::*;

use crate::Stage;
use crate::banner;
use crate::browsers::Kind;
use crate::chromium::wait_for;
use crate::verdicts::Verdicts;

#[tokio::test]
async fn an_answer_waits_for_a_server_and_for_nothing_else() -> Result<()> {
    let verdicts = Verdicts::start("http://127.0.0.1:9").await?;
    Stage::play_in_both(async |stage| {
        let Stage { browser, pages } = &*stage;
        let arrived = verdicts.answers().await?.len();
        browser.open(&pages.url("/mail/u/0/#inbox/phish")).await?;
        ensure!(banner::level(browser).await? == "danger");
        // The worker may be gone when the reader clicks.
        browser.end_worker().await?;
        banner::click(browser, "[data-act=accurate]").await?;
        let outcome = banner::text(browser, "#outcome").await?;
        ensure!(
            outcome.contains("will be sent when the server can be reached"),
            "the banner says: {outcome}"
        );

        let (webmail, _) = browser.second_tab().await?;
        browser.open_own("popup/index.html").await?;
        browser.find("#sent summary").await?.click().await?;
        browser
            .wait_for_text("#journal", "You said: accurate")
            .await?;
        browser
            .wait_for_text("#journal", "kept on this computer, not sent")
            .await?;

        browser.end_worker().await?;
        stage.enrol(&verdicts).await?;
        wait_for("the answer at the server", async || {
            let answers = verdicts.answers().await?;
            Ok((answers.len() == arrived + 1).then_some(()))
        })
        .await?;
        let answers = verdicts.answers().await?;
        let last = answers
            .last()
            .map(|stored| (stored.answer.as_str(), stored.level.as_str()));
        ensure!(
            last == Some(("accurate", "danger")),
            "the server has {last:?}"
        );

        let Stage { browser, .. } = &*stage;
        browser.open_own("popup/index.html").await?;
        browser.find("#sent summary").await?.click().await?;
        browser
            .wait_for_text("#journal", "sent to 127.0.0.1")
            .await?;
        // And the banner, which nobody touched since, knows it too.
        browser.page.switch_to_window(webmail).await?;
        wait_for("thanks in the banner", async || {
            let text = banner::text(browser, "#outcome").await?;
            Ok((text != outcome).then_some(()))
        })
        .await
    })
    .await
}

#[tokio::test]
async fn nothing_leaves_while_the_reader_lets_nothing_leave() -> Result<()> {
    let verdicts = Verdicts::start("http://127.0.0.1:9").await?;
    Stage::play_in_both(async |stage| {
        stage.enrol(&verdicts).await?;
        let Stage { browser, pages } = &*stage;
        let before = verdicts.answers().await?.len();
        browser.find("input[value=nothing]").await?.click().await?;
        browser.wait_for_text("#saved", "Saved.").await?;
        browser.open(&pages.url("/mail/u/0/#inbox/phish")).await?;
        banner::click(browser, "[data-act=accurate]").await?;
        banner::text(browser, "#outcome").await?;
        ensure!(verdicts.answers().await?.len() == before, "an answer left");
        browser.open_own("options/index.html").await?;
        browser.find("input[value=signals]").await?.click().await?;
        wait_for("the answer at the server", async || {
            Ok((verdicts.answers().await?.len() == before + 1).then_some(()))
        })
        .await
    })
    .await
}

#[tokio::test]
async fn nothing_leaves_where_firefox_is_told_that_nothing_may() -> Result<()> {
    let verdicts = Verdicts::start("http://127.0.0.1:9").await?;
    Stage::play(Kind::Firefox, async |stage| {
        stage.enrol(&verdicts).await?;
        let Stage { browser, pages } = &*stage;
        let withheld = browser.find("#withheld").await?;
        ensure!(
            !withheld.is_displayed().await?,
            "connecting did not ask whether something may be sent"
        );
        browser.forbid_sending().await?;
        browser.open(&pages.url("/mail/u/0/#inbox/phish")).await?;
        banner::click(browser, "[data-act=accurate]").await?;
        let outcome = banner::text(browser, "#outcome").await?;
        ensure!(
            outcome.contains("will be sent when the server can be reached"),
            "the banner says: {outcome}"
        );
        ensure!(verdicts.answers().await?.is_empty(), "an answer left");
        browser.open_own("options/index.html").await?;
        browser
            .wait_for_text("#withheld", "Nothing is sent there now")
            .await
    })
    .await
}

#[tokio::test]
async fn a_code_that_was_used_is_refused_in_words() -> Result<()> {
    let verdicts = Verdicts::start("http://127.0.0.1:9").await?;
    Stage::play_in_both(async |stage| {
        let Stage { browser, .. } = &*stage;
        browser.open_own("options/index.html").await?;
        browser
            .find("#server")
            .await?
            .send_keys(verdicts.url(""))
            .await?;
        browser
            .find("#code")
            .await?
            .send_keys("none-of-ours" + Key::Enter)
            .await?;
        browser
            .wait_for_text("#connect-outcome", "The server does not accept this code")
            .await
    })
    .await
}
