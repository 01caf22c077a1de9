//! Folds the write-ahead log into the file beside the thread that writes, so that commits do not wait for it.
//!
//! The log can begin anew only once all of it is folded, and while others write there is always a rest that is not. So the folding
//! thread goes over it until little is left, and the writing thread folds that rest between two commits.

use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, channel, sync_channel};
use std::thread::JoinHandle;

use rusqlite::Connection;

use super::{PATIENCE, StoreError};

/// How much of the log is folded when, in pages.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// From so many on it is folded. Keys are hashes, so each answer touches pages of its own; those that are touched often in between
    /// are written to the file once.
    pub begin: i64,
    /// So few are folded by the writing thread.
    pub rest: i64,
    /// At so many the writing thread waits until they are folded, so that the log does not grow for ever.
    pub most: i64,
}

impl Default for Bounds {
    /// From 64 MB on; 256 MB at the most.
    fn default() -> Bounds {
        Bounds {
            begin: 16_000,
            rest: 1_000,
            most: 64_000,
        }
    }
}

/// How often the folding thread goes over the log before the writing thread folds the rest, however much it is.
const ROUNDS: usize = 4;

/// The folding thread, as the writing thread sees it.
pub(super) struct Folding {
    bounds: Bounds,
    begin: SyncSender<()>,
    done: Receiver<()>,
    thread: JoinHandle<()>,
    is_busy: bool,
    /// From so many pages on the log is folded next.
    next: i64,
}

/// How many pages the log has, and how many of them the file has too.
#[derive(Debug, Clone, Copy)]
struct Log {
    pages: i64,
    folded: i64,
}

impl Folding {
    /// Starts the thread, with a connection of its own to `file`.
    pub fn start(file: &Path, bounds: Bounds) -> Result<Folding, StoreError> {
        let connection = Connection::open(file)?;
        connection.busy_timeout(PATIENCE)?;
        // The file is on the disk before the log begins anew.
        connection.pragma_update(None, "synchronous", "FULL")?;
        let (begin, begun) = sync_channel(1);
        let (finish, done) = channel();
        let work = move || {
            for () in begun {
                fold_most(&connection, bounds);
                if finish.send(()).is_err() {
                    break;
                }
            }
        };
        let thread = std::thread::Builder::new().name("sqlite-folder".into());
        let thread = thread
            .spawn(work)
            .map_err(|error| StoreError::Engine(error.to_string()))?;
        Ok(Folding {
            bounds,
            begin,
            done,
            thread,
            is_busy: false,
            next: bounds.begin,
        })
    }

    /// Sees to the log after a commit of `writer`.
    pub fn after_commit(&mut self, writer: &Connection) {
        let Some(log) = look("NOOP", writer) else {
            return;
        };
        if self.is_busy {
            let done = match self.done.try_recv() {
                Err(TryRecvError::Empty) if log.pages >= self.bounds.most.max(self.next) => {
                    let _ = self.done.recv();
                    true
                }
                // Without the thread the writer folds by itself.
                other => other != Err(TryRecvError::Empty),
            };
            if done {
                self.is_busy = false;
                self.finish(writer, log);
            }
        } else if log.pages >= self.next {
            self.is_busy = self.begin.try_send(()).is_ok();
            if !self.is_busy {
                self.finish(writer, log);
            }
        }
    }

    /// Folds what the thread has left.
    fn finish(&mut self, writer: &Connection, log: Log) {
        // The log may have begun anew in between.
        let log = if log.pages >= self.bounds.begin {
            look("PASSIVE", writer).unwrap_or(log)
        } else {
            log
        };
        // Somebody who reads an older state, or another process, keeps the rest where it is: not tried again at each commit.
        self.next = if log.folded >= log.pages {
            self.bounds.begin
        } else {
            log.pages.saturating_add(self.bounds.begin)
        };
    }

    /// Waits until the thread has ended and closed its connection.
    pub fn end(self) {
        drop(self.begin);
        if self.thread.join().is_err() {
            tracing::warn!("the thread that folds the database's log panicked");
        }
    }
}

/// Folds the whole log and gives its room back: a migration may have written every row to it, and so may a server that did not end
/// well. While another process has the file open, the log stays.
pub(super) fn empty(connection: &Connection) {
    let _ = look("TRUNCATE", connection);
}

