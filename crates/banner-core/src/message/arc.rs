//! Signature headers that are lists of tags: DKIM-Signature (RFC 6376, section 3.5) and the ARC set (RFC 8617, section 4.1).
//!
//! ```text
//! tag-list = tag-spec *( ";" tag-spec ) [ ";" ]
//! tag-spec = [FWS] tag-name [FWS] "=" [FWS] tag-value [FWS]
//! ```
//!
//! Nothing is verified here: these are the claims of the headers.

use super::authentication_results::ResultCode;
use super::headers::Header;

/// How many signatures and ARC headers of a kind are kept; RFC 8617 allows 50 instances.
pub const MAX_SIGNATURES: usize = 50;

/// One DKIM-Signature header: a claim, not a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DkimSignature {
    /// `d=`: the domain that claims responsibility.
    pub domain: String,
    /// `s=`: the selector of the key.
    pub selector: String,
    /// `i=`: the agent or user on whose behalf it was signed.
    pub identity: Option<String>,
    /// `h=`: the signed header fields, in lower case.
    pub signed_headers: Vec<String>,
    /// `l=`: how many bytes of the body are signed; what follows them is not.
    pub body_length: Option<u64>,
    /// Index of the header field in the message.
    pub position: usize,
}

/// One ARC-Seal header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArcSeal {
    /// `i=`: 1 for the first sealer; 0 when missing.
    pub instance: u32,
    /// `cv=`: what the sealer found of the chain before it.
    pub chain_validation: ResultCode,
    /// `d=`: the sealer.
    pub domain: String,
    /// `s=`: the selector of the key.
    pub selector: String,
    /// Every tag that section 4.1.3 asks for is there, each tag once, and nothing malformed.
    pub complete: bool,
    /// Index of the header field in the message.
    pub position: usize,
}

/// One ARC-Message-Signature header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArcMessageSignature {
    /// `i=`: the instance; 0 when missing.
    pub instance: u32,
    /// `d=`: the signer.
    pub domain: String,
    /// Every tag that section 4.1.2 asks for is there, each tag once, and nothing malformed.
    pub complete: bool,
    /// Index of the header field in the message.
    pub position: usize,
}

/// The value of a tag, with folding white space removed; none when absent.
fn tag(list: &str, name: &str) -> Option<String> {
    list.split(';').find_map(|spec| {
        let (key, value) = spec.split_once('=')?;
        (key.trim() == name).then(|| value.chars().filter(|c| !c.is_whitespace()).collect())
    })
}

/// The shortest signature of each algorithm in base64: RSA keys have 1024 bits at least (RFC 8301, section 3.2).
const SHORTEST: [(&str, usize); 2] = [("rsa-sha256", 172), ("ed25519-sha256", 88)];

/// Whether the list keeps to the grammar, names each tag once, has well-formed values in those that
/// both ARC signatures share (`a b d s i`, `t` if any), and passes `also`.
fn is_complete(list: &str, also: impl Fn(&str, &str) -> bool, needed: &[&str]) -> bool {
    let algorithm = tag(list, "a").unwrap_or_default();
    let shortest = SHORTEST
        .iter()
        .find_map(|(known, length)| (*known == algorithm).then_some(*length))
        .unwrap_or(1);
    let list = list.trim_end();
    let mut names: Vec<&str> = Vec::new();
    for spec in list.strip_suffix(';').unwrap_or(list).split(';') {
        let Some((name, value)) = spec.split_once('=') else {
            return false;
        };
        let (name, value) = (name.trim(), value.trim());
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        let is_fine = match name {
            "a" => SHORTEST.iter().any(|(algorithm, _)| *algorithm == value),
            "b" => is_base64(value, shortest),
            "bh" => is_base64(value, 1),
            "d" => is_domain_name(value),
            "s" => !value.is_empty() && !value.contains(char::is_whitespace),
            "i" | "t" => !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()),
            _ => true,
        };
        // More tags than these are no signature of anybody's.
        if !is_name || !is_fine || !also(name, value) || names.contains(&name) || names.len() > 40 {
            return false;
        }
        names.push(name);
    }
    ["a", "b", "d", "s", "i"]
        .iter()
        .chain(needed)
        .all(|name| names.contains(name))
}

/// Labels of letters, digits and hyphens; with underscores and beyond ASCII, as are in use.
fn is_domain_name(value: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_') || !c.is_ascii();
    let mut labels = value.split('.');
    labels.all(|label| !label.is_empty() && label.chars().all(fits))
}

/// Base64 (RFC 4648) of this many characters at least, with white space between, as folding leaves it.
fn is_base64(value: &str, shortest: usize) -> bool {
    let mut length = 0_usize;
    let mut padded = false;
    for byte in value.bytes().filter(|byte| !byte.is_ascii_whitespace()) {
        let is_digit = byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
        if byte != b'=' && (padded || !is_digit) {
            return false;
        }
        padded |= byte == b'=';
        length += 1;
    }
    length >= shortest && length.is_multiple_of(4)
}

fn instance(list: &str) -> u32 {
    tag(list, "i").and_then(|i| i.parse().ok()).unwrap_or(0)
}

