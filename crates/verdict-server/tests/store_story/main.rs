//! One story of the store, told through its trait to both engines.
//!
//! `cargo xtask test` starts a PostgreSQL and names it in `THREAT_BANNER_POSTGRES`. Without one the
//! tests fail, unless `THREAT_BANNER_WITHOUT_POSTGRES=1` says that this is meant.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a failing test is a sentence already"
)]

mod answers;
mod audit;
mod cases;
mod decisions;
mod dropping;
mod exposures;
mod files;
mod forgetting;
mod large_cases;
mod learning;
mod models;
mod people;
mod stage;
mod webhooks;
