//! What belongs to this reader alone: the own mark, the banner budget, known senders, and why there is no banner.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use crate::Stage;
use crate::accessibility::assert_accessible;
use crate::chromium::{Chromium, wait_for};
use crate::inbox::{open, shown_level};
use crate::reader::{begin, click, once, open_roots, text_inside};

/// What a script in the page gives, which may import modules.
async fn told(chromium: &Chromium, script: &str) -> Result<Value> {
    let script = format!(
        "const done = arguments[arguments.length - 1]; (async () => {{ {script} }})().then(done, error => done(String(error)));"
    );
    let told = chromium.page.execute_async(script, vec![]).await?;
    Ok(told.json().clone())
}

async fn level_is(chromium: &Chromium, level: &str) -> Result<()> {
    let script = format!(
        "return (document.querySelector('threat-banner').getAttribute('level') ?? 'none') === '{level}'
            && document.querySelector('#rows .row[aria-selected=true]')?.dataset.state === '{level}'"
    );
    once(chromium, &format!("the level {level}"), &script)
        .await
        .map(|_| ())
}

#[tokio::test]
async fn the_own_mark_stands_in_every_banner_and_outlasts_the_page() -> Result<()> {
    Stage::play(async |stage| {
        let chromium = &stage.chromium;
        begin(stage).await?;
        open(chromium, "phish/drawn-safe-banner").await?;
        shown_level(chromium).await?;
        ensure!(
            chromium
                .run("return __inside('.own:not(:empty)').length", vec![])
                .await?
                == json!(0),
            "a mark that nobody chose"
        );
        click(
            chromium,
            "the choices",
            "return document.querySelector('#choices')",
        )
        .await?;
        click(
            chromium,
            "the umbrella",
            "return inside('[data-shape=umbrella]')[0]",
        )
        .await?;
        click(chromium, "the phrase", "return inside('#phrase')[0]").await?;
        chromium.type_text("rainy <b>tuesday").await?;
        for scheme in ["light", "dark"] {
            chromium.prefer(scheme).await?;
            open_roots(chromium).await?;
            assert_accessible(chromium, &format!("the choices, {scheme}")).await?;
        }
        click(
            chromium,
            "use it",
            "return inside('button[type=submit]')[0]",
        )
        .await?;
        let mark = text_inside(chromium, ".own").await?;
        ensure!(mark == "rainy <b>tuesday", "{mark}");
        let name = once(
            chromium,
            "the name",
            "return inside('.own [role=img]')[0].getAttribute('aria-label')",
        )
        .await?;
        ensure!(
            name == json!("Your own mark: blue umbrella, rainy <b>tuesday"),
            "{name}"
        );
        for scheme in ["light", "dark"] {
            chromium.prefer(scheme).await?;
            open_roots(chromium).await?;
            assert_accessible(chromium, &format!("the own mark, {scheme}")).await?;
        }
        begin(stage).await?;
        for case in ["phish/microsoft-password-expiry", "legit/first-contact"] {
            open(chromium, case).await?;
            shown_level(chromium).await?;
            ensure!(
                text_inside(chromium, ".own").await? == "rainy <b>tuesday",
                "{case}"
            );
        }
        // No banner, no mark, and no room taken.
        open(chromium, "legit/github-issue-notification").await?;
        level_is(chromium, "none").await?;
        ensure!(
            chromium
                .run("return __inside('.own:not(:empty)').length", vec![])
                .await?
                == json!(0),
            "a mark without a banner"
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_notice_that_comes_again_is_one_line_and_danger_changes_its_look() -> Result<()> {
    Stage::play(async |stage| {
        let chromium = &stage.chromium;
        begin(stage).await?;
        let mut quiet = Vec::new();
        let mut looks = Vec::new();
        let mut grounds = Vec::new();
        for _ in 0..3 {
            open(chromium, "phish/microsoft-password-expiry").await?;
            level_is(chromium, "danger").await?;
            let look = "const banner = document.querySelector('threat-banner');
                const head = __inside('.head')[0];
                return [banner.getAttribute('look'), getComputedStyle(head).backgroundColor + getComputedStyle(head).color]";
            let look = chromium.run(look, vec![]).await?;
            looks.push(look[0].clone());
            grounds.push(look[1].clone());
            open(chromium, "legit/first-contact").await?;
            level_is(chromium, "notice").await?;
            let state = "const banner = document.querySelector('threat-banner');
                return [banner.hasAttribute('quiet'), __inside('.foot').length, __inside('#polite')[0].getAttribute('aria-live'),
                  banner.getBoundingClientRect().height < 48]";
            quiet.push(chromium.run(state, vec![]).await?);
        }
        ensure!(
            quiet
                == [
                    json!([false, 1, "polite", false]),
                    json!([false, 1, "polite", false]),
                    json!([true, 0, "off", true])
                ],
            "{quiet:?}"
        );
        ensure!(looks == [json!("0"), json!("1"), json!("2")], "{looks:?}");
        grounds.dedup();
        ensure!(grounds.len() == 1, "the words stand on another ground: {grounds:?}");
        for scheme in ["light", "dark"] {
            chromium.prefer(scheme).await?;
            open_roots(chromium).await?;
            assert_accessible(chromium, &format!("a quiet notice, {scheme}")).await?;
        }
        // Whoever reaches for it gets all of it.
        click(chromium, "why", "return inside('#why')[0]").await?;
        once(chromium, "the whole banner", "return inside('.foot').length === 1").await?;
        // And whoever is told something has it in sight.
        let news = "const banner = document.querySelector('threat-banner'); banner.setAttribute('quiet', '');
            const hidden = __inside('.foot').length === 0; banner.told('Your answer was checked.'); return hidden";
        ensure!(chromium.run(news, vec![]).await? == json!(true), "it was no line");
        once(chromium, "the news", "return inside('.told').length === 1").await?;

        click(chromium, "the choices", "return document.querySelector('#choices')").await?;
        let budget = text_inside(chromium, "section:has(#budget) tbody").await?;
        ensure!(
            budget.matches("1 of 2 (50%)").count() == 2,
            "each message counts once: {budget}"
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_sender_whom_the_reader_knows_is_no_first_contact_until_that_is_taken_back() -> Result<()>
{
    Stage::play(async |stage| {
        let chromium = &stage.chromium;
        begin(stage).await?;
        let know =
            "return inside('button').find(button => button.textContent === 'I know this sender')";
        open(chromium, "phish/microsoft-password-expiry").await?;
        level_is(chromium, "danger").await?;
        let offers =
            format!("return (() => {{ const inside = __inside; {know} }})() === undefined");
        ensure!(
            chromium.run(&offers, vec![]).await? == json!(true),
            "it is offered in a dangerous message"
        );
        open(chromium, "legit/first-contact").await?;
        level_is(chromium, "notice").await?;
        open_roots(chromium).await?;
        assert_accessible(chromium, "the offer below a notice").await?;
        click(chromium, "I know this sender", know).await?;
        level_is(chromium, "none").await?;
        let back = "return inside('button').find(button => button.textContent === 'Take back')";
        click(chromium, "take back", back).await?;
        level_is(chromium, "notice").await?;
        click(chromium, "I know this sender", know).await?;
        level_is(chromium, "none").await?;
        // Kept on this device, and found among the choices.
        begin(stage).await?;
        open(chromium, "legit/first-contact").await?;
        level_is(chromium, "none").await?;
        click(
            chromium,
            "the choices",
            "return document.querySelector('#choices')",
        )
        .await?;
        click(
            chromium,
            "take back",
            "return inside('dialog li button')[0]",
        )
        .await?;
        once(
            chromium,
            "nobody known",
            "return inside('dialog').length === 1 && inside('dialog li button').length === 0",
        )
        .await?;
        level_is(chromium, "notice").await
    })
    .await
}

#[tokio::test]
async fn a_message_without_a_banner_says_what_was_not_checked_and_promises_nothing() -> Result<()> {
    Stage::play(async |stage| {
        let chromium = &stage.chromium;
        begin(stage).await?;
        open(chromium, "legit/no-authentication-results").await?;
        level_is(chromium, "none").await?;
        click(chromium, "why no banner", "return inside('#door')[0]").await?;
        let said = text_inside(chromium, ".panel").await?;
        for part in [
            "no promise",
            "Whether the sender’s address is genuine",
            "never opened",
        ] {
            ensure!(said.contains(part), "it does not say {part:?}: {said}");
        }
        ensure!(!said.to_lowercase().contains("safe"), "{said}");
        for scheme in ["light", "dark"] {
            chromium.prefer(scheme).await?;
            open_roots(chromium).await?;
            assert_accessible(chromium, &format!("why there is no banner, {scheme}")).await?;
        }
        chromium
            .find("#language option[value='zh-Hans']")
            .await?
            .click()
            .await?;
        wait_for("the words in Chinese", async || {
            Ok(text_inside(chromium, ".panel")
                .await?
                .contains("并不保证")
                .then_some(()))
        })
        .await
    })
    .await
}

#[tokio::test]
async fn counts_are_of_thirty_days_and_the_keyword_is_set_for_phishing_alone() -> Result<()> {
    Stage::play(async |stage| {
        let chromium = &stage.chromium;
        let shares = told(
            chromium,
            "const { Budget } = await import('/reader/budget.js');
             const kept = {};
             const keep = { read: name => kept[name] && JSON.parse(kept[name]), write: (name, value) => (kept[name] = JSON.stringify(value)) };
             let now = 0;
             const budget = new Budget(keep, () => now);
             const opened = (messageKey, level) => budget.count({ messageKey, verdict: { level, findings: [] } });
             opened('a', 'danger'); opened('a', 'danger'); opened('b', 'none'); opened('b', 'caution');
             const first = budget.shares().counts;
             now = 29 * 86_400_000; opened('c', 'notice');
             const month = budget.shares().total;
             now = 31 * 86_400_000; opened('d', 'notice');
             const later = budget.shares().counts;
             for (let at = 0; at < 3_000; at += 1) { opened(`m${at}`, 'none'); budget.sawNotice({ verdict: { sender_domain: `${at}.example`, findings: [] } }); }
             return [first.danger, first.none, first.caution, month, later.danger, later.notice, kept.budget.length < 60_000];",
        )
        .await?;
        ensure!(shares == json!([1, 0, 1, 3, 0, 2, true]), "{shares}");
        let flagged = told(
            chromium,
            "const { PhishingFlag } = await import('/reader/flag.js');
             const flagged = [];
             const message = { flag: async (keyword) => void flagged.push(keyword) };
             const flag = new PhishingFlag();
             for (const correction of ['phishing', 'spam', 'legitimate', 'unsure', undefined])
               await flag.answered(message, {}, { answer: 'not_accurate', correction });
             await flag.answered({}, {}, { answer: 'not_accurate', correction: 'phishing' });
             await flag.answered({ flag: async () => { throw new Error('no'); } }, {}, { answer: 'not_accurate', correction: 'phishing' });
             return flagged;",
        )
        .await?;
        ensure!(flagged == json!(["$Phishing"]), "{flagged}");
        Ok(())
    })
    .await
}
