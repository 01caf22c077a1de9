//! A link leads to a machine behind a dynamic name or a tunnel.
//!
//! Why: anybody's computer, a hacked one too, becomes a web server that way, under a name that is
//! free, moves within minutes and leaves no trace of who took it.
//!
//! Wrong when: people show each other what runs at home, and developers what runs on their desk.
use crate::names::hosting::Hosting;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Threat, hosted};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "links.dynamic_dns",
    group: Group::Links,
    direction: Direction::Threat,
    threats: &[Threat::CredentialPhishing, Threat::Malware],
    evidence: &["host"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let (host, strength) = hosted::first(examination, Hosting::Dynamic)?;
    Some(SIGNAL.found().with("host", host).at(strength))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::Strength;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_dynamic_names_and_tunnels() {
        for host in [
            "parcel.duckdns.org",
            "bank.hopto.org",
            "x.ddns.net",
            "f00-17.trycloudflare.com",
            "a1b2.ngrok-free.app",
            "shop.vicp.net",
        ] {
            let finding = assert_fires(&SIGNAL, Mail::any().text(&format!("See http://{host}/")));
            assert_fact(&finding, "host", host);
            assert_eq!(finding.strength, Strength::FULL);
        }
    }

    #[test]
    fn silent_on_the_senders_own_machine() {
        assert_silent(
            &SIGNAL,
            Mail::from("Anna <anna@berg.duckdns.org>").text("http://berg.duckdns.org/photos"),
        );
    }

    #[test]
    fn silent_on_ordinary_hosts() {
        assert_silent(
            &SIGNAL,
            Mail::any().text("https://www.sender.example/ https://x.weebly.com/"),
        );
    }
}
