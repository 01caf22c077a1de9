//! What one model does otherwise than another: figures, weights, and the levels of what readers answered on.

use std::collections::{BTreeMap, BTreeSet};

use banner_core::{Answer, Level, Model, ReportedFinding};

use super::rejudging::rejudge;

/// How far back answers are judged again, in milliseconds.
pub const MONTH: i64 = 30 * 86_400_000;

/// A number of one model beside that of another; none where the model does not have it.
#[derive(Debug, Clone, PartialEq)]
pub struct Beside {
    /// What it is the number of.
    pub name: String,
    /// That of the first model.
    pub before: Option<f64>,
    /// That of the second.
    pub after: Option<f64>,
}

impl Beside {
    /// How far apart they are; one that is missing counts as 0.
    pub fn apart(&self) -> f64 {
        (self.after.unwrap_or(0.0) - self.before.unwrap_or(0.0)).abs()
    }
}

/// The figures of both models, in the order of their names.
pub fn figures(before: &Model, after: &Model) -> Vec<Beside> {
    let names: BTreeSet<&String> = before
        .figures
        .iter()
        .chain(after.figures.iter())
        .map(|(name, _)| name)
        .collect();
    names
        .into_iter()
        .map(|name| Beside {
            name: name.clone(),
            before: before.figures.get(name).copied(),
            after: after.figures.get(name).copied(),
        })
        .collect()
}

/// The weights that differ, those that differ most first.
pub fn weights(before: &Model, after: &Model) -> Vec<Beside> {
    let names: BTreeSet<&String> = before
        .signals
        .iter()
        .chain(after.signals.iter())
        .map(|(name, _)| name)
        .collect();
    let mut differ: Vec<Beside> = names
        .into_iter()
        .map(|name| Beside {
            name: name.clone(),
            before: before.weight(name).map(|weight| weight.weight),
            after: after.weight(name).map(|weight| weight.weight),
        })
        .filter(|weight| weight.before != weight.after)
        .collect();
    differ.sort_by(|one, other| {
        let apart = other.apart().total_cmp(&one.apart());
        apart.then_with(|| one.name.cmp(&other.name))
    });
    differ
}

/// Answers whose message goes from one level to another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Moved {
    /// On messages whose banner readers found right, as it was shown.
    pub accurate: u64,
    /// On those that they did not find right.
    pub not_accurate: u64,
}

/// What the second model makes of what readers answered on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// How many answers were judged again.
    pub judged: u64,
    /// Those whose level differs: under the first model, under the second.
    pub moved: BTreeMap<(Level, Level), Moved>,
}

impl Changes {
    /// How many levels are higher under the second model, and how many lower.
    pub fn up_and_down(&self) -> (u64, u64) {
        let mut sums = (0, 0);
        for ((before, after), moved) in &self.moved {
            let count = moved.accurate + moved.not_accurate;
            if after > before {
                sums.0 += count;
            } else {
                sums.1 += count;
            }
        }
        sums
    }
}

/// Judges what was found by both models.
pub fn changes<'a>(
    before: &Model,
    after: &Model,
    answers: impl Iterator<Item = (&'a [ReportedFinding], Answer)>,
) -> Changes {
    let mut changes = Changes::default();
    for (findings, answer) in answers {
        changes.judged += 1;
        let levels = (
            rejudge(before, findings).level,
            rejudge(after, findings).level,
        );
        if levels.0 == levels.1 {
            continue;
        }
        let moved = changes.moved.entry(levels).or_default();
        match answer {
            Answer::Accurate => moved.accurate += 1,
            Answer::NotAccurate => moved.not_accurate += 1,
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn other() -> (Model, Model) {
        let before = Model::built_in().unwrap();
        let mut after = before.clone();
        let mut weight = after.weight("links.known_bad").unwrap();
        weight.weight = 0.0;
        weight.at_least = None;
        after.signals.insert("links.known_bad".into(), weight);
        (before, after)
    }

    #[test]
    fn names_the_weights_that_differ_and_no_others() {
        let (before, after) = other();
        let differ = weights(&before, &after);
        let names: Vec<_> = differ.iter().map(|weight| weight.name.as_str()).collect();
        assert_eq!(names, ["links.known_bad"]);
        assert_eq!(differ[0].after, Some(0.0));
        assert!(weights(&before, &before).is_empty());
    }

    #[test]
    fn puts_figures_side_by_side() {
        let (before, mut after) = other();
        let same = figures(&before, &after);
        assert!(same.iter().all(|figure| figure.before == figure.after));
        after.figures = banner_core::Table::default();
        assert!(
            figures(&before, &after)
                .iter()
                .all(|figure| figure.after.is_none())
        );
    }

    #[test]
    fn counts_what_changes_its_level() {
        let (before, after) = other();
        let bad = [ReportedFinding {
            id: "links.known_bad".into(),
            strength: 1.0,
        }];
        let answers = [(&bad[..], Answer::Accurate), (&[], Answer::NotAccurate)];
        let changed = changes(&before, &after, answers.into_iter());
        assert_eq!((changed.judged, changed.up_and_down()), (2, (0, 1)));
        let ((from, _), moved) = changed.moved.iter().next().unwrap();
        assert_eq!(
            (*from, moved.accurate, moved.not_accurate),
            (Level::Danger, 1, 0)
        );
    }
}
