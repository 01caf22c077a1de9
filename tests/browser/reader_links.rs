//! At the link: marks beside it, whose it is when it is pointed at, and a second step before a dangerous one.

use anyhow::{Result, ensure};
use serde_json::json;
use thirtyfour::Key;

use crate::Stage;
use crate::accessibility::assert_accessible;
use crate::chromium::{Chromium, wait_for};
use crate::inbox::{open, open_subject, shown_level};
use crate::reader::{begin, click, go_on, once, open_roots, point_at, text_inside};
use crate::server::Mail;

const MAIL: &str =
    "return document.querySelector('iframe').contentDocument.documentElement.outerHTML";
const SECOND_LINK: &str =
    "return document.querySelector('iframe').contentDocument.querySelectorAll('a[href]')[1]";
/// Whether the name of the second link stands beside it or beneath it.
const BESIDE: &str = "const frame = document.querySelector('iframe').getBoundingClientRect();
    const link = document.querySelector('iframe').contentDocument.querySelectorAll('a[href]')[1].getBoundingClientRect();
    const name = inside('.mark').find(mark => mark.textContent.includes('rnicrosoft'))?.getBoundingClientRect();
    return name && (Math.abs(name.top - frame.top - link.bottom) < 12
      || (Math.abs(name.left - frame.left - link.right) < 12 && Math.abs(name.top - frame.top - link.top) < 12));";
const SAID: &str = "return document.querySelector('#said').textContent";

/// What the marks over the mail say, once there are so many.
async fn names(chromium: &Chromium, count: usize) -> Result<Vec<String>> {
    let script = format!(
        "document.querySelector('iframe')?.scrollIntoView({{ behavior: 'instant' }});
         const names = inside('.mark').map(name => name.textContent); return names.length === {count} && names.join('\\n')"
    );
    let names = once(chromium, &format!("{count} marks"), &script).await?;
    Ok(names
        .as_str()
        .unwrap_or_default()
        .lines()
        .map(str::to_owned)
        .collect())
}

