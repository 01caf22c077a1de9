//! Whether the stated probabilities come true.

use serde::Serialize;

use super::interval::wilson;

/// One message with what was stated of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stated {
    /// The model's probability that it is harmful, from 0 to 1.
    pub probability: f64,
    /// Whether it is harmful in truth.
    pub harmful: bool,
    /// What it weighs: less than one where near-duplicates share one.
    pub weight: f64,
}

/// Messages with similar probabilities. Each share is from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Bin {
    /// How many messages it holds, near-duplicates counted once.
    pub count: f64,
    /// The lowest probability in it.
    pub from: f64,
    /// The highest.
    pub to: f64,
    /// The mean probability.
    pub stated: f64,
    /// The share that is harmful in truth.
    pub observed: f64,
    /// The lower end of its 95 % interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// How far probabilities and truth are apart.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Calibration {
    /// The share of harmful messages in this mail: probabilities hold for mail of such a mix.
    pub harmful: f64,
    /// Expected calibration error: the mean distance of stated and observed over the bins, by their counts.
    pub error: f64,
    /// The mean squared distance of probability and truth (Brier 1950): 0 is perfect.
    pub brier: f64,
    /// From the lowest probability up.
    pub bins: Vec<Bin>,
}

/// How many bins hold equally much, as far as equal probabilities, which stay together, allow.
const BINS: f64 = 10.0;

impl Calibration {
    /// `None` without any message.
    pub fn of(mut mail: Vec<Stated>) -> Option<Calibration> {
        mail.sort_by(|a, b| a.probability.total_cmp(&b.probability));
        let total: f64 = mail.iter().map(|one| one.weight).sum();
        if total <= 0.0 {
            return None;
        }
        let mut sums: Vec<(u64, Sum)> = Vec::new();
        let mut before = 0.0;
        for equals in mail.chunk_by(|a, b| a.probability.total_cmp(&b.probability).is_eq()) {
            let bin = (before / total * BINS + 1e-9) as u64;
            if sums.last().is_none_or(|(last, _)| *last != bin) {
                sums.push((bin, Sum::default()));
            }
            for one in equals {
                before += one.weight;
                if let Some((_, sum)) = sums.last_mut() {
                    sum.add(one);
                }
            }
        }
        let bins: Vec<Bin> = sums.into_iter().map(|(_, sum)| sum.bin()).collect();
        let truth = |one: &Stated| if one.harmful { 1.0 } else { 0.0 };
        let mean = |of: &dyn Fn(&Stated) -> f64| -> f64 {
            mail.iter().map(|one| one.weight * of(one)).sum::<f64>() / total
        };
        Some(Calibration {
            harmful: mean(&truth),
            error: bins
                .iter()
                .map(|bin| bin.count / total * (bin.stated - bin.observed).abs())
                .sum(),
            brier: mean(&|one| (one.probability - truth(one)).powi(2)),
            bins,
        })
    }
}

#[derive(Default)]
struct Sum {
    count: f64,
    stated: f64,
    harmful: f64,
    from: Option<f64>,
    to: f64,
}

impl Sum {
    fn add(&mut self, one: &Stated) {
        self.count += one.weight;
        self.stated += one.weight * one.probability;
        self.harmful += if one.harmful { one.weight } else { 0.0 };
        self.from.get_or_insert(one.probability);
        self.to = one.probability;
    }

    fn bin(self) -> Bin {
        let observed = (self.harmful / self.count).clamp(0.0, 1.0);
        let (low, high) = wilson(observed, self.count);
        Bin {
            count: self.count,
            from: self.from.unwrap_or(self.to),
            to: self.to,
            stated: self.stated / self.count,
            observed,
            low,
            high,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn stated(mail: &[(f64, bool)]) -> Vec<Stated> {
        let one = |(probability, harmful): &(f64, bool)| Stated {
            probability: *probability,
            harmful: *harmful,
            weight: 1.0,
        };
        mail.iter().map(one).collect()
    }

    #[test]
    fn by_hand() {
        // Ten at 0.2 of which three are harmful, ten at 0.9 of which nine are.
        let mut mail = vec![(0.2, false); 7];
        mail.extend([(0.2, true); 3]);
        mail.extend([(0.9, true); 9]);
        mail.push((0.9, false));
        let calibration = Calibration::of(stated(&mail)).unwrap();
        assert_eq!(calibration.bins.len(), 2);
        assert!((calibration.error - 0.05).abs() < 1e-12);
        let brier = (7.0 * 0.04 + 3.0 * 0.64 + 9.0 * 0.01 + 0.81) / 20.0;
        assert!((calibration.brier - brier).abs() < 1e-12);
        assert!((calibration.harmful - 0.6).abs() < 1e-12);
        let first = calibration.bins[0];
        assert!((first.observed - 0.3).abs() < 1e-12 && (first.count - 10.0).abs() < 1e-12);
    }

    #[test]
    fn bins_hold_equally_much() {
        let mail: Vec<(f64, bool)> = (0..1_000)
            .map(|number| (f64::from(number * number) / 1e6, number % 3 == 0))
            .collect();
        let calibration = Calibration::of(stated(&mail)).unwrap();
        assert_eq!(calibration.bins.len(), 10);
        assert!(
            calibration
                .bins
                .iter()
                .all(|bin| (bin.count - 100.0).abs() < 1.5)
        );
    }

    #[test]
    fn equal_probabilities_stay_together() {
        let mut mail = vec![(0.01, false); 95];
        mail.extend([(0.5, true); 5]);
        let calibration = Calibration::of(stated(&mail)).unwrap();
        assert_eq!(calibration.bins.len(), 2);
        assert!((calibration.bins[0].to - 0.01).abs() < 1e-12);
    }

    #[test]
    fn nothing_stated_is_not_calibrated() {
        assert_eq!(Calibration::of(Vec::new()), None);
    }

    proptest! {
        #[test]
        fn neither_order_nor_duplicates_matter(
            mail in prop::collection::vec((0_u8..=20, any::<bool>()), 1..80),
        ) {
            let mail: Vec<(f64, bool)> = mail.into_iter().map(|(p, h)| (f64::from(p) / 20.0, h)).collect();
            let once = Calibration::of(stated(&mail)).unwrap();
            let mut twice: Vec<(f64, bool)> = mail.iter().rev().copied().collect();
            twice.extend(&mail);
            let mut twice = stated(&twice);
            for one in &mut twice {
                one.weight = 0.5;
            }
            let twice = Calibration::of(twice).unwrap();
            prop_assert!((once.error - twice.error).abs() < 1e-9);
            prop_assert!((once.brier - twice.brier).abs() < 1e-9);
            prop_assert!(once.error <= 1.0 && once.brier <= 1.0);
            for bin in &once.bins {
                prop_assert!(bin.from <= bin.stated + 1e-12 && bin.stated <= bin.to + 1e-12);
                prop_assert!(bin.low <= bin.observed && bin.observed <= bin.high);
            }
        }
    }
}
