//! The model: weights per signal, caps and thresholds, and the sum that they make.
//!
//! Additive and monotone: `logit = bias + Σ weight × strength` over threat signals, capped per
//! group, minus the reassuring ones, capped together. Threat weights are never below zero and
//! reassuring ones never above, so nobody lowers a score by adding something suspicious, and the
//! caps mean that harmless decoration cannot hide a lure.

mod document;
mod score;
mod table;
mod thresholds;

pub use document::{Model, Weight};
pub use score::{Score, Term};
pub use table::Table;
pub use thresholds::Thresholds;

#[cfg(test)]
mod tests;
