//! axe-core finds nothing wrong with the demo, the banner and the administrator's page.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use thirtyfour::By;

use crate::Stage;
use crate::chromium::Chromium;
use crate::inbox::{open, shown_level};
use crate::shadow_root::ShadowRoot;

/// Runs axe-core over the page. The banner's closed root is opened to axe alone, by handing it the
/// root that WebDriver gives to tests.
async fn violations(chromium: &Chromium) -> Result<Vec<String>> {
    let axe = system_tests::folder().join("../www/node_modules/axe-core/axe.min.js");
    let axe =
        std::fs::read_to_string(&axe).with_context(|| format!("{} is missing", axe.display()))?;
    chromium
        .devtools("Runtime.evaluate", json!({"expression": axe}))
        .await?;
    let banner = By::Css("threat-banner[level]");
    let has_banner = if let Ok(host) = chromium.page.find(banner).await {
        let root = ShadowRoot::of(host.clone()).await?;
        let script = "Object.defineProperty(arguments[0], 'shadowRoot', { value: arguments[1], configurable: true });";
        chromium
            .page
            .execute(script, vec![host.to_json()?, root.to_json()])
            .await?;
        true
    } else {
        false
    };
    let found = chromium
        .page
        .execute_async(
            "const done = arguments[arguments.length - 1];
             axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], iframes: false })
               .then(result => done({
                 violations: result.violations,
                 passes: result.passes.length,
                 // The way to a node in a shadow root is a list of selectors.
                 inside: result.passes.flatMap(rule => rule.nodes).filter(node => Array.isArray(node.target[0])).length,
               }),
                     error => done({ error: String(error) }));",
            vec![],
        )
        .await?;
    let found: &Value = found.json();
    ensure!(
        found["error"].is_null(),
        "axe-core failed: {}",
        found["error"]
    );
    ensure!(
        found["passes"].as_u64().unwrap_or(0) > 10,
        "axe-core looked at next to nothing: {found}"
    );
    ensure!(
        !has_banner || found["inside"].as_u64().unwrap_or(0) > 10,
        "axe-core did not look into the banner: {found}"
    );
    let list = found["violations"].as_array().cloned().unwrap_or_default();
    Ok(list
        .iter()
        .map(|violation| {
            let nodes: Vec<String> = violation["nodes"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|node| {
                    format!(
                        "{} {}",
                        node["target"],
                        node["failureSummary"].as_str().unwrap_or_default()
                    )
                })
                .collect();
            format!("{}: {}", violation["id"], nodes.join("; "))
        })
        .collect())
}

pub async fn assert_accessible(chromium: &Chromium, what: &str) -> Result<()> {
    let violations = violations(chromium).await?;
    ensure!(violations.is_empty(), "{what}:\n{}", violations.join("\n"));
    Ok(())
}

#[tokio::test]
async fn axe_finds_nothing_on_the_demo_and_the_open_banner_in_both_themes() -> Result<()> {
    Stage::play(async |stage| {
        let chromium = &stage.chromium;
        chromium.find("#rows .row").await?;
        for scheme in ["light", "dark"] {
            chromium.prefer(scheme).await?;
            assert_accessible(chromium, &format!("the inbox, {scheme}")).await?;
        }
        for shown in crate::level_screenshots::each_level()? {
            open(chromium, &shown.case).await?;
            shown_level(chromium).await?;
            chromium.click_in_banner("[data-act=why]").await?;
            chromium.click_in_banner("[data-act=what-to-do]").await?;
            chromium.click_in_banner("[data-act=not-accurate]").await?;
            for scheme in ["light", "dark"] {
                chromium.prefer(scheme).await?;
                assert_accessible(chromium, &format!("the banner of {}, {scheme}", shown.case))
                    .await?;
            }
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn axe_finds_nothing_on_the_administrators_page() -> Result<()> {
    Stage::play(async |stage| {
        let chromium = &stage.chromium;
        open(chromium, "phish/paypal-limited-account").await?;
        shown_level(chromium).await?;
        chromium.click_in_banner("[data-act=accurate]").await?;
        crate::chromium::wait_for("the answer", async || {
            Ok((stage.server.stored_answers().await?.len() == 1).then_some(()))
        })
        .await?;
        chromium.open(&stage.server.url("/admin/")).await?;
        for scheme in ["light", "dark"] {
            chromium.prefer(scheme).await?;
            assert_accessible(chromium, &format!("the administrator's page, {scheme}")).await?;
        }
        Ok(())
    })
    .await
}
