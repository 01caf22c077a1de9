//! Writes SIGNALS.md from the signals' own files and holds that it is fresh and that their docs
//! and tests are complete.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::{Direction, Group, registry};
use crate::signals::find;

/// Every signal file below `root` as id and path, sorted by id.
pub(super) fn files(root: &Path) -> Vec<(String, PathBuf)> {
    let mut found = Vec::new();
    for group in Group::ALL {
        for entry in std::fs::read_dir(root.join(group.name())).unwrap() {
            let path = entry.unwrap().path();
            let stem = path.file_stem().unwrap().to_str().unwrap();
            if stem != "mod" && path.is_file() {
                found.push((format!("{}.{stem}", group.name()), path.clone()));
            }
        }
    }
    found.sort();
    found
}

fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/signals");
    let read = |(id, path): (String, PathBuf)| (id, std::fs::read_to_string(path).unwrap());
    files(&root).into_iter().map(read).collect()
}

fn doc(source: &str) -> Vec<&str> {
    source
        .lines()
        .map_while(|line| line.strip_prefix("//!"))
        .map(|line| line.strip_prefix(' ').unwrap_or(line))
        .collect()
}

fn catalogue() -> String {
    let mut text = String::from(
        "# Signals\n\nWhat is examined, why, and when it is wrong. Written from the files below \
         `src/signals` by `cargo xtask signals`; edit those.\n",
    );
    let sources = sources();
    for group in Group::ALL {
        let _ = write!(text, "\n## {}\n", group.name());
        for signal in registry().iter().filter(|signal| signal.group == group) {
            let (_, source) = sources.iter().find(|(id, _)| id == signal.id).unwrap();
            let way = match signal.direction {
                Direction::Threat => {
                    let names: Vec<_> = signal.threats.iter().map(|threat| threat.name()).collect();
                    format!("Threat: {}", names.join(", "))
                }
                Direction::Reassurance => "Reassuring".to_owned(),
            };
            let _ = write!(
                text,
                "\n### {}\n\n{}\n\n{way}. Since {}.\n",
                signal.id,
                doc(source).join("\n"),
                signal.since
            );
        }
    }
    text
}

#[test]
fn the_catalogue_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("SIGNALS.md");
    #[allow(
        clippy::disallowed_methods,
        reason = "a test that `cargo xtask signals` uses to write the file"
    )]
    if std::env::var("WRITE_CATALOGUE").is_ok() {
        std::fs::write(&path, catalogue()).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    // Without the two texts, which would bury the sentence.
    assert!(
        written == catalogue(),
        "SIGNALS.md is stale; run `cargo xtask signals`"
    );
}

#[test]
fn every_signal_says_what_why_and_when_it_is_wrong() {
    for (id, source) in sources() {
        let doc = doc(&source).join("\n");
        assert!(
            doc.contains("\n\nWhy: "),
            "{id}: the doc lacks a paragraph that begins with \"Why: \""
        );
        assert!(
            doc.contains("\n\nWrong when: "),
            "{id}: the doc lacks a paragraph \"Wrong when: \""
        );
    }
}

#[test]
fn every_signal_is_tested_both_ways() {
    for (id, source) in sources() {
        assert!(
            source.contains("fn fires_on_"),
            "{id} has no test fires_on_…"
        );
        assert!(
            source.contains("fn silent_on_"),
            "{id} has no test silent_on_…"
        );
    }
}

#[test]
fn threat_signals_name_a_threat_and_reassuring_ones_none() {
    for signal in registry() {
        let reassuring = signal.direction == Direction::Reassurance;
        assert_eq!(signal.threats.is_empty(), reassuring, "{}", signal.id);
        assert!(find(signal.id).is_some());
    }
}
