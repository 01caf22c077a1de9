//! Has Binaryen's wasm-opt work on a module where it is installed, and keeps what it makes if the download becomes smaller.
//!
//! That is to be asked each time: with -Oz, version 123 takes a twentieth of the module away and makes the download of
//! banner-wasm 8 KB larger, since the code repeats itself less and brotli lives on that. Version 108 refuses the module.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::step::say;
use crate::wasm::compressed;

/// Puts the optimized module in the place of the one at `module`, if that makes the download smaller.
pub fn optimize(module: &Path) -> Result<()> {
    let Ok(program) = which::which("wasm-opt") else {
        return Ok(());
    };
    say("    wasm-opt is here: whether it makes the download smaller");
    let optimized = module.with_extension("optimized");
    let outcome = Command::new(program)
        .args(["-Oz", "--all-features", "--output"])
        .args([&optimized, module])
        .output()
        .context("wasm-opt could not be run")?;
    if !outcome.status.success() {
        let words = String::from_utf8_lossy(&outcome.stderr);
        let first = words.lines().next().unwrap_or_default();
        say(&format!(
            "    It refuses the module, which stays as it is: {first}"
        ));
        let _ = fs::remove_file(&optimized);
        return Ok(());
    }
    let (before, after) = (
        compressed(&[module.to_owned()])?,
        compressed(std::slice::from_ref(&optimized))?,
    );
    if after < before {
        say(&format!("    It saves {} bytes", before - after));
        return fs::rename(&optimized, module).context("the optimized module could not be kept");
    }
    say(&format!(
        "    It would make it {} bytes larger, so the module stays as it is",
        after - before
    ));
    fs::remove_file(&optimized).context("the optimized module could not be removed")
}
