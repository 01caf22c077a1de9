//! The model card: what a model was made from, what it does, and what it is bad at, as text that people read.

mod findings;

use std::collections::BTreeMap;
use std::fmt::Write;

use banner_core::Level;

use super::fitting::SHOWN;
use super::manifest::Entry;
use super::naming::label;
use super::run::{Choice, Trained, Tried};
use super::thresholds::{Budget, budgets};
use super::wording::Learnt;

use crate::evaluation::{
    Class, Evaluation, LevelRates, Limits, ModelName, Outcome, Rate, State, samples,
};

/// The figures that stand in the model's document and on its card.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// By models that did not see the source of a message.
    pub sources_left_out: Evaluation,
    /// By a model that saw older mail only.
    pub newest_left_out: Evaluation,
    /// By the models of [`Measured::sources_left_out`], of the same mail read in other ways.
    pub read_otherwise: Vec<(&'static str, Evaluation)>,
}

impl Measured {
    /// Counts what training measured.
    pub fn of(trained: &Trained, entries: &[Entry]) -> Measured {
        let name = |name: &str| ModelName {
            name: name.to_owned(),
            version: trained.model.version.clone(),
        };
        let otherwise = |(how, outcomes): &(&'static str, Vec<Outcome>)| {
            let samples = samples(entries, outcomes);
            let evaluation = Evaluation::of(name(how), &samples, Limits::CORPUS_LEFT_OUT);
            (*how, evaluation)
        };
        Measured {
            read_otherwise: trained.read_otherwise.iter().map(otherwise).collect(),
            sources_left_out: Evaluation::of(
                name("sources left out"),
                &samples(entries, &trained.sources_left_out),
                Limits::CORPUS_LEFT_OUT,
            ),
            newest_left_out: Evaluation::of(
                name("newest left out"),
                &samples(entries, &trained.newest_left_out),
                Limits::TIME_SPLIT,
            ),
        }
    }

    /// The few figures that the model's document carries, as shares from 0 to 1.
    pub fn figures(&self) -> BTreeMap<String, f64> {
        let mut figures = BTreeMap::new();
        for (split, evaluation) in [
            ("sources_left_out", &self.sources_left_out),
            ("newest_left_out", &self.newest_left_out),
        ] {
            for (class, name) in [
                (Class::SurePhishing, "caught"),
                (Class::Legitimate, "false_alarms"),
            ] {
                let Some(rates) = evaluation.class(class) else {
                    continue;
                };
                for (level, rate) in levels(rates) {
                    figures.insert(format!("{split}.{name}.{level}"), rounded(rate));
                }
            }
            if let Some(calibration) = &evaluation.calibration {
                figures.insert(
                    format!("{split}.calibration_error"),
                    rounded(calibration.error),
                );
            }
        }
        figures
    }
}

fn levels(rates: &LevelRates) -> [(&'static str, f64); 3] {
    [
        ("caution", rates.caution.share),
        ("suspicious", rates.suspicious.share),
        ("danger", rates.danger.share),
    ]
}

fn rounded(share: f64) -> f64 {
    (share * 1e5).round() / 1e5
}

/// What the card says besides its figures.
#[derive(Debug, Clone, Default)]
pub struct Notes {
    /// How the mail was read: `raw`, `withheld` or `simulated`.
    pub read_as: String,
    /// Digest of the training data.
    pub digest: String,
    /// The model from which weights were drawn.
    pub prior: String,
    /// Mail that could not be read or judged.
    pub failed: usize,
    /// Rows of the manifests whose file is not there.
    pub missing: usize,
    /// Rows of other labels.
    pub unlabelled: usize,
}

/// What the card says of the text and of the shape of the mail.
#[derive(Debug, Clone, Copy)]
pub struct TextNotes<'t> {
    /// How well the largest source of phishing is told from legitimate ones by structure alone (AUC).
    pub structure: &'t [(String, f64)],
    /// The table that was learnt, if there was enough text.
    pub learnt: Option<&'t Learnt>,
    /// What was caught with text under non-commercial terms as well.
    pub with_all_text: &'t [Tried],
}

