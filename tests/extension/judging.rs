//! In each webmail, a phishing mail gets its red banner with the right reasons, and a mail without harm none.

use anyhow::{Result, ensure};
use thirtyfour::By;

use crate::Stage;
use crate::banner;
use crate::browsers::{Browser, Kind};
use crate::chromium::wait_for;
use crate::imitations::WEBMAILS;

#[tokio::test]
async fn each_imitated_webmail_has_its_messages_found_and_judged() -> Result<()> {
    Stage::play_in_both(async |stage| {
        for webmail in WEBMAILS {
            let Stage { browser, pages } = &*stage;
            browser.open(&pages.url(webmail.phish)).await?;
            judged_as_phishing(browser)
                .await
                .map_err(|error| error.context(webmail.name))?;

            // Another message in the same page: as where the webmail is one page, or by a new one.
            browser.open(&pages.url("/elsewhere/")).await?;
            browser.open(&pages.url(webmail.legit)).await?;
            let level = banner::level(browser).await?;
            ensure!(
                level == "none",
                "{}: a mail without harm got {level}",
                webmail.name
            );
        }
        Ok(())
    })
    .await
}

async fn judged_as_phishing(browser: &Browser) -> Result<()> {
    let level = banner::level(browser).await?;
    ensure!(level == "danger", "a phishing mail got {level}");
    banner::click(browser, "[data-act=why]").await?;
    let reason = banner::text(browser, "#reasons li").await?;
    ensure!(
        reason.contains("The name says Apple, but the address belongs to velisque.example"),
        "the first reason is: {reason}"
    );
    Ok(())
}

#[tokio::test]
async fn a_banner_comes_again_when_the_page_draws_itself_anew_and_goes_with_its_message()
-> Result<()> {
    Stage::play_in_both(async |stage| {
        let Stage { browser, pages } = &*stage;
        browser.open(&pages.url("/mail/u/0/#inbox/phish")).await?;
        judged_as_phishing(browser).await?;
        browser.find("#draw-again").await?.click().await?;
        wait_for("the banner before the new element", async || {
            let place = browser.find(".ii.gt").await?;
            let before = browser.run(
                "return arguments[0].previousElementSibling?.getAttribute('level')",
                vec![place.to_json()?],
            );
            Ok((before.await? == "danger").then_some(()))
        })
        .await?;
        // What the reader had opened is open still.
        ensure!(
            banner::text(browser, "#reasons li")
                .await?
                .contains("Apple")
        );
        browser.run("location.hash = '#inbox'", vec![]).await?;
        wait_for("a page without banner", async || {
            let banners = browser
                .page
                .find_all(By::Css("[data-threat-banner]"))
                .await?;
            Ok(banners.is_empty().then_some(()))
        })
        .await
    })
    .await
}

#[tokio::test]
async fn a_conversation_of_one_message_is_found_in_outlook_and_what_is_not_found_is_said_in_the_popup()
-> Result<()> {
    Stage::play(Kind::Chromium, async |stage| {
        let Stage { browser, pages } = &*stage;
        browser.open(&pages.url("/owa/mail/inbox/id/AAQkphish")).await?;
        judged_as_phishing(browser).await?;

        // Gmail's number of the message is not where it was.
        browser.open(&pages.url("/mail/u/0/#inbox/phish")).await?;
        banner::level(browser).await?;
        let script = "const it = document.querySelector('.adn'); it.removeAttribute('data-message-id'); it.removeAttribute('data-legacy-message-id')";
        browser.run(script, vec![]).await?;
        browser.second_tab().await?;
        browser.open_own("popup/index.html").await?;
        browser.wait_for_text("#now", "The open message could not be judged.").await?;
        browser.find("#now summary").await?.click().await?;
        browser.wait_for_text("#now", "its number is not where it used to be").await
    })
    .await
}
