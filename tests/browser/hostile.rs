//! A mail that attacks page and banner leaves both as they were.

use anyhow::{Result, ensure};
use serde_json::json;

use crate::Stage;
use crate::chromium::{Chromium, wait_for};
use crate::inbox::{level_becomes, open, shown_level};
use crate::listener::Listener;
use crate::server::Mail;

const HOSTILE: &str = "phish/hostile-html-takeover";

#[tokio::test]
async fn script_fake_banner_and_css_takeover_change_nothing() -> Result<()> {
    Stage::play(async |stage| {
    let chromium = &stage.chromium;
    let title = chromium.page.title().await?;
    open(chromium, HOSTILE).await?;
    level_becomes(chromium, "danger").await?;

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
            == json!({"banners": 1, "sandbox": "allow-same-origin", "above": true, "onTop": true, "high": true, "root": true}),
        "{places}"
    );
    Ok(())
    }).await
}

/// What in HTML makes a browser contact somebody by itself, with `there` as the address.
///
/// Elements of the head come in the ways by which they might slip past whoever removes them.
fn contacting(there: &str) -> String {
    let name = there.trim_start_matches("http:");
    format!(
        "<!doctype html><html><head>
         <link rel=preconnect href=\"{there}\"><LINK/REL='preconnect'\nHREF='{there}'>
         <link rel=dns-prefetch href=\"{name}\"><link rel=stylesheet href=\"{there}a.css\">
         <link rel=preload as=image href=\"{there}a.png\"><link rel=prefetch href=\"{there}a\">
         <link rel=icon href=\"{there}a.ico\"><link rel=modulepreload href=\"{there}a.js\">
         <meta http-equiv=x-dns-prefetch-control content=on>
         <style>@import url({there}b.css); @font-face {{ font-family: f; src: url({there}f.woff2) }}
         body {{ background: url({there}c.png); font-family: f; cursor: url({there}d.cur), auto }}</style>
         <script src=\"{there}a.js\"></script></head><body background=\"{there}e.png\">
         <img src=\"{there}f.png\"><img srcset=\"{there}g.png 1x, {there}h.png 2x\"><picture>
         <source srcset=\"{there}i.png\"><img alt=x></picture><div style=\"background:url({there}j.png)\">x</div>
         <table background=\"{there}k.png\"><tr><td background=\"{there}l.png\">x</table>
         <iframe src=\"{there}m\"></iframe><iframe srcdoc=\"&lt;link rel=preconnect href='{there}'&gt;\"></iframe>
         <object data=\"{there}n\"></object><embed src=\"{there}o\"><video poster=\"{there}p.png\" src=\"{there}q.mp4\"
         autoplay></video><audio src=\"{there}r.mp3\" autoplay></audio><input type=image src=\"{there}s.png\">
         <form action=\"{there}t\"><input name=password autofocus onfocus=\"this.form.submit()\"></form>
         <svg><image href=\"{there}u.png\"/><use href=\"{there}v.svg#x\"/><style><p><link rel=preconnect href=\"{there}\">
         </style></svg><select><style></select><link rel=preconnect href=\"{there}\"></style></select>
         <style><!--</style><link rel=preconnect href=\"{there}\">--><noscript><link rel=preconnect href=\"{there}\">
         </noscript><template shadowrootmode=open><link rel=preconnect href=\"{there}\"></template>
         <a href=\"{there}w\" ping=\"{there}x\">go</a><base href=\"{there}\"><img src=y.png>
         <meta http-equiv=refresh content=\"0;url={there}z\"></body></html>"
    )
}

/// Holds that the browser contacts a listener for `html` when nothing keeps it from doing so.
async fn contacts_when_nothing_forbids_it(
    chromium: &Chromium,
    html: impl Fn(&str) -> String,
) -> Result<()> {
    let target = Listener::silent()?;
    let page = Listener::serving(html(&target.url()))?;
    chromium.open(&page.url()).await?;
    wait_for("a connection from the control page", async || {
        Ok((target.connections() > 0).then_some(()))
    })
    .await
}

#[tokio::test]
async fn opening_a_mail_contacts_nobody() -> Result<()> {
    let trap = Listener::silent()?;
    let mail = tempfile::tempdir()?;
    let message = format!(
        "From: PayPal <service@quibusdam.example>\r\nTo: julia@acme.example\r\nSubject: Verify\r\n\
         Date: Tue, 10 Nov 2026 10:10:10 +0100\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/html; charset=utf-8\r\n\r\n{}",
        contacting(&trap.url())
    );
    std::fs::write(mail.path().join("1.eml"), message)?;
    Stage::play_with(Mail::Folder(mail.path().to_owned()), async |stage| {
        let chromium = &stage.chromium;
        // Both would be noticed: what is loaded, and what is only got ready.
        contacts_when_nothing_forbids_it(chromium, contacting).await?;
        let preconnect =
            |there: &str| format!("<!doctype html><link rel=preconnect href=\"{there}\">");
        contacts_when_nothing_forbids_it(chromium, preconnect).await?;

        chromium.open(&stage.server.url("/demo/")).await?;
        chromium.find("#rows .row").await?.click().await?;
        chromium.find("iframe").await?;
        wait_for("the mark in the list", async || {
            let row = chromium.find("#rows .row").await?;
            let state = row.attr("data-state").await?;
            Ok((state.as_deref() != Some("waiting")).then_some(()))
        })
        .await?;
        // Loaded once more, so that the end of it cannot be missed.
        chromium
            .run(
                "const frame = document.querySelector('iframe');
                 frame.addEventListener('load', () => { window.frameHasLoaded = true; });
                 frame.src = frame.src;",
                vec![],
            )
            .await?;
        wait_for("the mail's frame", async || {
            let loaded = chromium
                .run("return window.frameHasLoaded === true", vec![])
                .await?;
            Ok((loaded == json!(true)).then_some(()))
        })
        .await?;
        // What the mail asked for would have been done before what is asked for now.
        contacts_when_nothing_forbids_it(chromium, preconnect).await?;
        ensure!(
            trap.connections() == 0,
            "the mail made {} connections",
            trap.connections()
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_frames_policy_forbids_all_loads() -> Result<()> {
    Stage::play(async |stage| {
        let chromium = &stage.chromium;
        open(chromium, HOSTILE).await?;
        shown_level(chromium).await?;
        let frame = chromium.find("iframe").await?;
        let address = frame.attr("src").await?.unwrap_or_default();
        let headers = chromium
            .run(
                "const request = new XMLHttpRequest();
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
    })
    .await
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
    Stage::play_with(Mail::Folder(mail.path().to_owned()), async |stage| {
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
