//! Joins a script and all that it imports into one file, with esbuild of the version in www/package-lock.json.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::setup;
use crate::step::{command, output};

/// What the file is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A module: for `<script type="module">` and module workers.
    Module,
    /// A module that loads no other later, since a service worker may not.
    Worker,
    /// A classic script that leaves no name behind: for content scripts, which cannot be modules.
    Script,
}

/// Writes `entry` (below `www/`) and what it imports to `out` (below `www/` too).
///
/// # Errors
/// When Node.js is missing, or an import leads nowhere.
pub fn bundle(entry: &str, out: &str, format: Format) -> Result<PathBuf> {
    bundle_with(entry, out, format, &[])
}

/// The same with constants: each name stands for a value in JSON.
///
/// # Errors
/// As [`bundle`].
pub fn bundle_with(
    entry: &str,
    out: &str,
    format: Format,
    constants: &[(&str, String)],
) -> Result<PathBuf> {
    let www = crate::root().join("www");
    // A script or a program, depending on whether its packages' own scripts were run when it was installed.
    let esbuild = packages(&www)?.join(".bin/esbuild");
    let out = www.join(out);
    let mut esbuild = command(esbuild, &[]);
    esbuild.current_dir(&www).arg(entry).args([
        "--bundle",
        "--minify",
        "--charset=utf8",
        "--legal-comments=none",
        "--log-level=warning",
        // What browsers had in 2023, when module workers were in the last of them.
        "--target=chrome114,firefox115,safari16.4",
    ]);
    esbuild.arg(match format {
        Format::Module | Format::Worker => "--format=esm",
        Format::Script => "--format=iife",
    });
    if format == Format::Worker {
        esbuild.arg("--supported:dynamic-import=false");
    }
    esbuild.arg(format!("--outfile={}", out.display()));
    for (name, value) in constants {
        esbuild.arg(format!("--define:{name}={value}"));
    }
    output(&mut esbuild).with_context(|| format!("www/{entry} could not be bundled"))?;
    Ok(out)
}

/// The npm packages of `www`, installed as its lock file says unless they are there; gives their folder.
///
/// # Errors
/// When npm is missing or cannot install them.
pub fn packages(www: &Path) -> Result<PathBuf> {
    let folder = www.join("node_modules");
    let lock = std::fs::read_to_string(www.join("package-lock.json"))
        .context("www/package-lock.json could not be read")?;
    let installed = std::fs::read_to_string(folder.join(".package-lock.json")).unwrap_or_default();
    if !fits(&lock, &installed)? {
        let arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
        crate::step::run(command(setup::npm()?, &arguments).current_dir(www))?;
    }
    Ok(folder)
}

/// Whether each package that is asked for was installed in the version of the lock file.
fn fits(lock: &str, installed: &str) -> Result<bool> {
    let lock: serde_json::Value =
        serde_json::from_str(lock).context("www/package-lock.json is no JSON")?;
    let installed: serde_json::Value = serde_json::from_str(installed).unwrap_or_default();
    let wanted = lock
        .get("packages")
        .and_then(|packages| packages.as_object());
    Ok(wanted.into_iter().flatten().all(|(name, package)| {
        // The package itself, and builds for other machines.
        let is_needed = !name.is_empty() && package.get("optional").is_none();
        !is_needed || {
            let found = installed.pointer("/packages").and_then(|all| all.get(name));
            found.is_some_and(|found| found.get("version") == package.get("version"))
        }
    }))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test is a sentence already")]

    use super::*;

    const LOCK: &str = r#"{"packages": {"": {"name": "www"}, "node_modules/esbuild": {"version": "0.28.2"},
        "node_modules/@esbuild/aix-ppc64": {"version": "0.28.2", "optional": true}}}"#;

    #[test]
    fn packages_of_the_lock_file_are_not_installed_twice() {
        let installed = r#"{"packages": {"node_modules/esbuild": {"version": "0.28.2"}}}"#;
        assert!(fits(LOCK, installed).unwrap());
    }

    #[test]
    fn packages_that_are_missing_or_of_another_version_are_installed() {
        let older = r#"{"packages": {"node_modules/esbuild": {"version": "0.25.0"}}}"#;
        for installed in ["", "{}", r#"{"packages": {}}"#, older] {
            assert!(!fits(LOCK, installed).unwrap(), "{installed}");
        }
    }
}
