//! Names that people trust and that others pass for.

use std::sync::LazyLock;

use super::Domain;
use super::lookalike::{Candidate, Genuine, Resemblance};
use super::packed::PackedNames;
use crate::digest::hash;
use crate::sieve::Sieve;
use crate::sorting::sorted;

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
}

pub use super::brand_names::named_in;

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
    let Table {
        brands,
        owners,
        hashes,
    } = &*TABLE;
    let mut name = domain.ascii();
    loop {
        if hashes.passes(hash(name.as_bytes()))
            && let Ok(index) = owners.binary_search_by(|(other, _)| (*other).cmp(name))
        {
            return brands.get(owners.get(index)?.1);
        }
        name = name.split_once('.')?.1;
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
    for (brand, genuine) in index.iter().filter(|_| !bears_a_name) {
        if genuine.is_typo(&candidate) {
            note(brand, Resemblance::Typo);
        }
    }
    best
}

/// Countries that sell names to anybody in the world, or gave them away: a brand holds few of them.
const SOLD: &[&str] = &[
    "ac", "ai", "cc", "cf", "co", "fm", "ga", "gg", "gq", "im", "io", "la", "me", "ml", "nu", "pw",
    "sh", "st", "su", "tk", "to", "tv", "vc", "ws",
];

/// Whether the public suffix is a country's, for those who trade there: `de`, `co.uk`, not `tk`.
pub fn is_country(domain: &Domain) -> bool {
    let suffix = domain.public_suffix();
    let top = suffix.rsplit('.').next().unwrap_or_default();
    top.len() == 2 && !SOLD.contains(&suffix)
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
    let labels: Vec<(&'static Brand, Genuine)> = all()
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
    let mut labels = sorted(labels, |(_, one), (_, other)| {
        one.order().cmp(&other.order())
    });
    // `amazon.com` and `amazon.de` have one label; each is looked at once.
    labels.dedup_by(|(_, one), (_, other)| one.order() == other.order());
    labels
});

#[cfg(test)]
mod tests {
    use super::*;
    use Resemblance::*;

