//! What an administrator waits for, on many answers.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use verdict_server::access::hash_of;
use verdict_server::store::{self, Change, Operator, Role};

use crate::process::Server;

/// 2026-11-21T14:03:00Z, the end of the ninety days over which the answers are spread.
const NOW: i64 = 1_795_269_780_000;
const TOKEN: &str = "0123456789abcdef0123456789abcdef";

/// A new database of each engine, with its name.
pub fn databases(folder: &Path) -> Vec<(&'static str, String)> {
    let file = folder.join("dashboard.sqlite3");
    let mut databases = vec![("SQLite", format!("sqlite:{}", file.display()))];
    if let Ok(url) = std::env::var("THREAT_BANNER_POSTGRES") {
        databases.push(("PostgreSQL", url));
    }
    databases
}

/// Fills a database with so many answers over ninety days, of 130 signals and 3 models, and with the
/// counts that belong to them.
pub fn fill(url: &str, answers: i64) {
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let store = store::open(url, NOW).await.unwrap();
        let home = store.found_organisation("default".into()).await.unwrap().id;
        let by = |action| Change {
            at: NOW,
            actor: "bench".into(),
            action,
            detail: String::new(),
        };
        let anna = Operator::new(home, "anna".into(), Role::Viewer, "none".into());
        store
            .set_operator(anna.clone(), by("set operator"))
            .await
            .unwrap();
        store
            .open_session(hash_of(TOKEN), anna, i64::MAX, by("sign in"))
            .await
            .unwrap();
        store.close().await;
    });
    let hours = NOW / 3_600_000;
    // One statement a table, in what both engines share but for making bytes and rows.
    let (id, bytes, rows): (&str, fn(&str) -> String, fn(&str, i64) -> String) = if url
        .starts_with("sqlite:")
    {
        (
            "unhex(printf('01a1%08x774bbcce%012x', n % 900000, n))",
            |expression| format!("unhex(printf('%016x%016x%016x%016x', {expression}, n, n, n))"),
            |name, count| {
                format!(
                    "(WITH RECURSIVE r(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM r WHERE n + 1 < {count}) SELECT n FROM r) AS {name}"
                )
            },
        )
    } else {
        (
            "decode('01a1' || lpad(to_hex(n % 900000), 8, '0') || '774bbcce' || lpad(to_hex(n), 12, '0'), 'hex')",
            |expression| {
                format!(
                    "decode(lpad(to_hex({expression}), 16, '0') || repeat(lpad(to_hex(n), 16, '0'), 3), 'hex')"
                )
            },
            |name, count| {
                format!("(SELECT n FROM generate_series(0::bigint, {count} - 1) AS g(n)) AS {name}")
            },
        )
    };
    let level = |n: &str| {
        format!(
            "CASE {n} % 5 WHEN 0 THEN 'none' WHEN 1 THEN 'notice' WHEN 2 THEN 'caution' WHEN 3 THEN 'suspicious' ELSE 'danger' END"
        )
    };
    let says = |n: &str| format!("CASE {n} % 2 WHEN 0 THEN 'accurate' ELSE 'not_accurate' END");
    let model = |n: &str| {
        format!("CASE {n} % 3 WHEN 0 THEN '2026.9.1' WHEN 1 THEN '2026.10.1' ELSE '2026.11.1' END")
    };
    let signal = |n: &str| format!("'group.signal_number_' || CAST({n} % 130 AS TEXT)");
    let key = bytes("(n * 7919) % 4000000007");
    let statements = [
        format!(
            "INSERT INTO answers (organisation, id, reporter, message_key, digest, received_at, answer, level, probability, \
             model, findings, grade, superseded) SELECT 1, {id}, substr({key}, 1, 16), {key}, {key}, \
             CAST({NOW} - 7776000000 + n * (7776000000 / {answers}.0) AS BIGINT), {}, {}, 0.9, {}, \
             '[[\"links.ip_host\",1.0],[\"content.pressure\",0.5],[\"sender.first_contact\",1.0],[\"authentication.missing\",0.3]]', \
             'signals', 0 FROM {}",
            says("n"),
            level("n"),
            model("n"),
            rows("a", answers)
        ),
        format!(
            "INSERT INTO answers_by_hour SELECT 1, {hours} - 2159 + n / 30, {}, {}, {}, 0, {answers} / 64800 FROM {}",
            level("n"),
            model("n"),
            says("n"),
            rows("c", 64_800)
        ),
        format!(
            "INSERT INTO signals_by_day SELECT 1, {hours} / 24 - 89 + n / 3900, {}, {}, {}, {}, 0, {answers} * 4 / 351000 FROM {}",
            signal("(n / 30)"),
            level("n"),
            model("n"),
            says("n"),
            rows("d", 351_000)
        ),
    ];
    for statement in statements {
        run(url, &statement);
    }
    run(url, "ANALYZE");
}

fn run(url: &str, sql: &str) {
    if let Some(file) = url.strip_prefix("sqlite:") {
        let connection = rusqlite::Connection::open(file).unwrap();
        connection
            .pragma_update(None, "synchronous", "OFF")
            .unwrap();
        connection
            .pragma_update(None, "cache_size", -400_000)
            .unwrap();
        connection.execute_batch(sql).unwrap();
        connection
            .pragma_update(None, "wal_checkpoint", "TRUNCATE")
            .unwrap_or(());
        return;
    }
    let done = Command::new("psql")
        .args([url, "--quiet", "--set=ON_ERROR_STOP=1", "--command", sql])
        .status()
        .unwrap();
    assert!(done.success(), "{sql}");
}

/// How long each page takes, at the 95th percentile, in milliseconds.
pub fn measure(folder: &Path, engine: &str, url: &str) -> Vec<(&'static str, f64)> {
    let server = Server::start(&folder.join(format!("pages of {engine}")), Some(url));
    let agent = ureq::agent();
    [
        ("overview", "/admin/"),
        ("counts of 30 days", "/api/v1/admin/counts?days=30"),
        ("latest 100", "/api/v1/admin/answers"),
    ]
    .into_iter()
    .map(|(name, path)| {
        let mut times: Vec<f64> = (0..105)
            .map(|_| {
                let began = Instant::now();
                let mut reply = agent
                    .get(format!("http://{}{path}", server.address))
                    .header("cookie", format!("verdict_session={TOKEN}"))
                    .call()
                    .unwrap();
                let body = reply.body_mut().read_to_string().unwrap();
                assert!(body.len() > 500, "{body}");
                began.elapsed().as_secs_f64() * 1e3
            })
            .skip(5)
            .collect();
        times.sort_by(f64::total_cmp);
        (name, times[95])
    })
    .collect()
}
