//! Two models side by side: the messages on which their levels differ, and why.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;

use banner_core::Level;
use serde::Serialize;

use super::sample::{Class, Outcome, samples};
use crate::training::manifest::Entry;

/// How the levels of two models differ.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// Messages that get the same level from both.
    pub same: usize,
    /// Messages that the model judges worse than the one it is compared with: phishing lower, legitimate mail higher.
    pub worse: usize,
    /// Messages that it judges better.
    pub better: usize,
    /// Spam that it judges otherwise, where neither is right or wrong.
    pub neither: usize,
    /// The messages, those that became worst first.
    pub differences: Vec<Difference>,
}

/// One message with two levels.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// Where it lies, as its manifest says.
    pub path: String,
    /// What it is.
    pub class: Class,
    /// By how many levels the model is worse than the one it is compared with; below zero, better.
    pub worse_by: i8,
    /// The model's level.
    pub level: Level,
    /// The level of the one it is compared with.
    pub compared_level: Level,
    /// The model's probability.
    pub probability: f64,
    /// The probability of the one it is compared with.
    pub compared_probability: f64,
    /// The findings that the two weigh differently, the largest difference first. None of them means that bias or
    /// thresholds make the difference.
    pub findings: Vec<Weighed>,
}

/// One finding, weighed by two models.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Weighed {
    /// The signal's id.
    pub id: String,
    /// Its share in the model's sum (log-odds).
    pub share: f32,
    /// Its share in the sum of the one it is compared with.
    pub compared_share: f32,
}

/// Findings that explain a difference.
const MOST_FINDINGS: usize = 6;

/// Smaller differences of shares are rounding.
const LEAST_DIFFERENCE: f32 = 0.005;

impl Difference {
    /// How bad the model's level is: an alarm for nothing at danger is worse than one at caution, and phishing that passes
    /// unseen worse than phishing that gets a notice.
    fn badness(&self) -> u8 {
        match self.class.is_harmful() {
            Some(true) => Level::Danger as u8 - self.level as u8,
            _ => self.level as u8,
        }
    }
}

impl Comparison {
    /// Compares the outcomes of two models, each in the order of the entries, over the same messages.
    pub fn of(entries: &[Entry], outcomes: &[Outcome], compared: &[Outcome]) -> Comparison {
        let mut comparison = Comparison {
            same: 0,
            worse: 0,
            better: 0,
            neither: 0,
            differences: Vec::new(),
        };
        let compared: BTreeMap<usize, &Outcome> = compared
            .iter()
            .map(|outcome| (outcome.entry, outcome))
            .collect();
        for sample in samples(entries, outcomes) {
            let outcome = sample.outcome;
            let Some(other) = compared.get(&outcome.entry) else {
                continue;
            };
            let rise = outcome.level as i8 - other.level as i8;
            if rise == 0 {
                comparison.same += 1;
                continue;
            }
            let worse_by = match sample.class.is_harmful() {
                Some(true) => -rise,
                Some(false) => rise,
                None => 0,
            };
            *match worse_by {
                0 => &mut comparison.neither,
                1.. => &mut comparison.worse,
                _ => &mut comparison.better,
            } += 1;
            comparison.differences.push(Difference {
                path: sample.entry.path.clone(),
                class: sample.class,
                worse_by,
                level: outcome.level,
                compared_level: other.level,
                probability: outcome.probability(),
                compared_probability: other.probability(),
                findings: weighed(&outcome.findings, &other.findings),
            });
        }
        let differences = &mut comparison.differences;
        differences.sort_by(|a, b| {
            let key = |one: &Difference| Reverse((one.worse_by, one.badness()));
            key(a)
                .cmp(&key(b))
                .then_with(|| (a.class, &a.path).cmp(&(b.class, &b.path)))
        });
        comparison
    }
}

