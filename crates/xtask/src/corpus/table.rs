//! Counts verdicts by label, source, level and signal, and prints them.

use std::collections::BTreeMap;

use super::data::Entry;

const LEVELS: [&str; 5] = ["none", "notice", "caution", "suspicious", "danger"];

/// How often each level and signal came up.
#[derive(Default)]
pub struct Table {
    labels: BTreeMap<String, Counts>,
    sources: BTreeMap<(String, String), Counts>,
}

#[derive(Default)]
struct Counts {
    total: u32,
    unread: u32,
    levels: BTreeMap<String, u32>,
    signals: BTreeMap<String, u32>,
}

impl Table {
    /// Counts one verdict.
    pub fn count<'a>(
        &mut self,
        entry: &Entry,
        level: &str,
        signals: impl Iterator<Item = &'a str>,
    ) {
        let signals: Vec<&str> = signals.collect();
        for counts in self.counts(entry) {
            counts.total += 1;
            *counts.levels.entry(level.to_owned()).or_default() += 1;
            for id in &signals {
                *counts.signals.entry((*id).to_owned()).or_default() += 1;
            }
        }
    }

    /// Counts a file that was not read as mail.
    pub fn count_unread(&mut self, entry: &Entry) {
        for counts in self.counts(entry) {
            counts.total += 1;
            counts.unread += 1;
        }
    }

    fn counts(&mut self, entry: &Entry) -> [&mut Counts; 2] {
        [
            self.labels.entry(entry.label.clone()).or_default(),
            self.sources
                .entry((entry.label.clone(), entry.source.clone()))
                .or_default(),
        ]
    }

    /// Prints the tables on standard output.
    #[allow(clippy::print_stdout, reason = "the tables are the command's output")]
    pub fn print(&self) {
        println!("\nLevel reached, in per cent of each label and source ('or worse' adds up):\n");
        println!(
            "{:<10} {:<22} {:>7} {:>7} {:>9} {:>9} {:>12} {:>8}",
            "label", "source", "mails", "unread", "notice+", "caution+", "suspicious+", "danger"
        );
        for (label, counts) in &self.labels {
            println!("{}", row(label, "all", counts));
        }
        println!();
        for ((label, source), counts) in &self.sources {
            println!("{}", row(label, source, counts));
        }
        println!("\nSignals, in per cent of the messages of each label on which they fire:\n");
        let labels: Vec<&String> = self.labels.keys().collect();
        let heads: Vec<String> = labels.iter().map(|label| format!("{label:>10}")).collect();
        println!("{:<36}{}", "signal", heads.join(""));
        let mut ids: Vec<&String> = self
            .labels
            .values()
            .flat_map(|counts| counts.signals.keys())
            .collect();
        ids.sort();
        ids.dedup();
        for id in ids {
            let cells: Vec<String> = self
                .labels
                .values()
                .map(|counts| {
                    format!(
                        "{:>10.2}",
                        share(counts.signals.get(id).copied().unwrap_or(0), counts.total)
                    )
                })
                .collect();
            println!("{id:<36}{}", cells.join(""));
        }
    }
}

fn row(label: &str, source: &str, counts: &Counts) -> String {
    let at_least = |lowest: usize| {
        let reached: u32 = LEVELS
            .iter()
            .skip(lowest)
            .filter_map(|level| counts.levels.get(*level))
            .sum();
        share(reached, counts.total)
    };
    format!(
        "{label:<10} {source:<22} {:>7} {:>7} {:>9.2} {:>9.2} {:>12.2} {:>8.2}",
        counts.total,
        counts.unread,
        at_least(1),
        at_least(2),
        at_least(3),
        at_least(4)
    )
}

fn share(part: u32, whole: u32) -> f64 {
    if whole == 0 {
        0.0
    } else {
        100.0 * f64::from(part) / f64::from(whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_add_up_to_or_worse() {
        let mut table = Table::default();
        let entry = Entry {
            label: "phish".into(),
            source: "pot".into(),
        };
        for level in ["none", "notice", "caution", "danger"] {
            table.count(&entry, level, ["links.ip_host"].into_iter());
        }
        let counts = &table.labels["phish"];
        let cells: Vec<String> = row("phish", "pot", counts)
            .split_whitespace()
            .map(str::to_owned)
            .collect();
        assert_eq!(cells[2..], ["4", "0", "75.00", "50.00", "25.00", "25.00"]);
        assert_eq!(counts.signals["links.ip_host"], 4);
    }
}
