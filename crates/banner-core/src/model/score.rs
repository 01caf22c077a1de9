//! Findings and weights in, probability and each finding's share out.

use super::Model;
use crate::level::Level;
use crate::signals::{Finding, Group};

/// The result of the sum.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// The level, from the probability and from what findings demand at least.
    pub level: Level,
    /// The probability that the message is harmful, from 0 to 1.
    pub probability: f64,
    /// One term a finding, in the order of the findings.
    pub terms: Vec<Term>,
}

/// One finding's part of the sum.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Term {
    /// Log-odds, after the caps: the shares and the bias add up to the logit.
    pub share: f64,
    /// Whether the model has a weight for the signal.
    pub trained: bool,
}

impl Model {
    /// Weighs `findings`, of which each signal has at most one.
    pub fn score(&self, findings: &[Finding]) -> Score {
        let mut threats: Vec<(Group, f64)> = Vec::new();
        let mut reassurance = 0.0;
        let mut at_least = Level::None;
        let raw: Vec<Option<f64>> = findings
            .iter()
            .map(|finding| {
                let weight = self.weight(finding.id)?;
                at_least = at_least.max(weight.at_least.unwrap_or_default());
                let term = weight.weight * f64::from(finding.strength.get());
                if term >= 0.0 {
                    match threats
                        .iter_mut()
                        .find(|(group, _)| *group == finding.group)
                    {
                        Some((_, sum)) => *sum += term,
                        None => threats.push((finding.group, term)),
                    }
                } else {
                    reassurance -= term;
                }
                Some(term)
            })
            .collect();

        // A capped sum is shared out in proportion, so that the shares still add up to the logit.
        let kept = |sum: f64, cap: f64| if sum > cap { cap / sum } else { 1.0 };
        let reassurance_kept = kept(reassurance, self.reassurance_cap);
        let terms: Vec<Term> = findings
            .iter()
            .zip(raw)
            .map(|(finding, raw)| match raw {
                None => Term {
                    share: 0.0,
                    trained: false,
                },
                Some(term) if term < 0.0 => Term {
                    share: term * reassurance_kept,
                    trained: true,
                },
                Some(term) => {
                    let sum = threats
                        .iter()
                        .find(|(group, _)| *group == finding.group)
                        .map_or(0.0, |(_, sum)| *sum);
                    let cap = self
                        .group_caps
                        .get(&finding.group)
                        .copied()
                        .unwrap_or(f64::INFINITY);
                    Term {
                        share: term * kept(sum, cap),
                        trained: true,
                    }
                }
            })
            .collect();

        let logit = self.bias + terms.iter().map(|term| term.share).sum::<f64>();
        let probability = 1.0 / (1.0 + (-logit).exp());
        Score {
            level: self.thresholds.level(probability).max(at_least),
            probability,
            terms,
        }
    }
}
