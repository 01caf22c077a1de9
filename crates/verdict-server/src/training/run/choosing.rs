//! What is chosen on mail that was left out: the weight of the text, the calibration and the thresholds.
//!
//! To judge a source fairly, all three are chosen on other sources: false alarms on the mail that thresholds were chosen with keep
//! to their budget whatever the model is worth.

use std::collections::BTreeMap;

use banner_core::{Model, Thresholds};

use super::{Plan, Tried};
use crate::training::calibrating::{Calibration, HeldOut};
use crate::training::examples::{Example, WORDING};
use crate::training::fitting::Fitted;
use crate::training::manifest::{Entry, Label};
use crate::training::soundness::Untrainable;
use crate::training::thresholds::{Budget, Legitimate, chosen};
use crate::training::weighing::is_learnt_from;

/// What a text that reads fully like a lure may weigh, in log-odds. The one at which most phishing of sources that were left
/// out is caught is taken.
const WORDING_WEIGHTS: [f64; 6] = [0.0, 0.3, 0.6, 1.0, 1.5, 2.0];

/// By how much more must be caught, at caution and at suspicious together, before the text counts more: its table is four kilobytes
/// of every reader's download, and less than a point at each level is chance.
const WORTH: f64 = 0.02;

/// What was chosen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Choice {
    /// What a text that reads fully like a lure weighs, before calibration.
    pub wording: f64,
    /// How log-odds are stretched and shifted.
    pub calibration: Calibration,
    /// From which probability on each level holds.
    pub thresholds: Thresholds,
}

impl Choice {
    /// The model as it is used.
    pub fn finish(&self, fitted: &Fitted) -> Model {
        let mut model = self
            .calibration
            .applied(&weighing_text(fitted, self.wording));
        model.thresholds = self.thresholds;
        model
    }
}

/// The models that did not see the mail that they judge, with what each made of it.
pub(super) struct LeftOut<'t> {
    examples: &'t [Example],
    entries: &'t [Entry],
    plan: &'t Plan,
    folds: &'t [Fitted],
    /// For each weight of the text the log-odds of each example, before calibration.
    logits: Vec<Vec<f64>>,
}

