//! Names that people trust and that others pass for.

use banner_unicode::lowercase;

use std::sync::LazyLock;

use super::Domain;
use super::distance::is_easy_swap;
use super::lookalike::{Candidate, Genuine, Resemblance};
use super::packed::PackedNames;
use crate::digest::hash;
use crate::sieve::Sieve;
use crate::sorting::sorted;
use crate::word_list::{WordList, word_list};

/// Some ten times as many as brands have domains, as a power of two.
const PLACES: u32 = 15;

/// An organisation, service or authority that phishing is sent in the name of.
#[derive(Debug)]
pub struct Brand {
    /// Its name as the reader should see it.
    pub name: &'static str,
    /// Further names and spellings as they stand in display names.
    pub aliases: Vec<&'static str>,
    /// Domains that are its own with everything below them, in ASCII. Not complete for brands
    /// that trade in most countries: see [`Brand::worldwide`].
    pub domains: Vec<&'static str>,
    /// How many of `domains`, from the first, have a label that others imitate.
    imitated: usize,
    /// The first name is also an everyday word or a person's name (Apple, Chase, Orange).
    pub common_word: bool,
    /// Holds its name under most country suffixes: an unlisted one (`amazon.xx`) is neither
    /// known to be genuine nor taken for an imitation.
    pub worldwide: bool,
    /// Is software too that others run under names of their own (GitLab, Jira, WordPress) and that
    /// signs what it sends with its own name.
    pub self_hosted: bool,
    /// Longer texts in which the letters of the name are no name (京东 in 北京东城).
    pub(super) unless_in: Vec<&'static str>,
    /// Labels that are imitated beside words that lure alone: names of products.
    products: Vec<&'static str>,
}

pub use super::brand_names::{misspelt_in, named_in};

/// The list as the build packs it, a brand a line.
static PACKED: &str = include_str!(concat!(env!("OUT_DIR"), "/brands.txt"));

/// Organisational domains that are near a brand's by chance.
static NAMESAKES: LazyLock<PackedNames> = LazyLock::new(|| {
    PackedNames::unpack(include_bytes!(concat!(env!("OUT_DIR"), "/namesakes.bin")))
});

struct Table {
    brands: Vec<Brand>,
    /// Every domain, sorted, with the place of its brand in `brands`.
    owners: Vec<(&'static str, usize)>,
    /// The hashes of all domains: most senders and links are no brand's.
    hashes: Sieve,
}

/// Unpacked at the first question.
static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let brands: Vec<Brand> = PACKED.lines().filter_map(unpacked).collect();
    let mut owners = Vec::new();
    let mut hashes = Sieve::new(PLACES);
    for (place, brand) in brands.iter().enumerate() {
        for domain in &brand.domains {
            hashes.put(hash(domain.as_bytes()));
            owners.push((*domain, place));
        }
    }
    Table {
        brands,
        hashes,
        owners: sorted(owners, |one, other| one.0.cmp(other.0)),
    }
});

/// Reads a line that `build/brands.rs` wrote.
fn unpacked(line: &'static str) -> Option<Brand> {
    let mut fields = line.split('\t');
    let facts = fields.next()?;
    let mut list = || -> Option<Vec<&'static str>> {
        let field = fields.next()?;
        Some(field.split('|').filter(|text| !text.is_empty()).collect())
    };
    let names = list()?;
    let (name, aliases) = names.split_first()?;
    Some(Brand {
        name,
        aliases: aliases.to_vec(),
        domains: list()?,
        unless_in: list()?,
        products: list()?,
        imitated: facts.get(3..)?.parse().ok()?,
        common_word: facts.starts_with('1'),
        worldwide: facts.get(1..2)? == "1",
        self_hosted: facts.get(2..3)? == "1",
    })
}

/// All brands, in the order of `data/brands.toml`.
pub fn all() -> &'static [Brand] {
    &TABLE.brands
}

/// The brand that `domain` belongs to: one of [`Brand::domains`] or below one. `None` if it is
/// nobody's known domain.
///
/// Some brands let anybody send from or publish below a domain of theirs (`gmail.com`,
/// `forms.gle`): ask [`super::hosting`] before trusting the owner's name.
pub fn owner_of(domain: &Domain) -> Option<&'static Brand> {
    let mut name = domain.ascii();
    loop {
        if let Some(brand) = listed(name) {
            return Some(brand);
        }
        name = name.split_once('.')?.1;
    }
}

/// The brand that has `name` among its domains.
fn listed(name: &str) -> Option<&'static Brand> {
    let Table {
        brands,
        owners,
        hashes,
    } = &*TABLE;
    if !hashes.passes(hash(name.as_bytes())) {
        return None;
    }
    let index = owners.binary_search_by(|(other, _)| (*other).cmp(name));
    brands.get(owners.get(index.ok()?)?.1)
}

