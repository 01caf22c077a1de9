//! The report for people at a terminal.

use std::fmt::Write;

use banner_core::Level;

use super::percent::{grouped, interval, percent};
use super::rates::{Rate, SHOWN};
use super::{Class, Comparison, Evaluation, LevelRates, MailRead, Report, Slice, words};
use crate::terminal::plain;

mod columns;

use columns::{Align, Columns, paragraph};

/// So many messages that could not be judged, and so many differences, are listed; JSON has them all.
const MOST_LISTED: usize = 30;

/// A part of the mail with fewer is listed only for its false alarms: its intervals reach almost from nothing to all.
const FEWEST_CLUSTERS: usize = 10;

/// The whole report as text, with a line end at its end.
pub fn table(report: &Report) -> String {
    let mut text = String::new();
    mail(&mut text, &report.mail);
    for evaluation in std::iter::once(&report.evaluation).chain(&report.compared) {
        model(&mut text, evaluation);
    }
    if let (Some(comparison), Some(compared)) = (&report.comparison, &report.compared) {
        differences(&mut text, comparison, &report.evaluation, compared);
    }
    text
}

/// Writing into a string cannot fail.
macro_rules! line {
    ($text:expr, $($arguments:tt)*) => {{ let _ = writeln!($text, $($arguments)*); }};
}

fn mail(text: &mut String, mail: &MailRead) {
    line!(
        text,
        "{} messages of {}, read as {}, {}{}.",
        grouped(mail.judged),
        plain(&mail.manifests.join(" and ")),
        mail.read_as,
        match &mail.organisation {
            Some(file) => format!("with the organisation profile {}", plain(file)),
            None => "without an organisation profile, so that no authentication result counts"
                .to_owned(),
        },
        if mail.sure_only {
            ", sure labels only"
        } else {
            ""
        }
    );
    if mail.missing > 0 {
        line!(
            text,
            "{} rows name a file that is not there.",
            grouped(mail.missing)
        );
    }
    if mail.unlabelled > 0 {
        line!(
            text,
            "{} rows have another label and were left out.",
            grouped(mail.unlabelled)
        );
    }
    if !mail.failed.is_empty() {
        line!(
            text,
            "{} messages could not be judged:",
            grouped(mail.failed.len())
        );
        for failed in mail.failed.iter().take(MOST_LISTED) {
            line!(text, "  {}: {}", plain(&failed.path), plain(&failed.error));
        }
    }
}

fn model(text: &mut String, evaluation: &Evaluation) {
    let model = &evaluation.model;
    line!(
        text,
        "\n== Model {} ({}) ==",
        plain(&model.version),
        plain(&model.name)
    );
    heading(text, "Aims", words::BARS);
    for bar in &evaluation.bars {
        line!(
            text,
            "  {:<8} {}: {}",
            bar.state.word(),
            bar.claim,
            bar.measured
        );
        for failing in bar.failing.iter().take(MOST_LISTED) {
            line!(text, "             {}", plain(failing));
        }
    }
    heading(text, "Levels", words::LEVELS);
    levels(text, evaluation);
    heading(text, "Phishing told from legitimate mail", words::CURVE);
    let mut columns = Columns::new(&[
        "sure phishing against",
        "AUC",
        "average precision",
        "caught at 1 %",
        "at 0.1 %",
    ]);
    for separation in &evaluation.separation {
        let curve = &separation.curve;
        let [at_one, at_tenth] = curve.caught_at.map(|at| percent(at.caught));
        columns.row([
            separation.against.title().to_owned(),
            format!("{:.4}", curve.auc),
            format!("{:.4}", curve.average_precision),
            at_one,
            at_tenth,
        ]);
    }
    columns.write(text);
    if let Some(calibration) = &evaluation.calibration {
        heading(text, "Probabilities", words::CALIBRATION);
        line!(
            text,
            "  Expected calibration error {:.4}, Brier score {:.4}; {} of this mail is phishing.",
            calibration.error,
            calibration.brier,
            percent(calibration.harmful)
        );
        let mut columns = Columns::new(&["stated", "observed", "interval", "messages"]);
        for bin in &calibration.bins {
            columns.row([
                percent(bin.stated),
                percent(bin.observed),
                interval(bin.low, bin.high),
                grouped(bin.count.round() as usize),
            ]);
        }
        columns.write(text);
    }
    heading(text, "By corpus", words::SOURCES);
    slices(text, &evaluation.sources, &Class::ALL);
    heading(text, "By language", words::LANGUAGES);
    let classes = [Class::Legitimate, Class::Rendered, Class::SurePhishing];
    slices(text, &evaluation.languages, &classes);
    heading(text, "By threat", words::THREATS);
    let mut columns = Columns::new(&["threat", "of sure phishing", "of received", "of rendered"]);
    for row in &evaluation.threats {
        let shares = [row.phishing, row.legitimate, row.rendered].map(|rate| percent(rate.share));
        let [phishing, legitimate, rendered] = shares;
        columns.row([row.threat.name().to_owned(), phishing, legitimate, rendered]);
    }
    columns.write(text);
    heading(
        text,
        "Phishing of each kind told from legitimate mail",
        words::KINDS,
    );
    let mut columns = Columns::new(&["kind", "messages", "AUC", "caught at 1 %", "at 0.1 %"]);
    for kind in &evaluation.kinds {
        let [at_one, at_tenth] = kind.curve.caught_at.map(|at| percent(at.caught));
        let auc = format!("{:.4}", kind.curve.auc);
        columns.row([kind.title(), grouped(kind.messages), auc, at_one, at_tenth]);
    }
    columns.write(text);
}

