//! Counts by day made into what a page shows: rows of days, weeks with their shares, and what is usual.

use std::collections::BTreeMap;

use banner_core::{Answer, Level};

use super::Tally;
use crate::store::{DayCount, ReadersOfDay, ShownOnDay};

/// One tally for each day from `from` until before `to`, those without answers too.
pub fn by_day(counts: &[DayCount], from: i64, to: i64) -> Vec<(i64, Tally)> {
    let mut days: BTreeMap<i64, Tally> = (from..to).map(|day| (day, Tally::default())).collect();
    for count in counts {
        if let Some(tally) = days.get_mut(&count.day) {
            add(tally, count.answer, count.count);
        }
    }
    days.into_iter().collect()
}

/// One tally for each week of seven days that ends before `to`, the oldest first.
pub fn by_week(counts: &[DayCount], weeks: i64, to: i64) -> Vec<(i64, Tally)> {
    (0..weeks)
        .rev()
        .map(|back| {
            let begin = to - (back + 1) * 7;
            let mut tally = Tally::default();
            for count in counts {
                if (begin..begin + 7).contains(&count.day) {
                    add(&mut tally, count.answer, count.count);
                }
            }
            (begin, tally)
        })
        .collect()
}

fn add(tally: &mut Tally, answer: Answer, count: u64) {
    match answer {
        Answer::Accurate => tally.accurate += count,
        Answer::NotAccurate => tally.not_accurate += count,
    }
}

/// The mean of the same weekday in the weeks before `day`; `None` where there were no answers in them.
#[allow(
    clippy::cast_precision_loss,
    reason = "counts stay far below the 2^52 at which precision ends"
)]
pub fn usual(days: &[(i64, Tally)], day: i64, weeks: i64) -> Option<f64> {
    let first = days.iter().find(|(_, tally)| tally.total() > 0)?.0;
    let same: Vec<u64> = (1..=weeks)
        .map(|back| day - back * 7)
        .filter(|before| *before >= first)
        .filter_map(|before| days.iter().find(|(day, _)| *day == before))
        .map(|(_, tally)| tally.total())
        .collect();
    if same.is_empty() {
        return None;
    }
    Some(same.iter().sum::<u64>() as f64 / same.len() as f64)
}

/// What readers were shown on a day.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Exposure {
    /// Days since 1970-01-01.
    pub day: i64,
    /// How many readers saw a banner.
    pub readers: u64,
    /// How many banners of each level they saw, from notice to danger.
    pub banners: [u64; 4],
}

impl Exposure {
    /// The levels of which banners are counted, in their order.
    pub const LEVELS: [Level; 4] = [
        Level::Notice,
        Level::Caution,
        Level::Suspicious,
        Level::Danger,
    ];

    /// How many banners.
    pub fn total(&self) -> u64 {
        self.banners.iter().sum()
    }

    /// How many of each level a reader saw.
    #[allow(
        clippy::cast_precision_loss,
        reason = "counts stay far below the 2^52 at which precision ends"
    )]
    pub fn each(&self) -> [f64; 4] {
        let readers = self.readers.max(1) as f64;
        self.banners.map(|count| count as f64 / readers)
    }
}

/// What readers were shown on each day from `from` until before `to`.
pub fn exposures(
    shown: &[ShownOnDay],
    readers: &[ReadersOfDay],
    from: i64,
    to: i64,
) -> Vec<Exposure> {
    (from..to)
        .map(|day| {
            let mut exposure = Exposure {
                day,
                ..Exposure::default()
            };
            let seen = readers.iter().find(|readers| readers.day == day);
            exposure.readers = seen.map_or(0, |seen| seen.readers);
            for (level, count) in Exposure::LEVELS.iter().zip(&mut exposure.banners) {
                let of_level = shown
                    .iter()
                    .filter(|shown| shown.day == day && shown.level == *level);
                *count = of_level.map(|shown| shown.count).sum();
            }
            exposure
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(day: i64, answer: Answer, count: u64) -> DayCount {
        DayCount {
            day,
            level: Level::Danger,
            answer,
            count,
        }
    }

    #[test]
    fn days_and_weeks_without_answers_are_there_too() {
        let counts = [
            count(100, Answer::Accurate, 3),
            count(102, Answer::NotAccurate, 1),
        ];
        let days = by_day(&counts, 99, 103);
        let totals: Vec<u64> = days.iter().map(|(_, tally)| tally.total()).collect();
        assert_eq!(totals, [0, 3, 0, 1]);
        let weeks = by_week(&counts, 2, 103);
        assert_eq!(weeks[0], (89, Tally::default()));
        assert_eq!((weeks[1].0, weeks[1].1.total()), (96, 4));
    }

    #[test]
    fn what_is_usual_is_the_mean_of_that_weekday_since_the_first_answer() {
        let counts = [
            count(86, Answer::Accurate, 4),
            count(93, Answer::Accurate, 6),
            count(99, Answer::Accurate, 99),
        ];
        let days = by_day(&counts, 60, 101);
        assert_eq!(usual(&days, 100, 4), Some(5.0));
        assert_eq!(usual(&by_day(&[], 60, 101), 100, 4), None);
        assert_eq!(usual(&days, 92, 4), None, "nothing a week before");
    }

    #[test]
    fn banners_are_shared_among_those_who_saw_one() {
        let shown = [ShownOnDay {
            day: 5,
            level: Level::Caution,
            count: 6,
        }];
        let readers = [ReadersOfDay { day: 5, readers: 4 }];
        let days = exposures(&shown, &readers, 4, 6);
        assert_eq!(days[0].total(), 0);
        assert_eq!(days[1].each(), [0.0, 1.5, 0.0, 0.0]);
    }
}
