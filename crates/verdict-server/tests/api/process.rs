//! The real process: its ready line, its stop, its restart, and its refusals to start.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::app::answer_now;

pub fn command(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_verdict-server"));
    command
        .args(["serve", "--listen", "127.0.0.1:0", "--data-dir"])
        .arg(data);
    command
        .current_dir(data.parent().unwrap())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// A server that answers, ended with the test.
pub struct Server {
    process: Child,
    base: String,
}

impl Server {
    pub fn start(mut command: Command) -> Server {
        let mut process = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let Some((_, rest)) = line.split_once("http://") else {
            let mut problem = String::new();
            process
                .stderr
                .take()
                .unwrap()
                .read_to_string(&mut problem)
                .unwrap();
            panic!("no ready line: {line:?} {problem}");
        };
        let base = format!("http://{}", rest.split('/').next().unwrap());
        Server { process, base }
    }

    fn get(&self, path: &str) -> String {
        ureq::get(format!("{}{path}", self.base))
            .call()
            .unwrap()
            .body_mut()
            .read_to_string()
            .unwrap()
    }

    /// Asks it to stop as an init system does, and waits for its end.
    pub fn stop(mut self) -> String {
        let id = self.process.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &id])
                .status()
                .unwrap()
                .success()
        );
        let status = self.process.wait().unwrap();
        let mut log = String::new();
        self.process
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut log)
            .unwrap();
        assert!(status.success(), "{status}: {log}");
        log
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn refusal(mut command: Command) -> String {
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    let problem = String::from_utf8(output.stderr).unwrap();
    problem
        .lines()
        .find(|line| line.starts_with("verdict-server: "))
        .expect(&problem)
        .to_owned()
}

#[cfg(unix)]
#[test]
fn keeps_answers_and_key_over_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::start(command(&data));
    let key = |server: &Server| -> String {
        let answer: Value = serde_json::from_str(&server.get("/api/v1/organisation")).unwrap();
        answer["message_key"].as_str().unwrap().to_owned()
    };
    let first_key = key(&server);
    let reply = ureq::post(format!("{}/api/v1/feedback", server.base))
        .send_json(answer_now(1))
        .unwrap();
    assert_eq!(reply.status(), 201);
    let log = server.stop();
    assert!(!log.contains(&first_key), "the log tells the key");

    let server = Server::start(command(&data));
    assert_eq!(key(&server), first_key);
    assert!(server.get("/admin/").contains("links.ip_host"));
    let reply = ureq::post(format!("{}/api/v1/feedback", server.base))
        .send_json(answer_now(1))
        .unwrap();
    assert_eq!(reply.status(), 200);
    server.stop();
}

/// Waits for a line of the log that holds `words`.
fn wait_for(log: &mut impl BufRead, words: &str) {
    let mut line = String::new();
    while !line.contains(words) {
        line.clear();
        assert!(
            log.read_line(&mut line).unwrap() > 0,
            "it went away instead of: {words}"
        );
    }
}

#[cfg(unix)]
#[test]
fn told_to_reload_it_reads_its_files_anew_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let profile = folder.path().join("acme.toml");
    std::fs::write(&profile, "own_domains = [\"one.example\"]\n").unwrap();
    let mut command = command(&data);
    command.arg("--organisation").arg(&profile);
    let mut server = Server::start(command);
    let mut log = BufReader::new(server.process.stderr.take().unwrap());
    let reload = |text: &str| {
        std::fs::write(&profile, text).unwrap();
        let id = server.process.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-HUP", &id])
                .status()
                .unwrap()
                .success()
        );
    };
    assert!(server.get("/api/v1/organisation").contains("one.example"));
    let reply = ureq::post(format!("{}/api/v1/feedback", server.base)).send_json(answer_now(1));
    assert_eq!(reply.unwrap().status(), 201);
    reload("own_domains = [\"two.example\"]\n");
    wait_for(&mut log, "anew");
    assert!(server.get("/api/v1/organisation").contains("two.example"));
    reload("own_domain = []\n");
    wait_for(&mut log, "stays");
    assert!(server.get("/api/v1/organisation").contains("two.example"));
    assert!(server.get("/admin/").contains("links.ip_host"));
}

#[cfg(unix)]
#[test]
fn an_answer_survives_a_killed_process() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut server = Server::start(command(&data));
    ureq::post(format!("{}/api/v1/feedback", server.base))
        .send_json(answer_now(1))
        .unwrap();
    server.process.kill().unwrap();
    server.process.wait().unwrap();
    let server = Server::start(command(&data));
    assert!(server.get("/admin/").contains("links.ip_host"));
}

#[cfg(unix)]
#[test]
fn the_data_folder_is_private() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let _server = Server::start(command(&data));
    assert_eq!(data.metadata().unwrap().permissions().mode() & 0o077, 0);
}

