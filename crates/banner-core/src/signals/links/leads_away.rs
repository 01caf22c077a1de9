//! Every link of the message leads to strangers, and none to the sender.
//!
//! Why: a firm that writes to its customers has a place of its own and leads there. A lure is sent from wherever mail can be
//! sent and leads wherever a page can be put up, and the two have nothing in common.
//!
//! Wrong when: a small sender links to a survey, an article or a meeting only, or a product that is run by its user names its
//! maker's site. It fires on one in a hundred honest mails, so it is a hint that adds to others. Weak where all links lead to
//! mailing services that count clicks under their own names and so hide whose the page is, unless a free mailbox wrote, which
//! is no customer of theirs, or to much visited sites themselves, where a lure's page hardly stands: not to places below them,
//! to those that show anybody's pages, nor by short links. Silent on lists and on addresses that are
//! shown as they are, where people write down what they read, and on who is known to the reader.
use crate::message::LinkOrigin;
use crate::names::hosting::is_anybodys;
use crate::names::{Domain, brands};
use crate::signals::sender::known_correspondent;
use crate::signals::web_hosts::followable;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};
use crate::word_list::{WordList, word_list};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "links.leads_away",
    group: Group::Links,
    direction: Direction::Threat,
    threats: &[Threat::CredentialPhishing],
    evidence: &["host"],
    since: "0.2.0",
    inspect,
};

/// Services that count the clicks of their customers' newsletters.
const COUNTERS: &str = "actionnetwork.org beehiiv.com bloomreach.com cmail19.com cmail20.com constantcontact.com createsend1.com \
    customeriomail.com everyaction.com klclick.com klclick1.com klclick2.com klclick3.com mjt.lu mlsend.com ngpvan.com rs6.net \
    sendibt1.com sendibt2.com sendibt3.com";

/// Much visited sites whose pages anybody writes.
const ANYBODYS: WordList = word_list![
    "archive.org",
    "calendly.com",
    "evernote.com",
    "gumroad.com",
    "livejournal.com",
    "medium.com",
    "miro.com",
];

/// How many links are looked at.
const MOST: usize = 200;

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let leads = examination.leads();
    let is_away = leads.inside == 0 && leads.to_others > 0;
    if !is_away
        || !examination.message.body().has_html()
        || examination.is_from_list()
        || (known_correspondent::SIGNAL.inspect)(examination).is_some()
    {
        return None;
    }
    let strangers = followable(examination.links()).filter_map(|link| {
        let host = link.target.domain()?;
        // An address that is shown as it is was written down to be read.
        let is_written = link.origin.is_text()
            || link.origin == LinkOrigin::Comment
            || link.shown.contains(host.ascii());
        // Icons of networks and a billing service's page stand beside; that there is a stranger is known.
        let is_known = brands::owner_of(host).is_some() && !is_anybodys(host);
        (!is_written && !is_known && !examination.is_of_senders_name(host)).then_some(host)
    });
    let mut strangers = strangers.take(MOST);
    let first = strangers.next()?;
    // Who has no domain of his own is no customer of such a service.
    let is_firm = !examination.is_from_freemail();
    let tells_little = |host: &Domain| {
        is_firm && is_counter(host)
            || (host.subdomain().len() == 2
                || matches!(host.subdomain(), "" | "www" | "m" | "help" | "support"))
                && !ANYBODYS.contains(host.organisational())
                && examination.is_much_visited(host)
    };
    let strength = match tells_little(first) && strangers.all(tells_little) {
        true => Strength::WEAK,
        false => Strength::FULL,
    };
    Some(SIGNAL.found().with("host", first).at(strength))
}

