//! Where mail comes from: files, folders, mbox files, Maildirs and standard input.
//!
//! Walking and reading are apart: [`MailItems`] names the messages one after another in a fixed
//! order, [`Mail::read`] fetches the bytes of one, so that readers can run in parallel and nothing
//! but the messages in work is held in memory.

mod error;
mod mbox;
mod place;
mod shape;
mod walk;

pub use error::MailError;
pub use place::{Mail, MailItem, Slice};
pub use walk::MailItems;

/// The largest message that is read, in bytes. Mail servers refuse far smaller ones.
pub const LARGEST_MESSAGE: u64 = 256 * 1024 * 1024;
