//! From labelled mail to a model: read, made alike, examined, split, fitted, calibrated and described.
//!
//! Everything here is deterministic: the same manifest, mail and seed give the same model, byte for byte.

pub mod logistic;
pub mod manifest;
pub mod normalise;
pub mod structure;