fn is_counter(host: &Domain) -> bool {
    let is_below = |counter: &str| {
        let before = host.ascii().strip_suffix(counter);
        before.is_some_and(|before| before.is_empty() || before.ends_with('.'))
    };
    COUNTERS.split(' ').any(is_below)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_a_page_whose_only_link_is_a_strangers() {
        let mail = Mail::any().html("<p>Hello</p><a href='https://x.quibusdam.example/'>Open</a>");
        assert_fact(&assert_fires(&SIGNAL, mail), "host", "x.quibusdam.example");
    }

    #[test]
    fn fires_beside_links_to_a_known_brand() {
        let mail = Mail::any().html(
            "<a href='https://x.quibusdam.example/'>Open</a><a href='https://www.facebook.com/x'>f</a>",
        );
        assert_fires(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_a_sender_who_leads_to_his_own_place_as_well() {
        assert_silent(
            &SIGNAL,
            Mail::any().html(
                "<a href='https://www.sender.example/'>Us</a><a href='https://survey.example/'>Survey</a>",
            ),
        );
    }

    #[test]
    fn fires_weakly_on_a_newsletter_whose_clicks_are_counted() {
        let counted = "<a href='https://ctrk.klclick1.com/l/1'>Shop</a>";
        let mail = Mail::any().html(counted);
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::WEAK);
        let mail = Mail::any().html("<a href='https://1x2.mjt.lu/lnk/1'>Menu</a>");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::WEAK);
        let both = format!("{counted}<a href='https://x.quibusdam.example/'>Open</a>");
        assert_eq!(
            assert_fires(&SIGNAL, Mail::any().html(&both)).strength,
            Strength::FULL
        );
    }

    #[test]
    fn fires_fully_on_counted_clicks_of_a_free_mailbox() {
        let mail = Mail::any()
            .header("From", "Prize <winner@gmail.com>")
            .html("<a href='https://1x2.r.a.sendibt3.com/mk/cl/f/x'>Open</a>");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::FULL);
    }

    #[test]
    fn fires_weakly_on_much_visited_sites_only() {
        let read = "<a href='https://www.rfc-editor.org/info/rfc7505'>Read</a>";
        let found = assert_fires(&SIGNAL, Mail::any().html(read));
        assert_eq!(found.strength, Strength::WEAK);
        for theirs in [
            "https://en.wikipedia.org/x",
            "https://support.mozilla.org/x",
        ] {
            let mail = Mail::any().html(&format!("<a href='{theirs}'>Read</a>"));
            assert_eq!(
                assert_fires(&SIGNAL, mail).strength,
                Strength::WEAK,
                "{theirs}"
            );
        }
        for other in [
            "https://x.quibusdam.example/",
            // Much visited too, and what opens is not theirs.
            "https://is.gd/x",
            "https://web.archive.org/web/2026/https://quibusdam.example/",
            "https://www.evernote.com/shard/s1/x",
            "https://medium.com/@quibusdam/x",
            "https://quibusdam.sites.google.com/",
            "https://t.co/x",
            "https://www.google.co.uk/amp/quibusdam.example/x",
        ] {
            let both = format!("{read}<a href='{other}'>Open</a>");
            let found = assert_fires(&SIGNAL, Mail::any().html(&both));
            assert_eq!(found.strength, Strength::FULL, "{other}");
        }
    }

    #[test]
    fn silent_on_counted_clicks_that_tell_that_they_lead_to_the_sender() {
        let counted = |page: &str| {
            let link = format!("<a href='https://track.pstmrk.it/3s/{page}%2Fx/AbC/1/d'>Open</a>");
            Mail::any().html(&link)
        };
        assert_silent(&SIGNAL, counted("www.sender.example"));
        let found = assert_fires(&SIGNAL, counted("x.quibusdam.example"));
        assert_eq!(found.strength, Strength::FULL);
    }

    #[test]
    fn silent_on_who_is_known_to_the_reader() {
        let mail = Mail::any()
            .results("dkim=pass header.d=sender.example")
            .html("<a href='https://docs.stranger.example/'>Minutes</a>")
            .context(|context| {
                context.organisation.reader.known_correspondents =
                    Some(vec!["anna@sender.example".into()]);
            });
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_addresses_that_are_shown_as_they_are() {
        let page =
            "<p>My page: <a href='https://anna.pages.example/'>https://anna.pages.example/</a></p>";
        assert_silent(&SIGNAL, Mail::any().html(page));
    }

    #[test]
    fn silent_on_a_bill_that_a_known_service_sends_for_a_firm_with_a_page_of_its_own() {
        let page = "<a href='https://www.paypal.com/pay'>Pay</a> www.roof.example";
        assert_silent(&SIGNAL, Mail::any().html(page));
    }

    #[test]
    fn silent_on_plain_text() {
        assert_silent(
            &SIGNAL,
            Mail::any().text("Have you read https://news.example/a?"),
        );
    }

    #[test]
    fn silent_on_a_list() {
        let mail = Mail::any()
            .header("List-Id", "<dev.lists.example>")
            .header("List-Post", "<mailto:dev@lists.example>")
            .header("Sender", "dev-bounces@lists.example")
            .header("To", "dev@lists.example")
            .html("<a href='https://bugs.example/1'>Bug</a>");
        assert_silent(&SIGNAL, mail);
    }
}
