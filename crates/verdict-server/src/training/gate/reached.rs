//! How much of some mail reaches each level by a model.

use std::collections::BTreeMap;

use banner_core::{Level, Model};
use serde::{Deserialize, Serialize};

use crate::training::base::Base;
use crate::training::examples::Example;
use crate::training::feedback::Labelled;
use crate::training::manifest::Label;

const LEVELS: [Level; 3] = [Level::Caution, Level::Suspicious, Level::Danger];

/// What a model makes of some mail: at caution, suspicious and danger, or worse.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Reached {
    /// How much legitimate mail there is.
    pub legitimate: f64,
    /// How much of it reaches each level.
    pub alarms: [f64; 3],
    /// How much harmful mail there is.
    pub harmful: f64,
    /// How much of it reaches each level.
    pub caught: [f64; 3],
}

impl Reached {
    /// As figures of a model: `caught.caution` to `false_alarms.danger`, shares from 0 to 1.
    pub fn figures(&self) -> [(String, f64); 6] {
        let named = |what: &str, reached: [f64; 3], all: f64| {
            [0, 1, 2].map(|place| {
                let level = LEVELS.get(place).map_or("", |level| level.name());
                (format!("{what}.{level}"), part(at(reached, place), all))
            })
        };
        let [caution, suspicious, danger] = named("caught", self.caught, self.harmful);
        let [low, middle, high] = named("false_alarms", self.alarms, self.legitimate);
        [caution, suspicious, danger, low, middle, high]
    }
}

/// What a model makes of the rows that are chosen, by cluster: a legitimate cluster reaches a level if one of its messages does,
/// a harmful one by the share of its messages.
pub fn of_base(base: &Base, chosen: &[bool], model: &Model) -> Reached {
    let mut legitimate: BTreeMap<&str, Level> = BTreeMap::new();
    let mut harmful: BTreeMap<&str, (f64, [f64; 3])> = BTreeMap::new();
    let rows = base.examples.iter().zip(&base.entries).zip(&base.counts);
    for (((example, entry), count), chosen) in rows.zip(chosen) {
        if !chosen {
            continue;
        }
        let level = example.judged(model, 0.0).level;
        match entry.label {
            Label::Legitimate => {
                let worst = legitimate.entry(&entry.cluster).or_default();
                *worst = level.max(*worst);
            }
            _ => {
                let (all, reached) = harmful.entry(&entry.cluster).or_default();
                *all += f64::from(*count);
                for (reached, from) in reached.iter_mut().zip(LEVELS) {
                    *reached += f64::from(u8::from(level >= from)) * f64::from(*count);
                }
            }
        }
    }
    let mut sum = Reached {
        legitimate: legitimate.len() as f64,
        harmful: harmful.len() as f64,
        ..Reached::default()
    };
    for level in legitimate.into_values() {
        for (alarms, from) in sum.alarms.iter_mut().zip(LEVELS) {
            *alarms += f64::from(u8::from(level >= from));
        }
    }
    for (all, reached) in harmful.into_values() {
        for (caught, reached) in sum.caught.iter_mut().zip(reached) {
            *caught += reached / all;
        }
    }
    sum
}

/// What a model makes of the labelled messages that are held out, by their weight.
pub(super) fn of_labels(labelled: &[Labelled], model: &Model) -> Reached {
    let mut sum = Reached::default();
    for one in labelled.iter().filter(|one| one.held) {
        let level = Example::of_signals(0, one.features.clone())
            .judged(model, 0.0)
            .level;
        let (all, reached) = match one.label {
            Label::Legitimate => (&mut sum.legitimate, &mut sum.alarms),
            _ => (&mut sum.harmful, &mut sum.caught),
        };
        *all += one.weight;
        for (reached, from) in reached.iter_mut().zip(LEVELS) {
            *reached += f64::from(u8::from(level >= from)) * one.weight;
        }
    }
    sum
}

pub(super) fn at(of_levels: [f64; 3], place: usize) -> f64 {
    of_levels.get(place).copied().unwrap_or_default()
}

pub(super) fn part(of: f64, all: f64) -> f64 {
    if all > 0.0 { of / all } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_named_as_the_figures_of_models_are() {
        let reached = Reached {
            legitimate: 200.0,
            alarms: [4.0, 2.0, 0.0],
            harmful: 50.0,
            caught: [40.0, 30.0, 20.0],
        };
        let figures = reached
            .figures()
            .map(|(name, share)| format!("{name} {share}"));
        assert_eq!(
            figures.join(", "),
            "caught.caution 0.8, caught.suspicious 0.6, caught.danger 0.4, \
             false_alarms.caution 0.02, false_alarms.suspicious 0.01, false_alarms.danger 0"
        );
        let model = Model::built_in().unwrap();
        for (name, _) in reached.figures() {
            assert!(
                model
                    .figures
                    .get(&format!("newest_left_out.{name}"))
                    .is_some(),
                "{name}"
            );
        }
    }

    #[test]
    fn no_mail_is_no_share() {
        assert!(
            Reached::default()
                .figures()
                .iter()
                .all(|(_, share)| *share == 0.0)
        );
    }
}