#[test]
fn shows_own_mail_in_the_demo() {
    let folder = tempfile::tempdir().unwrap();
    let mail = folder.path().join("inbox");
    std::fs::write(
        &mail,
        "From a 10:00\nSubject: one\n\n1\n\nFrom b 10:01\nSubject: two\n\n2\n",
    )
    .unwrap();
    let mut command = command(&folder.path().join("data"));
    command.arg("--mail").arg(&mail);
    let server = Server::start(command);
    let list: Value = serde_json::from_str(&server.get("/demo/api/messages")).unwrap();
    assert_eq!(list["total"], 2);
}

#[test]
fn says_what_to_do_when_the_packages_for_browsers_are_missing_or_stale() {
    let folder = tempfile::tempdir().unwrap();
    let mail = folder.path().join("one.eml");
    std::fs::write(&mail, "Subject: one\n\n1\n").unwrap();
    let www = folder.path().join("www");
    std::fs::create_dir(&www).unwrap();
    let demo = || {
        let mut command = command(&folder.path().join("data"));
        command.arg("--mail").arg(&mail).arg("--www").arg(&www);
        command
    };
    let problem = refusal(demo());
    assert!(
        problem.contains("There is no package") && problem.contains("cargo xtask wasm"),
        "{problem}"
    );
    for (name, module) in [
        ("pkg", "banner_wasm_bg.wasm"),
        ("pkg-parts", "part_reader_wasm_bg.wasm"),
    ] {
        std::fs::create_dir(www.join(name)).unwrap();
        std::fs::write(www.join(name).join(module), "").unwrap();
        std::fs::write(www.join(name).join(".sources"), "0123456789abcdef\n").unwrap();
    }
    for list in verdict_server::packages::lists() {
        let list = www.join("pkg").join(list);
        std::fs::create_dir_all(list.parent().unwrap()).unwrap();
        std::fs::write(list, "").unwrap();
    }
    let problem = refusal(demo());
    assert!(
        problem.contains("other sources") && problem.contains("cargo xtask wasm"),
        "{problem}"
    );
    let fits = verdict_server::packages::SOURCES;
    for name in ["pkg", "pkg-parts"] {
        std::fs::write(www.join(name).join(".sources"), fits).unwrap();
    }
    assert!(
        Server::start(demo())
            .get("/demo/api/messages")
            .contains("one")
    );
}

#[test]
fn serves_answers_without_a_package_where_there_is_no_demo() {
    let folder = tempfile::tempdir().unwrap();
    let www = folder.path().join("www");
    std::fs::create_dir(&www).unwrap();
    let mut command = command(&folder.path().join("data"));
    command.arg("--www").arg(&www);
    assert!(Server::start(command).get("/healthz").contains("ok"));
}

#[test]
fn says_what_to_do_when_the_port_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_verdict-server"));
    command.args([
        "serve",
        "--listen",
        &taken.local_addr().unwrap().to_string(),
        "--data-dir",
    ]);
    command.arg(folder.path().join("data"));
    let problem = refusal(command);
    assert!(
        problem.contains("is taken") && problem.contains("--listen"),
        "{problem}"
    );
}

#[test]
fn says_what_to_do_when_something_cannot_be_read_or_written() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let mut below_a_file = command(&file.join("data"));
    below_a_file.current_dir(folder.path());
    let problem = refusal(below_a_file);
    assert!(problem.contains("--data-dir"), "{problem}");

    let data = folder.path().join("garbage");
    std::fs::create_dir(&data).unwrap();
    std::fs::write(
        data.join("verdicts.sqlite3"),
        "no database at all\n".repeat(1000),
    )
    .unwrap();
    let problem = refusal(command(&data));
    assert!(
        problem.contains("verdicts.sqlite3 is no database of this server")
            && problem.contains("Move it away")
            && problem.contains("--data-dir"),
        "{problem}"
    );
    let data = folder.path().join("folder");
    std::fs::create_dir_all(data.join("verdicts.sqlite3")).unwrap();
    let problem = refusal(command(&data));
    assert!(
        problem.contains("verdicts.sqlite3 is a folder") && problem.contains("Move it away"),
        "{problem}"
    );

    for (option, value) in [
        ("--mail", "no/such/mail"),
        ("--samples", "no/such/samples"),
        ("--www", "no/such/www"),
    ] {
        let mut command = command(&folder.path().join("data"));
        command.args([option, value]);
        let problem = refusal(command);
        assert!(
            problem.contains(value) && problem.contains(option),
            "{problem}"
        );
    }

    let profile = folder.path().join("acme.toml");
    std::fs::write(&profile, "own_domain = []\n").unwrap();
    let mut command = command(&folder.path().join("data"));
    command.arg("--organisation").arg(&profile);
    let problem = refusal(command);
    assert!(
        problem.contains("acme.toml") && problem.contains("own_domain"),
        "{problem}"
    );

    let list = folder.path().join("bad.toml");
    for text in [
        "[[entries]]\nhots = 1\n",
        "[[entries]]\nclass = \"malware\"\n",
    ] {
        std::fs::write(&list, text).unwrap();
        let mut command = self::command(&folder.path().join("data"));
        command.arg("--intelligence").arg(&list);
        let problem = refusal(command);
        assert!(
            problem.contains("bad.toml") && problem.contains("Mend"),
            "{problem}"
        );
    }
}
