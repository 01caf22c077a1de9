//! Wrapped links undone: security gateways, click counters and redirectors whose address tells where it leads, nested ones too.
//!
//! Nothing is fetched: only addresses that carry their target are undone. A short link, or a
//! gateway that keeps the target to itself, stays what it is.

mod proofpoint;
mod services;

use url::Url;

use super::links::LinkTarget;
use super::parameters::percent_decode;
use crate::word_list::{WordList, word_list};

/// How many wrappers around one link are undone: gateways wrap what gateways have wrapped, nobody more often than this.
pub const MAX_DEPTH: usize = 6;
/// How many parameters of an address are looked at.
const MAX_PARAMETERS: usize = 64;

/// What a link was wrapped in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wrapper {
    /// Its maker as people know it; empty for [`WrapperKind::Carrier`].
    pub name: &'static str,
    /// What it is for.
    pub kind: WrapperKind,
}

/// What a wrapper is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WrapperKind {
    /// Rewrites the links of incoming mail to check them when they are opened.
    Gateway,
    /// Counts clicks for the sender.
    Tracker,
    /// Leads on to any address, for everybody.
    Redirector,
    /// No known service, but an address that carries another: it may lead on there.
    Carrier,
}

/// An address taken out of its wrapper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unwrapped {
    /// The address as it stood in the wrapper, decoded.
    pub(crate) address: String,
    /// Where it goes.
    pub(crate) target: LinkTarget,
    /// What was around it.
    pub(crate) wrapper: Wrapper,
}

/// Takes the outermost wrapper off; none when there is none that can be undone. `address` is what was
/// written, `target` what a browser makes of it.
pub(crate) fn unwrap(address: &str, target: &LinkTarget) -> Option<Unwrapped> {
    let url = target.url.as_ref().filter(|_| target.is_web())?;
    let host = target.domain()?.ascii();
    let (inner, wrapper) = proofpoint::unwrap(address, host, url)
        .or_else(|| services::unwrap(host, url))
        .or_else(|| carried(host, url))?;
    // A browser takes what stands behind the `#` along to where it is led.
    let inner = match url.fragment() {
        Some(fragment) if !inner.contains('#') && !fragment.contains("http") => {
            format!("{inner}#{fragment}")
        }
        _ => inner,
    };
    let target = LinkTarget::parse(&inner, None);
    // A wrapper around nothing, or around a mail address, is no wrapper.
    let opens = target.url.is_some() && target.scheme != "mailto";
    opens.then_some(Unwrapped {
        address: inner,
        target,
        wrapper,
    })
}

/// Parameters in which sites take the address to lead on to.
const LEADING_ON: WordList = word_list![
    "adurl",
    "clickurl",
    "continue",
    "dest",
    "destination",
    "forward",
    "go",
    "goto",
    "href",
    "jump",
    "link",
    "location",
    "next",
    "out",
    "q",
    "r",
    "redir",
    "redirect",
    "redirect_to",
    "redirect_uri",
    "redirect_url",
    "redirecturl",
    "ref_url",
    "return",
    "return_to",
    "returnto",
    "returnurl",
    "rurl",
    "success_url",
    "target",
    "targeturl",
    "to",
    "u",
    "uri",
    "url",
];

/// Pages that show or share the address that they carry, and do not lead there.
const SHOWING: WordList = word_list![
    "share",
    "intent/",
    "submit",
    "oembed",
    "embed",
    "add-to",
    "addto",
    "bookmark",
    "save",
    "validator",
    "check",
    "search",
    "feed",
    "thumb",
    "proxy",
    "preview",
    "whois",
    "diff",
];

/// An address inside the address of a site that is not known for it.
fn carried(host: &str, url: &Url) -> Option<(String, Wrapper)> {
    let path = url.path().to_ascii_lowercase();
    if SHOWING.iter().any(|word| path.contains(word)) || host.starts_with("share") {
        return None;
    }
    let fragment = url.fragment().unwrap_or_default();
    let address = parameters(url.query().unwrap_or_default())
        .chain(parameters(fragment))
        .filter(|(name, _)| {
            LEADING_ON
                .iter()
                .any(|known| name.eq_ignore_ascii_case(known))
        })
        .find_map(|(_, value)| leading_on(value))
        .or_else(|| whole_address(url.query()?))
        .or_else(|| whole_address(fragment))
        // Click counters write the whole address into one folder of the path.
        .or_else(|| {
            url.path()
                .split('/')
                .skip(1)
                .take(MAX_PARAMETERS)
                .find_map(whole_address)
        })
        // Or as it is behind some folder.
        .or_else(|| {
            let at = 1 + url.path().match_indices("/http").find(|(at, _)| *at > 0)?.0;
            url.path()
                .get(at..)
                .filter(|rest| is_address(rest))
                .map(str::to_owned)
        })?;
    let wrapper = Wrapper {
        name: "",
        kind: WrapperKind::Carrier,
    };
    Some((address, wrapper))
}

