//! Learns what the text of lures is like: a table of weights of hashed runs of characters and words.
//!
//! From each sampled message a few passages are kept as hashes and nothing else of it. A run is learnt only if it stands in at
//! least [`CLUSTERS`] clusters of near-duplicates and [`SOURCES`] sources, so that the table holds nobody's sentences and keys on
//! no single collection. How many messages are sampled has a bound for each source, so that memory does not grow with the
//! corpus.

mod counting;

use std::collections::BTreeMap;

use banner_core::{HEAVIEST, Likeness, Message, PASSAGE, grams, readable};

use super::logistic::{Options, Row, Weights, fit};
use super::manifest::{Entry, Label};
use super::weighing::{is_learnt_from, weights};
use counting::Counting;

/// The fewest clusters in which a run that is learnt stands.
pub const CLUSTERS: u8 = 5;
/// The fewest sources.
pub const SOURCES: u8 = 2;
/// The entries of the table: few, since more only know the collections better.
pub const ENTRIES: usize = 1 << 12;
/// How many clusters of one source and label are sampled at most.
const SAMPLED: usize = 800;
/// How many passages of a message are kept.
const PASSAGES: usize = 4;
/// How strongly weights are drawn to nothing.
const PULL: f64 = 5e-3;
/// The share of legitimate messages that may read like a lure.
const HONEST: f64 = 0.002;

/// The passages of one message, as hashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passages {
    /// Which entry of the manifest it is.
    pub entry: usize,
    passages: Vec<Vec<u32>>,
}

impl Passages {
    /// Keeps passages of a message: from its beginning, where a lure mostly stands, and spread over the rest.
    pub fn of(entry: usize, message: &Message<'_>) -> Passages {
        let (subject, text) = readable(message);
        let mut passages: Vec<Vec<u32>> = Vec::new();
        let length = subject.chars().count() + 1 + text.chars().count();
        let count = length.div_ceil(PASSAGE).max(1);
        let kept = |number: usize| {
            let spread = count.div_ceil(PASSAGES).max(1);
            number < 2 || number % spread == 1
        };
        let mut place = None;
        grams(&subject, &text, |at, hashes| {
            let number = at / PASSAGE;
            if !kept(number) || number >= count {
                return;
            }
            if place != Some(number) {
                if passages.len() == PASSAGES {
                    return;
                }
                place = Some(number);
                passages.push(Vec::with_capacity(PASSAGE * 5 / 2));
            }
            if let Some(passage) = passages.last_mut() {
                passage.extend_from_slice(hashes);
            }
        });
        Passages { entry, passages }
    }
}

/// Whose text is learnt from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Terms {
    /// Collections whose terms allow any use.
    Free,
    /// Those whose terms are non-commercial as well: to see what they would bring, never to be shipped.
    All,
}

impl Terms {
    /// Whether the text of the entry may be learnt from.
    pub fn allow(self, entry: &Entry) -> bool {
        let licence = entry.licence.to_ascii_lowercase();
        let is_limited = licence.contains("-nc")
            || licence.contains("noncommercial")
            || licence.contains("non-commercial");
        self == Terms::All || !is_limited
    }
}

/// Which entries are sampled: one message of each cluster, and of so many clusters a source and label. `seed` picks.
pub fn sampled(entries: &[Entry], seed: u64) -> Vec<bool> {
    let mut clusters: BTreeMap<(&str, Label, &str), (u64, usize)> = BTreeMap::new();
    for (place, entry) in entries
        .iter()
        .enumerate()
        .filter(|(_, entry)| is_learnt_from(entry))
    {
        let lot = super::splitting::hash(&entry.path, seed);
        let first = clusters
            .entry((&entry.source, entry.label, &entry.cluster))
            .or_insert((lot, place));
        *first = (*first).min((lot, place));
    }
    let mut of_source: BTreeMap<(&str, Label), Vec<(u64, usize)>> = BTreeMap::new();
    for ((source, label, _), lot) in clusters {
        of_source.entry((source, label)).or_default().push(lot);
    }
    let mut chosen = vec![false; entries.len()];
    for mut lots in of_source.into_values() {
        lots.sort_unstable();
        for (_, place) in lots.into_iter().take(SAMPLED) {
            if let Some(place) = chosen.get_mut(place) {
                *place = true;
            }
        }
    }
    chosen
}

/// A table with what is to be said of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Learnt {
    /// The table.
    pub likeness: Likeness,
    /// How many different runs were kept.
    pub kept: usize,
    /// The mean cross entropy of passages, in nats, before the weights were quantised.
    pub loss: f64,
    /// And after.
    pub quantised_loss: f64,
}

