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
    /// Keywords that the host's mail store has set on the message (RFC 9051, section 2.3.2), such as
    /// `$Phishing` and `$Junk`. They are the word of the reader's own side, never of the sender.
    pub keywords: Vec<String>,
    /// The language of the banner.
    pub language: Language,
}

impl Context {
    /// Whether the host has set a keyword; IMAP compares them without regard to case.
    pub(crate) fn has_keyword(&self, keyword: &str) -> bool {
        self.keywords
            .iter()
            .any(|known| known.eq_ignore_ascii_case(keyword))
    }
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
    /// Identifiers (RFC 8601, section 2.5) of the servers whose Authentication-Results count. Where
    /// each server of a provider has its own, one `*` stands for what differs: `mx*.mail.example`.
    pub authserv_ids: Vec<String>,
    /// Hosts whose Received lines are the organisation's own; one `*` as above.
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

    /// Whether results under this authserv-id are the organisation's own.
    pub(crate) fn is_authserv(&self, id: &str) -> bool {
        self.authserv_ids.iter().any(|known| covers(known, id))
    }

    /// Whether a host is named as one of the organisation's mail servers.
    pub(crate) fn is_mail_host(&self, host: &str) -> bool {
        self.is_authserv(host) || self.own_mail_hosts.iter().any(|known| covers(known, host))
    }

    /// Whether the organisation has said whose results count, so that some are to be expected.
    pub(crate) fn expects_results(&self) -> bool {
        !self.authserv_ids.is_empty() || self.microsoft365
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

/// Whether an entry of the profile, with one `*` at most, covers a name. A lone `*` covers nothing:
/// whoever trusts everybody has forgotten to say whom. A bare `mx*` covers bare names only, or
/// `mx1.evil.example` would be ours.
fn covers(entry: &str, name: &str) -> bool {
    let (entry, name) = (entry.trim_end_matches('.'), name.trim_end_matches('.'));
    let Some((start, end)) = entry.split_once('*') else {
        return entry.eq_ignore_ascii_case(name);
    };
    let fits = |part: Option<&str>, wanted: &str| {
        part.is_some_and(|part| part.eq_ignore_ascii_case(wanted))
    };
    entry.len() > 1
        && (entry.contains('.') || !name.contains('.'))
        && name.len() >= start.len().saturating_add(end.len())
        && fits(name.get(..start.len()), start)
        && fits(name.get(name.len().saturating_sub(end.len())..), end)
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
    fn one_star_stands_for_what_differs_between_servers() {
        assert!(covers("mailin*.mail.example", "mailin031.Mail.Example"));
        assert!(covers("*.mail.example", "mx1.eu.mail.example."));
        assert!(covers("zone-mta-*", "zone-mta-g2-5"));
        assert!(covers("mx*", "mx19"));
        for (entry, name) in [
            ("*.mail.example", "mail.example"),
            ("*.mail.example", "mail.example.evil.example"),
            ("mailin*.mail.example", "mailin.mail.example.evil.example"),
            ("a*a", "a"),
            ("mx.mail.example", "mx1.mail.example"),
            ("*", "mx.mail.example"),
            ("mx*", "mx1.evil.example"),
            ("*.example", "\u{e9}.exampl"),
        ] {
            assert!(!covers(entry, name), "{entry} {name}");
        }
    }

    #[test]
    fn keywords_are_known_in_any_case() {
        let context: Context = serde_json::from_str(r#"{"keywords":["$phishing"]}"#).unwrap();
        assert!(context.has_keyword("$Phishing") && !context.has_keyword("$Junk"));
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
