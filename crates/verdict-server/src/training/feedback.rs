//! From labels to a candidate: the base examples with what was answered, fitted as the shipped model was.
//!
//! An organisation's labelled messages are one more source beside the collections of the [`base`](super::base), and weigh by the
//! same law: of n that count fully, as a source of n clusters. The candidate is a function of the base, the labels and the reports
//! alone: not of the model in service, not of earlier candidates and not of the order in which answers came. So nothing
//! builds up that could not be taken back, and training anew without an answer gives what there would be without it.
//!
//! What was learnt is then calibrated and put at levels as the shipped model was, at thresholds that rise where legitimate mail of
//! the base would pass its budget otherwise. One message of five, by a hash of its key, is held out for the gate.

use std::collections::BTreeMap;

use banner_core::{Level, Model, Thresholds, registry};

use super::base::Base;
use super::examples::Example;
use super::fitting::{PRIOR, PULL, fitted};
use super::labels::{Labels, MessageId, Opinion};
use super::manifest::{Entry, Label};
use super::thresholds::{Budget, Legitimate, chosen};
use super::weighing::weights_of_rows;

/// What one reader's side reported to have found in a message: places in the registry with strengths.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The message.
    pub message: MessageId,
    /// What was found.
    pub features: Vec<(u32, f32)>,
}

/// A message whose label may be learnt.
#[derive(Debug, Clone, PartialEq)]
pub struct Labelled {
    /// Which.
    pub message: MessageId,
    /// What it is.
    pub label: Label,
    /// How much of a message it is: above 0, at most 1.
    pub weight: f64,
    /// Whether an administrator decided.
    pub decided: bool,
    /// What was found in it, by the most reports.
    pub features: Vec<(u32, f32)>,
    /// Whether it is held out for the gate.
    pub held: bool,
}

/// The least that a message without a decision must weigh to be learnt from: what four reporters bring who agree and are known to
/// be good, or five who are new.
pub const LEAST: f64 = 0.3;
/// How many times confirmed mistakes count, harmful and legitimate ones, in each candidate: messages that an administrator decided on
/// and that the base alone judges wrongly. What is right already teaches little, and what nobody confirmed may be a lie. How far one
/// can go before other mail is judged worse depends on the mistakes, so a few candidates are made, and the first that passes the
/// gate is taken.
pub const MISTAKES: [[f64; 2]; 6] = [
    [16.0, 4.0],
    [8.0, 4.0],
    [8.0, 1.0],
    [4.0, 1.0],
    [2.0, 1.0],
    [1.0, 1.0],
];
/// One message of so many is held out.
const HELD: u8 = 5;

/// The finding that these reports are of, as [`Found`]; signals that this version does not know are left out.
pub fn features<'f>(findings: impl Iterator<Item = (&'f str, f32)>) -> Vec<(u32, f32)> {
    let place = |id: &str| {
        registry()
            .binary_search_by_key(&id, |signal| signal.id)
            .ok()
    };
    let known = findings.filter_map(|(id, strength)| {
        Some((u32::try_from(place(id)?).ok()?, strength.clamp(0.0, 1.0)))
    });
    let mut features: Vec<(u32, f32)> = known.collect();
    features.sort_by_key(|(place, _)| *place);
    features.dedup_by_key(|(place, _)| *place);
    features
}

/// The messages that may be learnt from, in the order of their keys, with what most of their reports found: no reader alone can
/// put a finding into a message that others answered on too.
pub fn labelled(labels: &Labels, reports: &[Found]) -> Vec<Labelled> {
    let mut of_messages: BTreeMap<MessageId, Vec<&[(u32, f32)]>> = BTreeMap::new();
    for report in reports {
        of_messages
            .entry(report.message)
            .or_default()
            .push(&report.features);
    }
    let labelled = labels.learnable(LEAST).filter_map(|(message, judged)| {
        Some(Labelled {
            message: *message,
            label: match judged.opinion {
                Opinion::Harmful => Label::Phishing,
                Opinion::Unwanted => Label::Spam,
                Opinion::Legitimate => Label::Legitimate,
            },
            weight: judged.weight,
            decided: judged.decided,
            features: agreed(of_messages.get(message)?),
            held: is_held(message),
        })
    });
    labelled.collect()
}

fn is_held(message: &MessageId) -> bool {
    // The key is a keyed hash, so any byte of it is as good as dice.
    message
        .first()
        .is_some_and(|byte| byte.is_multiple_of(HELD))
}

/// What more than half of the reports found, each with the middle of the strengths.
fn agreed(reports: &[&[(u32, f32)]]) -> Vec<(u32, f32)> {
    let mut strengths: BTreeMap<u32, Vec<f32>> = BTreeMap::new();
    for (place, strength) in reports.iter().flat_map(|report| report.iter()) {
        strengths.entry(*place).or_default().push(*strength);
    }
    let found = strengths.into_iter().filter_map(|(place, mut all)| {
        all.sort_by(f32::total_cmp);
        let middle = all.get(all.len() / 2).copied()?;
        (all.len() * 2 > reports.len()).then_some((place, middle))
    });
    found.collect()
}

