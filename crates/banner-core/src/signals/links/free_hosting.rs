//! A link leads to a host where anybody can put up a page for nothing.
//!
//! Why: fake sign-in pages and forms stand at site builders, form services, object stores and
//! dynamic names, because they cost nothing and share the good name of their host.
//!
//! Wrong when: projects, authors and small shops are at home there, and people share documents;
//! such messages usually have other links as well, so that one beside others with words in them
//! counts half, and one in a digest of six hosts not at all. The sender's own place is no news.
use crate::names::Domain;
use crate::signals::web_hosts::WebHost;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "links.free_hosting",
    group: Group::Links,
    direction: Direction::Threat,
    threats: &[Threat::CredentialPhishing, Threat::DocumentLure],
    evidence: &["host"],
    since: "0.1.0",
    inspect,
};

/// As many other hosts as this make a digest: a lure would drown among them.
const MANY: usize = 6;

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let hosts = examination.web_hosts();
    let found = hosts.iter().find(|host| {
        host.is_free_hosting
            && !shows_no_pages(&host.domain)
            && !examination.is_senders(&host.domain)
            && !examination.context.organisation.trusts(&host.domain)
    })?;
    // A full stop that leads to a well-known site is there for filters.
    let is_other = |host: &&WebHost| !host.is_free_hosting && host.has_words;
    let strength = match hosts.iter().filter(is_other).count() {
        0 => Strength::FULL,
        1..MANY => Strength::HALF,
        _ => return None,
    };
    Some(SIGNAL.found().with("host", &found.domain).at(strength))
}

/// Hosts at which no fake page can stand: the first hands files out as plain text or pictures
/// only, the second counts the clicks of a mailing service's customers.
fn shows_no_pages(domain: &Domain) -> bool {
    [".githubusercontent.com", ".mjt.lu"]
        .iter()
        .any(|host| domain.ascii().ends_with(host))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_a_lone_link_to_a_site_builder() {
        let finding = assert_fires(
            &SIGNAL,
            Mail::any().html("<a href='https://mailbox-update.weebly.com/'>Update</a>"),
        );
        assert_fact(&finding, "host", "mailbox-update.weebly.com");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_on_dynamic_dns_and_tunnels() {
        assert_fires(&SIGNAL, Mail::any().text("http://parcel.duckdns.org/"));
        assert_fires(
            &SIGNAL,
            Mail::any().text("http://f00-17.trycloudflare.com/"),
        );
    }

    #[test]
    fn fires_less_beside_other_links() {
        let mail = Mail::any().text("http://x.weebly.com/ http://a.example/");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::HALF);
    }

    #[test]
    fn fires_less_among_links_to_several_others() {
        let mail = Mail::any()
            .text("http://x.weebly.com/ http://a.example/ http://b.example/ http://c.example/");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::HALF);
    }

    #[test]
    fn silent_on_a_digest() {
        let others: String = (0..MANY)
            .map(|n| format!("http://h{n}.example/ "))
            .collect();
        assert_silent(
            &SIGNAL,
            Mail::any().text(&format!("http://x.weebly.com/ {others}")),
        );
    }

    #[test]
    fn fires_fully_beside_links_that_show_no_word() {
        let dots = ["a", "b", "c"].map(|host| format!("<a href='https://{host}.example/'>.</a>"));
        let mail = Mail::any().html(&format!(
            "<a href='https://mailbox-update.weebly.com/'>Update</a>{}",
            dots.concat()
        ));
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::FULL);
    }

    #[test]
    fn silent_on_hosts_that_show_no_pages() {
        assert_silent(
            &SIGNAL,
            Mail::any().text("https://raw.githubusercontent.com/a/b/main/c.txt"),
        );
        assert_silent(&SIGNAL, Mail::any().text("https://1x2.mjt.lu/lnk/AAA"));
    }

    #[test]
    fn silent_on_the_senders_own_place() {
        assert_silent(
            &SIGNAL,
            Mail::from("Anna <anna@studio.weebly.com>").text("http://studio.weebly.com/new"),
        );
    }

    #[test]
    fn silent_on_ordinary_hosts() {
        assert_silent(
            &SIGNAL,
            Mail::any().text("https://www.sender.example/ https://acme.example/"),
        );
    }
}
