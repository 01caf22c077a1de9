//! From labelled mail to a model: read, made alike, examined, split, fitted, calibrated and described.
//!
//! Everything here is deterministic: the same manifest, mail and seed give the same model, byte for byte. The way through: a
//! [`manifest`] names the mail, [`normalise`] makes it alike, [`examples`] keep what signals say of it; [`splitting`] parts
//! it, [`weighing`] says what each message counts, [`wording`] learns what lures read like, [`fitting`] (by [`logistic`]) finds weights, [`calibrating`] and
//! [`thresholds`] set probabilities and levels on held-out mail, [`run`] does all this in order, [`card`] describes what came
//! of it, [`naming`] tells models apart. [`soundness`] refuses mail that can train nothing.
//!
//! Mail is streamed: of a message stays what signals say of it in each of three readings, and its row of the manifest, together
//! a few KB however large it is; beside that passages of at most 800 clusters of each source, as hashes.

pub mod base;
pub mod calibrating;
pub mod card;
pub mod examples;
pub mod feedback;
pub mod fitting;
pub mod gate;
pub mod labels;
pub mod logistic;
pub mod manifest;
pub mod naming;
pub mod normalise;
pub mod run;
pub mod soundness;
pub mod splitting;
pub mod structure;
#[cfg(test)]
mod testing;
pub mod thresholds;
pub mod weighing;
pub mod wording;
