//! Sets up, builds, runs and tests the project: `cargo xtask demo`, `cargo xtask test` and friends.

mod archive;
mod bench;
mod build;
mod bundle;
mod checks;
mod compare;
mod corpus;
mod demo;
mod embed;
mod extension;
mod faketime;
mod interface;
mod lists;
mod npm_package;
mod optimizer;
mod part_package;
mod postgres;
mod roundcube;
mod setup;
mod short_names;
mod simulate;
#[path = "../../verdict-server/build/sources.rs"]
mod sources;
mod speed;
mod step;
mod wasm;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Everything that sets up, builds, runs and tests Threat Banner.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Measure what a reader waits for.
    #[command(subcommand)]
    Bench(bench::What),
    /// Build everything and serve the demo webmail on this machine.
    Demo(demo::Options),
    /// Build the banner for pages of others into www/dist: the script that a server gives out, and the npm package.
    Embed(embed::Options),
    /// Set up what tests need and run them all.
    Test(checks::Options),
    /// Judge the bundled corpus cases and, where they are at hand, corpora of real mail.
    Corpus(corpus::Options),
    /// Measure other filters beside ours on the same mail, offline.
    Compare(compare::Options),
    /// Measure the reader of QR codes beside zbar, which is installed if need be, on pictures drawn for the purpose.
    Codes,
    /// Package the browser extension for Chromium and Firefox into www/dist/extension.
    Extension,
    /// Hold the running server against its OpenAPI document with requests that schemathesis makes up.
    Interface(interface::Options),
    /// Rebuild what can be rebuilt of crates/banner-core/data from the published lists, and check the rest.
    Lists(lists::Options),
    /// Pack the plugin for Roundcube into www/dist/roundcube.
    Roundcube,
    /// Tell thirty days of two thousand readers, hostile ones among them, and what models learn from their answers.
    Simulate,
    /// Write crates/banner-core/SIGNALS.md from the signals' own files.
    Signals,
    /// Measure the core against the mail parser alone, and the WebAssembly package against the core.
    Speed(speed::Options),
    /// Build the WebAssembly package into www/pkg.
    Wasm,
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Bench(what) => bench::run(&what),
        Command::Demo(options) => demo::run(&options),
        Command::Embed(options) => embed::run(&options),
        Command::Test(options) => checks::run(&options),
        Command::Corpus(options) => corpus::run(&options),
        Command::Compare(options) => compare::run(&options),
        Command::Extension => extension::package().map(|_| ()),
        Command::Interface(options) => interface::check(&options, None),
        Command::Codes => checks::measure_codes(),
        Command::Lists(options) => lists::run(&options),
        Command::Roundcube => roundcube::run(),
        Command::Simulate => simulate::run(),
        Command::Signals => checks::write_catalogue(),
        Command::Speed(options) => speed::run(&options),
        Command::Wasm => wasm::package().map(|_| ()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            step::failed(&error);
            ExitCode::FAILURE
        }
    }
}

/// The root of the checkout.
fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.ancestors()
        .nth(2)
        .map_or_else(|| here.clone(), PathBuf::from)
}

/// Where cargo builds.
fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}
