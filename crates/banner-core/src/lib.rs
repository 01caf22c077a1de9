//! Judges an e-mail: raw bytes and context in, verdict and banner text out.

pub mod message;
pub mod names;
