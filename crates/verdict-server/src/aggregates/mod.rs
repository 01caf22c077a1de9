//! Numbers about answers: rows in, numbers out, nothing else.

mod accuracy;
pub mod days;
pub mod model_changes;
pub mod preview;
pub mod rejudging;
pub mod signals;
mod spikes;

pub use accuracy::{Share, Tally};
pub use spikes::{Spike, spike};
