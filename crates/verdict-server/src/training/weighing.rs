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
    weights_of_rows(entries, &vec![1; entries.len()], chosen).of_rows
}

/// What each of `entries` weighs together, where each stands for as many messages as `counts` says, and what one more source
/// would weigh.
pub fn weights_of_rows(entries: &[Entry], counts: &[u32], chosen: &[bool]) -> Weighed {
    let mut clusters: BTreeMap<(Label, &str, &str), u32> = BTreeMap::new();
    let learnt: Vec<bool> = entries
        .iter()
        .zip(chosen)
        .map(|(entry, chosen)| *chosen && is_learnt_from(entry))
        .collect();
    for ((entry, count), learnt) in entries.iter().zip(counts).zip(&learnt) {
        if *learnt {
            *clusters
                .entry((entry.label, &entry.source, &entry.cluster))
                .or_default() += *count;
        }
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
        Some(CLASS / class * source.powf(GROWTH - 1.0) / f64::from(*alike))
    };
    let rows = entries.iter().zip(counts).zip(&learnt);
    let of_row = |((entry, count), learnt): ((&Entry, &u32), &bool)| match learnt {
        true => weight(entry).unwrap_or(0.0) * f64::from(*count),
        false => 0.0,
    };
    let of_rows = rows.map(of_row).collect();
    Weighed {
        of_rows,
        classes: classes.into_iter().collect(),
    }
}

/// What rows weigh.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighed {
    /// Each row, place by place.
    pub of_rows: Vec<f64>,
    /// Of each class the sum over its sources of clusters^0.6.
    classes: Vec<(Label, f64)>,
}

impl Weighed {
    /// What a further source of so many clusters of a class weighs together, by the same law; at most half of the class.
    pub fn source(&self, label: Label, clusters: f64) -> f64 {
        let class = self.classes.iter().find(|(known, _)| *known == label);
        let class = class.map_or(1.0, |(_, sum)| *sum);
        (CLASS / class * clusters.powf(GROWTH)).min(CLASS / 2.0)
    }
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
    fn a_row_that_stands_for_many_weighs_what_they_do() {
        let one = |place: &str| entry(Label::Phishing, place);
        let apart = [one("pot/a"), one("pot/a"), one("pot/a"), one("pot/b")];
        let rows = [one("pot/a"), one("pot/a"), one("pot/b")];
        let apart = weights(&apart, &[true; 4]);
        let weighed = weights_of_rows(&rows, &[2, 1, 1], &[true; 3]).of_rows;
        assert!(near(weighed[0], apart[0] + apart[1]) && near(weighed[2], apart[3]));
    }

    #[test]
    fn a_further_source_weighs_as_one_of_its_size_does() {
        let mut entries: Vec<Entry> = (0..32)
            .map(|number| entry(Label::Legitimate, &format!("list/{number}")))
            .collect();
        entries.extend((0..32).map(|number| entry(Label::Legitimate, &format!("shop/{number}"))));
        let chosen = vec![true; entries.len()];
        let weighed = weights_of_rows(&entries, &vec![1; entries.len()], &chosen);
        assert!(near(weighed.source(Label::Legitimate, 32.0), CLASS / 2.0));
        assert!(near(weighed.source(Label::Legitimate, 1e9), CLASS / 2.0));
        assert!(weighed.source(Label::Legitimate, 1.0) < CLASS / 2.0 / 7.0);
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
