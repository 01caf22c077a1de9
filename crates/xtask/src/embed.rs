//! `cargo xtask embed`: the banner for pages of others, as one script that a server gives out, and as an npm package.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use sha2::{Digest, Sha384};

use crate::bundle::{Format, bundle, bundle_with};
use crate::npm_package;
use crate::setup;
use crate::step::{say, step};
use crate::wasm;

/// So many versions stay, the newest: pages name one for good, by its hash.
const KEPT: usize = 5;
/// What the script loads when it is needed, by folder of `www`.
const LOADED: [(&str, &str); 4] = [
    ("pkg", "banner_wasm_bg.wasm"),
    ("pkg", "lists"),
    ("pkg", "wording"),
    ("pkg-parts", "part_reader_wasm_bg.wasm"),
];

/// What follows the first banner, a script of its own.
pub const BEYOND: &str = "beyond.js";

/// The `integrity` of each file, by its path.
pub type Files = BTreeMap<String, String>;

/// What `cargo xtask embed` takes.
#[derive(clap::Args)]
pub struct Options {
    /// Take the packages for browsers as they are in www/pkg and www/pkg-parts, for whoever works on scripts alone.
    #[arg(long)]
    as_built: bool,
}

/// Builds all of it and says where it is.
///
/// # Errors
/// When Node.js is missing, or anything cannot be built.
pub fn run(options: &Options) -> Result<()> {
    step("1/3 Looking at the machine", || {
        setup::c_compiler()?;
        setup::wasm_target()?;
        setup::npm().map(|_| ())
    })?;
    if !options.as_built {
        step(
            "2/3 Building the packages for browsers (the first time takes a few minutes)",
            wasm::package,
        )?;
    }
    let version = step("3/3 Bundling", package)?;
    say(&format!(
        "Version {version} is in www/dist: `verdict-server serve --www www` gives it out as /embed.js"
    ));
    Ok(())
}

/// Bundles what [`wasm::package`] has built into `www/dist`, and gives its version.
///
/// # Errors
/// As [`run`].
pub fn package() -> Result<String> {
    let www = crate::root().join("www");
    let dist = www.join("dist/embed");
    let new = www.join("dist/embed-new");
    let _ = fs::remove_dir_all(&new);
    fs::create_dir_all(&new)?;
    for (entry, name) in [
        ("embed/worker.js", "worker.js"),
        ("reader/beyond.js", BEYOND),
    ] {
        let out = format!("dist/embed-new/{name}");
        bundle(entry, &out, Format::Module)?;
    }
    for (folder, name) in LOADED {
        copy(&www.join(folder).join(name), &new.join(folder).join(name))?;
    }
    let mut files = hashes(&new)?;
    let twins = files.keys().filter(|path| path.starts_with("pkg/"));
    for path in twins.cloned().collect::<Vec<_>>() {
        write_twin(&new, &path)?;
    }
    files = hashes(&new)?;
    let version = version_of(&files)?;
    let constants = [
        ("EMBED_FILES", serde_json::to_string(&files)?),
        ("EMBED_VERSION", json!(version).to_string()),
    ];
    bundle_with(
        "embed/embed.js",
        "dist/embed-new/embed.js",
        Format::Module,
        &constants,
    )?;
    npm_package::build(&www, &new, &constants, &version)?;
    let integrity = integrity_of(&new.join("embed.js"))?;
    files.insert("embed.js".into(), integrity.clone());
    for path in files.keys() {
        compress(&new.join(path))?;
    }
    let folder = dist.join(&version);
    fs::create_dir_all(&dist)?;
    let _ = fs::remove_dir_all(&folder);
    fs::rename(&new, &folder)
        .with_context(|| format!("{} could not be put into place", folder.display()))?;
    write_manifest(&dist, &version, &integrity, &files)?;
    forget_old(&dist, &version)?;
    Ok(version)
}

/// The release, and a digest of the script with the hashes of all that it loads.
fn version_of(files: &Files) -> Result<String> {
    let constants = [
        ("EMBED_FILES", serde_json::to_string(files)?),
        ("EMBED_VERSION", "\"\"".into()),
    ];
    let script = bundle_with(
        "embed/embed.js",
        "dist/embed-new/embed.js",
        Format::Module,
        &constants,
    )?;
    let digest = Sha384::digest(fs::read(script)?);
    let short: String = digest
        .iter()
        .take(6)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    Ok(format!("{}-{short}", env!("CARGO_PKG_VERSION")))
}

