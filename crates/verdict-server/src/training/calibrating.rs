//! Makes probabilities come true, on mail that the model was not fitted on.
//!
//! Platt's method: the log-odds are stretched and shifted so that they fit held-out mail best. Stretching by a factor above 0
//! multiplies every weight, so the model stays additive and monotone.

use banner_core::Model;

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
/// Half a message of each class is added, so that classes without an overlap do not stretch without end (Platt 1999).
const SMOOTHING: f32 = 0.5;

impl Calibration {
    /// The calibration that fits `mail` best.
    pub fn of(mail: &[HeldOut]) -> Calibration {
        let features: Vec<[(u32, f32); 1]> =
            mail.iter().map(|one| [(0, one.logit as f32)]).collect();
        let mut rows: Vec<Row<'_>> = mail
            .iter()
            .zip(&features)
            .map(|(one, features)| Row {
                features,
                label: f32::from(u8::from(one.harmful)),
                weight: one.weight as f32,
            })
            .collect();
        rows.extend([0.0, 1.0].map(|label| Row {
            features: &[],
            label,
            weight: SMOOTHING,
        }));
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

    /// The log-odds that come true.
    pub fn apply(self, logit: f64) -> f64 {
        self.slope * logit + self.shift
    }

    /// The model whose log-odds come true, in steps of a hundredth: finer ones change no level and cost every reader's
    /// download. Caps stretch with the weights.
    pub fn applied(self, prior: &Model) -> Model {
        let mut model = prior.clone();
        model.bias = in_steps(self.apply(model.bias));
        model.reassurance_cap = in_steps(model.reassurance_cap * self.slope);
        for (group, cap) in prior.group_caps.iter() {
            model.group_caps.insert(*group, in_steps(cap * self.slope));
        }
        for (id, weight) in prior.signals.iter() {
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
        }
    }

    #[test]
    fn never_turns_a_model_over() {
        assert!(Calibration::of(&mail(-1.0, 0.0)).slope > 0.0);
    }

    #[test]
    fn classes_without_an_overlap_stretch_by_a_bounded_factor() {
        let apart = [(-3.0, false), (3.0, true)].map(|(logit, harmful)| HeldOut {
            logit,
            harmful,
            weight: 1.0,
        });
        assert!(Calibration::of(&apart).slope <= SLOPES.1);
    }

    #[test]
    fn a_calibrated_model_says_the_calibrated_log_odds() {
        let model = Model::built_in().unwrap();
        let calibration = Calibration {
            slope: 1.5,
            shift: -0.25,
        };
        let calibrated = calibration.applied(&model);
        assert!((calibrated.bias - calibration.apply(model.bias)).abs() < 6e-3);
        let id = "links.ip_host";
        let weight = |model: &Model| model.weight(id).unwrap().weight;
        assert!((weight(&calibrated) - 1.5 * weight(&model)).abs() < 6e-3);
        assert!(calibrated.to_json().is_ok());
    }
}
