//! The system tests that need no browser.

mod corpus;
mod wire;
