//! What the host knows and the message cannot say: the organisation, its reader, the time.

use serde::{Deserialize, Serialize};

use crate::names::Domain;
use crate::wording::Language;

/// Everything that scoring needs beside the message itself.
///
/// Two calls with the same bytes, context and model give the same verdict, wherever they run.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(default, deny_unknown_fields)]
pub struct Context {
    /// The organisation whose mail is judged.
    pub organisation: Organisation,
    /// Hosts and addresses that are known to be harmful.
    pub intelligence: Intelligence,
    /// The time at which the message is judged, in seconds since 1970-01-01T00:00Z. Entries that
    /// end on a date are taken as valid when it is missing.
    pub now: Option<i64>,
    /// The language of the banner.
    pub language: Language,
}

/// The organisation profile, as TOML for the command line and as JSON for the browser.
///
/// Every field may be missing; an unknown field is an error that names it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(default, deny_unknown_fields)]
pub struct Organisation {
    /// The organisation's own mail domains, in either spelling of an internationalised name.
    #[cfg_attr(feature = "typescript", tsify(type = "string[]"))]
    pub own_domains: Vec<Domain>,
    /// Identifiers (RFC 8601, section 2.5) of the servers whose Authentication-Results count.
    pub authserv_ids: Vec<String>,
    /// Hosts whose Received lines are the organisation's own.
    pub own_mail_hosts: Vec<String>,
    /// Mail comes through Microsoft 365, which writes results without an identifier.
    pub microsoft365: bool,
    /// Domains whose ARC seals (RFC 8617) are believed.
    #[cfg_attr(feature = "typescript", tsify(type = "string[]"))]
    pub trusted_arc_sealers: Vec<Domain>,
    /// Names of departments that only the organisation's own addresses may bear.
    pub departments: Vec<String>,
    /// Domains of partners, exempt from look-alike and first-contact signals.
    #[cfg_attr(feature = "typescript", tsify(type = "string[]"))]
    pub trusted_domains: Vec<Domain>,
    /// The person who reads the mail.
    pub reader: Reader,
    /// People whose names are used to deceive their colleagues.
    pub protected_people: Vec<ProtectedPerson>,
    /// Brands that matter to this organisation, beside those that are built in.
    pub protected_brands: Vec<ProtectedBrand>,
    /// Senders and links that the organisation has judged harmful.
    pub deny: Vec<ListEntry>,
    /// Senders that the organisation has judged harmless.
    pub allow: Vec<ListEntry>,
}

impl Organisation {
    /// Whether `domain` is one of the organisation's own or lies below one.
    pub fn owns(&self, domain: &Domain) -> bool {
        self.own_domains.iter().any(|own| domain.is_within(own))
    }

    /// Whether `domain` is the organisation's own or a named partner's.
    pub fn trusts(&self, domain: &Domain) -> bool {
        self.owns(domain)
            || self
                .trusted_domains
                .iter()
                .any(|partner| domain.is_within(partner))
    }
}

/// The person whose mailbox it is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(default, deny_unknown_fields)]
pub struct Reader {
    /// The reader's name as correspondents write it.
    pub name: Option<String>,
    /// The reader's own address.
    pub address: Option<String>,
    /// Addresses with which the reader has corresponded, from this reader's mailbox only. Missing
    /// means that the history is not known, so that nobody is called a stranger.
    pub known_correspondents: Option<Vec<String>>,
}

/// A person whose name on a foreign address is a warning sign.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct ProtectedPerson {
    /// The name as it stands in From.
    pub name: String,
    /// The addresses that are really this person's.
    #[serde(default)]
    pub addresses: Vec<String>,
}

/// A brand that the organisation adds to the built-in ones.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct ProtectedBrand {
    /// The name as readers know it.
    pub name: String,
    /// The domains that are really the brand's.
    #[serde(default)]
    #[cfg_attr(feature = "typescript", tsify(type = "string[]"))]
    pub domains: Vec<Domain>,
}

/// One entry of the deny or allow list.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct ListEntry {
    /// An address, a domain (which covers what lies below it) or a URL (a prefix).
    pub pattern: String,
    /// Why it was entered, shown to administrators.
    #[serde(default)]
    pub reason: Option<String>,
    /// The last day on which the entry holds; without it, it holds for ever.
    #[serde(default)]
    #[cfg_attr(feature = "typescript", tsify(type = "string"))]
    pub until: Option<Date>,
}

impl ListEntry {
    /// Whether the entry still holds at `now`, in seconds since 1970.
    pub fn holds_at(&self, now: Option<i64>) -> bool {
        match (&self.until, now) {
            (Some(until), Some(now)) => now < until.end(),
            _ => true,
        }
    }
}

mod date;
mod intelligence;
pub use date::Date;
pub use intelligence::{HarmClass, Intelligence, IntelligenceEntry};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_profile_is_a_profile() {
        let organisation: Organisation = serde_json::from_str("{}").unwrap();
        assert_eq!(organisation, Organisation::default());
    }

    #[test]
    fn an_unknown_field_is_named() {
        let error = serde_json::from_str::<Organisation>(r#"{"own_domain":[]}"#).unwrap_err();
        assert!(error.to_string().contains("own_domain"), "{error}");
    }

    #[test]
    fn own_domains_take_either_spelling_of_an_idn() {
        let organisation: Organisation =
            serde_json::from_str(r#"{"own_domains":["示例.example","acme.example"]}"#).unwrap();
        assert!(organisation.owns(&Domain::parse("mail.xn--fsq092h.example").unwrap()));
        assert!(organisation.owns(&Domain::parse("ACME.example").unwrap()));
        assert!(!organisation.owns(&Domain::parse("notacme.example").unwrap()));
    }

    #[test]
    fn an_entry_ends_after_its_last_day() {
        let entry: ListEntry =
            serde_json::from_str(r#"{"pattern":"evil.example","until":"2027-01-01"}"#).unwrap();
        let last_second = 1_798_847_999; // 2027-01-01T23:59:59Z
        assert!(entry.holds_at(Some(last_second)));
        assert!(!entry.holds_at(Some(last_second + 1)));
        assert!(entry.holds_at(None));
    }
}
