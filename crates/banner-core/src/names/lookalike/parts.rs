//! Takes a domain apart into the texts that may be somebody else's name.

use super::lures::{DELIVERY_NETWORKS, LURES, PARCEL_LURES, STRONG_LURES, TRADE_LURES};
use crate::names::brand_names::is_service_word;
use crate::names::confusable;
use crate::names::domain::{Domain, label_unicode};
use crate::word_list::WordList;

/// Where in the candidate a text stands that may be a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The label that the owner registered, whole.
    Main,
    /// A part of it, with what stands beside it.
    Part(Lure),
    /// A label of the subdomain, whole; the offset of the label after it.
    Subdomain { after: usize, beside: Lure },
    /// A hyphenated part of a label of the subdomain.
    SubdomainPart(Lure),
}

/// What stands beside a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Lure {
    None,
    Weak,
    /// What carriers send, and so do a correspondent's own neighbours (`harrowfield-shipping`).
    Parcel,
    /// `net` and `org`.
    Suffix,
    Trade,
    Strong,
    /// Nothing: the name itself has hyphens, which are no place for a slip.
    Hyphens,
}

/// A text of the candidate, folded, and where it stands.
pub(in crate::names) struct Key {
    pub(in crate::names) folded: String,
    pub(super) place: Place,
}

impl Key {
    /// Whether this is the whole label that the owner registered.
    pub(in crate::names) fn is_main(&self) -> bool {
        self.place == Place::Main
    }
}

/// A domain that may pass for another, taken apart once for all comparisons.
pub(in crate::names) struct Candidate<'a> {
    pub(super) domain: &'a Domain,
    /// What stands left of its organisation, unless that delivers for others.
    pub(in crate::names) subdomain: &'a str,
    /// The texts to look for among genuine names.
    pub(in crate::names) keys: Vec<Key>,
}

impl<'a> Candidate<'a> {
    pub(in crate::names) fn new(domain: &'a Domain) -> Self {
        let main = domain.main_label_unicode();
        let folded = confusable::folded(&main);
        let mut keys = Vec::new();
        add_parts(&main, &mut keys, Place::Part);
        add_affixed(&folded, &mut keys, Place::Part);
        add_numbered(&main, &mut keys, Place::Part);
        keys.push(Key {
            folded,
            place: Place::Main,
        });

        let is_delivery = DELIVERY_NETWORKS.contains(domain.organisational())
            || DELIVERY_NETWORKS.contains(domain.public_suffix());
        let subdomain = if is_delivery { "" } else { domain.subdomain() };
        let labels: Vec<&str> = subdomain
            .split('.')
            .filter(|label| !label.is_empty())
            .collect();
        let lures: Vec<Lure> = labels.iter().map(|label| lure(label)).collect();
        let mut after = 0_usize;
        for (index, label) in labels.iter().enumerate() {
            after = after.saturating_add(label.len()).saturating_add(1);
            let text = label_unicode(label);
            let folded = confusable::folded(&text);
            add_parts(&text, &mut keys, Place::SubdomainPart);
            add_affixed(&folded, &mut keys, Place::SubdomainPart);
            // `apple.id.evil.example`; `www` and `com` stand beside anything, and networks are called `net`.
            let beside = labels
                .iter()
                .zip(&lures)
                .enumerate()
                .filter(|(other, (label, _))| {
                    *other != index && !matches!(**label, "www" | "com" | "net" | "org")
                })
                .map(|(_, (_, lure))| *lure)
                .max()
                .unwrap_or(Lure::None);
            keys.push(Key {
                folded,
                place: Place::Subdomain { after, beside },
            });
        }
        Self {
            domain,
            subdomain,
            keys,
        }
    }
}

/// A label with more parts than these is no name with hyphens of its own and a word beside it.
const MOST_PARTS: usize = 8;

