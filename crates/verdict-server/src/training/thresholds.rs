//! Chooses from which probability on each level holds, by how much legitimate mail may reach it.
//!
//! Not the share that was measured must keep to the budget but the most that it may be in truth, with an error of 25 %
//! (Clopper and Pearson, one-sided, counted by cluster). Public mail is too little to prove the budgets of the worst levels
//! even when nothing reaches them; there the scores of the legitimate mail that comes nearest are continued as an
//! exponential tail, which is how they fall off, and the threshold lies where the tail is down to the budget.

use std::collections::BTreeMap;

use banner_core::{Level, Thresholds};

use crate::evaluation::interval::at_most;

/// One held-out legitimate message.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Legitimate<'m> {
    /// The calibrated log-odds by a model that did not see it.
    pub logit: f64,
    /// The source that it is from.
    pub source: &'m str,
    /// Its cluster of near-duplicates.
    pub cluster: &'m str,
}

/// How much legitimate mail may reach a level, each a share from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Budget {
    /// At caution or worse.
    pub caution: f64,
    /// At caution or worse of any one source with enough mail to tell.
    pub caution_of_source: f64,
    /// At suspicious or worse.
    pub suspicious: f64,
    /// At danger.
    pub danger: f64,
}

impl Budget {
    /// What readers bear: see the design's false-alarm budget. Of a single source up to three times as much is borne at
    /// caution, since some are nothing but the mail that is hardest to tell.
    pub const READERS: Budget = Budget {
        caution: 0.01,
        caution_of_source: 0.03,
        suspicious: 0.001,
        danger: 0.0002,
    };
}

/// The error that a bound allows for: one in four. With one in twenty, six thousand clusters prove 0.1 % only where no more than
/// two of them reach the level, and the two that come nearest are brands whose mail others send.
const ERROR: f64 = 0.25;
/// How many clusters a source must have to be held to a budget of its own.
const ENOUGH: usize = 100;
/// How many of the highest scores the tail is read from.
const TAIL: usize = 60;
/// A notice is no alarm; it holds from half the probability of caution on.
const NOTICE: f64 = 0.5;
/// No level holds below its even share of doubt: nobody is warned of what is most likely harmless twenty times over.
const LEAST: [f64; 3] = [0.05, 0.3, 0.6];
/// Where a level begins at the latest, so that plain phishing reaches it.
const MOST: f64 = 0.999_99;

