//! The commands that judge mail, run as people run them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failing test is a sentence already"
)]

mod evaluate;
mod train;

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

const PHISHING: &str = "From: \"PayPal\" <service@quibusdam.example>\nSubject: Verify your account\n\
    Date: Mon, 02 Nov 2026 10:00:00 +0000\nMessage-ID: <1@quibusdam.example>\n\n\
    Verify your account within 24 hours: http://192.0.2.7/login\n";
const PLAIN: &str = "From: Mara Lind <mara@lind.example>\nSubject: Lunch\n\
    Date: Mon, 02 Nov 2026 10:00:00 +0000\nMessage-ID: <2@lind.example>\n\nAt noon?\n";

fn score(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_verdict-server"));
    command
        .arg("score")
        .current_dir(folder)
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR_FORCE");
    command
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

#[track_caller]
fn lines(output: &Output) -> Vec<Value> {
    let text = std::str::from_utf8(&output.stdout).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect()
}

fn problem(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1));
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn says_that_a_folder_holds_no_mail() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("inbox/below")).unwrap();
    let output = score(folder.path()).arg("inbox").output().unwrap();
    assert!(output.stdout.is_empty());
    let problem = problem(&output);
    assert!(problem.contains("There is no mail in inbox."), "{problem}");
}

fn normalise(folder: &Path, out: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_verdict-server"));
    command
        .args(["normalise", "--data", "mail/list.tsv", "--out", out])
        .current_dir(folder)
        .output()
        .unwrap()
}

#[test]
fn normalise_never_writes_over_mail() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        "mail/list.tsv",
        "path\tlabel\na.eml\tphish\n",
    );
    write(folder.path(), "mail/a.eml", PHISHING);
    let original = || std::fs::read_to_string(folder.path().join("mail/a.eml")).unwrap();
    for out in ["mail", "./mail/", "mail/../mail"] {
        let told = problem(&normalise(folder.path(), out));
        assert!(told.contains("that of the original mail"), "{told}");
        assert_eq!(original(), PHISHING, "{out}");
    }
    assert!(normalise(folder.path(), "new").status.success());
    let written = std::fs::read_to_string(folder.path().join("new/a.eml")).unwrap();
    assert_ne!(written, PHISHING);
    let told = problem(&normalise(folder.path(), "new"));
    assert!(told.contains("is there already"), "{told}");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("mail", folder.path().join("link")).unwrap();
        problem(&normalise(folder.path(), "link"));
        assert_eq!(original(), PHISHING);
    }
}

#[test]
fn prints_one_json_line_a_message() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.eml", PHISHING);
    let output = score(folder.path()).arg("a.eml").output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty());
    let [line] = lines(&output).try_into().unwrap();
    let keys: Vec<&String> = line.as_object().unwrap().keys().collect();
    assert_eq!(keys.len(), 3);
    assert_eq!(line["path"], "a.eml");
    assert!(line["elapsed_us"].is_u64());
    let verdict: banner_core::Verdict = serde_json::from_value(line["verdict"].clone()).unwrap();
    assert!(verdict.level >= banner_core::Level::Caution);
    assert!(
        output
            .stdout
            .starts_with(b"{\"path\":\"a.eml\",\"verdict\":{\"level\":")
    );
}

#[test]
fn goes_on_after_what_is_no_mail_and_fails_at_the_end() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "1.eml", PHISHING);
    write(folder.path(), "2.eml", "");
    write(folder.path(), "3.eml", PLAIN);
    let output = score(folder.path())
        .args(["missing.eml", "."])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let lines = lines(&output);
    assert_eq!(lines.len(), 4);
    assert!(
        lines[0]["error"].as_str().unwrap().contains("no such file"),
        "{}",
        lines[0]
    );
    assert!(lines[1]["verdict"].is_object());
    assert_eq!(lines[2].as_object().unwrap().len(), 2);
    assert!(lines[2]["error"].as_str().unwrap().contains("is empty"));
    assert!(lines[3]["verdict"].is_object());
}

#[test]
fn keeps_the_order_of_the_input_however_many_work() {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..300 {
        let long = PHISHING.repeat(if number % 10 == 0 { 200 } else { 1 });
        write(folder.path(), &format!("mail/{number:04}.eml"), &long);
    }
    let output = score(folder.path())
        .args(["mail", "--jobs", "8"])
        .output()
        .unwrap();
    let paths: Vec<Value> = lines(&output)
        .into_iter()
        .map(|line| line["path"].clone())
        .collect();
    assert_eq!(
        paths,
        (0..300)
            .map(|number| format!("mail/{number:04}.eml"))
            .collect::<Vec<_>>()
    );
}

