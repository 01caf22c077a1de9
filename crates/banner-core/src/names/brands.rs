//! Names that people trust and that others pass for.

use std::sync::LazyLock;

use super::Domain;
use super::lookalike::{Candidate, Genuine, Resemblance};

/// An organisation, service or authority that phishing is sent in the name of.
#[derive(Debug)]
pub struct Brand {
    /// Its name as the reader should see it.
    pub name: &'static str,
    /// Further names and spellings as they stand in display names.
    pub aliases: &'static [&'static str],
    /// Domains that are its own with everything below them, in ASCII. Not complete for brands
    /// that trade in most countries: see [`Brand::worldwide`].
    pub domains: &'static [&'static str],
    /// How many of `domains`, from the first, have a label that others imitate.
    imitated: usize,
    /// The first name is also an everyday word or a person's name (Apple, Chase, Orange).
    pub common_word: bool,
    /// Holds its name under most country suffixes: an unlisted one (`amazon.xx`) is neither
    /// known to be genuine nor taken for an imitation.
    pub worldwide: bool,
    /// Longer texts in which the letters of the name are no name (京东 in 北京东城).
    pub(super) unless_in: &'static [&'static str],
}

pub use super::brand_names::named_in;

mod table {
    use super::Brand;

    include!(concat!(env!("OUT_DIR"), "/brands.rs"));
}

/// All brands, in the order of `data/brands.toml`.
pub fn all() -> &'static [Brand] {
    table::BRANDS
}

/// The brand that `domain` belongs to: one of [`Brand::domains`] or below one. `None` if it is
/// nobody's known domain.
///
/// Some brands let anybody send from or publish below a domain of theirs (`gmail.com`,
/// `forms.gle`): ask [`super::hosting`] before trusting the owner's name.
pub fn owner_of(domain: &Domain) -> Option<&'static Brand> {
    let mut name = domain.ascii();
    loop {
        if let Ok(index) = table::DOMAINS.binary_search_by(|(other, _)| (*other).cmp(name)) {
            return table::BRANDS.get(usize::from(table::DOMAINS.get(index)?.1));
        }
        name = name.split_once('.')?.1;
    }
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

/// Whether the label of `domain` is the first name of `brand`, to which
/// [`Brand::common_word`] belongs: `apple.com`, not `icloud.com`.
fn is_first_name(brand: &Brand, domain: &str) -> bool {
    let label = domain.split('.').next().unwrap_or_default();
    let letters = |text: &str| -> String {
        text.chars()
            .filter(|character| character.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect()
    };
    letters(label) == letters(brand.name)
}

/// The labels that others imitate, sorted by their folded form.
static LABELS: LazyLock<Vec<(&'static Brand, Genuine)>> = LazyLock::new(|| {
    let mut labels: Vec<(&'static Brand, Genuine)> = all()
        .iter()
        .flat_map(|brand| {
            brand
                .domains
                .iter()
                .take(brand.imitated)
                .map(move |name| (brand, *name))
        })
        .filter_map(|(brand, name)| {
            Some((
                brand,
                Genuine::new(
                    &Domain::parse(name)?,
                    brand.common_word && is_first_name(brand, name),
                ),
            ))
        })
        .collect();
    labels.sort_by(|(_, one), (_, other)| one.order().cmp(&other.order()));
    // `amazon.com` and `amazon.de` have one label; each is looked at once.
    labels.dedup_by(|(_, one), (_, other)| one.order() == other.order());
    labels
});