/// The thresholds at which `mail` keeps to `budget`; they rise.
pub fn chosen(mail: &[Legitimate<'_>], budget: Budget) -> Thresholds {
    // A cluster counts by the worst of its messages.
    let mut clusters: BTreeMap<(&str, &str), f64> = BTreeMap::new();
    for one in mail {
        let worst = clusters
            .entry((one.source, one.cluster))
            .or_insert(f64::NEG_INFINITY);
        *worst = worst.max(one.logit);
    }
    // Collections share mail: what stands in two is one false alarm.
    let mut apart: BTreeMap<&str, f64> = BTreeMap::new();
    for ((_, cluster), logit) in &clusters {
        let worst = apart.entry(cluster).or_insert(f64::NEG_INFINITY);
        *worst = worst.max(*logit);
    }
    let all = falling(apart.into_values());
    let mut sources: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for ((source, _), logit) in &clusters {
        sources.entry(source).or_default().push(*logit);
    }
    let of_sources = sources
        .into_values()
        .filter(|logits| logits.len() >= ENOUGH)
        .map(|logits| by_share(&falling(logits.into_iter()), budget.caution_of_source));
    let caution = of_sources.fold(by_bound(&all, budget.caution), f64::max);
    let suspicious = by_bound(&all, budget.suspicious).max(caution);
    let danger = by_bound(&all, budget.danger).max(suspicious);
    let [caution_least, suspicious_least, danger_least] = LEAST;
    let caution = probability(caution).clamp(caution_least, MOST);
    let suspicious = probability(suspicious).clamp(suspicious_least.max(caution), MOST);
    Thresholds {
        notice: (caution * NOTICE * 1e6).round() / 1e6,
        caution,
        suspicious,
        danger: probability(danger).clamp(danger_least.max(suspicious), MOST),
    }
}

/// The name of a level with its budget, for the card.
pub fn budgets(budget: Budget) -> [(Level, f64); 3] {
    [
        (Level::Caution, budget.caution),
        (Level::Suspicious, budget.suspicious),
        (Level::Danger, budget.danger),
    ]
}

fn falling(logits: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut logits: Vec<f64> = logits.collect();
    logits.sort_by(|a, b| b.total_cmp(a));
    logits
}

/// Just above the score that one more than the share allows for has.
fn by_share(logits: &[f64], share: f64) -> f64 {
    let hits = (logits.len() as f64 * share) as usize;
    logits
        .get(hits)
        .map_or(f64::NEG_INFINITY, |logit| above(*logit))
}

/// The least log-odds at which the bound keeps to `most`; along the tail where no count can prove that.
fn by_bound(logits: &[f64], most: f64) -> f64 {
    let count = logits.len();
    if count == 0 {
        return f64::INFINITY;
    }
    let mut hits = None;
    for candidate in 0..count {
        if at_most(candidate, count, ERROR) > most {
            break;
        }
        hits = Some(candidate);
    }
    match hits {
        Some(hits) => logits
            .get(hits)
            .map_or(f64::NEG_INFINITY, |logit| above(*logit)),
        None => along_tail(logits, most),
    }
}

/// Where the exponential tail through the highest scores is down to `share`.
fn along_tail(logits: &[f64], share: f64) -> f64 {
    let tail = TAIL.min(logits.len().saturating_sub(1));
    let (Some(base), Some(highest)) = (logits.get(tail).copied(), logits.first().copied()) else {
        return f64::INFINITY;
    };
    let excesses = logits.iter().take(tail).map(|logit| logit - base);
    let mean = excesses.sum::<f64>() / tail.max(1) as f64;
    let in_tail = tail as f64 / logits.len() as f64;
    let reached = base + mean * (in_tail / share).ln().max(0.0);
    reached.max(above(highest))
}

/// A little more: mail with the very same score must stay below, also once the weights are rounded.
fn above(logit: f64) -> f64 {
    logit + 0.02
}

/// The probability, in steps of a millionth, upwards.
fn probability(logit: f64) -> f64 {
    (1e6 / (1.0 + (-logit).exp())).ceil() / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `count` messages in clusters of their own whose scores fall off exponentially from `-6` with the given mean.
    fn tail(source: &'static str, count: usize, mean: f64) -> Vec<(f64, &'static str, String)> {
        (0..count)
            .map(|rank| {
                let share = (rank as f64 + 0.5) / count as f64;
                (-6.0 - mean * share.ln(), source, format!("{source}{rank}"))
            })
            .collect()
    }

    fn mail<'m>(rows: &'m [(f64, &'static str, String)]) -> Vec<Legitimate<'m>> {
        let one = |(logit, source, cluster): &'m (f64, &'static str, String)| Legitimate {
            logit: *logit,
            source,
            cluster,
        };
        rows.iter().map(one).collect()
    }

    fn reaching(rows: &[(f64, &'static str, String)], threshold: f64) -> usize {
        rows.iter()
            .filter(|(logit, ..)| probability(*logit) >= threshold)
            .count()
    }

    #[test]
    fn the_bound_and_not_the_count_keeps_to_the_budget() {
        let rows = tail("lists", 10_000, 1.2);
        let thresholds = chosen(&mail(&rows), Budget::READERS);
        for (threshold, budget) in [(thresholds.caution, 0.01), (thresholds.suspicious, 0.001)] {
            let hits = reaching(&rows, threshold);
            assert!(
                at_most(hits, rows.len(), ERROR) <= budget,
                "{hits} at {threshold}"
            );
        }
        assert!(reaching(&rows, thresholds.caution) > 50);
    }

    #[test]
    fn a_budget_that_no_count_can_prove_is_kept_along_the_tail() {
        // Three in ten thousand is the least that nothing in 10,000 proves, and the budget is two.
        let rows = tail("lists", 10_000, 1.0);
        let danger = chosen(&mail(&rows), Budget::READERS).danger;
        assert_eq!(reaching(&rows, danger), 0);
        // The true tail is at the budget where the score is -6 + ln(5,000).
        let exact = probability(-6.0 + 5_000.0_f64.ln()).max(0.6);
        assert!(danger >= exact - 0.02, "{danger} {exact}");
    }

    #[test]
    fn near_duplicates_are_one_false_alarm() {
        let mut rows = tail("lists", 3_000, 0.8);
        for copy in &mut rows[..40] {
            copy.2 = "the same".to_owned();
        }
        let few = chosen(&mail(&rows), Budget::READERS).caution;
        let many = chosen(&mail(&tail("lists", 3_000, 0.8)), Budget::READERS).caution;
        assert!(few <= many);
    }

    #[test]
    fn one_source_with_hard_mail_raises_caution() {
        let easy = tail("lists", 9_000, 0.5);
        let hard = tail("shop", 200, 2.5);
        let alone = chosen(&mail(&easy), Budget::READERS).caution;
        let rows = [easy, hard].concat();
        let both = chosen(&mail(&rows), Budget::READERS).caution;
        assert!(both > alone);
        let of_shop: Vec<_> = rows.iter().filter(|row| row.1 == "shop").cloned().collect();
        assert!(reaching(&of_shop, both) <= 6);
    }

    #[test]
    fn thresholds_rise_whatever_the_mail() {
        for rows in [
            Vec::new(),
            tail("lists", 1, 1.0),
            tail("lists", 50, 4.0),
            tail("lists", 5_000, 0.01),
        ] {
            let thresholds = chosen(&mail(&rows), Budget::READERS);
            let steps = [
                0.0,
                thresholds.notice,
                thresholds.caution,
                thresholds.suspicious,
                thresholds.danger,
                1.0,
            ];
            assert!(steps.is_sorted(), "{steps:?}");
        }
    }
}
