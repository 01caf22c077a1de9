//! The main job: a phishing mail is opened, its red banner gives the right reasons, the reader
//! answers, and the answer is in the database and on the administrator's page, once.

use anyhow::{Result, ensure};
use banner_core::Model;
use thirtyfour::Key;

use crate::Stage;
use crate::chromium::wait_for;
use crate::inbox::{level_becomes, open, shown_level};
use crate::server::{Server, StoredAnswer};

async fn wait_for_answers(server: &Server, count: usize) -> Result<Vec<StoredAnswer>> {
    wait_for("the answer in the database", async || {
        let stored = server.stored_answers().await?;
        Ok((stored.len() >= count).then_some(stored))
    })
    .await
}

#[tokio::test]
async fn a_phishing_mail_gets_a_red_banner_and_the_answer_reaches_the_administrator() -> Result<()>
{
    Stage::play(async |stage| {
        let chromium = &stage.chromium;
        let case = open(chromium, "phish/paypal-limited-account").await?;
        level_becomes(chromium, "danger").await?;

        // The page says what the same core says here, with the same reasons in the same order.
        let verdict = case.verdict(&Model::built_in()?);
        chromium.click_in_banner("[data-act=why]").await?;
        let reasons = chromium.in_banner("#reasons").await?;
        ensure!(reasons.is_displayed().await?, "\"Why?\" opens nothing");
        let shown = reasons.text().await?;
        let mut last = 0;
        for reason in verdict.findings.iter().filter(|reason| reason.share > 0.0) {
            let at = shown.find(&reason.text);
            ensure!(
                at.is_some_and(|at| at >= last),
                "\"{}\" is missing or out of order in:\n{shown}",
                reason.text
            );
            last = at.unwrap_or(last);
        }
        chromium.click_in_banner("[data-act=what-to-do]").await?;
        ensure!(
            chromium.in_banner("#advice").await?.is_displayed().await?,
            "no advice is shown"
        );

        chromium.click_in_banner("[data-act=not-accurate]").await?;
        chromium.click_in_banner("#correction-legitimate").await?;
        chromium.click_in_banner("textarea").await?;
        chromium.type_text("My own test <b>account</b>").await?;
        chromium.click_in_banner("[data-act=send]").await?;
        let stored = wait_for_answers(&stage.server, 1).await?;
        let expected = StoredAnswer {
            answer: "not_accurate".into(),
            correction: Some("legitimate".into()),
            comment: Some("My own test <b>account</b>".into()),
            level: "danger".into(),
        };
        ensure!(stored == [expected], "{stored:?}");
        wait_for("the thanks", async || {
            Ok((!chromium
                .in_banner("#outcome")
                .await?
                .text()
                .await?
                .is_empty())
            .then_some(()))
        })
        .await?;

        chromium.open(&stage.server.url("/admin/")).await?;
        let page = chromium.find("main").await?.text().await?;
        ensure!(
            page.contains("My own test <b>account</b>"),
            "the comment is not shown as text on:\n{page}"
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn an_answer_is_kept_while_the_server_is_away_and_counted_once_when_it_is_back() -> Result<()>
{
    Stage::play(async |stage| {
        open(&stage.chromium, "phish/paypal-limited-account").await?;
        shown_level(&stage.chromium).await?;
        let chromium = &stage.chromium;
        stage
            .server
            .away_during(async {
                chromium.click_in_banner("[data-act=accurate]").await?;
                wait_for("the word that the answer is kept", async || {
                    Ok((!chromium
                        .in_banner("#outcome")
                        .await?
                        .text()
                        .await?
                        .is_empty())
                    .then_some(()))
                })
                .await
            })
            .await?;
        // Opening the page again sends what is kept; so does the passing of time.
        stage.chromium.open(&stage.server.url("/demo/")).await?;
        wait_for_answers(&stage.server, 1).await?;
        stage.chromium.open(&stage.server.url("/demo/")).await?;
        open(&stage.chromium, "phish/paypal-limited-account").await?;
        wait_for("the word that it has arrived", async || {
            let outcome = stage.chromium.in_banner("#outcome").await?;
            Ok((outcome.text().await? == "Thank you. Your answer has arrived.").then_some(()))
        })
        .await?;
        let asking = stage.chromium.in_banner("#asking").await?;
        ensure!(
            !asking.is_displayed().await?,
            "who answered is asked once more"
        );
        let stored = stage.server.stored_answers().await?;
        ensure!(stored.len() == 1, "{stored:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_banner_is_worked_with_the_keyboard_alone() -> Result<()> {
    Stage::play(async |stage| {
        let chromium = &stage.chromium;
        open(chromium, "phish/paypal-limited-account").await?;
        shown_level(chromium).await?;
        // The opened message has the focus; the banner's first control comes next.
        chromium.press(&[Key::Tab, Key::Enter]).await?;
        ensure!(
            chromium.in_banner("#reasons").await?.is_displayed().await?,
            "Enter opens nothing"
        );
        let why = chromium.in_banner("[data-act=why]").await?;
        ensure!(why.attr("aria-expanded").await?.as_deref() == Some("true"));
        chromium.press(&[Key::Tab, Key::Space]).await?;
        ensure!(
            chromium.in_banner("#advice").await?.is_displayed().await?,
            "Space opens nothing"
        );
        chromium.press(&[Key::Tab, Key::Space]).await?;
        let stored = wait_for_answers(&stage.server, 1).await?;
        ensure!(
            stored
                .first()
                .is_some_and(|answer| answer.answer == "accurate"),
            "{stored:?}"
        );
        // The pressed button is gone; the focus went to the one that asks again.
        chromium.press(&[Key::Enter]).await?;
        ensure!(
            chromium.in_banner("#asking").await?.is_displayed().await?,
            "the focus was lost with the button that had it"
        );
        Ok(())
    })
    .await
}
