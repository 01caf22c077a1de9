//! Runs one step after another and tells the person at the terminal what is going on.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};

/// Says on standard error what happens now.
#[allow(
    clippy::print_stderr,
    reason = "telling what goes on is this file's task"
)]
pub fn say(text: &str) {
    eprintln!("==> {text}");
}

/// Why a command ended, when a program that it ran has said so in its own words.
#[derive(Debug)]
pub struct SaidAlready;

impl std::fmt::Display for SaidAlready {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("what is wrong stands above")
    }
}

impl std::error::Error for SaidAlready {}

/// Says why the command ended, cause by cause.
#[allow(
    clippy::print_stderr,
    reason = "telling what goes on is this file's task"
)]
pub fn failed(error: &anyhow::Error) {
    if error.is::<SaidAlready>() {
        return;
    }
    let mut text = String::new();
    for (depth, cause) in error.chain().enumerate() {
        let _ = write!(
            text,
            "{}{cause}",
            if depth == 0 { "" } else { "\n    because: " }
        );
    }
    eprintln!("\nStopped: {text}");
}

/// Runs one step under a heading and says how long it took.
pub fn step<T>(heading: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    say(heading);
    let began = Instant::now();
    let result = work().with_context(|| format!("the step \"{heading}\" failed"))?;
    let seconds = began.elapsed().as_secs();
    if seconds >= 5 {
        say(&format!("    done in {seconds} s"));
    }
    Ok(result)
}

/// A command in the root of the checkout.
pub fn command(program: impl AsRef<OsStr>, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.current_dir(crate::root()).args(arguments);
    command
}

/// Cargo, the one that runs this, building what Cargo.lock says.
pub fn cargo(arguments: &[&str]) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut cargo = command(cargo, arguments);
    // Set for this process by `cargo run`; passed on, they would make every build start afresh.
    for name in ["CARGO_MANIFEST_DIR", "CARGO_PKG_NAME", "CARGO_PKG_VERSION"] {
        cargo.env_remove(name);
    }
    cargo
}

/// Runs a command whose output the person sees; an exit status other than 0 is an error.
pub fn run(command: &mut Command) -> Result<()> {
    let shown = shown(command);
    let status = command
        .status()
        .with_context(|| format!("`{shown}` could not be started"))?;
    if !status.success() {
        bail!("`{shown}` ended with {status}");
    }
    Ok(())
}

/// Runs a command quietly and gives its standard output; its errors are part of the error.
pub fn output(command: &mut Command) -> Result<String> {
    let shown = shown(command);
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("`{shown}` could not be started"))?;
    if !output.status.success() {
        let errors = String::from_utf8_lossy(&output.stderr);
        bail!("`{shown}` ended with {}: {}", output.status, errors.trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}
