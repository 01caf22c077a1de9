//! Makes probabilities come true, on mail that the model was not fitted on.
//!
//! Platt's method: the log-odds are stretched and shifted so that they fit held-out mail best. Stretching by a factor above 0
//! multiplies weights, so the model stays additive and monotone. All weights are stretched alike: it is a change of scale, and
//! levels are chosen on the new one. A weight that rests on the prior alone was thought out beside the others; left as it was, an
//! attached program would fall below a level that it was meant for. That such mail's probability comes true, no mail has shown.

use banner_core::Model;

use super::fitting::Fitted;
use super::logistic::{Options, Row, fit};

/// One held-out message: its log-odds, whether it is harmful, and what it weighs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HeldOut {
    /// The log-odds by a model that did not see it.
    pub logit: f64,
    /// Whether it is harmful.
    pub harmful: bool,
    /// Its weight; near-duplicates share one.
    pub weight: f64,
}

/// How log-odds are stretched and shifted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Calibration {
    /// The factor, above 0.
    pub slope: f64,
    /// What is added then, in log-odds.
    pub shift: f64,
}

/// The least and the most that log-odds are stretched: held-out mail of one kind must not turn a model over.
const SLOPES: (f64, f64) = (0.2, 5.0);

impl Calibration {
    /// The calibration that fits `mail` best. What is aimed at is not quite 0 and 1, but what as much mail of each class says of
    /// the next message of it (Platt 1999), so that classes without an overlap do not stretch without end.
    pub fn of(mail: &[HeldOut]) -> Calibration {
        let features: Vec<[(u32, f32); 1]> =
            mail.iter().map(|one| [(0, one.logit as f32)]).collect();
        let count = |harmful: bool| -> f64 {
            let class = mail.iter().filter(|one| one.harmful == harmful);
            class.map(|one| one.weight).sum()
        };
        let target = (
            (count(true) + 1.0) / (count(true) + 2.0),
            1.0 / (count(false) + 2.0),
        );
        let rows: Vec<Row<'_>> = mail
            .iter()
            .zip(&features)
            .map(|(one, features)| Row {
                features,
                label: if one.harmful { target.0 } else { target.1 } as f32,
                weight: one.weight as f32,
            })
            .collect();
        let fitted = fit(
            &rows,
            Options {
                features: 1,
                l2: 0.0,
                prior: &[1.0],
                lower: &[SLOPES.0],
                upper: &[SLOPES.1],
                ..Options::default()
            },
        );
        Calibration {
            slope: fitted.weights.first().copied().unwrap_or(1.0),
            shift: fitted.bias,
        }
    }

    /// Whether the mail asked for less or more than log-odds may be stretched: then they say little of mail that was left out.
    pub fn is_at_bound(self) -> bool {
        self.slope <= SLOPES.0 || self.slope >= SLOPES.1
    }

    /// The log-odds that come true.
    pub fn apply(self, logit: f64) -> f64 {
        self.slope * logit + self.shift
    }

    /// The model whose log-odds come true, in steps of a hundredth: finer ones change no level and cost every reader's
    /// download. Caps stretch with the weights.
    pub fn applied(self, fitted: &Fitted) -> Model {
        let mut model = fitted.model.clone();
        model.bias = in_steps(self.apply(model.bias));
        model.reassurance_cap = in_steps(model.reassurance_cap * self.slope);
        for (group, cap) in fitted.model.group_caps.iter() {
            model.group_caps.insert(*group, in_steps(cap * self.slope));
        }
        for (id, weight) in fitted.model.signals.iter() {
            let mut weight = *weight;
            weight.weight = in_steps(weight.weight * self.slope);
            model.signals.insert(id.clone(), weight);
        }
        model
    }
}

fn in_steps(number: f64) -> f64 {
    // No minus before a zero, which would read as if a reassuring signal still did something.
    (number * 100.0).round() / 100.0 + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mail whose truth is `1 / (1 + exp(-(slope * logit + shift)))` at each of some log-odds.
    fn mail(slope: f64, shift: f64) -> Vec<HeldOut> {
        let mut mail = Vec::new();
        for step in -20..=20 {
            let logit = f64::from(step) / 4.0;
            let truth = 1.0 / (1.0 + (-(slope * logit + shift)).exp());
            for (harmful, share) in [(true, truth), (false, 1.0 - truth)] {
                mail.push(HeldOut {
                    logit,
                    harmful,
                    weight: share * 1_000.0,
                });
            }
        }
        mail
    }

    #[test]
    fn finds_by_how_much_probabilities_are_off() {
        for (slope, shift) in [(1.0, 0.0), (2.0, -1.0), (0.5, 0.7)] {
            let found = Calibration::of(&mail(slope, shift));
            assert!(
                (found.slope - slope).abs() < 0.01 && (found.shift - shift).abs() < 0.02,
                "{found:?}"
            );
            assert!(!found.is_at_bound());
        }
    }

    #[test]
    fn a_model_that_is_upside_down_is_told() {
        assert!(Calibration::of(&mail(-1.0, 0.0)).is_at_bound());
    }

    #[test]
    fn classes_without_an_overlap_stretch_as_far_as_their_count_allows() {
        // Nine of each: the next is of the class with ten in eleven, which is log-odds of ln 10, reached at 3.
        let apart = |count: f64| {
            [(-3.0, false), (3.0, true)].map(|(logit, harmful)| HeldOut {
                logit,
                harmful,
                weight: count,
            })
        };
        for (count, log_odds) in [(9.0, 10.0_f64.ln()), (99.0, 100.0_f64.ln())] {
            let found = Calibration::of(&apart(count));
            assert!((found.slope - log_odds / 3.0).abs() < 1e-3, "{found:?}");
            assert!(found.shift.abs() < 1e-3, "{found:?}");
        }
    }

    fn fitted(learnt: &[&'static str]) -> Fitted {
        Fitted {
            model: Model::built_in().unwrap(),
            learnt: learnt.iter().copied().collect(),
        }
    }

    const ID: &str = "links.ip_host";

    #[test]
    fn a_calibrated_model_says_the_calibrated_log_odds() {
        let mut fitted = fitted(&[ID]);
        let mut weight = fitted.model.weight(ID).unwrap();
        weight.weight = 1.5;
        fitted.model.signals.insert(ID.to_owned(), weight);
        let calibration = Calibration {
            slope: 1.5,
            shift: -0.25,
        };
        let calibrated = calibration.applied(&fitted);
        assert!((calibrated.bias - calibration.apply(fitted.model.bias)).abs() < 6e-3);
        assert!((calibrated.weight(ID).unwrap().weight - 2.25).abs() < 6e-3);
        assert!(calibrated.to_json().is_ok());
    }

    #[test]
    fn what_no_mail_has_taught_keeps_its_place_beside_the_rest() {
        let taught = fitted(&[ID]);
        let thought_out = fitted(&[]);
        let calibration = Calibration {
            slope: 1.9,
            shift: -0.3,
        };
        assert_eq!(
            calibration.applied(&taught),
            calibration.applied(&thought_out)
        );
    }
}
