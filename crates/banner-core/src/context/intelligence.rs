//! Addresses that somebody has found to be harmful, as the host of this code hands them over.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use url::Url;

use super::Date;
use crate::names::url_expressions::Canonical;
use crate::sorting::sorted;

/// The shortest hash that counts, in bytes: shorter ones would meet harmless addresses by chance.
const SHORTEST: usize = 4;

/// A list of harmful hosts and addresses.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(default, deny_unknown_fields)]
pub struct Intelligence {
    /// The entries, in any order.
    pub entries: Vec<IntelligenceEntry>,
    /// Made at the first question.
    #[serde(skip)]
    index: OnceLock<Vec<Indexed>>,
}

/// One host, address or hash. Exactly one of `host`, `url` and `sha256` is given; an entry that
/// holds none that can be read matches nothing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct IntelligenceEntry {
    /// A host, which covers what lies below it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// An address without regard to scheme, port and fragment. One that ends in a slash covers what lies below it,
    /// one without a query covers every query.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The first 4 to 32 bytes, in hexadecimal, of the SHA-256 of an expression: host suffix and path prefix
    /// as Safe Browsing builds them (`evil.example/a/`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// What is there.
    pub class: HarmClass,
    /// The last day on which the entry holds; without it, it holds for ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", tsify(type = "string"))]
    pub until: Option<Date>,
}

/// What a harmful address holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum HarmClass {
    /// A page that asks for passwords or cards.
    #[default]
    CredentialPhishing,
    /// A picture that passes for a message.
    ImageLure,
    /// A document or form online that leads further.
    DocumentLure,
    /// A program, or what loads one.
    Malware,
}

/// The beginning of a hash and the entry that it stands for.
#[derive(Debug, Clone)]
struct Indexed {
    hash: [u8; 32],
    length: usize,
    entry: usize,
}

impl PartialEq for Intelligence {
    fn eq(&self, other: &Intelligence) -> bool {
        self.entries == other.entries
    }
}

impl Intelligence {
    /// A list of these entries.
    pub fn new(entries: Vec<IntelligenceEntry>) -> Intelligence {
        Intelligence {
            entries,
            index: OnceLock::new(),
        }
    }

    /// The entry that covers the address and still holds at `now` (seconds since 1970).
    pub fn find(&self, url: &Url, now: Option<i64>) -> Option<&IntelligenceEntry> {
        if self.entries.is_empty() {
            return None;
        }
        let index = self.index.get_or_init(|| indexed(&self.entries));
        let expressions = Canonical::of(url)?.expressions();
        expressions.iter().find_map(|expression| {
            let hash: [u8; 32] = Sha256::digest(expression).into();
            let start =
                index.partition_point(|known| known.hash.get(..SHORTEST) < hash.get(..SHORTEST));
            let near = index.iter().skip(start);
            near.take_while(|known| known.hash.get(..SHORTEST) == hash.get(..SHORTEST))
                .filter(|known| known.hash.get(..known.length) == hash.get(..known.length))
                .filter_map(|known| self.entries.get(known.entry))
                .find(|entry| entry.holds_at(now))
        })
    }
}

impl IntelligenceEntry {
    fn holds_at(&self, now: Option<i64>) -> bool {
        match (&self.until, now) {
            (Some(until), Some(now)) => now < until.end(),
            _ => true,
        }
    }

    /// What is wrong with the entry; none if it can match something.
    pub fn flaw(&self) -> Option<&'static str> {
        let given = [&self.host, &self.url, &self.sha256];
        match given.iter().filter(|field| field.is_some()).count() {
            1 if self.hash().is_some() => None,
            1 if self.sha256.is_some() => Some("sha256 must be 8 to 64 hexadecimal digits"),
            1 => Some("it is no host or address of the web"),
            _ => Some("give exactly one of host, url and sha256"),
        }
    }

    /// The hash of the entry's expression, and how many of its bytes count.
    fn hash(&self) -> Option<([u8; 32], usize)> {
        let url = match (&self.host, &self.url) {
            (None, None) => return from_hex(self.sha256.as_deref()?),
            _ if self.sha256.is_some() => return None,
            (Some(host), None) if !host.contains(['/', '@', '?', '#']) => {
                Url::parse(&format!("http://{}/", host.trim())).ok()?
            }
            (None, Some(address)) if address.contains("://") => Url::parse(address.trim()).ok()?,
            (None, Some(address)) if !address.contains('@') => {
                Url::parse(&format!("http://{}", address.trim())).ok()?
            }
            _ => return None,
        };
        Some((Sha256::digest(Canonical::of(&url)?.exact()).into(), 32))
    }
}

