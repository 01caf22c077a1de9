//! The floors: an axum route that does nothing, and SQLite alone.

use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::{Connection, params};

/// Serves a route that does nothing but say 201.
pub fn serve_idle_route() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        println!("Ready: http://{}/", listener.local_addr().unwrap());
        std::io::stdout().flush().unwrap();
        let route = axum::routing::post(async || axum::http::StatusCode::CREATED);
        let app = axum::Router::new().route("/api/v1/feedback", route);
        axum::serve(listener, app).await.unwrap();
    });
}

/// How many answers a second SQLite itself takes, in transactions of `together`, each on the disk: the same
/// rows in the same tables with the same settings, by prepared statements and nothing around them.
pub fn sqlite_rate(folder: &Path, together: u32, span: Duration) -> f64 {
    std::fs::create_dir_all(folder).unwrap();
    let file = folder.join("verdicts.sqlite3");
    let url = format!("sqlite:{}", file.display());
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let store = verdict_server::store::open(&url, 1_795_269_780_000)
            .await
            .unwrap();
        store.close().await;
    });
    let mut connection = Connection::open(&file).unwrap();
    connection
        .pragma_update(None, "journal_mode", "WAL")
        .unwrap();
    connection
        .pragma_update(None, "synchronous", "FULL")
        .unwrap();
    connection
        .pragma_update(None, "wal_autocheckpoint", 16_000)
        .unwrap();
    connection
        .pragma_update(None, "cache_size", -16_000)
        .unwrap();
    let signals = [
        "authentication.missing",
        "content.credential_request",
        "content.pressure",
        "links.ip_host",
        "links.text_target_mismatch",
        "sender.first_contact",
    ];
    let findings = "[[\"links.ip_host\",1.0],[\"content.pressure\",0.5],[\"content.credential_request\",1.0],\
                    [\"sender.first_contact\",1.0],[\"links.text_target_mismatch\",1.0],[\"authentication.missing\",0.3]]";
    let (began, mut number) = (Instant::now(), 0_u64);
    while began.elapsed() < span {
        let transaction = connection.transaction().unwrap();
        {
            let mut answer = transaction
                .prepare_cached(
                    "INSERT INTO answers (organisation, id, reporter, message_key, digest, received_at, answer, correction, \
                     comment, level, probability, model, findings, grade, superseded) \
                     VALUES (1, ?, ?, ?, ?, ?, 'accurate', NULL, NULL, 'danger', 0.9973, '2026.11.1', ?, 'signals', 0)",
                )
                .unwrap();
            let mut voice = transaction
                .prepare_cached("INSERT INTO voices (organisation, message_key, reporter, answer) VALUES (1, ?, ?, ?)")
                .unwrap();
            let mut message = transaction
                .prepare_cached(
                    "INSERT INTO case_messages (organisation, message_key, case_id, opened_by, answers, accurate, phishing, spam, \
                     legitimate, unsure, level_0, level_1, level_2, level_3, level_4, first_at, last_at, decided) \
                     VALUES (1, ?, ?, ?, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1795269780000, 1795269780000, 0)",
                )
                .unwrap();
            let mut case = transaction
                .prepare_cached(
                    "INSERT INTO cases (organisation, case_id, open, level, rank, messages, decided, answers, accurate, phishing, spam, \
                     legitimate, unsure, level_0, level_1, level_2, level_3, level_4, first_at, last_at, sample, findings, threats) \
                     VALUES (1, ?, 1, 4, 1416, 1, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1795269780000, 1795269780000, ?, ?, 1)",
                )
                .unwrap();
            for _ in 0..together {
                number += 1;
                let mut id = [1_u8; 16];
                id[8..].copy_from_slice(&number.to_be_bytes());
                let mixed = number
                    .wrapping_mul(0x9e37_79b9_7f4a_7c15)
                    .to_be_bytes()
                    .repeat(4);
                let reporter = [7_u8; 16];
                answer
                    .execute(params![
                        id,
                        reporter,
                        mixed,
                        mixed,
                        1_795_269_780_000_i64,
                        findings
                    ])
                    .unwrap();
                voice.execute(params![mixed, reporter, id]).unwrap();
                let first_half = mixed.get(..16).unwrap();
                message.execute(params![mixed, first_half, id]).unwrap();
                case.execute(params![first_half, id, findings]).unwrap();
            }
            transaction
                .prepare_cached(
                    "INSERT INTO answers_by_hour VALUES (1, 498686, 'danger', '2026.11.1', 'accurate', 0, ?) \
                     ON CONFLICT DO UPDATE SET count = count + excluded.count",
                )
                .unwrap()
                .execute([together])
                .unwrap();
            transaction
                .prepare_cached(
                    "INSERT INTO answers_by_day VALUES (1, 20778, 'danger', '2026.11.1', 'accurate', 0, ?) \
                     ON CONFLICT DO UPDATE SET count = count + excluded.count",
                )
                .unwrap()
                .execute([together])
                .unwrap();
            for sql in [
                "INSERT INTO signals_by_hour VALUES (1, 498686, ?, 'danger', '2026.11.1', 'accurate', 0, ?) \
                 ON CONFLICT DO UPDATE SET count = count + excluded.count",
                "INSERT INTO signals_by_day VALUES (1, 20778, ?, 'accurate', 0, ?) \
                 ON CONFLICT DO UPDATE SET count = count + excluded.count",
            ] {
                let mut cell = transaction.prepare_cached(sql).unwrap();
                for signal in signals {
                    cell.execute(params![signal, together]).unwrap();
                }
            }
        }
        transaction.commit().unwrap();
    }
    number as f64 / began.elapsed().as_secs_f64()
}
