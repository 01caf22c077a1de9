//! The system tests that need no browser.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "what a test cannot read, it fails on"
)]

mod corpus;
mod wire;
