//! A link leads to a host where anybody can put up a page for nothing.
//!
//! Why: fake sign-in pages stand at site builders, object stores and free subdomains, because
//! they cost nothing and share the good name of their host.
//!
//! Wrong when: projects, authors and small shops are at home there; such messages usually have other links as well, so that one beside others with words in them
//! counts half, and one in a digest of six hosts not at all. The sender's own place is no news.
use crate::names::hosting::Hosting;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Threat, hosted};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "links.free_hosting",
    group: Group::Links,
    direction: Direction::Threat,
    threats: &[Threat::CredentialPhishing, Threat::DocumentLure],
    evidence: &["host"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let (host, strength) = hosted::first(examination, Hosting::Pages)?;
    Some(SIGNAL.found().with("host", host).at(strength))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::Strength;
    use crate::signals::hosted::MANY;
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
    fn fires_behind_a_redirector() {
        let mail = Mail::any().html(
            "<a href='https://www.google.com/url?q=https://mailbox-update.weebly.com/'>Update</a>",
        );
        assert_fact(
            &assert_fires(&SIGNAL, mail),
            "host",
            "mailbox-update.weebly.com",
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
            Mail::any().text(
                "https://www.sender.example/ https://acme.example/ https://docs.google.com/x",
            ),
        );
    }
}
