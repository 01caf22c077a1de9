//! Invented labelled mail with invented outcomes, for the tests of the figures.

use std::path::PathBuf;

use banner_core::{Level, Threat};

use super::sample::Outcome;
use crate::training::manifest::{Entry, Label};

/// Labelled messages with what a model made of them.
#[derive(Default)]
pub struct Mail {
    pub entries: Vec<Entry>,
    pub outcomes: Vec<Outcome>,
}

impl Mail {
    /// One more message; `place` is `source/cluster`.
    pub fn with(mut self, label: Label, place: &str, level: Level, logit: f64) -> Mail {
        let (source, cluster) = place.split_once('/').unwrap();
        let number = self.entries.len();
        let path = format!("{source}/{number}.eml");
        self.entries.push(Entry {
            file: PathBuf::from(&path),
            path,
            label,
            sure: true,
            source: source.to_owned(),
            rendered: false,
            language: "en".to_owned(),
            date: String::new(),
            cluster: cluster.to_owned(),
            licence: String::new(),
        });
        self.outcomes.push(Outcome {
            entry: number,
            level,
            logit,
            findings: Vec::new(),
            threats: if level == Level::None {
                Vec::new()
            } else {
                vec![Threat::Malware]
            },
        });
        self
    }

    /// The same, `count` times, each in a cluster of its own.
    pub fn with_many(mut self, count: usize, label: Label, source: &str, level: Level) -> Mail {
        for _ in 0..count {
            let place = format!("{source}/c{}", self.entries.len());
            let logit = level as u8 as f64 * 2.0 - 3.0;
            self = self.with(label, &place, level, logit);
        }
        self
    }

    /// Changes the row that was added last.
    pub fn but(mut self, change: impl FnOnce(&mut Entry)) -> Mail {
        change(self.entries.last_mut().unwrap());
        self
    }
}
