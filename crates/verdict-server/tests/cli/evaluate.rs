//! `verdict-server evaluate`, run as people run it.

use std::process::Command;

use serde_json::Value;

use super::{PHISHING, PLAIN, problem, write};

/// Invented mail with a manifest: four plain mails, two of them near-duplicates, and two lures of which one is unsure.
fn mail() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut manifest = String::from("path\tlabel\tcluster\tlang\tweak_label\n");
    for (path, text, row) in [
        ("list/1.eml", PLAIN, "ham\t1\ten\tham"),
        ("list/2.eml", PLAIN, "ham\t1\ten\tham"),
        ("list/3.eml", PLAIN, "ham\t3\tde\tham"),
        ("list/4.eml", "", "ham\t4\tde\tham"),
        ("pot/5.eml", PHISHING, "phish\t5\ten\tphish"),
        ("pot/6.eml", PHISHING, "phish\t6\ten\tunsure"),
    ] {
        write(folder.path(), path, text);
        manifest += &format!("{path}\t{row}\n");
    }
    manifest += "gone.eml\tham\t9\ten\tham\n";
    write(folder.path(), "M.tsv", &manifest);
    write(folder.path(), "shop/de/1.eml", PLAIN);
    write(
        folder.path(),
        "R.tsv",
        "path\tproduct\ttemplate\tlang\nshop/de/1.eml\tshop\treset\tde\n",
    );
    folder
}

fn evaluate(folder: &tempfile::TempDir, arguments: &[&str]) -> std::process::Output {
    Command::new(env!("CARGO_BIN_EXE_verdict-server"))
        .args(["evaluate", "--data", "M.tsv"])
        .args(arguments)
        .current_dir(folder.path())
        .output()
        .unwrap()
}

fn json(folder: &tempfile::TempDir, arguments: &[&str]) -> Value {
    let arguments = [&["--format", "json"], arguments].concat();
    serde_json::from_slice(&evaluate(folder, &arguments).stdout).unwrap()
}

fn class<'r>(report: &'r Value, name: &str) -> &'r Value {
    let classes = report["evaluation"]["classes"].as_array().unwrap();
    let found = classes.iter().find(|class| class["class"] == name);
    &found.unwrap_or_else(|| panic!("no {name} in {classes:?}"))["rates"]
}

#[test]
fn measures_labelled_mail_by_cluster() {
    let folder = mail();
    let report = json(&folder, &["--data", "R.tsv"]);
    assert_eq!(report["mail"]["judged"], 6);
    assert_eq!(report["mail"]["missing"], 1);
    assert_eq!(report["mail"]["failed"][0]["path"], "list/4.eml");
    let legitimate = class(&report, "legitimate");
    assert_eq!(
        (&legitimate["messages"], &legitimate["clusters"]),
        (&3.into(), &2.into())
    );
    assert_eq!(legitimate["caution"]["share"], 0.0);
    assert_eq!(class(&report, "sure_phishing")["caution"]["share"], 1.0);
    assert_eq!(class(&report, "rendered")["messages"], 1);
    let separation = report["evaluation"]["separation"].as_array().unwrap();
    assert!(separation.len() == 2 && separation.iter().all(|one| one["curve"]["auc"] == 1.0));
}

#[test]
fn prints_a_table_and_writes_a_page_and_says_that_some_failed() {
    let folder = mail();
    let output = evaluate(&folder, &["--html", "report.html"]);
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.contains("list/4.eml: It is empty") && text.contains("phishing, sure"),
        "{text}"
    );
    assert!(output.stderr.is_empty());
    let page = std::fs::read_to_string(folder.path().join("report.html")).unwrap();
    assert!(page.contains("list/4.eml") && page.contains("<svg"));
}

#[test]
fn leaves_out_what_is_unsure_when_asked() {
    let folder = mail();
    let report = json(&folder, &["--sure-only"]);
    assert_eq!(report["mail"]["judged"], 4);
    let classes = report["evaluation"]["classes"].to_string();
    assert!(!classes.contains("other_phishing"), "{classes}");
}

#[test]
fn compares_two_models_and_names_what_differs() {
    let folder = mail();
    let mut model = banner_core::Model::built_in().unwrap();
    model.version = "mute.1".into();
    for (id, mut weight) in model
        .signals
        .clone()
        .iter()
        .map(|(id, weight)| (id.clone(), *weight))
    {
        weight.weight = 0.0;
        model.signals.insert(id, weight);
    }
    write(folder.path(), "mute.json", &model.to_json().unwrap());
    let report = json(&folder, &["--model", "mute.json", "--compare", "built-in"]);
    assert_eq!(report["evaluation"]["model"]["version"], "mute.1");
    assert_eq!(report["compared"]["model"]["name"], "built-in");
    let worst = &report["comparison"]["differences"][0];
    assert_eq!(worst["class"], "sure_phishing");
    assert!(worst["worse_by"].as_i64().unwrap() > 0);
    assert!(
        worst["findings"].to_string().contains("links.ip_host"),
        "{worst}"
    );
    let same = json(&folder, &["--compare", "built-in"]);
    assert_eq!(same["comparison"]["differences"], Value::Array(Vec::new()));
}

#[test]
fn two_runs_say_the_same() {
    let folder = mail();
    assert_eq!(
        evaluate(&folder, &["--jobs", "1"]).stdout,
        evaluate(&folder, &["--jobs", "7"]).stdout
    );
}

#[test]
fn says_what_is_wrong_with_what_it_was_given() {
    let folder = mail();
    write(folder.path(), "W.tsv", "file\tkind\n");
    assert!(problem(&evaluate(&folder, &["--data", "W.tsv"])).contains("no column \"path\""));
    assert!(
        problem(&evaluate(&folder, &["--model", "none.json"])).contains("none.json cannot be read")
    );
    assert!(
        problem(&evaluate(&folder, &["--html", "no/such/folder.html"]))
            .contains("cannot be written")
    );
    write(folder.path(), "E.tsv", "path\tlabel\nlist/4.eml\tham\n");
    let output = Command::new(env!("CARGO_BIN_EXE_verdict-server"))
        .args(["evaluate", "--data", "E.tsv"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(problem(&output).contains("None of the 1 labelled messages"));
}
