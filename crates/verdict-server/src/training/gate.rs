//! Whether a candidate may take the place of the model in service, and in words why not.
//!
//! Both judge the same mail: all that the base stands for, the part of it that no training from answers fits to, and the labelled
//! messages that were held out. A candidate passes if on all of these it is no worse, and somewhere better:
//!
//! 1. At each level the legitimate mail that reaches it keeps to the budget, or is no more than with the model in service.
//! 2. At each level the phishing that reaches it is no less than with the model in service, but for what is chance, [`MARGIN`] (on the
//!    held part [`MARGIN_HELD`]); and never less than what the model that ships catches by more than
//!    [`FALL`], so that a row of releases cannot fall step by step.
//! 3. On held-out labels neither more legitimate messages alarm nor fewer harmful ones, but for a fiftieth or half a message's weight,
//!    so that nothing that was decided on gets lost.
//! 4. It is better: one more harmful message of the held-out labels is caught at a level, or one legitimate message less alarms; or
//!    on the base more is caught by more than [`MARGIN`], or a tenth fewer clusters alarm, three at least.

use banner_core::{Language, Level, Model};
use serde::{Deserialize, Serialize};

use super::base::Base;
use super::feedback::Labelled;
use super::thresholds::{Budget, budgets};

mod reached;
mod words;

pub use reached::{Reached, of_base};
use reached::{at, of_labels, part};

/// By how much less may be caught on the base than with the model in service, as a share: so much is chance among its 1,273 clusters of
/// phishing. Without it a model that was lucky once would keep every later one out.
pub const MARGIN: f64 = 0.02;
/// On the part of the base that is held, a fifth of it.
pub const MARGIN_HELD: f64 = 0.03;
/// By how much less than with the model that ships, whatever was released since: one point.
pub const FALL: f64 = 0.01;
/// What of the held-out labels may get worse: this share, or half a message, which is one that nobody decided on.
const FEW: f64 = 0.02;
const HALF: f64 = 0.5;
/// What of the held-out harmful labels may be lost at one level where at least twice as much is won at another: this share.
const TRADED: f64 = 0.1;
/// How many legitimate clusters of the base fewer must alarm to be better, at least and as a share: less is chance.
const QUIETER: (f64, f64) = (3.0, 0.1);

/// The same mail by both models.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// By the model in service.
    pub in_service: Reached,
    /// By the candidate.
    pub candidate: Reached,
}

/// What mail a figure is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mail {
    /// All of the base.
    Base,
    /// The part of it that is held.
    Held,
    /// Labelled messages that were held out.
    Labels,
}

/// Why a candidate is refused. Shares are from 0 to 1; on labels they are counts of messages by their weight.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Reason {
    /// More legitimate mail alarms than the budget allows and than now does.
    FalseAlarms {
        /// Of what mail.
        mail: Mail,
        /// At this level or worse.
        level: Level,
        /// With the model in service.
        before: f64,
        /// With the candidate.
        after: f64,
        /// What is allowed.
        budget: f64,
    },
    /// Less phishing is caught.
    Misses {
        /// Of what mail.
        mail: Mail,
        /// At this level or worse.
        level: Level,
        /// With the model in service.
        before: f64,
        /// With the candidate.
        after: f64,
    },
    /// Less phishing is caught than with the model that ships.
    Fallen {
        /// At this level or worse.
        level: Level,
        /// With the model that ships.
        shipped: f64,
        /// With the candidate.
        after: f64,
    },
    /// It is nowhere better.
    NothingBetter,
    /// No message is labelled surely enough.
    NoLabels,
}

impl Reason {
    /// One sentence.
    pub fn words(&self, language: Language) -> String {
        words::reason(self, language)
    }
}

/// What the gate found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Why the candidate is refused; it passes where there is nothing.
    pub reasons: Vec<Reason>,
    /// On all of the base, by clusters.
    pub base: Compared,
    /// On the part that is held.
    pub held: Compared,
    /// On labels that were held out, by their weight.
    pub labels: Compared,
    /// What the model that ships catches of the base.
    pub shipped: Reached,
}

impl Report {
    /// Whether the candidate may be released.
    pub fn passed(&self) -> bool {
        self.reasons.is_empty()
    }
}

/// The first of `candidates` that passes, or else the one with the fewest reasons against it, with what the gate says of it; nothing
/// where there is none.
pub fn choose(
    base: &Base,
    labelled: &[Labelled],
    candidates: impl Iterator<Item = Model>,
    [in_service, shipped]: [&Model; 2],
) -> Option<(Model, Report)> {
    let mut refused: Option<(Model, Report)> = None;
    for candidate in candidates {
        let report = examine(base, labelled, [&candidate, in_service, shipped]);
        if report.passed() {
            return Some((candidate, report));
        }
        let reasons = report.reasons.len();
        if refused
            .as_ref()
            .is_none_or(|(_, nearest)| reasons < nearest.reasons.len())
        {
            refused = Some((candidate, report));
        }
    }
    refused
}

