//! The line that names the sender: the domain whose owner answers for it is in sight, however long the host and
//! however narrow the banner.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use thirtyfour::By;

use crate::Stage;
use crate::chromium::{Chromium, wait_for};
use crate::inbox::shown_level;
use crate::server::Mail;

/// Where domain and host lie within the box of the line, and what their text is.
const MEASURE: &str = "const line = arguments[0].querySelector('.sender');
    const domain = line.querySelector('.domain');
    const host = line.querySelector('.host');
    const [inner, outer] = [domain.getBoundingClientRect(), host.getBoundingClientRect()];
    const box = line.getBoundingClientRect();
    const style = getComputedStyle(domain);
    return {
      text: line.innerText,
      domain: domain.textContent,
      whole: inner.left >= outer.left - 1 && inner.right <= outer.right + 1 && outer.right <= box.right + 1,
      cut: host.scrollWidth > host.clientWidth,
      stronger: Number(style.fontWeight) > Number(getComputedStyle(line).fontWeight),
      direction: getComputedStyle(domain).direction,
    };";

async fn line_of(from: &str, width: u32) -> Result<Value> {
    let folder = tempfile::tempdir()?;
    let mail = format!(
        "From: \"PayPal\" <service@{from}>\r\nTo: julia@acme.example\r\nSubject: Your account\r\n\
         Date: Mon, 02 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@{from}>\r\n\r\n\
         Your account has been limited. Enter your password within 24 hours.\r\n"
    );
    std::fs::write(folder.path().join("1.eml"), mail)?;
    let mut line = None;
    Stage::play_with(Mail::Folder(folder.path().to_owned()), async |stage| {
        line = Some(measure(&stage.chromium, width).await?);
        Ok(())
    })
    .await?;
    line.context("nothing was measured")
}

async fn measure(chromium: &Chromium, width: u32) -> Result<Value> {
    chromium
        .devtools(
            "Emulation.setDeviceMetricsOverride",
            json!({"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": false}),
        )
        .await?;
    wait_for("the row", async || {
        Ok(chromium.page.find(By::Css("#rows .row")).await.ok())
    })
    .await?
    .click()
    .await?;
    shown_level(chromium).await?;
    let root = chromium.banner_root().await?;
    chromium.run(MEASURE, vec![root.to_json()]).await
}

#[tokio::test]
async fn a_long_host_is_cut_before_its_domain() -> Result<()> {
    let host = "www.paypal.com.account-centre.sign-in.secure.quibusdam.example";
    let narrow = line_of(host, 320).await?;
    ensure!(
        narrow["domain"] == "quibusdam.example"
            && narrow["whole"] == true
            && narrow["cut"] == true
            && narrow["stronger"] == true,
        "{narrow}"
    );
    // Copied and read aloud, the host is in one piece.
    let text = narrow["text"].as_str().unwrap_or_default();
    ensure!(text.contains(host), "{narrow}");
    let wide = line_of(host, 1280).await?;
    ensure!(wide["whole"] == true && wide["cut"] == false, "{wide}");
    Ok(())
}

#[tokio::test]
async fn a_long_domain_is_shown_whole() -> Result<()> {
    let narrow = line_of(
        "mail.account-security-verification-centre-login.example",
        320,
    )
    .await?;
    ensure!(
        narrow["whole"] == true && narrow["cut"] == false,
        "{narrow}"
    );
    Ok(())
}

#[tokio::test]
async fn a_right_to_left_domain_keeps_its_place_and_shows_both_spellings() -> Result<()> {
    let line = line_of("www.xn--4dbrk0ce.example", 320).await?;
    ensure!(
        line["domain"] == "ישראל.example" && line["direction"] == "ltr" && line["whole"] == true,
        "{line}"
    );
    let text = line["text"].as_str().unwrap_or_default();
    ensure!(text.contains("(xn--4dbrk0ce.example)"), "{line}");
    Ok(())
}
