//! Fits the weights of the signals.
//!
//! A logistic regression whose weights keep their signs: a threat signal's is at least 0, a reassuring one's at most 0. Each
//! weight is drawn to that of a prior model, the more so the less mail a signal fires on: what public mail never shows (a
//! known address imitated, a code to pay with) keeps the weight that was thought out for it.

use std::collections::{BTreeMap, BTreeSet};

use banner_core::{Direction, Model, registry};

use super::examples::{Example, WORDING};
use super::logistic::{Options, Row, Weights, fit};
use super::manifest::{Entry, Label};

/// The model whose weights were set by hand, to which fitted ones are drawn: what public mail never shows keeps them.
pub const PRIOR: &str = include_str!("prior.json");
/// How strongly weights are drawn to the prior model's, if nothing else is asked for.
pub const PULL: f64 = 0.01;
/// The pulls that make sense: with none, what no mail shows has no weight; with more, mail teaches nothing.
pub const PULLS: std::ops::RangeInclusive<f64> = 1e-5..=10.0;
/// The most that one signal may weigh, in log-odds before calibration: a model that rests on one sign is fooled by one mistake.
pub const MOST: f64 = 6.0;
/// In how many clusters a signal fires at least where its weight is learnt and not only thought out.
pub const SHOWN: usize = 5;

/// A model with fitted weights, and which of them mail has taught.
#[derive(Debug, Clone, PartialEq)]
pub struct Fitted {
    /// The model.
    pub model: Model,
    /// The signals that fired in at least [`SHOWN`] clusters of the mail. The weights of the others are the prior's.
    pub learnt: BTreeSet<&'static str>,
}

impl Fitted {
    /// Whether the weight of a signal was learnt. That of the text is always: it is chosen by what it brings.
    pub fn is_learnt(&self, id: &str) -> bool {
        id == WORDING || self.learnt.contains(id)
    }
}

/// A model like `prior`, with the weights that separate `examples` best. `weights` are those of the entries; entries of
/// weight 0 are passed over. `pull`, one of [`PULLS`], is how strongly weights are drawn to the prior's. Only bias and weights
/// change.
pub fn fitted(
    examples: &[Example],
    entries: &[Entry],
    weights: &[f64],
    prior: &Model,
    pull: f64,
) -> Fitted {
    let rows: Vec<Row<'_>> = examples
        .iter()
        .filter_map(|example| {
            let entry = entries.get(example.entry)?;
            let weight = *weights.get(example.entry)? as f32;
            (weight > 0.0).then_some(Row {
                features: &example.features,
                label: f32::from(u8::from(entry.label == Label::Phishing)),
                weight,
            })
        })
        .collect();
    let known = |id: &str| prior.weight(id).map_or(0.0, |weight| weight.weight);
    let means: Vec<f64> = registry().iter().map(|signal| known(signal.id)).collect();
    let bound = |threat: f64, reassuring: f64| -> Vec<f64> {
        let bounds = registry().iter().map(|signal| match signal.direction {
            Direction::Threat => threat,
            Direction::Reassurance => reassuring,
        });
        bounds.collect()
    };
    let Weights {
        bias,
        weights: by_signal,
        ..
    } = fit(
        &rows,
        Options {
            features: registry().len(),
            l2: pull,
            prior: &means,
            lower: &bound(0.0, -MOST),
            upper: &bound(MOST, 0.0),
            ..Options::default()
        },
    );
    let mut model = prior.clone();
    model.bias = bias;
    for (signal, fitted) in registry().iter().zip(by_signal) {
        if let Some(mut weight) = prior.weight(signal.id) {
            weight.weight = fitted;
            model.signals.insert(signal.id.to_owned(), weight);
        }
    }
    Fitted {
        model,
        learnt: learnt(examples, entries, weights),
    }
}