/// The model set by hand to which weights are drawn, as it ships.
///
/// # Errors
/// Its document being unusable, which a test rules out.
pub fn shipped_prior() -> Result<Model, banner_core::Error> {
    Model::from_json(PRIOR)
}

/// The candidates that follow from the base and these labels, the boldest first, with weights drawn to those of `prior`; labels
/// that are held out are not looked at. They have no version of their own yet. Each counts confirmed mistakes as often as one of
/// [`MISTAKES`] says.
pub fn candidates<'b>(
    base: &'b Base,
    labelled: &'b [Labelled],
    prior: &'b Model,
) -> impl Iterator<Item = Model> + 'b {
    let not_held: Vec<bool> = base.held.iter().map(|held| !held).collect();
    let weighed = weights_of_rows(&base.entries, &base.counts, &not_held);
    let of_base = fitted(&base.examples, &base.entries, &weighed.of_rows, prior, PULL);
    let alone = base.choice.finish(&of_base);
    let learnt: Vec<(&'b Labelled, bool)> = labelled
        .iter()
        .filter(|one| !one.held)
        .map(|one| (one, is_mistake(one, &alone)))
        .collect();
    let steps = match learnt.is_empty() {
        true => MISTAKES.len() - 1..MISTAKES.len(),
        false => 0..MISTAKES.len(),
    };
    let of_step = move |[harmful, legitimate]: &[f64; 2]| {
        let mut weights = weighed.of_rows.clone();
        let mut examples = base.examples.clone();
        let mut entries = base.entries.clone();
        for (label, of_mistakes, times) in [
            (Label::Legitimate, false, 1.0),
            (Label::Legitimate, true, *legitimate),
            (Label::Phishing, false, 1.0),
            (Label::Phishing, true, *harmful),
        ] {
            let of_kind = || {
                learnt
                    .iter()
                    .filter(move |(one, mistake)| one.label == label && *mistake == of_mistakes)
            };
            let messages: f64 = of_kind().map(|(one, _)| one.weight).sum();
            if messages <= 0.0 {
                continue;
            }
            let together = times * weighed.source(label, messages);
            for (one, _) in of_kind() {
                let place = entries.len();
                examples.push(Example::of_signals(place, one.features.clone()));
                entries.push(row(one, place));
                weights.push(together * one.weight / messages);
            }
        }
        let fitted = fitted(&examples, &entries, &weights, prior, PULL);
        let mut model = base.choice.finish(&fitted);
        model.thresholds = moved(&model, &alone, base);
        model.signature = None;
        model
    };
    MISTAKES.get(steps).unwrap_or_default().iter().map(of_step)
}

/// Whether an administrator decided on a message that the model of the base alone judges wrongly.
fn is_mistake(one: &Labelled, alone: &Model) -> bool {
    let judged = Example::of_signals(0, one.features.clone()).judged(alone, 0.0);
    one.decided && (judged.level >= Level::Caution) != (one.label == Label::Phishing)
}

fn row(one: &Labelled, place: usize) -> Entry {
    Entry {
        path: String::new(),
        file: std::path::PathBuf::new(),
        label: one.label,
        sure: true,
        source: "answers".to_owned(),
        rendered: false,
        language: String::new(),
        date: String::new(),
        cluster: format!("answers/{place}"),
        licence: String::new(),
    }
}

/// The thresholds of the shipped model, which were chosen on sources that were left out, each moved by as much log-odds as the
/// choice by the base's own legitimate mail moves from the model of the base alone to this one. So a model that says more of all
/// mail is held to more.
fn moved(model: &Model, alone: &Model, base: &Base) -> Thresholds {
    let (now, before) = (by_base(model, base), by_base(alone, base));
    let least = base.choice.thresholds;
    let shifted = |shipped: f64, now: f64, before: f64| {
        let shifted = logit(shipped) + logit(now) - logit(before);
        (1e6 / (1.0 + (-shifted).exp())).ceil() / 1e6
    };
    let caution = shifted(least.caution, now.caution, before.caution);
    let suspicious = shifted(least.suspicious, now.suspicious, before.suspicious).max(caution);
    let danger = shifted(least.danger, now.danger, before.danger).max(suspicious);
    Thresholds {
        notice: caution * least.notice / least.caution,
        caution,
        suspicious,
        danger: danger.min(MOST),
    }
}

/// Where a level begins at the latest.
const MOST: f64 = 0.999_99;

fn logit(probability: f64) -> f64 {
    (probability / (1.0 - probability)).ln()
}

/// The thresholds at which the base's own legitimate mail keeps to the budgets.
fn by_base(model: &Model, base: &Base) -> Thresholds {
    let rows = base.examples.iter().zip(&base.entries);
    let legitimate: Vec<Legitimate<'_>> = rows
        .filter(|(_, entry)| entry.label == Label::Legitimate)
        .map(|(example, entry)| Legitimate {
            logit: example.logit(model, 0.0),
            source: &entry.source,
            cluster: &entry.cluster,
        })
        .collect();
    chosen(&legitimate, Budget::READERS)
}

#[cfg(test)]
#[path = "feedback_tests.rs"]
mod tests;
