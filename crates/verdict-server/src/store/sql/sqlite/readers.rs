//! The connections that read, lent for one piece of work each.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;
use tokio::sync::OwnedSemaphorePermit;

/// The connections that read and are not lent; none any more once the store is closed.
#[derive(Clone)]
pub(super) struct Readers(Arc<Mutex<Option<Vec<Connection>>>>);

impl Readers {
    /// All of them, at home.
    pub fn new(connections: Vec<Connection>) -> Readers {
        Readers(Arc::new(Mutex::new(Some(connections))))
    }

    /// Lets go of them; those that are lent go when they come home.
    pub fn close(&self) {
        *self.at_home() = None;
    }

    fn at_home(&self) -> MutexGuard<'_, Option<Vec<Connection>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lends one to whoever has a permit.
    pub fn lend(&self, permit: OwnedSemaphorePermit) -> Option<Lent> {
        let connection = self.at_home().as_mut()?.pop()?;
        Some(Lent {
            connection: Some(connection),
            home: self.clone(),
            _permit: permit,
        })
    }
}

/// A connection on loan. It goes with the work, not with whoever asked for it: a client may go away
/// at any moment, and the work may panic; the connection comes home all the same.
pub(super) struct Lent {
    pub connection: Option<Connection>,
    home: Readers,
    /// Given back after the connection, since fields are dropped after `drop` has run.
    _permit: OwnedSemaphorePermit,
}

impl Drop for Lent {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else {
            return;
        };
        if !connection.is_autocommit() {
            // An open transaction would show the database as it was, for ever.
            let _ = connection.execute_batch("ROLLBACK");
        }
        if let Some(home) = self.home.at_home().as_mut() {
            home.push(connection);
        }
    }
}
