//! The system tests that need no browser.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a failing test is a sentence already, also in what tests share"
)]

mod attacks;
mod corpus;
mod wire;
