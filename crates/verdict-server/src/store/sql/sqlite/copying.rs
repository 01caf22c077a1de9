//! Writes a copy of the whole file while others write.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::PATIENCE;
use crate::private;
use crate::store::StoreError;

/// Copies page by page while others write. The copy is checked before it counts as one.
pub(super) fn copy(from: &Path, to: &Path) -> Result<(), StoreError> {
    let source = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    source.busy_timeout(PATIENCE)?;
    private::create_new(to).map_err(|error| StoreError::Copy {
        file: to.to_owned(),
        problem: error.to_string(),
    })?;
    // One statement, so that writers beside it do not make it start again, and no free pages.
    source.execute("VACUUM INTO ?", [to.to_string_lossy()])?;
    let copy = Connection::open_with_flags(to, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    let verdict: String = copy.pragma_query_value(None, "integrity_check", |row| row.get(0))?;
    if verdict != "ok" {
        return Err(StoreError::Engine(format!("the copy is broken: {verdict}")));
    }
    copy.close().map_err(|(_, error)| error)?;
    std::fs::File::open(to)
        .and_then(|file| file.sync_all())
        .map_err(|error| StoreError::Engine(error.to_string()))
}
