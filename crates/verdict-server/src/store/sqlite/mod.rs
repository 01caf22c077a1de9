//! The store in one SQLite file: write-ahead log, every commit on the disk before it is told.
//!
//! One connection writes, in a task of its own which commits what has gathered while it was busy;
//! some others read beside it.

mod reading;
mod writing;

use std::path::{Path, PathBuf};
use std::time::Duration;

use async_trait::async_trait;
use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions, Connection, SqlSafeStr, SqliteConnection};
use tokio::sync::{mpsc, oneshot};

use super::{
    HourCount, KeptAnswer, LevelCount, MessageSecret, NewAnswer, Receipt, Store, StoreError,
};
use writing::Work;

/// How long a write waits for another process that writes.
const PATIENCE: Duration = Duration::from_secs(5);
/// SQLite's result code SQLITE_NOTADB.
const NOT_A_DATABASE: &str = "26";
/// How many connections read.
const READERS: u32 = 4;
/// How many requests may wait for the writer; further ones wait to be let in.
const WAITING: usize = 1_024;

/// The store in one SQLite file.
pub(super) struct Sqlite {
    readers: SqlitePool,
    writer: mpsc::Sender<Work>,
}

impl Sqlite {
    /// Opens or creates `file`, and brings it to this version's form.
    pub async fn open(file: &Path) -> Result<Sqlite, StoreError> {
        let no_database = |problem: &'static str| StoreError::NoDatabase {
            file: PathBuf::from(file),
            problem,
        };
        let refuse = |error: &sqlx::Error| match error {
            sqlx::Error::Database(error) if error.code().as_deref() == Some(NOT_A_DATABASE) => {
                no_database("is no database of this server, or a broken one")
            }
            error => StoreError::Open {
                file: PathBuf::from(file),
                problem: cause(error),
            },
        };
        if file.is_dir() {
            return Err(no_database(
                "is a folder, where this server's database file should be",
            ));
        }
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // In write-ahead mode anything less may lose commits when the power fails.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(PATIENCE)
            .disable_statement_logging();
        let mut writer = SqliteConnection::connect_with(&options)
            .await
            .map_err(|error| refuse(&error))?;
        migrations()
            .run(&mut writer)
            .await
            .map_err(|error| match error {
                MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => {
                    refuse(&error)
                }
                MigrateError::VersionMissing(_) => {
                    no_database("was made by a newer version of this server")
                }
                other => refuse(&sqlx::Error::Migrate(Box::new(other))),
            })?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .connect_with(options.read_only(true).create_if_missing(false))
            .await
            .map_err(|error| refuse(&error))?;
        let (sender, work) = mpsc::channel(WAITING);
        tokio::spawn(writing::write_until_closed(writer, work));
        Ok(Sqlite {
            readers,
            writer: sender,
        })
    }

    async fn ask_writer<T>(
        &self,
        work: impl FnOnce(oneshot::Sender<T>) -> Work,
    ) -> Result<T, StoreError> {
        let (reply, answer) = oneshot::channel();
        self.writer
            .send(work(reply))
            .await
            .map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)
    }
}

#[async_trait]
impl Store for Sqlite {
    async fn accept(&self, answers: Vec<NewAnswer>) -> Result<Receipt, StoreError> {
        self.ask_writer(|reply| Work::Accept { answers, reply })
            .await?
    }

    async fn latest(&self, most: u32) -> Result<Vec<KeptAnswer>, StoreError> {
        reading::latest(&self.readers, most).await
    }

    async fn counts_by_level(&self) -> Result<Vec<LevelCount>, StoreError> {
        reading::counts_by_level(&self.readers).await
    }

    async fn counts_by_hour(&self) -> Result<Vec<HourCount>, StoreError> {
        reading::counts_by_hour(&self.readers).await
    }

    async fn recount_by_hour(&self) -> Result<Vec<HourCount>, StoreError> {
        reading::recount_by_hour(&self.readers).await
    }

    async fn message_secret(&self) -> Result<MessageSecret, StoreError> {
        self.ask_writer(|reply| Work::MessageSecret { reply })
            .await?
    }

    async fn close(&self) {
        // Readers first, so that the writer is the last connection and can fold the log away.
        self.readers.close().await;
        // An error means that it was closed before.
        let _ = self.ask_writer(|reply| Work::Close { reply }).await;
    }
}

/// Never edit one that was released; add another.
fn migrations() -> Migrator {
    let files = [(
        1,
        "answers",
        include_str!("../../../migrations/sqlite/0001_answers.sql"),
    )];
    let migration = |(number, name, sql): (i64, &'static str, &'static str)| {
        Migration::new(
            number,
            name.into(),
            MigrationType::Simple,
            sql.into_sql_str(),
            false,
        )
    };
    Migrator::with_migrations(files.map(migration).into())
}

/// The engine's own words, without the library's around them.
fn cause(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(error) => error.message().to_owned(),
        other => other.to_string(),
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> StoreError {
        match error {
            sqlx::Error::PoolClosed => StoreError::Closed,
            other => StoreError::Engine(cause(&other)),
        }
    }
}
