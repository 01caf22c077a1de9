//! What the server learns from readers, and readers from it: a released model judges, a silent one is counted and never seen, and a
//! reader hears what became of an answer.

use anyhow::{Context, Result, ensure};
use banner_core::Model;

use crate::Stage;
use crate::banner;
use crate::chromium::wait_for;
use crate::verdicts::Verdicts;

const PHISH: &str = "/mail/u/0/#inbox/phish";
const VERSION: &str = "2030.1.1";

#[tokio::test]
async fn a_released_model_judges_from_the_next_load_on_and_outlives_the_worker() -> Result<()> {
    Stage::play_in_both(async |stage| {
        let verdicts = Verdicts::start("http://127.0.0.1:9").await?;
        stage.enrol(&verdicts).await?;
        let Stage { browser, pages } = &*stage;
        browser.open(&pages.url(PHISH)).await?;
        ensure!(banner::level(browser).await? == "danger");
        import(&verdicts).await?;
        let release = ["model", "release", VERSION, "--reason", "a test"];
        verdicts.command(&release).await?;
        // The server may hold for some seconds what it knew before, and the first message does not wait for it.
        wait_for("a verdict of the new model", async || {
            browser.ask_anew().await?;
            browser.open(&pages.url(PHISH)).await?;
            Ok((banner::level(browser).await? == "none").then_some(()))
        })
        .await?;
        browser.end_worker().await?;
        verdicts.stop().await?;
        browser.open(&pages.url("/elsewhere/")).await?;
        browser.open(&pages.url(PHISH)).await?;
        let level = banner::level(browser).await?;
        ensure!(level == "none", "the new model was not kept: {level}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_silent_model_is_counted_beside_the_banner_and_never_seen() -> Result<()> {
    Stage::play_in_both(async |stage| {
        let verdicts = Verdicts::start("http://127.0.0.1:9").await?;
        import(&verdicts).await?;
        let silence = ["model", "silence", VERSION, "--reason", "a look"];
        verdicts.command(&silence).await?;
        stage.enrol(&verdicts).await?;
        let Stage { browser, pages } = &*stage;
        let counted = wait_for("the count of two levels", async || {
            browser.ask_anew().await?;
            browser.open(&pages.url(PHISH)).await?;
            let level = banner::level(browser).await?;
            ensure!(level == "danger", "the silent model was shown: {level}");
            // What was counted goes out when the reader leaves the webmail.
            browser.open(&pages.url("/elsewhere/")).await?;
            let counted = verdicts.silent().await?;
            Ok((!counted.is_empty()).then_some(counted))
        })
        .await?;
        ensure!(
            counted == [("danger".to_owned(), "none".to_owned())],
            "{counted:?}"
        );
        let shown = verdicts.shown().await?;
        ensure!(
            shown.contains(&("danger".to_owned(), String::new())),
            "no banner was counted: {shown:?}"
        );
        verdicts.stop().await
    })
    .await
}

#[tokio::test]
async fn a_reader_hears_in_the_banner_what_became_of_an_answer() -> Result<()> {
    Stage::play_in_both(async |stage| {
        let verdicts = Verdicts::start("http://127.0.0.1:9").await?;
        stage.enrol(&verdicts).await?;
        let Stage { browser, pages } = &*stage;
        browser.open(&pages.url(PHISH)).await?;
        banner::click(browser, "[data-act=accurate]").await?;
        wait_for("the answer", async || {
            Ok((verdicts.answers().await?.len() == 1).then_some(()))
        })
        .await?;
        verdicts.decide_all("phishing").await?;
        // The next visit, of another worker.
        browser.open(&pages.url("/elsewhere/")).await?;
        browser.end_worker().await?;
        browser.open(&pages.url(PHISH)).await?;
        // Who answered is not asked again.
        let outcome = banner::text(browser, "#outcome").await?;
        ensure!(
            outcome == "Thank you. Your answer has arrived.",
            "{outcome}"
        );
        let told = banner::text(browser, ".told").await?;
        ensure!(
            told == "Your answer was checked: this message is phishing. You were right, thank you.",
            "{told}"
        );
        verdicts.stop().await
    })
    .await
}

/// Keeps a model that finds nothing in any message.
async fn import(verdicts: &Verdicts) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("model.json");
    std::fs::write(&file, blind_model()?)?;
    let file = file.to_str().context("no name")?;
    verdicts.command(&["model", "import", file]).await
}

/// A model document by which every message gets the level `none`.
pub fn blind_model() -> Result<String> {
    let mut model = Model::built_in()?;
    model.version = VERSION.into();
    model.bias -= 9.0;
    for signal in model.signals.keys().cloned().collect::<Vec<_>>() {
        let mut weight = model.weight(&signal).context("no such signal")?;
        weight.weight = 0.0;
        weight.at_least = None;
        model.signals.insert(signal, weight);
    }
    Ok(model.to_json()?)
}
