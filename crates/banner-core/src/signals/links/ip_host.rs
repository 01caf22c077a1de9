//! A link leads to a bare IP address.
//!
//! Why: web pages for people have names; a number, however it is written, is a hacked or rented
//! machine.
//!
//! Wrong when: engineers write to each other about machines, mostly of their own network: those
//! addresses count half, and less in plain text.
use std::net::IpAddr;

use crate::message::{Host, Link};
use crate::signals::strongest::strongest;
use crate::signals::web_hosts::followable;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "links.ip_host",
    group: Group::Links,
    direction: Direction::Threat,
    threats: &[Threat::CredentialPhishing, Threat::Malware],
    evidence: &["host"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let numbers = followable(examination.links()).filter_map(|link| match link.target.host {
        Some(Host::Ip(ip)) => Some((ip, strength(link, ip))),
        _ => None,
    });
    let (ip, strength) = strongest(numbers)?;
    Some(SIGNAL.found().with("host", ip.to_string()).at(strength))
}

fn strength(link: &Link, ip: IpAddr) -> Strength {
    match (is_near(ip), link.origin.is_text()) {
        (false, false) => Strength::FULL,
        (false, true) | (true, false) => Strength::HALF,
        (true, true) => Strength::WEAK,
    }
}

/// Addresses of the own machine or network (RFC 1918, RFC 4193, RFC 6890).
fn is_near(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => {
            ip.is_private() || ip.is_loopback() || ip.is_link_local() || ip.is_unspecified()
        }
        IpAddr::V6(ip) => match ip.to_ipv4_mapped() {
            Some(ip) => is_near(IpAddr::V4(ip)),
            None => {
                ip.is_loopback()
                    || ip.is_unspecified()
                    || ip.is_unique_local()
                    || ip.is_unicast_link_local()
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    fn anchor(href: &str) -> Mail {
        Mail::any().html(&format!("<a href=\"{href}\">Sign in</a>"))
    }

    #[test]
    fn fires_on_a_number_in_any_notation() {
        for href in [
            "http://192.0.2.7/login",
            "http://3221225991/",
            "http://0xc0.0.2.7/",
            "http://0300.0.2.7/",
        ] {
            let finding = assert_fires(&SIGNAL, anchor(href));
            assert_fact(&finding, "host", "192.0.2.7");
            assert_eq!(finding.strength, Strength::FULL);
        }
        assert_fact(
            &assert_fires(&SIGNAL, anchor("http://[2001:db8::7]/")),
            "host",
            "2001:db8::7",
        );
    }

    #[test]
    fn fires_less_on_the_own_network() {
        assert_eq!(
            assert_fires(&SIGNAL, anchor("http://10.1.2.3/")).strength,
            Strength::HALF
        );
        assert_eq!(
            assert_fires(&SIGNAL, anchor("http://[::ffff:127.0.0.1]/")).strength,
            Strength::HALF
        );
        assert_eq!(
            assert_fires(&SIGNAL, Mail::any().text("see http://127.0.0.1:8080/")).strength,
            Strength::WEAK
        );
    }

    #[test]
    fn fires_with_the_clearest_of_several() {
        let mail =
            Mail::any().html("<a href='http://10.0.0.1/'>a</a> <a href='http://192.0.2.9/'>b</a>");
        assert_fact(&assert_fires(&SIGNAL, mail), "host", "192.0.2.9");
    }

    #[test]
    fn silent_on_names_and_on_numbers_in_text() {
        assert_silent(&SIGNAL, anchor("http://192.0.2.7.host.example/"));
        assert_silent(
            &SIGNAL,
            Mail::any().text("The machine 192.0.2.7 answers again."),
        );
    }

    #[test]
    fn silent_on_hidden_links() {
        assert_silent(
            &SIGNAL,
            Mail::any().html("Hi <a style='display:none' href='http://192.0.2.7/'>x</a>"),
        );
    }
}
