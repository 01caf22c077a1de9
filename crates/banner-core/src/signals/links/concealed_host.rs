//! A link's host is written so that it cannot be read: encoded, with invisible characters, or as an odd number.
//!
//! Why: `https://%65vil.example`, `ⓔvil.example` and `0xC0000207` open like any other host, and
//! slip past whoever looks for its name. No program writes them.
//!
//! Wrong when: an address was typed on a keyboard that gives wide letters; and when engineers
//! write about notations, so that text counts half.
use crate::message::{HostSpelling, Link};
use crate::signals::strongest::strongest;
use crate::signals::web_hosts::followable;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "links.concealed_host",
    group: Group::Links,
    direction: Direction::Threat,
    threats: &[Threat::CredentialPhishing, Threat::Malware],
    evidence: &["host"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let found = followable(examination.links()).filter_map(|link| {
        spelling(link)?;
        let host = link.target.host.as_ref()?;
        let strength = match link.origin.is_text() {
            true => Strength::HALF,
            false => Strength::FULL,
        };
        Some((host, strength))
    });
    let (host, strength) = strongest(found)?;
    Some(SIGNAL.found().with("host", host).at(strength))
}

/// How the host is hidden: that of the wrapper, or that of what is in it.
fn spelling(link: &Link) -> Option<HostSpelling> {
    let first = link.first.as_deref().and_then(|first| first.spelling);
    first.or(link.target.spelling)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    fn anchor(href: &str) -> Mail {
        Mail::any().html(&format!("<a href=\"{href}\">Sign in</a>"))
    }

    #[test]
    fn fires_on_encoded_and_invisible_letters() {
        for href in [
            "https://%65%76il.example/x",
            "https://ev&shy;il.example/x",
            "https://ev&#x200b;il.example/x",
        ] {
            let finding = assert_fires(&SIGNAL, anchor(href));
            assert_fact(&finding, "host", "evil.example");
            assert_eq!(finding.strength, Strength::FULL);
        }
    }

    #[test]
    fn fires_on_odd_numbers() {
        for href in [
            "http://3221225991/",
            "http://0xC0.0.2.7/",
            "http://0300.0.2.7/",
            "http://192.519/",
        ] {
            assert_fires(&SIGNAL, anchor(href));
        }
    }

    #[test]
    fn fires_on_other_characters_than_letters() {
        assert_fires(&SIGNAL, anchor("https://ｅｖｉｌ.example/"));
        assert_fires(&SIGNAL, anchor("https://𝟜.evil.example/"));
    }

    #[test]
    fn fires_less_in_text() {
        let mail = Mail::any().text("inet_aton takes http://0x7f.1/ too");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::HALF);
    }

    #[test]
    fn fires_inside_a_redirector() {
        assert_fires(
            &SIGNAL,
            anchor("https://www.google.com/url?q=https%3A%2F%2F%2565vil.example%2F"),
        );
    }

    #[test]
    fn silent_on_names_and_numbers_as_they_are_written() {
        for href in [
            "https://www.sender.example/%65?x=%66",
            "https://示例.example/",
            "https://xn--fsq092h.example/",
            "http://192.0.2.7/",
            "http://[2001:db8::1]/",
            "https://a。example/",
        ] {
            assert_silent(&SIGNAL, anchor(href));
        }
    }

    #[test]
    fn silent_on_a_template_that_was_not_filled_in() {
        assert_silent(&SIGNAL, anchor("http://%%unsubscribe%%/"));
        assert_silent(&SIGNAL, anchor("%unsubscribe_url%"));
    }
}
