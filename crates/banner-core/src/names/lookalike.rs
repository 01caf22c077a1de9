//! Whether one domain passes for another that it does not belong to.

use super::confusable;
use super::distance::{self, EDIT, SLIP};
use super::domain::Domain;
use crate::word_list::{WordList, word_list};

mod lures;
mod parts;

pub(super) use parts::{Candidate, Key};
use parts::{Lure, Place};

/// In what way a domain passes for another; the strongest resemblance first.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Resemblance {
    /// Reads the same, written otherwise: `paypa1.com`, `rnicrosoft.com`, `раураl.com`.
    Confusable,
    /// A slip or two away: `papyal.com`.
    Typo,
    /// The name before the public suffix is the same: `paypal.example`.
    OtherSuffix,
    /// The name and a word that lures: `paypal-security.example`, `loginpaypal.example`.
    NameWithAdditions,
    /// The name stands left of the organisation that owns the domain:
    /// `paypal.com.evil.example`, `paypal.evil.example`.
    NameInSubdomain,
}

/// In what way `candidate` passes for `genuine`; `None` when it does not, or when both belong to
/// one organisation. The strongest resemblance is told.
///
/// Precision comes first. Names of up to four characters are only compared whole; typos need
/// six, a letter doubled or undoubled five, and a second one nine; the organisation's own names, which are few, four and six.
///
/// Known to be wrong where two organisations share a name (`delta.com`, `delta.example`): ask
/// only for genuine domains whose name the reader knows as one organisation's.
pub fn resembles(candidate: &Domain, genuine: &Domain, whose: Whose) -> Option<Resemblance> {
    if candidate.same_organisation(genuine) {
        return None;
    }
    let genuine = Genuine {
        whose,
        ..Genuine::new(genuine, false)
    };
    let candidate = Candidate::new(candidate);
    candidate
        .keys
        .iter()
        .filter_map(|key| match key.folded == genuine.folded {
            true => genuine.resemblance(key, &candidate),
            false => genuine.slip(key, &candidate),
        })
        .min()
}

/// Whose a genuine name is: of few names, more passes for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// One of many names that the world knows.
    Anybodys,
    /// One of the organisation's own, or one that it protects.
    Own,
    /// One that this reader writes to, of which there may be thousands. Only a word that lures makes a name beside it (`-billing`)
    /// pass for one.
    Correspondents,
}

/// What brands of six letters are without one of them, or with the key beside their first, and is a word, a place or a firm of
/// its own, folded.
const WORDS: WordList = word_list![
    "papal", "kama", "klara", "goole", "ubank", "tbank", "abank", "trust", "lnult", "cosco",
    "costo", "homax", "sklll", "alpay", "tello", "flggy", "sulng", "xlaml", "schab", "norea",
    "lpost", "armex", "morton", "flnder", "germes", "medbank", "laufland",
];

/// One bit for each of the 26 letters, one for all digits, one for all else.
fn mask(text: &str) -> u32 {
    text.chars().fold(0, |mask, character| {
        let bit = match character {
            'a'..='z' => u32::from(character).saturating_sub(u32::from('a')),
            '0'..='9' => 26,
            _ => 27,
        };
        mask | 1_u32.checked_shl(bit).unwrap_or(0)
    })
}

/// A domain that others may pass for.
pub(super) struct Genuine {
    pub(super) folded: String,
    label: String,
    suffix: String,
    length: usize,
    mask: u32,
    /// The name is an everyday word or someone's surname, which others bear with right.
    common_word: bool,
    /// The name of a product, which its customers' hosts have too (`sharepoint.company.example`): nobody's beside other labels.
    is_product: bool,
    whose: Whose,
}

impl Genuine {
    pub(super) fn new(domain: &Domain, common_word: bool) -> Self {
        let label = domain.main_label_unicode().into_owned();
        let folded = confusable::folded(&label);
        Self {
            length: label.chars().count(),
            mask: mask(&folded),
            suffix: domain.public_suffix().to_owned(),
            folded,
            label,
            common_word,
            is_product: false,
            whose: Whose::Anybodys,
        }
    }

