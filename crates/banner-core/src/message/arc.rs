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
        position: header.position,
    }
}

/// Reads an ARC-Message-Signature.
pub(crate) fn message_signature(header: &Header<'_>) -> ArcMessageSignature {
    let list = &*header.value;
    ArcMessageSignature {
        instance: instance(list),
        domain: tag(list, "d").unwrap_or_default().to_ascii_lowercase(),
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
    fn reads_nothing_from_nonsense() {
        let seal = seal(&header(";;; = ; d"));
        assert_eq!((seal.instance, seal.domain.as_str()), (0, ""));
        assert_eq!(seal.chain_validation, ResultCode::Other(String::new()));
    }
}
