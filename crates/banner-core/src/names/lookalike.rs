//! Whether one domain passes for another that it does not belong to.

use super::confusable;
use super::distance::{self, EDIT, SLIP};
use super::domain::Domain;

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
/// six, and a second one nine; the organisation's own names, which are few, four and six.
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
        .filter(|key| key.folded == genuine.folded)
        .filter_map(|key| genuine.resemblance(key, &candidate))
        .chain(genuine.is_typo(&candidate).then_some(Resemblance::Typo))
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
            whose: Whose::Anybodys,
        }
    }

    /// What sorts genuine labels for a search by folded text.
    pub(super) fn order(&self) -> (&str, &str) {
        (&self.folded, &self.label)
    }

    /// What it means that the text of `key` is this name.
    pub(super) fn resemblance(&self, key: &Key, candidate: &Candidate<'_>) -> Option<Resemblance> {
        let lure = |lure: Lure| match (lure, self.whose) {
            (Lure::Strong, _) => true,
            (Lure::Trade | Lure::Suffix, Whose::Correspondents) => true,
            (_, Whose::Correspondents) => false,
            // Three letters are no word (`ups-tracking`).
            (Lure::Trade, _) if self.length == 3 => true,
            (Lure::Weak | Lure::Suffix | Lure::Trade, _) => !self.common_word,
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
                (self.length >= 3 && lure(beside)).then_some(Resemblance::NameInSubdomain)
            }
            Place::Subdomain { after, beside } => {
                let rest = candidate.domain.ascii().get(after..).unwrap_or_default();
                let has_suffix = rest
                    .strip_prefix(self.suffix.as_str())
                    .is_some_and(|rest| rest.starts_with('.'));
                (has_suffix
                    || (!self.common_word && self.length >= 5)
                    || (beside > Lure::Weak && lure(beside) && self.length >= 4))
                    .then_some(Resemblance::NameInSubdomain)
            }
        }
    }

    /// Whether the main label of the candidate is this name with a slip.
    pub(super) fn is_typo(&self, candidate: &Candidate<'_>) -> bool {
        let is_own = self.whose == Whose::Own;
        let is_near = || candidate.domain.public_suffix() == self.suffix;
        let main = candidate.main();
        // Under the same suffix, a vowel too few is enough; without another letter soon a word is left (`goole`).
        let sounds = |name: &str| {
            let is_vowel = |c: &u8| matches!(c, b'a' | b'e' | b'o' | b'u');
            name.bytes().filter(is_vowel).count()
        };
        let limit = match self.length {
            _ if self.common_word => return false,
            4..=5 if is_own && is_near() => EDIT,
            4..=5 if is_own => SLIP,
            0..=5 => return false,
            6 if !(is_own || is_near() && sounds(main) < sounds(&self.folded)) => SLIP,
            6..=8 => EDIT,
            _ => EDIT.saturating_add(SLIP),
        };
        // Who slips, slips inside; another first letter is another word (`finance`, `binance`).
        main.chars().next() == self.folded.chars().next()
            // A letter for another is two letters that one of the names has alone.
            && (self.mask ^ candidate.mask).count_ones() <= 2 * limit
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
            resembles(&domain(candidate), &domain(genuine), Whose::Anybodys),
            Some(as_what),
            "{candidate}"
        );
    }

    #[track_caller]
    fn passes_not(candidate: &str, genuine: &str) {
        assert_eq!(
            resembles(&domain(candidate), &domain(genuine), Whose::Anybodys),
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
    fn finds_a_key_beside_the_right_one_in_names_of_six_letters() {
        for (typo, name) in [
            ("amaxon.com", "amazon.com"),
            ("googke.com", "google.com"),
            ("githun.com", "github.com"),
            ("alipau.com", "alipay.com"),
            ("paypao.com", "paypal.com"),
        ] {
            passes(typo, name, Typo);
        }
    }

    #[test]
    fn own_names_may_be_short_and_anything_beside_them_is_an_addition() {
        let own =
            |candidate: &str| resembles(&domain(candidate), &domain("acme.example"), Whose::Own);
        for typo in ["acne", "avme", "amce", "accme", "acm"] {
            assert_eq!(own(&format!("{typo}.example")), Some(Typo), "{typo}");
        }
        for addition in [
            "acme-hr",
            "acme-xy",
            "acmegroup",
            "my-acme",
            "myacme",
            "acme2",
            "acme-2026",
        ] {
            let found = own(&format!("{addition}.test"));
            assert_eq!(found, Some(NameWithAdditions), "{addition}");
        }
        for other in ["acm.test", "dome.example", "acmeology.test", "cme.example"] {
            assert_eq!(own(other), None, "{other}");
        }
    }

    #[test]
    fn a_name_with_hyphens_has_words_beside_it_too() {
        let near = |candidate: &str, whose| {
            resembles(
                &domain(candidate),
                &domain("hallbrook-paper.example"),
                whose,
            )
        };
        for word in ["com", "net", "group-com", "xy"] {
            let found = near(&format!("hallbrook-paper-{word}.test"), Whose::Own);
            assert_eq!(found, Some(NameWithAdditions), "{word}");
        }
        for word in [
            "payment",
            "invoices",
            "rechnungen",
            "facturas",
            "accounting",
            "net",
        ] {
            let found = near(
                &format!("hallbrook-paper-{word}.test"),
                Whose::Correspondents,
            );
            assert_eq!(found, Some(NameWithAdditions), "{word}");
        }
        for other in ["hallbrook-paper-garden.test", "hallbrook-invoices.test"] {
            assert_eq!(near(other, Whose::Correspondents), None, "{other}");
        }
        assert_eq!(near("hallbrook-xy-paper.test", Whose::Own), None);
    }

    #[test]
    fn beside_a_correspondents_name_only_a_word_that_lures_counts() {
        let near = |candidate: &str| {
            let known = domain("harrowfield.example");
            resembles(&domain(candidate), &known, Whose::Correspondents)
        };
        assert_eq!(near("harrowfield-billing.example"), Some(NameWithAdditions));
        assert_eq!(near("harrowfield-garden.example"), None);
        assert_eq!(near("harrowfield-group.example"), None);
        assert_eq!(near("harowfield.example"), Some(Typo));
    }

    #[test]
    fn finds_a_number_behind_the_name() {
        passes("paypal2024.example", "paypal.com", NameWithAdditions);
        passes(
            "microsoft365-update.example",
            "microsoft.com",
            NameWithAdditions,
        );
        passes_not("delta9.example", "deltaair.com");
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
    fn silent_on_names_below_a_delivery_network() {
        passes_not("www.paypal.com.edgekey.net", "paypal.com");
        passes_not("paypal.com.edgesuite.net", "paypal.com");
    }

    #[test]
    fn does_bounded_work_on_names_of_many_parts() {
        let many = format!("{}.example", vec!["a-b-c-d-e-f-g-h"; 15].join("."));
        passes_not(&many, "paypal.com");
    }
}