fn levels(text: &mut String, evaluation: &Evaluation) {
    let mut columns = Columns::new(&[
        "",
        "messages",
        "clusters",
        "notice",
        "caution",
        "suspicious",
        "danger",
    ]);
    let mut add = |title: &str, rates: &LevelRates| {
        let mut row = vec![
            title.to_owned(),
            grouped(rates.messages),
            grouped(rates.clusters),
        ];
        row.extend(SHOWN.map(|level| with_interval(rates.of(level))));
        columns.row(row);
    };
    for rates in &evaluation.classes {
        add(rates.class.title(), &rates.rates);
        if let (Class::Rendered, Some(products)) = (rates.class, &evaluation.products) {
            add("  averaged by product", products);
        }
    }
    columns.write(text);
}

/// One row a part and class, with what matters for the class.
fn slices(text: &mut String, slices: &[Slice], classes: &[Class]) {
    let mut columns = Columns::new(&[
        "",
        "",
        "messages",
        "clusters",
        "caution",
        "suspicious",
        "danger",
    ]);
    columns.align(1, Align::Left);
    let mut small = 0;
    for class in classes {
        for slice in slices {
            let Some(rates) = slice.of(*class) else {
                continue;
            };
            let is_false_alarm = class.is_harmful() == Some(false) && rates.caution.share > 0.0;
            if rates.clusters < FEWEST_CLUSTERS && !is_false_alarm {
                small += 1;
                continue;
            }
            let mut row = vec![
                plain(&slice.name).into_owned(),
                class.title().to_owned(),
                grouped(rates.messages),
                grouped(rates.clusters),
            ];
            let shown = [Level::Caution, Level::Suspicious, Level::Danger];
            row.extend(shown.map(|level| with_interval(rates.of(level))));
            columns.row(row);
        }
    }
    columns.write(text);
    if small > 0 {
        line!(
            text,
            "  {small} more have fewer than {FEWEST_CLUSTERS} clusters, too few to say much, and no false alarm; --format json \
             lists them."
        );
    }
}

fn with_interval(rate: Rate) -> String {
    format!(
        "{} ({})",
        percent(rate.share),
        interval(rate.low, rate.high)
    )
}

fn differences(
    text: &mut String,
    comparison: &Comparison,
    evaluation: &Evaluation,
    compared: &Evaluation,
) {
    heading(text, "Differences", words::COMPARISON);
    line!(
        text,
        "  {} against {}: {} the same, {} worse, {} better, {} spam judged otherwise.",
        plain(&evaluation.model.name),
        plain(&compared.model.name),
        grouped(comparison.same),
        grouped(comparison.worse),
        grouped(comparison.better),
        grouped(comparison.neither)
    );
    for one in comparison.differences.iter().take(MOST_LISTED) {
        line!(
            text,
            "  {:+} {}: {}, {} ({}) against {} ({})",
            one.worse_by,
            plain(&one.path),
            one.class.title(),
            one.level.name(),
            percent(one.probability),
            one.compared_level.name(),
            percent(one.compared_probability)
        );
        for finding in &one.findings {
            line!(
                text,
                "       {} {:+.2} against {:+.2}",
                plain(&finding.id),
                finding.share,
                finding.compared_share
            );
        }
    }
    let more = comparison.differences.len().saturating_sub(MOST_LISTED);
    if more > 0 {
        line!(
            text,
            "  … and {} more; --format json and --html list them.",
            grouped(more)
        );
    }
}

fn heading(text: &mut String, title: &str, words: &str) {
    line!(text, "\n{title}\n");
    paragraph(text, words);
}

#[cfg(test)]
#[path = "table_tests.rs"]
mod tests;
