//! What the server bears, against floors that are measured in the same run: an axum route that does
//! nothing, and SQLite alone with the same rows. `cargo xtask bench server` runs it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::string_slice,
    clippy::type_complexity,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a failing measurement is a sentence already"
)]

mod dashboard;
mod filling;
mod floors;
mod load;
mod process;

use std::time::{Duration, Instant};

/// How long each rate is measured.
const SPAN: Duration = Duration::from_secs(8);
/// How many answers the dashboard stands on.
const ANSWERS: i64 = 10_000_000;

fn main() {
    if std::env::args().any(|argument| argument == "--idle-route") {
        return floors::serve_idle_route();
    }
    // `cargo bench` and `cargo test` start every benchmark; this one takes minutes.
    if std::env::var_os("THREAT_BANNER_BENCH").is_none() {
        println!("left out: cargo xtask bench server runs it");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut failures = Vec::new();
    let mut hold = |what: &str, value: f64, bound: f64, at_most: bool| {
        let good = if at_most {
            value <= bound
        } else {
            value >= bound
        };
        let sign = if at_most { "at most" } else { "at least" };
        let mark = if good { "holds" } else { "MISSED" };
        println!("{what:<58} {value:>12.1}   {sign} {bound:>10.1}   {mark}");
        if !good {
            failures.push(what.to_owned());
        }
    };

    let idle = process::Idle::start();
    let idle_rate = load::singles(&idle.address, SPAN).per_second;
    drop(idle);
    let server = process::Server::start(&folder.path().join("singles"), None);
    let singles = load::singles(&server.address, SPAN);
    hold(
        "single answers a second (half of an idle route's)",
        singles.per_second,
        idle_rate / 2.0,
        false,
    );
    // What no server around it can surpass.
    let alone = floors::sqlite_rate(
        &folder.path().join("floor of groups"),
        load::CONNECTIONS,
        SPAN,
    );
    println!("(SQLite alone in groups as large: {alone:.1} a second)");
    let paced = load::paced(&server.address, singles.per_second * 0.7, SPAN);
    hold("p99 at 70 % of that, ms", paced.p99_ms, 50.0, true);
    let singles_memory = server.peak_memory_mb();
    drop(server);

    let floor = floors::sqlite_rate(&folder.path().join("floor"), 100, SPAN);
    let server = process::Server::start(&folder.path().join("batches"), None);
    let batches = load::batches(&server.address, SPAN);
    hold(
        "answers a second in batches of 100 (half of SQLite's own)",
        batches.per_second * 100.0,
        floor / 2.0,
        false,
    );
    let memory = server.peak_memory_mb().max(singles_memory);
    hold("memory at the most, MB", memory, 150.0, true);
    drop(server);

    let answers = std::env::var("THREAT_BANNER_BENCH_ANSWERS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(ANSWERS);
    for (engine, url) in dashboard::databases(folder.path()) {
        let began = Instant::now();
        filling::fill(&url, answers);
        println!(
            "({answers} answers filled in {:.0} s)",
            began.elapsed().as_secs_f64()
        );
        for (page, p95) in dashboard::measure(folder.path(), engine, &url) {
            hold(
                &format!("{page}, {answers} answers, {engine}, p95 ms"),
                p95,
                50.0,
                true,
            );
        }
        dashboard::remove(&url);
    }
    assert!(failures.is_empty(), "missed: {}", failures.join("; "));
}
