//! What happens to a real server: killed, starved, locked out, restarted under it, sent half of
//! things and everything a hundred times. Every acknowledged answer must be there once, and nothing
//! else.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a failing test is a sentence already"
)]
#![cfg(unix)]

mod client;
#[cfg(target_os = "linux")]
mod clock;
#[path = "../../../xtask/src/postgres.rs"]
mod cluster;
#[cfg(target_os = "linux")]
#[path = "../../../xtask/src/faketime.rs"]
mod faketime;
mod postgres;
mod server;
mod sqlite;
