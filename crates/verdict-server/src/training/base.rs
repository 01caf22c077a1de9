//! The mail that every model was learnt from, as a table that stands in the repository: of each message which signals fired.
//!
//! With it a server that has never seen a collection of mail trains from its readers' answers. Of the mail there is nothing else
//! in it: no text, no name, no address, no date. What is the same in all that is kept is one row with a count. One cluster of
//! five (by a hash of its name) is held: training from answers never fits to it, so that the gate has mail to compare models on.
//!
//! The form, one line a row, so that a change of it can be read:
//!
//! ```text
//! threat-banner base examples 1
//! choice WORDING SLOPE SHIFT NOTICE CAUTION SUSPICIOUS DANGER
//! signal ID                      numbered from 0
//! source received|rendered NAME  numbered from 0
//! h|p|H|P SOURCE CLUSTER COUNT SIGNAL[:STRENGTH] …     legitimate or phishing; a capital where it is held
//! ```

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;
use std::sync::OnceLock;

use banner_core::{Thresholds, registry};

use super::calibrating::Calibration;
use super::examples::Example;
use super::manifest::{Entry, Label};
use super::run::Choice;
use super::splitting::hash;
use super::weighing::is_learnt_from;

/// The table that was made from the collections of which the card of the built-in model tells.
const BUILT_IN: &str = include_str!("base/examples.txt");
const HEADING: &str = "threat-banner base examples 1";
/// One cluster of so many is held.
const HELD: u64 = 5;

/// The mail, as examples and entries that stand for its messages.
#[derive(Debug, Clone, PartialEq)]
pub struct Base {
    /// What each row shows; its entry is at the same place of [`Base::entries`].
    pub examples: Vec<Example>,
    /// What is known of each row.
    pub entries: Vec<Entry>,
    /// How many messages each row stands for.
    pub counts: Vec<u32>,
    /// Whether each row is held: never fitted to.
    pub held: Vec<bool>,
    /// What was chosen for the model that was trained on all of it, on sources that were left out.
    pub choice: Choice,
}

/// Why a table cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("The table of base examples is unusable: line {line} {problem}.")]
pub struct BaseError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub problem: &'static str,
}

impl Base {
    /// The table of the repository, read once.
    ///
    /// # Errors
    /// [`BaseError`], which a test rules out.
    pub fn built_in() -> Result<&'static Base, BaseError> {
        static READ: OnceLock<Result<Base, BaseError>> = OnceLock::new();
        READ.get_or_init(|| Base::read(BUILT_IN))
            .as_ref()
            .map_err(Clone::clone)
    }

    /// Reads a table. Signals that this version does not know are passed over.
    ///
    /// # Errors
    /// [`BaseError`] names the first line that is none.
    pub fn read(text: &str) -> Result<Base, BaseError> {
        let mut lines = text.lines().zip(1..).peekable();
        let wrong = |line, problem| BaseError { line, problem };
        let first = lines.next().map(|(text, _)| text);
        if first != Some(HEADING) {
            return Err(wrong(1, "does not begin it as one"));
        }
        let mut base = Base {
            examples: Vec::new(),
            entries: Vec::new(),
            counts: Vec::new(),
            held: Vec::new(),
            choice: read_choice(lines.next().map_or("", |(text, _)| text))
                .ok_or_else(|| wrong(2, "holds no choice"))?,
        };
        let mut signals: Vec<Option<u32>> = Vec::new();
        let mut sources: Vec<(bool, &str)> = Vec::new();
        for (text, line) in lines {
            match text.split_once(' ') {
                Some(("signal", id)) => {
                    let place = registry().binary_search_by_key(&id, |signal| signal.id);
                    signals.push(place.ok().and_then(|place| u32::try_from(place).ok()));
                }
                Some(("source", kind)) => {
                    let (kind, name) = kind
                        .split_once(' ')
                        .ok_or_else(|| wrong(line, "names no source"))?;
                    sources.push((kind == "rendered", name));
                }
                _ => {
                    let row = read_row(text, &signals, &sources)
                        .ok_or_else(|| wrong(line, "is no row"))?;
                    base.add(row);
                }
            }
        }
        Ok(base)
    }

    /// How many messages the table stands for.
    pub fn messages(&self) -> u64 {
        self.counts.iter().copied().map(u64::from).sum()
    }

    fn add(&mut self, row: Row<'_>) {
        let place = self.entries.len();
        self.examples.push(Example::of_signals(place, row.features));
        self.entries.push(Entry {
            path: format!("{}/{}", row.source, place),
            file: PathBuf::new(),
            label: row.label,
            sure: true,
            source: row.source.to_owned(),
            rendered: row.rendered,
            language: String::new(),
            date: String::new(),
            cluster: row.cluster.to_owned(),
            licence: String::new(),
        });
        self.counts.push(row.count);
        self.held.push(row.held);
    }
}

