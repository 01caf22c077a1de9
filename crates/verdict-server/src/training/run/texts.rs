//! The tables of what lures read like, one for each split.

use super::Plan;
use crate::training::examples::Wording;
use crate::training::manifest::Entry;
use crate::training::wording::{Learnt, Passages, Terms, learnt, strength};

/// Tables made from what each split fits on; none where there was too little text.
#[derive(Debug, Clone)]
pub struct Texts {
    folds: Vec<Option<Learnt>>,
    newest: Option<Learnt>,
    /// The table from all mail: the one that a model carries.
    pub all: Option<Learnt>,
}

impl Texts {
    /// Learns the tables. `progress` is called with each step's name.
    pub fn of(
        samples: &[Passages],
        entries: &[Entry],
        plan: &Plan,
        terms: Terms,
        mut progress: impl FnMut(&str),
    ) -> Texts {
        let mut table = |name: &str, fitted: &[bool]| {
            progress(name);
            learnt(samples, entries, fitted, terms)
        };
        Texts {
            folds: plan
                .sources
                .iter()
                .map(|split| table(&split.name, &split.fitted))
                .collect(),
            newest: table("the newest mail", &plan.newest.fitted),
            all: table("all mail", &vec![true; entries.len()]),
        }
    }

    /// What tables that did not see the message make of its text.
    pub fn wording(&self, plan: &Plan, entry: usize, subject: &str, text: &str) -> Wording {
        let by = |learnt: Option<&Learnt>| {
            learnt.map_or(0.0, |learnt| strength(&learnt.likeness, subject, text))
        };
        let fold = plan.fold_of.get(entry).copied().flatten();
        let is_newest = plan.newest.held_out.get(entry) == Some(&true);
        Wording {
            sources_left_out: by(fold.and_then(|fold| self.folds.get(fold)?.as_ref())),
            newest_left_out: by(self.newest.as_ref().filter(|_| is_newest)),
        }
    }
}