#[tokio::test]
async fn a_dangerous_link_is_named_where_it_stands_and_asked_about_before_it_opens() -> Result<()> {
    Stage::play(async |stage| {
        let chromium = &stage.chromium;
        begin(stage).await?;
        open(chromium, "phish/microsoft-password-expiry").await?;
        let names = names(chromium, 2).await?;
        ensure!(
            names
                .iter()
                .any(|name| name == "Leads to rnicrosoft.example"),
            "{names:?}"
        );
        let before = chromium.run(MAIL, vec![]).await?;

        once(chromium, "the name beside its link", BESIDE).await?;
        // The banner grows, and the mail moves down under its marks.
        click(chromium, "why", "return inside('#why')[0]").await?;
        chromium
            .run(
                "document.querySelector('iframe').scrollIntoView({ behavior: 'instant' })",
                vec![],
            )
            .await?;
        once(chromium, "the name beside its link", BESIDE).await?;

        click(chromium, "the link", SECOND_LINK).await?;
        let asked = text_inside(chromium, "dialog").await?;
        ensure!(
            asked.contains("rnicrosoft.example") && asked.contains("Open rnicrosoft.example"),
            "{asked}"
        );
        let focused = text_inside(chromium, "dialog button:focus").await?;
        ensure!(focused == "Stay here", "the focus is on {focused:?}");
        for scheme in ["light", "dark"] {
            chromium.prefer(scheme).await?;
            open_roots(chromium).await?;
            assert_accessible(chromium, &format!("the question at a link, {scheme}")).await?;
        }
        chromium.press(&[Key::Escape]).await?;
        once(
            chromium,
            "the question gone",
            "return inside('dialog').length === 0",
        )
        .await?;
        let back = chromium
            .run(
                "return document.querySelector('iframe').contentDocument.activeElement.href",
                vec![],
            )
            .await?;
        ensure!(
            back.as_str().unwrap_or_default().contains("rnicrosoft"),
            "the focus is not back at the link: {back}"
        );
        ensure!(
            chromium.run(SAID, vec![]).await? == json!(""),
            "Escape opened the link"
        );

        // The same by keyboard, and on.
        chromium.press(&[Key::Enter]).await?;
        text_inside(chromium, "dialog").await?;
        go_on(chromium).await?;
        let said = once(chromium, "the link being followed", SAID).await?;
        ensure!(
            said.as_str()
                .unwrap_or_default()
                .contains("rnicrosoft.example"),
            "{said}"
        );
        ensure!(
            chromium.run(MAIL, vec![]).await? == before,
            "the mail was changed"
        );

        // One switch turns it off.
        click(
            chromium,
            "the choices",
            "return document.querySelector('#choices')",
        )
        .await?;
        click(chromium, "the switch", "return inside('#guards-links')[0]").await?;
        once(
            chromium,
            "no marks",
            "return inside('.mark, .under').length === 0",
        )
        .await?;
        ensure!(
            chromium.run(MAIL, vec![]).await? == before,
            "the mail was changed"
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn pointing_at_a_link_shows_whose_it_is_in_both_spellings_and_why() -> Result<()> {
    Stage::play(async |stage| {
        let chromium = &stage.chromium;
        begin(stage).await?;
        open(chromium, "phish/idn-cyrillic-apple").await?;
        names(chromium, 1).await?;
        let link = "return document.querySelector('iframe').contentDocument.querySelector('a[href]')";
        point_at(chromium, "the link", link).await?;
        let card = text_inside(chromium, "[role=status]:has(.owner)").await?;
        ensure!(card.contains("xn--pple-43d.example"), "{card}");
        ensure!(card.contains("alphabets"), "the card gives no reason: {card}");
        let size = once(
            chromium,
            "the domain",
            "return parseFloat(getComputedStyle(inside('.owner .domain')[0]).fontSize)",
        )
        .await?;
        ensure!(size.as_f64() >= Some(18.0), "the domain is written at {size} pixels");
        for scheme in ["light", "dark"] {
            chromium.prefer(scheme).await?;
            open_roots(chromium).await?;
            assert_accessible(chromium, &format!("a link that is pointed at, {scheme}")).await?;
        }
        chromium.press(&[Key::Escape]).await?;
        once(chromium, "the card gone", "return inside('.owner').length === 0").await?;

        // Harmless mail with links is left alone.
        open(chromium, "legit/github-issue-notification").await?;
        once(
            chromium,
            "the harmless mail",
            "return document.querySelector('iframe')?.contentDocument?.querySelectorAll('a[href]').length > 0
                && document.querySelector('#rows .row[aria-selected=true]')?.dataset.state === 'none'",
        )
        .await?;
        ensure!(
            chromium.run("return __inside('.mark, .under').length", vec![]).await? == json!(0),
            "links of harmless mail are marked"
        );
        Ok(())
    })
    .await
}

/// A lure whose HTML takes the names by which a document is asked.
fn taking_names() -> String {
    let names: String = [
        "querySelectorAll",
        "querySelector",
        "defaultView",
        "documentElement",
        "body",
        "addEventListener",
        "elementFromPoint",
        "createRange",
        "caretPositionFromPoint",
        "nodeType",
        "links",
    ]
    .iter()
    .map(|name| format!("<img name={name} src=data:,><form name={name}><input name=closest><input name=matches></form>"))
    .collect();
    format!(
        "From: PayPal <service@quibusdam.example>\r\nTo: julia@acme.example\r\nSubject: Taken names\r\n\
         Date: Tue, 10 Nov 2026 10:10:10 +0100\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n\
         <html><body><p>Please verify your PayPal account and password within 24 hours:</p>\
         <p><a href=\"http://paypal.com@192.0.2.7/login\" target=_self>https://www.paypal.com/login</a></p>\
         <p><svg width=200 height=30><a href=\"http://192.0.2.7/svg\"><text y=20>Log in to PayPal</text></a></svg></p>{names}</body></html>"
    )
}

#[tokio::test]
async fn a_mail_cannot_hide_its_links_by_taking_names() -> Result<()> {
    let mail = tempfile::tempdir()?;
    std::fs::write(mail.path().join("1.eml"), taking_names())?;
    Stage::play_with(Mail::Folder(mail.path().to_owned()), async |stage| {
        let chromium = &stage.chromium;
        begin(stage).await?;
        open_subject(chromium, "Taken names").await?;
        let level = shown_level(chromium).await?;
        ensure!(
            ["suspicious", "danger"].contains(&level.as_str()),
            "the lure is {level}"
        );
        names(chromium, 2).await?;
        for (what, selector) in [("the link", "p > a"), ("the drawn link", "svg a")] {
            let link = format!(
                "const mail = document.querySelector('iframe').contentDocument;
                 return Document.prototype.querySelector.call(mail, '{selector}')"
            );
            click(chromium, what, &link).await?;
            let asked = text_inside(chromium, "dialog").await?;
            ensure!(asked.contains("192.0.2.7"), "{what}: {asked}");
            chromium.press(&[Key::Escape]).await?;
            once(
                chromium,
                "the question gone",
                "return inside('dialog').length === 0",
            )
            .await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_finding_means_every_link_to_its_host_and_nothing_else() -> Result<()> {
    Stage::play(async |stage| {
        let chromium = &stage.chromium;
        let outcome = wait_for("the script", async || {
            let told = chromium
                .page
                .execute_async(
                    "const done = arguments[arguments.length - 1];
                     import('/reader/suspicions.js').then(({ Suspicions }) => {
                       const finding = (id, evidence, share = 1) => ({ id, evidence, share, text: id });
                       const of = (level, ...findings) => new Suspicions({ verdict: { level, findings }, view: { level_word: level } });
                       const is = (suspicions, address) => {
                         const about = suspicions.about(new URL(address));
                         return about ? `${about.named ? 'named' : 'unnamed'} ${about.guarded ? 'guarded' : 'open'}` : '-';
                       };
                       const host = finding('links.lookalike_host', { host: 'evil.example' });
                       done([
                         is(of('caution', host), 'https://evil.example/a'),
                         is(of('caution', host), 'https://www.evil.example/'),
                         is(of('caution', host), 'https://notevil.example/'),
                         is(of('caution', host), 'https://evil.example.org/'),
                         is(of('caution', host), 'https://scan.example/?url=https%3A%2F%2Fevil.example%2Flogin'),
                         is(of('caution', host), 'https://scan.example/v3/__https://evil.example/login__;x'),
                         is(of('caution', host), 'https://shop.example/?tag=not-evil.example-at-all'),
                         is(of('caution', finding('links.lookalike_host', { host: 'evil.example' }, 0.05)), 'https://evil.example/'),
                         is(of('notice', host), 'https://evil.example/'),
                         is(of('suspicious', host), 'https://evil.example/'),
                         is(of('danger'), 'https://anything.example/'),
                         is(of('danger'), 'mailto:a@anything.example'),
                         is(of('danger', finding('links.dangerous_scheme', { scheme: 'data' })), 'data:text/html,x'),
                       ]);
                     }, error => done(String(error)));",
                    vec![],
                )
                .await?;
            Ok(Some(told.json().clone()))
        })
        .await?;
        ensure!(
            outcome
                == json!([
                    "named open", "named open", "-", "-", "named open", "named open", "-", "-", "-", "named guarded",
                    "unnamed guarded", "-", "named guarded"
                ]),
            "{outcome}"
        );
        Ok(())
    })
    .await
}
