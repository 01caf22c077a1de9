//! The `verdict-server` command.

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use verdict_server::cli::{Arguments, Outcome, run};

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::SomeFailed) => ExitCode::FAILURE,
        Err(error) => {
            // With standard error gone there is nobody left to tell.
            let _ = writeln!(std::io::stderr(), "verdict-server: {error}");
            ExitCode::FAILURE
        }
    }
}
