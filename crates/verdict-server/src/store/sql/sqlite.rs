//! One SQLite file: write-ahead log, every commit on the disk before it is told.
//!
//! One connection writes, on a thread of its own; another folds the log into the file, and some read beside them.

mod copying;
mod folding;
mod readers;
mod statements;
mod writing;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, ToSql, TransactionBehavior, params_from_iter};
use tokio::sync::{Semaphore, mpsc, oneshot};

use super::super::StoreError;
use super::super::migrations;
use super::{Engine, Kind, Row, Transaction, Value, Work};
use crate::private;
use copying::copy;
use folding::{Bounds, Folding};
use readers::Readers;
use statements::{for_one_row, without_lock};
use writing::{Task, write_until_closed};

/// How long a write waits for another process that writes.
const PATIENCE: Duration = Duration::from_secs(5);
/// How many connections read.
const READERS: usize = 4;
/// How many statements a connection keeps prepared.
const PREPARED: usize = 128;
/// How many pieces of work may wait for the writer; further ones wait to be let in.
const WAITING: usize = 64;

/// One SQLite file.
pub(in crate::store) struct Sqlite {
    file: PathBuf,
    writer: mpsc::Sender<Task>,
    readers: Readers,
    free: Arc<Semaphore>,
}

impl Sqlite {
    /// Opens or creates `file`, and brings it to this version's form.
    pub async fn open(file: &Path) -> Result<Sqlite, StoreError> {
        if file.is_dir() {
            return Err(StoreError::NoDatabase {
                file: file.to_owned(),
                problem: "is a folder, where this server's database file should be",
            });
        }
        let path = file.to_owned();
        let (writer, folding, readers) = tokio::task::spawn_blocking(move || open_all(&path))
            .await
            .map_err(|error| StoreError::Engine(error.to_string()))??;
        let (sender, tasks) = mpsc::channel(WAITING);
        std::thread::Builder::new()
            .name("sqlite-writer".into())
            .spawn(move || write_until_closed(writer, folding, tasks))
            .map_err(|error| StoreError::Engine(error.to_string()))?;
        Ok(Sqlite {
            file: file.to_owned(),
            writer: sender,
            readers: Readers::new(readers),
            free: Arc::new(Semaphore::new(READERS)),
        })
    }
}

fn open_all(file: &Path) -> Result<(Connection, Folding, Vec<Connection>), StoreError> {
    let refuse = |error: &rusqlite::Error| match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::NotADatabase | rusqlite::ErrorCode::DatabaseCorrupt) => {
            StoreError::NoDatabase {
                file: file.to_owned(),
                problem: "is no database of this server, or a broken one",
            }
        }
        _ => StoreError::Open {
            file: file.to_owned(),
            problem: cause(error),
        },
    };
    close_to_others(file).map_err(|problem| StoreError::Open {
        file: file.to_owned(),
        problem: problem.to_string(),
    })?;
    let mut writer = Connection::open(file).map_err(|error| refuse(&error))?;
    prepare(&writer).map_err(|error| refuse(&error))?;
    migrate(&mut writer).map_err(|error| match error {
        Migrating::Newer => StoreError::NoDatabase {
            file: file.to_owned(),
            problem: "was made by a newer version of this server",
        },
        Migrating::Failed(error) => refuse(&error),
    })?;
    folding::empty(&writer);
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let reader = || {
        let connection = Connection::open_with_flags(file, flags)?;
        connection.busy_timeout(PATIENCE)?;
        connection.set_prepared_statement_cache_capacity(PREPARED);
        Ok(connection)
    };
    let readers = (0..READERS)
        .map(|_| reader())
        .collect::<Result<_, _>>()
        .map_err(|error| refuse(&error))?;
    let folding = Folding::start(file, Bounds::default())?;
    Ok((writer, folding, readers))
}

/// The file holds keys, comments and originals. The files beside it are made as it is.
fn close_to_others(file: &Path) -> std::io::Result<()> {
    if !file.exists() {
        return match private::create_new(file) {
            // Two servers may start at once.
            Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
            _ => Ok(()),
        };
    }
    for suffix in ["", "-wal", "-shm"] {
        let mut beside = file.to_owned().into_os_string();
        beside.push(suffix);
        match private::close_to_others(beside.as_ref()) {
            Ok(false) => {}
            Ok(true) => tracing::warn!(file = ?beside, "others could read the database; no more"),
            // It belongs to another user, who may let this one write.
            Err(error) => tracing::warn!(%error, file = ?beside, "others may read the database"),
        }
    }
    Ok(())
}

fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(PREPARED);
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // In write-ahead mode anything less may lose commits when the power fails.
    connection.pragma_update(None, "synchronous", "FULL")?;
    // A thread of its own does that.
    connection.pragma_update(None, "wal_autocheckpoint", 0)?;
    connection.pragma_update(None, "cache_size", -16_000)?;
    connection.pragma_update(None, "foreign_keys", true)
}

enum Migrating {
    Newer,
    Failed(rusqlite::Error),
}

impl From<rusqlite::Error> for Migrating {
    fn from(error: rusqlite::Error) -> Migrating {
        Migrating::Failed(error)
    }
}

