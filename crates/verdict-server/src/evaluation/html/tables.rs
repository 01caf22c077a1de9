//! The figures as HTML tables: those at the top of the report, and those behind each drawing.

use banner_core::Level;

use super::super::percent::{grouped, interval, percent};
use super::super::rates::{Rate, SHOWN};
use super::super::{Bar, Class, Comparison, Curve, Evaluation, LevelRates, Slice};
use super::markup::Markup;

/// So many points of a curve stand behind its drawing; JSON has them all.
const MOST_POINTS: usize = 60;

/// So many differing messages are listed; JSON has them all.
const MOST_DIFFERENCES: usize = 1_000;

/// A table whose first column names the row.
pub(super) fn table(
    markup: &mut Markup,
    caption: &str,
    titles: &[&str],
    rows: impl IntoIterator<Item = Vec<String>>,
) {
    markup.fixed("<div class=\"wide\"><table>");
    markup.element("caption", &[], caption);
    markup.fixed("<thead><tr>");
    for title in titles {
        markup.element("th", &[("scope", &"col")], title);
    }
    markup.fixed("</tr></thead><tbody>");
    for row in rows {
        markup.fixed("<tr>");
        for (column, cell) in row.iter().enumerate() {
            match column {
                0 => markup.element("th", &[("scope", &"row")], cell),
                _ => markup.element("td", &[], cell),
            }
        }
        markup.fixed("</tr>");
    }
    markup.fixed("</tbody></table></div>\n");
}

/// What stands behind a drawing and opens on a click.
pub(super) fn behind(markup: &mut Markup, write: impl FnOnce(&mut Markup)) {
    markup.fixed("<details><summary>The numbers</summary>");
    write(markup);
    markup.fixed("</details>\n");
}

pub(super) fn bars(markup: &mut Markup, bars: &[Bar]) {
    markup.fixed(
        "<div class=\"wide\"><table class=\"bars\"><thead><tr><th scope=\"col\">Reached?</th>",
    );
    markup.fixed("<th scope=\"col\">Asked</th><th scope=\"col\">Measured</th></tr></thead><tbody>");
    for bar in bars {
        let word = bar.state.word();
        markup.open("tr", &[("class", &word)]);
        markup.element("th", &[("scope", &"row")], word);
        markup.element("td", &[], unbroken(&bar.claim));
        markup.open("td", &[]);
        markup.text(unbroken(&bar.measured));
        if !bar.failing.is_empty() {
            markup.fixed("<ul>");
            for failing in &bar.failing {
                markup.element("li", &[], failing);
            }
            markup.fixed("</ul>");
        }
        markup.fixed("</td></tr>");
    }
    markup.fixed("</tbody></table></div>\n");
}

/// With its percentages each on one line.
fn unbroken(text: &str) -> String {
    text.replace(" %", "\u{a0}%")
}

pub(super) fn with_interval(rate: Rate) -> String {
    format!(
        "{} ({})",
        percent(rate.share),
        interval(rate.low, rate.high)
    )
}

fn level_row(name: &str, rates: &LevelRates, levels: &[Level]) -> Vec<String> {
    let mut row = vec![
        name.to_owned(),
        grouped(rates.messages),
        grouped(rates.clusters),
    ];
    row.extend(levels.iter().map(|level| with_interval(rates.of(*level))));
    row
}

pub(super) fn levels(markup: &mut Markup, evaluation: &Evaluation) {
    let mut rows = Vec::new();
    for rates in &evaluation.classes {
        rows.push(level_row(rates.class.title(), &rates.rates, &SHOWN));
        if let (Class::Rendered, Some(products)) = (rates.class, &evaluation.products) {
            rows.push(level_row("— averaged by product", products, &SHOWN));
        }
    }
    let titles = [
        "mail",
        "messages",
        "clusters",
        "notice",
        "caution",
        "suspicious",
        "danger",
    ];
    table(markup, &model_title(evaluation), &titles, rows);
}

pub(super) fn model_title(evaluation: &Evaluation) -> String {
    format!(
        "Model {} ({})",
        evaluation.model.version, evaluation.model.name
    )
}

