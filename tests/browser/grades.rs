//! What an answer carries besides the signals is what the organisation allows and the reader was told; the message only by choice.

use anyhow::{Context, Result, ensure};
use serde_json::json;

use crate::Stage;
use crate::chromium::{Chromium, wait_for};
use crate::inbox::{open, shown_level};

const LURE: &str = "phish/paypal-limited-account";

/// Lets readers of the demo send this much, and waits until its pages know.
async fn allow(stage: &Stage, grade: &str) -> Result<()> {
    let allowed = ["organisation", "default", "--grade", grade];
    stage.server.administer(&allowed, "").await?;
    let chromium = &stage.chromium;
    let known =
        "return fetch('/api/v1/organisation').then(said => said.json()).then(said => said.grade)";
    wait_for("the new grade", async || {
        Ok((chromium.run(known, vec![]).await? == json!(grade)).then_some(()))
    })
    .await?;
    chromium.page.refresh().await?;
    Ok(())
}

/// What stands below the question.
async fn privacy(chromium: &Chromium) -> Result<String> {
    wait_for("what is sent", async || {
        let said = chromium.in_banner("#privacy").await?.text().await?;
        Ok((!said.is_empty()).then_some(said))
    })
    .await
}

/// Says that the banner is wrong, after what is done in the form.
async fn answer(chromium: &Chromium, clicks: &[&str]) -> Result<()> {
    chromium.click_in_banner("[data-act=not-accurate]").await?;
    for control in clicks {
        chromium.click_in_banner(control).await?;
    }
    chromium.click_in_banner("[data-act=send]").await
}

#[tokio::test]
async fn the_message_is_sent_only_where_it_may_be_and_the_reader_chose_to() -> Result<()> {
    Stage::play(async |stage| {
        let chromium = &stage.chromium;
        let case = open(chromium, LURE).await?;
        shown_level(chromium).await?;
        let said = privacy(chromium).await?;
        ensure!(said.ends_with("It never sends the message."), "{said}");
        ensure!(
            chromium
                .banner_root()
                .await?
                .find("#original")
                .await
                .is_err(),
            "the message is offered to be sent"
        );
        answer(chromium, &[]).await?;
        let sent = stored(stage, 1).await?;
        ensure!(sent == [("signals".to_owned(), 0, None)], "{sent:?}");

        allow(stage, "message").await?;
        open(chromium, LURE).await?;
        shown_level(chromium).await?;
        // Who has answered is told again before another answer.
        chromium.click_in_banner("[data-act=change]").await?;
        let said = privacy(chromium).await?;
        ensure!(
            said.contains("a code by which similar texts are recognised")
                && said.ends_with("It sends the message only if you choose to."),
            "{said}"
        );
        answer(chromium, &["#correction-phishing"]).await?;
        let sent = stored(stage, 2).await?;
        let (grade, features, message) = sent.last().context("nothing was sent")?;
        ensure!(
            grade == "features" && (17..=64).contains(features) && message.is_none(),
            "{sent:?}"
        );

        chromium.click_in_banner("[data-act=change]").await?;
        chromium.click_in_banner("[data-act=not-accurate]").await?;
        chromium.click_in_banner("#original").await?;
        let folder = system_tests::folder().join("../target/screenshots");
        std::fs::create_dir_all(&folder)?;
        let picture = folder.join("original.png");
        chromium.page.screenshot(&picture).await?;
        chromium.click_in_banner("[data-act=send]").await?;
        let sent = stored(stage, 3).await?;
        let (grade, _, message) = sent.last().context("nothing was sent")?;
        ensure!(grade == "message", "{grade}");
        ensure!(
            message.as_deref() == Some(&*case.message),
            "what was sent is not the message"
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn hashed_features_are_told_of_and_sent_and_the_message_is_not_offered() -> Result<()> {
    Stage::play(async |stage| {
        let chromium = &stage.chromium;
        allow(stage, "features").await?;
        open(chromium, LURE).await?;
        shown_level(chromium).await?;
        chromium
            .find("#language option[value='zh-Hans']")
            .await?
            .click()
            .await?;
        wait_for("the words in Chinese", async || {
            let said = privacy(chromium).await?;
            Ok(
                (said.contains("识别相似邮件的代码") && said.ends_with("不会发送邮件本身。"))
                    .then_some(()),
            )
        })
        .await?;
        answer(chromium, &[]).await?;
        let sent = stored(stage, 1).await?;
        let [(grade, features, None)] = &*sent else {
            anyhow::bail!("{sent:?}");
        };
        ensure!(grade == "features" && *features > 16, "{sent:?}");
        Ok(())
    })
    .await
}

/// The grade, the number of features and the message of each answer, once there are so many.
async fn stored(stage: &Stage, count: usize) -> Result<Vec<(String, usize, Option<Vec<u8>>)>> {
    wait_for("the answer in the database", async || {
        let stored = stage.server.stored_contents().await?;
        Ok((stored.len() >= count).then_some(stored))
    })
    .await
}

/// The sketches of one text: proven twice to be of one domain, once of another, and twice of nobody.
const SKETCHES: &str = "
    const { featuresOf } = await import('/shared/grades.js');
    const { started } = await import('/shared/wasm.js');
    await started();
    const text = 'Your order has been sent. Please find the invoice attached, and pay it within fourteen days to the account named there. ';
    const raw = new TextEncoder().encode('Content-Type: text/plain\\r\\n\\r\\n' + text.repeat(2));
    const of = (domain, ids, grade = 'features') => JSON.stringify(
      featuresOf(raw, { sender_domain: domain, findings: ids.map((id) => ({ id })) }, { key: '0f'.repeat(32), grade }));
    const proven = ['authentication.aligned_pass'];
    return [of('shop.example', proven), of('SHOP.example', proven), of('sh0p.example', proven), of('shop.example', []), of('sh0p.example', []),
      of('shop.example', proven, 'signals')];";

#[tokio::test]
async fn a_forged_copy_is_not_alike_to_what_its_domain_is_proven_to_have_sent() -> Result<()> {
    Stage::play(async |stage| {
        let sketches = stage.chromium.run(SKETCHES, vec![]).await?;
        let sketches = sketches.as_array().context("no sketches")?;
        let [proven, again, other, forged, named_otherwise, least] = &sketches[..] else {
            anyhow::bail!("{sketches:?}");
        };
        ensure!(
            proven.as_str().is_some_and(|sketch| sketch.len() > 160),
            "{proven}"
        );
        ensure!(proven == again && forged == named_otherwise, "{sketches:?}");
        ensure!(proven != other && proven != forged, "{sketches:?}");
        ensure!(least.is_null(), "under the lowest grade it is {least}");
        Ok(())
    })
    .await
}
