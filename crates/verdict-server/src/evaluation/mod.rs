//! How well a model judges labelled mail: rates, curves, calibration, and two models side by side.
//!
//! No files and no clock: labelled outcomes in, figures and their presentations out. The way through: a [`Sample`] is one
//! message with its label and [`Outcome`]; [`rates`], [`roc`], [`kinds`], [`calibration`] and [`slices`] count
//! samples; [`bars`] says
//! whether the counts are good enough; [`comparison`] sets two models side by side; [`table`] and [`html`] show the
//! [`Report`].

pub mod bars;
pub mod calibration;
pub mod comparison;
pub mod html;
pub mod interval;
pub mod kinds;
mod percent;
pub mod rates;
pub mod roc;
pub mod sample;
pub mod slices;
pub mod table;
#[cfg(test)]
mod testing;
mod words;

use std::collections::BTreeMap;

use serde::Serialize;

pub use bars::{Bar, Limits, State};
pub use calibration::Calibration;
pub use comparison::Comparison;
pub use kinds::Kind;
pub(crate) use percent::percent;
pub use rates::{LevelRates, Rate};
pub use roc::Curve;
pub use sample::{Class, Outcome, Sample, samples};
pub use slices::{ClassRates, Slice, ThreatRates};

use calibration::Stated;
use rates::cluster_weights;
use roc::Scored;

/// Everything that one run has measured.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Which mail was judged, and how.
    pub mail: MailRead,
    /// The model's figures.
    pub evaluation: Evaluation,
    /// Those of the model that it is compared with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compared: Option<Evaluation>,
    /// The messages on which the two differ.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comparison: Option<Comparison>,
}

/// Which mail was judged, and how.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct MailRead {
    /// The manifests.
    pub manifests: Vec<String>,
    /// What was done to a message before it was judged, such as `raw`: nothing.
    pub read_as: String,
    /// The organisation profile; without one no authentication result counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
    /// Whether messages with unsure labels were left out.
    pub sure_only: bool,
    /// Messages judged.
    pub judged: usize,
    /// Rows whose file is not there.
    pub missing: usize,
    /// Rows of other labels.
    pub unlabelled: usize,
    /// Messages that could not be judged, with the reason.
    pub failed: Vec<Failed>,
}

/// A message that could not be judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Failed {
    /// Where it lies, as its manifest says.
    pub path: String,
    /// Why, in a sentence.
    pub error: String,
}

/// Which model it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ModelName {
    /// The file, or that it is the built-in one.
    pub name: String,
    /// The version that the document states.
    pub version: String,
}

/// The figures of one model.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evaluation {
    /// Which model it is.
    pub model: ModelName,
    /// What must be reached.
    pub bars: Vec<Bar>,
    /// Each class of mail.
    pub classes: Vec<ClassRates>,
    /// Rendered legitimate mail, each product counted once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub products: Option<LevelRates>,
    /// How well sure phishing is told from legitimate mail.
    pub separation: Vec<Separation>,
    /// Whether probabilities come true.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calibration: Option<Calibration>,
    /// By corpus or product.
    pub sources: Vec<Slice>,
    /// By language.
    pub languages: Vec<Slice>,
    /// By the threat that the banner names.
    pub threats: Vec<ThreatRates>,
    /// By what the heaviest sign of a lure would mean.
    pub kinds: Vec<Kind>,
}

/// How well sure phishing is told from one class of legitimate mail.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Separation {
    /// The legitimate mail.
    pub against: Class,
    /// The curves.
    pub curve: Curve,
}