/// The brand of which a whole domain stands in a subdomain: `mail.qq.com` left of another's name.
fn written_out_in(mut subdomain: &str) -> Option<&'static Brand> {
    loop {
        let dots = subdomain.match_indices('.').map(|(at, _)| at);
        // `qq.com`, `amazon.co.uk`
        // `t.me` is soon two labels of anybody's.
        let most = if subdomain.find('.') == Some(1) { 0 } else { 2 };
        let mut ends = dots.chain([subdomain.len()]).skip(1).take(most);
        if let Some(brand) = ends.find_map(|end| listed(subdomain.get(..end)?)) {
            return Some(brand);
        }
        subdomain = subdomain.split_once('.')?.1;
    }
}

/// The brand that `domain` passes for, and how; `None` for genuine domains and for names that
/// resemble no brand.
pub fn imitated_by(domain: &Domain) -> Option<(&'static Brand, Resemblance)> {
    if NAMESAKES.contains(domain.organisational()) {
        return None;
    }
    resembled_by(domain)
}

/// [`imitated_by`] for names that many people visit as well, which `data/namesakes.txt` excuses.
pub fn resembled_by(domain: &Domain) -> Option<(&'static Brand, Resemblance)> {
    let is_suffix = domain.organisational() == domain.public_suffix();
    if is_suffix || owner_of(domain).is_some() {
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
    let mut bears_a_name = false;
    for key in &candidate.keys {
        let start = index.partition_point(|(_, genuine)| genuine.folded < key.folded);
        let same = index
            .iter()
            .skip(start)
            .take_while(|(_, genuine)| genuine.folded == key.folded);
        for (brand, genuine) in same {
            bears_a_name |= key.is_main();
            if let Some(resemblance) = genuine.resemblance(key, &candidate)
                && !(resemblance == Resemblance::OtherSuffix
                    && brand.worldwide
                    && is_country(domain))
            {
                note(brand, resemblance);
            }
        }
    }
    // `citicbank.example` is one brand's name, not a slip in another's.
    for key in candidate.keys.iter().filter(|_| !bears_a_name) {
        let own = key.folded.chars().next();
        let beside =
            |letter: &char| key.is_main() && own.is_some_and(|own| is_easy_swap(own, *letter));
        for first in own.into_iter().chain(('a'..='z').filter(beside)) {
            let starts = |genuine: &Genuine| genuine.folded.chars().next();
            let start = index.partition_point(|(_, genuine)| starts(genuine) < Some(first));
            let near = index
                .iter()
                .skip(start)
                .take_while(|(_, genuine)| starts(genuine) == Some(first));
            for (brand, genuine) in near {
                if let Some(resemblance) = genuine.slip(key, &candidate) {
                    note(brand, resemblance);
                }
            }
        }
    }
    best.or_else(|| {
        Some((
            written_out_in(candidate.subdomain)?,
            Resemblance::NameInSubdomain,
        ))
    })
}

/// Countries that sell names to anybody in the world, or gave them away: a brand holds few of them.
const SOLD: WordList = word_list![
    "ac", "ai", "cc", "cf", "co", "fm", "ga", "gg", "gq", "im", "io", "la", "me", "ml", "nu", "pw",
    "sh", "st", "su", "tk", "to", "tv", "vc", "ws",
];

/// Whether the public suffix is a country's, for those who trade there: `de`, `co.uk`, not `tk`.
pub fn is_country(domain: &Domain) -> bool {
    let suffix = domain.public_suffix();
    let top = suffix.rsplit('.').next().unwrap_or_default();
    top.len() == 2 && !SOLD.contains(suffix)
}

/// Whether the label of `domain` is the first name of `brand`, to which
/// [`Brand::common_word`] belongs: `apple.com`, not `icloud.com`.
fn is_first_name(brand: &Brand, domain: &str) -> bool {
    let label = domain.split('.').next().unwrap_or_default();
    let letters = |text: &str| -> String {
        text.chars()
            .filter(|character| character.is_alphanumeric())
            .map(lowercase)
            .collect()
    };
    letters(label) == letters(brand.name)
}

/// The labels that others imitate, sorted by their folded form.
static LABELS: LazyLock<Vec<(&'static Brand, Genuine)>> = LazyLock::new(|| {
    let mut labels = Vec::new();
    for brand in all() {
        for name in brand.domains.iter().take(brand.imitated) {
            let is_word = brand.common_word && is_first_name(brand, name);
            labels.extend(Domain::parse(name).map(|name| (brand, Genuine::new(&name, is_word))));
        }
        for label in &brand.products {
            let genuine =
                Domain::parse(&[label, ".com"].concat()).map(|name| Genuine::product(&name));
            labels.extend(genuine.map(|genuine| (brand, genuine)));
        }
    }
    let mut labels = sorted(labels, |(_, one), (_, other)| {
        one.order().cmp(&other.order())
    });
    // `amazon.com` and `amazon.de` have one label; each is looked at once.
    labels.dedup_by(|(_, one), (_, other)| one.order() == other.order());
    labels
});

#[cfg(test)]
#[path = "brands_tests.rs"]
mod tests;
