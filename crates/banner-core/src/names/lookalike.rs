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
/// six, and a second one nine.
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
    Subdomain { after: usize, beside: Lure },
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

impl Key {
    /// Whether this is the whole label that the owner registered.
    pub(super) fn is_main(&self) -> bool {
        self.place == Place::Main
    }
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
        add_affixed(&folded, &mut keys, Place::Part);
        keys.push(Key {
            folded,
            place: Place::Main,
        });

        let labels: Vec<&str> = domain
            .subdomain()
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
            // `apple.id.evil.example`; `www` and `com` stand beside anything.
            let beside = labels
                .iter()
                .zip(&lures)
                .enumerate()
                .filter(|(other, (label, _))| *other != index && !matches!(**label, "www" | "com"))
                .map(|(_, (_, lure))| *lure)
                .max()
                .unwrap_or(Lure::None);
            keys.push(Key {
                folded,
                place: Place::Subdomain { after, beside },
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
        let folded = confusable::folded(part);
        add_affixed(&folded, keys, place);
        keys.push(Key {
            folded,
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
fn add_affixed(folded: &str, keys: &mut Vec<Key>, place: fn(Lure) -> Place) {
    // Shorter than any name with a lure.
    if folded.len() < 5 {
        return;
    }
    for &(lure, strength) in folded_lures() {
        if let Some(rest) = folded.strip_suffix(lure) {
            add_rest(rest, place(strength), keys);
        }
        if let Some(rest) = folded.strip_prefix(lure) {
            add_rest(rest, place(strength), keys);
            for &(second, other) in folded_lures() {
                if let Some(rest) = rest.strip_suffix(second) {
                    add_rest(rest, place(strength.max(other)), keys);
                }
            }
        }
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
                // `lrs.example` is no deception of `irs.example`, three letters are soon alike.
                let is_chance = self.common_word && self.length <= 3 && !candidate.domain.is_idn();
                (!is_chance).then_some(Resemblance::Confusable)
            }
            Place::Main => (!self.common_word).then_some(Resemblance::OtherSuffix),
            Place::Part(beside) => {
                (self.length >= 3 && lure(beside)).then_some(Resemblance::NameWithAdditions)
            }
            Place::SubdomainPart(beside) => {
                (self.length >= 3 && lure(beside)).then_some(Resemblance::NameInSubdomain)
            }
            Place::Subdomain { after, beside } => {
                let rest = candidate.domain.ascii().get(after..).unwrap_or_default();
                let has_suffix = rest
                    .strip_prefix(self.suffix.as_str())
                    .is_some_and(|rest| rest.starts_with('.'));
                (has_suffix
                    || (!self.common_word && self.length >= 5)
                    || (beside == Lure::Strong && self.length >= 4))
                    .then_some(Resemblance::NameInSubdomain)
            }
        }
    }

    /// Whether the main label of the candidate is this name with a slip.
    pub(super) fn is_typo(&self, candidate: &Candidate<'_>) -> bool {
        let limit = match self.length {
            _ if self.common_word => return false,
            0..=5 => return false,
            6 => SLIP,
            7..=8 => EDIT,
            _ => EDIT.saturating_add(SLIP),
        };
        if (self.mask ^ candidate.mask).count_ones() > limit {
            return false;
        }
        let main = candidate.main();
        // Who slips, slips inside; another first letter is another word (`finance`, `binance`).
        main.chars().next() == self.folded.chars().next()
            && main != self.folded
            && distance::distance(main, &self.folded, limit).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Resemblance::*;

    fn domain(name: &str) -> Domain {
        Domain::parse(name).unwrap()
    }

    #[track_caller]
    fn passes(candidate: &str, genuine: &str, as_what: Resemblance) {
        assert_eq!(
            resembles(&domain(candidate), &domain(genuine)),
            Some(as_what),
            "{candidate}"
        );
    }

    #[track_caller]
    fn passes_not(candidate: &str, genuine: &str) {
        assert_eq!(
            resembles(&domain(candidate), &domain(genuine)),
            None,
            "{candidate}"
        );
    }

    #[test]
    fn finds_names_that_read_the_same() {
        passes("paypa1.com", "paypal.com", Confusable);
        passes("rnicrosoft.com", "microsoft.com", Confusable);
        passes("раураl.com", "paypal.com", Confusable);
        passes("xn--pypal-4ve.example", "paypal.com", Confusable);
        passes("arnazon.co.uk", "amazon.com", Confusable);
        passes("d1sney.example", "disney.com", Confusable);
        passes("dh1.example", "dhl.com", Confusable);
    }

    #[test]
    fn finds_slips() {
        passes("papyal.com", "paypal.com", Typo);
        passes("paypall.com", "paypal.com", Typo);
        passes("microsft.com", "microsoft.com", Typo);
        passes("netfflix.com", "netflix.com", Typo);
        passes("linkedln-n.com", "linkedin-n.com", Confusable);
        passes("northwindtradres.example", "northwindtraders.example", Typo);
    }

    #[test]
    fn finds_the_name_under_another_suffix() {
        passes("paypal.xyz", "paypal.com", OtherSuffix);
        passes("paypal.pages.dev", "paypal.com", OtherSuffix);
    }

    #[test]
    fn finds_the_name_with_a_lure() {
        passes("paypal-security.com", "paypal.com", NameWithAdditions);
        passes("secure-paypa1-login.com", "paypal.com", NameWithAdditions);
        passes("paypalsupport.com", "paypal.com", NameWithAdditions);
        passes(
            "loginmicrosoftonline.com",
            "microsoftonline.com",
            NameWithAdditions,
        );
        passes("dhl-tracking.example", "dhl.com", NameWithAdditions);
        passes("pay-pal.example", "paypal.com", NameWithAdditions);
    }

    #[test]
    fn finds_the_name_in_the_subdomain() {
        passes("paypal.com.evil.example", "paypal.com", NameInSubdomain);
        passes("paypal.evil.example", "paypal.com", NameInSubdomain);
        passes("www.dhl.com.evil.example", "dhl.com", NameInSubdomain);
        passes("secure-paypal.evil.example", "paypal.com", NameInSubdomain);
        passes("visa.verify.evil.example", "visa.com", NameInSubdomain);
        passes("visalogin.evil.example", "visa.com", NameInSubdomain);
    }

    #[test]
    fn silent_within_one_organisation() {
        passes_not("mail.paypal.com", "paypal.com");
        passes_not("paypal.com", "www.paypal.com");
    }

    #[test]
    fn silent_on_words_that_are_near() {
        passes_not("ample.com", "apple.com");
        passes_not("phase.com", "chase.com");
        passes_not("vista.com", "visa.com");
        passes_not("finance.example", "binance.com");
        passes_not("lacoste.com", "laposte.fr");
        passes_not("venom.example", "venmo.com");
        passes_not("amazonia.example", "amazon.com");
        passes_not("pineapple.com", "apple.com");
        passes_not("purchase.com", "chase.com");
        passes_not("visage.example", "visa.com");
        passes_not("ups.example.com", "usps.com");
        passes_not("lng.example", "dng.com");
    }

    #[test]
    fn silent_on_short_names_inside_others() {
        passes_not("dhl.example.com", "dhl.com");
        passes_not("ing-marie.example", "ing.com");
        passes_not("groups.example", "ups.com");
    }

    #[test]
    fn does_bounded_work_on_names_of_many_parts() {
        let many = format!("{}.example", vec!["a-b-c-d-e-f-g-h"; 15].join("."));
        passes_not(&many, "paypal.com");
    }
}