struct Row<'t> {
    label: Label,
    held: bool,
    source: &'t str,
    rendered: bool,
    cluster: &'t str,
    count: u32,
    features: Vec<(u32, f32)>,
}

fn read_row<'t>(
    text: &'t str,
    signals: &[Option<u32>],
    sources: &[(bool, &'t str)],
) -> Option<Row<'t>> {
    let mut fields = text.split(' ');
    let kind = fields.next()?;
    let label = match kind {
        "h" | "H" => Label::Legitimate,
        "p" | "P" => Label::Phishing,
        _ => return None,
    };
    let (rendered, source) = *sources.get(fields.next()?.parse::<usize>().ok()?)?;
    let cluster = fields.next()?;
    let count = fields.next()?.parse().ok()?;
    let mut features = Vec::new();
    for field in fields {
        let (signal, strength) = field.split_once(':').unwrap_or((field, "1"));
        let place = signals.get(signal.parse::<usize>().ok()?)?;
        let strength: f32 = strength.parse().ok()?;
        if let Some(place) = place {
            features.push((*place, strength));
        }
    }
    Some(Row {
        label,
        held: kind.chars().all(char::is_uppercase),
        source,
        rendered,
        cluster,
        count,
        features,
    })
}

fn read_choice(line: &str) -> Option<Choice> {
    let numbers: Option<Vec<f64>> = line
        .strip_prefix("choice ")?
        .split(' ')
        .map(|number| number.parse().ok())
        .collect();
    let [wording, slope, shift, notice, caution, suspicious, danger] = numbers?[..] else {
        return None;
    };
    Some(Choice {
        wording,
        calibration: Calibration { slope, shift },
        thresholds: Thresholds {
            notice,
            caution,
            suspicious,
            danger,
        },
    })
}

/// The table of what was learnt from these messages.
pub fn table(examples: &[Example], entries: &[Entry], choice: &Choice) -> String {
    type Key<'e> = (usize, Label, usize, Vec<(u32, u32)>);
    let mut sources: BTreeMap<(&str, bool), usize> = BTreeMap::new();
    let mut clusters: BTreeMap<&str, usize> = BTreeMap::new();
    let mut rows: BTreeMap<Key<'_>, (u32, bool)> = BTreeMap::new();
    let learnt = || {
        let with_entry =
            |example: &&Example| entries.get(example.entry).is_some_and(is_learnt_from);
        examples.iter().filter(with_entry)
    };
    for example in learnt() {
        if let Some(entry) = entries.get(example.entry) {
            sources.insert((&entry.source, entry.rendered), 0);
        }
    }
    for (number, place) in sources.values_mut().enumerate() {
        *place = number;
    }
    for example in learnt() {
        let Some(entry) = entries.get(example.entry) else {
            continue;
        };
        let next = clusters.len();
        let cluster = *clusters.entry(&entry.cluster).or_insert(next);
        let source = sources.get(&(entry.source.as_str(), entry.rendered));
        let features = example.features.iter();
        let features = features.map(|(place, strength)| (*place, strength.to_bits()));
        let key = (
            source.copied().unwrap_or_default(),
            entry.label,
            cluster,
            features.collect(),
        );
        let held = hash(&entry.cluster, 7).is_multiple_of(HELD);
        rows.entry(key).or_insert((0, held)).0 += 1;
    }
    let mut text = format!("{HEADING}\n{}\n", written(choice));
    for signal in registry() {
        let _ = writeln!(text, "signal {}", signal.id);
    }
    for (name, rendered) in sources.keys() {
        let kind = if *rendered { "rendered" } else { "received" };
        let _ = writeln!(text, "source {kind} {name}");
    }
    for ((source, label, cluster, features), (count, held)) in rows {
        let kind = match (label, held) {
            (Label::Phishing, false) => 'p',
            (Label::Phishing, true) => 'P',
            (_, false) => 'h',
            (_, true) => 'H',
        };
        let _ = write!(text, "{kind} {source} {cluster} {count}");
        for (place, bits) in features {
            let strength = f32::from_bits(bits);
            let _ = match strength.to_bits() == 1.0_f32.to_bits() {
                true => write!(text, " {place}"),
                false => write!(text, " {place}:{strength}"),
            };
        }
        text.push('\n');
    }
    text
}

fn written(choice: &Choice) -> String {
    let Choice {
        wording,
        calibration: Calibration { slope, shift },
        thresholds,
    } = choice;
    format!(
        "choice {wording} {slope} {shift} {} {} {} {}",
        thresholds.notice, thresholds.caution, thresholds.suspicious, thresholds.danger
    )
}

#[cfg(test)]
#[path = "base/tests.rs"]
mod tests;
