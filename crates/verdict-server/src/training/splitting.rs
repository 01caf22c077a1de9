//! Which mail a model is fitted on and which it is measured on.
//!
//! The mail of one collection can be told from that of another without knowing anything about phishing, so a figure from
//! inside the collections that a model was fitted on says little. Here whole sources are left out in turn, and besides the
//! newer part of the mail. A cluster of near-duplicates never stands on both sides.

use std::collections::{BTreeMap, BTreeSet};

use super::manifest::Entry;

/// In how many parts the products of rendered mail are left out: one by one they would be a fit each for a few mails.
const PRODUCT_PARTS: u64 = 5;

/// One way to part the mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// What is left out, in words.
    pub name: String,
    /// For each entry whether it is left out and measured.
    pub held_out: Vec<bool>,
    /// For each entry whether it is fitted on. Some mail may be neither.
    pub fitted: Vec<bool>,
}

impl Split {
    /// Parts entries by whether `leaves_out` picks them. What shares a cluster with one that is left out is not fitted on.
    fn new(name: String, entries: &[Entry], leaves_out: impl Fn(&Entry) -> bool) -> Split {
        let held_out: Vec<bool> = entries.iter().map(leaves_out).collect();
        let pairs = || entries.iter().zip(&held_out);
        let clusters: BTreeSet<&str> = pairs()
            .filter(|(_, out)| **out)
            .map(|(entry, _)| entry.cluster.as_str())
            .collect();
        let fitted = pairs()
            .map(|(entry, out)| !out && !clusters.contains(entry.cluster.as_str()))
            .collect();
        Split {
            name,
            held_out,
            fitted,
        }
    }
}

/// Leaves each source out once; rendered mail by product, in a few parts that `seed` deals out.
pub fn leave_sources_out(entries: &[Entry], seed: u64) -> Vec<Split> {
    let mut parts: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for entry in entries {
        let part = match entry.rendered {
            true => format!(
                "products, part {}",
                hash(&entry.source, seed) % PRODUCT_PARTS + 1
            ),
            false => entry.source.clone(),
        };
        parts.entry(part).or_default().insert(&entry.source);
    }
    parts
        .into_iter()
        .map(|(name, sources)| {
            Split::new(name, entries, |entry| {
                sources.contains(entry.source.as_str())
            })
        })
        .collect()
}

/// Leaves the newest part of the dated mail of each source out; `share` from 0 to 1 is how much that is.
pub fn leave_newest_out(entries: &[Entry], share: f64) -> Split {
    let mut dates: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| !entry.date.is_empty()) {
        dates.entry(&entry.source).or_default().push(&entry.date);
    }
    let first_left_out: BTreeMap<&str, &str> = dates
        .into_iter()
        .filter_map(|(source, mut dates)| {
            dates.sort_unstable();
            let place = (dates.len() as f64 * (1.0 - share)) as usize;
            Some((source, *dates.get(place)?))
        })
        .collect();
    Split::new("the newest mail".to_owned(), entries, |entry| {
        first_left_out
            .get(entry.source.as_str())
            .is_some_and(|first| !entry.date.is_empty() && entry.date.as_str() >= *first)
    })
}

/// FNV-1a, the same on every machine.
pub(super) fn hash(text: &str, seed: u64) -> u64 {
    let bytes = seed.to_le_bytes().into_iter().chain(text.bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::training::manifest::Label;
    use crate::training::testing::entry;

    #[test]
    fn each_source_is_left_out_once_and_wholly() {
        let entries = [
            entry(Label::Phishing, "pot/a"),
            entry(Label::Legitimate, "lists/b"),
            entry(Label::Legitimate, "lists/c"),
        ];
        let splits = leave_sources_out(&entries, 1);
        assert_eq!(splits.len(), 2);
        for place in 0..entries.len() {
            assert_eq!(
                splits.iter().filter(|split| split.held_out[place]).count(),
                1
            );
        }
        let lists = splits.iter().find(|split| split.name == "lists").unwrap();
        assert_eq!(lists.held_out, [false, true, true]);
        assert_eq!(lists.fitted, [true, false, false]);
    }

    #[test]
    fn near_duplicates_of_what_is_left_out_are_not_fitted_on() {
        let entries = [
            entry(Label::Phishing, "pot/a"),
            entry(Label::Phishing, "lists/a"),
            entry(Label::Phishing, "lists/b"),
        ];
        let splits = leave_sources_out(&entries, 1);
        let pot = splits.iter().find(|split| split.name == "pot").unwrap();
        assert_eq!(pot.fitted, [false, false, true]);
    }

    #[test]
    fn a_product_is_never_divided() {
        let entries: Vec<_> = (0..60)
            .map(|number| {
                let mut entry = entry(
                    Label::Legitimate,
                    &format!("product{}/{number}", number % 12),
                );
                entry.rendered = true;
                entry
            })
            .collect();
        for split in leave_sources_out(&entries, 3) {
            for (one, out) in entries.iter().zip(&split.held_out) {
                let of_product = |(other, _): &(&Entry, &bool)| other.source == one.source;
                assert!(
                    entries
                        .iter()
                        .zip(&split.held_out)
                        .filter(of_product)
                        .all(|(_, other)| other == out)
                );
            }
        }
    }

    #[test]
    fn the_newest_of_each_source_is_left_out_and_what_has_no_date_is_not() {
        let entries: Vec<_> = ["2021-01-01", "2023-05-01", "", "2022-01-01", "2024-01-01"]
            .iter()
            .enumerate()
            .map(|(number, date)| {
                let mut entry = entry(Label::Phishing, &format!("pot/{number}"));
                entry.date = (*date).to_owned();
                entry
            })
            .collect();
        let split = leave_newest_out(&entries, 0.5);
        assert_eq!(split.held_out, [false, true, false, false, true]);
    }
}