/// Applies what is missing, all or nothing. Two servers may start at once on one file.
fn migrate(connection: &mut Connection) -> Result<(), Migrating> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let applied: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let applied = if applied > 0 {
        applied
    } else {
        // Before version 2 the number stood in a table.
        transaction.query_row(
            "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'answers'",
            [],
            |row| row.get(0),
        )?
    };
    let migrations = migrations::SQLITE;
    if migrations.iter().all(|(number, ..)| *number < applied) {
        return Err(Migrating::Newer);
    }
    for (number, _, sql) in migrations {
        if *number > applied {
            transaction.execute_batch(sql)?;
            transaction.pragma_update(None, "user_version", number)?;
        }
    }
    transaction.commit()?;
    Ok(())
}

/// Runs a future that never waits: its only awaits are those of [`Open`].
fn finish_at_once<T>(mut future: super::Boxed<'_, Result<T, StoreError>>) -> Result<T, StoreError> {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match future.as_mut().poll(&mut context) {
        std::task::Poll::Ready(result) => result,
        std::task::Poll::Pending => Err(StoreError::Engine(
            "work on the database waited for something else".into(),
        )),
    }
}

/// A transaction that is under way.
struct Open<'c>(&'c mut Connection);

#[async_trait]
impl Transaction for Open<'_> {
    async fn run(&mut self, sql: &'static str, values: Vec<Value>) -> Result<Vec<Row>, StoreError> {
        let mut statement = self.0.prepare_cached(&without_lock(sql))?;
        let mut rows = Vec::new();
        step(&mut statement, &values, &mut rows)?;
        Ok(rows)
    }

    async fn each(
        &mut self,
        sql: &'static str,
        kinds: &'static [Kind],
        rows: Vec<Vec<Value>>,
    ) -> Result<Vec<Row>, StoreError> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let mut statement = self.0.prepare_cached(&for_one_row(sql, kinds.len()))?;
        let mut results = Vec::new();
        for row in &rows {
            step(&mut statement, row, &mut results)?;
        }
        Ok(results)
    }

    fn shard(&self) -> i64 {
        0
    }
}

fn step(
    statement: &mut rusqlite::Statement<'_>,
    values: &[Value],
    results: &mut Vec<Row>,
) -> Result<(), StoreError> {
    let columns = statement.column_count();
    let mut rows = statement.query(params_from_iter(values))?;
    while let Some(row) = rows.next()? {
        let mut values = Vec::with_capacity(columns);
        for column in 0..columns {
            values.push(match row.get_ref(column)? {
                ValueRef::Null => Value::Int(None),
                ValueRef::Integer(value) => value.into(),
                ValueRef::Real(value) => value.into(),
                ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned().into(),
                ValueRef::Blob(bytes) => bytes.into(),
            });
        }
        results.push(Row(values));
    }
    Ok(())
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Int(Some(value)) => ValueRef::Integer(*value),
            Value::Real(Some(value)) => ValueRef::Real(*value),
            Value::Text(Some(value)) => ValueRef::Text(value.as_bytes()),
            Value::Blob(Some(value)) => ValueRef::Blob(value),
            _ => ValueRef::Null,
        }))
    }
}

#[async_trait]
impl Engine for Sqlite {
    async fn write(&self, work: Work<()>) -> Result<(), StoreError> {
        let (reply, answer) = oneshot::channel();
        self.writer
            .send(Task::Write(work, reply))
            .await
            .map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)?
    }

    async fn read(&self, work: Work<()>) -> Result<(), StoreError> {
        let permit = self.free.clone().acquire_owned().await;
        let permit = permit.map_err(|_| StoreError::Closed)?;
        let mut lent = self.readers.lend(permit).ok_or(StoreError::Closed)?;
        tokio::task::spawn_blocking(move || match &mut lent.connection {
            Some(connection) => read(connection, work),
            None => Err(StoreError::Closed),
        })
        .await
        .map_err(|error| StoreError::Engine(error.to_string()))?
    }

    async fn back_up(&self, to: PathBuf) -> Result<(), StoreError> {
        let from = self.file.clone();
        tokio::task::spawn_blocking(move || copy(&from, &to))
            .await
            .map_err(|error| StoreError::Engine(error.to_string()))?
    }

    async fn tend(&self, _: i64) -> Result<(), StoreError> {
        Ok(())
    }

    async fn close(&self) {
        // Readers first, so that the writer is the last connection and can fold the log away.
        let all = u32::try_from(READERS).unwrap_or(1);
        let home = self.free.acquire_many(all);
        let _ = tokio::time::timeout(PATIENCE, home).await;
        self.free.close();
        self.readers.close();
        let (reply, closed) = oneshot::channel();
        // An error means that it was closed before.
        if self.writer.send(Task::Close(reply)).await.is_ok() {
            let _ = closed.await;
        }
    }
}

fn read(connection: &mut Connection, work: Work<()>) -> Result<(), StoreError> {
    connection.execute_batch("BEGIN")?;
    let done = finish_at_once(work(&mut Open(connection)));
    connection.execute_batch("ROLLBACK")?;
    done
}

/// The engine's own words, without the library's around them.
fn cause(error: &rusqlite::Error) -> String {
    match error {
        rusqlite::Error::SqliteFailure(_, Some(words)) => words.clone(),
        other => other.to_string(),
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> StoreError {
        use rusqlite::ErrorCode::{ConstraintViolation, TooBig, TypeMismatch};
        match error.sqlite_error_code() {
            Some(ConstraintViolation | TooBig | TypeMismatch) => StoreError::Refused(cause(&error)),
            _ => StoreError::Engine(cause(&error)),
        }
    }
}

#[cfg(test)]
mod tests;
