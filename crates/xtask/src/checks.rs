//! `cargo xtask test`: everything that must hold before a change is good.

use anyhow::Result;

use crate::step::{self, cargo, command, say, step};
use crate::{build, bundle, embed, interface, setup, wasm};

/// What `cargo xtask test` takes.
#[derive(clap::Args)]
pub struct Options {
    /// Leave out what needs a browser or Node.js.
    #[arg(long)]
    quick: bool,
}

/// Runs all checks in the order in which they are likely to fail.
pub fn run(options: &Options) -> Result<()> {
    step("Formatting", || {
        step::run(&mut cargo(&["fmt", "--all", "--check"]))
    })?;
    step("The machine", || {
        setup::c_compiler()?;
        setup::wasm_target()
    })?;
    step("The core alone, natively, without any feature", || {
        step::run(&mut cargo(&[
            "test",
            "--locked",
            "--no-default-features",
            "--package",
            "banner-core",
        ]))
    })?;
    step("The core builds alone for wasm32", || {
        step::run(&mut cargo(&[
            "check",
            "--locked",
            "--no-default-features",
            "--package",
            "banner-core",
            "--target",
            setup::WASM,
        ]))
    })?;
    step("Lints, with warnings denied", || {
        step::run(&mut cargo(&[
            "clippy",
            "--locked",
            "--workspace",
            "--all-targets",
            "--",
            "--deny",
            "warnings",
        ]))
    })?;
    let left_out = std::env::var_os("THREAT_BANNER_WITHOUT_POSTGRES").is_some();
    let postgres = step("PostgreSQL", || {
        (!left_out).then(setup::postgres).transpose()
    })?;
    step("Unit, wire and corpus tests", || {
        let mut test = cargo(&["test", "--locked", "--workspace"]);
        if let Some(postgres) = &postgres {
            test.env("THREAT_BANNER_POSTGRES", postgres.url());
        }
        step::run(&mut test)
    })?;
    drop(postgres);
    step("Documentation", || {
        let mut doc = cargo(&[
            "doc",
            "--locked",
            "--no-deps",
            "--package",
            "banner-core",
            "--package",
            "verdict-server",
        ]);
        step::run(doc.env("RUSTDOCFLAGS", "--deny warnings"))
    })?;
    step("Made-up requests to the server", || {
        interface::check(&interface::Options::brief())
    })?;
    if options.quick {
        say("All checks passed; the browser was left out");
        return Ok(());
    }
    let browser = step("Chromium and its driver", setup::browser)?;
    let npm = step("TypeScript, axe-core and esbuild", || {
        let npm = setup::npm()?;
        bundle::packages(&crate::root().join("www"))?;
        Ok(npm)
    })?;
    step("The package for the browser and its size", wasm::check_size)?;
    step(
        "The script for pages of others, and its npm package",
        embed::package,
    )?;
    step("The types of the scripts", || {
        step::run(
            command(&npm, &["run", "--silent", "check"]).current_dir(crate::root().join("www")),
        )
    })?;
    let node = step("Node.js", setup::node)?;
    step("The core on wasm32 against the core natively", || {
        let mut test = cargo(&[
            "test",
            "--locked",
            "--package",
            "system-tests",
            "--features",
            "browser",
            "--test",
            "wasm",
        ]);
        step::run(test.env("THREAT_BANNER_NODE", &node))
    })?;
    let server = step("The server", build::server)?;
    step("Lints of the browser tests", || {
        step::run(&mut cargo(&[
            "clippy",
            "--locked",
            "--package",
            "system-tests",
            "--features",
            "browser",
            "--all-targets",
            "--",
            "--deny",
            "warnings",
        ]))
    })?;
    step("The browser tests", || {
        let mut test = cargo(&[
            "test",
            "--locked",
            "--package",
            "system-tests",
            "--features",
            "browser",
            "--test",
            "browser",
        ]);
        step::run(
            test.env("THREAT_BANNER_SERVER", &server)
                .env("THREAT_BANNER_BROWSER", &browser.browser)
                .env("THREAT_BANNER_DRIVER", &browser.driver),
        )
    })?;
    say("All checks passed");
    Ok(())
}

/// Rewrites SIGNALS.md from the signals' files.
pub fn write_catalogue() -> Result<()> {
    let mut test = cargo(&[
        "test",
        "--quiet",
        "--package",
        "banner-core",
        "--lib",
        "catalogue",
    ]);
    step::run(test.env("WRITE_CATALOGUE", "1"))
}

/// Draws QR codes in many forms and prints how many of them our reader and zbar read.
pub fn measure_codes() -> Result<()> {
    let mut test = cargo(&[
        "test",
        "--package",
        "part-reader",
        "--features",
        "images",
        "--test",
        "codes",
    ]);
    step::run(test.args(["--", "--ignored", "--nocapture"]))
}