/// Reads a DKIM-Signature.
pub(crate) fn dkim_signature(header: &Header<'_>) -> DkimSignature {
    let list = &*header.value;
    DkimSignature {
        domain: tag(list, "d").unwrap_or_default().to_ascii_lowercase(),
        selector: tag(list, "s").unwrap_or_default(),
        identity: tag(list, "i"),
        signed_headers: tag(list, "h")
            .map(|h| {
                h.split(':')
                    .take(200)
                    .map(str::to_ascii_lowercase)
                    .collect()
            })
            .unwrap_or_default(),
        body_length: tag(list, "l").and_then(|l| l.parse().ok()),
        position: header.position,
    }
}

/// Reads an ARC-Seal.
pub(crate) fn seal(header: &Header<'_>) -> ArcSeal {
    let list = &*header.value;
    ArcSeal {
        instance: instance(list),
        chain_validation: ResultCode::parse(&tag(list, "cv").unwrap_or_default()),
        domain: tag(list, "d").unwrap_or_default().to_ascii_lowercase(),
        selector: tag(list, "s").unwrap_or_default(),
        // A seal covers ARC's own fields, so that it names none ("h").
        complete: is_complete(
            list,
            |name, value| match name {
                "cv" => matches!(value, "none" | "pass" | "fail"),
                _ => name != "h",
            },
            &["cv"],
        ),
        position: header.position,
    }
}

/// Reads an ARC-Message-Signature.
pub(crate) fn message_signature(header: &Header<'_>) -> ArcMessageSignature {
    let list = &*header.value;
    ArcMessageSignature {
        instance: instance(list),
        domain: tag(list, "d").unwrap_or_default().to_ascii_lowercase(),
        complete: is_complete(
            list,
            |name, value| match name {
                "c" => value
                    .split('/')
                    .all(|form| matches!(form, "simple" | "relaxed")),
                // It is signed before the seal exists.
                "h" => !value
                    .split(':')
                    .any(|field| field.trim().eq_ignore_ascii_case("ARC-Seal")),
                _ => true,
            },
            &["bh", "h"],
        ),
        position: header.position,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(value: &str) -> Header<'_> {
        Header {
            name: "X",
            value: value.into(),
            raw: value.as_bytes(),
            position: 4,
            charsets: Default::default(),
        }
    }

    #[test]
    fn reads_a_dkim_signature() {
        let signature = dkim_signature(&header(
            "v=1; a=rsa-sha256; d=News.example; s=s1; c=relaxed/simple; q=dns/txt; i=@eng.news.example; l=1200;\th=From:To : Subject;\tbh=MTIz=; b=dzdV yOf",
        ));
        assert_eq!(
            (signature.domain.as_str(), signature.selector.as_str()),
            ("news.example", "s1")
        );
        assert_eq!(signature.identity.as_deref(), Some("@eng.news.example"));
        assert_eq!(signature.signed_headers, ["from", "to", "subject"]);
        assert_eq!((signature.body_length, signature.position), (Some(1200), 4));
    }

    #[test]
    fn reads_a_seal_and_its_chain_validation() {
        let seal = seal(&header(
            "i=2; a=rsa-sha256; t=1; cv=pass; d=lists.example; s=arc; b=x==",
        ));
        assert_eq!(
            (seal.instance, seal.domain.as_str(), seal.chain_validation),
            (2, "lists.example", ResultCode::Pass)
        );
        let signature = message_signature(&header("i=1; d=first.example; h=from"));
        assert_eq!(
            (signature.instance, signature.domain.as_str()),
            (1, "first.example")
        );
    }

    #[test]
    fn tells_whole_signatures_from_others() {
        let signature = "YWJj".repeat(43);
        let whole = format!(
            "i=1; a=rsa-sha256; cv=none; d=lists.example; s=arc; t=12; b=YW Jj{signature};"
        );
        assert!(seal(&header(&whole)).complete);
        for (part, instead) in [
            ("cv=none", "cv=maybe"),
            ("a=rsa-sha256", "a=rsa-sha1"),
            ("b=YW Jj", "b=YW"),
            (&*signature, ""),
            ("d=lists.example", "d="),
            ("d=lists.example", "d=***"),
            ("d=lists.example", "d=lists..."),
            ("t=12", "t=soon"),
            ("t=12", "h=from"),
            ("t=12", "s=other"),
            ("t=12;", ";"),
            ("i=1; ", ""),
        ] {
            let broken = whole.replace(part, instead);
            assert!(!seal(&header(&broken)).complete, "{broken}");
        }
        let signed = format!(
            "i=1; a=rsa-sha256; c=relaxed; d=x.example; s=s; h=from:to; bh=YWJj; b={signature}"
        );
        assert!(message_signature(&header(&signed)).complete);
        for (part, instead) in [
            ("from:to", "from : arc-seal"),
            ("bh=YWJj; ", ""),
            ("relaxed", "loose"),
        ] {
            let broken = signed.replace(part, instead);
            assert!(!message_signature(&header(&broken)).complete, "{broken}");
        }
    }

    #[test]
    fn reads_nothing_from_nonsense() {
        let seal = seal(&header(";;; = ; d"));
        assert_eq!((seal.instance, seal.domain.as_str()), (0, ""));
        assert_eq!(seal.chain_validation, ResultCode::Other(String::new()));
    }
}
