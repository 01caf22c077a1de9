//! What an answer carries besides the signals is what the organisation allows and the reader was told; the message only by choice.

use anyhow::{Context, Result, ensure};
use serde_json::json;

use crate::Stage;
use crate::chromium::{Chromium, wait_for};
use crate::embed_stage::{Embedding, message};
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

#[tokio::test]
async fn a_page_that_moves_on_sends_the_message_that_was_judged() -> Result<()> {
    Embedding::play(async |embedding| {
        let allowed = ["organisation", "default", "--grade", "message"];
        embedding.server.administer(&allowed, "").await?;
        let script = embedding.script("data-adapter=none data-token-url=/token");
        let page = format!("<div id=place></div>{script}");
        wait_for("the new grade", async || {
            embedding.open("", &page).await?;
            embedding.show(LURE).await?;
            let banner = embedding.chromium.banner_root().await?;
            Ok(banner.find("#original").await.is_ok().then_some(()))
        })
        .await?;
        // The page's function gives another message by the time the reader answers.
        let show = "globalThis.__open = arguments[0];
            return ThreatBanner.show(document.getElementById('place'), () => __open).ready.then((verdict) => verdict.level)";
        embedding.run(show, vec![json!(message(LURE)?)]).await?;
        embedding.run("globalThis.__open = 'Subject: Private\\r\\n\\r\\nNobody else may read this.'", vec![]).await?;
        let chromium = &embedding.chromium;
        answer(chromium, &["#original"]).await?;
        let sent = wait_for("the answer in the database", async || {
            Ok(embedding.server.stored_contents().await?.pop())
        })
        .await?;
        let (grade, _, sent) = sent;
        ensure!(grade == "message", "{grade}");
        ensure!(sent == Some(message(LURE)?.into_bytes()), "what was sent is not what was judged");
        Ok(())
    })
    .await
}

/// A message that cannot be had when the reader sends it, as the host of a banner gives it.
const WITHOUT: &str = "
    const { started } = await import('/shared/wasm.js');
    const { Mount } = await import('/shared/mount.js');
    const { ScorerClient } = await import('/shared/scorer-client.js');
    await started();
    const sent = [];
    const reports = Object.assign(new EventTarget(), { given: async () => undefined, send: async (report) => (sent.push(report), 'sent') });
    const place = document.body.appendChild(document.createElement('div'));
    const mount = new Mount(place, reports, Object.assign(new EventTarget(), { theme: 'light', language: 'en' }));
    const client = new ScorerClient({ context: {}, key: '0f'.repeat(32), intelligence: undefined, grade: 'message' });
    mount.show(await client.score({ raw: new TextEncoder().encode(arguments[0]).buffer }, 'en'));
    mount.original = () => Promise.reject(new Error('it is gone'));
    const element = place.querySelector('threat-banner');
    const said = new Promise((done) => { element.told = done; });
    element.dispatchEvent(new CustomEvent('threat-banner-answer', { detail: { answer: 'not_accurate', original: true } }));
    return [await said, await new Promise((done) => setTimeout(() => done(sent.map(({ grade, message }) => [grade, message ?? null]))))];";

#[tokio::test]
async fn an_answer_goes_without_a_message_that_cannot_be_had_and_the_reader_is_told() -> Result<()>
{
    Stage::play(async |stage| {
        let lure = vec![json!(message(LURE)?)];
        let told = stage.chromium.run(WITHOUT, lure).await?;
        let sentence = "The message itself could not be sent along; your answer goes without it.";
        ensure!(told == json!([sentence, [["features", null]]]), "{told}");
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
