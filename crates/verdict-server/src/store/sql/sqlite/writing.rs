//! The one thread that writes.

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use super::folding::Folding;
use super::{Open, StoreError, Work, finish_at_once};

/// What the thread is asked for.
pub(super) enum Task {
    /// To do that in a transaction.
    Write(Work<()>, oneshot::Sender<Result<(), StoreError>>),
    /// To let go of the file.
    Close(oneshot::Sender<()>),
}

/// Writes what is asked for, and has the log folded.
pub(super) fn write_until_closed(
    mut connection: Connection,
    mut folding: Folding,
    mut tasks: mpsc::Receiver<Task>,
) {
    let mut closing = None;
    while let Some(task) = tasks.blocking_recv() {
        match task {
            Task::Write(work, reply) => {
                // Whoever asked may have gone; what was written stays.
                drop(reply.send(write_or_recover(&mut connection, work)));
                folding.after_commit(&connection);
            }
            Task::Close(reply) => {
                closing = Some(reply);
                break;
            }
        }
    }
    drop(tasks);
    // The last connection folds the whole log away.
    folding.end();
    if let Err((_, error)) = connection.close() {
        tracing::warn!(%error, "closing the database");
    }
    if let Some(reply) = closing {
        let _ = reply.send(());
    }
}

/// Writes; work that panics fails alone, and the thread lives on for others.
pub(super) fn write_or_recover(
    connection: &mut Connection,
    work: Work<()>,
) -> Result<(), StoreError> {
    let attempt = std::panic::AssertUnwindSafe(|| write(connection, work));
    let done = std::panic::catch_unwind(attempt);
    if !connection.is_autocommit() {
        connection.execute_batch("ROLLBACK")?;
    }
    done.unwrap_or_else(|_| Err(StoreError::Engine("work on the database panicked".into())))
}

fn write(connection: &mut Connection, work: Work<()>) -> Result<(), StoreError> {
    // Immediate, since a transaction that reads first and then has to wait for a writer is refused.
    connection.execute_batch("BEGIN IMMEDIATE")?;
    finish_at_once(work(&mut Open(connection)))?;
    Ok(connection.execute_batch("COMMIT")?)
}