/// What a server tells of the version that it gives out.
fn write_manifest(dist: &Path, version: &str, integrity: &str, files: &Files) -> Result<()> {
    let script = format!("/embed/{version}/embed.js");
    let manifest = json!({
        "version": version,
        "script": script,
        "integrity": integrity,
        "snippet": format!(
            "<script type=\"module\" src=\"https://SERVER{script}\" integrity=\"{integrity}\" crossorigin=\"anonymous\"></script>"
        ),
        "files": files,
    });
    let text = serde_json::to_string_pretty(&manifest)?;
    // In one step, so that a server that is running reads the one or the other.
    let draft = dist.with_file_name("manifest-new.json");
    fs::write(&draft, text + "\n")?;
    fs::rename(&draft, dist.join("manifest.json")).context("the manifest could not be written")
}

fn forget_old(dist: &Path, version: &str) -> Result<()> {
    let mut versions: Vec<(std::time::SystemTime, PathBuf)> = fs::read_dir(dist)?
        .flatten()
        .filter(|entry| entry.path().is_dir() && entry.file_name() != version)
        .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
        .collect();
    versions.sort();
    for (_, old) in versions.iter().rev().skip(KEPT - 1) {
        fs::remove_dir_all(old)?;
    }
    Ok(())
}

/// A script that says the same, for pages whose policy lets nothing but scripts be loaded.
fn write_twin(folder: &Path, path: &str) -> Result<()> {
    let content = STANDARD.encode(fs::read(folder.join(path))?);
    let twin = format!("export default\"{content}\";\n");
    Ok(fs::write(folder.join(format!("{path}.js")), twin)?)
}

/// The hashes of all files below a folder.
///
/// # Errors
/// When one cannot be read.
pub fn hashes(folder: &Path) -> Result<Files> {
    let mut files = Files::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let below = path.strip_prefix(folder).unwrap_or(&path);
            let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
            files.insert(parts.join("/"), integrity_of(&path)?);
        }
    }
    Ok(files)
}

fn integrity_of(file: &Path) -> Result<String> {
    let content =
        fs::read(file).with_context(|| format!("{} could not be read", file.display()))?;
    let digest = STANDARD.encode(Sha384::digest(&content));
    Ok(format!("sha384-{digest}"))
}

/// Writes the file as a browser asks for it, compressed, beside itself.
fn compress(file: &Path) -> Result<()> {
    let content = fs::read(file)?;
    let options = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: content.len(),
        ..Default::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut content.as_slice(), &mut compressed, &options)?;
    let mut name = file.as_os_str().to_owned();
    name.push(".br");
    Ok(fs::write(name, compressed)?)
}

/// Copies a file, or a folder with all that is in it.
///
/// # Errors
/// When it cannot be read or written.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    if !from.is_dir() {
        if let Some(parent) = to.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::copy(from, to).with_context(|| {
            format!(
                "{} could not be copied; run `cargo xtask wasm`",
                from.display()
            )
        })?;
        return Ok(());
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        copy(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test is a sentence already")]

    use super::*;

    #[test]
    fn hashes_are_those_that_pages_name() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("pkg")).unwrap();
        fs::write(folder.path().join("pkg/a.txt"), "abc").unwrap();
        let files = hashes(folder.path()).unwrap();
        // FIPS 180-4, the example of SHA-384 for one block.
        let expected = "sha384-ywB1P0WjXou1oD1pmsZQBycsMqsO3tFjGotgWkP/W+2AhgcroefMI1i67KE0yCWn";
        assert_eq!(files, Files::from([("pkg/a.txt".into(), expected.into())]));
    }

    #[test]
    fn the_newest_versions_stay() {
        let dist = tempfile::tempdir().unwrap();
        for number in 0..8 {
            fs::create_dir(dist.path().join(format!("v{number}"))).unwrap();
        }
        fs::write(dist.path().join("manifest.json"), "").unwrap();
        forget_old(dist.path(), "v0").unwrap();
        assert!(dist.path().join("v0").is_dir());
        let left = fs::read_dir(dist.path()).unwrap().count();
        assert_eq!(left, KEPT + 1, "the versions and the manifest");
    }
}
