//! A mail that attacks page and banner leaves both as they were.

use anyhow::{Result, ensure};
use serde_json::json;

use crate::Stage;
use crate::chromium::wait_for;
use crate::inbox::{open, shown_level};
use crate::server::Mail;

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

/// A lure with these header values, whose banner is not in question.
fn lure(subject: &str, name: &str) -> String {
    format!(
        "From: \"PayPal {name}\" <service@quibusdam.example>\r\nTo: julia@acme.example\r\n\
         Subject: {subject}\r\nDate: Tue, 10 Nov 2026 10:00:00 +0000\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\n\
         Please verify your account within 24 hours: http://192.0.2.7/login\r\n"
    )
}

#[tokio::test]
async fn no_name_or_subject_pushes_the_banner_out_of_sight() -> Result<()> {
    let mail = tempfile::tempdir()?;
    let readers = "a reader with a name <reader@acme.example>, ".repeat(2_000);
    let many = lure("Many readers", "").replace("To: ", &format!("To: {readers}"));
    for (file, message) in [
        ("1.eml", lure("Long name", &"A".repeat(10_000))),
        ("2.eml", lure(&"Long subject ".repeat(1_000), "")),
        (
            "3.eml",
            lure("Turned \u{202E}fdp.exe\u{202C} \u{2066}about", "\u{202E}"),
        ),
        ("4.eml", many),
    ] {
        std::fs::write(mail.path().join(file), message)?;
    }
    Stage::play_with(Mail::Own(mail.path().to_owned()), async |stage| {
        let chromium = &stage.chromium;
        chromium.find("#rows .row").await?;
        for width in [1280, 320] {
            chromium
                .devtools(
                    "Emulation.setDeviceMetricsOverride",
                    json!({"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": false}),
                )
                .await?;
            for message in 0..4 {
                chromium
                    .run(&format!("location.hash = '#{message}'"), vec![])
                    .await?;
                wait_for("the opened message", async || {
                    let opened = format!("return location.hash === '#{message}' && document.querySelector('#body').childElementCount > 0");
                    Ok((chromium.run(&opened, vec![]).await? == json!(true)).then_some(()))
                })
                .await?;
                shown_level(chromium).await?;
                let place = chromium
                    .run(
                        "const pane = document.querySelector('#pane');
                         return {
                           top: document.querySelector('threat-banner').getBoundingClientRect().top < innerHeight / 2,
                           sideways: document.documentElement.scrollWidth > innerWidth || pane.scrollWidth > pane.clientWidth,
                         };",
                        vec![],
                    )
                    .await?;
                ensure!(
                    place == json!({"top": true, "sideways": false}),
                    "message {message} at {width} pixels: {place}"
                );
            }
        }
        Ok(())
    })
    .await
}
