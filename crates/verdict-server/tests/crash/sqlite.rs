//! The embedded engine: power failure, full disk, a locked file, half of things, repetition.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::process::Command;

use serde_json::Value;

use crate::client::{Load, Record, agent, answer, holds, id};
use crate::server::{Server, command, kept, sqlite_url};

#[test]
fn killed_at_random_moments_under_load_it_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut all = Record::default();
    for round in 0..6_u32 {
        let server = Server::start(command(&data));
        let load = Load::start(&server.base, round * 1_000_000);
        // At another moment of the work each time.
        assert!(load.wait_for(7 + round * 13));
        server.kill();
        let record = load.end();
        assert!(!record.acknowledged.is_empty());
        all.add(record);
    }
    holds(&all, &kept(&sqlite_url(&data)));
}

#[test]
fn stopped_under_load_it_finishes_what_it_has_begun() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::start(command(&data));
    let load = Load::start(&server.base, 0);
    assert!(load.wait_for(50));
    server.stop();
    let record = load.end();
    holds(&record, &kept(&sqlite_url(&data)));
    // The log was folded away: nothing is left to be recovered.
    let log = data.join("verdicts.sqlite3-wal");
    assert!(log.metadata().map_or(0, |about| about.len()) == 0);
}

#[test]
fn reloaded_and_stopped_under_load_it_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut all = Record::default();
    for start in 0..2 {
        let server = Server::start(command(&data));
        let load = Load::start(&server.base, start * 1_000_000);
        for _ in 0..5 {
            assert!(load.wait_for(7));
            server.reload();
        }
        assert!(load.wait_for(7), "it did not go on");
        server.stop();
        let record = load.end();
        assert_eq!(record.refused, 0, "a reload kept somebody waiting");
        all.add(record);
    }
    holds(&all, &kept(&sqlite_url(&data)));
}

#[test]
fn with_a_full_disk_it_says_so_and_goes_on_when_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    // Without this the system ends a process that writes beyond the limit which stands for the disk.
    let server = Server::start(ignoring_the_signal(&command(&data)));
    let load = Load::start(&server.base, 0);
    assert!(load.wait_for(20));
    let limit = |bytes: &str| {
        let done = Command::new("prlimit")
            .args([
                "--pid",
                &server.id().to_string(),
                &format!("--fsize={bytes}"),
            ])
            .status();
        done.is_ok_and(|status| status.success())
    };
    // No file may grow beyond this: what a process sees of a full disk.
    assert!(limit("300000:unlimited"), "prlimit is part of util-linux");
    assert!(load.wait_for_a_refusal(), "the disk was never full");
    let health = agent()
        .get(format!("{}/healthz", server.base))
        .call()
        .unwrap();
    assert_eq!(health.status(), 200, "it went down with the disk");
    assert!(limit("unlimited:unlimited"));
    assert!(load.wait_for(20), "it did not recover");
    let record = load.end();
    server.stop();
    holds(&record, &kept(&sqlite_url(&data)));
}

#[test]
fn locked_out_by_another_process_it_waits_or_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::start(command(&data));
    let load = Load::start(&server.base, 0);
    assert!(load.wait_for(10));
    let other = rusqlite::Connection::open(data.join("verdicts.sqlite3")).unwrap();
    other
        .busy_timeout(std::time::Duration::from_secs(10))
        .unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert!(load.wait_for_a_refusal(), "the lock was not noticed");
    other.execute_batch("ROLLBACK").unwrap();
    drop(other);
    assert!(load.wait_for(20), "it did not recover");
    let record = load.end();
    server.stop();
    holds(&record, &kept(&sqlite_url(&data)));
}

#[test]
fn the_same_batch_a_hundred_times_is_there_once() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::start(command(&data));
    let batch: Vec<Value> = (0..50).map(answer).collect();
    let senders: Vec<_> = (0..4)
        .map(|_| {
            let (address, batch) = (format!("{}/api/v1/feedback", server.base), batch.clone());
            std::thread::spawn(move || {
                let agent = agent();
                for _ in 0..25 {
                    let reply = agent.post(&address).send_json(&batch).unwrap();
                    assert!(reply.status().is_success());
                }
            })
        })
        .collect();
    senders
        .into_iter()
        .for_each(|sender| sender.join().unwrap());
    server.stop();
    let kept = kept(&sqlite_url(&data));
    assert_eq!(kept.len(), 50);
    assert!(kept.values().all(|times| *times == 1));
}

