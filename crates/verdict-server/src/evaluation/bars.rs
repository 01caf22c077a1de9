//! Aims that a model's figures are held against, and whether it reaches them.

use std::collections::BTreeMap;

use banner_core::Level;
use serde::Serialize;

use super::percent::percent;
use super::rates::{LevelRates, Rate};
use super::sample::{Class, Sample};
use super::{Evaluation, Slice};

/// What must be reached, each a share from 0 to 1 unless it says otherwise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// The most legitimate mail at caution or worse, of all and of each corpus.
    pub caution: f64,
    /// The most at suspicious or worse, of all.
    pub suspicious: f64,
    /// The most at danger, of all.
    pub danger: f64,
    /// Corpora that are hard on purpose, with their own share at caution or worse.
    pub harder: &'static [(&'static str, f64)],
    /// The least sure phishing at caution or worse.
    pub caught_at_caution: f64,
    /// The least at suspicious or worse.
    pub caught_at_suspicious: f64,
    /// The largest expected calibration error.
    pub calibration_error: f64,
    /// How many times the overall share of false alarms a language may have.
    pub language_factor: f64,
}

impl Limits {
    /// For mail of corpora that the model was not trained with.
    pub const CORPUS_LEFT_OUT: Limits = Limits {
        caution: 0.01,
        suspicious: 0.001,
        danger: 0.0002,
        harder: &[("foff_milter", 0.03)],
        caught_at_caution: 0.9,
        caught_at_suspicious: 0.75,
        calibration_error: 0.03,
        language_factor: 2.0,
    };

    /// For newer mail of corpora that the model was trained with.
    pub const TIME_SPLIT: Limits = Limits {
        caught_at_caution: 0.97,
        caught_at_suspicious: 0.9,
        ..Limits::CORPUS_LEFT_OUT
    };
}

/// Whether a bar is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Even the bound of the interval reaches it.
    Proven,
    /// What was measured reaches it; with so little mail the truth may not.
    Met,
    /// What was measured does not reach it; with so little mail that may be chance.
    Unclear,
    /// It is not reached.
    Missed,
}

impl State {
    /// How people call it.
    pub fn word(self) -> &'static str {
        match self {
            State::Proven => "proven",
            State::Met => "met",
            State::Unclear => "unclear",
            State::Missed => "missed",
        }
    }
}

/// One thing that a model must reach.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bar {
    /// What is asked, in words.
    pub claim: String,
    /// What was measured, in words.
    pub measured: String,
    /// Whether that is enough.
    pub state: State,
    /// The parts of the mail that fail it, the worst first.
    pub failing: Vec<String>,
}

