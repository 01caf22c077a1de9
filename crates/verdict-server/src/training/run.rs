//! The steps of training, in their order: examples in, a model and what it does on mail that it was not fitted on out.

use std::collections::BTreeMap;

use banner_core::Model;

use super::calibrating::{Calibration, HeldOut};
use super::examples::Example;
use super::fitting::fitted;
use super::manifest::{Entry, Label};
use super::splitting::{Split, leave_newest_out, leave_sources_out};
use super::thresholds::{Budget, Legitimate, chosen};
use super::weighing::{is_learnt_from, weights};
use crate::evaluation::Outcome;

/// How much of the dated mail of each source is the newest, which the second measurement leaves out.
const NEWEST: f64 = 0.3;

/// What training gives.
#[derive(Debug, Clone)]
pub struct Trained {
    /// The model, fitted on all mail.
    pub model: Model,
    /// What models that did not see the source of a message made of it, by the thresholds of [`Trained::model`].
    pub sources_left_out: Vec<Outcome>,
    /// What a model that was fitted on older mail made of the newest.
    pub newest_left_out: Vec<Outcome>,
    /// How the log-odds were stretched and shifted.
    pub calibration: Calibration,
}

/// Trains a model like `prior` on `examples`. `seed` deals the products of rendered mail out; `progress` is called with each
/// step's name.
pub fn run(
    examples: &[Example],
    entries: &[Entry],
    prior: &Model,
    pull: f64,
    seed: u64,
    mut progress: impl FnMut(&str),
) -> Trained {
    let mut held_out: Vec<Model> = Vec::new();
    let mut of_fold: Vec<Option<usize>> = vec![None; entries.len()];
    for split in leave_sources_out(entries, seed) {
        progress(&split.name);
        let fold = held_out.len();
        for (place, out) in of_fold.iter_mut().zip(&split.held_out) {
            if *out {
                *place = Some(fold);
            }
        }
        held_out.push(fitted_on(&split, examples, entries, prior, pull));
    }
    progress("calibration");
    let all_weights = weights_by_cluster(entries);
    let logits: Vec<f64> = judged(examples, &held_out, &of_fold, prior)
        .iter()
        .map(|outcome| outcome.logit)
        .collect();
    let mail: Vec<HeldOut> = examples
        .iter()
        .zip(&logits)
        .filter_map(|(example, logit)| {
            let entry = entries.get(example.entry)?;
            is_learnt_from(entry).then_some(HeldOut {
                logit: *logit,
                harmful: entry.label == Label::Phishing,
                weight: *all_weights.get(example.entry)?,
            })
        })
        .collect();
    let calibration = Calibration::of(&mail);
    let legitimate: Vec<Legitimate<'_>> = examples
        .iter()
        .zip(&logits)
        .filter_map(|(example, logit)| {
            let entry = entries.get(example.entry)?;
            (entry.label == Label::Legitimate).then_some(Legitimate {
                logit: calibration.apply(*logit),
                source: &entry.source,
                cluster: &entry.cluster,
            })
        })
        .collect();
    let thresholds = chosen(&legitimate, Budget::READERS);
    let finished = |model: &Model| {
        let mut model = calibration.applied(model);
        model.thresholds = thresholds;
        model
    };
    for model in &mut held_out {
        *model = finished(model);
    }
    let sources_left_out = judged(examples, &held_out, &of_fold, prior);

    progress("the newest mail");
    let split = leave_newest_out(entries, NEWEST);
    let older = finished(&fitted_on(&split, examples, entries, prior, pull));
    let is_newest = |example: &&Example| split.held_out.get(example.entry) == Some(&true);
    let newest_left_out = examples
        .iter()
        .filter(is_newest)
        .map(|example| example.judged(&older))
        .collect();

    progress("all mail");
    let everything = weights(entries, &vec![true; entries.len()]);
    Trained {
        model: finished(&fitted(examples, entries, &everything, prior, pull)),
        sources_left_out,
        newest_left_out,
        calibration,
    }
}

fn fitted_on(
    split: &Split,
    examples: &[Example],
    entries: &[Entry],
    prior: &Model,
    pull: f64,
) -> Model {
    fitted(
        examples,
        entries,
        &weights(entries, &split.fitted),
        prior,
        pull,
    )
}

fn judged(
    examples: &[Example],
    models: &[Model],
    of_fold: &[Option<usize>],
    prior: &Model,
) -> Vec<Outcome> {
    let of = |example: &Example| {
        let fold = of_fold.get(example.entry).copied().flatten();
        let model = fold.and_then(|fold| models.get(fold));
        example.judged(model.unwrap_or(prior))
    };
    examples.iter().map(of).collect()
}

/// One for each cluster, shared by its messages.
fn weights_by_cluster(entries: &[Entry]) -> Vec<f64> {
    let mut sizes: BTreeMap<(&str, &str), f64> = BTreeMap::new();
    for entry in entries {
        *sizes.entry((&entry.source, &entry.cluster)).or_default() += 1.0;
    }
    entries
        .iter()
        .map(|entry| {
            let size = sizes.get(&(entry.source.as_str(), entry.cluster.as_str()));
            size.map_or(0.0, |size| 1.0 / size)
        })
        .collect()
}
