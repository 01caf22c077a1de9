//! The browser extension in Chromium and Firefox: on pages that imitate webmails, in the real Roundcube and the real SOGo,
//! and its own pages.
//!
//! Run by `cargo xtask test`, which packages the extension. What is loaded here is that package with one change: the hosts that a
//! reader would grant by a click in a window of the browser's own, where no driver reaches, are granted by the manifest.

mod answers;
mod banner;
mod browsers;
#[allow(dead_code, reason = "what the tests of the demo need of it")]
#[path = "../browser/chromium.rs"]
mod chromium;
#[allow(dead_code, reason = "what the tests of the plugin need of it")]
#[path = "../webmail/dovecot.rs"]
mod dovecot;
mod imitations;
mod judging;
mod learning;
#[allow(dead_code, reason = "what the tests of the plugin need of it")]
#[path = "../webmail/mail.rs"]
mod mail;
#[allow(dead_code, reason = "what the tests of the plugin need of it")]
#[path = "../webmail/outbox.rs"]
mod outbox;
mod own_pages;
mod problems;
mod reach;
#[allow(dead_code, reason = "what the tests of the plugin need of it")]
#[path = "../webmail/roundcube.rs"]
mod roundcube;
mod roundcube_pages;
mod senders;
#[allow(dead_code, reason = "what the tests of the demo need of it")]
#[path = "../browser/shadow_root.rs"]
mod shadow_root;
mod sight;
mod sogo;
mod sogo_pages;
mod untrusted;
#[allow(dead_code, reason = "what the tests of the plugin need of it")]
#[path = "../webmail/verdicts.rs"]
mod verdicts;

use anyhow::Result;

use browsers::{Browser, Kind};
use imitations::Imitations;
use thirtyfour::Key;
use verdicts::Verdicts;

/// A browser with the extension, and webmails that are none.
struct Stage {
    browser: Browser,
    pages: Imitations,
}

impl Stage {
    /// Plays a test, and ends the browser whatever becomes of it. The extension looks at pages of this machine.
    async fn play(kind: Kind, test: impl AsyncFnOnce(&mut Stage) -> Result<()>) -> Result<()> {
        let pages = Imitations::start().await?;
        let browser = Browser::start(kind).await?;
        let mut stage = Stage { browser, pages };
        let outcome = async {
            stage.browser.name_webmail("http://127.0.0.1").await?;
            test(&mut stage).await
        }
        .await;
        outcome
            .map_err(|error| error.context(format!("in {kind:?}")))
            .and(stage.browser.quit().await)
    }

    /// Becomes one of the reader's devices, by keyboard, on the options page, which stays open.
    async fn enrol(&self, verdicts: &Verdicts) -> Result<()> {
        let code = verdicts.enrolment_code().await?;
        self.connect(&verdicts.url(""), &code).await
    }

    /// Connects to the server of that address.
    async fn connect(&self, server: &str, code: &str) -> Result<()> {
        let browser = &self.browser;
        browser.open_own("options/index.html").await?;
        browser.find("#server").await?.send_keys(server).await?;
        let code = code.to_owned() + Key::Enter;
        browser.find("#code").await?.send_keys(code).await?;
        browser
            .wait_for_text("#connected-to", "for acme.example")
            .await
    }

    /// The same in one browser after the other.
    async fn play_in_both(test: impl AsyncFn(&mut Stage) -> Result<()>) -> Result<()> {
        for kind in [Kind::Chromium, Kind::Firefox] {
            Stage::play(kind, async |stage| test(stage).await).await?;
        }
        Ok(())
    }
}
