//! `verdict-server train`, run as people run it.

use std::fs;
use std::process::{Command, Output};

use serde_json::Value;

use super::{PHISHING, PLAIN, problem, write};

/// Invented mail of two collections of each kind, with a manifest.
fn mail() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut manifest = String::from("path\tlabel\tcluster\tlang\tdate\tlicence\n");
    for number in 0..12 {
        for (source, label, text) in [
            ("list", "ham", PLAIN),
            ("office", "ham", PLAIN),
            ("pot", "phish", PHISHING),
            ("trap", "phish", PHISHING),
        ] {
            let path = format!("{source}/{number}.eml");
            write(folder.path(), &path, text);
            let day = number + 1;
            manifest += &format!("{path}\t{label}\t{source}{number}\ten\t2024-01-{day:02}\tMIT\n");
        }
    }
    write(folder.path(), "M.tsv", &manifest);
    folder
}

fn train(folder: &tempfile::TempDir, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_verdict-server"))
        .args(["train", "--data", "M.tsv", "--out", "model.json"])
        .args(arguments)
        .current_dir(folder.path())
        .output()
        .unwrap()
}

fn model(folder: &tempfile::TempDir) -> Value {
    serde_json::from_slice(&fs::read(folder.path().join("model.json")).unwrap()).unwrap()
}

#[test]
fn writes_a_model_that_score_takes_and_a_card() {
    let folder = mail();
    let output = train(&folder, &["--model-version", "2026.11.9"]);
    assert!(output.status.success(), "{}", problem(&output));
    assert_eq!(model(&folder)["version"], "2026.11.9");
    assert_eq!(
        model(&folder)["figures"]["sources_left_out.caught.caution"],
        1.0
    );
    let card = fs::read_to_string(folder.path().join("model.card.md")).unwrap();
    for part in [
        "# Model 2026.11.9",
        "Each source left out in turn",
        "| pot | phish | 12 | MIT |",
        "sha256:",
    ] {
        assert!(card.contains(part), "no {part} in {card}");
    }
    let scored = Command::new(env!("CARGO_BIN_EXE_verdict-server"))
        .args(["score", "--model", "model.json", "pot/1.eml"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let line: Value = serde_json::from_slice(&scored.stdout).unwrap();
    assert_eq!(line["verdict"]["model"], "2026.11.9");
}

#[test]
fn the_same_mail_gives_the_same_model_byte_for_byte() {
    let folder = mail();
    let bytes = |jobs: &str| {
        assert!(train(&folder, &["--jobs", jobs]).status.success());
        fs::read(folder.path().join("model.json")).unwrap()
    };
    assert_eq!(bytes("1"), bytes("3"));
}

#[test]
fn the_digest_changes_with_the_mail() {
    let folder = mail();
    assert!(train(&folder, &[]).status.success());
    let before = model(&folder)["training_data"].clone();
    write(
        folder.path(),
        "pot/3.eml",
        &PHISHING.replace("Verify", "Confirm"),
    );
    write(folder.path(), "pot/4.eml", &format!("{PHISHING}more"));
    assert!(train(&folder, &[]).status.success());
    assert_ne!(model(&folder)["training_data"], before);
}

#[test]
fn mail_can_be_made_alike_first() {
    let folder = mail();
    for mode in ["withheld", "simulated"] {
        assert!(train(&folder, &["--as", mode]).status.success());
        let card = fs::read_to_string(folder.path().join("model.card.md")).unwrap();
        assert!(card.contains(mode), "{card}");
    }
}

#[test]
fn what_cannot_be_written_is_said_in_a_sentence() {
    let folder = mail();
    let output = Command::new(env!("CARGO_BIN_EXE_verdict-server"))
        .args(["train", "--data", "M.tsv", "--out", "nowhere/model.json"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(!output.status.success());
    assert!(
        problem(&output).contains("cannot be written"),
        "{}",
        problem(&output)
    );
}