fn from_hex(digits: &str) -> Option<([u8; 32], usize)> {
    let digits = digits.trim();
    let length = digits.len() / 2;
    let is_hex = digits.len().is_multiple_of(2) && digits.bytes().all(|b| b.is_ascii_hexdigit());
    if !is_hex || !(SHORTEST..=32).contains(&length) {
        return None;
    }
    let mut hash = [0_u8; 32];
    for (place, byte) in hash.iter_mut().take(length).enumerate() {
        *byte = u8::from_str_radix(digits.get(place * 2..place * 2 + 2)?, 16).ok()?;
    }
    Some((hash, length))
}

fn indexed(entries: &[IntelligenceEntry]) -> Vec<Indexed> {
    let mut index = Vec::with_capacity(entries.len());
    for (place, entry) in entries.iter().enumerate() {
        if let Some((hash, length)) = entry.hash() {
            index.push(Indexed {
                hash,
                length,
                entry: place,
            });
        }
    }
    sorted(index, |one, other| one.hash.cmp(&other.hash))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(json: &str) -> Intelligence {
        serde_json::from_str(&format!(r#"{{"entries":[{json}]}}"#)).unwrap()
    }

    #[track_caller]
    fn holds(list: &Intelligence, address: &str) -> bool {
        list.find(&Url::parse(address).unwrap(), Some(1_793_610_007))
            .is_some()
    }

    #[test]
    fn a_host_covers_what_lies_below_it() {
        let list = list(r#"{"host":"Evil.example","class":"malware"}"#);
        assert!(holds(&list, "https://evil.example/"));
        assert!(holds(&list, "http://a.b.evil.example:8080/x/y?z#w"));
        assert!(!holds(&list, "https://notevil.example/"));
        assert!(!holds(&list, "https://example/evil.example/"));
        let number = self::list(r#"{"host":"192.0.2.7","class":"malware"}"#);
        assert!(holds(&number, "http://3221225991/x"));
    }

    #[test]
    fn an_address_covers_its_queries_and_a_folder_its_files() {
        let list = list(
            r#"{"url":"https://host.example/a/login.php","class":"credential_phishing"},
               {"url":"host.example/kit/","class":"document_lure"},
               {"url":"https://host.example/b?id=7","class":"image_lure"}"#,
        );
        assert!(holds(&list, "http://host.example/a/%6Cogin.php?x=1"));
        assert!(holds(&list, "http://host.example/kit/de/index.html"));
        assert!(holds(&list, "http://host.example/b?id=7#x"));
        assert!(!holds(&list, "http://host.example/b?id=8"));
        assert!(!holds(&list, "http://host.example/a/"));
        let found = list.find(&Url::parse("http://host.example/kit/x").unwrap(), None);
        assert_eq!(found.unwrap().class, HarmClass::DocumentLure);
    }

    #[test]
    fn a_hash_covers_its_expression_however_short() {
        // SHA-256 of `evil.example/a/`.
        let hash: String = Sha256::digest("evil.example/a/")
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect();
        for length in [8, 16, 64] {
            let list = list(&format!(
                r#"{{"sha256":"{}","class":"malware"}}"#,
                hash.get(..length).unwrap()
            ));
            assert!(
                holds(&list, "https://www.evil.example/a/b.html"),
                "{length}"
            );
            assert!(!holds(&list, "https://www.evil.example/b/"));
        }
    }

    #[test]
    fn entries_end_after_their_last_day() {
        let old = list(r#"{"host":"evil.example","class":"malware","until":"2026-11-01"}"#);
        assert!(!holds(&old, "https://evil.example/"));
        let new = list(
            r#"{"host":"evil.example","class":"malware","until":"2026-11-01"},{"host":"evil.example","class":"malware"}"#,
        );
        assert!(holds(&new, "https://evil.example/"));
    }

    #[test]
    fn says_what_is_wrong_with_an_entry() {
        let flaw = |json: &str| {
            serde_json::from_str::<IntelligenceEntry>(json)
                .unwrap()
                .flaw()
        };
        assert_eq!(flaw(r#"{"host":"evil.example","class":"malware"}"#), None);
        for json in [
            r#"{"class":"malware"}"#,
            r#"{"host":"a.example","url":"https://a.example/","class":"malware"}"#,
            r#"{"host":"a b","class":"malware"}"#,
            r#"{"host":"a.example/x","class":"malware"}"#,
            r#"{"sha256":"abc","class":"malware"}"#,
            r#"{"sha256":"zzzzzzzz","class":"malware"}"#,
            r#"{"url":"mailto:a@b.example","class":"malware"}"#,
        ] {
            assert!(flaw(json).is_some(), "{json}");
            assert!(!holds(&list(json), "https://a.example/"), "{json}");
        }
    }

    #[test]
    fn the_list_survives_a_round_trip() {
        let list = list(r#"{"host":"evil.example","class":"malware","until":"2027-01-01"}"#);
        let json = serde_json::to_string(&list).unwrap();
        assert_eq!(
            json,
            r#"{"entries":[{"host":"evil.example","class":"malware","until":"2027-01-01"}]}"#
        );
        assert_eq!(serde_json::from_str::<Intelligence>(&json).unwrap(), list);
    }
}