/// The value as an address, or as one without its scheme: begun by two slashes, or a name and a path. A name alone may be a page
/// of the site (`login.do`).
fn leading_on(value: &str) -> Option<String> {
    let address = services::address(value)?;
    let is_whole = whole_address(value).is_some();
    let is_begun = decoded(value).starts_with(['/', '\\']);
    let (host, path) = address.get(7..)?.split_once('/').unwrap_or_default();
    (is_whole
        || is_begun
        || host.matches('.').count() > 1
        || host.contains('.') && !path.is_empty())
    .then_some(address)
}

/// The parameters of a query, still encoded.
fn parameters(query: &str) -> impl Iterator<Item = (&str, &str)> {
    query.split('&').take(MAX_PARAMETERS).filter_map(|pair| {
        // An ampersand that was escaped for HTML once too often.
        pair.strip_prefix("amp;").unwrap_or(pair).split_once('=')
    })
}

/// The parameter of that name, still encoded.
fn parameter<'u>(url: &'u Url, name: &str) -> Option<&'u str> {
    let mut parameters = parameters(url.query()?);
    let (_, value) = parameters.find(|(known, _)| known.eq_ignore_ascii_case(name))?;
    Some(value)
}

/// The value as an address with its scheme, percent-encoded up to three times, in base64 or in hexadecimal; none when it is
/// something else.
pub(super) fn whole_address(value: &str) -> Option<String> {
    let mut value = decoded(value);
    for _ in 0..2 {
        if !is_encoded_address(&value) {
            break;
        }
        value = decoded(&value);
    }
    if let Some(text) = in_base64(&value).or_else(|| in_hexadecimal(&value)) {
        value = text;
    }
    is_address(&value).then_some(value)
}

fn is_address(text: &str) -> bool {
    ["http://", "https://", "http:\\\\", "https:\\\\"]
        .iter()
        .any(|scheme| {
            let start = text.get(..scheme.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(scheme))
                && text.len() > scheme.len()
        })
}

fn is_encoded_address(text: &str) -> bool {
    let start = text
        .get(..8.min(text.len()))
        .unwrap_or_default()
        .to_ascii_lowercase();
    start.starts_with("http%3a")
        || start.starts_with("https%3a")
        || start.starts_with("http%25")
        || start.starts_with("https%25")
}

/// An address in base64, which begins with `aHR0c` whatever it is: `http` in that alphabet.
fn in_base64(text: &str) -> Option<String> {
    let text = text.strip_prefix("a1").unwrap_or(text);
    if !text.starts_with("aHR0c") {
        return None;
    }
    let bytes = base64_url(text.trim_end_matches('='))?;
    let text = String::from_utf8(bytes).ok()?;
    is_address(&text).then_some(text)
}

/// An address in hexadecimal, which begins with `http` in that.
fn in_hexadecimal(text: &str) -> Option<String> {
    if !text.starts_with("68747470") {
        return None;
    }
    let digits = text.as_bytes().as_chunks::<2>().0.iter();
    let octets = digits.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
    String::from_utf8(octets.collect::<Option<_>>()?).ok()
}

/// Base64 without padding, in either alphabet (RFC 4648, sections 4 and 5); none if a character is of neither.
fn base64_url(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    let (mut bits, mut count) = (0_u32, 0_u32);
    for letter in text.bytes() {
        bits = bits << 6 & 0xFFFF | u32::from(six_bits(letter)?);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xFF).unwrap_or_default());
        }
    }
    Some(bytes)
}

/// What a letter of base64 stands for.
fn six_bits(letter: u8) -> Option<u8> {
    Some(match letter {
        b'A'..=b'Z' => letter - b'A',
        b'a'..=b'z' => letter - b'a' + 26,
        b'0'..=b'9' => letter - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    })
}

/// Percent escapes undone, twice where it was encoded twice, in small letters.
pub(crate) fn decoded_twice(text: &str) -> String {
    decoded(&decoded(text)).to_ascii_lowercase()
}

fn decoded(text: &str) -> String {
    String::from_utf8_lossy(&percent_decode(text)).into_owned()
}

#[cfg(test)]
mod carried_tests;
#[cfg(test)]
#[path = "../wrapped_links_tests.rs"]
mod tests;
