//! The npm package: the same script for bundlers, the files that it loads, and its types, in `www/dist/npm`.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::bundle::{Format, bundle_with, packages};
use crate::embed::{BEYOND, copy};
use crate::setup;
use crate::step::{command, output};

/// Writes the package from what was bundled in `files`, and holds that npm would take it and that a user's types fit.
///
/// # Errors
/// When any of it fails.
pub fn build(www: &Path, files: &Path, constants: &[(&str, String)], version: &str) -> Result<()> {
    let folder = www.join("dist/npm");
    let _ = fs::remove_dir_all(&folder);
    for name in ["worker.js", BEYOND, "pkg", "pkg-parts"] {
        copy(&files.join(name), &folder.join(name))?;
    }
    bundle_with(
        "embed/index.js",
        "dist/npm/index.js",
        Format::Module,
        constants,
    )?;
    for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
        copy(&crate::root().join(licence), &folder.join(licence))?;
    }
    copy(&www.join("embed/README.md"), &folder.join("README.md"))?;
    let about = fs::read_to_string(www.join("embed/package.json"))
        .context("www/embed/package.json could not be read")?;
    fs::write(
        folder.join("package.json"),
        about.replace("0.0.0-version", version),
    )?;
    types(www, &folder)?;
    check(www, &folder)
}

/// The types, as TypeScript makes them out of the comments.
fn types(www: &Path, folder: &Path) -> Result<()> {
    let typescript = packages(www)?.join("typescript/bin/tsc");
    let mut tsc = command(setup::node()?, &[&typescript.to_string_lossy()]);
    tsc.current_dir(www)
        .args(["--project", "embed/tsconfig.json"]);
    output(&mut tsc).context("the types could not be made")?;
    for name in ["pkg/banner_wasm.d.ts", "pkg-parts/part_reader_wasm.d.ts"] {
        copy(&www.join(name), &folder.join("types").join(name))?;
    }
    Ok(())
}

/// Packs it without writing anything, and compiles a page that uses it.
fn check(www: &Path, folder: &Path) -> Result<()> {
    let mut pack = command(setup::npm()?, &["pack", "--dry-run", "--json", "--silent"]);
    let packed = output(pack.current_dir(folder)).context("npm refuses the package")?;
    let packed: serde_json::Value =
        serde_json::from_str(&packed).context("npm does not say what it packed")?;
    let listed = packed.to_string();
    for needed in [
        "index.js",
        "types/embed/index.d.ts",
        "types/pkg/banner_wasm.d.ts",
        "pkg/banner_wasm_bg.wasm",
        "worker.js",
        BEYOND,
        "LICENSE-MIT",
        "README.md",
    ] {
        anyhow::ensure!(
            listed.contains(&format!("\"{needed}\"")),
            "the npm package lacks {needed}"
        );
    }
    let typescript = packages(www)?.join("typescript/bin/tsc");
    let mut tsc = command(setup::node()?, &[&typescript.to_string_lossy()]);
    tsc.current_dir(www).args(["--project", "embed/consumer"]);
    output(&mut tsc).context("the types of the npm package do not fit one who uses it")?;
    Ok(())
}
