//! What a model learns from: of each message which signals fired and how clearly, and nothing else of it.

use banner_core::{Evidence, Finding, Level, Model, Strength, Threat, registry};

use crate::evaluation::Outcome;

/// One message as the model sees it. However large the message, this is small.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// Which entry of the manifest it is.
    pub entry: usize,
    /// The signals that fired, as places in the registry, with their strengths: a row of the regression.
    pub features: Vec<(u32, f32)>,
    /// What each finding would mean for the reader.
    threats: Vec<&'static [Threat]>,
    /// How much its text reads like lures, by tables that did not see it.
    pub wording: Wording,
}

/// How much a text reads like lures, by tables that were made from different mail; 0 where it does not, 1 at most.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Wording {
    /// By a table from other sources.
    pub sources_left_out: f32,
    /// By a table from older mail.
    pub newest_left_out: f32,
}

/// The signal that says how much a text reads like lures.
pub const WORDING: &str = "content.wording";

impl Example {
    /// Keeps of a message's findings what is learnt from.
    pub fn new(entry: usize, findings: &[Finding]) -> Example {
        let mut example = Example {
            entry,
            features: Vec::with_capacity(findings.len()),
            threats: Vec::with_capacity(findings.len()),
            wording: Wording::default(),
        };
        for finding in findings {
            let place = registry().binary_search_by_key(&finding.id, |signal| signal.id);
            if let Some(place) = place.ok().and_then(|place| u32::try_from(place).ok()) {
                example.features.push((place, finding.strength.get()));
                example.threats.push(finding.threats);
            }
        }
        example
    }

    /// An example of which only the signals are known, as places in the registry; each means what it always means.
    pub fn of_signals(entry: usize, features: Vec<(u32, f32)>) -> Example {
        let threats = features.iter().map(|(place, _)| {
            let signal = registry().get(usize::try_from(*place).ok()?)?;
            Some(signal.threats)
        });
        Example {
            entry,
            threats: threats.map(Option::unwrap_or_default).collect(),
            features,
            wording: Wording::default(),
        }
    }

    /// An example without what its findings mean, for tests of what is learnt.
    #[cfg(test)]
    pub fn of_features(entry: usize, features: Vec<(u32, f32)>) -> Example {
        let threats = features.iter().map(|_| &[] as &[Threat]).collect();
        Example {
            entry,
            features,
            threats,
            wording: Wording::default(),
        }
    }

    /// The log-odds of the message, whose text reads so much like lures.
    pub fn logit(&self, model: &Model, wording: f32) -> f64 {
        let score = model.score(&self.findings(wording));
        model.bias + score.terms.iter().map(|term| term.share).sum::<f64>()
    }

    /// What `model` makes of the message, whose text reads so much like lures.
    pub fn judged(&self, model: &Model, wording: f32) -> Outcome {
        let findings = self.findings(wording);
        let score = model.score(&findings);
        let shares = findings.iter().zip(&score.terms);
        let mut weighed: Vec<_> = shares
            .clone()
            .map(|(finding, term)| (finding.id.into(), term.share as f32))
            .collect();
        weighed.sort_by(|a: &(_, f32), b| b.1.total_cmp(&a.1));
        let heaviest = shares
            .filter(|(_, term)| term.share > 0.0)
            .max_by(|(_, a), (_, b)| a.share.total_cmp(&b.share));
        let threats = heaviest.and_then(|(finding, _)| finding.threats.first());
        Outcome {
            entry: self.entry,
            level: score.level,
            logit: model.bias + score.terms.iter().map(|term| term.share).sum::<f64>(),
            findings: weighed,
            threats: match score.level {
                Level::None => Vec::new(),
                _ => threats.into_iter().copied().collect(),
            },
        }
    }

    fn findings(&self, wording: f32) -> Vec<Finding> {
        let of = |(&(place, strength), &threats): (&(u32, f32), &&'static [Threat])| {
            let signal = registry().get(usize::try_from(place).ok()?)?;
            Some(Finding {
                id: signal.id,
                group: signal.group,
                strength: Strength::of(f64::from(strength)),
                threats,
                evidence: Evidence::default(),
                sentence: signal.id,
            })
        };
        let mut findings: Vec<Finding> = self
            .features
            .iter()
            .zip(&self.threats)
            .filter_map(of)
            .collect();
        if wording > 0.0
            && let Ok(place) = registry().binary_search_by_key(&WORDING, |signal| signal.id)
            && let Some(signal) = registry().get(place)
        {
            findings.push(Finding {
                id: signal.id,
                group: signal.group,
                strength: Strength::of(f64::from(wording)),
                threats: signal.threats,
                evidence: Evidence::default(),
                sentence: signal.id,
            });
        }
        findings
    }
}

#[cfg(test)]
mod tests {
    use banner_core::{Context, Message, Readings, inspect, judge};

    use super::*;

    const MAIL: &[u8] =
        b"From: \"PayPal\" <service@quibusdam.example>\r\nSubject: Verify your account\r\n\r\n\
        Verify your account within 24 hours: http://192.0.2.7/login\r\n";

    #[test]
    fn an_example_is_judged_as_its_message_is() {
        let model = Model::built_in().unwrap();
        let (message, readings, context) = (
            Message::parse(MAIL),
            Readings::default(),
            Context::default(),
        );
        let example = Example::new(7, &inspect(&message, &readings, &context));
        let (outcome, verdict) = (
            example.judged(&model, 0.0),
            judge(&message, &readings, &context, &model),
        );
        assert_eq!((outcome.entry, outcome.level), (7, verdict.level));
        assert!((outcome.probability() - verdict.probability).abs() < 1e-3);
        assert_eq!(outcome.findings.len(), verdict.findings.len());
        assert_eq!(outcome.findings[0].0, verdict.findings[0].id);
    }
}