    /// A label that is imitated beside words that lure alone.
    pub(super) fn product(domain: &Domain) -> Self {
        Self {
            is_product: true,
            ..Self::new(domain, true)
        }
    }

    /// What sorts genuine labels for a search by folded text.
    pub(super) fn order(&self) -> (&str, &str) {
        (&self.folded, &self.label)
    }

    /// What it means that the text of `key` is this name.
    pub(super) fn resemblance(&self, key: &Key, candidate: &Candidate<'_>) -> Option<Resemblance> {
        // Firms have names of a product and a word in one (`outlooksecure`).
        let is_word = self.is_product && !candidate.domain.ascii().contains('-');
        let lure = |lure: Lure| match (lure, self.whose) {
            _ if is_word => false,
            (Lure::Strong | Lure::Hyphens, _) => true,
            (Lure::Trade | Lure::Suffix, Whose::Correspondents) => true,
            (_, Whose::Correspondents) => false,
            // Three letters are no word (`ups-tracking`).
            (Lure::Trade | Lure::Parcel, _) if self.length == 3 || self.is_product => true,
            (Lure::Weak | Lure::Parcel | Lure::Suffix | Lure::Trade, _) => !self.common_word,
            (Lure::None, Whose::Own) => self.length >= 4,
            (Lure::None, Whose::Anybodys) => !self.common_word && self.length >= 6,
        };
        match key.place {
            Place::Main if candidate.domain.main_label_unicode() != self.label => {
                // `lrs.example` is no deception of `irs.example`, three letters are soon alike.
                let is_chance = self.common_word && self.length <= 3 && !candidate.domain.is_idn();
                (!is_chance).then_some(Resemblance::Confusable)
            }
            Place::Main => (!self.common_word).then_some(Resemblance::OtherSuffix),
            Place::Part(beside) => {
                (self.length >= 2 && lure(beside)).then_some(Resemblance::NameWithAdditions)
            }
            Place::SubdomainPart(beside) => {
                (self.length >= 3 && lure(beside) && self.is_meant(candidate))
                    .then_some(Resemblance::NameInSubdomain)
            }
            Place::Subdomain { after, beside } => {
                let by_itself = !self.common_word && self.length >= 5;
                let is_lured = beside > Lure::Weak && lure(beside) && self.length >= 4;
                (self.has_suffix(candidate, after)
                    || (by_itself || is_lured && !self.is_product) && self.is_meant(candidate))
                .then_some(Resemblance::NameInSubdomain)
            }
        }
    }

    /// Whether the suffix of the name follows: `paypal.com` left of another.
    fn has_suffix(&self, candidate: &Candidate<'_>, after: usize) -> bool {
        let rest = candidate.domain.ascii().get(after..).unwrap_or_default();
        let rest = rest.strip_prefix(self.suffix.as_str());
        rest.is_some_and(|rest| rest.starts_with('.'))
    }

    /// `tmail.isp.example` reads like `tmall` only by itself, not left of another name.
    fn is_meant(&self, candidate: &Candidate<'_>) -> bool {
        let left = candidate.subdomain;
        self.length > 5
            || self.whose != Whose::Anybodys
            || left.contains(&self.label)
            || left.contains('1')
            || !self.label.contains(['i', 'l'])
    }

    /// What it means that the text of `key` is this name with a slip, in the main label or beside a word that lures.
    pub(super) fn slip(&self, key: &Key, candidate: &Candidate<'_>) -> Option<Resemblance> {
        let found = match key.place {
            Place::Main => Resemblance::Typo,
            Place::Part(Lure::Strong) => Resemblance::NameWithAdditions,
            Place::SubdomainPart(Lure::Strong) => Resemblance::NameInSubdomain,
            Place::Subdomain { after, .. }
                if self.has_suffix(candidate, after)
                    // `barracuda1` is the first of several hosts.
                    || self.length >= 8
                        && !self.common_word
                        && !candidate.subdomain.contains(|c: char| c.is_ascii_digit()) =>
            {
                Resemblance::NameInSubdomain
            }
            _ => return None,
        };
        self.is_typo(key, candidate).then_some(found)
    }

