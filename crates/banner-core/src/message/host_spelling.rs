//! How the host of an address is written, beside what a browser makes of it.

use super::links::Host;
use crate::names::confusable::is_ignorable;

/// A spelling that no honest sender has a reason for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HostSpelling {
    /// Percent-encoded letters: `https://%65vil.example/`.
    Encoded,
    /// Characters that nobody sees and that browsers drop.
    Invisible,
    /// Other characters than letters, which browsers turn into them: `ⓔvil.example`.
    Substituted,
    /// A number that is not written as four decimals: `0x7f.1`, `2130706433`, an IPv4 address in IPv6.
    OddNumber,
}

/// The odd spelling of the host in `address`, which a browser reads as `host`; none for a usual one.
pub(crate) fn of(address: &str, host: &Host) -> Option<HostSpelling> {
    let written = written(address)?;
    if written.contains('%') {
        return Some(HostSpelling::Encoded);
    }
    match host {
        Host::Ip(ip) => {
            let is_usual = match ip {
                std::net::IpAddr::V4(ip) => written == ip.to_string(),
                std::net::IpAddr::V6(ip) => ip.to_ipv4_mapped().is_none(),
            };
            (!is_usual).then_some(HostSpelling::OddNumber)
        }
        Host::Domain(domain) => {
            if written.is_ascii() {
                return None;
            }
            // The joiners of Indic and Arabic names are spelling.
            let is_invisible = |c: char| {
                is_ignorable(c) && !matches!(c, '\u{200c}' | '\u{200d}')
                    || matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
            };
            if written.contains(is_invisible)
                || written.contains(['\u{200c}', '\u{200d}']) && !domain.is_idn()
            {
                return Some(HostSpelling::Invisible);
            }
            // What is typed with a Chinese or Japanese keyboard has such full stops.
            let is_stop = |c: char| matches!(c, '。' | '．' | '｡');
            let is_spelt = written.chars().all(|c| c.is_ascii() || is_stop(c));
            (!is_spelt && !domain.is_idn()).then_some(HostSpelling::Substituted)
        }
    }
}

/// The host as it is written, without user name and port.
fn written(address: &str) -> Option<&str> {
    let address = address.trim_matches(|c: char| c <= ' ');
    let is_slash = |c: char| matches!(c, '/' | '\\');
    let scheme = address.find(':').filter(|at| {
        let scheme = address.get(..*at).unwrap_or_default();
        scheme.bytes().all(|b| b.is_ascii_alphanumeric())
    });
    let rest = match scheme {
        Some(at) => address.get(at + 1..)?,
        None if address.starts_with(is_slash) => address,
        None => return None,
    };
    let rest = rest.trim_start_matches(is_slash);
    let authority = rest.split(['/', '\\', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    // In brackets there are colons of another kind.
    match host.strip_prefix('[') {
        Some(number) => number.split(']').next(),
        None => host.split(':').next(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::LinkTarget;

    fn spelling(address: &str) -> Option<HostSpelling> {
        LinkTarget::parse(address, None).spelling
    }

    #[test]
    fn notices_what_browsers_turn_into_letters() {
        for (address, expected) in [
            ("https://%65vil.example/", HostSpelling::Encoded),
            ("https://user@ev%69l.example:443/x", HostSpelling::Encoded),
            ("https://ev\u{ad}il.example/", HostSpelling::Invisible),
            ("https://ev\u{200b}il.example/", HostSpelling::Invisible),
            ("https:\\\\ev\u{2060}il.example\\x", HostSpelling::Invisible),
            ("https://ev\u{200d}il.example/", HostSpelling::Invisible),
            ("https://ev\u{200c}il.example/x", HostSpelling::Invisible),
            ("https://ev%E2%80%8dil.example/", HostSpelling::Encoded),
            ("https://ⓔvil.example/", HostSpelling::Substituted),
            ("https://ｅｖｉｌ.example/", HostSpelling::Substituted),
            ("http://0x7f.1/", HostSpelling::OddNumber),
            ("http://2130706433/", HostSpelling::OddNumber),
            ("http://0177.0.0.1/", HostSpelling::OddNumber),
            ("http://[::ffff:192.0.2.7]/", HostSpelling::OddNumber),
            ("//%65vil.example/", HostSpelling::Encoded),
        ] {
            assert_eq!(spelling(address), Some(expected), "{address}");
        }
    }

    #[test]
    fn takes_usual_spellings_for_usual() {
        for address in [
            "https://host.example/%65?x=%66#ⓔ",
            "HTTPS://Host.Example:8080",
            "https://示例.example/",
            "https://bank。example/",
            "https://xn--fsq092h.example/",
            "http://192.0.2.7:80/x",
            "http://[2001:db8::1]/",
            "https://us%65r@host.example/",
            "mailto:ann%40b.example",
            "/relative%65",
            "tel:+49",
        ] {
            assert_eq!(spelling(address), None, "{address}");
        }
    }
}
