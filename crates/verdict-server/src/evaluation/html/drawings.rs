//! Which figures become which drawing.

use super::super::{Class, Curve, Evaluation, Report, Slice};
use super::bar_chart::{self, Row};
use super::markup::Markup;
use super::plot::{Axis, Plot, Series, decades, fifths, logarithmic};

/// A scale for false alarms ends at least here, so that a tiny share does not look like a large one.
const LEAST_SCALE: f64 = 0.02;

/// The models, each with a word that tells it from the other.
pub(super) fn models(report: &Report) -> impl Iterator<Item = (&Evaluation, String)> {
    let is_compared = report.compared.is_some();
    let named = move |evaluation: &Evaluation| match is_compared {
        true => format!("{}: ", evaluation.model.name),
        false => String::new(),
    };
    std::iter::once(&report.evaluation)
        .chain(&report.compared)
        .map(move |evaluation| (evaluation, named(evaluation)))
}

/// The curves of all models, each with its name.
pub(super) fn curves(report: &Report) -> Vec<(String, Class, &Curve)> {
    models(report)
        .flat_map(|(evaluation, name)| {
            evaluation.separation.iter().map(move |separation| {
                let against = separation.against;
                let name = format!("{name}against {}", against.title());
                (name, against, &separation.curve)
            })
        })
        .collect()
}

pub(super) fn roc(markup: &mut Markup, report: &Report) {
    let series = curves(report).into_iter().map(|(name, _, curve)| {
        let [at_one, at_tenth] = curve.caught_at.map(|at| at.caught * 100.0);
        let points = curve.points.iter();
        let points = points.map(|point| (logarithmic(point.false_alarms), point.caught));
        Series {
            name: format!(
                "{name}: AUC {:.4}; {at_one:.1} % caught at 1 % false alarms, {at_tenth:.1} % at 0.1 %",
                curve.auc
            ),
            points: steps((0.0, 0.0), points, Turn::AcrossFirst),
            dots: false,
            intervals: Vec::new(),
        }
    });
    Plot {
        name: "Share of sure phishing caught against share of legitimate mail flagged",
        x: Axis {
            title: "legitimate mail flagged",
            marks: decades(),
        },
        y: Axis {
            title: "sure phishing caught",
            marks: fifths(),
        },
        diagonal: false,
        series: series.collect(),
    }
    .write(markup);
}

/// Against received mail only: what would be rendered has no natural number.
pub(super) fn precision(markup: &mut Markup, report: &Report) {
    let curves = curves(report).into_iter();
    let received = curves.filter(|(_, against, _)| *against == Class::Legitimate);
    let series = received.map(|(name, _, curve)| Series {
        name: format!("{name}: average precision {:.4}", curve.average_precision),
        points: steps(
            (0.0, 1.0),
            curve
                .points
                .iter()
                .map(|point| (point.caught, point.precision)),
            Turn::DownFirst,
        ),
        dots: false,
        intervals: Vec::new(),
    });
    Plot {
        name: "Share of flagged mail that is phishing against share of sure phishing caught",
        x: Axis {
            title: "sure phishing caught",
            marks: fifths(),
        },
        y: Axis {
            title: "flagged mail that is phishing",
            marks: fifths(),
        },
        diagonal: false,
        series: series.collect(),
    }
    .write(markup);
}

/// Which way a step goes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    AcrossFirst,
    DownFirst,
}

/// A staircase through `points`: between two of them there is no threshold, so a straight line would promise what no
/// threshold gives.
fn steps(
    from: (f64, f64),
    points: impl Iterator<Item = (f64, f64)>,
    turn: Turn,
) -> Vec<(f64, f64)> {
    let mut stairs = vec![from];
    let mut before = from;
    for point in points {
        stairs.push(match turn {
            Turn::AcrossFirst => (point.0, before.1),
            Turn::DownFirst => (before.0, point.1),
        });
        stairs.push(point);
        before = point;
    }
    stairs
}

pub(super) fn reliability(markup: &mut Markup, report: &Report) {
    let series = models(report).filter_map(|(evaluation, name)| {
        let calibration = evaluation.calibration.as_ref()?;
        let bins = &calibration.bins;
        Some(Series {
            name: format!(
                "{name}expected calibration error {:.4}, Brier score {:.4}",
                calibration.error, calibration.brier
            ),
            points: bins.iter().map(|bin| (bin.stated, bin.observed)).collect(),
            dots: true,
            intervals: bins
                .iter()
                .map(|bin| (bin.stated, bin.low, bin.high))
                .collect(),
        })
    });
    Plot {
        name: "Share that is phishing in truth against the probability that the model states",
        x: Axis {
            title: "probability stated",
            marks: fifths(),
        },
        y: Axis {
            title: "phishing in truth",
            marks: fifths(),
        },
        diagonal: true,
        series: series.collect(),
    }
    .write(markup);
}

/// A bar for each part of the mail that has such a class; legitimate mail without any alarm has none, or few bars would
/// be lost among many.
pub(super) fn parts(
    markup: &mut Markup,
    name: &'static str,
    class: Class,
    slices: &[Slice],
    compared: Option<&[Slice]>,
) {
    let is_harmful = class.is_harmful() == Some(true);
    let mut quiet = 0;
    let mut rows = Vec::new();
    for slice in slices {
        let Some(rates) = slice.of(class) else {
            continue;
        };
        let other = compared.unwrap_or_default().iter();
        let other = other.filter(|other| other.name == slice.name);
        let other = other.filter_map(|other| other.of(class)).next();
        let compared_share = other.map_or(0.0, |rates| rates.caution.share);
        if is_harmful || rates.caution.share.max(compared_share) > 0.0 {
            rows.push(Row::new(&slice.name, rates, other));
        } else {
            quiet += 1;
        }
    }
    markup.element("h3", &[], name);
    if rows.is_empty() {
        markup.element("p", &[], format_args!("None of the {quiet} has any."));
        return;
    }
    // The worst false alarms first; what is caught of much mail before what is caught of little.
    rows.sort_by(|a, b| {
        let key = |row: &Row| match is_harmful {
            true => row.clusters as f64,
            false => row.caution(),
        };
        key(b).total_cmp(&key(a))
    });
    let shown = |row: &Row| row.caution().max(row.compared.unwrap_or(0.0));
    let most = match is_harmful {
        true => 1.0,
        false => rows.iter().map(shown).fold(LEAST_SCALE, f64::max),
    };
    bar_chart::write(markup, name, most, &rows);
    if quiet > 0 {
        markup.element(
            "p",
            &[("class", &"quiet")],
            format_args!("{quiet} more have none."),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_staircase_promises_only_what_a_threshold_gives() {
        let points = [(0.5, 0.8), (1.0, 1.0)];
        let across = steps((0.0, 0.0), points.into_iter(), Turn::AcrossFirst);
        assert_eq!(
            across,
            [(0.0, 0.0), (0.5, 0.0), (0.5, 0.8), (1.0, 0.8), (1.0, 1.0)]
        );
        let down = steps((0.0, 1.0), points.into_iter(), Turn::DownFirst);
        assert_eq!(down[1], (0.0, 0.8));
    }
}
