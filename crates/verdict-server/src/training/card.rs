//! The model card: what a model was made from, what it does, and what it is bad at, as text that people read.

mod findings;

use std::collections::BTreeMap;
use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::manifest::{Entry, Label};
use super::run::{Trained, Tried};
use super::thresholds::{Budget, budgets};
use super::wording::Learnt;

use crate::evaluation::{Class, Evaluation, LevelRates, Limits, ModelName, State, samples};

/// The figures that stand in the model's document and on its card.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// By models that did not see the source of a message.
    pub sources_left_out: Evaluation,
    /// By a model that saw older mail only.
    pub newest_left_out: Evaluation,
}

impl Measured {
    /// Counts what training measured.
    pub fn of(trained: &Trained, entries: &[Entry]) -> Measured {
        let name = |name: &str| ModelName {
            name: name.to_owned(),
            version: trained.model.version.clone(),
        };
        Measured {
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

/// A digest of the mail that a model was trained on: of path, label, cluster and contents of each message, in the order of
/// the manifest. `contents` are the digests of the files.
pub fn data_digest(entries: &[Entry], contents: &[[u8; 32]]) -> String {
    let mut digest = Sha256::new();
    for (entry, content) in entries.iter().zip(contents) {
        for text in [entry.path.as_str(), label(entry.label), &entry.cluster] {
            digest.update(text.as_bytes());
            digest.update([0]);
        }
        digest.update(content);
    }
    let mut text = String::from("sha256:");
    for byte in digest.finalize() {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

fn label(label: Label) -> &'static str {
    match label {
        Label::Legitimate => "ham",
        Label::Phishing => "phish",
        Label::Spam => "spam",
    }
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
         - Training data: {} messages, {}\n- Read as: {}\n- Prior weights: {}\n- Could not be read: {}\n\
         - Log-odds were multiplied by {:.3} and shifted by {:+.3} so that probabilities come true on mail that was left out\n",
        model.version,
        model.origin,
        entries.len(),
        notes.digest,
        notes.read_as,
        notes.prior,
        notes.failed,
        trained.calibration.slope,
        trained.calibration.shift,
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
         there is too little mail to prove that, the tail of its scores is continued.\n",
    );
    section(
        &mut card,
        "Each source left out in turn",
        "A model that did not see the source of a message judged it. This is the figure to believe.",
        &measured.sources_left_out,
    );
    section(
        &mut card,
        "The newest mail of each source left out",
        "A model that saw the older mail of the same sources judged it.",
        &measured.newest_left_out,
    );
    findings::missed(&mut card, &trained.sources_left_out, entries);
    findings::wording(&mut card, trained, text);
    findings::structure(&mut card, text.structure);
    sources(&mut card, entries);
    card
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

fn row(card: &mut String, title: &str, rates: &LevelRates) {
    let with_interval = |rate: crate::evaluation::Rate| {
        format!(
            "{} ({} to {})",
            percent(rate.share),
            percent(rate.low),
            percent(rate.high)
        )
    };
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
    use crate::training::testing::entry;

    #[test]
    fn the_digest_tells_mail_labels_and_clusters_apart() {
        let one = [entry(Label::Phishing, "pot/a")];
        let digest = data_digest(&one, &[[1; 32]]);
        assert!(digest.starts_with("sha256:") && digest.len() == 71);
        assert_eq!(digest, data_digest(&one, &[[1; 32]]));
        assert_ne!(digest, data_digest(&one, &[[2; 32]]));
        assert_ne!(
            digest,
            data_digest(&[entry(Label::Legitimate, "pot/a")], &[[1; 32]])
        );
        assert_ne!(
            digest,
            data_digest(&[entry(Label::Phishing, "pot/b")], &[[1; 32]])
        );
    }

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