/// The bars for which there is mail.
pub(super) fn bars(evaluation: &Evaluation, samples: &[Sample<'_>], limits: Limits) -> Vec<Bar> {
    let mut bars = Vec::new();
    if let Some(rates) = evaluation.class(Class::Legitimate) {
        bars.extend(false_alarms("Received legitimate mail", rates, limits));
        bars.push(corpora(
            &evaluation.sources,
            Class::Legitimate,
            "corpus",
            limits,
        ));
    }
    if let Some(rates) = &evaluation.products {
        bars.extend(false_alarms(
            "Rendered legitimate mail, averaged by product",
            rates,
            limits,
        ));
        bars.push(corpora(
            &evaluation.sources,
            Class::Rendered,
            "product",
            limits,
        ));
    }
    if let Some(rates) = evaluation.class(Class::SurePhishing) {
        for (level, least) in [
            (Level::Caution, limits.caught_at_caution),
            (Level::Suspicious, limits.caught_at_suspicious),
        ] {
            bars.push(caught(rates.of(level), level, least));
        }
    }
    if let Some(calibration) = &evaluation.calibration {
        bars.push(Bar {
            claim: format!(
                "Expected calibration error at most {}",
                limits.calibration_error
            ),
            measured: format!("{:.4}", calibration.error),
            state: if calibration.error <= limits.calibration_error {
                State::Met
            } else {
                State::Missed
            },
            failing: Vec::new(),
        });
    }
    bars.extend(languages(samples, limits));
    bars
}

fn false_alarms(what: &str, rates: &LevelRates, limits: Limits) -> [Bar; 3] {
    [
        (Level::Caution, limits.caution),
        (Level::Suspicious, limits.suspicious),
        (Level::Danger, limits.danger),
    ]
    .map(|(level, most)| {
        let rate = rates.of(level);
        Bar {
            claim: format!("{what}: at most {} at {}", percent(most), or_worse(level)),
            measured: bounded(rate),
            state: below(rate, most),
            failing: Vec::new(),
        }
    })
}

fn caught(rate: Rate, level: Level, least: f64) -> Bar {
    Bar {
        claim: format!(
            "Sure phishing: at least {} at {}",
            percent(least),
            or_worse(level)
        ),
        measured: format!("{} (at least {})", percent(rate.share), percent(rate.low)),
        state: if rate.low >= least {
            State::Proven
        } else if rate.share >= least {
            State::Met
        } else {
            State::Missed
        },
        failing: Vec::new(),
    }
}

/// Each corpus or product by itself.
fn corpora(sources: &[Slice], class: Class, kind: &str, limits: Limits) -> Bar {
    let mut worst = 0.0;
    let mut state = State::Proven;
    let mut failing = Vec::new();
    for source in sources {
        let Some(rates) = source.of(class) else {
            continue;
        };
        let harder = limits.harder.iter().find(|(name, _)| *name == source.name);
        let most = harder.map_or(limits.caution, |(_, most)| *most);
        let rate = rates.caution;
        worst = f64::max(worst, rate.share);
        state = state.max(below(rate, most));
        if rate.share > most {
            let line = format!("{} {}", source.name, seen(rates, Level::Caution));
            failing.push((rate.share, line));
        }
    }
    let except: Vec<String> = limits
        .harder
        .iter()
        .filter(|(name, _)| {
            sources
                .iter()
                .any(|source| source.name == *name && source.of(class).is_some())
        })
        .map(|(name, most)| format!("; {name}: {}", percent(*most)))
        .collect();
    Bar {
        claim: format!(
            "Each {kind}'s legitimate mail: at most {} at {}{}",
            percent(limits.caution),
            or_worse(Level::Caution),
            except.concat()
        ),
        measured: format!("worst {:.2} %", worst * 100.0),
        state,
        failing: worst_first(failing),
    }
}

/// No language whose readers are alarmed for nothing much more often than others.
fn languages(samples: &[Sample<'_>], limits: Limits) -> Option<Bar> {
    let legitimate = || {
        let is_legitimate = |sample: &&Sample<'_>| sample.class.is_harmful() == Some(false);
        samples.iter().filter(is_legitimate)
    };
    let overall = LevelRates::by_cluster(legitimate());
    if overall.messages == 0 {
        return None;
    }
    let most = overall.caution.share * limits.language_factor;
    let mut of_language: BTreeMap<&str, Vec<Sample<'_>>> = BTreeMap::new();
    for sample in legitimate() {
        let language = of_language.entry(&sample.entry.language);
        language.or_default().push(*sample);
    }
    let mut state = State::Met;
    let mut failing = Vec::new();
    for (language, samples) in of_language {
        let rates = LevelRates::by_cluster(&samples);
        let rate = rates.caution;
        if rate.share > most {
            state = state.max(if rate.low > most {
                State::Missed
            } else {
                State::Unclear
            });
            let line = format!("{language} {}", seen(&rates, Level::Caution));
            failing.push((rate.share, line));
        }
    }
    Some(Bar {
        claim: format!(
            "No language with more than {} times the overall share of false alarms at {}",
            limits.language_factor,
            or_worse(Level::Caution)
        ),
        measured: format!(
            "{} above {} times {}",
            failing.len(),
            limits.language_factor,
            percent(overall.caution.share)
        ),
        state,
        failing: worst_first(failing),
    })
}

fn below(rate: Rate, most: f64) -> State {
    if rate.share > most {
        State::Missed
    } else if rate.at_most > most {
        State::Met
    } else {
        State::Proven
    }
}

fn bounded(rate: Rate) -> String {
    format!(
        "{} (at most {})",
        percent(rate.share),
        percent(rate.at_most)
    )
}

/// Two digits, so that what is just above a limit does not look like the limit.
fn seen(rates: &LevelRates, level: Level) -> String {
    format!(
        "{:.2} % ({} of {} messages)",
        rates.of(level).share * 100.0,
        rates.messages_at(level),
        rates.messages
    )
}

fn or_worse(level: Level) -> String {
    match level {
        Level::Danger => level.name().to_owned(),
        _ => format!("{} or worse", level.name()),
    }
}

fn worst_first(mut failing: Vec<(f64, String)>) -> Vec<String> {
    failing.sort_by(|a, b| b.0.total_cmp(&a.0));
    failing.into_iter().map(|(_, line)| line).collect()
}

#[cfg(test)]
#[path = "bars_tests.rs"]
mod tests;