/// The card, as Markdown.
pub fn card(
    trained: &Trained,
    measured: &Measured,
    entries: &[Entry],
    notes: &Notes,
    text: &TextNotes<'_>,
) -> String {
    let mut card = String::new();
    let model = &trained.model;
    let _ = write!(
        card,
        "# Model {}\n\n{}\n\n\
         - Training data: {} messages, {}\n- Read as: {}\n- Prior weights: {}\n- Could not be read: {}; not there: {}; of another label: {}\n\
         - Log-odds were multiplied by {:.3} and shifted by {:+.3} so that probabilities come true on mail that was left out\n",
        model.version,
        model.origin,
        entries.len(),
        notes.digest,
        notes.read_as,
        notes.prior,
        notes.failed,
        notes.missing,
        notes.unlabelled,
        trained.choice.calibration.slope,
        trained.choice.calibration.shift,
    );
    let _ = writeln!(
        card,
        "- Fired in fewer than {SHOWN} clusters of this mail, so that their weights are the prior's, multiplied with the others; that probabilities come true where they fire, no mail has shown: {}",
        if trained.from_prior.is_empty() {
            "none".to_owned()
        } else {
            trained.from_prior.join(", ")
        }
    );
    card.push_str(
        "\n## Levels\n\n| level | from probability | budget of legitimate mail |\n|---|---|---|\n",
    );
    let thresholds = model.thresholds;
    let from = [thresholds.caution, thresholds.suspicious, thresholds.danger];
    for ((level, budget), from) in budgets(Budget::READERS).into_iter().zip(from) {
        let _ = writeln!(
            card,
            "| {} or worse | {from:.4} | {} |",
            format!("{level:?}").to_lowercase(),
            percent(budget)
        );
    }
    card.push_str(
        "\nA level begins where the most that legitimate mail may reach it, with an error of 25 %, keeps to the budget. Where \
         there is too little mail to prove that, the tail of its scores is continued. These levels were chosen on all mail, each \
         source judged by a model without it. The figures below are not at these: each source is judged at levels (and with a \
         calibration and a weight of the text) that were chosen on the mail of the others, so that its false alarms may pass the \
         budget. The models that judged the others for that had left those out, and seen this one.\n",
    );
    nested(&mut card, trained);
    section(
        &mut card,
        "Each source left out in turn",
        "A model that did not see the source of a message judged it, at levels chosen without that source too. This is the figure \
         to believe; but signals and phrases were written by people who had seen this mail.",
        &measured.sources_left_out,
    );
    section(
        &mut card,
        "The newest mail of each source left out",
        "A model that saw the older mail of the same sources judged it, at levels that were chosen on the older mail.",
        &measured.newest_left_out,
    );
    otherwise(&mut card, measured);
    findings::missed(&mut card, &trained.sources_left_out, entries);
    findings::wording(&mut card, trained, text);
    findings::structure(&mut card, text.structure);
    sources(&mut card, entries);
    card
}

/// Between what the levels vary that were chosen without a source.
fn nested(card: &mut String, trained: &Trained) {
    let _ = write!(
        card,
        "\n| level | chosen without one source, least | without which | most | without which |\n|---|---|---|---|---|\n"
    );
    for level in [Level::Caution, Level::Suspicious, Level::Danger] {
        let from = |choice: &Choice| match level {
            Level::Caution => choice.thresholds.caution,
            Level::Suspicious => choice.thresholds.suspicious,
            _ => choice.thresholds.danger,
        };
        let mut all: Vec<(f64, &str)> = trained
            .nested
            .iter()
            .map(|(name, choice)| (from(choice), name.as_str()))
            .collect();
        all.sort_by(|a, b| a.0.total_cmp(&b.0));
        if let (Some((least, low)), Some((most, high))) = (all.first(), all.last()) {
            let _ = writeln!(
                card,
                "| {} | {least:.4} | {low} | {most:.4} | {high} |",
                level.name()
            );
        }
    }
}

/// The same mail with authentication results withheld and simulated.
fn otherwise(card: &mut String, measured: &Measured) {
    if measured.read_otherwise.is_empty() {
        return;
    }
    card.push_str(
        "\n## The same models, the mail made alike\n\nWhat collections left in their mail is taken out first; authentication results are \
         withheld, or simulated as a receiver would write them, for a reader whose server they come from. Each source left out, as above.\n\n\
         | read as | mail | messages | caution or worse | suspicious or worse | danger |\n|---|---|---|---|---|---|\n",
    );
    for (how, evaluation) in &measured.read_otherwise {
        for class in [Class::Legitimate, Class::Rendered, Class::SurePhishing] {
            if let Some(rates) = evaluation.class(class) {
                let _ = writeln!(
                    card,
                    "| {how} | {} | {} | {} | {} | {} |",
                    class.title(),
                    rates.messages,
                    with_interval(rates.caution),
                    with_interval(rates.suspicious),
                    with_interval(rates.danger)
                );
            }
        }
    }
}