/// The parts between hyphens and the runs of them, each with the strongest lure among the others.
fn add_parts(label: &str, keys: &mut Vec<Key>, place: fn(Lure) -> Place) {
    if !label.contains(['-', '_']) {
        return;
    }
    let parts: Vec<&str> = label
        .split(['-', '_'])
        .filter(|part| !part.is_empty())
        .collect();
    let lures: Vec<Lure> = parts.iter().map(|part| lure(part)).collect();
    let longest = match parts.len() {
        3..=MOST_PARTS => parts.len() - 1,
        _ => 1,
    };
    for start in 0..parts.len() {
        for end in start + 1..=start + longest {
            let Some(run) = parts.get(start..end) else {
                break;
            };
            let beside = lures
                .iter()
                .enumerate()
                .filter(|(other, _)| !(start..end).contains(other))
                .map(|(_, lure)| *lure)
                .max()
                .unwrap_or(Lure::None);
            let text = run.join("-");
            let folded = confusable::folded(&text);
            if run.len() == 1 {
                add_affixed(&folded, keys, place);
                add_numbered(&text, keys, place);
            }
            keys.push(Key {
                folded,
                place: place(beside),
            });
        }
    }
    // `bank-of-america.example`, `pay-pal.example`: the name itself with hyphens.
    if parts.len() <= 4 {
        keys.push(Key {
            folded: confusable::folded(&parts.concat()),
            place: place(Lure::Hyphens),
        });
    }
}

/// What is left of a label without a lure at its beginning, its end, or both.
fn add_affixed(folded: &str, keys: &mut Vec<Key>, place: fn(Lure) -> Place) {
    // Shorter than any name with a lure.
    if folded.len() < 5 {
        return;
    }
    for &(lure, strength) in folded_lures() {
        if let Some(rest) = folded.strip_suffix(lure) {
            add_rest(rest, place(strength), keys);
        }
        let rest = folded.strip_prefix(lure);
        // `accounting` and `banking`, folded, are words of their own.
        if let Some(rest) = rest.filter(|rest| !rest.starts_with("lng")) {
            add_rest(rest, place(strength), keys);
            for &(second, other) in folded_lures() {
                if let Some(rest) = rest.strip_suffix(second) {
                    add_rest(rest, place(strength.max(other)), keys);
                }
            }
        }
    }
}

/// What is left of a label without a number at its end: `paypal2024`.
fn add_numbered(label: &str, keys: &mut Vec<Key>, place: fn(Lure) -> Place) {
    let rest = label.trim_end_matches(|c: char| c.is_ascii_digit());
    if rest.len() < label.len() {
        add_rest(&confusable::folded(rest), place(Lure::Weak), keys);
    }
}

fn add_rest(rest: &str, place: Place, keys: &mut Vec<Key>) {
    let rest = rest.trim_matches('-');
    if rest.len() >= 3 {
        keys.push(Key {
            folded: rest.to_owned(),
            place,
        });
    }
}

fn lure(word: &str) -> Lure {
    let is_among = |lures: WordList| {
        // `invoices`, `rechnungen`
        let one = word.strip_suffix('s').or(word.strip_suffix("en"));
        lures.contains(word) || one.is_some_and(|one| lures.contains(one))
    };
    if is_among(STRONG_LURES) {
        Lure::Strong
    } else if is_among(TRADE_LURES) {
        Lure::Trade
    } else if is_among(PARCEL_LURES) {
        Lure::Parcel
    } else if matches!(word, "net" | "org") {
        Lure::Suffix
    } else if is_among(LURES) || is_service_word(word) {
        Lure::Weak
    } else {
        Lure::None
    }
}

/// The lures that are glued to a name without a hyphen, folded; the short ones would cut words
/// in the middle.
fn folded_lures() -> &'static [(&'static str, Lure)] {
    static FOLDED: std::sync::LazyLock<Vec<(&'static str, Lure)>> =
        std::sync::LazyLock::new(|| {
            let long =
                |word: &&str| word.len() >= 4 || matches!(*word, "id" | "my" | "pay" | "www");
            let lists = [
                (STRONG_LURES, Lure::Strong),
                (TRADE_LURES, Lure::Trade),
                (PARCEL_LURES, Lure::Parcel),
                (LURES, Lure::Weak),
            ];
            let mut folded = Vec::new();
            for (words, lure) in lists {
                for word in words.iter().filter(long) {
                    folded.push((&*confusable::folded(word).leak(), lure));
                }
            }
            folded
        });
    &FOLDED
}
