//! What an administrator waits for, on many answers.

use std::path::Path;
use std::time::Instant;

use crate::filling::{TOKEN, first_case};
use crate::process::Server;

/// How often each page is asked for, after some times that do not count.
const TIMES: usize = 100;

/// A new database of each engine, with its name.
pub fn databases(folder: &Path) -> Vec<(&'static str, String)> {
    let file = folder.join("dashboard.sqlite3");
    let mut databases = vec![("SQLite", format!("sqlite:{}", file.display()))];
    if let Ok(url) = std::env::var("THREAT_BANNER_POSTGRES") {
        databases.push(("PostgreSQL", url));
    }
    databases
}

/// Gives the room of a filled database back.
pub fn remove(url: &str) {
    if let Some(file) = url.strip_prefix("sqlite:") {
        std::fs::remove_file(file).unwrap();
    }
}

/// How long each page takes, at the 95th percentile, in milliseconds.
pub fn measure(folder: &Path, engine: &str, url: &str) -> Vec<(&'static str, f64)> {
    let server = Server::start(&folder.join(format!("pages of {engine}")), Some(url));
    let agent = ureq::agent();
    let case = format!("/admin/cases/{}", first_case());
    [
        ("overview", "/admin/"),
        ("open cases", "/admin/cases"),
        ("settled cases", "/admin/cases?state=settled"),
        ("cases by what readers say", "/admin/cases?said=phishing"),
        ("one case", &case),
        ("signals", "/admin/signals"),
        ("one signal", "/admin/signals/links.ip_host"),
        ("models", "/admin/models"),
        ("log of changes", "/admin/audit"),
        ("counts of 30 days", "/api/v1/admin/counts?days=30"),
        ("latest 100", "/api/v1/admin/answers"),
    ]
    .into_iter()
    .map(|(name, path)| {
        let mut times: Vec<f64> = (0..TIMES + 5)
            .map(|_| {
                let began = Instant::now();
                let mut reply = agent
                    .get(format!("http://{}{path}", server.address))
                    .header("cookie", format!("verdict_session={TOKEN}"))
                    .call()
                    .unwrap_or_else(|error| panic!("{path}: {error}"));
                let body = reply.body_mut().read_to_string().unwrap();
                assert!(body.len() > 500, "{body}");
                began.elapsed().as_secs_f64() * 1e3
            })
            .skip(5)
            .collect();
        times.sort_by(f64::total_cmp);
        (name, times[TIMES * 95 / 100])
    })
    .collect()
}
