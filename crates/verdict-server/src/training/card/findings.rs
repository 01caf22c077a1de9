//! What was found out besides the figures: what is missed and why, what the text brings, what structure tells.

use std::collections::BTreeMap;
use std::fmt::Write;

use banner_core::Level;

use super::{TextNotes, percent};
use crate::evaluation::{Class, Outcome, samples};
use crate::training::manifest::Entry;
use crate::training::run::Trained;
use crate::training::wording::{CLUSTERS, SOURCES};

/// How many messages of one cause are named.
const NAMED: usize = 12;

/// Surer phishing below caution, by the strongest of what was found.
pub(super) fn missed(card: &mut String, outcomes: &[Outcome], entries: &[Entry]) {
    let mut causes: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
    for sample in samples(entries, outcomes) {
        if sample.class != Class::SurePhishing || sample.outcome.level >= Level::Caution {
            continue;
        }
        let strongest = sample
            .outcome
            .findings
            .first()
            .filter(|(_, share)| *share > 0.0);
        let cause = strongest.map_or("nothing was found", |(id, _)| id);
        let clusters = causes.entry(cause).or_default();
        clusters.insert(&sample.entry.cluster, &sample.entry.path);
    }
    let mut causes: Vec<_> = causes.into_iter().collect();
    causes.sort_by_key(|(_, clusters)| std::cmp::Reverse(clusters.len()));
    card.push_str(
        "\n## Surer phishing that stays below caution, each source left out\n\n\
         By the strongest sign of each, which was too weak alone; clusters of near-duplicates are named by one message.\n\n\
         | strongest sign | clusters | messages |\n|---|---|---|\n",
    );
    for (cause, clusters) in causes {
        let mut names: Vec<&str> = clusters.values().copied().take(NAMED).collect();
        if clusters.len() > NAMED {
            names.push("…");
        }
        let _ = writeln!(
            card,
            "| {cause} | {} | {} |",
            clusters.len(),
            names.join(", ")
        );
    }
}

pub(super) fn structure(card: &mut String, told_apart: &[(String, f64)]) {
    if told_apart.is_empty() {
        return;
    }
    card.push_str(
        "\n## Structure alone\n\nHow well header names and the shape of the parts alone, after all mail was made alike, tell the largest \
         source of phishing from legitimate ones, without a word of what is written. What is near 1 says that a figure from inside \
         these collections means little; no signal and no run of text looks at it.\n\n| source | AUC |\n|---|---|\n",
    );
    for (source, area) in told_apart {
        let _ = writeln!(card, "| {source} | {area:.3} |");
    }
}

pub(super) fn wording(card: &mut String, trained: &Trained, text: &TextNotes<'_>) {
    card.push_str("\n## Text\n\n");
    match text.learnt {
        None => card.push_str("There was too little text to learn from.\n"),
        Some(learnt) => {
            let _ = writeln!(
                card,
                "{} runs of characters and words stand in at least {CLUSTERS} clusters and {SOURCES} sources, and were learnt; no text \
                 under non-commercial terms was. Quantised, the cross entropy of passages is {:.5} instead of {:.5} nats.",
                learnt.kept, learnt.quantised_loss, learnt.loss
            );
        }
    }
    let _ = write!(
        card,
        "\nWhat a text that reads fully like a lure weighs, and what is caught with it on sources that were left out:\n\n\
         | log-odds | caution or worse | suspicious or worse | with text under non-commercial terms | |\n|---|---|---|---|---|\n"
    );
    for (tried, all) in trained.tried.iter().zip(text.with_all_text) {
        let _ = writeln!(
            card,
            "| {:.1}{} | {} | {} | {} | {} |",
            tried.weight,
            if tried.weight == trained.choice.wording {
                ", taken"
            } else {
                ""
            },
            percent(tried.caution),
            percent(tried.suspicious),
            percent(all.caution),
            percent(all.suspicious)
        );
    }
}
