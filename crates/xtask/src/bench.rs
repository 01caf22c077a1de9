//! `cargo xtask bench`: how long a reader waits for the banner, and what the server bears.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::step::{self, cargo, step};
use crate::{build, embed, setup, wasm};

/// What is measured.
#[derive(clap::Subcommand)]
pub enum What {
    /// From the opening of a message to its drawn banner, in the demo and in a page of others; the longest task of the page's thread;
    /// memory after 500 messages.
    Browser(Options),
    /// How many answers the server takes, and what administrators wait for, against floors of the same machine.
    Server(ServerOptions),
}

/// What `cargo xtask bench server` takes.
#[derive(clap::Args)]
pub struct ServerOptions {
    /// How many answers the dashboard stands on.
    #[arg(long, value_name = "NUMBER", default_value_t = 10_000_000)]
    answers: u64,
}

/// What `cargo xtask bench browser` takes.
#[derive(clap::Args)]
pub struct Options {
    /// The messages: a folder of .eml files, an mbox file or a Maildir.
    #[arg(long, value_name = "PATH")]
    mail: PathBuf,
    /// How often each message is opened; the best round counts.
    #[arg(long, value_name = "NUMBER", default_value_t = 3)]
    rounds: usize,
}

/// Measures and prints.
pub fn run(what: &What) -> Result<()> {
    match what {
        What::Browser(options) => browser(options),
        What::Server(options) => server(options),
    }
}

/// Measures the server, built as it is shipped.
fn server(options: &ServerOptions) -> Result<()> {
    let postgres = step("PostgreSQL", setup::postgres)?;
    step("Measuring the server", || {
        let mut bench = cargo(&[
            "bench",
            "--locked",
            "--package",
            "verdict-server",
            "--bench",
            "server",
        ]);
        step::run(
            bench
                .env("THREAT_BANNER_BENCH", "1")
                .env("THREAT_BANNER_BENCH_ANSWERS", options.answers.to_string())
                .env("THREAT_BANNER_POSTGRES", postgres.url()),
        )
    })
}

/// Measures the browser.
fn browser(options: &Options) -> Result<()> {
    let mail = std::fs::canonicalize(&options.mail).with_context(|| {
        format!(
            "The mail in {} cannot be read. Give --mail a folder of .eml files, an mbox file or a Maildir.",
            options.mail.display()
        )
    })?;
    let browser = step("Chromium and its driver", setup::browser)?;
    step("The package for the browser", wasm::package)?;
    step("The script for pages of others", embed::package)?;
    let server = step("The server", build::server)?;
    step("Opening messages", || {
        let mut test = cargo(&[
            "test",
            "--locked",
            "--package",
            "system-tests",
            "--features",
            "browser",
            "--test",
            "browser",
            "--",
            "--ignored",
            "--nocapture",
            // One after the other: each would wait for the other's browser.
            "--test-threads=1",
            "from_the_opening",
        ]);
        step::run(
            test.env("THREAT_BANNER_SERVER", &server)
                .env("THREAT_BANNER_BROWSER", &browser.browser)
                .env("THREAT_BANNER_DRIVER", &browser.driver)
                .env("THREAT_BANNER_MAIL", &mail)
                .env("THREAT_BANNER_ROUNDS", options.rounds.to_string()),
        )
    })
}
