//! `cargo xtask test`: everything that must hold before a change is good.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::step::{self, cargo, command, say, step};
use crate::{build, bundle, embed, extension, interface, roundcube, setup, wasm};

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
    // It knows Linux alone, and so does the test.
    if cfg!(target_os = "linux") && std::env::var_os("THREAT_BANNER_WITHOUT_FAKETIME").is_none() {
        step("libfaketime", setup::faketime)?;
    }
    step("Unit, wire and corpus tests", || {
        let mut test = cargo(&["test", "--locked", "--workspace"]);
        if let Some(postgres) = &postgres {
            test.env("THREAT_BANNER_POSTGRES", postgres.url());
        }
        step::run(&mut test)
    })?;
    drop(postgres);
    let server = step("The server", build::tested_server)?;
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
        interface::check(&interface::Options::brief(), Some(server.clone()))
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
        let mut test = browser_tests("wasm");
        step::run(test.env("THREAT_BANNER_NODE", &node))
    })?;
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
        let mut test = browser_tests("browser");
        step::run(
            test.env("THREAT_BANNER_SERVER", &server)
                .env("THREAT_BANNER_BROWSER", &browser.browser)
                .env("THREAT_BANNER_DRIVER", &browser.driver),
        )
    })?;
    webmail(&browser, &server)?;
    check_extension(&browser, &server)?;
    say("All checks passed");
    Ok(())
}

/// The tests in that folder of `tests/`, which need a browser or Node.js.
fn browser_tests(folder: &str) -> Command {
    let mut test = cargo(&["test", "--locked", "--package", "system-tests"]);
    test.args(["--features", "browser", "--test", folder]);
    test
}

/// The plugin in the real Roundcube, where that can be had.
fn webmail(browser: &setup::Browser, server: &Path) -> Result<()> {
    if let Err(missing) = step("Roundcube, Dovecot and PHP", || Ok(setup::webmail()))? {
        say(&format!(
            "The tests with a real webmail are left out: {missing:#}"
        ));
        return Ok(());
    }
    step(
        "PHP reads the plugin for Roundcube",
        roundcube::check_scripts,
    )?;
    let plugin = step("The plugin for Roundcube", || {
        roundcube::package(&embed::package()?)
    })?;
    step("The tests with a real Roundcube", || {
        let mut test = browser_tests("webmail");
        step::run(
            test.env("THREAT_BANNER_SERVER", server)
                .env("THREAT_BANNER_BROWSER", &browser.browser)
                .env("THREAT_BANNER_DRIVER", &browser.driver)
                .env("THREAT_BANNER_ROUNDCUBE", plugin),
        )
    })
}

/// The version of the linter for extensions; it is no part of www/package.json, where it would bring 400 packages more.
const WEB_EXT: &str = "web-ext@10.7.0";

/// The browser extension: its package, what Firefox's makers say of it, and what it does in both browsers.
fn check_extension(chromium: &setup::Browser, server: &Path) -> Result<()> {
    let firefox = step("Firefox and its driver", setup::firefox)?;
    step("Roundcube, SOGo and what stands behind them", || {
        setup::webmail()?;
        setup::sogo()
    })?;
    let packages = step("The extension's packages", extension::package)?;
    step("The extension's lint", || {
        let folder = packages.join("firefox");
        let mut lint = command(
            "npx",
            &[
                "--yes",
                WEB_EXT,
                "lint",
                "--warnings-as-errors",
                "--source-dir",
            ],
        );
        step::run(lint.arg(folder))
    })?;
    step("The extension in Chromium and Firefox", || {
        let mut test = browser_tests("extension");
        step::run(
            test.env("THREAT_BANNER_SERVER", server)
                .env("THREAT_BANNER_EXTENSION", &packages)
                .env("THREAT_BANNER_BROWSER", &chromium.browser)
                .env("THREAT_BANNER_DRIVER", &chromium.driver)
                .env("THREAT_BANNER_FIREFOX", &firefox.browser)
                .env("THREAT_BANNER_GECKODRIVER", &firefox.driver),
        )
    })
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
    let zbar = setup::zbar()?;
    let mut test = cargo(&[
        "test",
        "--package",
        "part-reader",
        "--features",
        "images",
        "--test",
        "codes",
    ]);
    test.args(["--", "--ignored", "--nocapture"]);
    step::run(test.env("ZBARIMG", zbar))
}
