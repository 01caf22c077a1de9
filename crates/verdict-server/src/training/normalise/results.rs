//! The Authentication-Results that a receiver would write today, from what the mail itself kept, or drawn by lot.

use banner_core::Message;
use banner_core::message::{HeaderSource, Method, MethodResult, ResultCode};
use banner_core::names::Domain;
use sha2::{Digest, Sha256};

use super::marks::HOST;

/// How many signatures are told of.
const MOST_SIGNATURES: usize = 4;

/// What is drawn for mail without results, in percent of such mail, whatever its class: SPF, DKIM and DMARC.
///
/// Between the rates of modern legitimate mail (89 % aligned and passing) and of phishing (45 %), since the class must not
/// be told from it.
const LOTS: &[(u8, &str, &str, &str)] = &[
    (67, "pass", "pass", "pass"),
    (15, "none", "none", "none"),
    (11, "softfail", "none", "none"),
    (7, "fail", "none", "fail"),
];

/// The value of the field, without its name.
///
/// `from` and `envelope` are the domains of the author and of the envelope sender; empty where there is none. `seed` is what
/// the lot is drawn by.
pub(super) fn value(message: &Message<'_>, from: &str, envelope: &str, seed: &[u8]) -> String {
    let (spf, dkim, dmarc) = match kept(message, from, envelope) {
        Some(kept) => kept,
        None => drawn(from, envelope, seed),
    };
    let mut value = format!("mx.{HOST}; {spf}");
    for result in dkim.iter().chain([&dmarc]) {
        value.push_str("; ");
        value.push_str(result);
    }
    value
}

type Written = (String, Vec<String>, String);

/// The results of the outermost receiver, if the mail has any.
fn kept(message: &Message<'_>, from: &str, envelope: &str) -> Option<Written> {
    let headers = message.authentication();
    let arc = headers
        .results
        .iter()
        .max_by_key(|header| match header.source {
            HeaderSource::ArcAuthenticationResults { instance } => instance,
            HeaderSource::AuthenticationResults => 0,
        });
    let outermost = headers
        .results
        .iter()
        .find(|header| {
            header.source == HeaderSource::AuthenticationResults && tells(&header.results)
        })
        .or_else(|| arc.filter(|header| tells(&header.results)));
    let noted = headers.received_spf.first();
    if outermost.is_none() && noted.is_none() {
        return None;
    }
    let results: &[MethodResult] = outermost
        .map(|header| header.results.as_slice())
        .unwrap_or_default();
    let of = |method: Method| results.iter().filter(move |result| result.method == method);
    let mut passing = Vec::new();
    let (spf_code, spf_domain) = match (of(Method::Spf).next(), noted) {
        (Some(spf), _) => (
            code(&spf.result),
            ["mailfrom", "mail", "mfrom", "from", "helo"]
                .iter()
                .find_map(|name| spf.property_domain("smtp", name))
                .map(host),
        ),
        (None, Some(noted)) => (
            code(&noted.result),
            noted
                .envelope_from
                .as_deref()
                .and_then(|sender| sender.rsplit('@').next())
                .map(host),
        ),
        (None, None) => ("none", None),
    };
    let spf_domain = spf_domain
        .filter(|domain| !domain.is_empty())
        .unwrap_or_else(|| host(envelope));
    if spf_code == "pass" {
        passing.push(spf_domain.clone());
    }
    let mut dkim = Vec::new();
    for result in of(Method::Dkim).take(MOST_SIGNATURES) {
        let domain = ["d", "i"]
            .iter()
            .find_map(|name| result.property_domain("header", name));
        let domain = domain.map(host).unwrap_or_default();
        let code = code(&result.result);
        if code == "pass" {
            passing.push(domain.clone());
        }
        dkim.push(result_of("dkim", code, "header.d", &domain));
    }
    if dkim.is_empty() {
        dkim.push(result_of("dkim", "none", "header.d", ""));
    }
    let aligned = passing.iter().any(|domain| is_aligned(domain, from));
    let dmarc = match of(Method::Dmarc).next() {
        // Microsoft's word for a domain without a policy whose mail passes.
        Some(dmarc) if dmarc.result == ResultCode::Other("bestguesspass".to_owned()) => "none",
        Some(dmarc) => code(&dmarc.result),
        // Old receivers did not evaluate it.
        None if aligned => "pass",
        None => "none",
    };
    Some((
        result_of("spf", spf_code, "smtp.mailfrom", &spf_domain),
        dkim,
        result_of("dmarc", dmarc, "header.from", from),
    ))
}

fn tells(results: &[MethodResult]) -> bool {
    let methods = [Method::Spf, Method::Dkim, Method::Dmarc];
    results
        .iter()
        .any(|result| methods.contains(&result.method))
}

/// Draws the results by a hash of the mail, so that they are the same each time.
fn drawn(from: &str, envelope: &str, seed: &[u8]) -> Written {
    let mut hash = Sha256::new();
    hash.update(b"authentication results by lot, 1\0");
    hash.update(seed);
    let hash = hash.finalize();
    let mut number = u16::from_be_bytes([
        hash.first().copied().unwrap_or_default(),
        hash.get(1).copied().unwrap_or_default(),
    ]) % 100;
    let mut lot = ("none", "none", "none");
    for (share, spf, dkim, dmarc) in LOTS {
        lot = (spf, dkim, dmarc);
        match number.checked_sub(u16::from(*share)) {
            Some(rest) => number = rest,
            None => break,
        }
    }
    let (spf, dkim, dmarc) = lot;
    let signed = if dkim == "pass" { from } else { "" };
    (
        result_of("spf", spf, "smtp.mailfrom", &host(envelope)),
        vec![result_of("dkim", dkim, "header.d", &host(signed))],
        result_of("dmarc", dmarc, "header.from", from),
    )
}

fn result_of(method: &str, code: &str, property: &str, domain: &str) -> String {
    match host(domain) {
        domain if domain.is_empty() => format!("{method}={code}"),
        domain => format!("{method}={code} {property}={domain}"),
    }
}

/// A host that can stand in a result as it is; empty when it cannot.
fn host(domain: &str) -> String {
    let domain = Domain::parse(domain.trim_end_matches('.'));
    domain
        .map(|domain| domain.ascii().to_owned())
        .unwrap_or_default()
}

/// Whether two domains belong to the same organisation (relaxed alignment; RFC 7489, section 3.1).
fn is_aligned(domain: &str, from: &str) -> bool {
    let registrable = |domain: &str| {
        let domain = Domain::parse(domain)?;
        Some(domain.organisational().to_owned())
    };
    matches!((registrable(domain), registrable(from)), (Some(a), Some(b)) if a == b)
}

fn code(result: &ResultCode) -> &'static str {
    match result {
        ResultCode::Pass => "pass",
        ResultCode::Fail => "fail",
        ResultCode::SoftFail => "softfail",
        ResultCode::Neutral => "neutral",
        ResultCode::TempError => "temperror",
        ResultCode::PermError => "permerror",
        ResultCode::Policy => "policy",
        ResultCode::None | ResultCode::Other(_) => "none",
    }
}
