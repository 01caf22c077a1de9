//! Webhooks: told of confirmed threats and of spikes, signed and once.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::Value;
use verdict_server::jobs::sign;
use verdict_server::store::{self, AnswerId, Contents, Grade, NewAnswer};

use crate::app::{App, answer_now};
use crate::people::by;

/// How long is waited for what must come.
const PATIENCE: Duration = Duration::from_secs(60);

/// Somebody who listens: its address, and the requests that it hears, answered so one after the other.
fn listener(answers: &'static [&'static str]) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let (tell, heard) = channel();
    std::thread::spawn(move || {
        for answer in answers {
            let (mut stream, _) = listener.accept().unwrap();
            let mut text = String::new();
            let mut buffer = [0; 4_096];
            // Each body is one JSON object.
            while !text.ends_with('}') {
                let read = stream.read(&mut buffer).unwrap();
                assert!(read > 0, "it hung up behind {text}");
                text.push_str(&String::from_utf8_lossy(&buffer[..read]));
            }
            let reply =
                format!("HTTP/1.1 {answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            stream.write_all(reply.as_bytes()).unwrap();
            let _ = tell.send(text);
        }
    });
    (url, heard)
}

/// What a request tells, whose signature is right.
fn signed(request: &str) -> Value {
    let field = |name: &str| -> String {
        let line = request
            .lines()
            .find(|line| line.to_lowercase().starts_with(name))
            .unwrap();
        line.split_once(": ").unwrap().1.trim().to_owned()
    };
    let body = request.split("\r\n\r\n").nth(1).unwrap();
    let time: i64 = field("x-verdict-timestamp").parse().unwrap();
    assert_eq!(
        field("x-verdict-signature"),
        format!("v1={}", sign(b"geheim", time, body))
    );
    serde_json::from_str(body).unwrap()
}

#[test]
fn a_confirmed_threat_is_told_again_until_it_is_heard_and_then_no_more() {
    // It does not listen at first; then it does.
    let (url, heard) = listener(&["503 Service Unavailable", "204 No Content"]);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let app = App::start_with(|state| state.clock = verdict_server::Clock::system()).await;
        let (store, home) = (&app.state.store, app.state.home.id);
        let secret = b"geheim".to_vec();
        store
            .add_webhook(home, url, secret, by("add webhook"))
            .await
            .unwrap();
        let told = answer_now(1);
        app.answer(&told).await;
        let id = AnswerId::parse(told["id"].as_str().unwrap()).unwrap();
        let phishing = banner_core::Correction::Phishing;
        store
            .decide(home, id, phishing, by("decide"))
            .await
            .unwrap();
        let now = app.state.clock.milliseconds();
        verdict_server::jobs::deliver(&app.state).await.unwrap();
        // Nobody tries again before it is time.
        assert!(
            store
                .claim_deliveries(now + 1_000)
                .await
                .unwrap()
                .is_empty()
        );
        let again = store.claim_deliveries(now + 60_000).await.unwrap();
        assert_eq!((again.len(), again[0].tries), (1, 2));
        let due = again[0].clone();
        store
            .postpone_delivery(home, due.url, due.event, now)
            .await
            .unwrap();
        verdict_server::jobs::deliver(&app.state).await.unwrap();
        assert!(
            store
                .claim_deliveries(now + 999_999)
                .await
                .unwrap()
                .is_empty()
        );
    });
    for _ in 0..2 {
        let request = heard.recv_timeout(PATIENCE).unwrap();
        assert_eq!(signed(&request)["event"], "confirmed_threat");
    }
}

#[cfg(unix)]
#[test]
fn a_server_tells_by_itself_of_an_hour_that_stands_out() {
    use crate::process::{Server, command};

    let (url, heard) = listener(&["204 No Content"]);
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    std::fs::create_dir(&data).unwrap();
    let now = verdict_server::Clock::system().milliseconds();
    let database = format!("sqlite:{}", data.join("verdicts.sqlite3").display());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let store = store::open(&database, now).await.unwrap();
        let home = store.found_organisation("default".into()).await.unwrap();
        // Readers say of as many messages in this hour and the last that the banner was right: the hour may end meanwhile.
        let said = (0..20).map(|number| NewAnswer {
            report: serde_json::from_value(answer_now(number)).unwrap(),
            reporter: home.reporter(&format!("reader {number}")),
            grade: Grade::Signals,
            contents: Contents::default(),
            received_at: now - i64::from(number % 2) * 3_600_000,
            network: None,
            sent: None,
        });
        store.accept(home.id, said.collect()).await.unwrap();
        let secret = b"geheim".to_vec();
        store
            .add_webhook(home.id, url, secret, by("add webhook"))
            .await
            .unwrap();
        store.close().await;
    });
    let server = Server::start(command(&data));
    let told = signed(&heard.recv_timeout(PATIENCE).unwrap());
    server.stop();
    assert_eq!(
        (&told["event"], &told["confirmed_by_readers"]),
        (&"spike".into(), &10.into())
    );
    let hour = told["hour"].as_i64().unwrap();
    let this = now.div_euclid(3_600_000);
    assert!([this - 1, this].contains(&hour), "{hour}");
}
