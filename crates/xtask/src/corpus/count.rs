//! Counts verdicts and findings by label, and within each label by source and by language.

use std::collections::BTreeMap;

use super::data::Entry;

/// The levels in rising order.
const LEVELS: [&str; 5] = ["none", "notice", "caution", "suspicious", "danger"];

/// How often each level and signal came up.
#[derive(Default)]
pub struct Table {
    /// By label.
    pub labels: BTreeMap<String, Counts>,
    /// By label and source.
    pub sources: BTreeMap<(String, String), Counts>,
    /// By label and language.
    pub languages: BTreeMap<(String, String), Counts>,
}

/// How often each level and signal came up in some set of messages.
#[derive(Default)]
pub struct Counts {
    /// Messages.
    pub total: u32,
    /// Those that could not be read as mail.
    pub unread: u32,
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

    fn counts(&mut self, entry: &Entry) -> [&mut Counts; 3] {
        let within = |part: &String| (entry.label.clone(), part.clone());
        [
            self.labels.entry(entry.label.clone()).or_default(),
            self.sources.entry(within(&entry.source)).or_default(),
            self.languages.entry(within(&entry.language)).or_default(),
        ]
    }

    /// The ids of all signals that fired, in their order.
    pub fn signals(&self) -> Vec<&str> {
        let fired = self
            .labels
            .values()
            .flat_map(|counts| counts.signals.keys());
        let mut ids: Vec<&str> = fired.map(String::as_str).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }
}

impl Counts {
    /// Adds those of another set of messages.
    pub fn add(&mut self, other: &Counts) {
        self.total += other.total;
        self.unread += other.unread;
        for (level, count) in &other.levels {
            *self.levels.entry(level.clone()).or_default() += count;
        }
        for (id, count) in &other.signals {
            *self.signals.entry(id.clone()).or_default() += count;
        }
    }

    /// How many per cent of the messages reach notice, caution, suspicious and danger, or worse.
    pub fn reached(&self) -> [f64; 4] {
        [1, 2, 3, 4].map(|lowest| {
            let levels = LEVELS.iter().skip(lowest);
            let count = levels.filter_map(|level| self.levels.get(*level)).sum();
            self.share(count)
        })
    }

    /// On how many per cent of the messages a signal fires.
    pub fn fires(&self, id: &str) -> f64 {
        self.share(self.signals.get(id).copied().unwrap_or(0))
    }

    fn share(&self, part: u32) -> f64 {
        if self.total == 0 {
            0.0
        } else {
            100.0 * f64::from(part) / f64::from(self.total)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::default();
        let entry = |language: &str| Entry {
            label: "phish".into(),
            source: "pot".into(),
            language: language.into(),
        };
        for level in ["none", "notice", "caution", "danger"] {
            table.count(&entry("en"), level, ["links.ip_host"].into_iter());
        }
        table.count_unread(&entry("zh"));
        table
    }

    #[test]
    fn levels_add_up_to_or_worse() {
        let table = table();
        let counts = &table.languages[&("phish".into(), "en".into())];
        assert_eq!(counts.reached(), [75.0, 50.0, 25.0, 25.0]);
        assert_eq!(counts.fires("links.ip_host"), 100.0);
        assert_eq!(counts.fires("links.userinfo"), 0.0);
    }

    #[test]
    fn a_message_counts_for_its_label_source_and_language() {
        let table = table();
        assert_eq!(table.labels["phish"].total, 5);
        assert_eq!(table.sources[&("phish".into(), "pot".into())].unread, 1);
        assert_eq!(table.languages[&("phish".into(), "zh".into())].total, 1);
        assert_eq!(table.signals(), ["links.ip_host"]);
    }

    #[test]
    fn sets_of_messages_add_up() {
        let table = table();
        let mut sum = Counts::default();
        for counts in table.languages.values() {
            sum.add(counts);
        }
        assert_eq!(sum.total, 5);
        assert_eq!(sum.reached()[3], 20.0);
        assert_eq!(sum.fires("links.ip_host"), 80.0);
    }
}
