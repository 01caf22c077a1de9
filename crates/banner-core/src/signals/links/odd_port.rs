//! A web link leads through an unusual port.
//!
//! Why: pages on hacked machines and thrown-up servers often answer beside the usual ports.
//!
//! Wrong when: engineers write about test servers, and control panels have ports of their own;
//! plain text counts less, and the sender's own host not at all.
use crate::message::Host;
use crate::signals::web_hosts::followable;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "links.odd_port",
    group: Group::Links,
    direction: Direction::Threat,
    threats: &[Threat::CredentialPhishing, Threat::Malware],
    evidence: &["host", "port"],
    since: "0.1.0",
    inspect,
};

/// Web servers, proxies, and the web doors of widely used hosting and mail panels.
const USUAL: &[u16] = &[
    80, 443, 2083, 2087, 2096, 5000, 5001, 7071, 8000, 8008, 8080, 8081, 8443, 8888, 9443,
];

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let mut best: Option<(&Host, u16, Strength)> = None;
    for link in followable(examination.links()) {
        let (Some(host), Some(port)) = (link.target.host.as_ref(), link.target.port) else {
            continue;
        };
        if USUAL.contains(&port) || is_near(host) {
            continue;
        }
        let organisation = &examination.context.organisation;
        if link
            .target
            .domain()
            .is_some_and(|domain| examination.is_senders(domain) || organisation.trusts(domain))
        {
            continue;
        }
        let strength = if link.origin.is_text() {
            Strength::WEAK
        } else {
            Strength::FULL
        };
        if best.is_none_or(|(.., other)| strength > other) {
            best = Some((host, port, strength));
        }
    }
    let (host, port, strength) = best?;
    Some(
        SIGNAL
            .found()
            .with("host", host)
            .with("port", u32::from(port))
            .at(strength),
    )
}

/// A machine of the own network: no stranger's door.
fn is_near(host: &Host) -> bool {
    match host {
        Host::Domain(domain) => !domain.ascii().contains('.'),
        Host::Ip(std::net::IpAddr::V4(ip)) => {
            ip.is_private() || ip.is_loopback() || ip.is_unspecified()
        }
        Host::Ip(std::net::IpAddr::V6(ip)) => ip.is_loopback() || ip.is_unique_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_an_unusual_port() {
        let finding = assert_fires(
            &SIGNAL,
            Mail::any().html("<a href='http://page.example:8384/x'>Sign in</a>"),
        );
        assert_fact(&finding, "host", "page.example");
        assert_fact(&finding, "port", "8384");
    }

    #[test]
    fn fires_on_a_number_with_a_port() {
        assert_fact(
            &assert_fires(
                &SIGNAL,
                Mail::any().html("<a href='http://192.0.2.7:7777/'>x</a>"),
            ),
            "port",
            "7777",
        );
    }

    #[test]
    fn fires_weakly_in_plain_text() {
        assert_eq!(
            assert_fires(&SIGNAL, Mail::any().text("http://ci.host.example:8111/")).strength,
            Strength::WEAK
        );
    }

    #[test]
    fn silent_on_usual_ports() {
        assert_silent(
            &SIGNAL,
            Mail::any().html(
                "<a href='https://a.example:8443/'>x</a> <a href='http://a.example:80/'>y</a>",
            ),
        );
    }

    #[test]
    fn silent_on_test_servers_nearby_and_on_the_senders_host() {
        assert_silent(
            &SIGNAL,
            Mail::any().text("http://localhost:3000/ http://10.0.0.1:9999/"),
        );
        assert_silent(
            &SIGNAL,
            Mail::any().html("<a href='https://panel.sender.example:10000/'>x</a>"),
        );
        assert_silent(
            &SIGNAL,
            Mail::any().html("<a href='https://wiki.acme.example:10000/'>x</a>"),
        );
    }
}
