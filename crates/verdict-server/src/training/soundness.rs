//! Whether labelled mail can train a model at all, and what to do where it cannot.

use std::collections::BTreeSet;

use super::examples::Example;
use super::manifest::{Entry, Label};
use super::run::Plan;
use super::weighing::is_learnt_from;

/// The fewest sources of each class: one is left out, and one must remain.
const FEWEST: usize = 2;

/// Why the mail cannot train a model: one sentence, and one that tells what to do.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Untrainable {
    /// A class is from too few sources.
    #[error(
        "Training needs {what} of {FEWEST} sources at least, since each source is left out once to measure with; there is {found}. A \
         message's source is the first folder of its path in the manifest: put each collection into a folder of its own."
    )]
    Sources {
        /// The class.
        what: &'static str,
        /// How many sources it has.
        found: usize,
    },
    /// Without the mail of one split a class is missing.
    #[error(
        "Without the mail of {left_out} and its near-duplicates there is no {what} to fit to. Add a collection with {what}, or take \
         that of {left_out} out of the manifest."
    )]
    OneClass {
        /// What was left out.
        left_out: String,
        /// The class.
        what: &'static str,
    },
    /// Calibration stretched as far as it may, down or up.
    #[error(
        "Models do not tell phishing from legitimate mail of sources that they did not see: with {left_out} left out their log-odds \
         would be multiplied by {slope:.2}, which is the bound. Check the labels of the manifest, add collections of both kinds, or \
         choose another --pull."
    )]
    Slope {
        /// What was left out.
        left_out: String,
        /// The factor.
        slope: f64,
    },
}

/// Whether each split leaves both classes to fit to. Only messages that could be read count.
///
/// # Errors
/// [`Untrainable::Sources`] and [`Untrainable::OneClass`].
pub fn check(examples: &[Example], entries: &[Entry], plan: &Plan) -> Result<(), Untrainable> {
    for label in [Label::Legitimate, Label::Phishing] {
        let what = class(label);
        let sources: BTreeSet<&str> = of(examples, entries, label)
            .map(|(_, entry)| entry.source.as_str())
            .collect();
        if sources.len() < FEWEST {
            return Err(Untrainable::Sources {
                what,
                found: sources.len(),
            });
        }
        for split in &plan.sources {
            if !holds(examples, entries, &split.fitted, label) {
                return Err(Untrainable::OneClass {
                    left_out: split.name.clone(),
                    what,
                });
            }
        }
    }
    Ok(())
}

/// Whether both classes are among the entries that `chosen` picks.
pub fn holds_both(examples: &[Example], entries: &[Entry], chosen: &[bool]) -> bool {
    [Label::Legitimate, Label::Phishing]
        .into_iter()
        .all(|label| holds(examples, entries, chosen, label))
}

fn holds(examples: &[Example], entries: &[Entry], chosen: &[bool], label: Label) -> bool {
    of(examples, entries, label).any(|(place, _)| chosen.get(place) == Some(&true))
}

/// The entries of a class that are learnt from, with their places.
fn of<'e>(
    examples: &[Example],
    entries: &'e [Entry],
    label: Label,
) -> impl Iterator<Item = (usize, &'e Entry)> {
    let entry = |example: &Example| Some((example.entry, entries.get(example.entry)?));
    let read = examples.iter().filter_map(entry);
    read.filter(move |(_, entry)| entry.label == label && is_learnt_from(entry))
}

fn class(label: Label) -> &'static str {
    match label {
        Label::Legitimate => "legitimate mail",
        Label::Phishing => "surer phishing",
        Label::Spam => "spam",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::training::testing::entry;

    fn checked(entries: &[Entry]) -> Result<(), Untrainable> {
        let examples: Vec<Example> = (0..entries.len())
            .map(|place| Example::of_features(place, Vec::new()))
            .collect();
        check(&examples, entries, &Plan::of(entries, 1))
    }

    fn two_of_each() -> Vec<Entry> {
        vec![
            entry(Label::Legitimate, "list/a"),
            entry(Label::Legitimate, "office/b"),
            entry(Label::Phishing, "pot/c"),
            entry(Label::Phishing, "trap/d"),
        ]
    }

    #[test]
    fn two_sources_of_each_class_are_enough() {
        assert_eq!(checked(&two_of_each()), Ok(()));
    }

    #[test]
    fn one_folder_of_each_class_is_refused() {
        let entries = [
            entry(Label::Legitimate, "ham/a"),
            entry(Label::Legitimate, "ham/b"),
            entry(Label::Phishing, "phish/c"),
        ];
        let refused = checked(&entries).unwrap_err();
        assert_eq!(
            refused,
            Untrainable::Sources {
                what: "legitimate mail",
                found: 1
            }
        );
        assert!(refused.to_string().contains("folder of its own"));
    }

    #[test]
    fn a_source_whose_phishing_is_unsure_is_none_of_phishing() {
        let mut entries = two_of_each();
        entries[3].sure = false;
        assert_eq!(
            checked(&entries),
            Err(Untrainable::Sources {
                what: "surer phishing",
                found: 1
            })
        );
    }

    #[test]
    fn near_duplicates_that_take_a_class_away_are_refused_by_name() {
        let mut entries = two_of_each();
        entries[3].cluster = "c".to_owned();
        let refused = checked(&entries).unwrap_err();
        assert_eq!(
            refused,
            Untrainable::OneClass {
                left_out: "pot".to_owned(),
                what: "surer phishing"
            }
        );
    }

    #[test]
    fn what_could_not_be_read_does_not_count() {
        let entries = two_of_each();
        let read: Vec<Example> = (0..3)
            .map(|place| Example::of_features(place, Vec::new()))
            .collect();
        assert!(check(&read, &entries, &Plan::of(&entries, 1)).is_err());
    }
}
