//! The embedded banner under a webmail's Content-Security-Policy and Trusted Types: what it needs, and what it does with less.

use anyhow::{Result, ensure};

use crate::embed_stage::Embedding;

const PLACE: &str = "<div id=place></div>";
const LURE: &str = "phish/paypal-limited-account";

/// Shows a lure under a policy, and gives what the console said of it.
async fn shown_under(embedding: &Embedding, policy: &str) -> Result<Vec<String>> {
    let script = embedding.script("data-adapter=none data-server=none");
    embedding.open(policy, &format!("{PLACE}{script}")).await?;
    let level = embedding.show(LURE).await?;
    ensure!(level.as_deref() == Some("danger"), "{policy}: {level:?}");
    let drawn = embedding.levels().await?;
    ensure!(drawn == [Some("danger".into())], "{policy}: {drawn:?}");
    // Adopted stylesheets need no word in style-src; without them the banner would have no colour.
    let style = embedding.chromium.in_banner(".head").await?;
    let colour = style.css_value("background-color").await?;
    ensure!(colour != "rgba(0, 0, 0, 0)", "{policy}: no colour");
    embedding.said().await
}

#[tokio::test]
async fn a_strict_policy_with_trusted_types_needs_a_few_words() -> Result<()> {
    Embedding::play(async |embedding| {
        for policy in [
            "default-src 'none'; script-src SERVER 'wasm-unsafe-eval'; connect-src SERVER; worker-src blob:; \
             require-trusted-types-for 'script'; trusted-types threat-banner",
            // Without a worker the page's own thread judges.
            "default-src 'none'; script-src SERVER 'wasm-unsafe-eval'; connect-src SERVER; \
             require-trusted-types-for 'script'; trusted-types threat-banner",
            "default-src 'none'; script-src SERVER 'wasm-unsafe-eval'; connect-src SERVER; \
             require-trusted-types-for 'script'; trusted-types 'none'",
        ] {
            let said = shown_under(embedding, policy).await?;
            ensure!(said.is_empty(), "{policy}: {said:?}");
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn script_src_alone_is_enough() -> Result<()> {
    Embedding::play(async |embedding| {
        for policy in [
            "script-src SERVER 'wasm-unsafe-eval'",
            // Nothing may be fetched: then even the WebAssembly comes as a script.
            "default-src 'none'; script-src SERVER 'wasm-unsafe-eval'",
        ] {
            let said = shown_under(embedding, policy).await?;
            ensure!(said.is_empty(), "{policy}: {said:?}");
        }
        let twins = embedding.server.asked_below("/embed/");
        ensure!(
            twins.iter().any(|address| address.ends_with(".wasm.js")),
            "{twins:?}"
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_policy_that_forbids_too_much_is_named_once() -> Result<()> {
    Embedding::play(async |embedding| {
        let script = embedding.script("data-adapter=none data-server=none");
        let page = format!("{PLACE}<p>The page</p>{script}");
        embedding
            .open("script-src SERVER; connect-src SERVER", &page)
            .await?;
        for _ in 0..2 {
            let level = embedding.show(LURE).await?;
            ensure!(level.is_none(), "{level:?}");
        }
        let said = embedding.said().await?;
        ensure!(
            matches!(said.as_slice(), [one] if one.contains("'wasm-unsafe-eval' in script-src")),
            "{said:?}"
        );
        ensure!(embedding.levels().await? == [None]);
        Ok(())
    })
    .await
}
