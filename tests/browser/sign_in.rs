//! An operator signs in with the form of the dashboard, as browsers send it, and out again.

use anyhow::{Context, Result, ensure};
use thirtyfour::WebElement;

use crate::Stage;
use crate::chromium::{Chromium, wait_for};

const PASSWORD: &str = "correct horse battery";

/// Twelve answers on every level, so that every column of the overview is filled.
const ANSWERS: &str = r#"
    const answers = [];
    for (const level of ["notice", "caution", "suspicious", "danger"]) {
        for (let at = 0; at < 12; at += 1) {
            const number = answers.length.toString(16).padStart(12, "0");
            const time = Date.now().toString(16).padStart(12, "0");
            answers.push({
                id: `${time.slice(0, 8)}-${time.slice(8)}-774b-bcce-${number}`,
                answer: at % 3 ? "accurate" : "not_accurate",
                level,
                probability: 0.9973,
                findings: [{id: "attachments.double_extension", strength: 1}],
                model: "x",
                message_key: number.padStart(64, "0"),
                comment: "Averylongwordwithoutanyplacetobreakit".repeat(3),
                grade: "signals",
            });
        }
    }
    return fetch("/api/v1/feedback", {
        method: "POST",
        headers: {"content-type": "application/json"},
        body: JSON.stringify(answers),
    }).then((reply) => reply.status);
"#;

/// Fills the form in and sends it.
async fn sign_in(chromium: &Chromium, password: &str) -> Result<()> {
    let name = chromium.find("input[name=name]").await?;
    name.clear().await?;
    name.send_keys("anna").await?;
    let field: WebElement = chromium.find("input[name=password]").await?;
    field.send_keys(password).await?;
    chromium.find("button[type=submit]").await?.click().await?;
    Ok(())
}

/// The path of the page that is shown, once it is that one.
async fn arrive_at(chromium: &Chromium, path: &str) -> Result<()> {
    wait_for(path, async || {
        let url = chromium.page.current_url().await?;
        Ok((url.path() == path).then_some(()))
    })
    .await
}

#[tokio::test]
async fn an_operator_signs_in_with_a_form_and_out_again() -> Result<()> {
    Stage::play(async |stage| {
        let user = ["create-user", "anna", "--role", "administrator"];
        stage.server.administer(&user, PASSWORD).await?;
        let chromium = &stage.chromium;
        chromium.open(&stage.server.url("/admin/")).await?;
        arrive_at(chromium, "/admin/sign-in").await?;
        ensure!(chromium.page.title().await? == "Sign in · Threat Banner");

        sign_in(chromium, "not the password").await?;
        let remark = chromium.find("[role=alert]").await?.text().await?;
        ensure!(remark.contains("do not belong together"), "{remark}");

        sign_in(chromium, PASSWORD).await?;
        arrive_at(chromium, "/admin/").await?;
        let heading = chromium.find("h1").await?.text().await?;
        ensure!(heading == "Overview", "{heading}");
        let head = chromium.find("header").await?.text().await?;
        ensure!(head.contains("anna"), "nobody is named in {head}");

        let out = chromium.find("form[action='/admin/sign-out'] button");
        out.await?.click().await?;
        arrive_at(chromium, "/admin/sign-in").await?;
        chromium.open(&stage.server.url("/admin/")).await?;
        arrive_at(chromium, "/admin/sign-in").await
    })
    .await
}

#[tokio::test]
async fn the_demo_says_why_it_is_closed_once_a_webmail_has_a_key() -> Result<()> {
    Stage::play(async |stage| {
        stage.server.administer(&["add-key", "k1"], "").await?;
        let chromium = &stage.chromium;
        // The server may hold for some seconds what it knew before.
        wait_for("the page to say so", async || {
            chromium.open(&stage.server.url("/demo/")).await?;
            chromium
                .find("[role=option], #mailbox-trouble:not([hidden])")
                .await?;
            let told = chromium.find("#mailbox-trouble").await?.text().await?;
            Ok(told.contains("wants a reader's token").then_some(()))
        })
        .await
    })
    .await
}

#[tokio::test]
async fn no_page_of_the_dashboard_is_wider_than_a_small_screen() -> Result<()> {
    Stage::play(async |stage| {
        let chromium = &stage.chromium;
        let answered = chromium.run(ANSWERS, Vec::new()).await?;
        ensure!(answered == 201, "answers were met with {answered}");
        chromium.page.set_window_rect(0, 0, 400, 800).await?;
        for path in ["/admin/", "/admin/sign-in", "/api/docs"] {
            chromium.open(&stage.server.url(path)).await?;
            chromium.find("h1").await?;
            // A card of the page may not let its content out either.
            let script = "const wide = document.documentElement.clientWidth; \
                 return [...document.querySelectorAll('body *')] \
                 .filter((e) => e.getBoundingClientRect().right > wide + 1 && !e.closest('.unseen, thead')) \
                 .map((e) => e.outerHTML.slice(0, 90))";
            let outside = chromium.run(script, Vec::new()).await?;
            let outside = outside.as_array().context("no list")?;
            ensure!(outside.is_empty(), "{path}: {outside:#?}");
        }
        Ok(())
    })
    .await
}
