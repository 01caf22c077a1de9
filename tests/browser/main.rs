//! The main job in real Chromium: a mail in, a banner on the screen, an answer in the database.
//!
//! Run by `cargo xtask test`, which builds the server and the package and names the browser.

mod accessibility;
mod admin_settings;
mod answers;
mod cases;
mod chromium;
mod delivery;
mod embed_life;
mod embed_policies;
mod embed_server;
mod embed_stage;
mod grades;
mod hostile;
mod inbox;
mod intelligence;
mod level_screenshots;
mod listener;
mod lures;
mod models;
mod package;
mod parts;
mod reader;
mod reader_choices;
mod reader_links;
mod reader_reply;
mod refining;
mod sender_line;
mod server;
mod shadow_root;
mod sign_in;
mod speed;
mod speed_embed;
mod webmail;

use anyhow::Result;

/// A server and a browser that shows its demo.
struct Stage {
    server: server::Server,
    chromium: chromium::Chromium,
}

impl Stage {
    /// Plays a test, and ends browser and server whatever becomes of it.
    async fn play(test: impl AsyncFnOnce(&mut Stage) -> Result<()>) -> Result<()> {
        Stage::play_with(server::Mail::Samples, test).await
    }

    /// Plays a test with this mail instead of the bundled samples, or with more that is set.
    async fn play_with(
        setting: impl Into<server::Setting>,
        test: impl AsyncFnOnce(&mut Stage) -> Result<()>,
    ) -> Result<()> {
        let mut stage = Stage::set(setting).await?;
        let outcome = test(&mut stage).await;
        outcome.and(stage.strike().await)
    }

    async fn set(setting: impl Into<server::Setting>) -> Result<Stage> {
        let server = server::Server::start(setting).await?;
        let chromium = chromium::Chromium::start().await?;
        chromium.open(&server.url("/demo/")).await?;
        Ok(Stage { server, chromium })
    }

    async fn strike(self) -> Result<()> {
        self.chromium.quit().await?;
        self.server.stop().await
    }
}