impl Evaluation {
    /// Counts what a model made of labelled mail.
    pub fn of(model: ModelName, samples: &[Sample<'_>], limits: Limits) -> Evaluation {
        let mut evaluation = Evaluation {
            model,
            bars: Vec::new(),
            classes: slices::by_class(samples),
            products: slices::by_product(samples),
            separation: separation(samples),
            calibration: calibrated(samples),
            sources: slices::by(samples, |sample| &sample.entry.source),
            languages: slices::by(samples, |sample| &sample.entry.language),
            threats: slices::by_threat(samples),
            kinds: kinds::kinds(samples),
        };
        evaluation.bars = bars::bars(&evaluation, samples, limits);
        evaluation
    }

    /// The figures of a class of mail, if there is such mail.
    pub fn class(&self, class: Class) -> Option<&LevelRates> {
        let of_class = self.classes.iter().find(|rates| rates.class == class);
        of_class.map(|found| &found.rates)
    }
}

/// Sure phishing against received and against rendered legitimate mail. Near-duplicates share one weight, and products
/// weigh alike.
fn separation(samples: &[Sample<'_>]) -> Vec<Separation> {
    let against = |against: Class| {
        let members: Vec<&Sample<'_>> = samples
            .iter()
            .filter(|sample| sample.class == against || sample.class == Class::SurePhishing)
            .collect();
        let mut weights = cluster_weights(&members);
        if against == Class::Rendered {
            weigh_products_alike(&members, &mut weights);
        }
        let scored = members.iter().zip(weights).map(|(sample, weight)| Scored {
            logit: sample.outcome.logit,
            harmful: sample.class == Class::SurePhishing,
            weight,
        });
        let curve = Curve::of(scored.collect())?;
        Some(Separation { against, curve })
    };
    [Class::Legitimate, Class::Rendered]
        .into_iter()
        .filter_map(against)
        .collect()
}

/// Scales the weights of rendered mail so that every product has the same sum, and all together what they had before.
fn weigh_products_alike(members: &[&Sample<'_>], weights: &mut [f64]) {
    let mut sums: BTreeMap<&str, f64> = BTreeMap::new();
    for (sample, weight) in members.iter().zip(&*weights) {
        if sample.class == Class::Rendered {
            *sums.entry(sample.entry.source.as_str()).or_default() += weight;
        }
    }
    let mean = sums.values().sum::<f64>() / sums.len().max(1) as f64;
    for (sample, weight) in members.iter().zip(weights) {
        if let (Class::Rendered, Some(sum)) = (sample.class, sums.get(sample.entry.source.as_str()))
        {
            *weight *= mean / sum;
        }
    }
}

/// Over all legitimate mail and sure phishing.
fn calibrated(samples: &[Sample<'_>]) -> Option<Calibration> {
    let counts = |sample: &&Sample<'_>| {
        matches!(
            sample.class,
            Class::Legitimate | Class::Rendered | Class::SurePhishing
        )
    };
    let members: Vec<&Sample<'_>> = samples.iter().filter(counts).collect();
    let weights = cluster_weights(&members);
    let stated = members.iter().zip(weights).map(|(sample, weight)| Stated {
        probability: sample.outcome.probability(),
        harmful: sample.class == Class::SurePhishing,
        weight,
    });
    Calibration::of(stated.collect())
}

#[cfg(test)]
mod tests {
    use banner_core::Level;

    use super::testing::Mail;
    use super::*;
    use crate::training::manifest::Label::{Legitimate, Phishing, Spam};

    fn evaluation(mail: &Mail) -> Evaluation {
        Evaluation::of(
            ModelName::default(),
            &samples(&mail.entries, &mail.outcomes),
            Limits::CORPUS_LEFT_OUT,
        )
    }

    #[test]
    fn unsure_phishing_and_spam_are_shown_and_not_measured_with() {
        let mail = Mail::default()
            .with(Legitimate, "list/1", Level::None, -3.0)
            .with(Phishing, "pot/2", Level::Danger, 3.0);
        let noisy = Mail::default()
            .with(Legitimate, "list/1", Level::None, -3.0)
            .with(Phishing, "pot/2", Level::Danger, 3.0)
            .with(Phishing, "pot/3", Level::None, -4.0)
            .but(|entry| entry.sure = false)
            .with(Spam, "list/4", Level::Danger, 5.0);
        let (clear, noisy) = (evaluation(&mail), evaluation(&noisy));
        assert_eq!(clear.separation, noisy.separation);
        assert_eq!(clear.calibration, noisy.calibration);
        assert_eq!(clear.bars, noisy.bars);
        assert_eq!((clear.classes.len(), noisy.classes.len()), (2, 4));
    }

    #[test]
    fn a_product_with_many_templates_does_not_outvote_others() {
        let mut mail = Mail::default()
            .with(Phishing, "pot/1", Level::Danger, 1.0)
            .with(Legitimate, "loud/1", Level::None, 2.0)
            .but(|entry| entry.rendered = true);
        for number in 0..9 {
            mail = mail
                .with(Legitimate, &format!("quiet/{number}q"), Level::None, 0.0)
                .but(|entry| entry.rendered = true);
        }
        let separation = &evaluation(&mail).separation;
        assert_eq!(separation.len(), 1);
        assert_eq!(separation[0].against, Class::Rendered);
        assert!((separation[0].curve.auc - 0.5).abs() < 1e-9);
    }

    #[test]
    fn nothing_gives_an_empty_evaluation() {
        let nothing = evaluation(&Mail::default());
        assert!(
            nothing.bars.is_empty() && nothing.classes.is_empty() && nothing.calibration.is_none()
        );
    }

    #[test]
    fn a_report_is_json() {
        let mail = Mail::default().with_many(3, Phishing, "pot", Level::Danger);
        let report = Report {
            mail: MailRead::default(),
            evaluation: evaluation(&mail),
            compared: None,
            comparison: None,
        };
        let json = serde_json::to_value(&report).unwrap();
        assert_eq!(json["evaluation"]["classes"][0]["class"], "sure_phishing");
        assert_eq!(
            json["evaluation"]["classes"][0]["rates"]["danger"]["share"],
            1.0
        );
        assert!(json.get("comparison").is_none());
    }
}
