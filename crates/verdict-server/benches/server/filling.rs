//! Fills a database with many answers at once, each table by one statement, roll-ups from the answers.

use std::process::Command;

use verdict_server::access::hash_of;
use verdict_server::store::{self, Change, Operator, Role};

/// How many milliseconds the answers are spread over: ninety days.
const SPREAD: i64 = 90 * 86_400_000;
/// How many entries the log of changes has.
const ENTRIES: i64 = 5_000;
/// The session of the administrator who looks.
pub const TOKEN: &str = "0123456789abcdef0123456789abcdef";

/// The bytes of a case: spread over all keys, as hashes are.
fn case(sql: &Sql, number: &str) -> String {
    sql.bytes(&format!(
        "{} || {}",
        sql.hex(&format!("({number}) * 2654435761 % 4294967296"), 8),
        sql.hex(number, 24)
    ))
}

/// The hexadecimal digits of the case that the answers of the first hours belong to.
pub fn first_case() -> String {
    "0".repeat(32)
}

/// What both engines write in ways of their own.
enum Sql {
    Sqlite,
    Postgres,
}

impl Sql {
    fn hex(&self, number: &str, width: usize) -> String {
        match self {
            Sql::Sqlite => format!("printf('%0{width}x', {number})"),
            Sql::Postgres => format!("lpad(to_hex(({number})::bigint), {width}, '0')"),
        }
    }

    fn bytes(&self, hex: &str) -> String {
        match self {
            Sql::Sqlite => format!("unhex({hex})"),
            Sql::Postgres => format!("decode({hex}, 'hex')"),
        }
    }

    /// Rows of numbers from 0 on.
    fn rows(&self, count: i64) -> String {
        match self {
            Sql::Sqlite => format!(
                "(WITH RECURSIVE r(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM r WHERE n + 1 < {count}) SELECT n FROM r) AS g"
            ),
            Sql::Postgres => {
                format!("(SELECT n FROM generate_series(0::bigint, {count} - 1) AS s(n)) AS g")
            }
        }
    }
}

