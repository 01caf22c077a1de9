//! The address that the text of a link shows, and whether where it leads carries that address along.

use banner_unicode::lowercase;

use crate::message::LinkTarget;
use crate::message::wrapped_links::decoded_twice;
use crate::names::Domain;

/// The host that a link's text shows, if the text is an address or a domain name and nothing else.
pub(super) fn shown(text: &str) -> Option<Domain> {
    let text = text.trim_matches(|c: char| {
        c.is_whitespace() || "<>()[]{}\"'“”‘’«»《》【】.,;:!→›»".contains(c)
    });
    if text.is_empty() || text.contains(char::is_whitespace) {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    if lower.starts_with("http://") || lower.starts_with("https://") || lower.starts_with("www.") {
        let domain = LinkTarget::parse(text, None).domain()?.clone();
        return domain.ascii().contains('.').then_some(domain);
    }
    let host = text.split(['/', '?', '#', ':']).next()?;
    if host.contains('@') || !is_bare_name(host) {
        return None;
    }
    Domain::parse(host)
}

/// Whether a text without `http://` or `www.` is meant as a domain name. `README.md`, `ASP.NET`
/// and `Booking.com` are names of other things.
fn is_bare_name(host: &str) -> bool {
    /// Country suffixes that are file extensions as well.
    const FILES: &[&str] = &[
        "cc", "md", "mk", "ml", "pl", "pm", "ps", "py", "rs", "sh", "so", "st",
    ];
    const GENERIC: &[&str] = &[
        "com", "net", "org", "info", "biz", "edu", "gov", "mil", "int", "app", "dev", "shop",
        "online", "example",
    ];
    let Some((name, suffix)) = host.rsplit_once('.') else {
        return false;
    };
    let is_country = suffix.len() == 2
        && suffix.bytes().all(|byte| byte.is_ascii_lowercase())
        && !FILES.contains(&suffix);
    let is_name = name.len() >= 2
        && name
            .chars()
            .all(|c| c.is_alphanumeric() && lowercase(c) == c || matches!(c, '-' | '.'));
    is_name && (is_country || GENERIC.contains(&suffix))
}

/// Whether the address carries the shown one as a whole address, as redirectors do:
/// `https://click.example/?u=https%3A%2F%2Fshown.example%2F`. A bare name is not enough, for
/// `https://evil.example/shown.example/` carries that too.
pub(super) fn carries(href: &str, shown: &Domain) -> bool {
    let organisation = shown.organisational();
    let Some((_, rest)) = href.split_once("://") else {
        return false;
    };
    // Two gateways write the address in their own way (`https-3A__host_`, `__https://host__`).
    let plain = decoded_twice(rest).replace("-3a__", "://");
    plain.match_indices("://").any(|(at, sign)| {
        let after = plain.get(at + sign.len()..).unwrap_or_default();
        let host = after
            .split(['/', '?', '#', '&', '%', ':', '_'])
            .next()
            .unwrap_or_default();
        host == organisation
            || host
                .strip_suffix(organisation)
                .is_some_and(|left| left.ends_with('.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_or_a_name_is_shown() {
        for (text, host) in [
            ("https://www.paypal.com/signin", "www.paypal.com"),
            ("HTTP://shop.example", "shop.example"),
            ("www.shop.example", "www.shop.example"),
            ("«shop.example/a?b»", "shop.example"),
            ("→ 示例.cn", "xn--fsq092h.cn"),
        ] {
            let shown = shown(text).unwrap_or_else(|| panic!("{text} shows nothing"));
            assert_eq!(shown.ascii(), host, "{text}");
        }
    }

    #[test]
    fn other_text_shows_no_address() {
        for text in [
            "",
            "Sign in at www.paypal.com now",
            "README.md",
            "ASP.NET",
            "Node.js",
            "Booking.com",
            "anna@paypal.com",
            "1.5",
            "e.g.",
            "main.rs",
        ] {
            assert!(shown(text).is_none(), "{text}");
        }
    }

    #[test]
    fn redirectors_carry_the_whole_address() {
        let shown = Domain::parse("www.shop.example").unwrap();
        for href in [
            "https://click.example/?u=https%3A%2F%2Fwww.shop.example%2Fa",
            "https://click.example/?u=http%3A%2F%2Fus%2Eshop%2Eexample%2Fa",
            "https://click.example/?u=https%253A%252F%252F%2577ww%252Eshop%252Eexample",
            "https://click.example/?u=https%3A%2F%2F%73hop.example",
            "https://gate.example/v2/url?u=https-3A__www.shop.example_a&d=x",
            "https://gate.example/v3/__https://shop.example/a__;!!x",
        ] {
            assert!(carries(href, &shown), "{href}");
        }
        for href in [
            "https://evil.example/shop.example/",
            "https://evil.example/?u=https://myshop.example/",
            "https://shop.example/",
            "shop.example",
        ] {
            assert!(!carries(href, &shown), "{href}");
        }
    }
}
