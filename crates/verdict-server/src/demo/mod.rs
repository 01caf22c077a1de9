//! The demo webmail's mailbox: an index in memory, the messages themselves on the disk.

mod body;
mod details;
mod index;
mod samples;

pub use index::{Entry, Mailbox};

pub(crate) use body::document;
pub(crate) use details::Details;

use std::path::PathBuf;

/// Where the demo's mail comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DemoMail {
    /// A file, folder, mbox file or Maildir of the user's.
    Own(PathBuf),
    /// The corpus cases that are marked for the demo, below this folder.
    Samples(PathBuf),
}

/// Why there is nothing to show.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The folder of samples cannot be read.
    #[error("The sample mail in {} cannot be read: {problem}. Name its folder with --samples, or your own mail with --mail.", folder.display())]
    Samples {
        /// The folder.
        folder: PathBuf,
        /// What is wrong.
        problem: String,
    },
    /// The user's mail cannot be read.
    #[error("The mail in {} cannot be read. {problem} Give --mail a folder of .eml files, an mbox file or a Maildir.", path.display())]
    Own {
        /// The path.
        path: PathBuf,
        /// What is wrong, as a sentence.
        problem: String,
    },
    /// There is no mail.
    #[error("There is no mail in {}. Give --mail a folder of .eml files, an mbox file or a Maildir.", .0.display())]
    Nothing(PathBuf),
}
