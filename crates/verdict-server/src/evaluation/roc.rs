//! How well the log-odds tell harmful mail from legitimate mail, whatever the thresholds: the receiver operating
//! characteristic, and precision against what is caught.

use serde::Serialize;

/// One message to be told apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scored {
    /// The model's log-odds.
    pub logit: f64,
    /// Whether it is harmful in truth.
    pub harmful: bool,
    /// What it weighs among its class: less than one where near-duplicates share one.
    pub weight: f64,
}

/// What flagging everything from some log-odds on would bring. Each share is from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Point {
    /// The lowest log-odds that are flagged.
    pub from_logit: f64,
    /// The share of legitimate mail that is flagged.
    pub false_alarms: f64,
    /// The share of harmful mail that is flagged (recall).
    pub caught: f64,
    /// The share of what is flagged that is harmful, in the mix of this mail: real mail holds less that is harmful.
    pub precision: f64,
}

/// What is caught when false alarms may not exceed a share.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CaughtAt {
    /// The share of legitimate mail that may be flagged.
    pub false_alarms: f64,
    /// The share of harmful mail that is flagged then.
    pub caught: f64,
}

/// How well two classes are told apart.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Curve {
    /// The probability that a harmful message has higher log-odds than a legitimate one, equal ones counted half.
    pub auc: f64,
    /// The mean precision over what is caught.
    pub average_precision: f64,
    /// What is caught at 1 % and at 0.1 % false alarms.
    pub caught_at: [CaughtAt; 2],
    /// The points from the highest log-odds down; few enough to draw.
    pub points: Vec<Point>,
}

/// The shares of false alarms at which tools are compared.
const COMPARED_AT: [f64; 2] = [0.01, 0.001];

impl Curve {
    /// `None` when one of the classes is empty, since nothing is to be told apart then.
    pub fn of(mut scored: Vec<Scored>) -> Option<Curve> {
        scored.sort_by(|a, b| b.logit.total_cmp(&a.logit));
        let total = |harmful: bool| -> f64 {
            let class = scored.iter().filter(|one| one.harmful == harmful);
            class.map(|one| one.weight).sum()
        };
        let (harmful, legitimate) = (total(true), total(false));
        if harmful <= 0.0 || legitimate <= 0.0 {
            return None;
        }
        let (mut caught, mut alarmed) = (0.0, 0.0);
        let (mut auc, mut average_precision) = (0.0, 0.0);
        let mut caught_at = COMPARED_AT.map(|false_alarms| CaughtAt {
            false_alarms,
            caught: 0.0,
        });
        let mut points = Vec::new();
        // Equal log-odds fall on the same side of any threshold.
        for equals in scored.chunk_by(|a, b| a.logit.total_cmp(&b.logit).is_eq()) {
            let (caught_before, alarmed_before) = (caught, alarmed);
            for one in equals {
                *if one.harmful {
                    &mut caught
                } else {
                    &mut alarmed
                } += one.weight;
            }
            let precision = caught / (caught + alarmed);
            auc += (alarmed - alarmed_before) * f64::midpoint(caught, caught_before);
            average_precision += (caught - caught_before) * precision;
            let point = Point {
                from_logit: equals.first().map_or(0.0, |one| one.logit),
                // Sums of weights end a rounding error away from the whole.
                false_alarms: (alarmed / legitimate).min(1.0),
                caught: (caught / harmful).min(1.0),
                precision,
            };
            for at in &mut caught_at {
                if point.false_alarms <= at.false_alarms + 1e-12 {
                    at.caught = point.caught;
                }
            }
            points.push(point);
        }
        Some(Curve {
            auc: (auc / (harmful * legitimate)).clamp(0.0, 1.0),
            average_precision: (average_precision / harmful).clamp(0.0, 1.0),
            caught_at,
            points: few(points),
        })
    }
}