#[test]
fn splits_an_mbox_from_a_file_and_from_standard_input() {
    let folder = tempfile::tempdir().unwrap();
    let mbox = format!(
        "From a@b Mon Nov  2 10:00:00 2026\n{PHISHING}\n>From here on nothing\n\nFrom c@d Mon Nov  2 11:00:00 2026\n{PLAIN}"
    );
    write(folder.path(), "inbox", &mbox);
    let from_file = lines(&score(folder.path()).arg("inbox").output().unwrap());
    let paths: Vec<&str> = from_file
        .iter()
        .map(|line| line["path"].as_str().unwrap())
        .collect();
    assert_eq!(paths, ["inbox#1", "inbox#2"]);

    let from_input = lines(&piped(folder.path(), &mbox, &[]));
    assert_eq!(from_input[1]["path"], "-#2");
    for (file, input) in from_file.iter().zip(&from_input) {
        assert_eq!(file["verdict"], input["verdict"]);
    }
}

fn piped(folder: &Path, input: &str, arguments: &[&str]) -> Output {
    let mut process = score(folder)
        .arg("-")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    process
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    process.wait_with_output().unwrap()
}

#[test]
fn reads_one_message_from_standard_input() {
    let folder = tempfile::tempdir().unwrap();
    let [line] = lines(&piped(folder.path(), PHISHING, &[]))
        .try_into()
        .unwrap();
    assert_eq!(line["path"], "-");
    let [line] = lines(&piped(folder.path(), "", &[])).try_into().unwrap();
    assert!(line["error"].as_str().unwrap().contains("is empty"));
}

#[test]
fn writes_for_people_in_their_language_without_colour_into_a_pipe() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.eml", PHISHING);
    let output = score(folder.path())
        .args(["a.eml", "--format", "text"])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.contains("a.eml") && text.contains("quibusdam.example") && text.contains("192.0.2.7"),
        "{text}"
    );
    assert!(!text.contains('\u{1b}'), "{text}");
    let chinese = score(folder.path())
        .args(["a.eml", "--format", "text", "--language", "zh-Hans"])
        .output()
        .unwrap();
    assert!(
        String::from_utf8(chinese.stdout)
            .unwrap()
            .chars()
            .any(|c| ('\u{4e00}'..'\u{9fff}').contains(&c))
    );
}

#[test]
fn names_file_and_field_of_a_wrong_profile() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.eml", PHISHING);
    write(
        folder.path(),
        "acme.toml",
        "microsoft365 = true\n[[protected_people]]\nnam = \"x\"\n",
    );
    let output = score(folder.path())
        .args(["a.eml", "--organisation", "acme.toml"])
        .output()
        .unwrap();
    assert!(output.stdout.is_empty());
    let problem = problem(&output);
    assert!(
        problem.contains("acme.toml") && problem.contains("protected_people[0].nam"),
        "{problem}"
    );
    let output = score(folder.path())
        .args(["a.eml", "--organisation", "none.toml"])
        .output()
        .unwrap();
    assert!(self::problem(&output).contains("none.toml cannot be read"));
}

#[test]
fn judges_with_a_list_of_harmful_addresses() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.eml", PHISHING);
    write(
        folder.path(),
        "bad.toml",
        "[[entries]]\nurl = \"http://192.0.2.7/login\"\nclass = \"malware\"\n",
    );
    let output = score(folder.path())
        .args(["a.eml", "--intelligence", "bad.toml"])
        .output()
        .unwrap();
    let line = &lines(&output)[0];
    assert_eq!(line["verdict"]["level"], "danger");
    assert!(line.to_string().contains("links.known_bad"), "{line}");
    write(
        folder.path(),
        "wrong.toml",
        "[[entries]]\nclass = \"malware\"\n",
    );
    let output = score(folder.path())
        .args(["a.eml", "--intelligence", "wrong.toml"])
        .output()
        .unwrap();
    assert!(problem(&output).contains("wrong.toml, entries[0]"));
}

#[test]
fn judges_with_another_model() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.eml", PHISHING);
    let mut model = banner_core::Model::built_in().unwrap();
    model.version = "mine.1".into();
    write(folder.path(), "model.json", &model.to_json().unwrap());
    let output = score(folder.path())
        .args(["a.eml", "--model", "model.json"])
        .output()
        .unwrap();
    assert_eq!(lines(&output)[0]["verdict"]["model"], "mine.1");
    write(folder.path(), "broken.json", "{}");
    let output = score(folder.path())
        .args(["a.eml", "--model", "broken.json"])
        .output()
        .unwrap();
    assert!(problem(&output).contains("model document"));
}

#[cfg(unix)]
#[test]
fn ends_quietly_when_nobody_reads_any_more() {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..2_000 {
        write(folder.path(), &format!("mail/{number:04}.eml"), PHISHING);
    }
    let mut process = score(folder.path())
        .arg("mail")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(process.stdout.take());
    let output = process.wait_with_output().unwrap();
    assert!(output.status.success(), "{:?}", output.status);
    assert!(
        output.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
