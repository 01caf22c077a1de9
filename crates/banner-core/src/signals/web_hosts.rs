//! The hosts of the web links that a reader can follow, each looked at once.

use std::collections::BTreeMap;

use super::EvidenceValue;
use super::imitation::Imitation;
use super::visited::Visited;
use crate::context::Context;
use crate::message::{Host, Link, LinkOrigin};
use crate::names::Domain;
use crate::names::hosting::{Hosting, hosting};

/// How many hosts are compared with trusted names, from the first and from the last link each:
/// a comparison costs microseconds, and a message can name thousands of hosts.
const COMPARED_AT_EITHER_END: usize = 60;

/// A host that links lead to.
#[derive(Debug, Clone)]
pub(crate) struct WebHost {
    /// Its name.
    pub domain: Domain,
    /// How many links lead there.
    pub links: usize,
    /// One of them at least shows a word, so that the reader has something to choose. One that only
    /// another address carries gives no choice.
    pub has_words: bool,
    /// Each link shows but the host's name and leads to its first page, as at the foot of a letter.
    pub is_home: bool,
    /// What anybody can put up there.
    pub hosting: Option<Hosting>,
    /// What it passes for.
    pub imitation: Option<Imitation>,
}

/// The web links that the reader can see and follow, in the order of the message.
pub(crate) fn followable<'m>(
    links: impl Iterator<Item = &'m Link>,
) -> impl Iterator<Item = &'m Link> {
    links.filter(|link| link.target.is_web() && is_offered(link))
}

/// Whether the reader sees the link and can follow it.
pub(crate) fn is_offered(link: &Link) -> bool {
    !link.hidden && link.origin != LinkOrigin::Frame
}

/// What anybody can put up where the link leads. Files of the IPFS network are known by their names at
/// whatever gateway.
fn hosting_of(link: &Link, domain: &Domain) -> Option<Hosting> {
    let label = domain.ascii().split('.').next().unwrap_or_default();
    let mut path = link.target.path.split('/').skip(1);
    let is_named = matches!(path.next(), Some("ipfs")) && path.next().is_some_and(is_ipfs_name);
    if is_named || is_ipfs_name(label) {
        return Some(Hosting::Ipfs);
    }
    hosting(domain)
}

/// The name of a file in that network: `Qm…` in base 58, or `baf…` in base 32 (multiformats CID).
fn is_ipfs_name(text: &str) -> bool {
    let is_long = |start: &str, length: usize| text.starts_with(start) && text.len() >= length;
    (is_long("Qm", 46) || is_long("baf", 59)) && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// The distinct named hosts, in the order in which they first appear.
pub(super) fn of<'m>(
    links: impl Iterator<Item = &'m Link>,
    context: &Context,
    visited: &Visited<'_>,
) -> Vec<WebHost> {
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut hosts: Vec<WebHost> = Vec::new();
    for link in followable(links) {
        let Some(domain) = link.target.domain() else {
            continue;
        };
        let shows_words = link.shown.chars().filter(|c| c.is_alphanumeric()).count() >= 2
            || link.origin.is_text();
        let has_words = shows_words && !link.is_carried();
        let is_home = link.target.path == "/" && link.shown.eq_ignore_ascii_case(domain.ascii());
        let known = places.get(domain.ascii()).copied();
        match known.and_then(|place| hosts.get_mut(place)) {
            Some(host) => {
                host.links += 1;
                host.has_words |= has_words;
                host.is_home &= is_home;
            }
            None => {
                places.insert(domain.ascii().to_owned(), hosts.len());
                hosts.push(WebHost {
                    domain: domain.clone(),
                    links: 1,
                    has_words,
                    is_home,
                    hosting: hosting_of(link, domain),
                    imitation: None,
                });
            }
        }
    }
    let count = hosts.len();
    for (index, host) in hosts.iter_mut().enumerate() {
        if index < COMPARED_AT_EITHER_END || index + COMPARED_AT_EITHER_END >= count {
            host.imitation = Imitation::of(&host.domain, &context.organisation, visited);
        }
    }
    hosts
}

impl From<&Host> for EvidenceValue {
    fn from(host: &Host) -> Self {
        match host {
            Host::Domain(domain) => EvidenceValue::from(domain),
            Host::Ip(ip) => EvidenceValue::from(ip.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Message;
    use crate::names::TopSites;
    use crate::signals::testing::acme;

    fn hosts(body: &str) -> Vec<WebHost> {
        let raw = format!("Content-Type: text/html\r\n\r\n{body}");
        let sites = TopSites::new();
        let message = Message::parse(raw.as_bytes());
        of(message.links().iter(), &acme(), &Visited::new(&sites))
    }

    #[test]
    fn each_host_stands_once_with_the_number_of_its_links() {
        let found = hosts(
            "<a href='https://b.example/1'>x</a> <a href='https://a.example/'>y</a> \
             <a href='https://B.example/2'>z</a> <a href='mailto:x@c.example'>w</a>",
        );
        let found: Vec<_> = found
            .iter()
            .map(|host| (host.domain.ascii(), host.links))
            .collect();
        assert_eq!(found, [("b.example", 2), ("a.example", 1)]);
    }

    #[test]
    fn links_that_nobody_sees_or_follows_do_not_count() {
        let found = hosts(
            "<a style='display:none' href='https://hidden.example/'>x</a>\
             <iframe src='https://frame.example/'></iframe> <p>http://192.0.2.1/ https://plain.example/</p>",
        );
        let found: Vec<_> = found.iter().map(|host| host.domain.ascii()).collect();
        assert_eq!(found, ["plain.example"]);
    }

    #[test]
    fn the_first_and_the_last_of_many_hosts_are_compared() {
        let filler: String = (0..1_000)
            .map(|n| format!("<a href='https://h{n}.example/'>x</a> "))
            .collect();
        let found = hosts(&format!(
            "<a href='https://paypa1.com/'>x</a>{filler}<a href='https://acme-login.example/'>y</a>"
        ));
        let imitating: Vec<_> = found
            .iter()
            .filter(|host| host.imitation.is_some())
            .collect();
        assert_eq!(imitating.len(), 2);
    }

    #[test]
    fn files_of_the_ipfs_network_are_known_by_their_names() {
        let name = "bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi";
        for address in [
            format!("https://{name}.ipfs.gate.example/"),
            format!("https://gate.example/ipfs/{name}/login.html"),
            "https://gate.example/ipfs/QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG".to_owned(),
        ] {
            let found = hosts(&format!("<a href='{address}'>x</a>"));
            assert_eq!(found[0].hosting, Some(Hosting::Ipfs), "{address}");
        }
        for address in [
            "https://docs.example/ipfs/intro",
            "https://bafana.example/",
            "https://a.example/x/ipfs/QmX",
        ] {
            assert_eq!(
                hosts(&format!("<a href='{address}'>x</a>"))[0].hosting,
                None
            );
        }
    }

    #[test]
    fn a_number_is_shown_as_text() {
        let ip = Host::Ip("192.0.2.1".parse().unwrap());
        assert_eq!(EvidenceValue::from(&ip).display(), "192.0.2.1");
    }
}
