//! Builds part-reader-wasm and writes the package that pages load into `www/pkg-parts`, only for mail that has parts to look into.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

use crate::optimizer;
use crate::setup;
use crate::step::{cargo, run, say};
use crate::wasm::{compiler_options, compressed, identity, strip_comments};

/// The most that a page may load to look into parts, in bytes after brotli.
pub const MOST: usize = 300_000;

/// Builds the package unless it is newer than what it is made of.
///
/// # Errors
/// When it cannot be built, or is larger than [`MOST`].
pub fn package() -> Result<()> {
    let folder = crate::root().join("www/pkg-parts");
    run(&mut cargo(&[
        "build",
        "--locked",
        "--config",
        &compiler_options(),
        "--package",
        "part-reader-wasm",
        "--target",
        setup::WASM,
        "--profile",
        "wasm",
    ]))?;
    let built = crate::target()
        .join(setup::WASM)
        .join("wasm/part_reader_wasm.wasm");
    let stamp = folder.join(".built-from");
    let identity = identity(&built)?;
    if fs::read_to_string(&stamp).is_ok_and(|known| known == identity) {
        return Ok(());
    }
    let _ = fs::remove_dir_all(&folder);
    bind(&built, &folder)?;
    let size = compressed(&[
        folder.join("part_reader_wasm_bg.wasm"),
        folder.join("part_reader_wasm.js"),
    ])?;
    say(&format!(
        "    To look into parts, a page loads {} KB more (brotli; at most {} KB)",
        size.div_ceil(1000),
        MOST / 1000
    ));
    ensure!(
        size <= MOST,
        "A page would load {size} bytes to look into parts, {} more than it may.",
        size - MOST
    );
    fs::write(&stamp, identity).with_context(|| format!("{} could not be written", stamp.display()))
}

fn bind(built: &Path, folder: &Path) -> Result<()> {
    Bindgen::new()
        .input_path(built)
        .web(true)
        .context("wasm-bindgen refused its options")?
        .typescript(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(folder)
        .context("wasm-bindgen could not write the package")?;
    strip_comments(&folder.join("part_reader_wasm.js"))?;
    optimizer::optimize(&folder.join("part_reader_wasm_bg.wasm"))
}
