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
    let told = String::from_utf8(output.stdout.clone()).unwrap();
    for part in [
        "model.json",
        "model.card.md",
        "false alarms on",
        "aims missed",
    ] {
        assert!(told.contains(part), "no {part} in {told}");
    }
    assert_eq!(told.lines().count(), 1, "{told}");
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
fn the_version_changes_with_every_option_that_changes_the_model() {
    let folder = mail();
    write(
        folder.path(),
        "profile.toml",
        "own_domains = [\"acme.example\"]\n",
    );
    let mut versions = std::collections::BTreeSet::new();
    let options: [&[&str]; 5] = [
        &[],
        &["--pull", "0.05"],
        &["--seed", "2"],
        &["--as", "withheld"],
        &["--organisation", "profile.toml"],
    ];
    for arguments in options {
        let output = train(&folder, arguments);
        assert!(output.status.success(), "{}", problem(&output));
        versions.insert(model(&folder)["version"].to_string());
    }
    assert_eq!(versions.len(), options.len(), "{versions:?}");
}

#[test]
fn says_how_many_messages_it_fitted_to() {
    let folder = mail();
    let manifest = fs::read_to_string(folder.path().join("M.tsv")).unwrap();
    write(
        folder.path(),
        "M.tsv",
        &manifest.replacen("pot/0.eml\tphish", "pot/0.eml\tspam", 1),
    );
    assert!(train(&folder, &[]).status.success());
    let origin = model(&folder)["origin"].to_string();
    assert!(
        origin.contains("fitted to 47 labelled messages") && origin.contains("of 48"),
        "{origin}"
    );
}

#[test]
fn the_figures_of_left_out_mail_stand_beside_the_model() {
    let folder = mail();
    assert!(train(&folder, &[]).status.success());
    for name in ["sources", "newest"] {
        let file = folder.path().join(format!("model.{name}.json"));
        let report: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
        let classes = report["evaluation"]["classes"].as_array().unwrap();
        assert!(!classes.is_empty(), "{report}");
        assert_eq!(
            report["evaluation"]["model"]["version"],
            model(&folder)["version"]
        );
        let page = folder.path().join(format!("model.{name}.html"));
        assert!(fs::read_to_string(page).unwrap().contains("<table"));
    }
}

#[test]
fn the_card_has_figures_of_mail_without_and_with_results() {
    let folder = mail();
    let output = train(&folder, &[]);
    assert!(output.status.success(), "{}", problem(&output));
    let card = fs::read_to_string(folder.path().join("model.card.md")).unwrap();
    for part in [
        "| made alike, authentication results withheld | phishing, sure | 24 |",
        "| made alike, authentication results simulated | legitimate, received | 24 |",
        "chosen on the mail of the others",
    ] {
        assert!(card.contains(part), "no {part} in {card}");
    }
}

#[test]
fn one_folder_of_each_kind_is_refused_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let mut manifest = String::from("path\tlabel\n");
    for number in 0..20 {
        for (label, text) in [("ham", PLAIN), ("phish", PHISHING)] {
            let path = format!("{label}/{number}.eml");
            write(folder.path(), &path, text);
            manifest += &format!("{path}\t{label}\n");
        }
    }
    write(folder.path(), "M.tsv", &manifest);
    let output = train(&folder, &[]);
    assert!(!output.status.success());
    assert!(
        problem(&output).contains("put each collection into a folder of its own"),
        "{}",
        problem(&output)
    );
    assert!(!folder.path().join("model.json").exists());
}

#[test]
fn a_pull_that_makes_no_sense_is_refused() {
    let folder = mail();
    for pull in ["nan", "inf", "0", "-1", "11", "much"] {
        let output = train(&folder, &[&format!("--pull={pull}")]);
        assert_eq!(output.status.code(), Some(2), "{pull}");
        assert!(!folder.path().join("model.json").exists());
    }
}

