//! The little that the store needs of an SQL engine, so that every verb is written once for all engines.
//!
//! Statements are written in what SQLite and PostgreSQL share, with `?` for parameters. Four words
//! in braces stand for what they do not share: `{keys}` is a relation `k` with columns `k1`, `k2`…
//! of the rows that are handed over, `{rows}` the same as the source of an INSERT, `{using}` the same
//! for a DELETE, whose condition names those columns, and `{lock}` keeps others from changing the rows
//! that are read, where that is not so anyway.

pub(super) mod postgres;
pub(super) mod sqlite;
mod value;

use std::future::Future;
use std::pin::Pin;

use async_trait::async_trait;
use tokio::sync::oneshot;

use super::StoreError;
pub(super) use value::{Row, Value};

/// A future that may borrow for `'t`.
pub(super) type Boxed<'t, T> = Pin<Box<dyn Future<Output = T> + Send + 't>>;

/// The type of a column of `{keys}` and `{rows}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A whole number of 64 bits.
    Int,
    /// A number of double precision.
    Real,
    /// Text.
    Text,
    /// Bytes.
    Blob,
}

/// What can be asked inside a transaction.
#[async_trait]
pub(super) trait Transaction: Send {
    /// Runs one statement and gives what it returns.
    async fn run(&mut self, sql: &'static str, values: Vec<Value>) -> Result<Vec<Row>, StoreError>;

    /// Runs a statement with `{keys}`, `{using}` or `{rows}` for all of `rows`, whose columns are of `kinds`.
    async fn each(
        &mut self,
        sql: &'static str,
        kinds: &'static [Kind],
        rows: Vec<Vec<Value>>,
    ) -> Result<Vec<Row>, StoreError>;

    /// The shard of the counters that this process adds to. Processes that share a database add to
    /// different ones, so that none waits for another's commit; readers take the sum.
    fn shard(&self) -> i64;
}

/// Work inside a transaction, which is committed when it gives `Ok`.
pub(super) type Work<T> =
    Box<dyn for<'t> FnOnce(&'t mut dyn Transaction) -> Boxed<'t, Result<T, StoreError>> + Send>;

/// A database.
#[async_trait]
pub(super) trait Engine: Send + Sync + 'static {
    /// Does `work` in a transaction that is on the disk when this returns `Ok`.
    async fn write(&self, work: Work<()>) -> Result<(), StoreError>;

    /// Does `work` in a transaction that sees one state of the database and changes nothing.
    async fn read(&self, work: Work<()>) -> Result<(), StoreError>;

    /// Writes a copy of the whole database, as it is at one moment, to a new file.
    async fn back_up(&self, to: std::path::PathBuf) -> Result<(), StoreError>;

    /// What has to be done from time to time, such as making partitions for months to come.
    async fn tend(&self, now: i64) -> Result<(), StoreError>;

    /// Finishes and lets go.
    async fn close(&self);
}

/// `work` that hands out what it gives.
fn handing_out<T: Send + 'static>(
    work: impl for<'t> FnOnce(&'t mut dyn Transaction) -> Boxed<'t, Result<T, StoreError>>
    + Send
    + 'static,
) -> (Work<()>, oneshot::Receiver<T>) {
    let (hand_out, result) = oneshot::channel();
    let work: Work<()> = Box::new(move |transaction| {
        let work = work(transaction);
        Box::pin(async move {
            // Whoever asked may have gone; the work is done all the same.
            drop(hand_out.send(work.await?));
            Ok(())
        })
    });
    (work, result)
}

/// Writes and gives the result.
pub(super) async fn write<T: Send + 'static>(
    engine: &dyn Engine,
    work: impl for<'t> FnOnce(&'t mut dyn Transaction) -> Boxed<'t, Result<T, StoreError>>
    + Send
    + 'static,
) -> Result<T, StoreError> {
    let (work, mut result) = handing_out(work);
    engine.write(work).await?;
    result.try_recv().map_err(|_| StoreError::Closed)
}

/// How often something is tried while other processes are quicker.
const TRIES: u32 = 8;

/// Writes and gives the result; tries again while other processes are quicker.
pub(super) async fn write_again<T: Send + 'static>(
    engine: &dyn Engine,
    work: impl for<'t> FnOnce(&'t mut dyn Transaction) -> Boxed<'t, Result<T, StoreError>>
    + Clone
    + Send
    + 'static,
) -> Result<T, StoreError> {
    for attempt in 1..TRIES {
        match write(engine, work.clone()).await {
            Err(StoreError::Busy(cause)) => {
                tracing::debug!(cause, attempt, "another process was quicker; trying again");
            }
            other => return other,
        }
    }
    write(engine, work).await
}

/// Reads and gives the result.
pub(super) async fn read<T: Send + 'static>(
    engine: &dyn Engine,
    work: impl for<'t> FnOnce(&'t mut dyn Transaction) -> Boxed<'t, Result<T, StoreError>>
    + Send
    + 'static,
) -> Result<T, StoreError> {
    let (work, mut result) = handing_out(work);
    engine.read(work).await?;
    result.try_recv().map_err(|_| StoreError::Closed)
}

/// One question of one statement.
pub(super) async fn ask(
    engine: &dyn Engine,
    sql: &'static str,
    values: Vec<Value>,
) -> Result<Vec<Row>, StoreError> {
    read(engine, move |transaction| transaction.run(sql, values)).await
}

/// One change of one statement.
pub(super) async fn change(
    engine: &dyn Engine,
    sql: &'static str,
    values: Vec<Value>,
) -> Result<Vec<Row>, StoreError> {
    write(engine, move |transaction| transaction.run(sql, values)).await
}
