//! The embedded banner and its server: hashes, answers and counts in the reader's name, and a server that is away.

use anyhow::{Result, ensure};

use crate::chromium::wait_for;
use crate::embed_stage::Embedding;

const LURE: &str = "phish/paypal-limited-account";
/// The browser tells a page that it is left, as when another tab is chosen.
const LEAVE: &str =
    "Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'))";

#[tokio::test]
async fn the_manifests_line_brings_the_script_by_its_hash() -> Result<()> {
    Embedding::play(async |embedding| {
        let manifest = embedding.server.url("/embed/manifest.json");
        embedding.open("", &embedding.script("")).await?;
        let snippet: String = embedding
            .tell(&format!(
                "return fetch('{manifest}').then((answer) => answer.json()).then(({{ snippet }}) => snippet)"
            ))
            .await?;
        ensure!(snippet.contains("integrity=\"sha384-"), "{snippet}");
        let snippet = snippet.replace("https://SERVER", &embedding.server.url(""));
        let place = "<div id=place></div>";
        embedding.open("", &format!("{place}{snippet}")).await?;
        ensure!(embedding.show(LURE).await?.as_deref() == Some("danger"));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn answers_and_counts_reach_the_server_in_the_readers_name() -> Result<()> {
    Embedding::play(async |embedding| {
        let script = embedding.script("data-adapter=none data-token-url=/token");
        embedding
            .open("", &format!("<div id=place></div>{script}"))
            .await?;
        embedding.show(LURE).await?;
        embedding
            .chromium
            .click_in_banner("[data-act=accurate]")
            .await?;
        wait_for("the answer", async || {
            let stored = embedding.server.stored_answers().await?;
            Ok((!stored.is_empty()).then_some(()))
        })
        .await?;
        // Seen again in the same hour, the message is still one.
        embedding.show(LURE).await?;
        embedding.run(LEAVE, vec![]).await?;
        let counted = wait_for("the counts", async || {
            let counted = embedding.server.stored_exposures().await?;
            Ok((!counted.is_empty()).then_some(counted))
        })
        .await?;
        ensure!(
            counted.contains(&("danger".into(), String::new(), 1)),
            "{counted:?}"
        );
        ensure!(
            counted
                .iter()
                .any(|(_, signal, count)| signal == "domain.brand_in_name" && *count == 1),
            "{counted:?}"
        );
        let said = embedding.said().await?;
        ensure!(said.is_empty(), "{said:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_server_that_is_away_is_said_once_and_what_was_known_last_serves() -> Result<()> {
    Embedding::play(async |embedding| {
        let script = embedding.script("data-adapter=none data-token-url=/token");
        let page = format!("<div id=place></div><p id=page>A page</p>{script}");
        embedding.open("", &page).await?;
        let Embedding {
            webmail: _,
            server,
            chromium,
        } = embedding;
        let shows = "const [raw] = arguments;
            const levels = [];
            for (let time = 0; time < 3; time += 1) {
              const handle = ThreatBanner.show(document.getElementById('place'), raw);
              levels.push((await handle.ready)?.level ?? null);
            }
            return [levels, __said.filter((line) => line.startsWith('Threat Banner')),
              document.getElementById('page').textContent]";
        let raw = serde_json::json!(crate::embed_stage::message(LURE)?);
        server
            .away_during(async {
                let told = chromium.run(shows, vec![raw.clone()]).await?;
                let (levels, said, text): (Vec<Option<String>>, Vec<String>, String) =
                    serde_json::from_value(told)?;
                ensure!(levels == [None, None, None], "{levels:?}");
                ensure!(said.len() == 1, "{said:?}");
                ensure!(text == "A page");
                Ok(())
            })
            .await?;
        // It is back.
        let told = chromium.run(shows, vec![raw]).await?;
        let (levels, said, _): (Vec<Option<String>>, Vec<String>, String) =
            serde_json::from_value(told)?;
        ensure!(
            levels
                .iter()
                .all(|level| level.as_deref() == Some("danger")),
            "{levels:?} {said:?}"
        );
        Ok(())
    })
    .await
}