#[test]
fn what_cannot_be_written_is_said_in_a_sentence_before_any_mail_is_read() {
    let folder = mail();
    // One collection of each kind, which is refused as soon as it is read.
    write(
        folder.path(),
        "M.tsv",
        "path\tlabel\nlist/1.eml\tham\npot/1.eml\tphish\n",
    );
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

#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_the_mail() {
    // 160 MB of mail in 140 MB of addresses, the program's own included.
    let folder = tempfile::tempdir().unwrap();
    let attachment = format!("{}\r\n", "A".repeat(76)).repeat(13_500);
    let mut manifest = String::from("path\tlabel\tcluster\n");
    for (source, label, text) in [
        ("list", "ham", PLAIN),
        ("office", "ham", PLAIN),
        ("pot", "phish", PHISHING),
        ("trap", "phish", PHISHING),
    ] {
        let (head, body) = text.split_once("\n\n").unwrap();
        let mail = format!(
            "{head}\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n{body}\r\n--b\r\n\
             Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n{attachment}--b--\r\n"
        );
        write(folder.path(), &format!("{source}/0.eml"), &mail);
        for number in 0..40 {
            let path = format!("{source}/{number}.eml");
            if number > 0 {
                let first = folder.path().join(format!("{source}/0.eml"));
                fs::hard_link(first, folder.path().join(&path)).unwrap();
            }
            manifest += &format!("{path}\t{label}\t{source}{number}\n");
        }
    }
    write(folder.path(), "M.tsv", &manifest);
    let output = Command::new("sh")
        .args([
            "-c",
            "ulimit -v 140000 && exec \"$0\" train --data M.tsv --out model.json --jobs 1",
            env!("CARGO_BIN_EXE_verdict-server"),
        ])
        // Arenas take addresses, not memory.
        .env("MALLOC_ARENA_MAX", "1")
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", problem(&output));
}

#[test]
fn writes_what_was_learnt_from_without_a_word_of_the_mail() {
    let folder = mail();
    let output = train(&folder, &["--base", "base.txt"]);
    assert!(output.status.success(), "{}", problem(&output));
    let table = fs::read_to_string(folder.path().join("base.txt")).unwrap();
    assert!(
        table.starts_with("threat-banner base examples 1\nchoice "),
        "{table}"
    );
    let rows: u32 = table
        .lines()
        .filter(|line| {
            ["h ", "H ", "p ", "P "]
                .iter()
                .any(|kind| line.starts_with(kind))
        })
        .map(|line| line.split(' ').nth(3).unwrap().parse::<u32>().unwrap())
        .sum();
    assert_eq!(rows, 48);
    assert!(
        !table.contains(".example") && !table.contains("pot0"),
        "{table}"
    );
}

fn from_feedback(folder: &tempfile::TempDir, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_verdict-server"))
        .args(["train", "--from-feedback", "--data-dir", "data"])
        .args(arguments)
        .current_dir(folder.path())
        .output()
        .unwrap()
}

#[test]
fn without_a_database_there_are_no_answers_to_train_from() {
    let folder = tempfile::tempdir().unwrap();
    let output = from_feedback(&folder, &[]);
    assert!(!output.status.success());
    assert!(problem(&output).contains("There is no database"));
    assert!(!folder.path().join("data").exists());
}

#[test]
fn without_answers_the_gate_refuses_in_words_and_keeps_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let made = Command::new(env!("CARGO_BIN_EXE_verdict-server"))
        .args(["admin", "--create", "--data-dir", "data"])
        .args(["organisation", "default"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", problem(&made));
    let output = from_feedback(&folder, &["--out", "new.json"]);
    assert!(!output.status.success());
    let told = String::from_utf8(output.stdout.clone()).unwrap();
    assert!(
        told.contains("is refused") && told.contains("settle cases"),
        "{told}"
    );
    let read = |name: &str| -> Value {
        serde_json::from_slice(&fs::read(folder.path().join(name)).unwrap()).unwrap()
    };
    assert_eq!(read("new.gate.json")["reasons"][0]["kind"], "no_labels");
    assert!(
        read("new.json")["origin"]
            .as_str()
            .unwrap()
            .contains("--from-feedback")
    );
}

#[test]
fn options_of_one_kind_of_training_are_refused_for_the_other() {
    let folder = mail();
    for arguments in [
        &["--release", "all"][..],
        &["--dry-run"],
        &["--answers-of", "acme"],
    ] {
        let output = train(&folder, arguments);
        assert!(!output.status.success(), "{arguments:?}");
        assert!(problem(&output).contains("go with --from-feedback"));
    }
    for arguments in [
        &["--seed", "2"][..],
        &["--data", "M.tsv"],
        &["--release", "1000"],
    ] {
        let output = from_feedback(&folder, arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    }
}
