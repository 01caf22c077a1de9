//! Prints what was counted: levels by source and language, and each signal by label, source and language.

use std::collections::BTreeMap;

use super::count::{Counts, Table};
use super::weights::Weights;

/// The labels of legitimate mail.
const LEGITIMATE: [&str; 2] = ["ham", "rendered"];
/// Languages that are always shown side by side, and beside them those with this many legitimate messages.
const ALWAYS: [&str; 6] = ["de", "en", "ja", "pt", "ru", "zh"];
const MANY: u32 = 100;
/// The share of legitimate mail, in per cent, above which a signal may not be worth more than a notice.
const OFTEN: f64 = 1.0;

/// Prints the tables on standard output.
#[allow(clippy::print_stdout, reason = "the tables are the command's output")]
pub fn print(table: &Table, weights: &Weights) {
    println!("\nLevel reached, in per cent of each label and source ('+' is 'or worse'):\n");
    println!("{}", head("label", "source"));
    for (label, counts) in &table.labels {
        println!("{}", row(label, "all", counts));
    }
    println!();
    for ((label, source), counts) in &table.sources {
        println!("{}", row(label, source, counts));
    }
    println!("\nFalse alarms on legitimate mail by language, in per cent:\n");
    println!("{}", head("label", "language"));
    for line in by_language(table) {
        println!("{line}");
    }
    println!("\nSignals, in per cent of the messages of each label on which they fire:\n");
    println!("{}", signals_head(table));
    for line in signals(table) {
        println!("{line}");
    }
    print_loud(table, weights);
}

/// Prints what was counted of mail whose receiver's word counts: levels, and the signals by label.
#[allow(clippy::print_stdout, reason = "the tables are the command's output")]
pub fn print_received(table: &Table, weights: &Weights) {
    println!("\nThe same of mail that a known receiver checked, with its results:\n");
    println!("{}", head("label", "source"));
    for ((label, source), counts) in &table.sources {
        println!("{}", row(label, source, counts));
    }
    println!();
    println!("{}", signals_head(table));
    for line in signals(table) {
        println!("{line}");
    }
    print_loud(table, weights);
}

/// A line a signal, and below it those of its sources and languages.
fn signals(table: &Table) -> Vec<String> {
    let mut lines = Vec::new();
    for id in table.signals() {
        lines.push(signal(table, id));
        lines.extend(detail("source", &table.sources, id));
        lines.extend(detail("language", &table.languages, id));
    }
    lines
}

#[allow(clippy::print_stdout, reason = "the tables are the command's output")]
fn print_loud(table: &Table, weights: &Weights) {
    println!(
        "\nSignals that fire on more than {OFTEN} % of legitimate mail and alone reach caution:\n"
    );
    let loud = loud(table, weights);
    if loud.is_empty() {
        println!("none");
    }
    for (id, share) in loud {
        println!("{id:<36}{share:>10.2}");
    }
}

fn signals_head(table: &Table) -> String {
    let labels: Vec<String> = table
        .labels
        .keys()
        .map(|label| format!("{label:>10}"))
        .collect();
    format!("{:<36}{}", "signal", labels.join(""))
}

fn head(first: &str, second: &str) -> String {
    format!(
        "{first:<10} {second:<22} {:>7} {:>7} {:>9} {:>9} {:>12} {:>8}",
        "mails", "unread", "notice+", "caution+", "suspicious+", "danger"
    )
}

fn row(label: &str, part: &str, counts: &Counts) -> String {
    let [notice, caution, suspicious, danger] = counts.reached();
    format!(
        "{label:<10} {part:<22} {:>7} {:>7} {notice:>9.2} {caution:>9.2} {suspicious:>12.2} {danger:>8.2}",
        counts.total, counts.unread
    )
}

/// The rows of the languages in which there is enough legitimate mail, both kinds of it together and apart.
fn by_language(table: &Table) -> Vec<String> {
    let mut together: BTreeMap<&str, Counts> = BTreeMap::new();
    let mut all = Counts::default();
    for ((label, language), counts) in &table.languages {
        if LEGITIMATE.contains(&label.as_str()) {
            together.entry(language).or_default().add(counts);
            all.add(counts);
        }
    }
    let mut rows = vec![row("both", "all", &all)];
    together.retain(|language, counts| ALWAYS.contains(language) || counts.total >= MANY);
    for (language, counts) in &together {
        rows.push(row("both", language, counts));
        for label in LEGITIMATE {
            let part = table
                .languages
                .get(&(label.to_owned(), (*language).to_owned()));
            rows.extend(part.map(|counts| row(label, language, counts)));
        }
    }
    rows
}

fn signal(table: &Table, id: &str) -> String {
    let cells = table.labels.values();
    let cells: Vec<String> = cells
        .map(|counts| format!("{:>10.2}", counts.fires(id)))
        .collect();
    format!("{id:<36}{}", cells.join(""))
}

