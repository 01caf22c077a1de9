//! Exports that others can read, and a copy that can be restored.

use std::io::Write;
use std::process::{Command, Stdio};

use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::RowAccessor;
use serde_json::Value;
use verdict_server::exporting::{Format, Written, export};
use verdict_server::store::AnswerId;

use crate::app::{App, NOW, answer};
use crate::people::by;

const TIME: i64 = NOW.cast_signed();

/// Three answers, the first of which is on a confirmed threat.
async fn app_with_a_threat() -> App {
    let app = App::start().await;
    let answers: Vec<Value> = (1..=3).map(answer).collect();
    app.answer(&Value::Array(answers)).await;
    let id = AnswerId::parse(answer(1)["id"].as_str().unwrap()).unwrap();
    let phishing = banner_core::Correction::Phishing;
    let home = app.state.home.id;
    app.state
        .store
        .decide(home, id, phishing, by("decide"))
        .await
        .unwrap()
        .unwrap();
    app
}

#[tokio::test]
async fn everything_is_there_as_json_lines_and_as_parquet() {
    let app = app_with_a_threat().await;
    let folder = tempfile::tempdir().unwrap();
    let lines = folder.path().join("all.jsonl");
    let (store, home) = (&*app.state.store, &*app.state.home);
    let count = export(store, home, Format::Jsonl, &lines, TIME)
        .await
        .unwrap();
    let text = std::fs::read_to_string(&lines).unwrap();
    let objects: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(objects.len() as u64, count.total());
    let of = |kind: &str| {
        objects
            .iter()
            .filter(|object| object["kind"] == kind)
            .count()
    };
    assert_eq!((of("answer"), of("decision")), (3, 1));
    assert_eq!(objects[0]["findings"][0]["id"], "links.ip_host");

    let tables = folder.path().join("tables");
    let rows = export(store, home, Format::Parquet, &tables, TIME)
        .await
        .unwrap();
    assert_eq!(rows, count);
    let file = std::fs::File::open(tables.join("answers.parquet")).unwrap();
    let reader = SerializedFileReader::new(file).unwrap();
    let ids: Vec<String> = reader
        .get_row_iter(None)
        .unwrap()
        .map(|row| row.unwrap().get_string(0).unwrap().clone())
        .collect();
    assert_eq!(
        ids,
        (1..=3)
            .map(|n| answer(n)["id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    );
    assert!(tables.join("counts.parquet").is_file());
}

#[tokio::test]
async fn confirmed_threats_go_to_others_and_nothing_else_does() {
    let app = app_with_a_threat().await;
    let folder = tempfile::tempdir().unwrap();
    let (store, home) = (&*app.state.store, &*app.state.home);
    for (format, name) in [
        (Format::Arf, "arf"),
        (Format::Stix, "stix.json"),
        (Format::Misp, "misp.json"),
    ] {
        let place = folder.path().join(name);
        assert_eq!(
            export(store, home, format, &place, TIME).await.unwrap(),
            Written::Threats(1),
            "{name}"
        );
    }
    let reports: Vec<_> = std::fs::read_dir(folder.path().join("arf"))
        .unwrap()
        .collect();
    assert_eq!(reports.len(), 1);
    let bundle = std::fs::read_to_string(folder.path().join("stix.json")).unwrap();
    let key = |number: u32| answer(number)["message_key"].as_str().unwrap().to_owned();
    assert!(bundle.contains(&key(1)) && !bundle.contains(&key(2)));
}

/// Runs a command; gives whether it did its work, and all that it said.
pub fn run(arguments: &[&str], input: &str) -> (bool, String) {
    let mut process = Command::new(env!("CARGO_BIN_EXE_verdict-server"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let written = process.stdin.take().unwrap().write_all(input.as_bytes());
    // A command that refuses its arguments ends without reading.
    if let Err(problem) = written {
        assert_eq!(problem.kind(), std::io::ErrorKind::BrokenPipe);
    }
    let output = process.wait_with_output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(text).unwrap())
}

#[test]
fn a_copy_is_restored_with_all_that_was_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (data, copy, other) = (path("data"), path("copy.sqlite3"), path("other"));
    let user = [
        "admin",
        "--data-dir",
        &data,
        "--create",
        "create-user",
        "anna",
        "--role",
        "administrator",
    ];
    let (done, told) = run(&user, "correct horse battery\n");
    assert!(done && told.contains("anna"), "{told}");
    let (done, told) = run(
        &["admin", "--data-dir", &data, "create-user", "otto"],
        "short\n",
    );
    assert!(!done && told.contains("12 characters"), "{told}");
    let key = ["admin", "--data-dir", &data, "add-key", "k1"];
    let (done, told) = run(&key, "");
    assert!(done && told.contains("told this once"), "{told}");
    assert!(run(&["backup", "--data-dir", &data, &copy], "").0);
    let (done, told) = run(&["backup", "--data-dir", &data, &copy], "");
    assert!(!done && told.contains("is there already"), "{told}");
    let (done, told) = run(&["restore", "--data-dir", &data, &copy], "");
    assert!(!done && told.contains("move it away"), "{told}");
    let (done, told) = run(&["restore", "--data-dir", &other, &copy], "");
    assert!(done && told.contains("log of 2 changes is whole"), "{told}");
    let (done, told) = run(&["admin", "--data-dir", &other, "verify-log"], "");
    assert!(done && told.contains("2 entries"), "{told}");
    std::fs::write(&copy, "no database").unwrap();
    let third = path("third");
    assert!(!run(&["restore", "--data-dir", &third, &copy], "").0);
    assert!(!folder.path().join("third/verdicts.sqlite3").exists());
}

#[test]
fn an_export_says_what_it_wrote_and_writes_over_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let data = path("data");
    let key = ["admin", "--data-dir", &data, "add-key", "k1", "--create"];
    assert!(run(&key, "").0);
    for (format, name) in [("jsonl", "all.jsonl"), ("parquet", "tables"), ("misp", "m")] {
        let out = path(name);
        let export = [
            "export",
            "--data-dir",
            &data,
            "--format",
            format,
            "--out",
            &out,
        ];
        let (done, told) = run(&export, "");
        assert!(done, "{told}");
        let counted = if format == "misp" {
            "0 confirmed threats"
        } else {
            "0 answers, 0 decisions, 0 reports of banners shown, 0 hourly counts"
        };
        assert!(told.contains(counted), "{told}");
        let (done, told) = run(&export, "");
        assert!(!done && told.contains("is there already"), "{told}");
    }
}

#[test]
fn a_password_of_the_database_has_no_place_on_the_command_line() {
    let url = "postgres://me:geheim@127.0.0.1:1/verdict";
    let (done, told) = run(&["serve", "--database-url", url], "");
    assert!(
        !done && told.contains("--database-url-file") && !told.contains("geheim"),
        "{told}"
    );
}
