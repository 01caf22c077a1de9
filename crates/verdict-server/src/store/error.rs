//! Why the store did not do what was asked.

use std::path::PathBuf;

/// Why the store did not do what was asked.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// An answer of the same id and another content is kept already.
    #[error("an answer with the id of number {index} is kept already and says something else")]
    Conflict {
        /// Which of the answers that were handed over, counted from 0.
        index: usize,
    },
    /// The folder or file cannot be used.
    #[error("The database {} cannot be opened: {problem}. Name a folder that this user may write with --data-dir.", file.display())]
    Open {
        /// The database file.
        file: PathBuf,
        /// What the engine says.
        problem: String,
    },
    /// Something else stands where the database should be.
    #[error("{} {problem}. Move it away, or name another folder with --data-dir.", file.display())]
    NoDatabase {
        /// The file.
        file: PathBuf,
        /// What it is instead.
        problem: &'static str,
    },
    /// The copy cannot be made; the database is well.
    #[error("The copy {} cannot be made: {problem}. Name a new file in a folder that this user may write.", file.display())]
    Copy {
        /// The copy.
        file: PathBuf,
        /// What the operating system says.
        problem: String,
    },
    /// The database server cannot be used.
    #[error("The database server cannot be used: {0}. Check the address, and the server's log.")]
    Connect(String),
    /// The database server holds the tables of a later version.
    #[error(
        "The database was made by a newer version of this server. Start that version, or name another database."
    )]
    NewerDatabase,
    /// The address names an engine that this version does not have.
    #[error(
        "The database address \"{0}\" is of no kind that this version knows; use sqlite:FILE or postgres://…"
    )]
    UnknownEngine(String),
    /// Another process was quicker; the same again may succeed.
    #[error("the database is busy: {0}")]
    Busy(String),
    /// The engine does not take these rows; others it would.
    #[error("the database does not take this: {0}")]
    Refused(String),
    /// A document that is no model, or would break what models promise.
    #[error("This is no model that can be used: {0}")]
    NoModelDocument(String),
    /// A version never changes.
    #[error(
        "Another model is kept as version {0} already, and a version never changes: give this one a version of its own."
    )]
    ModelKept(String),
    /// No model of that version is kept.
    #[error("No model of version {0} is kept; `verdict-server model list` names those that are.")]
    UnknownModel(String),
    /// What is asked of a model cannot be: a sentence that says why.
    #[error("{0}")]
    NoRelease(String),
    /// The engine has tools of its own for this.
    #[error(
        "A PostgreSQL database is backed up with its own tools, such as pg_dump or pg_basebackup."
    )]
    BackUpElsewhere,
    /// The engine refuses: a full disk, a locked or broken file.
    #[error("the database does not answer as it should: {0}")]
    Engine(String),
    /// More is to be kept than can be kept soon; the same again will succeed later.
    #[error("more answers wait to be kept than can be kept soon")]
    Overloaded,
    /// The store was closed.
    #[error("the database is closed")]
    Closed,
}