/// Fills the database with so many answers of ninety days: four readers a message, five messages a case, one case in 25 settled.
pub fn fill(url: &str, answers: i64) {
    let now = verdict_server::Clock::system().milliseconds();
    prepare(url, now);
    let is_sqlite = url.starts_with("sqlite:");
    let sql = &if is_sqlite {
        Sql::Sqlite
    } else {
        Sql::Postgres
    };
    let ids: Vec<&str> = banner_core::registry()
        .iter()
        .map(|signal| signal.id)
        .collect();
    let signals = ids.len() as i64;
    let begin = now - SPREAD;
    let time = |n: &str| format!("CAST({begin} + ({n}) * ({SPREAD} / {answers}.0) AS BIGINT)");
    let message = |m: &str| {
        sql.bytes(&format!(
            "{} || {}",
            sql.hex(&format!("({m}) * 2654435761 % 4294967296"), 8),
            sql.hex(m, 56)
        ))
    };
    let id = |n: &str| {
        sql.bytes(&format!(
            "{} || '774bbcce' || {}",
            sql.hex(&time(n), 12),
            sql.hex(n, 12)
        ))
    };
    let reporter = sql.bytes(&sql.hex("(n / 4 * 7 + n % 4) % 5000", 32));
    let level = |c: &str| {
        format!(
            "CASE ({c}) % {signals} % 5 WHEN 0 THEN 'none' WHEN 1 THEN 'notice' WHEN 2 THEN 'caution' WHEN 3 THEN 'suspicious' ELSE 'danger' END"
        )
    };
    let model = format!(
        "CASE n * 3 / {answers} WHEN 0 THEN '2026.9.1' WHEN 1 THEN '2026.10.1' ELSE '2026.11.1' END"
    );
    let says = "CASE n % 2 WHEN 0 THEN 'accurate' ELSE 'not_accurate' END";
    let names = "CASE n % 4 WHEN 1 THEN 'phishing' WHEN 3 THEN 'legitimate' END";
    let levels = |c: &str, count: i64| -> String {
        let one = |at| format!("CASE WHEN ({c}) % {signals} % 5 = {at} THEN {count} ELSE 0 END");
        (0..5).map(one).collect::<Vec<_>>().join(", ")
    };
    let settled = "n % 25 = 0";
    let settled_at = time("n * 20 + 19");
    let label = "CASE n % 2 WHEN 0 THEN 'phishing' ELSE 'legitimate' END";
    let (messages, cases) = (answers / 4, answers / 20);
    let found: Vec<String> = (0..signals)
        .map(|q| {
            let pairs = (0..4).map(|k| (ids[((4 * q + k) % signals) as usize], 0.5));
            let pairs: Vec<(&str, f64)> = pairs.collect();
            format!("({q}, '{}')", serde_json::to_string(&pairs).unwrap())
        })
        .collect();
    let all: Vec<String> = (0..signals)
        .map(|q| format!("({q}, '{}')", ids[q as usize]))
        .collect();
    let rows = [
        "CREATE TABLE bench_found (number BIGINT PRIMARY KEY, findings TEXT)".to_owned(),
        format!("INSERT INTO bench_found VALUES {}", found.join(", ")),
        "CREATE TABLE bench_signals (number BIGINT PRIMARY KEY, id TEXT)".to_owned(),
        format!("INSERT INTO bench_signals VALUES {}", all.join(", ")),
        format!(
            "INSERT INTO answers (organisation, id, reporter, message_key, digest, received_at, answer, correction, level, probability, \
             model, findings, grade, superseded, campaign) SELECT 1, {}, {reporter}, {}, {}, {}, {says}, {names}, {}, 0.9, {model}, \
             f.findings, 'signals', 0, {} FROM {} JOIN bench_found AS f ON f.number = n / 20 % {signals}",
            id("n"),
            message("n / 4"),
            message("n"),
            time("n"),
            level("n / 20"),
            case(sql, "n / 20"),
            sql.rows(answers)
        ),
        format!(
            "INSERT INTO voices (organisation, message_key, reporter, answer) SELECT 1, {}, {reporter}, {} FROM {} ORDER BY 2, 3",
            message("n / 4"),
            id("n"),
            sql.rows(answers)
        ),
        format!(
            "INSERT INTO case_messages (organisation, message_key, case_id, opened_by, answers, accurate, phishing, spam, legitimate, \
             unsure, level_0, level_1, level_2, level_3, level_4, first_at, last_at, decided) SELECT 1, {}, {}, {}, 4, 2, 1, 0, 1, 0, {}, \
             {}, {}, CASE WHEN n / 5 % 25 = 0 THEN 1 ELSE 0 END FROM {}",
            message("n"),
            case(sql, "n / 5"),
            id("n * 4"),
            levels("n / 5", 4),
            time("n * 4"),
            time("n * 4 + 3"),
            sql.rows(messages)
        ),
        format!(
            "INSERT INTO cases (organisation, case_id, messages, decided, answers, accurate, phishing, spam, legitimate, unsure, \
             level_0, level_1, level_2, level_3, level_4, first_at, last_at, sample, findings, threats, level, open, rank, label, \
             decided_at, decided_by) SELECT 1, {}, 5, CASE WHEN {settled} THEN 5 ELSE 0 END, 20, 10, 5, 0, 5, 0, {}, {}, {}, {}, \
             f.findings, 1, n % {signals} % 5, CASE WHEN {settled} THEN 0 ELSE 1 END, \
             CASE WHEN {settled} THEN {settled_at} ELSE 1000 + n * 7919 % 9001 END, CASE WHEN {settled} THEN {label} END, \
             CASE WHEN {settled} THEN {settled_at} END, CASE WHEN {settled} THEN 'anna' END \
             FROM {} JOIN bench_found AS f ON f.number = n % {signals}",
            case(sql, "n"),
            levels("n", 20),
            time("n * 20"),
            time("n * 20 + 19"),
            id("n * 20"),
            sql.rows(cases)
        ),
        "INSERT INTO decisions (organisation, message_key, decided_at, label, decided_by, answer) \
         SELECT m.organisation, m.message_key, c.decided_at, c.label, c.decided_by, m.opened_by FROM cases AS c \
         JOIN case_messages AS m ON m.organisation = c.organisation AND m.case_id = c.case_id WHERE c.decided_at IS NOT NULL"
            .to_owned(),
        "INSERT INTO settled (organisation, message_key, decided_at, label, decided_by, answer, case_id) \
         SELECT d.organisation, d.message_key, d.decided_at, d.label, d.decided_by, d.answer, m.case_id FROM decisions AS d \
         JOIN case_messages AS m ON m.organisation = d.organisation AND m.message_key = d.message_key"
            .to_owned(),
    ];
    // From the rows, by their indices.
    let sums = [
        "INSERT INTO answers_by_hour SELECT organisation, received_at / 3600000, level, model, answer, 0, count(*) FROM answers \
         GROUP BY 1, 2, 3, 4, 5"
            .to_owned(),
        "INSERT INTO answers_by_day SELECT organisation, hour / 24, level, model, answer, 0, CAST(sum(count) AS BIGINT) \
         FROM answers_by_hour GROUP BY 1, 2, 3, 4, 5"
            .to_owned(),
        format!(
            "INSERT INTO signals_by_hour SELECT 1, hour, s.id, level, model, says, 0, CAST(sum(many) AS BIGINT) FROM \
             (SELECT {} / 3600000 AS hour, n / 20 % {signals} AS q, {} AS level, {model} AS model, {says} AS says, count(*) AS many \
             FROM {} GROUP BY 1, 2, 3, 4, 5) AS a CROSS JOIN (SELECT 0 AS k UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3) \
             AS k JOIN bench_signals AS s ON s.number = (4 * q + k) % {signals} GROUP BY 2, 3, 4, 5, 6",
            time("n"),
            level("n / 20"),
            sql.rows(answers)
        ),
        "INSERT INTO signals_by_day SELECT organisation, hour / 24, signal, answer, 0, CAST(sum(count) AS BIGINT) \
         FROM signals_by_hour GROUP BY 1, 2, 3, 4"
            .to_owned(),
        // Ten banners are shown for each that is answered, to as many readers as there are.
        "INSERT INTO exposures_by_day SELECT h.organisation, h.hour / 24, h.signal, h.level, 0, CAST(sum(h.count) * 10 AS BIGINT) \
         FROM signals_by_hour AS h GROUP BY 1, 2, 3, 4"
            .to_owned(),
        "INSERT INTO exposures_by_day SELECT organisation, day, '', level, 0, CAST(sum(count) * 10 AS BIGINT) FROM answers_by_day \
         GROUP BY 1, 2, 4"
            .to_owned(),
        "INSERT INTO readers_by_day SELECT DISTINCT organisation, day, 0, 5000 FROM answers_by_day".to_owned(),
        "DROP TABLE bench_found".to_owned(),
        "DROP TABLE bench_signals".to_owned(),
        "ANALYZE".to_owned(),
    ];
    if is_sqlite {
        run_in_sqlite(url, &rows, &sums);
    } else {
        let mut psql = Command::new("psql");
        psql.args([url, "--quiet", "--set=ON_ERROR_STOP=1"]);
        psql.args(["--command", "SET synchronous_commit = off"]);
        for statement in rows.iter().chain(&sums) {
            psql.args(["--command", statement]);
        }
        assert!(psql.status().unwrap().success());
    }
}

