//! Where the story is told: a new SQLite file, and a new database of a PostgreSQL server.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use banner_core::{Answer, Correction, FeedbackReport, Level, ReportedFinding};
use tempfile::TempDir;
use verdict_server::store::{
    self, Change, Contents, Grade, NewAnswer, OrganisationId, OrganisationRow, ReporterId, Seen,
    Store,
};

pub const HOUR: i64 = 3_600_000;
/// 2026-11-21T14:03:00Z.
pub const NOW: i64 = 1_795_269_780_000;

/// A database, gone with this.
pub struct Stage {
    pub url: String,
    _folder: TempDir,
}

/// What one database of the stage is called in the telling.
pub fn engines() -> Vec<Stage> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("verdicts.sqlite3");
    let mut stages = vec![Stage {
        url: format!("sqlite:{}", file.display()),
        _folder: folder,
    }];
    stages.extend(postgres());
    stages
}

/// A new database of the PostgreSQL server, or nothing where that is meant.
pub fn postgres() -> Option<Stage> {
    static LAST: AtomicU32 = AtomicU32::new(0);
    let Ok(server) = std::env::var("THREAT_BANNER_POSTGRES") else {
        if std::env::var_os("THREAT_BANNER_WITHOUT_POSTGRES").is_some() {
            eprintln!("PostgreSQL is left out, as THREAT_BANNER_WITHOUT_POSTGRES asks");
            return None;
        }
        panic!(
            "This test needs a PostgreSQL: `cargo xtask test` starts one, or name one in THREAT_BANNER_POSTGRES \
             (postgres://user@host/database). THREAT_BANNER_WITHOUT_POSTGRES=1 leaves it out."
        );
    };
    let name = format!(
        "story_{}_{}",
        std::process::id(),
        LAST.fetch_add(1, Ordering::Relaxed)
    );
    let made = std::process::Command::new("psql")
        .args([&server, "--quiet", "--command"])
        .arg(format!("CREATE DATABASE {name}"))
        .status()
        .unwrap();
    assert!(made.success());
    let base = server.rsplit_once('/').unwrap().0;
    Some(Stage {
        url: format!("{base}/{name}"),
        _folder: tempfile::tempdir().unwrap(),
    })
}

impl Stage {
    /// Runs a statement behind the server's back.
    pub fn run(&self, sql: &str) {
        if let Some(file) = self.url.strip_prefix("sqlite:") {
            let connection = rusqlite::Connection::open(file).unwrap();
            connection.execute_batch(sql).unwrap();
            return;
        }
        let done = std::process::Command::new("psql")
            .args([&self.url, "--quiet", "--command", sql])
            .status()
            .unwrap();
        assert!(done.success(), "{sql}");
    }

    pub async fn open(&self) -> Arc<dyn Store> {
        store::open(&self.url, NOW).await.unwrap()
    }
}

/// The organisation that is there from the start.
pub async fn home(store: &dyn Store) -> OrganisationRow {
    store.found_organisation("default".into()).await.unwrap()
}

/// An answer to message `number` of reader `number`.
pub fn answer(number: u32, level: Level, answer: Answer, received_at: i64) -> NewAnswer {
    let home = ReporterId::of(&[7; 32], &format!("reader {number}"));
    NewAnswer {
        report: FeedbackReport {
            id: id(number),
            answer,
            correction: (number.is_multiple_of(2)).then_some(Correction::Legitimate),
            comment: (number.is_multiple_of(3)).then(|| format!("Kommentar № {number} <b>")),
            level,
            probability: 0.25,
            findings: vec![
                ReportedFinding {
                    id: "links.ip_host".into(),
                    strength: 1.0,
                },
                ReportedFinding {
                    id: "content.pressure".into(),
                    strength: 0.3,
                },
            ],
            model: "2026.11.1".into(),
            message_key: format!("{number:08x}").repeat(8),
            grade: banner_core::Grade::Signals,
        },
        reporter: home,
        grade: Grade::Signals,
        contents: Contents::default(),
        received_at,
        network: None,
        sent: None,
    }
}

/// An id made in November 2026.
pub fn id(number: u32) -> String {
    format!("01a1f640-bc00-774b-bcce-{number:012x}")
}

/// Holds that the counts are what a recount gives.
#[track_caller]
pub fn same<T: PartialEq + std::fmt::Debug>(kept: &T, anew: &T) {
    assert_eq!(kept, anew, "the counts are not those of the answers");
}

/// Holds that all counts are what the answers say.
pub async fn counts_hold(store: &dyn Store, organisation: OrganisationId) {
    same(
        &store.counts_by_hour(organisation).await.unwrap(),
        &store.recount_by_hour(organisation).await.unwrap(),
    );
    assert!(store.exposures_agree(organisation).await.unwrap());
    assert!(store.days_agree(organisation).await.unwrap());
}

/// A change that somebody makes now.
/// What somebody sees who has seen every answer, and the decision that was made at `decided_at`; 0 for none.
pub fn seen(decided_at: i64) -> Seen {
    Seen {
        decided_at,
        until: i64::MAX,
    }
}

pub fn by(action: &'static str) -> Change {
    Change {
        at: NOW,
        actor: "anna".into(),
        action,
        detail: String::new(),
    }
}
