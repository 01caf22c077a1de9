//! How much mail reaches each level, counted by cluster.
//!
//! Near-duplicates are one observation, not many: a cluster counts once, as the share of its messages that reach the level.

use std::collections::BTreeMap;

use banner_core::Level;
use serde::Serialize;

use super::interval::{at_most, wilson};
use super::sample::Sample;

/// The error that the upper bound of a rate allows for.
const BOUND_ERROR: f64 = 0.05;

/// Sums of shares come out a rounding error above a whole number, which must not count as one more.
const ROUNDING: f64 = 1e-9;

/// A share of what was counted, from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Rate {
    /// The share itself.
    pub share: f64,
    /// The lower end of the 95 % interval (Wilson).
    pub low: f64,
    /// Its upper end.
    pub high: f64,
    /// What the true share does not exceed, with an error of 5 % (Clopper and Pearson, one-sided). A unit that hits in part
    /// adds its part, and the sum is rounded up.
    pub at_most: f64,
    /// How many units were counted: clusters or products.
    pub units: usize,
}

impl Rate {
    /// The mean of the shares of the units.
    pub fn of(shares: impl IntoIterator<Item = f64>) -> Rate {
        let (mut sum, mut units) = (0.0, 0);
        for share in shares {
            sum += share;
            units += 1;
        }
        let share = match units {
            0 => 0.0,
            _ => (sum / units as f64).clamp(0.0, 1.0),
        };
        let (low, high) = wilson(share, units as f64);
        let hits = (sum - ROUNDING).ceil().max(0.0) as usize;
        Rate {
            share,
            low,
            high,
            at_most: at_most(hits, units, BOUND_ERROR),
            units,
        }
    }
}

/// How much of some mail reaches each level or a worse one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LevelRates {
    /// Messages.
    pub messages: usize,
    /// Clusters of near-duplicates among them.
    pub clusters: usize,
    /// Messages, not clusters, at exactly each level, from none to danger.
    pub at: [usize; 5],
    /// At notice or worse.
    pub notice: Rate,
    /// At caution or worse.
    pub caution: Rate,
    /// At suspicious or worse.
    pub suspicious: Rate,
    /// At danger.
    pub danger: Rate,
}

/// The levels that a reader sees, in rising order.
pub const SHOWN: [Level; 4] = [
    Level::Notice,
    Level::Caution,
    Level::Suspicious,
    Level::Danger,
];

impl LevelRates {
    /// Each cluster counts once.
    pub fn by_cluster<'s>(samples: impl IntoIterator<Item = &'s Sample<'s>>) -> LevelRates {
        let mut tally = Tally::default();
        for sample in samples {
            tally.add(sample);
        }
        tally.rates(|level| tally.shares(level).collect())
    }

    /// Each source counts once, as the mean of its clusters: a product with many templates in many languages does not
    /// outvote one with few.
    pub fn by_source<'s>(samples: impl IntoIterator<Item = &'s Sample<'s>>) -> LevelRates {
        let mut all = Tally::default();
        let mut sources: BTreeMap<&str, Tally<'_>> = BTreeMap::new();
        for sample in samples {
            all.add(sample);
            let source = sources.entry(sample.entry.source.as_str());
            source.or_default().add(sample);
        }
        all.rates(|level| {
            let means = sources
                .values()
                .map(|source| Rate::of(source.shares(level)).share);
            means.collect()
        })
    }

    /// The rate of a level; of everything for [`Level::None`].
    pub fn of(&self, level: Level) -> Rate {
        match level {
            Level::None => Rate::of(std::iter::repeat_n(1.0, self.clusters)),
            Level::Notice => self.notice,
            Level::Caution => self.caution,
            Level::Suspicious => self.suspicious,
            Level::Danger => self.danger,
        }
    }

    /// Messages, not clusters, at a level or worse.
    pub fn messages_at(&self, level: Level) -> usize {
        let levels = Level::ALL.into_iter().zip(self.at);
        levels
            .filter(|(at, _)| *at >= level)
            .map(|(_, count)| count)
            .sum()
    }
}

/// Counts messages at each level, by cluster.
#[derive(Default)]
struct Tally<'e> {
    clusters: BTreeMap<&'e str, [usize; 5]>,
}

impl<'e> Tally<'e> {
    fn add(&mut self, sample: &'e Sample<'e>) {
        let counts = self.clusters.entry(sample.entry.cluster.as_str());
        let counts = counts.or_default();
        for (level, count) in Level::ALL.into_iter().zip(counts) {
            if sample.outcome.level == level {
                *count += 1;
            }
        }
    }

    fn shares(&self, level: Level) -> impl Iterator<Item = f64> {
        self.clusters.values().map(move |counts| {
            let levels = Level::ALL.into_iter().zip(counts);
            let reaching: usize = levels
                .filter(|(at, _)| *at >= level)
                .map(|(_, count)| count)
                .sum();
            reaching as f64 / counts.iter().sum::<usize>() as f64
        })
    }

    fn rates(&self, shares: impl Fn(Level) -> Vec<f64>) -> LevelRates {
        let mut at = [0; 5];
        for counts in self.clusters.values() {
            for (sum, count) in at.iter_mut().zip(counts) {
                *sum += count;
            }
        }
        let rate = |level| Rate::of(shares(level));
        LevelRates {
            messages: at.iter().sum(),
            clusters: self.clusters.len(),
            at,
            notice: rate(Level::Notice),
            caution: rate(Level::Caution),
            suspicious: rate(Level::Suspicious),
            danger: rate(Level::Danger),
        }
    }
}

/// What each sample weighs, in their order, so that each cluster weighs one.
pub(super) fn cluster_weights(samples: &[&Sample<'_>]) -> Vec<f64> {
    let mut sizes: BTreeMap<(bool, &str), usize> = BTreeMap::new();
    let key = |sample: &Sample<'_>| sample.class.is_harmful() == Some(true);
    for sample in samples {
        let size = sizes.entry((key(sample), sample.entry.cluster.as_str()));
        *size.or_default() += 1;
    }
    let weight = |sample: &&Sample<'_>| {
        let size = sizes.get(&(key(sample), sample.entry.cluster.as_str()));
        1.0 / size.copied().unwrap_or(1) as f64
    };
    samples.iter().map(weight).collect()
}

#[cfg(test)]
#[path = "rates_tests.rs"]
mod tests;