impl<'t> LeftOut<'t> {
    pub fn new(
        examples: &'t [Example],
        entries: &'t [Entry],
        plan: &'t Plan,
        folds: &'t [Fitted],
    ) -> LeftOut<'t> {
        let mut left_out = LeftOut {
            examples,
            entries,
            plan,
            folds,
            logits: Vec::new(),
        };
        let everything = vec![true; entries.len()];
        left_out.logits = WORDING_WEIGHTS
            .iter()
            .map(|weight| {
                let weighed = folds.iter().map(|fold| weighing_text(fold, *weight).model);
                left_out.by(&weighed.collect::<Vec<_>>(), &everything)
            })
            .collect();
        left_out
    }

    /// The log-odds of each example that is counted and learnt from, by the model that did not see it; 0 for the others.
    fn by(&self, models: &[Model], counted: &[bool]) -> Vec<f64> {
        let logit = |example: &Example| {
            let entry = self.entries.get(example.entry)?;
            let fold = self.plan.fold_of.get(example.entry).copied().flatten()?;
            let is_counted = is_learnt_from(entry) && counted.get(example.entry) == Some(&true);
            let model = models.get(fold).filter(|_| is_counted)?;
            Some(example.logit(model, example.wording.sources_left_out))
        };
        let logits = self.examples.iter().map(logit);
        logits.map(Option::unwrap_or_default).collect()
    }

    /// The choice on the entries that `counted` picks, with what each weight of the text brought there. `name` says what is not
    /// counted.
    ///
    /// # Errors
    /// [`Untrainable::Slope`].
    pub fn choice(
        &self,
        name: &str,
        counted: &[bool],
    ) -> Result<(Choice, Vec<Tried>), Untrainable> {
        let of_weights = WORDING_WEIGHTS.iter().zip(&self.logits);
        let tries: Vec<(Choice, Tried)> = of_weights
            .map(|(weight, logits)| self.with(*weight, logits, counted))
            .collect();
        let tried = tries.iter().map(|(_, tried)| *tried).collect();
        // The first of the best: what brings next to nothing weighs nothing.
        let best = tries.into_iter().reduce(|best, other| {
            let caught = |tried: Tried| tried.caution + tried.suspicious;
            match caught(other.1) > caught(best.1) + WORTH {
                true => other,
                false => best,
            }
        });
        let (choice, _) = best.unwrap_or_else(|| self.with(0.0, &[], counted));
        if choice.calibration.is_at_bound() {
            return Err(Untrainable::Slope {
                left_out: name.to_owned(),
                slope: choice.calibration.slope,
            });
        }
        Ok((choice, tried))
    }

    fn with(&self, wording: f64, logits: &[f64], counted: &[bool]) -> (Choice, Tried) {
        let weights = weights_by_cluster(self.entries, counted);
        let mail: Vec<(HeldOut, &Entry)> = self
            .examples
            .iter()
            .zip(logits)
            .filter_map(|(example, logit)| {
                let entry = self.entries.get(example.entry)?;
                let weight = *weights.get(example.entry)?;
                let held_out = HeldOut {
                    logit: *logit,
                    harmful: entry.label == Label::Phishing,
                    weight,
                };
                (weight > 0.0).then_some((held_out, entry))
            })
            .collect();
        let to_calibrate: Vec<HeldOut> = mail.iter().map(|(one, _)| *one).collect();
        let mut choice = Choice {
            wording,
            calibration: Calibration::of(&to_calibrate),
            thresholds: chosen(&[], Budget::READERS),
        };
        // What is written is rounded and bounded, so levels are set by what it says, and not by a stretched sum.
        let models: Vec<Model> = self.folds.iter().map(|fold| choice.finish(fold)).collect();
        let logits = self.by(&models, counted);
        let judged = || {
            let of_example = |(example, logit): (&Example, &f64)| {
                let weight = *weights.get(example.entry)?;
                let entry = self.entries.get(example.entry)?;
                (weight > 0.0).then_some((*logit, weight, entry))
            };
            self.examples.iter().zip(&logits).filter_map(of_example)
        };
        let legitimate: Vec<Legitimate<'_>> = judged()
            .filter(|(.., entry)| entry.label == Label::Legitimate)
            .map(|(logit, _, entry)| Legitimate {
                logit,
                source: &entry.source,
                cluster: &entry.cluster,
            })
            .collect();
        choice.thresholds = chosen(&legitimate, Budget::READERS);
        let caught = |threshold: f64| {
            let (mut reached, mut all) = (0.0, 0.0);
            for (logit, weight, _) in judged().filter(|(.., entry)| entry.label == Label::Phishing)
            {
                let probability = 1.0 / (1.0 + (-logit).exp());
                all += weight;
                reached += if probability >= threshold {
                    weight
                } else {
                    0.0
                };
            }
            if all > 0.0 { reached / all } else { 0.0 }
        };
        let tried = Tried {
            weight: wording,
            caution: caught(choice.thresholds.caution),
            suspicious: caught(choice.thresholds.suspicious),
        };
        (choice, tried)
    }
}

/// The model in which a text that reads fully like a lure weighs `weight`.
fn weighing_text(fitted: &Fitted, weight: f64) -> Fitted {
    let mut fitted = fitted.clone();
    if let Some(mut known) = fitted.model.weight(WORDING) {
        known.weight = weight;
        fitted.model.signals.insert(WORDING.to_owned(), known);
    }
    fitted
}

/// One for each cluster, shared by those of its messages that are counted and learnt from; 0 for the others.
fn weights_by_cluster(entries: &[Entry], counted: &[bool]) -> Vec<f64> {
    let counts = |(entry, counted): (&Entry, &bool)| *counted && is_learnt_from(entry);
    let mut sizes: BTreeMap<(&str, &str), f64> = BTreeMap::new();
    for (entry, _) in entries.iter().zip(counted).filter(|pair| counts(*pair)) {
        *sizes.entry((&entry.source, &entry.cluster)).or_default() += 1.0;
    }
    let weight = |pair: (&Entry, &bool)| {
        let size = sizes.get(&(pair.0.source.as_str(), pair.0.cluster.as_str()));
        size.filter(|_| counts(pair)).map_or(0.0, |size| 1.0 / size)
    };
    entries.iter().zip(counted).map(weight).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::training::testing::entry;

    #[test]
    fn only_what_is_counted_and_learnt_from_shares_the_weight_of_a_cluster() {
        let mut unsure = entry(Label::Phishing, "pot/a");
        unsure.sure = false;
        let entries = [
            entry(Label::Phishing, "pot/a"),
            entry(Label::Phishing, "pot/a"),
            unsure,
            entry(Label::Phishing, "pot/a"),
            entry(Label::Spam, "pot/a"),
            entry(Label::Legitimate, "list/b"),
        ];
        let weights = weights_by_cluster(&entries, &[true, true, true, false, true, true]);
        assert_eq!(weights, [0.5, 0.5, 0.0, 0.0, 0.0, 1.0]);
    }
}