#[test]
fn half_a_request_leaves_nothing_and_holds_up_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::start(command(&data));
    let body = Value::Array((0..20).map(answer).collect()).to_string();
    let head = |length: usize| {
        format!(
            "POST /api/v1/feedback HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n",
            server.address
        )
    };
    let mut open = Vec::new();
    for cut in [0, 1, body.len() / 2, body.len() - 1] {
        // Some hang up in the middle, some stay and say nothing more.
        let mut gone = TcpStream::connect(&server.address).unwrap();
        gone.write_all(head(body.len()).as_bytes()).unwrap();
        gone.write_all(&body.as_bytes()[..cut]).unwrap();
        gone.shutdown(Shutdown::Both).unwrap();
        let mut silent = TcpStream::connect(&server.address).unwrap();
        silent.write_all(head(body.len()).as_bytes()).unwrap();
        silent.write_all(&body.as_bytes()[..cut]).unwrap();
        open.push(silent);
    }
    // A body that ends early, by its own account.
    let mut short = TcpStream::connect(&server.address).unwrap();
    let half = &body.as_bytes()[..body.len() / 2];
    short.write_all(head(half.len()).as_bytes()).unwrap();
    short.write_all(half).unwrap();
    let mut reply = [0; 12];
    short.read_exact(&mut reply).unwrap();
    assert_eq!(&reply, b"HTTP/1.1 400");
    let whole = agent()
        .post(format!("{}/api/v1/feedback", server.base))
        .send_json(answer(99))
        .unwrap();
    assert_eq!(whole.status(), 201);
    server.kill();
    let kept = kept(&sqlite_url(&data));
    assert_eq!(kept.keys().collect::<Vec<_>>(), [&id(99)]);
}

#[test]
fn clients_that_go_away_use_nothing_up() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::start(command(&data));
    for number in 0..200_usize {
        let path = ["/api/v1/outcomes", "/readyz", "/admin/"][number % 3];
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer x{number}\r\n\r\n",
            server.address
        );
        let mut client = TcpStream::connect(&server.address).unwrap();
        client.write_all(request.as_bytes()).unwrap();
        // At another moment each time.
        for _ in 0..number % 7 {
            std::thread::yield_now();
        }
        client.shutdown(Shutdown::Both).unwrap();
    }
    for path in ["/readyz", "/admin/"] {
        let reply = agent().get(format!("{}{path}", server.base)).call();
        assert_eq!(reply.unwrap().status(), 200, "{path}");
    }
    server.stop();
}

#[test]
fn a_clock_that_jumps_back_loses_and_doubles_nothing() {
    use verdict_server::store::{self, Contents, Grade, NewAnswer};
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let url = sqlite_url(folder.path());
    runtime.block_on(async {
        let store = store::open(&url, 1_795_269_780_000).await.unwrap();
        let home = store.found_organisation("default".into()).await.unwrap();
        for (number, hour) in (0..).zip([500_000, 499_000, 3, 499_999, 500_001, 4]) {
            let new = |answer: Value, received_at| NewAnswer {
                report: serde_json::from_value(answer).unwrap(),
                reporter: home.reporter("julia"),
                grade: Grade::Signals,
                contents: Contents::default(),
                received_at,
                network: None,
                sent: None,
            };
            let at = hour * 3_600_000;
            let mut changed = answer(number + 100);
            changed["message_key"] = answer(number)["message_key"].clone();
            changed["answer"] = "not_accurate".into();
            let first = new(answer(number), at);
            store.accept(home.id, vec![first.clone()]).await.unwrap();
            store
                .accept(home.id, vec![new(changed, at - 9_999_999)])
                .await
                .unwrap();
            let again = store.accept(home.id, vec![first]).await.unwrap();
            assert_eq!(again.duplicates, 1);
        }
        store.close().await;
    });
    assert_eq!(kept(&url).len(), 12);
}

/// The same command, with the signal ignored by which a process is told that a file grew too large.
fn ignoring_the_signal(command: &Command) -> Command {
    let mut shell = Command::new("sh");
    shell
        .args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""])
        .arg(command.get_program())
        .args(command.get_args())
        .env("RUST_LOG", "off")
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null());
    shell
}