/// Learns a table from the samples that `fitted` picks and the terms allow; nothing where one class is missing or no run is
/// in enough places.
pub fn learnt(
    samples: &[Passages],
    entries: &[Entry],
    fitted: &[bool],
    terms: Terms,
) -> Option<Learnt> {
    let mut chosen = vec![false; entries.len()];
    for sample in samples {
        let entry = entries.get(sample.entry)?;
        let place = chosen.get_mut(sample.entry)?;
        *place = fitted.get(sample.entry) == Some(&true) && terms.allow(entry);
    }
    let weights = weights(entries, &chosen);
    let learnt: Vec<(&Passages, &Entry, f64)> = samples
        .iter()
        .filter_map(|sample| {
            Some((
                sample,
                entries.get(sample.entry)?,
                *weights.get(sample.entry)?,
            ))
        })
        .filter(|(.., weight)| *weight > 0.0)
        .collect();
    let has = |label| learnt.iter().any(|(_, entry, _)| entry.label == label);
    if !has(Label::Phishing) || !has(Label::Legitimate) {
        return None;
    }
    let counting = Counting::of(&learnt);
    let kept = counting.kept();
    if kept == 0 {
        return None;
    }
    let features: Vec<Vec<(u32, f32)>> = learnt
        .iter()
        .flat_map(|(sample, ..)| {
            sample
                .passages
                .iter()
                .map(|passage| counting.features(passage))
        })
        .collect();
    let of_passage = learnt.iter().flat_map(|(sample, entry, weight)| {
        let share = weight / sample.passages.len().max(1) as f64;
        sample
            .passages
            .iter()
            .map(move |_| (entry.label, share as f32))
    });
    let rows: Vec<Row<'_>> = features
        .iter()
        .zip(of_passage)
        .map(|(features, (label, weight))| Row {
            features,
            label: f32::from(u8::from(label == Label::Phishing)),
            weight,
        })
        .collect();
    let options = Options {
        features: ENTRIES,
        l2: PULL,
        steps: 60,
        tolerance: 1e-5,
        ..Options::default()
    };
    let exact = fit(&rows, options);
    let heaviest = exact
        .weights
        .iter()
        .fold(1e-9, |most: f64, weight| most.max(weight.abs()));
    let step = heaviest / f64::from(HEAVIEST);
    let steps: Vec<i8> = exact
        .weights
        .iter()
        .map(|weight| (weight / step).round() as i8)
        .collect();
    let quantised = Weights {
        weights: steps.iter().map(|count| f64::from(*count) * step).collect(),
        ..exact.clone()
    };
    let (from, full) = bounds(&learnt, &steps);
    Some(Learnt {
        likeness: Likeness::packed(&steps, from, full),
        kept,
        loss: loss(&rows, &exact),
        quantised_loss: loss(&rows, &quantised),
    })
}

/// Where the likeness begins, above all but a few of the legitimate messages, and where it is full: at a sum that a third of
/// the lures reach.
fn bounds(learnt: &[(&Passages, &Entry, f64)], steps: &[i8]) -> (i32, i32) {
    let sum = |passage: &Vec<u32>| -> i32 {
        let weight = |hash: &u32| {
            steps
                .get(*hash as usize & (ENTRIES - 1))
                .copied()
                .unwrap_or(0)
        };
        passage.iter().map(|hash| i32::from(weight(hash))).sum()
    };
    let highest = |label: Label| {
        let mut sums: Vec<(i32, f64)> = learnt
            .iter()
            .filter(|(_, entry, _)| entry.label == label)
            .map(|(sample, _, weight)| {
                (sample.passages.iter().map(sum).max().unwrap_or(0), *weight)
            })
            .collect();
        sums.sort_by_key(|(sum, _)| -sum);
        sums
    };
    let reached_by = |sums: &[(i32, f64)], share: f64| {
        let total: f64 = sums.iter().map(|(_, weight)| weight).sum();
        let mut above = 0.0;
        let reached = sums.iter().find(|(_, weight)| {
            above += weight;
            above > share * total
        });
        reached.map_or(0, |(sum, _)| *sum)
    };
    let from = reached_by(&highest(Label::Legitimate), HONEST).max(1);
    let full = reached_by(&highest(Label::Phishing), 1.0 / 3.0);
    (from, full.max(from + from / 2 + 1))
}

/// The mean cross entropy of the rows.
fn loss(rows: &[Row<'_>], weights: &Weights) -> f64 {
    let (mut sum, mut total) = (0.0, 0.0);
    for row in rows {
        let logit = weights.logit(row.features);
        let (label, weight) = (f64::from(row.label), f64::from(row.weight));
        sum += weight * (logit.max(0.0) + (-logit.abs()).exp().ln_1p() - label * logit);
        total += weight;
    }
    if total > 0.0 { sum / total } else { 0.0 }
}

/// How much the message reads like what the table was made from: 0 where it does not, 1 at most.
pub fn strength(likeness: &Likeness, subject: &str, text: &str) -> f32 {
    let sum = likeness.highest(subject, text).0;
    let above = f64::from(sum - likeness.from) / f64::from(likeness.full - likeness.from);
    above.clamp(0.0, 1.0) as f32
}

#[cfg(test)]
mod tests;