pub(super) fn slices(markup: &mut Markup, evaluation: &Evaluation, slices: &[Slice], class: Class) {
    let levels = [Level::Caution, Level::Suspicious, Level::Danger];
    let rows = slices.iter().filter_map(|slice| {
        let rates = slice.of(class)?;
        let mut row = level_row(&slice.name, rates, &levels);
        row.push(percent(rates.caution.at_most));
        Some(row)
    });
    let titles = [
        "",
        "messages",
        "clusters",
        "caution",
        "suspicious",
        "danger",
        "caution at most",
    ];
    let caption = format!("{}: {}", model_title(evaluation), class.title());
    table(markup, &caption, &titles, rows);
}

pub(super) fn points(markup: &mut Markup, caption: &str, curve: &Curve) {
    let every = curve.points.len().div_ceil(MOST_POINTS).max(1);
    let last = curve.points.len().saturating_sub(1);
    let points = curve.points.iter().enumerate();
    let rows = points
        .filter(|(at, _)| at % every == 0 || *at == last)
        .map(|(_, point)| {
            vec![
                format!("{:.2}", point.from_logit),
                percent(point.false_alarms),
                percent(point.caught),
                percent(point.precision),
            ]
        });
    let titles = [
        "flagged from log-odds",
        "false alarms",
        "caught",
        "precision",
    ];
    table(markup, caption, &titles, rows);
}

pub(super) fn calibration(markup: &mut Markup, evaluation: &Evaluation) {
    let Some(calibration) = &evaluation.calibration else {
        return;
    };
    let rows = calibration.bins.iter().map(|bin| {
        vec![
            interval(bin.from, bin.to) + " %",
            percent(bin.stated),
            percent(bin.observed),
            interval(bin.low, bin.high),
            grouped(bin.count.round() as usize),
        ]
    });
    let titles = [
        "probabilities",
        "stated, mean",
        "observed",
        "interval",
        "messages",
    ];
    table(markup, &model_title(evaluation), &titles, rows);
}

pub(super) fn threats(markup: &mut Markup, evaluation: &Evaluation) {
    let rows = evaluation.threats.iter().map(|row| {
        let mut cells = vec![row.threat.name().replace('_', " ")];
        cells.extend([row.phishing, row.legitimate, row.rendered].map(with_interval));
        cells
    });
    let titles = [
        "threat",
        "of sure phishing",
        "of received legitimate mail",
        "of rendered",
    ];
    table(markup, &model_title(evaluation), &titles, rows);
}

pub(super) fn kinds(markup: &mut Markup, evaluation: &Evaluation) {
    let rows = evaluation.kinds.iter().map(|kind| {
        let mut cells = vec![
            kind.title(),
            grouped(kind.messages),
            format!("{:.4}", kind.curve.auc),
        ];
        cells.extend(kind.curve.caught_at.map(|at| percent(at.caught)));
        cells
    });
    let titles = ["kind", "messages", "AUC", "caught at 1 %", "at 0.1 %"];
    table(markup, &model_title(evaluation), &titles, rows);
}

pub(super) fn differences(markup: &mut Markup, comparison: &Comparison) {
    let listed = comparison.differences.iter().take(MOST_DIFFERENCES);
    let rows = listed.map(|one| {
        let level =
            |level: Level, probability| format!("{}, {}", level.name(), percent(probability));
        let findings: Vec<String> = one
            .findings
            .iter()
            .map(|finding| {
                format!(
                    "{} {:+.2} against {:+.2}",
                    finding.id, finding.share, finding.compared_share
                )
            })
            .collect();
        vec![
            one.path.clone(),
            one.class.title().to_owned(),
            format!("{:+}", one.worse_by),
            level(one.level, one.probability),
            level(one.compared_level, one.compared_probability),
            if findings.is_empty() {
                "only bias or thresholds".to_owned()
            } else {
                findings.join("; ")
            },
        ]
    });
    let titles = [
        "message",
        "is",
        "levels worse",
        "model",
        "compared with",
        "findings weighed differently",
    ];
    let caption = match comparison.differences.len().checked_sub(MOST_DIFFERENCES) {
        None | Some(0) => "Every differing message".to_owned(),
        Some(more) => format!(
            "The first {} differing messages; {} more are in the JSON",
            grouped(MOST_DIFFERENCES),
            grouped(more)
        ),
    };
    table(markup, &caption, &titles, rows);
}
