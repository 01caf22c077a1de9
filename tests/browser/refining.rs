//! A banner that learns more of its message after it was drawn keeps what the reader opened and wrote.

use anyhow::{Result, ensure};
use thirtyfour::Key;

use crate::Stage;
use crate::inbox::open;

/// Says something else of the message that is open: as of the same one, or as of another.
const SAY: &str = "const element = document.querySelector('threat-banner');
    const view = { ...element.banner, headline: arguments[0] };
    if (arguments[1]) element.refine(view);
    else element.banner = view;";

#[tokio::test]
async fn what_the_reader_opened_and_wrote_stays_when_more_is_known_of_the_message() -> Result<()> {
    Stage::play(async |stage| {
        let chromium = &stage.chromium;
        open(chromium, "phish/paypal-limited-account").await?;
        chromium.click_in_banner("[data-act=why]").await?;
        chromium.click_in_banner("[data-act=not-accurate]").await?;
        chromium.click_in_banner("textarea").await?;
        chromium.type_text("Half a thought").await?;

        let said = vec!["A picture in it leads elsewhere".into(), true.into()];
        chromium.run(SAY, said).await?;
        let line = chromium.in_banner(".say").await?.text().await?;
        ensure!(line.contains("leads elsewhere"), "it still says: {line}");
        ensure!(
            chromium.in_banner("#reasons").await?.is_displayed().await?,
            "the reasons were closed"
        );
        let comment = chromium.in_banner("textarea").await?.prop("value").await?;
        ensure!(
            comment.as_deref() == Some("Half a thought"),
            "the comment became {comment:?}"
        );

        let said = vec!["Another message".into(), false.into()];
        chromium.run(SAY, said).await?;
        ensure!(
            !chromium.in_banner("#reasons").await?.is_displayed().await?,
            "another message begins with open reasons"
        );
        let comment = chromium.in_banner("textarea").await?.prop("value").await?;
        ensure!(
            comment.as_deref() == Some(""),
            "another message begins with the comment {comment:?}"
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn only_what_became_different_is_drawn_anew() -> Result<()> {
    Stage::play(async |stage| {
        let chromium = &stage.chromium;
        open(chromium, "phish/paypal-limited-account").await?;
        chromium.click_in_banner("[data-act=why]").await?;
        let why = chromium.in_banner("[data-act=why]").await?;
        let line = chromium.in_banner(".line").await?;

        let more = "const element = document.querySelector('threat-banner');
            const [reason, ...others] = element.banner.reasons;
            element.refine({ ...element.banner, reasons: [{ ...reason, text: 'A fresh reason' }, ...others] });";
        chromium.run(more, vec![]).await?;
        let reasons = chromium.in_banner("#reasons").await?.text().await?;
        ensure!(reasons.contains("A fresh reason"), "the reasons still say {reasons}");
        // What was drawn anew would be read aloud twice.
        ensure!(line.is_present().await?, "the line that stayed the same was drawn anew");
        ensure!(why.is_present().await?, "the control was drawn anew");
        // Where the focus was lost, the key does nothing.
        chromium.press(&[Key::Enter]).await?;
        ensure!(
            why.attr("aria-expanded").await?.as_deref() == Some("false"),
            "the control lost the focus"
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_banner_says_what_an_answer_sends_now_when_the_organisation_has_come_to_allow_something_else()
-> Result<()> {
    Stage::play(async |stage| {
        let chromium = &stage.chromium;
        open(chromium, "phish/paypal-limited-account").await?;
        chromium.click_in_banner("[data-act=not-accurate]").await?;
        chromium.click_in_banner("textarea").await?;
        chromium.type_text("Half a thought").await?;
        for (privacy, original) in [("This sends more.", "Also send the message"), ("This sends less.", "")] {
            let other = "const element = document.querySelector('threat-banner');
                const [privacy, original] = arguments;
                const { original: _, ...view } = element.banner;
                element.refine({ ...view, labels: { ...view.labels, privacy }, ...(original ? { original } : {}) });";
            chromium.run(other, vec![privacy.into(), original.into()]).await?;
            let said = chromium.in_banner("#privacy").await?.text().await?;
            ensure!(said == privacy, "it still says: {said}");
            let offered = chromium.in_banner(".correcting").await?.text().await?;
            ensure!(
                offered.contains("Also send the message") != original.is_empty(),
                "it offers: {offered}"
            );
        }
        let comment = chromium.in_banner("textarea").await?.prop("value").await?;
        ensure!(
            comment.as_deref() == Some("Half a thought"),
            "the comment became {comment:?}"
        );
        Ok(())
    })
    .await
}
