//! The plugin in the real Roundcube, with Dovecot behind it and Chromium before it.
//!
//! Run by `cargo xtask test`, which installs Roundcube, Dovecot and PHP and packs the plugin.

mod banner;
mod banners;
#[allow(dead_code, reason = "what the tests of the demo need of it")]
#[path = "../browser/chromium.rs"]
mod chromium;
mod dovecot;
mod mail;
mod mailbox;
mod replies;
mod roundcube;
#[allow(dead_code, reason = "what the tests of the demo need of it")]
#[path = "../browser/shadow_root.rs"]
mod shadow_root;
mod tokens;
mod verdicts;

use anyhow::Result;

/// A verdict-server, a Roundcube that is set up for it, and a browser in which the reader has signed in.
struct Stage {
    verdicts: verdicts::Verdicts,
    roundcube: roundcube::Roundcube,
    chromium: chromium::Chromium,
}

impl Stage {
    /// Plays a test with this mail, and ends all programs whatever becomes of it.
    async fn play(
        mail: &[mail::Mail],
        test: impl AsyncFnOnce(&mut Stage) -> Result<()>,
    ) -> Result<()> {
        let roundcube = roundcube::Roundcube::install(mail).await?;
        let verdicts = verdicts::Verdicts::start(&roundcube.url("")).await?;
        roundcube.set_up(&verdicts.settings())?;
        let chromium = chromium::Chromium::start().await?;
        let mut stage = Stage {
            verdicts,
            roundcube,
            chromium,
        };
        let outcome = async {
            mailbox::sign_in(&stage.chromium, &stage.roundcube).await?;
            test(&mut stage).await
        }
        .await;
        let outcome = outcome.map_err(|error| stage.roundcube.explained(error));
        stage.chromium.quit().await?;
        stage.verdicts.stop().await?;
        outcome.and(stage.roundcube.stop().await)
    }
}
