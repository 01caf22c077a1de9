//! Counts in how many clusters and sources each run of characters or words stands, in memory of a fixed size.

use super::{CLUSTERS, ENTRIES, Passages, SOURCES};
use crate::training::manifest::Entry;

/// How many runs are told apart: so many that hardly two share a place.
const PLACES: usize = 1 << 21;

/// What is known of one run.
#[derive(Clone, Copy, Default)]
struct Seen {
    last_cluster: u32,
    clusters: u8,
    last_source: u16,
    sources: u8,
}

/// Where each run was seen.
pub(super) struct Counting(Vec<Seen>);

impl Counting {
    /// Counts the runs of samples, each with its entry and weight.
    pub fn of(learnt: &[(&Passages, &Entry, f64)]) -> Counting {
        let mut counting = Counting(vec![Seen::default(); PLACES]);
        // By source and cluster, so that the last one seen tells whether this one is new.
        let mut order: Vec<&(&Passages, &Entry, f64)> = learnt.iter().collect();
        order.sort_by_key(|(_, entry, _)| (&entry.source, &entry.cluster));
        let (mut cluster, mut source) = (0_u32, 0_u16);
        let mut before: Option<&Entry> = None;
        for (sample, entry, _) in order {
            if before.is_none_or(|before| before.source != entry.source) {
                source = source.saturating_add(1);
                cluster += 1;
            } else if before.is_some_and(|before| before.cluster != entry.cluster) {
                cluster += 1;
            }
            before = Some(entry);
            for hash in sample.passages.iter().flatten() {
                counting.see(*hash, cluster, source);
            }
        }
        counting
    }

    fn see(&mut self, hash: u32, cluster: u32, source: u16) {
        let Some(seen) = self.0.get_mut(hash as usize & (PLACES - 1)) else {
            return;
        };
        if seen.last_cluster != cluster {
            seen.last_cluster = cluster;
            seen.clusters = seen.clusters.saturating_add(1);
        }
        if seen.last_source != source {
            seen.last_source = source;
            seen.sources = seen.sources.saturating_add(1);
        }
    }

    fn is_kept(&self, hash: u32) -> bool {
        let seen = self.0.get(hash as usize & (PLACES - 1));
        seen.is_some_and(|seen| seen.clusters >= CLUSTERS && seen.sources >= SOURCES)
    }

    /// How many runs are kept.
    pub fn kept(&self) -> usize {
        let is_kept = |seen: &&Seen| seen.clusters >= CLUSTERS && seen.sources >= SOURCES;
        self.0.iter().filter(is_kept).count()
    }

    /// The entries of the table that a passage's kept runs fall on, each with how often.
    pub fn features(&self, passage: &[u32]) -> Vec<(u32, f32)> {
        let mut places: Vec<u32> = passage
            .iter()
            .filter(|hash| self.is_kept(**hash))
            .map(|hash| hash & (ENTRIES as u32 - 1))
            .collect();
        places.sort_unstable();
        let mut features: Vec<(u32, f32)> = Vec::with_capacity(places.len());
        for place in places {
            match features.last_mut() {
                Some((last, count)) if *last == place => *count += 1.0,
                _ => features.push((place, 1.0)),
            }
        }
        features
    }
}
