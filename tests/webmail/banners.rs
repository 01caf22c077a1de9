//! Messages of all kinds get the banner that the command line says, wherever they are opened, and stay what they are.

use anyhow::{Result, ensure};

use crate::Stage;
use crate::banner;
use crate::chromium::wait_for;
use crate::mail::Mail;
use crate::mailbox::{self, Screen};

fn mail_of_all_kinds() -> Result<Vec<Mail>> {
    Ok(vec![
        Mail::case("phish/paypal-limited-account")?,
        Mail::case("phish/extortion-bitcoin")?,
        Mail::case("legit/plain-old-list-mail")?,
        Mail::case("legit/docusign-from-partner")?,
        Mail::signed_with_pgp(),
        Mail::signed_with_smime(),
        Mail::of_ten_megabytes(),
    ])
}

#[tokio::test]
async fn each_message_gets_its_banner_wherever_it_is_opened_and_stays_as_it_is() -> Result<()> {
    let mail = mail_of_all_kinds()?;
    Stage::play(&mail, async |stage| {
        let Stage {
            verdicts,
            roundcube,
            chromium,
            ..
        } = stage;
        let before = roundcube.dovecot.messages("")?;
        for screen in [Screen::Desktop, Screen::Phone] {
            mailbox::resize(chromium, screen).await?;
            for (uid, message) in (1..).zip(&mail) {
                let expected = verdicts.score(&message.bytes, &[]).await?;
                for alone in [false, true] {
                    if alone {
                        mailbox::open_alone(chromium, roundcube, uid).await?;
                    } else {
                        mailbox::list(chromium, roundcube).await?;
                        mailbox::open_from_list(chromium, &message.subject).await?;
                    }
                    let at = format!("\"{}\" ({screen:?}, alone: {alone})", message.subject);
                    let level = banner::level(chromium).await?;
                    ensure!(
                        level == expected.level,
                        "{at}: {level}, not {}",
                        expected.level
                    );
                    if level == "none" {
                        continue;
                    }
                    mailbox::place(chromium)
                        .await
                        .map_err(|error| error.context(at.clone()))?;
                    let reason = banner::first_reason(chromium).await?;
                    ensure!(
                        reason == expected.reason,
                        "{at}: {reason:?}, not {:?}",
                        expected.reason
                    );
                }
            }
        }
        ensure!(
            roundcube.dovecot.messages("")? == before,
            "the mailbox does not hold the same bytes as before"
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_mail_that_takes_names_of_the_page_and_lies_over_it_hides_no_banner() -> Result<()> {
    let mail = [Mail::in_the_way()];
    Stage::play(&mail, async |stage| {
        let Stage {
            verdicts,
            roundcube,
            chromium,
            ..
        } = stage;
        let [message] = &mail;
        let expected = verdicts.score(&message.bytes, &[]).await?.level;
        ensure!(expected != "none");
        for alone in [false, true] {
            if alone {
                mailbox::open_alone(chromium, roundcube, 1).await?;
            } else {
                mailbox::list(chromium, roundcube).await?;
                mailbox::open_from_list(chromium, &message.subject).await?;
            }
            let level = banner::level(chromium).await?;
            ensure!(level == expected, "alone: {alone}, {level}");
            let on_top = "const { elementFromPoint, querySelector } = Document.prototype;
                const banner = querySelector.call(document, 'threat-banner');
                const { x, y, width, height } = banner.getBoundingClientRect();
                return [0.1, 0.5, 0.9].map((part) => elementFromPoint.call(document, x + width / 2, y + height * part) === banner)";
            let on_top = chromium.run(on_top, Vec::new()).await?;
            ensure!(
                on_top == serde_json::json!([true, true, true]),
                "alone: {alone}, covered: {on_top}"
            );
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_shown_mail_is_the_same_with_the_plugin_and_without() -> Result<()> {
    let mail = mail_of_all_kinds()?;
    Stage::play(&mail, async |stage| {
        let Stage {
            verdicts,
            roundcube,
            chromium,
            ..
        } = stage;
        let mut shown = Vec::new();
        for plugin in [true, false] {
            if !plugin {
                roundcube.set_up_without_plugin()?;
            }
            for (uid, message) in (1..).zip(&mail) {
                mailbox::open_alone(chromium, roundcube, uid).await?;
                if plugin {
                    banner::level(chromium).await?;
                }
                shown.push((
                    message.subject.clone(),
                    mailbox::shown_mail(chromium).await?,
                ));
            }
        }
        let (with, without) = shown.split_at(mail.len());
        ensure!(with == without, "{with:#?}\nis not\n{without:#?}");
        ensure!(
            verdicts.answers().await?.is_empty(),
            "an answer was sent that nobody gave"
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn next_and_previous_messages_have_one_banner_each_and_harmless_ones_none() -> Result<()> {
    let mail = mail_of_all_kinds()?;
    Stage::play(&mail, async |stage| {
        let Stage {
            verdicts,
            roundcube,
            chromium,
            ..
        } = stage;
        mailbox::list(chromium, roundcube).await?;
        // One after another in the same frame, as a reader goes down the list and up again.
        for message in mail.iter().chain(mail.iter().rev().skip(1)) {
            mailbox::open_from_list(chromium, &message.subject).await?;
            let expected = verdicts.score(&message.bytes, &[]).await?;
            let level = banner::level(chromium).await?;
            ensure!(level == expected.level, "\"{}\": {level}", message.subject);
            let count = chromium
                .run(
                    "return document.querySelectorAll('threat-banner').length",
                    Vec::new(),
                )
                .await?;
            ensure!(count == 1, "\"{}\" has {count} banners", message.subject);
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn an_answer_arrives_in_the_readers_name() -> Result<()> {
    let mail = [Mail::case("phish/paypal-limited-account")?];
    Stage::play(&mail, async |stage| {
        let Stage {
            verdicts,
            roundcube,
            chromium,
            ..
        } = stage;
        for message in &mail {
            mailbox::list(chromium, roundcube).await?;
            mailbox::open_from_list(chromium, &message.subject).await?;
            ensure!(banner::level(chromium).await? == "danger");
            banner::click(chromium, "[data-act=accurate]").await?;
        }
        let stored = wait_for("the answer in the database", async || {
            Ok(verdicts.answers().await?.pop())
        })
        .await?;
        ensure!(
            stored.answer == "accurate" && stored.level == "danger",
            "{stored:?}"
        );
        // The server takes nothing of readers without a token, so this was hers; it keeps a hash of her name alone.
        ensure!(stored.reporter.len() == 16, "{stored:?}");
        let status = crate::tokens::status_of_an_answer(chromium, verdicts, None).await?;
        ensure!(
            status == 401 || status == 403,
            "an answer in nobody's name got {status}"
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn what_the_reader_calls_phishing_has_the_keyword_for_other_programs() -> Result<()> {
    let mail = [Mail::case("phish/paypal-limited-account")?];
    Stage::play(&mail, async |stage| {
        let Stage {
            roundcube,
            chromium,
            ..
        } = stage;
        mailbox::open_alone(chromium, roundcube, 1).await?;
        ensure!(banner::level(chromium).await? == "danger");
        ensure!(roundcube.dovecot.keywords().is_empty());
        for control in [
            "[data-act=not-accurate]",
            "#correction-phishing",
            "[data-act=send]",
        ] {
            banner::click(chromium, control).await?;
        }
        wait_for("the keyword in the mailbox", async || {
            // In capitals, which for IMAP is the same.
            Ok(roundcube
                .dovecot
                .keywords()
                .contains("$PHISHING")
                .then_some(()))
        })
        .await
    })
    .await
}

#[tokio::test]
async fn whom_the_reader_has_written_to_is_no_stranger() -> Result<()> {
    let mail = [Mail::signed_with_pgp(), Mail::of_ten_megabytes()];
    Stage::play(&mail, async |stage| {
        let Stage {
            verdicts,
            roundcube,
            chromium,
            ..
        } = stage;
        for known in ["someone.else@partner.example", "Mara@TinyHarbour.example"] {
            roundcube.collect_recipient(known).await?;
            mailbox::open_alone(chromium, roundcube, 1).await?;
            let level = banner::level(chromium).await?;
            let correspondents: &[&str] = if known.starts_with("Mara") {
                &["someone.else@partner.example", known]
            } else {
                &[known]
            };
            let [first, _] = &mail;
            let expected = verdicts.score(&first.bytes, correspondents).await?;
            ensure!(
                level == expected.level,
                "{known}: {level}, not {}",
                expected.level
            );
            ensure!(
                (level == "none") == known.starts_with("Mara"),
                "{known}: {level}"
            );
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_strict_policy_of_the_installation_is_enough() -> Result<()> {
    let mail = [Mail::case("phish/paypal-limited-account")?];
    Stage::play(&mail, async |stage| {
        let Stage { verdicts, roundcube, chromium, .. } = stage;
        // What Roundcube's own scripts need, and of ours: the server to ask.
        roundcube.restrict(&format!(
            "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; \
             img-src 'self' data:; connect-src 'self' {}; object-src 'none'; base-uri 'self'",
            verdicts.url("")
        ))?;
        mailbox::list(chromium, roundcube).await?;
        for message in &mail {
            mailbox::open_from_list(chromium, &message.subject).await?;
        }
        let level = banner::level(chromium).await?;
        ensure!(level == "danger", "{level}");
        Ok(())
    })
    .await
}
