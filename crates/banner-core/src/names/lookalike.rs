//! Whether one domain passes for another that it does not belong to.

use super::confusable;
use super::distance::{self, EDIT, SLIP};
use super::domain::{Domain, label_unicode};

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
/// five, and a second one nine.
///
/// Known to be wrong where two organisations share a name (`delta.com`, `delta.example`): ask
/// only for genuine domains whose name the reader knows as one organisation's.
pub fn resembles(candidate: &Domain, genuine: &Domain) -> Option<Resemblance> {
    if candidate.same_organisation(genuine) {
        return None;
    }
    let genuine = Genuine::new(genuine, false);
    let candidate = Candidate::new(candidate);
    candidate
        .keys
        .iter()
        .filter(|key| key.folded == genuine.folded)
        .filter_map(|key| genuine.resemblance(key, &candidate))
        .chain(genuine.is_typo(&candidate).then_some(Resemblance::Typo))
        .min()
}

/// Words that pages and senders add to a name to be believed; in any place for any name.
const STRONG_LURES: &[&str] = &[
    "secure",
    "security",
    "login",
    "logon",
    "signin",
    "signon",
    "verify",
    "verification",
    "account",
    "accounts",
    "support",
    "billing",
    "auth",
    "authentication",
    "unlock",
    "unlocked",
    "suspended",
    "suspension",
    "confirm",
    "confirmation",
    "id",
    "alert",
    "alerts",
    "password",
    "refund",
    "recovery",
    "invoice",
    "kyc",
    "2fa",
    "mfa",
    "sso",
    "com",
    "www",
    "verified",
    "validate",
    "validation",
    "restore",
    "limited",
];

/// Words that legitimate neighbours use as well; enough for a name that is no common word.
const LURES: &[&str] = &[
    "service",
    "services",
    "update",
    "updates",
    "online",
    "help",
    "helpdesk",
    "mail",
    "email",
    "webmail",
    "web",
    "customer",
    "client",
    "clients",
    "care",
    "center",
    "centre",
    "portal",
    "access",
    "user",
    "member",
    "payment",
    "payments",
    "pay",
    "wallet",
    "bonus",
    "gift",
    "giftcard",
    "reward",
    "rewards",
    "promo",
    "claim",
    "official",
    "team",
    "info",
    "notice",
    "notification",
    "notifications",
    "message",
    "delivery",
    "tracking",
    "track",
    "parcel",
    "package",
    "post",
    "shipping",
    "shipment",
    "customs",
    "express",
    "redelivery",
    "document",
    "documents",
    "docs",
    "file",
    "files",
    "share",
    "shared",
    "admin",
    "office",
    "net",
    "org",
    "app",
    "bank",
    "banking",
    "card",
    "cards",
    "ebanking",
    "mobile",
    "konto",
    "sicherheit",
    "seguridad",
    "cuenta",
    "cliente",
    "clientes",
    "securite",
    "compte",
    "conta",
    "suporte",
    "soporte",
    "assistance",
    "assistenza",
    "servizio",
];

/// Where in the candidate a text stands that may be a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// The label that the owner registered, whole.
    Main,
    /// A part of it, with what stands beside it.
    Part(Lure),
    /// A label of the subdomain, whole; the offset of the label after it.
    Subdomain { after: usize },
    /// A hyphenated part of a label of the subdomain.
    SubdomainPart(Lure),
}

/// What stands beside a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Lure {
    None,
    Weak,
    Strong,
}

/// A text of the candidate, folded, and where it stands.
pub(super) struct Key {
    pub(super) folded: String,
    place: Place,
}

/// A domain that may pass for another, taken apart once for all comparisons.
pub(super) struct Candidate<'a> {
    domain: &'a Domain,
    /// The texts to look for among genuine names.
    pub(super) keys: Vec<Key>,
    /// Which letters the main label has, for a quick look before the distance.
    mask: u32,
}

impl<'a> Candidate<'a> {
    pub(super) fn new(domain: &'a Domain) -> Self {
        let main = domain.main_label_unicode();
        let folded = confusable::folded(&main);
        let mask = mask(&folded);
        let mut keys = Vec::new();
        add_parts(&main, &mut keys, Place::Part);
        add_affixed(&folded, &mut keys);
        keys.push(Key {
            folded,
            place: Place::Main,
        });

        let mut after = 0_usize;
        let subdomain = domain.subdomain();
        for label in subdomain.split('.').filter(|label| !label.is_empty()) {
            after = after.saturating_add(label.len()).saturating_add(1);
            let text = label_unicode(label);
            add_parts(&text, &mut keys, Place::SubdomainPart);
            keys.push(Key {
                folded: confusable::folded(&text),
                place: Place::Subdomain { after },
            });
        }
        Self { domain, keys, mask }
    }

    fn main(&self) -> &str {
        self.keys
            .iter()
            .find(|key| key.place == Place::Main)
            .map_or("", |key| &key.folded)
    }
}

