//! A mail that attacks page and banner leaves both as they were.

use anyhow::{Result, ensure};
use serde_json::json;

use crate::Stage;
use crate::inbox::{open, shown_level};

const HOSTILE: &str = "phish/hostile-html-takeover";

#[tokio::test]
async fn script_fake_banner_and_css_takeover_change_nothing() -> Result<()> {
    Stage::play(async |stage| {
    let chromium = &stage.chromium;
    let title = chromium.page.title().await?;
    open(chromium, HOSTILE).await?;
    ensure!(shown_level(chromium).await? == "danger");

    ensure!(
        chromium
            .run("return window.__takeover ?? null", vec![])
            .await?
            == json!(null),
        "the mail ran script"
    );
    ensure!(
        chromium
            .page
            .title()
            .await?
            .contains(title.split('(').next().unwrap_or_default().trim()),
        "the mail changed the title"
    );
    ensure!(
        chromium
            .page
            .current_url()
            .await?
            .path()
            .starts_with("/demo/"),
        "the mail led the page away"
    );

    // One banner, outside the frame, above it, and not covered by it.
    let places = chromium
        .run(
            "const banner = document.querySelectorAll('threat-banner');
             const frame = document.querySelector('iframe');
             const box = banner[0].getBoundingClientRect();
             const on = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 20));
             return {
               banners: banner.length,
               sandbox: frame.getAttribute('sandbox'),
               above: box.bottom <= frame.getBoundingClientRect().top + 1,
               onTop: on === banner[0],
               high: box.height > 30,
               root: banner[0].shadowRoot === null,
             };",
            vec![],
        )
        .await?;
    ensure!(
        places
            == json!({"banners": 1, "sandbox": "", "above": true, "onTop": true, "high": true, "root": true}),
        "{places}"
    );
    Ok(())
    }).await
}

#[tokio::test]
async fn nothing_in_a_mail_is_fetched() -> Result<()> {
    Stage::play(async |stage| {
    let chromium = &stage.chromium;
    open(chromium, HOSTILE).await?;
    shown_level(chromium).await?;
    let foreign = chromium
        .run(
            "return performance.getEntriesByType('resource').map(entry => entry.name)
               .filter(name => !name.startsWith(location.origin) && !name.startsWith('data:') && !name.startsWith('blob:'));",
            vec![],
        )
        .await?;
    ensure!(foreign == json!([]), "the page fetched {foreign}");
    let frame = chromium.find("iframe").await?;
    let address = frame.attr("src").await?.unwrap_or_default();
    let headers = chromium
        .run(
            "const done = arguments; const request = new XMLHttpRequest();
             request.open('GET', arguments[0], false); request.send();
             return request.getResponseHeader('content-security-policy');",
            vec![json!(address)],
        )
        .await?;
    let policy = headers.as_str().unwrap_or_default().to_owned();
    for part in ["sandbox", "default-src 'none'"] {
        ensure!(
            policy.contains(part),
            "the frame's policy lacks {part}: {policy}"
        );
    }
    for part in ["script-src", "http:", "https:"] {
        ensure!(
            !policy.contains(part),
            "the frame's policy allows {part}: {policy}"
        );
    }
    Ok(())
    }).await
}
