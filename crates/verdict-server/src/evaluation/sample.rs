//! One message with its label and with what a model made of it.

use std::borrow::Cow;

use banner_core::{Level, Model, Threat, Verdict, registry};
use serde::Serialize;

use crate::training::manifest::{Entry, Label};

/// What a model made of one message, and nothing else of it: however large the message, this is small.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Which entry of the manifest it is.
    pub entry: usize,
    /// The level.
    pub level: Level,
    /// The log-odds: the model's bias and the shares of all findings.
    pub logit: f64,
    /// The id of each finding with its share, the largest first.
    pub findings: Vec<(Cow<'static, str>, f32)>,
    /// What it would mean for the reader, the likeliest first.
    pub threats: Vec<Threat>,
}

impl Outcome {
    /// Keeps of a verdict what is measured.
    pub fn new(entry: usize, verdict: &Verdict, model: &Model) -> Outcome {
        let shares = verdict.findings.iter().map(|reason| reason.share);
        let findings = verdict.findings.iter();
        Outcome {
            entry,
            level: verdict.level,
            // The probability on the wire is rounded: near 0 and 1, where the false alarms are counted, many messages
            // would share one.
            logit: model.bias + shares.sum::<f64>(),
            findings: findings
                .map(|reason| (known(&reason.id), reason.share as f32))
                .collect(),
            threats: verdict.threats.clone(),
        }
    }

    /// The probability that the message is harmful, from 0 to 1.
    pub fn probability(&self) -> f64 {
        1.0 / (1.0 + (-self.logit).exp())
    }
}

/// The id as the registry has it, so that a million findings do not keep a million texts.
fn known(id: &str) -> Cow<'static, str> {
    let at = registry().binary_search_by_key(&id, |signal| signal.id);
    match at.ok().and_then(|at| registry().get(at)) {
        Some(signal) => Cow::Borrowed(signal.id),
        None => Cow::Owned(id.to_owned()),
    }
}

/// What a message counts as in the figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Legitimate mail that somebody received.
    Legitimate,
    /// Legitimate mail rendered from a product's templates: its text is real, its envelope is made up.
    Rendered,
    /// Phishing whose label is sure.
    SurePhishing,
    /// The rest of the phishing collections: scams, unwanted mail and what nobody could tell.
    OtherPhishing,
    /// Unwanted mail: shown, but no example of either side.
    Spam,
}

impl Class {
    /// Every class, in the order in which they are shown.
    pub const ALL: [Class; 5] = [
        Class::Legitimate,
        Class::Rendered,
        Class::SurePhishing,
        Class::OtherPhishing,
        Class::Spam,
    ];

    /// The class of a labelled message.
    pub fn of(entry: &Entry) -> Class {
        match entry.label {
            Label::Legitimate if entry.rendered => Class::Rendered,
            Label::Legitimate => Class::Legitimate,
            Label::Phishing if entry.sure => Class::SurePhishing,
            Label::Phishing => Class::OtherPhishing,
            Label::Spam => Class::Spam,
        }
    }

    /// How people call it.
    pub fn title(self) -> &'static str {
        match self {
            Class::Legitimate => "legitimate, received",
            Class::Rendered => "legitimate, rendered",
            Class::SurePhishing => "phishing, sure",
            Class::OtherPhishing => "phishing, unsure",
            Class::Spam => "spam",
        }
    }

    /// Whether its messages should be flagged; `None` where either would do.
    pub fn is_harmful(self) -> Option<bool> {
        match self {
            Class::Legitimate | Class::Rendered => Some(false),
            Class::SurePhishing | Class::OtherPhishing => Some(true),
            Class::Spam => None,
        }
    }
}

/// One message with its label and what a model made of it.
#[derive(Debug, Clone, Copy)]
pub struct Sample<'e> {
    /// The row of the manifest.
    pub entry: &'e Entry,
    /// What the model made of it.
    pub outcome: &'e Outcome,
    /// What it counts as.
    pub class: Class,
}

/// Joins outcomes with their entries; an outcome without an entry is left out.
pub fn samples<'e>(entries: &'e [Entry], outcomes: &'e [Outcome]) -> Vec<Sample<'e>> {
    let of = |outcome: &'e Outcome| {
        let entry = entries.get(outcome.entry)?;
        Some(Sample {
            entry,
            outcome,
            class: Class::of(entry),
        })
    };
    outcomes.iter().filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use banner_core::{Context, score};

    use super::*;

    const MAIL: &[u8] =
        b"From: \"PayPal\" <service@quibusdam.example>\r\nSubject: Verify your account\r\n\r\n\
        Verify your account within 24 hours: http://192.0.2.7/login\r\n";

    #[test]
    fn the_logit_is_that_of_the_verdict() {
        let model = Model::built_in().unwrap();
        for mail in [MAIL, b"Subject: Lunch\r\n\r\nAt noon?\r\n"] {
            let verdict = score(mail, &Context::default(), &model);
            let outcome = Outcome::new(0, &verdict, &model);
            assert!((outcome.probability() - verdict.probability).abs() < 2e-4);
            assert_eq!(outcome.findings.len(), verdict.findings.len());
        }
    }

    #[test]
    fn ids_of_the_registry_are_not_copied() {
        assert!(matches!(known("links.ip_host"), Cow::Borrowed(_)));
        assert!(matches!(known("links.of_tomorrow"), Cow::Owned(_)));
    }
}
