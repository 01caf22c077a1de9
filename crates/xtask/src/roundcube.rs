//! `cargo xtask roundcube`: the plugin for Roundcube with all that it gives to browsers, as a folder and as an archive.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::step::{command, output, say, step};
use crate::{embed, setup, wasm};

/// The plugin's name, which is that of its folder.
const NAME: &str = "threat_banner";

/// Builds all of it and says where it is.
///
/// # Errors
/// When Node.js is missing, or anything cannot be built.
pub fn run() -> Result<()> {
    step("1/3 Looking at the machine", || {
        setup::c_compiler()?;
        setup::wasm_target()?;
        setup::npm().map(|_| ())
    })?;
    step(
        "2/3 Building the packages for browsers (the first time takes a few minutes)",
        wasm::package,
    )?;
    let folder = step("3/3 Bundling and packing", || package(&embed::package()?))?;
    say(&format!(
        "{0} goes into Roundcube's folder plugins, and {0}.tar.gz is the same in one file",
        folder.display()
    ));
    Ok(())
}

/// Packs the plugin with this version of what browsers load, and gives its folder.
///
/// # Errors
/// When a file cannot be written, or `tar` fails.
pub fn package(version: &str) -> Result<PathBuf> {
    let www = crate::root().join("www");
    let dist = www.join("dist/roundcube");
    let folder = dist.join(NAME);
    let _ = fs::remove_dir_all(&folder);
    embed::copy(&www.join("roundcube").join(NAME), &folder)?;
    // The version is in the path: browsers may keep files for as long as they like, and none meets those of another version.
    let assets = folder.join("assets").join(version);
    embed::copy(&www.join("dist/embed").join(version), &assets)?;
    fs::write(folder.join("assets/version"), version)?;
    // No web server that Roundcube is known to run on looks for these by itself.
    without_compressed(&assets)?;
    for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
        fs::copy(crate::root().join(licence), folder.join(licence))?;
    }
    let archive = dist.join(format!("{NAME}.tar.gz"));
    output(&mut command(
        "tar",
        &[
            "--create",
            "--gzip",
            "--file",
            &archive.to_string_lossy(),
            "--directory",
            &dist.to_string_lossy(),
            NAME,
        ],
    ))
    .context("the archive could not be written")?;
    Ok(folder)
}

/// Has PHP read every script of the plugin.
///
/// # Errors
/// PHP's own words when it does not understand one.
pub fn check_scripts() -> Result<()> {
    let folder = crate::root().join("www/roundcube").join(NAME);
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().contains(".php") {
                let mut php = command("php", &["-l"]);
                output(php.arg(&path)).map(|_| ())?;
            }
        }
    }
    Ok(())
}

fn without_compressed(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            without_compressed(&path)?;
        } else if path.extension().is_some_and(|extension| extension == "br") {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}
