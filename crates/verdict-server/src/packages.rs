//! Whether the packages for browsers in the www folder are there, and built from the same sources as this server.

use std::path::{Path, PathBuf};

/// The sources that this server is built from, as `cargo xtask wasm` notes them beside the packages.
pub const SOURCES: &str = env!("THREAT_BANNER_SOURCES");
/// The file in a package that says what it was built from.
const NOTE: &str = ".sources";
/// Each package and the file without which it is none.
const PACKAGES: [(&str, &str); 2] = [
    ("pkg", "banner_wasm_bg.wasm"),
    ("pkg-parts", "part_reader_wasm_bg.wasm"),
];

/// What a page loads of the first of them when a message or a language needs it, by path: phrases, most visited sites and words. English
/// ones are in it.
pub fn lists() -> impl Iterator<Item = PathBuf> {
    let lists = banner_core::Lists::files().map(|(file, _)| Path::new("lists").join(file));
    lists.chain(banner_core::wording_files().map(|(file, _)| Path::new("wording").join(file)))
}

/// Why the packages cannot be served.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum PackageError {
    /// One is not there, or not whole.
    #[error(
        "There is no package for browsers in {}: run `cargo xtask wasm` and start the server again.",
        .0.display()
    )]
    Missing(PathBuf),
    /// One was built from other sources than this server.
    #[error(
        "The package for browsers in {} was built from other sources than this server: run `cargo xtask wasm` and start a \
         server that is built from the same sources.",
        .0.display()
    )]
    Stale(PathBuf),
}

/// Holds that the packages below `www` fit this server.
///
/// # Errors
/// [`PackageError`] names the folder of the first that does not.
pub fn check(www: &Path) -> Result<(), PackageError> {
    for (name, module) in PACKAGES {
        let folder = www.join(name);
        if !folder.join(module).is_file() {
            return Err(PackageError::Missing(folder));
        }
        if name == PACKAGES[0].0 && lists().any(|list| !folder.join(list).is_file()) {
            return Err(PackageError::Missing(folder));
        }
        let note = std::fs::read_to_string(folder.join(NOTE));
        if note.is_ok_and(|note| note.trim() == SOURCES) {
            continue;
        }
        return Err(PackageError::Stale(folder));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// Packages that were built from these sources.
    fn packages(sources: [&str; 2]) -> tempfile::TempDir {
        let www = tempfile::tempdir().unwrap();
        for ((name, module), sources) in PACKAGES.into_iter().zip(sources) {
            let folder = www.path().join(name);
            fs::create_dir(&folder).unwrap();
            fs::write(folder.join(module), "").unwrap();
            fs::write(folder.join(NOTE), format!("{sources}\n")).unwrap();
        }
        for list in lists() {
            let list = www.path().join("pkg").join(list);
            fs::create_dir_all(list.parent().unwrap()).unwrap();
            fs::write(list, "").unwrap();
        }
        www
    }

    #[test]
    fn packages_of_the_same_sources_fit() {
        assert_eq!(check(packages([SOURCES; 2]).path()), Ok(()));
    }

    #[test]
    fn packages_of_other_sources_do_not() {
        for (sources, name) in [
            (["0123456789abcdef", SOURCES], "pkg"),
            ([SOURCES, "0123456789abcdef"], "pkg-parts"),
        ] {
            let www = packages(sources);
            let stale = PackageError::Stale(www.path().join(name));
            assert_eq!(check(www.path()), Err(stale));
        }
        // Built before packages were noted.
        let www = packages([SOURCES; 2]);
        fs::remove_file(www.path().join("pkg").join(NOTE)).unwrap();
        let problem = check(www.path()).unwrap_err().to_string();
        assert!(problem.contains("cargo xtask wasm"), "{problem}");
    }

    #[test]
    fn a_fresh_checkout_has_none() {
        let www = tempfile::tempdir().unwrap();
        let problem = check(www.path()).unwrap_err();
        assert_eq!(problem, PackageError::Missing(www.path().join("pkg")));
        assert!(
            problem.to_string().contains("cargo xtask wasm"),
            "{problem}"
        );
        let www = packages([SOURCES; 2]);
        fs::remove_file(www.path().join("pkg-parts/part_reader_wasm_bg.wasm")).unwrap();
        let missing = PackageError::Missing(www.path().join("pkg-parts"));
        assert_eq!(check(www.path()), Err(missing));
    }

    #[test]
    fn a_package_without_a_languages_phrases_is_not_whole() {
        let www = packages([SOURCES; 2]);
        let list = lists().last().unwrap();
        fs::remove_file(www.path().join("pkg").join(list)).unwrap();
        let missing = PackageError::Missing(www.path().join("pkg"));
        assert_eq!(check(www.path()), Err(missing));
    }

    #[test]
    fn the_sources_are_those_of_the_checkout() {
        assert_eq!(SOURCES.len(), 16);
        assert!(SOURCES.bytes().all(|digit| digit.is_ascii_hexdigit()));
    }
}