fn weighed(
    findings: &[(Cow<'static, str>, f32)],
    compared: &[(Cow<'static, str>, f32)],
) -> Vec<Weighed> {
    let mut shares: BTreeMap<&str, (f32, f32)> = BTreeMap::new();
    for (id, share) in findings {
        shares.entry(id).or_default().0 = *share;
    }
    for (id, share) in compared {
        shares.entry(id).or_default().1 = *share;
    }
    let mut weighed: Vec<Weighed> = shares
        .into_iter()
        .filter(|(_, (a, b))| (a - b).abs() >= LEAST_DIFFERENCE)
        .map(|(id, (share, compared_share))| Weighed {
            id: id.to_owned(),
            share,
            compared_share,
        })
        .collect();
    let difference = |one: &Weighed| (one.share - one.compared_share).abs();
    weighed.sort_by(|a, b| difference(b).total_cmp(&difference(a)));
    weighed.truncate(MOST_FINDINGS);
    weighed
}

#[cfg(test)]
mod tests {
    use super::super::testing::Mail;
    use super::*;
    use crate::training::manifest::Label::{Legitimate, Phishing, Spam};

    fn compared(mail: &Mail, levels: &[Level]) -> Comparison {
        let mut other = mail.outcomes.clone();
        for (outcome, level) in other.iter_mut().zip(levels) {
            outcome.level = *level;
        }
        Comparison::of(&mail.entries, &mail.outcomes, &other)
    }

    #[test]
    fn worst_comes_first_and_best_last() {
        let mail = Mail::default()
            .with(Legitimate, "list/1", Level::None, 0.0)
            .with(Phishing, "pot/2", Level::None, 0.0)
            .with(Legitimate, "list/3", Level::Caution, 0.0)
            .with(Spam, "list/4", Level::Danger, 0.0)
            .with(Legitimate, "list/5", Level::None, 0.0);
        let comparison = compared(
            &mail,
            &[
                Level::Danger,
                Level::Danger,
                Level::None,
                Level::None,
                Level::None,
            ],
        );
        let order: Vec<(&str, i8)> = comparison
            .differences
            .iter()
            .map(|one| (one.path.as_str(), one.worse_by))
            .collect();
        assert_eq!(
            order,
            [
                ("pot/1.eml", 4),
                ("list/2.eml", 2),
                ("list/3.eml", 0),
                ("list/0.eml", -4)
            ]
        );
        assert_eq!(
            (
                comparison.same,
                comparison.worse,
                comparison.better,
                comparison.neither
            ),
            (1, 2, 1, 1)
        );
    }

    #[test]
    fn of_equal_steps_the_one_that_ends_worse_comes_first() {
        let mail = Mail::default()
            .with(Legitimate, "list/1", Level::Notice, 0.0)
            .with(Legitimate, "list/2", Level::Danger, 0.0)
            .with(Phishing, "pot/3", Level::None, 0.0);
        let comparison = compared(&mail, &[Level::None, Level::Suspicious, Level::Notice]);
        let differences = comparison.differences.iter();
        let order: Vec<&str> = differences.map(|one| one.path.as_str()).collect();
        assert_eq!(order, ["list/1.eml", "pot/2.eml", "list/0.eml"]);
    }

    #[test]
    fn findings_that_weigh_the_same_explain_nothing() {
        let share = |id: &'static str, share| (Cow::Borrowed(id), share);
        let weighed = weighed(
            &[share("a", 1.0), share("b", 0.5), share("c", 0.2)],
            &[share("a", 1.0), share("b", 2.5), share("d", -0.4)],
        );
        let ids: Vec<&str> = weighed.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(ids, ["b", "d", "c"]);
        assert!((weighed[1].compared_share + 0.4).abs() < 1e-6 && weighed[1].share == 0.0);
    }

    #[test]
    fn a_model_does_not_differ_from_itself() {
        let mail = Mail::default().with_many(9, Phishing, "pot", Level::Danger);
        let comparison = Comparison::of(&mail.entries, &mail.outcomes, &mail.outcomes);
        assert_eq!((comparison.same, comparison.differences.len()), (9, 0));
    }
}