    fn is_typo(&self, key: &Key, candidate: &Candidate<'_>) -> bool {
        let main = key.folded.as_str();
        let is_near = || candidate.domain.public_suffix() == self.suffix;
        // Who slips, slips inside; another first letter is another word (`finance`, `binance`), unless its key lies beside and the
        // name is long.
        let slips_first = main.chars().next() != self.folded.chars().next();
        if slips_first
            && !(key.is_main()
                && !self.common_word
                && match self.whose {
                    Whose::Own => self.length >= 6,
                    Whose::Anybodys => {
                        self.length >= 9
                            || self.length >= 6
                                && is_near()
                                && !WORDS.contains(main)
                                && !self.label.contains('-')
                    }
                    Whose::Correspondents => self.length >= 9,
                })
        {
            return false;
        }
        let is_own = self.whose == Whose::Own && key.is_main();
        // Under the same suffix, a letter too few inside is enough; at the end, and in names that only the reader knows, a vowel.
        let sounds = |name: &str| {
            let is_vowel = |c: &u8| matches!(c, b'a' | b'e' | b'o' | b'u');
            name.bytes().filter(is_vowel).count()
        };
        let last = |name: &str| name.bytes().next_back();
        let limit = match self.length {
            _ if slips_first => SLIP,
            4 | 5 if is_own => match is_near() {
                true => EDIT,
                false => SLIP,
            },
            // A letter doubled or undoubled (`appple`) leaves no other word.
            5 | 6 if self.length == 5 || self.common_word => {
                match main.len() == self.folded.len() {
                    true => return false,
                    false => SLIP,
                }
            }
            0..=5 => return false,
            _ if self.common_word => SLIP,
            // A letter more inside; behind the name it is soon another (`amazone`).
            6 if main.len() == 7
                && self.folded.len() == 6
                && last(main) == last(&self.folded)
                && !main.contains('-') =>
            {
                EDIT
            }
            6 if !(is_own
                || is_near()
                    && main.len() < self.folded.len()
                    && !WORDS.contains(main)
                    && (sounds(main) < sounds(&self.folded)
                        || self.whose == Whose::Anybodys && last(main) == last(&self.folded))) =>
            {
                SLIP
            }
            6..=8 => EDIT,
            _ => EDIT.saturating_add(SLIP),
        };
        // A swap may make a pair that reads as one letter (`parnter`).
        let written = candidate.domain.main_label_unicode();
        if key.is_main()
            && written.len() > main.len()
            && distance::distance(&written, &self.label, limit).is_some()
        {
            return true;
        }
        // A letter for another is two letters that one of the names has alone.
        (self.mask ^ mask(main)).count_ones() <= 2 * limit
            && main != self.folded
            && (distance::distance(main, &self.folded, limit).is_some()
                || self.whose == Whose::Anybodys
                    && !self.common_word
                    && (self.length > 6 || is_near())
                    && is_misread(main, &self.folded))
    }
}

/// Whether one vowel stands for another, or `b` for `d`: among a reader's thousand correspondents that makes another's name
/// (`jansen`, `jensen`), beside a name that the world knows it does not.
fn is_misread(one: &str, other: &str) -> bool {
    let mut wrong = one.bytes().zip(other.bytes()).filter(|(a, b)| a != b);
    let is_near = |(a, b): (u8, u8)| {
        let both = |letters: &[u8]| letters.contains(&a) && letters.contains(&b);
        both(b"aeou") || both(b"bd")
    };
    one.len() == other.len() && wrong.next().is_some_and(is_near) && wrong.next().is_none()
}

#[cfg(test)]
#[path = "lookalike_tests.rs"]
mod tests;
