//! `cargo xtask extension`: the browser extension for Chromium and Firefox, as folders and as packages that come out the same each time.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::{Map, Value};

use crate::bundle::{self, Format};
use crate::step::say;
use crate::{archive, wasm};

/// The browsers, as `www/extension/browsers.json` names them.
pub const BROWSERS: [&str; 2] = ["chromium", "firefox"];

/// Each script that a browser starts by itself, joined with all that it imports: a worker that is started often should read one
/// file, and a content script can be but one.
const SCRIPTS: [(&str, Format); 4] = [
    ("extension/background.js", Format::Worker),
    ("extension/content.js", Format::Script),
    ("extension/options/options.js", Format::Module),
    ("extension/popup/popup.js", Format::Module),
];

/// What is taken as it is, with folders whole: from below `www/`, and where it lies in the package.
const FILES: [(&str, &str); 12] = [
    ("extension/_locales", "_locales"),
    ("extension/icons/16.png", "extension/icons/16.png"),
    ("extension/icons/32.png", "extension/icons/32.png"),
    ("extension/icons/48.png", "extension/icons/48.png"),
    ("extension/icons/128.png", "extension/icons/128.png"),
    ("extension/pages.css", "extension/pages.css"),
    ("extension/options", "extension/options"),
    ("extension/popup", "extension/popup"),
    ("pkg/banner_wasm_bg.wasm", "pkg/banner_wasm_bg.wasm"),
    ("pkg/lists", "pkg/lists"),
    ("pkg/wording", "pkg/wording"),
    (
        "pkg-parts/part_reader_wasm_bg.wasm",
        "pkg-parts/part_reader_wasm_bg.wasm",
    ),
];

/// Files of a package by their path in it.
type Files = BTreeMap<String, Vec<u8>>;

/// Writes a folder and a package for each browser below `www/dist/extension`, which it gives.
pub fn package() -> Result<PathBuf> {
    wasm::package()?;
    let www = crate::root().join("www");
    let out = www.join("dist/extension");
    let _ = fs::remove_dir_all(&out);
    let files = files(&www)?;
    for browser in BROWSERS {
        let mut files = files.clone();
        let manifest = manifest(&www.join("extension"), browser)?;
        files.insert("manifest.json".to_owned(), manifest);
        let folder = out.join(browser);
        for (path, content) in &files {
            write(&folder.join(path), content)?;
        }
        let name = format!("threat-banner-{browser}-{}.zip", env!("CARGO_PKG_VERSION"));
        let packed = archive::zip(&files)?;
        write(&out.join(&name), &packed)?;
        say(&format!(
            "    www/dist/extension/{name}: {} KB",
            packed.len().div_ceil(1000)
        ));
    }
    Ok(out)
}

fn files(www: &Path) -> Result<Files> {
    let mut files = Files::new();
    for (from, to) in FILES {
        collect(&www.join(from), to, &mut files)?;
    }
    for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
        collect(&crate::root().join(licence), licence, &mut files)?;
    }
    for (script, format) in SCRIPTS {
        let joined = bundle::bundle(script, &format!("dist/joined/{script}"), format)?;
        files.insert(script.to_owned(), read(&joined)?);
    }
    Ok(files)
}

/// The manifest that all browsers share, with what is one browser's own.
fn manifest(folder: &Path, browser: &str) -> Result<Vec<u8>> {
    let mut manifest: Map<String, Value> =
        serde_json::from_slice(&read(&folder.join("manifest.json"))?)
            .context("www/extension/manifest.json is no object in JSON")?;
    let mut own: Map<String, Value> = serde_json::from_slice(&read(&folder.join("browsers.json"))?)
        .context("www/extension/browsers.json is no object in JSON")?;
    let own = own.get_mut(browser).and_then(Value::as_object_mut);
    let own = own.with_context(|| {
        format!("www/extension/browsers.json says nothing of the browser {browser}")
    })?;
    ensure!(
        own.keys().all(|key| !manifest.contains_key(key)),
        "www/extension/browsers.json repeats what www/extension/manifest.json says"
    );
    manifest.append(own);
    manifest.insert("version".to_owned(), env!("CARGO_PKG_VERSION").into());
    let mut text = serde_json::to_string_pretty(&manifest)?;
    text.push('\n');
    Ok(text.into_bytes())
}

/// Reads a file, or all files of a folder.
fn collect(from: &Path, to: &str, files: &mut Files) -> Result<()> {
    if !from.is_dir() {
        files.insert(to.to_owned(), read(from)?);
        return Ok(());
    }
    for entry in
        fs::read_dir(from).with_context(|| format!("{} could not be read", from.display()))?
    {
        let name = entry?.file_name();
        let name = name.to_string_lossy();
        collect(&from.join(&*name), &format!("{to}/{name}"), files)?;
    }
    Ok(())
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("{} could not be read", path.display()))
}

fn write(path: &Path, content: &[u8]) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, content).with_context(|| format!("{} could not be written", path.display()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test is a sentence already")]

    use super::*;

    fn read_manifest(browser: &str) -> Value {
        let folder = crate::root().join("www/extension");
        serde_json::from_slice(&manifest(&folder, browser).unwrap()).unwrap()
    }

    #[test]
    fn pages_may_load_nothing_of_the_extension() {
        for browser in BROWSERS {
            let manifest = read_manifest(browser);
            assert!(manifest.get("web_accessible_resources").is_none());
            assert!(manifest.get("externally_connectable").is_none());
        }
    }

    #[test]
    fn no_host_is_granted_with_the_installation() {
        for browser in BROWSERS {
            let manifest = read_manifest(browser);
            assert!(manifest.get("host_permissions").is_none());
            assert!(manifest.get("content_scripts").is_none());
            let permissions = manifest.get("permissions").unwrap();
            assert_eq!(
                permissions,
                &serde_json::json!(["storage", "scripting", "activeTab"])
            );
        }
    }

    #[test]
    fn each_browser_has_the_worker_that_it_knows() {
        let worker = |browser, key: &str| read_manifest(browser).pointer(key).cloned();
        assert!(worker("chromium", "/background/service_worker").is_some());
        assert!(worker("chromium", "/background/scripts").is_none());
        assert!(worker("firefox", "/background/scripts").is_some());
        assert!(worker("firefox", "/background/service_worker").is_none());
    }

    #[test]
    fn the_version_is_that_of_the_workspace() {
        let manifest = read_manifest("firefox");
        assert_eq!(manifest.get("version").unwrap(), env!("CARGO_PKG_VERSION"));
    }
}
