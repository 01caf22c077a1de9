//! How often readers found a banner right, and how sure one may be of it.

use banner_core::{Answer, Level};

use crate::evaluation::interval::wilson;
use crate::store::LevelCount;

/// Answers counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Banners that readers found right.
    pub accurate: u64,
    /// Banners that readers found wrong.
    pub not_accurate: u64,
}

/// A share with its uncertainty, each from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// The share itself.
    pub share: f64,
    /// The lower end of the 95 % interval.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

impl Tally {
    /// Fewer answers give no share: it would say more about chance than about the banner.
    pub const FEWEST_FOR_A_SHARE: u64 = 10;

    /// The answers that `level` got.
    pub fn of_level(counts: &[LevelCount], level: Level) -> Tally {
        counts
            .iter()
            .filter(|count| count.level == level)
            .fold(Tally::default(), Tally::with)
    }

    /// All answers.
    pub fn of_all(counts: &[LevelCount]) -> Tally {
        counts.iter().fold(Tally::default(), Tally::with)
    }

    fn with(mut self, count: &LevelCount) -> Tally {
        match count.answer {
            Answer::Accurate => self.accurate += count.count,
            Answer::NotAccurate => self.not_accurate += count.count,
        }
        self
    }

    /// Both together.
    pub fn and(self, other: Tally) -> Tally {
        Tally {
            accurate: self.accurate + other.accurate,
            not_accurate: self.not_accurate + other.not_accurate,
        }
    }

    /// How many answers there are.
    pub fn total(self) -> u64 {
        self.accurate + self.not_accurate
    }

    /// The share of banners found right, with its Wilson score interval; `None` while there are too
    /// few answers to tell.
    #[allow(
        clippy::cast_precision_loss,
        reason = "counts stay far below the 2^52 at which precision ends"
    )]
    pub fn share(self) -> Option<Share> {
        if self.total() < Tally::FEWEST_FOR_A_SHARE {
            return None;
        }
        let count = self.total() as f64;
        let share = self.accurate as f64 / count;
        let (low, high) = wilson(share, count);
        Some(Share { share, low, high })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds_up_per_level_and_over_all() {
        let count = |level, answer, count| LevelCount {
            level,
            answer,
            count,
        };
        let counts = [
            count(Level::Danger, Answer::Accurate, 7),
            count(Level::Danger, Answer::NotAccurate, 2),
            count(Level::Notice, Answer::Accurate, 1),
        ];
        assert_eq!(
            Tally::of_level(&counts, Level::Danger),
            Tally {
                accurate: 7,
                not_accurate: 2
            }
        );
        assert_eq!(Tally::of_level(&counts, Level::Caution), Tally::default());
        assert_eq!(Tally::of_all(&counts).total(), 10);
    }

    #[test]
    fn gives_no_share_of_a_few() {
        assert_eq!(
            Tally {
                accurate: 9,
                not_accurate: 0
            }
            .share(),
            None
        );
        assert!(
            Tally {
                accurate: 9,
                not_accurate: 1
            }
            .share()
            .is_some()
        );
    }

    #[test]
    fn gives_the_interval_of_wilson() {
        // Brown, Cai and DasGupta (2001): 8 of 10 gives 0.490 to 0.943.
        let share = Tally {
            accurate: 8,
            not_accurate: 2,
        }
        .share()
        .unwrap();
        assert!((share.share - 0.8).abs() < 1e-9);
        assert!(
            (share.low - 0.490).abs() < 1e-3 && (share.high - 0.943).abs() < 1e-3,
            "{share:?}"
        );
    }

    #[test]
    fn stays_between_nothing_and_all() {
        for (accurate, not_accurate) in [(0, 10), (10, 0), (1_000_000, 0)] {
            let share = Tally {
                accurate,
                not_accurate,
            }
            .share()
            .unwrap();
            assert!(
                0.0 <= share.low
                    && share.low <= share.share
                    && share.share <= share.high
                    && share.high <= 1.0
            );
        }
    }
}