fn section(card: &mut String, title: &str, sentence: &str, evaluation: &Evaluation) {
    let _ = write!(card, "\n## {title}\n\n{sentence}\n\n");
    card.push_str("| mail | messages | clusters | caution or worse | suspicious or worse | danger |\n|---|---|---|---|---|---|\n");
    for class in &evaluation.classes {
        row(card, class.class.title(), &class.rates);
    }
    if let Some(products) = &evaluation.products {
        row(card, "legitimate, rendered, each product once", products);
    }
    if let Some(calibration) = &evaluation.calibration {
        let _ = write!(
            card,
            "\nExpected calibration error: {:.4}.\n",
            calibration.error
        );
    }
    card.push_str("\n| asked | measured | |\n|---|---|---|\n");
    for bar in &evaluation.bars {
        let _ = writeln!(
            card,
            "| {} | {} | {} |",
            bar.claim,
            bar.measured,
            bar.state.word()
        );
    }
    let weak: Vec<String> = evaluation
        .bars
        .iter()
        .filter(|bar| bar.state == State::Missed && !bar.failing.is_empty())
        .map(|bar| format!("- {}: {}", bar.claim, bar.failing.join("; ")))
        .collect();
    if !weak.is_empty() {
        let _ = write!(card, "\nWhat fails:\n\n{}\n", weak.join("\n"));
    }
    for (heading, slices) in [
        ("source", &evaluation.sources),
        ("language", &evaluation.languages),
    ] {
        let _ = write!(
            card,
            "\n| {heading} | mail | messages | caution or worse | suspicious or worse | danger |\n|---|---|---|---|---|---|\n"
        );
        for slice in slices {
            for class in [Class::Legitimate, Class::Rendered, Class::SurePhishing] {
                if let Some(rates) = slice.of(class) {
                    let _ = writeln!(
                        card,
                        "| {} | {} | {} | {} | {} | {} |",
                        slice.name,
                        class.title(),
                        rates.messages,
                        percent(rates.caution.share),
                        percent(rates.suspicious.share),
                        percent(rates.danger.share)
                    );
                }
            }
        }
    }
}

fn with_interval(rate: Rate) -> String {
    format!(
        "{} ({} to {})",
        percent(rate.share),
        percent(rate.low),
        percent(rate.high)
    )
}

fn row(card: &mut String, title: &str, rates: &LevelRates) {
    let _ = writeln!(
        card,
        "| {title} | {} | {} | {} | {} | {} |",
        rates.messages,
        rates.clusters,
        with_interval(rates.caution),
        with_interval(rates.suspicious),
        with_interval(rates.danger)
    );
}

fn sources(card: &mut String, entries: &[Entry]) {
    let mut sources: BTreeMap<(&str, &str), (usize, &str)> = BTreeMap::new();
    for entry in entries {
        let source = sources.entry((entry.source.as_str(), label(entry.label)));
        source.or_insert((0, entry.licence.as_str())).0 += 1;
    }
    card.push_str("\n## Sources\n\n| source | label | messages | licence |\n|---|---|---|---|\n");
    for ((source, label), (messages, licence)) in sources {
        let licence = licence.replace('|', "/");
        let _ = writeln!(card, "| {source} | {label} | {messages} | {licence} |");
    }
}

fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if percent <= 0.0 {
        "0".to_owned()
    } else if percent < 0.1 {
        format!("{percent:.3} %")
    } else if percent < 10.0 {
        format!("{percent:.2} %")
    } else {
        format!("{percent:.1} %")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_written_as_people_read_them() {
        for (share, text) in [
            (0.0, "0"),
            (0.000_21, "0.021 %"),
            (0.0123, "1.23 %"),
            (0.876, "87.6 %"),
        ] {
            assert_eq!(percent(share), text);
        }
    }
}
