//! Numbers about answers: rows in, numbers out, nothing else.

mod accuracy;

pub use accuracy::{Share, Tally};