fn fold_most(connection: &Connection, bounds: Bounds) {
    let mut left = i64::MAX;
    for _ in 0..ROUNDS {
        let Some(log) = look("PASSIVE", connection) else {
            return;
        };
        let rest = log.pages - log.folded;
        // What grows faster than it is folded is not caught up with.
        if rest <= bounds.rest || rest >= left {
            return;
        }
        left = rest;
    }
}

/// Does what `mode` says with the log, and tells what it then is. What cannot be folded stays in the log, where it is safe.
fn look(mode: &str, connection: &Connection) -> Option<Log> {
    let sql = format!("PRAGMA wal_checkpoint({mode})");
    let told = connection
        .prepare_cached(&sql)
        .and_then(|mut statement| {
            statement.query_row([], |row| {
                Ok(Log {
                    pages: row.get(1)?,
                    folded: row.get(2)?,
                })
            })
        })
        .inspect_err(|error| tracing::warn!(%error, "folding the database's log"));
    told.ok().filter(|log| log.pages >= 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Bounds = Bounds {
        begin: 50,
        rest: 5,
        most: 200,
    };

    #[test]
    fn a_log_that_was_left_behind_is_folded_when_the_file_is_opened() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.sqlite3");
        let writer = Connection::open(&file).unwrap();
        super::super::prepare(&writer).unwrap();
        writer
            .execute_batch("CREATE TABLE t (b BLOB); INSERT INTO t VALUES (zeroblob(90000))")
            .unwrap();
        // As they lie on the disk when the process dies.
        let left = folder.path().join("b.sqlite3");
        let log = folder.path().join("b.sqlite3-wal");
        std::fs::copy(&file, &left).unwrap();
        std::fs::copy(folder.path().join("a.sqlite3-wal"), &log).unwrap();
        assert!(std::fs::metadata(&log).unwrap().len() > 90_000);
        let opened = Connection::open(&left).unwrap();
        super::super::prepare(&opened).unwrap();
        empty(&opened);
        assert_eq!(std::fs::metadata(&log).unwrap().len(), 0);
        let length: i64 = opened
            .query_row("SELECT length(b) FROM t", [], |row| row.get(0))
            .unwrap();
        assert_eq!(length, 90_000);
    }

    #[test]
    fn the_log_begins_anew_while_writing_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("t.sqlite3");
        let writer = Connection::open(&file).unwrap();
        super::super::prepare(&writer).unwrap();
        writer.execute_batch("CREATE TABLE t (b BLOB)").unwrap();
        let mut folding = Folding::start(&file, SMALL).unwrap();
        for _ in 0..2_000 {
            writer
                .execute("INSERT INTO t VALUES (zeroblob(9000))", [])
                .unwrap();
            folding.after_commit(&writer);
        }
        let log = std::fs::metadata(folder.path().join("t.sqlite3-wal")).unwrap();
        // A transaction of some pages may come on top.
        let most = u64::try_from(SMALL.most + SMALL.begin + 20).unwrap() * 4_200;
        assert!(log.len() <= most, "{}", log.len());
        folding.end();
        let rows: i64 = writer
            .query_row("SELECT count(*) FROM t", [], |row| row.get(0))
            .unwrap();
        assert_eq!(rows, 2_000);
    }

    #[test]
    fn whoever_reads_an_old_state_holds_up_nobody() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("t.sqlite3");
        let writer = Connection::open(&file).unwrap();
        super::super::prepare(&writer).unwrap();
        writer.execute_batch("CREATE TABLE t (b BLOB)").unwrap();
        let reader = Connection::open(&file).unwrap();
        reader
            .execute_batch("BEGIN; SELECT count(*) FROM t")
            .unwrap();
        let mut folding = Folding::start(&file, SMALL).unwrap();
        let mut write = || {
            for _ in 0..300 {
                writer
                    .execute("INSERT INTO t VALUES (zeroblob(9000))", [])
                    .unwrap();
                folding.after_commit(&writer);
            }
            look("NOOP", &writer).unwrap()
        };
        assert!(write().pages > 600, "the reader's state is gone");
        reader.execute_batch("ROLLBACK").unwrap();
        assert!(write().pages < 600, "the log did not begin anew");
        folding.end();
    }
}