    #[track_caller]
    fn owner(name: &str) -> Option<&'static str> {
        owner_of(&Domain::parse(name).unwrap()).map(|brand| brand.name)
    }

    #[track_caller]
    fn imitates(name: &str, brand: &str, how: Resemblance) {
        let found =
            imitated_by(&Domain::parse(name).unwrap()).map(|(brand, how)| (brand.name, how));
        assert_eq!(found, Some((brand, how)), "{name}");
    }

    #[track_caller]
    fn imitates_nobody(name: &str) {
        let found =
            imitated_by(&Domain::parse(name).unwrap()).map(|(brand, how)| (brand.name, how));
        assert_eq!(found, None, "{name}");
    }

    #[test]
    fn every_brand_has_a_name_and_a_domain() {
        assert!(all().len() >= 145);
        assert_eq!(all().len(), PACKED.lines().count());
        for brand in all() {
            assert!(!brand.name.is_empty());
            assert!(!brand.domains.is_empty(), "{}", brand.name);
            for name in &brand.domains {
                let domain = Domain::parse(name).unwrap();
                assert_eq!(domain.ascii(), *name, "{}", brand.name);
                assert_eq!(owner(name), Some(brand.name));
                assert_eq!(imitated_by(&domain).map(|(_, how)| how), None, "{name}");
            }
        }
    }

    /// Written in Chinese characters, and not Japanese.
    fn is_chinese(brand: &Brand) -> bool {
        let han = |c: char| matches!(c, '\u{3400}'..='\u{9fff}');
        let kana = |name: &&str| name.contains(|c| matches!(c, '\u{3040}'..='\u{30ff}'));
        brand.name.contains(han)
            && !brand.aliases.iter().any(kana)
            && !brand
                .name
                .contains(|c| matches!(c, '\u{3040}'..='\u{30ff}'))
            && !brand.domains.iter().any(|domain| domain.ends_with(".jp"))
    }

    #[test]
    fn knows_three_hundred_brands_of_the_world_and_a_hundred_chinese_ones() {
        let chinese = all().iter().filter(|brand| is_chinese(brand)).count();
        let others = all().len() - chinese;
        assert!(chinese >= 100, "{chinese}");
        assert!(others >= 300, "{others}");
    }

    #[test]
    fn no_two_brands_share_a_name() {
        let mut names: Vec<&str> = all()
            .iter()
            .flat_map(|brand| brand.aliases.iter().copied().chain([brand.name]))
            .collect();
        names.sort_unstable();
        let double = names.windows(2).find(|pair| pair[0] == pair[1]);
        assert_eq!(double, None);
    }

    #[test]
    fn excuses_only_names_that_need_it() {
        let listed = include_str!("../../data/namesakes.txt").lines();
        for name in listed.filter(|line| !line.starts_with('#')) {
            let domain = Domain::parse(name).unwrap();
            assert!(resembled_by(&domain).is_some(), "{name} needs no excuse");
            assert_eq!(
                imitated_by(&domain).map(|(brand, _)| brand.name),
                None,
                "{name}"
            );
        }
    }

    #[test]
    fn knows_whose_a_domain_is() {
        assert_eq!(owner("www.paypal.com"), Some("PayPal"));
        assert_eq!(owner("login.microsoftonline.com"), Some("Microsoft"));
        assert_eq!(owner("mail.alipay.com"), Some("支付宝"));
        assert_eq!(owner("kyfw.12306.cn"), Some("12306"));
        assert_eq!(owner("tax.service.gov.uk"), Some("HMRC"));
        assert_eq!(owner("paypal.com.evil.example"), None);
        assert_eq!(owner("alice.github.io"), None);
        assert_eq!(owner("notpaypal.com"), None);
    }

    #[test]
    fn finds_the_brand_that_a_domain_passes_for() {
        imitates("paypa1.com", "PayPal", Confusable);
        imitates("rnicrosoft.com", "Microsoft", Confusable);
        imitates("arnazon.com", "Amazon", Confusable);
        imitates("netfiix.com", "Netflix", Confusable);
        imitates("papyal.com", "PayPal", Typo);
        imitates("mircosoft.com", "Microsoft", Typo);
        imitates("paypal.top", "PayPal", OtherSuffix);
        imitates("apple-id-verify.example", "Apple", NameWithAdditions);
        imitates("appleid-support.example", "Apple", NameWithAdditions);
        imitates("dhl-parcel.example", "DHL", NameWithAdditions);
        imitates("chase-secure-login.example", "Chase", NameWithAdditions);
        imitates("alipay-verify.example", "支付宝", NameWithAdditions);
        imitates("www.icloud.com.find.example", "Apple", NameInSubdomain);
        imitates("apple.id.account.example", "Apple", NameInSubdomain);
        imitates("amazon.co.jp.evil.example", "Amazon", NameInSubdomain);
    }

    #[test]
    fn silent_on_everyday_words() {
        for name in [
            "apples.com",
            "apple-pie.example",
            "apple.example",
            "orange-county.example",
            "target-practice.example",
            "targets.example",
            "visa-information.example",
            "purchase.com",
            "phase.com",
            "squares.com",
            "discovery.com",
            "finance.example",
            "metal.example",
            "steamship.example",
            "hermes-trismegistos.example",
            "wisely.example",
            "booklog.example",
            "boost.example",
            "venom.example",
            "telecom.example",
            "octopus.example",
        ] {
            imitates_nobody(name);
        }
    }

    #[test]
    fn silent_on_genuine_and_unrelated_sites() {
        for name in [
            "www.paypal.com",
            "outlook.office365.com",
            "outlook.company.example",
            "teams.school.example",
            "github.io",
            "microsoft.github.io",
            "wikipedia.org",
            "example.com",
            "amazon.xx",
            "ikea.pl",
            "chess.com",
            "pixiv.net",
            "国家.example",
            "россия.example",
            "bücher.example",
            "tinkoff.ru",
            "citicbank.com",
            "apple.stackexchange.com",
        ] {
            imitates_nobody(name);
        }
    }
}
