//! Proofpoint URL Defense, versions 1 to 3.

use url::Url;

use super::{Wrapper, WrapperKind, base64_url, decoded, parameter, six_bits};

const WRAPPER: Wrapper = Wrapper {
    name: "Proofpoint",
    kind: WrapperKind::Gateway,
};

/// The address inside a link that Proofpoint has rewritten.
pub(super) fn unwrap(address: &str, host: &str, url: &Url) -> Option<(String, Wrapper)> {
    if !matches!(
        host,
        "urldefense.proofpoint.com" | "urldefense.com" | "urldefense.us"
    ) {
        return None;
    }
    let (_, rest) = url.path().split_once('/')?;
    let inner = match rest.split('/').next()? {
        "v1" => decoded(target(url)?),
        // Signs are written as `-` and their number, slashes as `_`.
        "v2" => decoded(&target(url)?.replace('-', "%").replace('_', "/")),
        // What is written, because a browser resolves the dots of `__https://host/a/../b__`.
        "v3" => third(address)?,
        _ => return None,
    };
    Some((inner, WRAPPER))
}

fn target(url: &Url) -> Option<&str> {
    parameter(url, "u")
}

/// `…/v3/__ADDRESS__;BYTES!!…`: each `*` of the address stands for the next of the bytes, `**` and a
/// letter for a run of them.
fn third(address: &str) -> Option<String> {
    let (_, rest) = address.split_once("/v3/__")?;
    let (masked, rest) = rest.split_once("__;")?;
    let bytes = base64_url(rest.split('!').next()?.trim_end_matches('='))?;
    let mut bytes = bytes.into_iter();
    let mut plain = Vec::with_capacity(masked.len());
    let mut rest = masked.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'*' {
            plain.push(byte);
            continue;
        }
        let mut run = 1;
        if let [b'*', letter, after @ ..] = after {
            run = usize::from(six_bits(*letter)?) + 2;
            rest = after;
        }
        for _ in 0..run {
            plain.push(bytes.next()?);
        }
    }
    Some(String::from_utf8_lossy(&plain).into_owned())
}
