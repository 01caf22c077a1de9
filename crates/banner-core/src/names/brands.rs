//! Names that people trust and that others pass for.

use std::sync::LazyLock;

use super::Domain;
use super::confusable;
use super::lookalike::{Candidate, Genuine, Resemblance};

/// An organisation, service or authority that phishing is sent in the name of.
#[derive(Debug)]
pub struct Brand {
    /// Its name as the reader should see it.
    pub name: &'static str,
    /// Further names and spellings as they stand in display names.
    pub aliases: &'static [&'static str],
    /// Its organisational domains, in ASCII. Not complete for brands that trade in most
    /// countries: see [`Brand::worldwide`].
    pub domains: &'static [&'static str],
    /// The name is also an everyday word or a person's name (Apple, Chase, Orange).
    pub common_word: bool,
    /// Holds its name under most country suffixes: an unlisted one (`amazon.xx`) is neither
    /// known to be genuine nor taken for an imitation.
    pub worldwide: bool,
}

mod table {
    use super::Brand;

    include!(concat!(env!("OUT_DIR"), "/brands.rs"));
}

/// All brands, in the order of `data/brands.toml`.
pub fn all() -> &'static [Brand] {
    table::BRANDS
}

/// The brand whose organisational domain `domain` has; `None` if it is nobody's known domain.
pub fn owner_of(domain: &Domain) -> Option<&'static Brand> {
    let name = domain.organisational();
    let index = table::DOMAINS
        .binary_search_by(|(other, _)| (*other).cmp(name))
        .ok()?;
    table::BRANDS.get(usize::from(table::DOMAINS.get(index)?.1))
}

/// The brand that `domain` passes for, and how; `None` for genuine domains and for names that
/// resemble no brand.
pub fn imitated_by(domain: &Domain) -> Option<(&'static Brand, Resemblance)> {
    if owner_of(domain).is_some() {
        return None;
    }
    let index = &*LABELS;
    let candidate = Candidate::new(domain);
    let mut best: Option<(&'static Brand, Resemblance)> = None;
    let mut note = |brand: &'static Brand, resemblance: Resemblance| {
        if best.is_none_or(|(_, other)| resemblance < other) {
            best = Some((brand, resemblance));
        }
    };
    for key in &candidate.keys {
        let start = index.partition_point(|(_, genuine)| genuine.folded < key.folded);
        let same = index
            .iter()
            .skip(start)
            .take_while(|(_, genuine)| genuine.folded == key.folded);
        for (brand, genuine) in same {
            if let Some(resemblance) = genuine.resemblance(key, &candidate)
                && !(resemblance == Resemblance::OtherSuffix
                    && brand.worldwide
                    && is_country(domain))
            {
                note(brand, resemblance);
            }
        }
    }
    for (brand, genuine) in index {
        if genuine.is_typo(&candidate) {
            note(brand, Resemblance::Typo);
        }
    }
    best
}

/// Whether the public suffix is a country's: `de`, `co.uk`.
fn is_country(domain: &Domain) -> bool {
    let suffix = domain.public_suffix();
    suffix
        .rsplit('.')
        .next()
        .is_some_and(|label| label.len() == 2)
}

/// The main labels of all brands' domains, sorted by their folded form.
static LABELS: LazyLock<Vec<(&'static Brand, Genuine)>> = LazyLock::new(|| {
    let mut labels: Vec<(&'static Brand, Genuine)> = all()
        .iter()
        .flat_map(|brand| brand.domains.iter().map(move |name| (brand, *name)))
        .filter_map(|(brand, name)| {
            Some((
                brand,
                Genuine::new(&Domain::parse(name)?, brand.common_word),
            ))
        })
        .collect();
    labels.sort_by(|(_, one), (_, other)| one.folded.cmp(&other.folded));
    labels
});

/// The brand that `text` names.
pub fn named_in(text: &str) -> Option<&'static Brand> {
    let folded = confusable::folded(text);
    all()
        .iter()
        .find(|brand| confusable::folded(brand.name) == folded)
}