/// Leaves out points that nobody could tell from their neighbour in a drawing, whose scale of false alarms is logarithmic.
fn few(points: Vec<Point>) -> Vec<Point> {
    let place = |point: &Point| (point.false_alarms.max(1e-6).log10() / 6.0, point.caught);
    let last = points.len().saturating_sub(1);
    let mut kept: Vec<Point> = Vec::new();
    for (at, point) in points.into_iter().enumerate() {
        let is_apart = kept.last().is_none_or(|before| {
            let ((x, y), (to_x, to_y)) = (place(before), place(&point));
            (x - to_x).abs() > 0.004
                || (y - to_y).abs() > 0.004
                || (before.precision - point.precision).abs() > 0.004
        });
        if is_apart || at == last {
            kept.push(point);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn scored(harmful: &[f64], legitimate: &[f64]) -> Vec<Scored> {
        let one = |harmful| {
            move |logit: &f64| Scored {
                logit: *logit,
                harmful,
                weight: 1.0,
            }
        };
        let harmful = harmful.iter().map(one(true));
        harmful.chain(legitimate.iter().map(one(false))).collect()
    }

    #[test]
    fn by_hand() {
        // Downwards: harmful 4, legitimate 3, both at 2, harmful 1, legitimate 0.
        let curve = Curve::of(scored(&[4.0, 2.0, 1.0], &[3.0, 2.0, 0.0])).unwrap();
        // Pairs won: 4 beats three, 2 beats one and ties one, 1 beats one: 5.5 of 9.
        assert!((curve.auc - 5.5 / 9.0).abs() < 1e-12);
        // Precision 1 at the first, 2 of 4 at the second, 3 of 5 at the third.
        assert!((curve.average_precision - (1.0 + 0.5 + 0.6) / 3.0).abs() < 1e-12);
        assert_eq!(curve.points.len(), 5);
        assert!((curve.caught_at[0].caught - 1.0 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn what_is_equal_to_legitimate_mail_is_not_caught_without_false_alarms() {
        let curve = Curve::of(scored(&[2.0, 2.0], &[2.0, 0.0])).unwrap();
        assert!(curve.caught_at.iter().all(|at| at.caught == 0.0));
    }

    #[test]
    fn one_in_a_thousand_is_within_a_tenth_of_a_percent() {
        let mut legitimate = vec![0.0; 999];
        legitimate.push(3.0);
        let curve = Curve::of(scored(&[2.0], &legitimate)).unwrap();
        assert!(curve.caught_at.iter().all(|at| at.caught == 1.0));
    }

    #[test]
    fn one_class_alone_has_no_curve() {
        assert_eq!(Curve::of(scored(&[1.0], &[])), None);
        assert_eq!(Curve::of(Vec::new()), None);
    }

    #[test]
    fn a_large_curve_stays_drawable_and_keeps_its_ends() {
        let logits: Vec<f64> = (0..50_000).map(f64::from).collect();
        let curve = Curve::of(scored(&logits, &logits)).unwrap();
        assert!(curve.points.len() < 1_500, "{}", curve.points.len());
        let last = curve.points.last().unwrap();
        assert!((last.caught - 1.0).abs() < 1e-9 && (last.false_alarms - 1.0).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn the_area_is_the_rank_statistic(
            mail in prop::collection::vec((-5_i8..5, any::<bool>(), 1_u8..5), 2..60),
        ) {
            let mail: Vec<Scored> = mail
                .into_iter()
                .map(|(logit, harmful, weight)| Scored { logit: logit.into(), harmful, weight: weight.into() })
                .collect();
            let (mut won, mut pairs) = (0.0, 0.0);
            for harmful in mail.iter().filter(|one| one.harmful) {
                for legitimate in mail.iter().filter(|one| !one.harmful) {
                    let weight = harmful.weight * legitimate.weight;
                    pairs += weight;
                    won += weight * match harmful.logit.total_cmp(&legitimate.logit) {
                        std::cmp::Ordering::Greater => 1.0,
                        std::cmp::Ordering::Equal => 0.5,
                        std::cmp::Ordering::Less => 0.0,
                    };
                }
            }
            match Curve::of(mail) {
                None => prop_assert_eq!(pairs, 0.0),
                Some(curve) => {
                    prop_assert!((curve.auc - won / pairs).abs() < 1e-9);
                    prop_assert!(curve.points.is_sorted_by(|a, b| a.caught <= b.caught && a.false_alarms <= b.false_alarms));
                }
            }
        }
    }
}
