//! Whether one domain passes for another that it does not belong to.

use super::confusable;
use super::distance::{self, EDIT, SLIP};
use super::domain::Domain;

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
