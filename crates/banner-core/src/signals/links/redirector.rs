//! A link leads through a well-known site to somebody else's.
//!
//! Why: an address that begins with Google, Bing or a bank passes the reader's eye and the lists of
//! filters; where it goes stands at its end, encoded.
//!
//! Wrong when: people copy addresses out of search results and chats, so that text counts half;
//! when the site that leads on has sent the message, or the sender pays it to count clicks.
use crate::message::{Host, Link, LinkTarget, WrapperKind};
use crate::names::hosting::{is_free_hosting, is_shortener};
use crate::names::{Domain, brands};
use crate::signals::imitation::same_owner;
use crate::signals::strongest::strongest;
use crate::signals::web_hosts::followable;
use crate::signals::{
    Direction, EvidenceValue, Examination, Finding, Group, Signal, Strength, Threat,
};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "links.redirector",
    group: Group::Links,
    direction: Direction::Threat,
    threats: &[Threat::CredentialPhishing],
    evidence: &["through", "host"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let found = followable(examination.links()).filter_map(|link| {
        let through = through(link)?;
        let host = link.target.host.as_ref()?;
        if is_expected(link, host, examination) {
            return None;
        }
        let strength = match link.origin.is_text() {
            true => Strength::HALF,
            false => Strength::FULL,
        };
        Some(((through, host), strength))
    });
    let ((through, host), strength) = strongest(found)?;
    Some(
        SIGNAL
            .found()
            .with("through", through)
            .with("host", host)
            .at(strength),
    )
}

/// The site that leads on: a known redirector, or a brand's own that carries the address.
fn through(link: &Link) -> Option<EvidenceValue> {
    let mut wrappers = link.wrappers.iter();
    if let Some(known) = wrappers.find(|wrapper| wrapper.kind == WrapperKind::Redirector) {
        return Some(EvidenceValue::from(known.name));
    }
    let is_carrier = link.wrappers.first()?.kind == WrapperKind::Carrier;
    let host = link.first.as_deref().and_then(LinkTarget::domain)?;
    let is_known = brands::owner_of(host).is_some() && !is_anybodys(host);
    (is_carrier && is_known).then(|| EvidenceValue::from(host))
}

/// Whether there is nothing to hide: the way or its end is the sender's, the organisation's, or a brand's own.
fn is_expected(link: &Link, host: &Host, examination: &Examination<'_>) -> bool {
    let first = link.first.as_deref().and_then(LinkTarget::domain);
    let is_on_path = |domain: &Domain| {
        let mut path = examination.mail_path().iter();
        examination.is_senders(domain) || path.any(|other| other.same_organisation(domain))
    };
    if first.is_some_and(is_on_path) {
        return true;
    }
    let Host::Domain(domain) = host else {
        return false;
    };
    is_on_path(domain)
        || examination.context.organisation.trusts(domain)
        || first.is_some_and(|first| same_owner(first, domain))
        || brands::owner_of(domain).is_some() && !is_anybodys(domain)
}

fn is_anybodys(domain: &Domain) -> bool {
    is_free_hosting(domain) || is_shortener(domain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    fn anchor(href: &str) -> Mail {
        Mail::any().html(&format!("<a href=\"{href}\">Sign in</a>"))
    }

    #[test]
    fn fires_on_known_redirectors() {
        let finding = assert_fires(
            &SIGNAL,
            anchor("https://www.google.com/url?q=https%3A%2F%2Flogin.evil.example%2F&amp;sa=D"),
        );
        assert_fact(&finding, "through", "Google");
        assert_fact(&finding, "host", "login.evil.example");
        assert_eq!(finding.strength, Strength::FULL);
        assert_fires(
            &SIGNAL,
            anchor("https://vk.com/away.php?to=https%3A%2F%2Fbit.ly%2Fx"),
        );
        assert_fires(
            &SIGNAL,
            anchor("https://l.facebook.com/l.php?u=http%3A%2F%2F192.0.2.7%2F"),
        );
    }

    #[test]
    fn fires_on_a_brands_site_that_carries_a_strangers_address() {
        let finding = assert_fires(
            &SIGNAL,
            anchor("https://www.paypal.com/cgi?return=https%3A%2F%2Flogin.evil.example%2F"),
        );
        assert_fact(&finding, "through", "www.paypal.com");
    }

    #[test]
    fn fires_inside_a_gateways_wrapper() {
        let href = "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.google.com%2Furl%3Fq%3Dhttps%253A%252F%252Fevil.example%252F&amp;data=1";
        assert_fact(&assert_fires(&SIGNAL, anchor(href)), "host", "evil.example");
    }

    #[test]
    fn fires_less_in_text() {
        let mail = Mail::any().text("see https://www.google.com/url?q=https://news.example/7");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::HALF);
    }

    #[test]
    fn silent_on_a_gateway_alone() {
        assert_silent(
            &SIGNAL,
            anchor(
                "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fa.example%2F",
            ),
        );
    }

    #[test]
    fn silent_where_the_redirector_or_the_sender_is_at_home() {
        let alert = Mail::from("Google Alerts <googlealerts-noreply@google.com>")
            .html("<a href='https://www.google.com/url?q=https://news.example/7'>News</a>");
        assert_silent(&SIGNAL, alert);
        let invitation = anchor("https://www.google.com/url?q=https://meet.example/7")
            .on_top("Return-Path", "<3x@calendar-server.bounces.google.com>");
        assert_silent(&SIGNAL, invitation);
        assert_silent(
            &SIGNAL,
            anchor("https://www.google.com/url?q=https://www.sender.example/"),
        );
        assert_silent(
            &SIGNAL,
            anchor("https://www.google.com/url?q=https://acme.example/"),
        );
    }

    #[test]
    fn silent_on_a_brands_site_that_leads_to_a_brand() {
        assert_silent(
            &SIGNAL,
            anchor("https://www.google.com/url?q=https://www.paypal.com/"),
        );
        assert_silent(
            &SIGNAL,
            anchor("https://click.counter.example/?url=https://a.example/"),
        );
    }
}