/// The parts of each label in which a signal fires, a line a label, the most frequent first.
fn detail(name: &str, parts: &BTreeMap<(String, String), Counts>, id: &str) -> Vec<String> {
    let mut labels: BTreeMap<&str, Vec<(&str, f64)>> = BTreeMap::new();
    for ((label, part), counts) in parts {
        if counts.fires(id) > 0.0 {
            labels
                .entry(label)
                .or_default()
                .push((part, counts.fires(id)));
        }
    }
    let line = |(label, mut shares): (&str, Vec<(&str, f64)>)| {
        shares.sort_by(|a, b| b.1.total_cmp(&a.1));
        let shares: Vec<String> = shares
            .iter()
            .map(|(part, share)| format!("{part} {share:.2}"))
            .collect();
        format!("    {label} by {name}: {}", shares.join(", "))
    };
    labels.into_iter().map(line).collect()
}

/// The signals that alone reach caution and fire on more than [`OFTEN`] per cent of the mail of a label of legitimate mail, with
/// that share: received mail and rendered templates are held to it apart, so that neither hides the other.
pub fn loud<'table>(table: &'table Table, weights: &Weights) -> Vec<(&'table str, f64)> {
    let share = |id: &str| {
        let labels = LEGITIMATE
            .iter()
            .filter_map(|label| table.labels.get(*label));
        labels.map(|counts| counts.fires(id)).fold(0.0, f64::max)
    };
    let ids = table.signals().into_iter();
    ids.map(|id| (id, share(id)))
        .filter(|(id, share)| *share > OFTEN && weights.alarms_alone(id))
        .collect()
}

/// Prints which of the signals that the model weighs fired on no message of any table.
#[allow(clippy::print_stdout, reason = "the tables are the command's output")]
pub fn print_never(tables: &[&Table], weights: &Weights) {
    println!("\n{}", never(tables, weights));
}

fn never(tables: &[&Table], weights: &Weights) -> String {
    let fired: Vec<&str> = tables.iter().flat_map(|table| table.signals()).collect();
    let never = weights.signals().filter(|id| !fired.contains(id));
    let never: Vec<&str> = never.collect();
    format!(
        "Signals that fire on none of these messages, and are shown by the bundled cases alone ({} of {}): {}",
        never.len(),
        weights.signals().count(),
        never.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::data::Entry;

    fn table() -> Table {
        let mut table = Table::default();
        for (label, source, language, level, ids) in [
            ("ham", "lists", "en", "none", &["sender.first_contact"][..]),
            ("ham", "lists", "xx", "none", &[]),
            (
                "rendered",
                "shop",
                "en",
                "caution",
                &["attachments.double_extension"],
            ),
            ("phish", "pot", "zh", "danger", &["sender.first_contact"]),
            ("phish", "pot", "en", "danger", &[]),
        ] {
            let entry = Entry {
                label: label.into(),
                source: source.into(),
                language: language.into(),
            };
            table.count(&entry, level, ids.iter().copied());
        }
        table
    }

    fn cells(line: &str) -> Vec<&str> {
        line.split_whitespace().collect()
    }

    #[test]
    fn languages_stand_side_by_side_and_rare_ones_only_in_the_sum() {
        let rows = by_language(&table());
        assert_eq!(rows.len(), 4, "{rows:?}");
        assert_eq!(
            cells(&rows[0]),
            ["both", "all", "3", "0", "33.33", "33.33", "0.00", "0.00"]
        );
        assert_eq!(cells(&rows[1])[..4], ["both", "en", "2", "0"]);
        assert_eq!(cells(&rows[2])[..5], ["ham", "en", "1", "0", "0.00"]);
        assert_eq!(cells(&rows[3])[..5], ["rendered", "en", "1", "0", "100.00"]);
    }

    #[test]
    fn a_signal_is_counted_by_label_and_named_by_language() {
        let table = table();
        assert_eq!(
            cells(&signal(&table, "sender.first_contact")),
            ["sender.first_contact", "50.00", "50.00", "0.00"]
        );
        assert_eq!(
            detail("language", &table.languages, "sender.first_contact"),
            [
                "    ham by language: en 100.00",
                "    phish by language: zh 100.00"
            ]
        );
    }

    #[test]
    fn each_signal_is_followed_by_its_sources_and_languages() {
        let lines = signals(&table());
        let beginnings: Vec<&str> = lines.iter().map(|line| line.trim()).collect();
        assert!(beginnings[0].starts_with("attachments.double_extension"));
        assert_eq!(
            beginnings[1..3],
            [
                "rendered by source: shop 100.00",
                "rendered by language: en 100.00"
            ]
        );
        assert!(beginnings[3].starts_with("sender.first_contact"));
        assert_eq!(beginnings.len(), 8, "{beginnings:?}");
    }

    #[test]
    fn a_signal_is_loud_when_it_fires_often_and_alone_raises_an_alarm() {
        let weights = Weights::read(None).unwrap();
        let table = table();
        let loud = loud(&table, &weights);
        assert_eq!(loud.len(), 1, "{loud:?}");
        assert_eq!(loud[0].0, "attachments.double_extension");
        // Of the rendered mail, though of all legitimate mail it is a third.
        assert_eq!(loud[0].1, 100.0);
    }

    #[test]
    fn signals_that_no_mail_shows_are_named() {
        let weights = Weights::read(None).unwrap();
        let table = table();
        let line = never(&[&table], &weights);
        assert!(line.contains("links.userinfo"), "{line}");
        assert!(!line.contains("sender.first_contact"), "{line}");
        let all = weights.signals().count();
        assert!(line.contains(&format!("({} of {all})", all - 2)), "{line}");
    }
}
