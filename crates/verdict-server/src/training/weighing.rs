//! How much each message counts while a model is fitted.
//!
//! Near-duplicates count as one message. Of two sources the larger counts more, but not as much more as it is larger: a
//! source of n clusters has the weight n^0.6, since its messages resemble each other. Legitimate mail and phishing have
//! the same weight together. Spam and phishing whose label is unsure are not learnt from.

use std::collections::BTreeMap;

use super::manifest::{Entry, Label};

/// How the weight of a source grows with its clusters.
const GROWTH: f64 = 0.6;
/// What each of the two classes weighs.
const CLASS: f64 = 1_000.0;

/// Whether a model may learn from the message.
pub fn is_learnt_from(entry: &Entry) -> bool {
    match entry.label {
        Label::Legitimate => true,
        Label::Phishing => entry.sure,
        Label::Spam => false,
    }
}

/// The weight of each of `entries` among those that `chosen` picks, place by place; 0 for the others.
pub fn weights(entries: &[Entry], chosen: &[bool]) -> Vec<f64> {
    let mut clusters: BTreeMap<(Label, &str, &str), usize> = BTreeMap::new();
    let learnt: Vec<bool> = entries
        .iter()
        .zip(chosen)
        .map(|(entry, chosen)| *chosen && is_learnt_from(entry))
        .collect();
    let counted = entries.iter().zip(&learnt).filter(|(_, learnt)| **learnt);
    for (entry, _) in counted {
        *clusters
            .entry((entry.label, &entry.source, &entry.cluster))
            .or_default() += 1;
    }
    let mut sources: BTreeMap<(Label, &str), f64> = BTreeMap::new();
    for (label, source, _) in clusters.keys() {
        *sources.entry((*label, source)).or_default() += 1.0;
    }
    let mut classes: BTreeMap<Label, f64> = BTreeMap::new();
    for ((label, _), count) in &sources {
        *classes.entry(*label).or_default() += count.powf(GROWTH);
    }
    let weight = |entry: &Entry| {
        let alike = clusters.get(&(entry.label, &entry.source, &entry.cluster))?;
        let source = sources.get(&(entry.label, &entry.source))?;
        let class = classes.get(&entry.label)?;
        Some(CLASS / class * source.powf(GROWTH - 1.0) / *alike as f64)
    };
    let mut weights = vec![0.0; entries.len()];
    for ((entry, learnt), of_entry) in entries.iter().zip(&learnt).zip(&mut weights) {
        if *learnt {
            *of_entry = weight(entry).unwrap_or(0.0);
        }
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::training::testing::entry;

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-9 * b.abs().max(1.0)
    }

    #[test]
    fn both_classes_weigh_the_same_together() {
        let entries = [
            entry(Label::Legitimate, "lists/a"),
            entry(Label::Legitimate, "lists/b"),
            entry(Label::Legitimate, "shop/c"),
            entry(Label::Phishing, "pot/d"),
        ];
        let weights = weights(&entries, &vec![true; entries.len()]);
        assert!(near(weights[..3].iter().sum(), CLASS), "{weights:?}");
        assert!(near(weights[3], CLASS));
    }

    #[test]
    fn near_duplicates_count_as_one() {
        let entries = [
            entry(Label::Phishing, "pot/a"),
            entry(Label::Phishing, "pot/a"),
            entry(Label::Phishing, "pot/b"),
        ];
        let weights = weights(&entries, &vec![true; entries.len()]);
        assert!(near(weights[0] + weights[1], weights[2]));
    }

    #[test]
    fn a_source_ten_times_as_large_counts_four_times_as_much() {
        let mut entries = vec![entry(Label::Legitimate, "small/0")];
        for number in 0..10 {
            entries.push(entry(Label::Legitimate, &format!("large/{number}")));
        }
        let weights = weights(&entries, &vec![true; entries.len()]);
        assert!(near(
            weights[1..].iter().sum::<f64>() / weights[0],
            10.0_f64.powf(0.6)
        ));
    }

    #[test]
    fn what_is_unsure_spam_or_left_out_weighs_nothing() {
        let mut unsure = entry(Label::Phishing, "pot/a");
        unsure.sure = false;
        let entries = [
            unsure,
            entry(Label::Spam, "pot/b"),
            entry(Label::Phishing, "out/c"),
            entry(Label::Phishing, "pot/d"),
        ];
        let weights = weights(&entries, &[true, true, false, true]);
        assert_eq!(weights[..3], [0.0; 3]);
        assert!(near(weights[3], CLASS));
    }
}
