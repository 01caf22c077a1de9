//! Which mail is left out of which fit.

use crate::training::manifest::Entry;
use crate::training::splitting::{Split, leave_newest_out, leave_sources_out};

/// How much of the dated mail of each source is the newest, which the second measurement leaves out.
const NEWEST: f64 = 0.3;

/// All splits of one training.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Each leaves sources out.
    pub sources: Vec<Split>,
    /// For each entry the place of the split among [`Plan::sources`] that leaves it out.
    pub fold_of: Vec<Option<usize>>,
    /// Leaves the newest mail out.
    pub newest: Split,
}

impl Plan {
    /// The splits of `entries`; `seed` deals the products of rendered mail out.
    pub fn of(entries: &[Entry], seed: u64) -> Plan {
        let sources = leave_sources_out(entries, seed);
        let mut fold_of = vec![None; entries.len()];
        for (fold, split) in sources.iter().enumerate() {
            for (place, out) in fold_of.iter_mut().zip(&split.held_out) {
                if *out {
                    *place = Some(fold);
                }
            }
        }
        Plan {
            sources,
            fold_of,
            newest: leave_newest_out(entries, NEWEST),
        }
    }
}
