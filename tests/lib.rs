//! What the system tests share: the corpus cases on disk, and attacks on mail.

pub mod attack;
pub mod case;

use std::path::PathBuf;

/// The folder of the system tests.
pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
