//! The life of the embedded banner: it costs nothing before a message, keeps its place, and leaves nothing behind.

use anyhow::{Result, ensure};
use serde_json::json;

use crate::chromium::wait_for;
use crate::embed_stage::{Embedding, message};

const LURE: &str = "phish/paypal-limited-account";
const HARMLESS: &str = "legit/de-club-fee";
/// Holds an archive.
const PARCEL: &str = "phish/archive-bomb";

/// The page of a webmail without a server, so that nothing but the script is asked for.
fn page(embedding: &Embedding) -> String {
    format!(
        "<div id=place></div>{}",
        embedding.script("data-adapter=none data-server=none")
    )
}

#[tokio::test]
async fn nothing_is_loaded_before_the_first_message() -> Result<()> {
    Embedding::play(async |embedding| {
        embedding.open("", &page(embedding)).await?;
        let before = embedding.server.asked_below("/embed");
        ensure!(
            before.iter().all(|address| address.ends_with("/embed.js")),
            "{before:?}"
        );
        let kept: usize = embedding
            .tell("return indexedDB.databases().then((all) => all.length)")
            .await?;
        ensure!(kept == 0, "storage was used");
        embedding.show(LURE).await?;
        let after = embedding.server.asked_below("/embed");
        ensure!(
            after.iter().any(|address| address.ends_with(".wasm")),
            "{after:?}"
        );
        let names: Vec<String> = embedding
            .tell("return Object.getOwnPropertyNames(globalThis).filter((name) => /threat|banner/i.test(name))")
            .await?;
        ensure!(names == ["ThreatBanner"], "{names:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn one_container_holds_one_banner_whatever_the_page_does() -> Result<()> {
    Embedding::play(async |embedding| {
        embedding.open("", &page(embedding)).await?;
        embedding.show(LURE).await?;
        embedding.show(LURE).await?;
        ensure!(embedding.levels().await? == [Some("danger".into())]);
        // The page draws its place anew.
        let back: bool = embedding
            .tell(
                "const place = document.getElementById('place');
                 for (let time = 0; time < 3; time += 1) {
                   place.replaceChildren(document.createElement('p'));
                   await Promise.resolve();
                 }
                 return place.querySelector('threat-banner[level=danger]') !== null",
            )
            .await?;
        ensure!(back, "the banner was lost");
        // The next message takes the place, and whoever holds the handle of the last one cannot take it away.
        let script = "const [raw] = arguments;
            const before = __handle;
            let give;
            const next = ThreatBanner.show(document.getElementById('place'), new Promise((done) => { give = done; }));
            // Its bytes are on their way, and the last banner says nothing of it.
            const meanwhile = document.querySelectorAll('threat-banner[level]').length;
            give(raw);
            const verdict = await next.ready;
            before.end();
            return [meanwhile, verdict.level, document.querySelectorAll('threat-banner').length]";
        let next = embedding
            .run(script, vec![json!(message(HARMLESS)?)])
            .await?;
        ensure!(next == json!([0, "none", 1]), "{next}");
        ensure!(embedding.levels().await? == [None]);
        Ok(())
    })
    .await
}

/// Counts the workers that were started and ended.
const COUNTED: &str = "<script>
    const workers = { begun: 0, ended: 0 };
    window.Worker = class extends Worker {
      constructor(...all) { super(...all); workers.begun += 1; }
      terminate() { workers.ended += 1; super.terminate(); }
    };
    </script>";

#[tokio::test]
async fn what_looks_into_parts_gives_its_memory_back_and_comes_again() -> Result<()> {
    Embedding::play(async |embedding| {
        embedding
            .open("", &format!("{COUNTED}{}", page(embedding)))
            .await?;
        let counted = async || -> Result<[usize; 2]> {
            embedding
                .tell("return [workers.begun, workers.ended]")
                .await
        };
        let first = embedding.show(PARCEL).await?;
        ensure!(counted().await? == [2, 0], "{:?}", counted().await?);
        wait_for("the rest", async || {
            Ok((counted().await? == [2, 1]).then_some(()))
        })
        .await?;
        // The worker that the opened message waits for stays.
        embedding.show(LURE).await?;
        ensure!(counted().await? == [2, 1], "{:?}", counted().await?);
        let again = embedding.show(PARCEL).await?;
        ensure!(counted().await? == [3, 1], "{:?}", counted().await?);
        ensure!(first.is_some() && first == again, "{first:?} {again:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_end_leaves_no_node_and_no_listener() -> Result<()> {
    Embedding::play(async |embedding| {
        embedding.open("", &page(embedding)).await?;
        let nodes = "return document.querySelectorAll('*').length";
        let before: usize = embedding.tell(nodes).await?;
        embedding.show(LURE).await?;
        let (left, listening): (usize, Vec<(String, i64)>) = embedding
            .tell(
                "ThreatBanner.end();
                 await new Promise((done) => setTimeout(done));
                 return [document.querySelectorAll('*').length, [...__listening].filter(([, count]) => count !== 0)]",
            )
            .await?;
        ensure!(left == before, "{left} nodes, {before} before");
        ensure!(listening.is_empty(), "{listening:?}");
        // Whoever wants it again has it again.
        ensure!(embedding.show(LURE).await?.as_deref() == Some("danger"));
        let said = embedding.said().await?;
        ensure!(said.is_empty(), "{said:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_script_twice_in_a_page_is_one() -> Result<()> {
    Embedding::play(async |embedding| {
        let manifest = embedding.server.url("/embed/manifest.json");
        embedding.open("", &page(embedding)).await?;
        let script: String = embedding
            .tell(&format!(
                "return fetch('{manifest}').then((answer) => answer.json()).then(({{ script }}) => script)"
            ))
            .await?;
        let address = embedding.server.url(&script);
        let twice = format!(
            "{}<script type=module src=\"{address}\"></script><script type=module src=\"{address}?again\"></script>",
            page(embedding)
        );
        embedding.open("", &twice).await?;
        let said = wait_for("the word of the second", async || {
            let said = embedding.said().await?;
            Ok((!said.is_empty()).then_some(said))
        })
        .await?;
        ensure!(
            said.iter()
                .all(|line| line == "Threat Banner: this page has it already"),
            "{said:?}"
        );
        embedding.show(LURE).await?;
        ensure!(embedding.levels().await? == [Some("danger".into())]);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn wrong_options_are_named_and_left_out() -> Result<()> {
    Embedding::play(async |embedding| {
        let script = embedding.script(
            "data-adapter=none data-server=none data-theme=green data-langauge=en data-language=zh-Hans",
        );
        embedding
            .open("", &format!("<div id=place></div>{script}"))
            .await?;
        embedding.show(LURE).await?;
        let said = embedding.said().await?;
        ensure!(said.len() == 2, "{said:?}");
        for named in ["data-theme=\"green\"", "data-langauge"] {
            ensure!(said.iter().any(|line| line.contains(named)), "{said:?}");
        }
        let banner = embedding.chromium.in_banner(".head").await?;
        let text = banner.text().await?;
        ensure!(text.contains("危险"), "{text}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_page_of_no_known_webmail_stays_as_it_was() -> Result<()> {
    Embedding::play(async |embedding| {
        let script = embedding.script("data-server=none");
        embedding
            .open("", &format!("<p id=page>A page</p>{script}"))
            .await?;
        let said = embedding.said().await?;
        ensure!(
            matches!(said.as_slice(), [one] if one.contains("of no webmail that is known")),
            "{said:?}"
        );
        let drawn = embedding.levels().await?;
        ensure!(drawn.is_empty(), "{drawn:?}");
        Ok(())
    })
    .await
}
