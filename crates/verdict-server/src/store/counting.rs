//! The counts kept beside the answers: which cells an answer adds to, and by how much they change.

use std::collections::BTreeMap;

use super::OrganisationId;
use super::sql::Value;

/// What of an answer is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Counted<'a> {
    pub organisation: OrganisationId,
    /// Hours since 1970.
    pub hour: i64,
    pub level: &'a str,
    pub model: &'a str,
    pub answer: &'a str,
}

/// A place where answers are counted. Its order is that in which rows are locked, everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cell<'a> {
    pub organisation: OrganisationId,
    /// Hours or days since 1970.
    pub time: i64,
    /// Empty where all answers are counted.
    pub signal: &'a str,
    pub level: &'a str,
    pub model: &'a str,
    pub answer: &'a str,
}

/// By how much each cell changes.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Changes<'a> {
    /// All answers, by hour.
    pub answers: BTreeMap<Cell<'a>, i64>,
    /// Those with a signal, by hour.
    pub signals: BTreeMap<Cell<'a>, i64>,
}

impl<'a> Changes<'a> {
    /// Counts an answer with these `signals` once more (`by` = 1) or once less (-1). A signal that
    /// is listed twice is one signal.
    pub fn count(&mut self, counted: Counted<'a>, signals: impl Iterator<Item = &'a str>, by: i64) {
        let cell = |signal| Cell {
            organisation: counted.organisation,
            time: counted.hour,
            signal,
            level: counted.level,
            model: counted.model,
            answer: counted.answer,
        };
        *self.answers.entry(cell("")).or_default() += by;
        let mut signals: Vec<&str> = signals.collect();
        signals.sort_unstable();
        signals.dedup();
        for signal in signals {
            *self.signals.entry(cell(signal)).or_default() += by;
        }
    }

    /// The changes by signal and day.
    pub fn signals_by_day(&self) -> BTreeMap<Cell<'a>, i64> {
        let mut days = BTreeMap::new();
        for (cell, by) in &self.signals {
            let day = Cell {
                time: cell.time.div_euclid(24),
                ..*cell
            };
            *days.entry(day).or_default() += by;
        }
        days
    }
}

/// The rows of `cells` for a statement, without those that do not change.
pub(super) fn rows(cells: &BTreeMap<Cell<'_>, i64>, shard: i64) -> Vec<Vec<Value>> {
    let changed = cells.iter().filter(|(_, by)| **by != 0);
    let row = |(cell, by): (&Cell<'_>, &i64)| {
        let mut row: Vec<Value> = vec![cell.organisation.0.into(), cell.time.into()];
        if !cell.signal.is_empty() {
            row.push(cell.signal.into());
        }
        row.extend([
            cell.level.into(),
            cell.model.into(),
            cell.answer.into(),
            shard.into(),
            (*by).into(),
        ]);
        row
    };
    changed.map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const COUNTED: Counted<'_> = Counted {
        organisation: OrganisationId(1),
        hour: 49,
        level: "danger",
        model: "m",
        answer: "accurate",
    };

    #[test]
    fn an_answer_that_is_taken_back_leaves_nothing() {
        let mut changes = Changes::default();
        changes.count(COUNTED, ["a.b", "c.d"].into_iter(), 1);
        changes.count(COUNTED, ["a.b", "c.d"].into_iter(), -1);
        assert!(rows(&changes.answers, 0).is_empty());
        assert!(rows(&changes.signals_by_day(), 0).is_empty());
    }

    #[test]
    fn a_signal_listed_twice_counts_once() {
        let mut changes = Changes::default();
        changes.count(COUNTED, ["a.b", "c.d", "a.b"].into_iter(), 1);
        assert!(changes.signals.values().all(|by| *by == 1));
        assert_eq!(changes.signals.len(), 2);
    }

    #[test]
    fn hours_of_one_day_are_one_cell_of_the_day() {
        let mut changes = Changes::default();
        for hour in [48, 49, 71, 72] {
            changes.count(Counted { hour, ..COUNTED }, ["a.b"].into_iter(), 1);
        }
        let days: Vec<(i64, i64)> = changes
            .signals_by_day()
            .iter()
            .map(|(cell, by)| (cell.time, *by))
            .collect();
        assert_eq!(days, [(2, 3), (3, 1)]);
    }
}
