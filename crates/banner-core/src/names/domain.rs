//! A host name in the one form that comparisons use, and where its organisation begins.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::public_suffix;

/// A host name as DNS spells it: lower-case ASCII, internationalised labels as A-labels
/// (`xn--…`), no trailing dot, at most 253 octets.
///
/// Two spellings of one name are equal: `ПРИМЕР.example.` and `xn--e1afmkfd.example`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Domain {
    ascii: Box<str>,
    /// Where the organisational domain begins in `ascii`.
    organisation: u8,
    /// Where the public suffix begins in `ascii`.
    suffix: u8,
}

/// Why a text is not a host name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DomainError {
    /// Nothing but dots and white space, or nothing at all.
    Empty,
    /// Two dots in a row, or one at the beginning.
    EmptyLabel,
    /// A label of more than 63 octets in its ASCII form.
    LabelTooLong,
    /// More than 253 octets in its ASCII form.
    TooLong,
    /// An IP address, or a name that ends in a number, which every resolver reads as one.
    IpAddress,
    /// A character that no host name has, or an A-label that decodes to nothing (UTS 46).
    Invalid,
}

impl fmt::Display for DomainError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "a domain name is needed here, this is empty",
            Self::EmptyLabel => "two dots in a row, or one at the beginning",
            Self::LabelTooLong => "a label between two dots has more than 63 octets",
            Self::TooLong => "a domain name has at most 253 octets",
            Self::IpAddress => "this is an IP address, a domain name is needed",
            Self::Invalid => "not a domain name: a character in it cannot be in one",
        })
    }
}

impl std::error::Error for DomainError {}

impl Domain {
    /// Reads a name as browsers do (UTS 46, non-transitional, not strict): either spelling of an
    /// internationalised name, any case, one trailing dot, underscores allowed.
    ///
    /// `None` for what [`FromStr`] calls an error: IP addresses, empty labels, white space,
    /// labels above 63 and names above 253 octets.
    pub fn parse(text: &str) -> Option<Self> {
        text.parse().ok()
    }

    /// The name in ASCII, for comparing and for machines.
    pub fn ascii(&self) -> &str {
        &self.ascii
    }

    /// The name in the letters that its owner wrote, for people; the ASCII form where a label
    /// does not decode.
    pub fn unicode(&self) -> Cow<'_, str> {
        if !self.is_idn() {
            return Cow::Borrowed(&self.ascii);
        }
        match idna::domain_to_unicode(&self.ascii) {
            (name, Ok(())) => Cow::Owned(name),
            _ => Cow::Borrowed(&self.ascii),
        }
    }

    /// The public suffix: `co.uk` of `www.example.co.uk`, `github.io` of `alice.github.io`.
    pub fn public_suffix(&self) -> &str {
        self.tail(self.suffix)
    }

    /// The organisational domain (RFC 7489, section 3.2): the public suffix and one label more,
    /// or the whole name when it is itself a public suffix.
    ///
    /// The RFC leaves the list to its reader. Here both sections of the public suffix list
    /// count, the private one too, as they do for browsers: two customers of `github.io` are two
    /// organisations.
    pub fn organisational(&self) -> &str {
        self.tail(self.organisation)
    }

    /// [`Domain::organisational`] as a name of its own.
    pub fn organisational_domain(&self) -> Self {
        Self {
            ascii: self.organisational().into(),
            organisation: 0,
            suffix: self.suffix.saturating_sub(self.organisation),
        }
    }

    /// The label that the owner registered: `paypal` of `www.paypal.co.uk`; the first label when
    /// the name is itself a public suffix. In ASCII: see [`Domain::main_label_unicode`].
    pub fn main_label(&self) -> &str {
        let organisation = self.organisational();
        organisation
            .split_once('.')
            .map_or(organisation, |(label, _)| label)
    }

    /// [`Domain::main_label`] in the letters that its owner wrote.
    pub fn main_label_unicode(&self) -> Cow<'_, str> {
        label_unicode(self.main_label())
    }

    /// What stands left of the organisational domain: `a.b` of `a.b.example.com`, or nothing.
    pub fn subdomain(&self) -> &str {
        self.ascii
            .get(..usize::from(self.organisation).saturating_sub(1))
            .unwrap_or_default()
    }

    /// Whether the two names have one organisational domain.
    pub fn same_organisation(&self, other: &Self) -> bool {
        self.organisational() == other.organisational()
    }

    /// Whether the name is `parent` or stands below it.
    pub fn is_within(&self, parent: &Self) -> bool {
        self.ascii
            .strip_suffix(parent.ascii())
            .is_some_and(|left| left.is_empty() || left.ends_with('.'))
    }

    /// Whether any label is internationalised.
    pub fn is_idn(&self) -> bool {
        has_a_label(&self.ascii)
    }

    fn tail(&self, offset: u8) -> &str {
        self.ascii.get(usize::from(offset)..).unwrap_or_default()
    }
}

