//! Numbers about answers: rows in, numbers out, nothing else.

mod accuracy;
pub mod rejudging;
mod spikes;

pub use accuracy::{Share, Tally};
pub use spikes::{Spike, spike};
