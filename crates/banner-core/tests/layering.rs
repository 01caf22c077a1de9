//! Imports point one way: each module of the core names only those before it.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot read the source has failed"
)]

use std::fs;
use std::path::{Path, PathBuf};

/// The modules in the order of the data flow. `error` is named by all and names none.
const ORDER: &[&str] = &[
    "built_in",
    "error",
    "sorting",
    "digest",
    "word_list",
    "characters",
    "sieve",
    "names",
    "wording",
    "context",
    "message",
    "readings",
    "lexicon",
    "lists",
    "authentication",
    "signals",
    "level",
    "model",
    "verdict",
    "banner",
    "feedback",
    "scoring",
];

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn no_module_names_one_to_its_right() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&src, &mut files);
    let mut checked = 0;
    for file in files {
        let relative = file
            .strip_prefix(&src)
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned();
        let module = relative.split(['/', '.']).next().unwrap();
        let Some(own) = ORDER.iter().position(|known| *known == module) else {
            assert_eq!(
                module, "lib",
                "{relative} belongs to no module in the order"
            );
            continue;
        };
        let text = fs::read_to_string(&file).unwrap();
        // Tests may look at the whole.
        if relative.ends_with("tests.rs") || relative.ends_with("testing.rs") {
            continue;
        }
        let shipped = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        for (right, name) in ORDER.iter().enumerate().skip(own + 1) {
            checked += 1;
            let named = shipped.contains(&format!("crate::{name}::"))
                || shipped.contains(&format!("crate::{name};"));
            assert!(
                !named,
                "{relative} names crate::{name}, which stands to its right ({right})"
            );
        }
    }
    assert!(checked > 100, "the test looked at nothing");
}

#[test]
fn modules_are_named_from_the_root_so_that_this_test_sees_them() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&src, &mut files);
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        assert!(
            !text.contains("super::super::super::"),
            "{}: write crate::…",
            file.display()
        );
    }
}