/// A single label in the letters that its owner wrote; unchanged where it does not decode.
pub(super) fn label_unicode(label: &str) -> Cow<'_, str> {
    if !label.starts_with("xn--") {
        return Cow::Borrowed(label);
    }
    match idna::domain_to_unicode(label) {
        (text, Ok(())) => Cow::Owned(text),
        _ => Cow::Borrowed(label),
    }
}

fn has_a_label(name: &str) -> bool {
    name.split('.').any(|label| label.starts_with("xn--"))
}

impl FromStr for Domain {
    type Err = DomainError;

    fn from_str(text: &str) -> Result<Self, DomainError> {
        // No spelling of a valid name is this long: UTF-8 takes at most four times the room of
        // the shortest A-label, and mapping work on longer text would be the sender's choice.
        if text.len() > 1100 {
            return Err(DomainError::TooLong);
        }
        let plain = text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'));
        let lower = text.to_ascii_lowercase();
        let mapped = if plain && !has_a_label(&lower) {
            Cow::Owned(lower)
        } else {
            idna::domain_to_ascii_cow(text.as_bytes(), idna::AsciiDenyList::URL)
                .map_err(|_| DomainError::Invalid)?
        };
        let name = mapped.strip_suffix('.').unwrap_or(&mapped);
        if name.is_empty() {
            return Err(DomainError::Empty);
        }
        if name.len() > 253 {
            return Err(DomainError::TooLong);
        }
        // Allowed by the URL standard, but in mail they are a sign of badly cut text.
        if name.contains(['"', '\'', '(', ')', ',', ';']) {
            return Err(DomainError::Invalid);
        }
        for label in name.split('.') {
            match label.len() {
                0 => return Err(DomainError::EmptyLabel),
                1..=63 => {}
                _ => return Err(DomainError::LabelTooLong),
            }
        }
        if ends_in_number(name) {
            return Err(DomainError::IpAddress);
        }

        let suffix = public_suffix::start(name);
        let organisation = name
            .get(..suffix.saturating_sub(1))
            .and_then(|left| left.rfind('.'))
            .map_or(0, |dot| dot.saturating_add(1));
        Ok(Self {
            organisation: u8::try_from(organisation).map_err(|_| DomainError::TooLong)?,
            suffix: u8::try_from(suffix).map_err(|_| DomainError::TooLong)?,
            ascii: name.into(),
        })
    }
}

/// The "ends in a number" check of the URL standard: such a host is an IPv4 address or an error.
fn ends_in_number(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or_default();
    let is_digits = last.bytes().all(|byte| byte.is_ascii_digit());
    let is_hexadecimal = last
        .strip_prefix("0x")
        .is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
    is_digits || is_hexadecimal
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.ascii)
    }
}

impl fmt::Debug for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Domain({})", self.ascii)
    }
}

impl Serialize for Domain {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.ascii)
    }
}