/// The parts between hyphens, each with the strongest lure among the others.
fn add_parts(label: &str, keys: &mut Vec<Key>, place: fn(Lure) -> Place) {
    if !label.contains(['-', '_']) {
        return;
    }
    let parts: Vec<&str> = label
        .split(['-', '_'])
        .filter(|part| !part.is_empty())
        .collect();
    let lures: Vec<Lure> = parts.iter().map(|part| lure(part)).collect();
    for (index, part) in parts.iter().enumerate() {
        let beside = lures
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != index)
            .map(|(_, lure)| *lure)
            .max()
            .unwrap_or(Lure::None);
        keys.push(Key {
            folded: confusable::folded(part),
            place: place(beside),
        });
    }
    // `bank-of-america.example`, `pay-pal.example`: the name itself with hyphens.
    if parts.len() <= 4 {
        keys.push(Key {
            folded: confusable::folded(&parts.concat()),
            place: place(Lure::Strong),
        });
    }
}

/// What is left of a label without a lure at its beginning, its end, or both.
fn add_affixed(folded: &str, keys: &mut Vec<Key>) {
    for &(lure, strength) in folded_lures() {
        if let Some(rest) = folded.strip_suffix(lure) {
            add_rest(rest, strength, keys);
        }
        if let Some(rest) = folded.strip_prefix(lure) {
            add_rest(rest, strength, keys);
            for &(second, other) in folded_lures() {
                if let Some(rest) = rest.strip_suffix(second) {
                    add_rest(rest, strength.max(other), keys);
                }
            }
        }
    }
}
fn add_rest(rest: &str, strength: Lure, keys: &mut Vec<Key>) {
    let rest = rest.trim_matches('-');
    if rest.len() >= 3 {
        keys.push(Key {
            folded: rest.to_owned(),
            place: Place::Part(strength),
        });
    }
}

fn lure(word: &str) -> Lure {
    if STRONG_LURES.contains(&word) {
        Lure::Strong
    } else if LURES.contains(&word) {
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
            let long = |word: &&&str| word.len() >= 4 || matches!(**word, "id" | "pay");
            let strong = STRONG_LURES
                .iter()
                .filter(long)
                .map(|word| (word, Lure::Strong));
            let weak = LURES.iter().filter(long).map(|word| (word, Lure::Weak));
            strong
                .chain(weak)
                .map(|(word, lure)| (&*confusable::folded(word).leak(), lure))
                .collect()
        });
    &FOLDED
}

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
}

impl Genuine {
    pub(super) fn new(domain: &Domain, common_word: bool) -> Self {
        let label = domain.main_label_unicode().into_owned();
        let folded = confusable::folded(&label);
        Self {
            length: folded.chars().count(),
            mask: mask(&folded),
            suffix: domain.public_suffix().to_owned(),
            folded,
            label,
            common_word,
        }
    }

    /// What sorts genuine labels for a search by folded text.
    pub(super) fn order(&self) -> (&str, &str) {
        (&self.folded, &self.label)
    }

    /// What it means that the text of `key` is this name.
    pub(super) fn resemblance(&self, key: &Key, candidate: &Candidate<'_>) -> Option<Resemblance> {
        let lure = |lure: Lure| match lure {
            Lure::Strong => true,
            Lure::Weak => !self.common_word,
            Lure::None => !self.common_word && self.length >= 6,
        };
        match key.place {
            Place::Main if candidate.domain.main_label_unicode() != self.label => {
                Some(Resemblance::Confusable)
            }
            Place::Main => (!self.common_word).then_some(Resemblance::OtherSuffix),
            Place::Part(beside) => {
                (self.length >= 3 && lure(beside)).then_some(Resemblance::NameWithAdditions)
            }
            Place::SubdomainPart(beside) => {
                (self.length >= 3 && lure(beside)).then_some(Resemblance::NameInSubdomain)
            }
            Place::Subdomain { after } => {
                let rest = candidate.domain.ascii().get(after..).unwrap_or_default();
                let has_suffix = rest
                    .strip_prefix(self.suffix.as_str())
                    .is_some_and(|rest| rest.starts_with('.'));
                (has_suffix || (!self.common_word && self.length >= 5))
                    .then_some(Resemblance::NameInSubdomain)
            }
        }
    }

    /// Whether the main label of the candidate is this name with a slip.
    pub(super) fn is_typo(&self, candidate: &Candidate<'_>) -> bool {
        let limit = match self.length {
            _ if self.common_word => return false,
            0..=4 => return false,
            5..=6 => SLIP,
            7..=8 => EDIT,
            _ => EDIT.saturating_add(SLIP),
        };
        if (self.mask ^ candidate.mask).count_ones() > limit {
            return false;
        }
        let main = candidate.main();
        main != self.folded && distance::distance(main, &self.folded, limit).is_some()
    }
}
