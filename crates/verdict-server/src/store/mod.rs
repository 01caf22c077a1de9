//! What is kept, in the verbs of the domain. SQL stands only in the engines below this folder.

mod rows;
mod sqlite;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use banner_core::{FeedbackReport, Level};

pub use rows::{HourCount, KeptAnswer, LevelCount, NewAnswer, Receipt};

/// Keeps answers. An engine behind it may be replaced without anyone else noticing.
#[async_trait]
pub trait Store: Send + Sync {
    /// Keeps all of `answers` or none of them. When it returns `Ok`, they are on the disk.
    ///
    /// An answer that is kept already, with the same content, is counted as a duplicate.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when one has the id of a kept answer with another content.
    async fn accept(&self, answers: Vec<NewAnswer>) -> Result<Receipt, StoreError>;

    /// The latest answers, the newest first, at most `most`.
    async fn latest(&self, most: u32) -> Result<Vec<KeptAnswer>, StoreError>;

    /// How many answers each level got, from the counts kept beside the answers.
    async fn counts_by_level(&self) -> Result<Vec<LevelCount>, StoreError>;

    /// The counts kept beside the answers, in order of hour, level, model and answer.
    async fn counts_by_hour(&self) -> Result<Vec<HourCount>, StoreError>;

    /// The same counts, made anew from every answer: slow, and equal unless something is broken.
    async fn recount_by_hour(&self) -> Result<Vec<HourCount>, StoreError>;

    /// The key of the hash that stands for a Message-ID in reports. Made at the first call, the
    /// same ever after.
    async fn message_secret(&self) -> Result<MessageSecret, StoreError>;

    /// Finishes what is being written and lets go of the files. Whatever is asked later fails.
    async fn close(&self);
}

/// The key of the hash that stands for a Message-ID. Never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct MessageSecret([u8; 32]);

impl MessageSecret {
    /// The key of these bytes.
    pub fn new(bytes: [u8; 32]) -> MessageSecret {
        MessageSecret(bytes)
    }

    /// As 64 hexadecimal digits, to be handed to those who compute the hash.
    pub fn reveal(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl fmt::Debug for MessageSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MessageSecret(…)")
    }
}

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
    /// The address names an engine that this version does not have.
    #[error("The database address \"{0}\" is of no kind that this version knows; use sqlite:FILE.")]
    UnknownEngine(String),
    /// The engine refuses: a full disk, a locked or broken file.
    #[error("the database does not answer as it should: {0}")]
    Engine(String),
    /// The store was closed.
    #[error("the database is closed")]
    Closed,
}

/// Opens the store at `url`, such as `sqlite:data/verdicts.sqlite3`, and brings it to this
/// version's form.
///
/// # Errors
/// [`StoreError::Open`] or [`StoreError::UnknownEngine`], each with what to do.
pub async fn open(url: &str) -> Result<Arc<dyn Store>, StoreError> {
    match url.strip_prefix("sqlite:") {
        Some(file) => Ok(Arc::new(sqlite::Sqlite::open(file.as_ref()).await?)),
        // An address may hold a password, so only its kind is repeated.
        None => Err(StoreError::UnknownEngine(
            url.split(':').next().unwrap_or_default().to_owned(),
        )),
    }
}

/// The level of that wire name.
fn level_named(name: &str) -> Option<Level> {
    Level::ALL.into_iter().find(|level| level.name() == name)
}

/// SHA-256 over everything that a report says, by which the same report is known again.
fn digest(report: &FeedbackReport) -> Result<[u8; 32], StoreError> {
    use sha2::{Digest, Sha256};
    let canonical =
        serde_json::to_vec(report).map_err(|error| StoreError::Engine(error.to_string()))?;
    Ok(Sha256::digest(canonical).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_not_printed() {
        let secret = MessageSecret::new([0xAB; 32]);
        assert_eq!(format!("{secret:?}"), "MessageSecret(…)");
        assert_eq!(secret.reveal(), "ab".repeat(32));
    }

    #[tokio::test]
    async fn an_unknown_engine_is_refused_without_repeating_a_password() {
        let Err(error) = open("mysql://me:geheim@host/db").await else {
            panic!("it was opened")
        };
        assert!(
            error.to_string().contains("mysql") && !error.to_string().contains("geheim"),
            "{error}"
        );
    }
}
