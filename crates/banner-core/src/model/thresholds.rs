//! From which probability on each level holds.

use serde::{Deserialize, Serialize};

use crate::level::Level;

/// The lowest probability of each level, in rising order.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thresholds {
    /// The lowest probability of `notice`.
    pub notice: f64,
    /// The lowest probability of `caution`.
    pub caution: f64,
    /// The lowest probability of `suspicious`.
    pub suspicious: f64,
    /// The lowest probability of `danger`.
    pub danger: f64,
}

impl Thresholds {
    /// The level of a probability.
    pub fn level(&self, probability: f64) -> Level {
        let steps = [
            (self.danger, Level::Danger),
            (self.suspicious, Level::Suspicious),
            (self.caution, Level::Caution),
            (self.notice, Level::Notice),
        ];
        steps
            .into_iter()
            .find(|(lowest, _)| probability >= *lowest)
            .map_or(Level::None, |(_, level)| level)
    }

    /// Whether the thresholds rise and lie between 0 and 1.
    pub(super) fn are_in_order(&self) -> bool {
        let steps = [
            0.0,
            self.notice,
            self.caution,
            self.suspicious,
            self.danger,
            1.0,
        ];
        steps.iter().all(|step| step.is_finite()) && steps.is_sorted()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const THRESHOLDS: Thresholds = Thresholds {
        notice: 0.1,
        caution: 0.3,
        suspicious: 0.6,
        danger: 0.9,
    };

    #[test]
    fn a_threshold_belongs_to_the_level_that_it_opens() {
        for (probability, level) in [
            (0.0, Level::None),
            (0.0999, Level::None),
            (0.1, Level::Notice),
            (0.3, Level::Caution),
            (0.6, Level::Suspicious),
            (0.9, Level::Danger),
            (1.0, Level::Danger),
        ] {
            assert_eq!(THRESHOLDS.level(probability), level, "{probability}");
        }
    }

    #[test]
    fn falling_thresholds_are_out_of_order() {
        assert!(THRESHOLDS.are_in_order());
        assert!(
            !Thresholds {
                caution: 0.7,
                ..THRESHOLDS
            }
            .are_in_order()
        );
        assert!(
            !Thresholds {
                danger: 1.1,
                ..THRESHOLDS
            }
            .are_in_order()
        );
        assert!(
            !Thresholds {
                notice: f64::NAN,
                ..THRESHOLDS
            }
            .are_in_order()
        );
    }
}