impl<'de> Deserialize<'de> for Domain {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'_, str>::deserialize(deserializer)?;
        text.parse()
            .map_err(|error| serde::de::Error::custom(format_args!("{text:?}: {error}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn domain(text: &str) -> Domain {
        text.parse()
            .unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[track_caller]
    fn refuses(text: &str, error: DomainError) {
        assert_eq!(text.parse::<Domain>(), Err(error), "{text}");
        assert_eq!(Domain::parse(text), None);
    }

    #[test]
    fn refuses_punctuation_that_stood_around_a_name() {
        for text in [
            "icloud.example\"",
            "(a.example",
            "a.example)",
            "a,b.example",
            "a.example;",
        ] {
            assert_eq!(Domain::parse(text), None, "{text}");
        }
    }

    #[test]
    fn reads_either_spelling_of_a_name_as_one() {
        assert_eq!(domain("Example.COM."), domain("example.com"));
        assert_eq!(domain("ПРИМЕР.example"), domain("xn--e1afmkfd.example"));
        assert_eq!(domain("XN--E1AFMKFD.example"), domain("пример.example"));
        assert_eq!(domain("bücher。example"), domain("xn--bcher-kva.example"));
        assert_eq!(domain("_dmarc.example.com").ascii(), "_dmarc.example.com");
        assert_eq!(domain("localhost").organisational(), "localhost");
    }

    #[test]
    fn refuses_what_is_no_name_and_says_why() {
        refuses("", DomainError::Empty);
        refuses(".", DomainError::Empty);
        refuses(".example.com", DomainError::EmptyLabel);
        refuses("a..example", DomainError::EmptyLabel);
        refuses("example.com..", DomainError::EmptyLabel);
        refuses("192.0.2.1", DomainError::IpAddress);
        refuses("0x7f.1", DomainError::IpAddress);
        refuses("2130706433", DomainError::IpAddress);
        refuses("[2001:db8::1]", DomainError::Invalid);
        refuses("exa mple.com", DomainError::Invalid);
        refuses(" example.com", DomainError::Invalid);
        refuses("a\u{3000}b.example", DomainError::Invalid);
        refuses("user@example.com", DomainError::Invalid);
        refuses("xn--a.example", DomainError::Invalid);
        refuses(
            &format!("{}.example", "a".repeat(64)),
            DomainError::LabelTooLong,
        );
        refuses(&"a.".repeat(128), DomainError::TooLong);
        refuses(&"я".repeat(100_000), DomainError::TooLong);
        assert!(Domain::parse(&format!("{}.example", "a".repeat(63))).is_some());
    }

    #[test]
    fn finds_the_parts_of_a_name() {
        let name = domain("www.shop.paypal.co.uk");
        assert_eq!(name.public_suffix(), "co.uk");
        assert_eq!(name.organisational(), "paypal.co.uk");
        assert_eq!(name.main_label(), "paypal");
        assert_eq!(name.subdomain(), "www.shop");
        let organisation = name.organisational_domain();
        assert_eq!(organisation, domain("paypal.co.uk"));
        assert_eq!(organisation.public_suffix(), "co.uk");
        assert_eq!(organisation.subdomain(), "");
    }

    #[test]
    fn takes_a_public_suffix_as_its_own_organisation() {
        let suffix = domain("co.uk");
        assert_eq!(suffix.organisational(), "co.uk");
        assert_eq!(suffix.main_label(), "co");
        assert_eq!(suffix.subdomain(), "");
        assert!(!suffix.same_organisation(&domain("example.co.uk")));
    }

    #[test]
    fn compares_organisations_and_places_below() {
        let mail = domain("mail.example.com");
        assert!(mail.same_organisation(&domain("www.example.com")));
        assert!(!mail.same_organisation(&domain("example.org")));
        assert!(mail.is_within(&domain("example.com")));
        assert!(mail.is_within(&mail));
        assert!(!domain("notexample.com").is_within(&domain("example.com")));
        assert!(!domain("alice.github.io").same_organisation(&domain("bob.github.io")));
    }

    #[test]
    fn shows_an_internationalised_name_in_its_own_letters() {
        let name = domain("xn--fiqs8s.xn--e1afmkfd.example");
        assert!(name.is_idn());
        assert_eq!(name.unicode(), "中国.пример.example");
        assert_eq!(name.main_label_unicode(), "пример");
        assert_eq!(name.to_string(), "xn--fiqs8s.xn--e1afmkfd.example");
        assert!(!domain("example.com").is_idn());
        assert_eq!(domain("example.com").unicode(), "example.com");
    }

    #[test]
    fn travels_as_a_string() {
        let name: Domain = serde_json::from_str("\"Bücher.example\"").unwrap();
        assert_eq!(
            serde_json::to_string(&name).unwrap(),
            "\"xn--bcher-kva.example\""
        );
        let error = serde_json::from_str::<Domain>("\"192.0.2.1\"").unwrap_err();
        assert!(error.to_string().contains("IP address"), "{error}");
        assert!(error.to_string().contains("192.0.2.1"), "{error}");
    }
}
