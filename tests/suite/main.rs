//! The system tests that need no browser.
