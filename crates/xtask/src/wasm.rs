//! Builds banner-wasm and writes the package that pages load into `www/pkg`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::setup;
use crate::step::{cargo, run, say};

/// Features that rustc's output uses; older versions of wasm-opt want them named.
const WASM_FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-multivalue",
];

/// Builds the package unless it is newer than what it is made of, and gives its folder.
pub fn package() -> Result<PathBuf> {
    setup::wasm_target()?;
    let folder = crate::root().join("www/pkg");
    run(&mut cargo(&[
        "build",
        "--locked",
        "--package",
        "banner-wasm",
        "--target",
        setup::WASM,
        "--profile",
        "wasm",
    ]))?;
    let built = crate::target()
        .join(setup::WASM)
        .join("wasm/banner_wasm.wasm");
    let stamp = folder.join(".built-from");
    let identity = identity(&built)?;
    if fs::read_to_string(&stamp).is_ok_and(|known| known == identity) {
        return Ok(folder);
    }
    // wasm-bindgen as a library of exactly the version in Cargo.lock: no tool to install beside.
    let _ = fs::remove_dir_all(&folder);
    Bindgen::new()
        .input_path(&built)
        .web(true)
        .context("wasm-bindgen refused its options")?
        .typescript(true)
        // Names serve only a debugger, and would be a twelfth of the download.
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(&folder)
        .context("wasm-bindgen could not write the package")?;
    shrink(&folder.join("banner_wasm_bg.wasm"))?;
    fs::write(&stamp, identity)
        .with_context(|| format!("{} could not be written", stamp.display()))?;
    Ok(folder)
}

/// What the package was built from: size and time of the compiler's output, and whether it is shrunk.
fn identity(built: &Path) -> Result<String> {
    let data = fs::metadata(built).with_context(|| format!("{} is missing", built.display()))?;
    let time = data
        .modified()
        .ok()
        .and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    Ok(format!(
        "{} {:?} {:?}",
        data.len(),
        time.map(|time| time.as_nanos()),
        setup::wasm_opt()
    ))
}

/// Lets wasm-opt make the file smaller where the machine has it. A wasm-opt that is too old for
/// this file leaves it as it is.
fn shrink(file: &Path) -> Result<()> {
    let Some(tool) = setup::wasm_opt() else {
        say("    wasm-opt was not found, so the package stays about a tenth larger than need be");
        return Ok(());
    };
    let small = file.with_extension("small");
    let mut command = Command::new(tool);
    command
        .arg("-Os")
        .args(WASM_FEATURES)
        .arg("-o")
        .arg(&small)
        .arg(file);
    match command.output() {
        Ok(output) if output.status.success() => fs::rename(&small, file)
            .with_context(|| format!("{} could not be replaced", file.display())),
        _ => {
            say("    wasm-opt could not read the package, so it stays as it is");
            let _ = fs::remove_file(&small);
            Ok(())
        }
    }
}
