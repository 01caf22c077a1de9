//! Writes the banner's style sheet as one line, without comments: what every page loads.

#![allow(
    clippy::disallowed_methods,
    reason = "the build is told by its environment where to write"
)]

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

/// In the order in which later rules win.
const SHEETS: [&str; 4] = ["levels", "line", "question", "media"];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=style");
    let folder = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?).join("style");
    let mut sheet = String::new();
    for name in SHEETS {
        sheet.push_str(&short(&read(&folder.join(name).with_extension("css"))?)?);
    }
    fs::write(
        PathBuf::from(std::env::var("OUT_DIR")?).join("style.css"),
        sheet,
    )?;
    Ok(())
}

fn read(file: &Path) -> Result<String, Box<dyn Error>> {
    fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()).into())
}

/// A sheet without comments, line ends and the indentation behind them; no string of ours holds what begins a comment.
fn short(sheet: &str) -> Result<String, Box<dyn Error>> {
    let mut kept = String::new();
    let mut rest = sheet;
    while let Some((before, comment)) = rest.split_once("/*") {
        kept.push_str(before);
        rest = comment.split_once("*/").ok_or("a comment has no end")?.1;
    }
    kept.push_str(rest);
    let mut short = String::new();
    for line in kept.lines().map(str::trim).filter(|line| !line.is_empty()) {
        // A selector or a value goes on in the next line.
        if !short.is_empty() && !short.ends_with(['{', '}', ';', ',']) {
            short.push(' ');
        }
        short.push_str(&line.replace(": ", ":").replace(" {", "{"));
    }
    Ok(short)
}