/// Makes the tables, an administrator who is signed in, and a log of changes.
fn prepare(url: &str, now: i64) {
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let store = store::open(url, now - SPREAD).await.unwrap();
        store.tend(now).await.unwrap();
        let home = store.found_organisation("default".into()).await.unwrap().id;
        let by = |action, at| Change {
            at,
            actor: "bench".into(),
            action,
            detail: "as it was meant".into(),
        };
        let anna = Operator::new(home, "anna".into(), Role::Administrator, "none".into());
        store
            .set_operator(anna.clone(), by("set_operator", now - SPREAD))
            .await
            .unwrap();
        for number in 0..ENTRIES {
            let at = now - SPREAD + number * (SPREAD / ENTRIES);
            store.note(home, by("export", at)).await.unwrap();
        }
        store
            .open_session(hash_of(TOKEN), anna, i64::MAX, by("sign_in", now))
            .await
            .unwrap();
        store.close().await;
    });
}

/// Indices are made after the rows, and nothing is logged: what fails here is thrown away.
fn run_in_sqlite(url: &str, rows: &[String], sums: &[String]) {
    let file = url.strip_prefix("sqlite:").unwrap();
    let connection = rusqlite::Connection::open(file).unwrap();
    connection
        .execute_batch(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; PRAGMA foreign_keys = OFF",
        )
        .unwrap();
    let mut indices = connection
        .prepare(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL \
             AND tbl_name IN ('answers', 'case_messages', 'cases')",
        )
        .unwrap();
    let indices: Vec<(String, String)> = indices
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    let run = |sql: &str| {
        connection
            .execute_batch(sql)
            .unwrap_or_else(|error| panic!("{sql}: {error}"));
    };
    for (name, _) in &indices {
        run(&format!("DROP INDEX {name}"));
    }
    rows.iter().for_each(|sql| run(sql));
    indices.iter().for_each(|(_, sql)| run(sql));
    sums.iter().for_each(|sql| run(sql));
    drop(indices);
}