/// The signals that fire in enough clusters of the mail that is fitted to.
fn learnt(examples: &[Example], entries: &[Entry], weights: &[f64]) -> BTreeSet<&'static str> {
    let mut clusters: BTreeMap<u32, BTreeSet<&str>> = BTreeMap::new();
    for example in examples {
        let (Some(entry), Some(weight)) = (entries.get(example.entry), weights.get(example.entry))
        else {
            continue;
        };
        for (place, _) in example.features.iter().filter(|_| *weight > 0.0) {
            let shown = clusters.entry(*place).or_default();
            if shown.len() < SHOWN {
                shown.insert(&entry.cluster);
            }
        }
    }
    let shown = clusters
        .into_iter()
        .filter(|(_, clusters)| clusters.len() >= SHOWN);
    shown
        .filter_map(|(place, _)| Some(registry().get(usize::try_from(place).ok()?)?.id))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::training::testing::entry;

    fn prior() -> Model {
        Model::from_json(PRIOR).unwrap()
    }

    #[test]
    fn the_model_set_by_hand_weighs_every_signal_and_nothing_else() {
        let ids: Vec<&str> = registry().iter().map(|signal| signal.id).collect();
        assert_eq!(prior().signals.keys().collect::<Vec<_>>(), ids);
    }

    fn place(id: &str) -> u32 {
        registry()
            .iter()
            .position(|signal| signal.id == id)
            .unwrap() as u32
    }

    /// `count` messages of one kind that show the signals.
    fn mail(count: usize, label: Label, signals: &[&str]) -> Vec<(Entry, Vec<(u32, f32)>)> {
        let features: Vec<_> = signals.iter().map(|id| (place(id), 1.0)).collect();
        (0..count)
            .map(|number| {
                (
                    entry(label, &format!("s/{label:?}{signals:?}{number}")),
                    features.clone(),
                )
            })
            .collect()
    }

    fn trained(mail: Vec<(Entry, Vec<(u32, f32)>)>) -> Model {
        both(mail).model
    }

    fn both(mail: Vec<(Entry, Vec<(u32, f32)>)>) -> Fitted {
        let (entries, features): (Vec<_>, Vec<_>) = mail.into_iter().unzip();
        let examples: Vec<Example> = features
            .into_iter()
            .enumerate()
            .map(|(number, features)| Example::of_features(number, features))
            .collect();
        let weights = crate::training::weighing::weights(&entries, &vec![true; entries.len()]);
        fitted(&examples, &entries, &weights, &prior(), 0.005)
    }

    #[test]
    fn what_only_phishing_shows_gains_and_what_only_honest_mail_shows_loses() {
        let model = trained(
            [
                mail(300, Label::Phishing, &["links.ip_host"]),
                mail(300, Label::Legitimate, &["content.pressure"]),
            ]
            .concat(),
        );
        let weight = |id| model.weight(id).unwrap().weight;
        let prior = prior();
        assert!(weight("links.ip_host") > prior.weight("links.ip_host").unwrap().weight);
        assert!(weight("content.pressure") < prior.weight("content.pressure").unwrap().weight);
    }

    #[test]
    fn no_weight_changes_its_sign() {
        let model = trained(
            [
                mail(50, Label::Phishing, &["headers.mailing_list"]),
                mail(400, Label::Legitimate, &["links.ip_host"]),
            ]
            .concat(),
        );
        assert!(model.weight("links.ip_host").unwrap().weight >= 0.0);
        assert!(model.weight("headers.mailing_list").unwrap().weight <= 0.0);
        assert!(model.to_json().is_ok());
    }

    #[test]
    fn a_signal_that_never_fires_keeps_its_weight() {
        let model = trained(
            [
                mail(20, Label::Phishing, &["links.ip_host"]),
                mail(20, Label::Legitimate, &[]),
            ]
            .concat(),
        );
        let prior = prior();
        let id = "attachments.bomb";
        assert!((model.weight(id).unwrap().weight - prior.weight(id).unwrap().weight).abs() < 1e-6);
    }

    #[test]
    fn a_weight_is_learnt_where_its_signal_fires_in_five_clusters() {
        let mut often = mail(40, Label::Phishing, &["links.ip_host"]);
        for (entry, _) in &mut often {
            entry.cluster = "the same".to_owned();
        }
        let fitted = both(
            [
                often,
                mail(SHOWN, Label::Phishing, &["links.shortener"]),
                mail(SHOWN - 1, Label::Legitimate, &["content.pressure"]),
            ]
            .concat(),
        );
        assert!(fitted.is_learnt("links.shortener") && fitted.is_learnt(WORDING));
        assert!(!fitted.is_learnt("links.ip_host") && !fitted.is_learnt("content.pressure"));
    }
}