/// Holds `candidate` against `in_service` and against `shipped`.
pub fn examine(
    base: &Base,
    labelled: &[Labelled],
    [candidate, in_service, shipped]: [&Model; 3],
) -> Report {
    let all = vec![true; base.entries.len()];
    let compared = |mail: &dyn Fn(&Model) -> Reached| Compared {
        in_service: mail(in_service),
        candidate: mail(candidate),
    };
    let mut report = Report {
        reasons: Vec::new(),
        base: compared(&|model| of_base(base, &all, model)),
        held: compared(&|model| of_base(base, &base.held, model)),
        labels: compared(&|model| of_labels(labelled, model)),
        shipped: of_base(base, &all, shipped),
    };
    let mut reasons = Vec::new();
    if labelled.is_empty() {
        reasons.push(Reason::NoLabels);
    }
    for (place, (level, budget)) in budgets(Budget::READERS).into_iter().enumerate() {
        for (mail, compared) in [(Mail::Base, &report.base), (Mail::Held, &report.held)] {
            reasons.extend(false_alarms(mail, compared, place, level, budget));
        }
        for (mail, compared, margin) in [
            (Mail::Base, &report.base, MARGIN),
            (Mail::Held, &report.held, MARGIN_HELD),
        ] {
            let share = |reached: &Reached| part(at(reached.caught, place), reached.harmful);
            let (before, after) = (share(&compared.in_service), share(&compared.candidate));
            if after < before - margin {
                reasons.push(Reason::Misses {
                    mail,
                    level,
                    before,
                    after,
                });
            }
        }
        let caught = |reached: &Reached| part(at(reached.caught, place), reached.harmful);
        let (shipped, after) = (caught(&report.shipped), caught(&report.base.candidate));
        if after < shipped - FALL {
            reasons.push(Reason::Fallen {
                level,
                shipped,
                after,
            });
        }
        reasons.extend(on_labels(&report.labels, place, level));
    }
    if reasons.is_empty() && !is_better(&report) {
        reasons.push(Reason::NothingBetter);
    }
    report.reasons = reasons;
    report
}

/// On clusters of the base: within the budget in whole clusters, or no more than now.
fn false_alarms(
    mail: Mail,
    compared: &Compared,
    place: usize,
    level: Level,
    budget: f64,
) -> Option<Reason> {
    let all = compared.candidate.legitimate;
    let before = at(compared.in_service.alarms, place);
    let after = at(compared.candidate.alarms, place);
    (after > before.max((all * budget).floor())).then_some(Reason::FalseAlarms {
        mail,
        level,
        before: part(before, all),
        after: part(after, all),
        budget,
    })
}

fn on_labels(compared: &Compared, place: usize, level: Level) -> Option<Reason> {
    let Compared {
        in_service,
        candidate,
    } = compared;
    let alarms = [in_service, candidate].map(|reached| at(reached.alarms, place));
    let caught = [in_service, candidate].map(|reached| at(reached.caught, place));
    let few = |all: f64| (all * FEW).max(HALF);
    if alarms[1] > alarms[0] + few(candidate.legitimate) {
        return Some(Reason::FalseAlarms {
            mail: Mail::Labels,
            level,
            before: alarms[0],
            after: alarms[1],
            budget: alarms[0],
        });
    }
    let won = in_service.caught.iter().zip(candidate.caught);
    let won = won
        .map(|(before, after)| after - before)
        .fold(0.0, f64::max);
    let traded = (won / 2.0).min(candidate.harmful * TRADED);
    let least = caught[0] - few(candidate.harmful).max(traded);
    (caught[1] < least).then_some(Reason::Misses {
        mail: Mail::Labels,
        level,
        before: caught[0],
        after: caught[1],
    })
}

fn is_better(report: &Report) -> bool {
    (0..3).any(|place| {
        let labels = &report.labels;
        let more = at(labels.candidate.caught, place) - at(labels.in_service.caught, place);
        let fewer = at(labels.in_service.alarms, place) - at(labels.candidate.alarms, place);
        let base = &report.base;
        let caught = |reached: &Reached| part(at(reached.caught, place), reached.harmful);
        let gained = caught(&base.candidate) - caught(&base.in_service);
        let quieter = at(base.in_service.alarms, place) - at(base.candidate.alarms, place);
        let needed = QUIETER.0.max(QUIETER.1 * at(base.in_service.alarms, place));
        more >= 1.0 || fewer >= 1.0 || gained > MARGIN || quieter >= needed
    })
}

#[cfg(test)]
#[path = "gate_tests.rs"]
mod tests;
