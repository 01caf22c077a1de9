//! The steps of training, in their order: examples in, a model and what it does on mail that it was not fitted on out.
//!
//! Each source is judged by a model that was fitted without it, and at levels that were chosen on other mail: the weight of the
//! text, the calibration and the thresholds come from what models made of the *other* sources when those were left out. Those
//! models had seen this one; to leave out every pair would take as many times as long as there are sources. What
//! ships has its own from all sources. The newest mail is judged by a model of the older, at levels that the older mail gave.

mod choosing;
mod plan;
mod texts;

use banner_core::Model;

use super::examples::{Example, Wording};
use super::fitting::{Fitted, fitted};
use super::manifest::Entry;
use super::soundness::{self, Untrainable};
use super::weighing::weights;
use crate::evaluation::Outcome;

pub use choosing::Choice;
use choosing::LeftOut;
pub use plan::Plan;
pub use texts::Texts;

/// What training gives.
#[derive(Debug, Clone)]
pub struct Trained {
    /// The model, fitted on all mail.
    pub model: Model,
    /// What was chosen for it.
    pub choice: Choice,
    /// The signals whose weights too little mail showed, so that they are the prior's.
    pub from_prior: Vec<&'static str>,
    /// What models that did not see the source of a message made of it, by levels that were chosen on others.
    pub sources_left_out: Vec<Outcome>,
    /// What was chosen without each part that was left out.
    pub nested: Vec<(String, Choice)>,
    /// What the same models made of the same mail when it was read in other ways.
    pub read_otherwise: Vec<(&'static str, Vec<Outcome>)>,
    /// What a model that was fitted on older mail made of the newest; nothing where one class has no older mail.
    pub newest_left_out: Vec<Outcome>,
    /// What was caught with each weight of the text that was tried, on all sources that were left out.
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

/// The mail, read in another way than the model was fitted to.
#[derive(Debug, Clone)]
pub struct ReadOtherwise {
    /// How it was read.
    pub name: &'static str,
    /// What it showed.
    pub examples: Vec<Example>,
}

/// The models of all splits.
#[derive(Debug, Clone)]
pub struct Fits {
    /// Without the mail of each part, as [`Plan::sources`].
    folds: Vec<Fitted>,
    /// On the older mail, if it holds both classes.
    older: Option<Fitted>,
    all: Fitted,
}

impl Fits {
    /// Fits models like `prior` to `examples`. `progress` is called with each step's name.
    ///
    /// # Errors
    /// [`Untrainable`] where a class is missing.
    pub fn of(
        examples: &[Example],
        entries: &[Entry],
        plan: &Plan,
        (prior, pull): (&Model, f64),
        mut progress: impl FnMut(&str),
    ) -> Result<Fits, Untrainable> {
        soundness::check(examples, entries, plan)?;
        let mut fitted_on = |name: &str, chosen: &[bool]| {
            progress(name);
            fitted(examples, entries, &weights(entries, chosen), prior, pull)
        };
        let folds = plan
            .sources
            .iter()
            .map(|split| fitted_on(&split.name, &split.fitted))
            .collect();
        let older = &plan.newest.fitted;
        Ok(Fits {
            folds,
            older: soundness::holds_both(examples, entries, older)
                .then(|| fitted_on("the older mail", older)),
            all: fitted_on("all mail", &vec![true; entries.len()]),
        })
    }

    /// Chooses what the models need on mail that was left out, and judges it.
    ///
    /// # Errors
    /// [`Untrainable::Slope`].
    pub fn trained(
        &self,
        examples: &[Example],
        read_otherwise: &[ReadOtherwise],
        entries: &[Entry],
        plan: &Plan,
        mut progress: impl FnMut(&str),
    ) -> Result<Trained, Untrainable> {
        let left_out = LeftOut::new(examples, entries, plan, &self.folds);
        progress("all sources");
        let (choice, tried) = left_out.choice("each source", &vec![true; entries.len()])?;
        let (mut nested, mut models) = (Vec::new(), Vec::new());
        for (split, fold) in plan.sources.iter().zip(&self.folds) {
            progress(&split.name);
            let (choice, _) = left_out.choice(&split.name, &split.fitted)?;
            models.push(choice.finish(fold));
            nested.push((split.name.clone(), choice));
        }
        let by_others = |examples: &[Example]| -> Vec<Outcome> {
            let judged = |example: &Example| {
                let fold = plan.fold_of.get(example.entry).copied().flatten()?;
                Some(example.judged(models.get(fold)?, example.wording.sources_left_out))
            };
            examples.iter().filter_map(judged).collect()
        };
        progress("the newest mail");
        let newest_left_out = match &self.older {
            None => Vec::new(),
            Some(fitted) => {
                let (choice, _) = left_out.choice("the newest mail", &plan.newest.fitted)?;
                let model = choice.finish(fitted);
                let is_newest =
                    |example: &&Example| plan.newest.held_out.get(example.entry) == Some(&true);
                let newest = examples.iter().filter(is_newest);
                newest
                    .map(|example| example.judged(&model, example.wording.newest_left_out))
                    .collect()
            }
        };
        let from_prior = banner_core::registry()
            .iter()
            .map(|signal| signal.id)
            .filter(|id| !self.all.is_learnt(id))
            .collect();
        Ok(Trained {
            model: choice.finish(&self.all),
            choice,
            from_prior,
            sources_left_out: by_others(examples),
            nested,
            read_otherwise: read_otherwise
                .iter()
                .map(|read| (read.name, by_others(&read.examples)))
                .collect(),
            newest_left_out,
            tried,
        })
    }

    /// What is caught with each weight of the text that `examples` carry.
    ///
    /// # Errors
    /// [`Untrainable::Slope`].
    pub fn tried(
        &self,
        examples: &[Example],
        entries: &[Entry],
        plan: &Plan,
    ) -> Result<Vec<Tried>, Untrainable> {
        let left_out = LeftOut::new(examples, entries, plan, &self.folds);
        let (_, tried) = left_out.choice("each source", &vec![true; entries.len()])?;
        Ok(tried)
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

#[cfg(test)]
#[path = "run_tests.rs"]
mod tests;
