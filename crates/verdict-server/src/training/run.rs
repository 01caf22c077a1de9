//! The steps of training, in their order: examples in, a model and what it does on mail that it was not fitted on out.

mod plan;
mod texts;

use std::collections::BTreeMap;

use banner_core::Model;

use super::calibrating::{Calibration, HeldOut};
use super::examples::{Example, WORDING, Wording};
use super::fitting::fitted;
use super::manifest::{Entry, Label};
use super::splitting::Split;
use super::thresholds::{Budget, Legitimate, chosen};
use super::weighing::{is_learnt_from, weights};
use crate::evaluation::Outcome;

pub use plan::Plan;
pub use texts::Texts;

/// What a text that reads fully like a lure may weigh, in log-odds. The one at which most phishing of sources that were left
/// out is caught is taken.
const WORDING_WEIGHTS: [f64; 6] = [0.0, 0.3, 0.6, 1.0, 1.5, 2.0];

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
    /// What was caught with each weight of the text that was tried.
    pub tried: Vec<Tried>,
}

/// What was caught, on sources that were left out, with one weight of the text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tried {
    /// What a text that reads fully like a lure weighs.
    pub weight: f64,
    /// The share of sure phishing at caution or worse, by cluster, where thresholds keep to the budgets.
    pub caution: f64,
    /// At suspicious or worse.
    pub suspicious: f64,
}

/// Models that were fitted without the sources that they judge.
struct LeftOut<'t> {
    examples: &'t [Example],
    entries: &'t [Entry],
    plan: &'t Plan,
    models: Vec<Model>,
}

/// Outcomes on mail that was left out, with the calibration and thresholds that they give.
struct Held {
    calibration: Calibration,
    thresholds: banner_core::Thresholds,
    tried: Tried,
}

/// Trains a model like `prior` on `examples`. `progress` is called with each step's name.
pub fn run(
    examples: &[Example],
    entries: &[Entry],
    plan: &Plan,
    prior: &Model,
    pull: f64,
    mut progress: impl FnMut(&str),
) -> Trained {
    let fitted_on = |split: &Split| {
        let weights = weights(entries, &split.fitted);
        fitted(examples, entries, &weights, prior, pull)
    };
    let mut models = Vec::new();
    for split in &plan.sources {
        progress(&split.name);
        models.push(fitted_on(split));
    }
    let left_out = LeftOut {
        examples,
        entries,
        plan,
        models,
    };
    progress("the weight of the text");
    let tries: Vec<Held> = WORDING_WEIGHTS
        .iter()
        .map(|weight| left_out.held(*weight))
        .collect();
    let tried: Vec<Tried> = tries.iter().map(|held| held.tried).collect();
    // The first of the best: what brings nothing weighs nothing.
    let best = tries.into_iter().reduce(|best, held| {
        let caught = |tried: Tried| tried.caution + tried.suspicious;
        match caught(held.tried) > caught(best.tried) {
            true => held,
            false => best,
        }
    });
    let best = best.unwrap_or_else(|| left_out.held(0.0));
    let finished = |model: &Model| {
        let mut model = best
            .calibration
            .applied(&weighing_text(model, best.tried.weight));
        model.thresholds = best.thresholds;
        model
    };
    let finished_models: Vec<Model> = left_out.models.iter().map(finished).collect();
    let sources_left_out = left_out.judged(&finished_models);

    progress("the newest mail");
    let older = finished(&fitted_on(&plan.newest));
    let is_newest = |example: &&Example| plan.newest.held_out.get(example.entry) == Some(&true);
    let newest_left_out = examples
        .iter()
        .filter(is_newest)
        .map(|example| example.judged(&older, example.wording.newest_left_out))
        .collect();

    progress("all mail");
    let everything = weights(entries, &vec![true; entries.len()]);
    Trained {
        model: finished(&fitted(examples, entries, &everything, prior, pull)),
        sources_left_out,
        newest_left_out,
        calibration: best.calibration,
        tried,
    }
}

/// The model in which a text that reads fully like a lure weighs `weight`.
fn weighing_text(model: &Model, weight: f64) -> Model {
    let mut model = model.clone();
    if let Some(mut known) = model.weight(WORDING) {
        known.weight = weight;
        model.signals.insert(WORDING.to_owned(), known);
    }
    model
}

impl LeftOut<'_> {
    fn judged(&self, models: &[Model]) -> Vec<Outcome> {
        let of = |example: &Example| {
            let fold = self.plan.fold_of.get(example.entry).copied().flatten();
            let model = fold.and_then(|fold| models.get(fold)).or(models.first())?;
            Some(example.judged(model, example.wording.sources_left_out))
        };
        self.examples.iter().filter_map(of).collect()
    }

    /// Calibrates and sets thresholds where the text weighs `weight`.
    fn held(&self, weight: f64) -> Held {
        let models: Vec<Model> = self
            .models
            .iter()
            .map(|model| weighing_text(model, weight))
            .collect();
        let outcomes = self.judged(&models);
        let cluster_weights = weights_by_cluster(self.entries);
        let mail: Vec<HeldOut> = outcomes
            .iter()
            .filter_map(|outcome| {
                let entry = self.entries.get(outcome.entry)?;
                is_learnt_from(entry).then_some(HeldOut {
                    logit: outcome.logit,
                    harmful: entry.label == Label::Phishing,
                    weight: *cluster_weights.get(outcome.entry)?,
                })
            })
            .collect();
        let calibration = Calibration::of(&mail);
        let legitimate: Vec<Legitimate<'_>> = outcomes
            .iter()
            .filter_map(|outcome| {
                let entry = self.entries.get(outcome.entry)?;
                (entry.label == Label::Legitimate).then_some(Legitimate {
                    logit: calibration.apply(outcome.logit),
                    source: &entry.source,
                    cluster: &entry.cluster,
                })
            })
            .collect();
        let thresholds = chosen(&legitimate, Budget::READERS);
        let caught = |threshold: f64| {
            let (mut reached, mut all) = (0.0, 0.0);
            for one in mail.iter().filter(|one| one.harmful) {
                all += one.weight;
                let probability = 1.0 / (1.0 + (-calibration.apply(one.logit)).exp());
                reached += if probability >= threshold {
                    one.weight
                } else {
                    0.0
                };
            }
            if all > 0.0 { reached / all } else { 0.0 }
        };
        Held {
            tried: Tried {
                weight,
                caution: caught(thresholds.caution),
                suspicious: caught(thresholds.suspicious),
            },
            calibration,
            thresholds,
        }
    }
}

/// The examples with what other tables make of their text: what it would bring to learn from other mail.
pub fn with_wording(examples: &[Example], wording: &[Wording]) -> Vec<Example> {
    let mut examples = examples.to_vec();
    for (example, wording) in examples.iter_mut().zip(wording) {
        example.wording = *wording;
    }
    examples
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
