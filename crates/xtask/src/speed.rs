//! `cargo xtask speed`: the core against the mail parser alone, and the package in Node.js against the core.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::step::{cargo, command, run as run_command, say, step};
use crate::{setup, wasm};

const IN_NODE: &str = include_str!("speed.mjs");

/// What `cargo xtask speed` takes.
#[derive(clap::Args)]
pub struct Options {
    /// A folder of mails (*.eml), searched through; the bundled cases if none is named.
    #[arg(long, value_name = "DIR")]
    mail: Option<PathBuf>,
    /// How many of the mails are taken, evenly from all of them.
    #[arg(long, value_name = "NUMBER", default_value_t = 1200)]
    most: usize,
}

/// Measures in one run, so that the ratios hold whatever the machine.
pub fn run(options: &Options) -> Result<()> {
    let folder = options.mail.clone();
    let folder = folder.unwrap_or_else(|| crate::root().join("tests/corpus"));
    let mut mails = Vec::new();
    find(&folder, &mut mails)?;
    mails.sort();
    ensure!(!mails.is_empty(), "{} holds no .eml", folder.display());
    let each = mails.len().div_ceil(options.most.max(1));
    let paths: Vec<String> = mails
        .into_iter()
        .step_by(each)
        .map(|path| path.display().to_string())
        .collect();
    let package = step("Building the WebAssembly package", wasm::package)?;
    let build = [
        "build",
        "--locked",
        "--release",
        "--package",
        "banner-core",
        "--example",
        "speed",
    ];
    step("Building the core", || run_command(&mut cargo(&build)))?;
    say(&format!(
        "Judging {} mails each way, three times or more",
        paths.len()
    ));
    let native = measured(
        &mut command(crate::target().join("release/examples/speed"), &[]),
        &paths,
    )?;
    let [core, parser] = native.as_slice() else {
        anyhow::bail!("the core's time could not be read");
    };
    let node = setup::npm()?.with_file_name("node");
    let mut node = command(node, &["--input-type=module", "--eval", IN_NODE]);
    let in_node = measured(node.arg(package), &paths)?;
    let in_node = in_node.first().context("Node's time could not be read")?;
    let mail = 1e6 / paths.len() as f64;
    say(&format!(
        "    The core takes {:.0} µs a mail, {:.1} times what the mail parser alone takes",
        core * mail,
        core / parser
    ));
    say(&format!(
        "    The package takes {:.0} µs a mail in Node.js, {:.2} times what the core takes",
        in_node * mail,
        in_node / core
    ));
    Ok(())
}

fn find(folder: &Path, mails: &mut Vec<PathBuf>) -> Result<()> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("{} could not be read", folder.display()))?;
    for entry in entries {
        let path = fs::canonicalize(entry?.path())?;
        if path.is_dir() {
            find(&path, mails)?;
        } else if path.extension().is_some_and(|extension| extension == "eml") {
            mails.push(path);
        }
    }
    Ok(())
}

/// Runs a program on the paths and reads the seconds that it prints.
fn measured(program: &mut Command, paths: &[String]) -> Result<Vec<f64>> {
    let mut child = program
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("what measures could not be started")?;
    let mut input = child.stdin.take().context("it reads nothing")?;
    input.write_all(paths.join("\n").as_bytes())?;
    drop(input);
    let output = child.wait_with_output()?;
    ensure!(
        output.status.success(),
        "what measures ended with {}",
        output.status
    );
    let text = String::from_utf8(output.stdout)?;
    Ok(text
        .split_whitespace()
        .map(str::parse)
        .collect::<Result<_, _>>()?)
}
