//! A link shows one site's address and leads to another's.
//!
//! Why: the reader believes the address that he can read. Mail programs show the real one only
//! when asked.
//!
//! Wrong when: a newsletter's links are counted on the way, at the sender's own host, at the
//! service that sends for him, or at a redirector that carries the shown address along (known wrappers
//! are undone and what is in them is compared), and when
//! it is the sender's own name that is shown; when an
//! organisation has several names; and when a link's text is a product's name that looks like a
//! domain (`Node.js`). Of an attached page, which somebody may have saved, only the names that readers
//! trust count. It is full only where the shown name is one that readers trust or the
//! target is a number, a short link or free hosting.
use crate::authentication::Standing;
use crate::message::{Host, Link, LinkOrigin, LinkTarget};
use crate::names::Domain;
use crate::names::hosting::{is_free_hosting, is_shortener};
use crate::signals::imitation::{is_trusted_name, same_owner};
use crate::signals::shown_address::{carries, shown};
use crate::signals::web_hosts::followable;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "links.text_target_mismatch",
    group: Group::Links,
    direction: Direction::Threat,
    threats: &[Threat::CredentialPhishing, Threat::Impersonation],
    evidence: &["shown", "host"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let mut best: Option<(Domain, &Host, Strength)> = None;
    // Attached messages are compared with their own senders, where they are examined.
    let has_words = |link: &&Link| {
        matches!(
            link.origin,
            LinkOrigin::Anchor | LinkOrigin::AttachedPage | LinkOrigin::Comment
        )
    };
    for link in followable(examination.links()).filter(has_words) {
        let Some(host) = &link.target.host else {
            continue;
        };
        let Some(shown) = shown(&link.shown) else {
            continue;
        };
        // What the shown site does with an address that it carries is its own affair.
        let first = link.first.as_deref().and_then(LinkTarget::domain);
        if first.is_some_and(|first| match link.is_carried() {
            true => same_owner(&shown, first),
            // A wrapper that is shown as it is.
            false => shown == *first,
        }) {
            continue;
        }
        if let Some(strength) = mismatch(&shown, host, link, examination)
            && best.as_ref().is_none_or(|(.., other)| strength > *other)
        {
            best = Some((shown, host, strength));
            if strength == Strength::FULL {
                break;
            }
        }
    }
    let (shown, host, strength) = best?;
    Some(
        SIGNAL
            .found()
            .with("shown", shown)
            .with("host", host)
            .at(strength),
    )
}

fn mismatch(
    shown: &Domain,
    host: &Host,
    link: &Link,
    examination: &Examination<'_>,
) -> Option<Strength> {
    let organisation = &examination.context.organisation;
    // A shown short link says itself that it leads elsewhere.
    if is_shortener(shown) {
        return None;
    }
    let is_trusted = is_trusted_name(shown, organisation);
    // Whoever saved the page did not make its links, so that his name and way tell nothing of those between unknown sites.
    if link.origin == LinkOrigin::AttachedPage && !is_trusted {
        return None;
    }
    // A sender that shows his own name and counts clicks elsewhere. A name that readers trust has
    // to be proven first, for that is whom a lure is sent in the name of.
    let is_own_name = examination.is_senders(shown)
        && (!is_trusted || examination.authentication().standing() == Standing::Proven);
    let domain = match host {
        Host::Ip(_) => return Some(Strength::FULL),
        Host::Domain(domain) => domain,
    };
    if same_owner(shown, domain) || organisation.trusts(domain) {
        return None;
    }
    let is_carrying = carries(link.written(), shown);
    if is_carrying && !is_trusted {
        return None;
    }
    // Anybody can name a host as where his list is left, so where a trusted name is shown
    // something has to vouch for the host.
    let is_on_the_way = examination.is_senders(domain)
        || if is_trusted && !is_own_name {
            examination.is_on_vouched_path(domain)
        } else {
            let mut path = examination.mail_path().iter();
            path.any(|other| other.same_organisation(domain))
        };
    if is_carrying && (is_own_name || is_on_the_way) {
        return None;
    }
    // A stranger's click counter looks like a stranger's page that only carries the address.
    if is_carrying {
        return Some(Strength::WEAK);
    }
    // A sender that links to a well-known site and counts clicks at his own host looks like one
    // that shows a well-known site and leads to his own.
    let is_counted = is_on_the_way && is_trusted && !is_own_name;
    if is_counted {
        return Some(Strength::HALF);
    }
    if is_own_name || is_on_the_way {
        return None;
    }
    let is_hidden = is_shortener(domain) || is_free_hosting(domain);
    Some(if is_trusted || is_hidden {
        Strength::FULL
    } else {
        Strength::WEAK
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    fn link(shown: &str, href: &str) -> Mail {
        Mail::any().html(&format!(
            "<p>Please go to <a href=\"{href}\">{shown}</a></p>"
        ))
    }

    #[test]
    fn fires_on_a_brands_address_that_leads_elsewhere() {
        let finding = assert_fires(
            &SIGNAL,
            link(
                "https://www.paypal.com/signin",
                "https://quibusdam.example/x",
            ),
        );
        assert_fact(&finding, "shown", "www.paypal.com");
        assert_fact(&finding, "host", "quibusdam.example");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_on_the_own_domain_shown_and_a_number_or_free_host_behind_it() {
        assert_eq!(
            assert_fires(
                &SIGNAL,
                link("portal.acme.example/login", "https://x.example/")
            )
            .strength,
            Strength::FULL
        );
        assert_eq!(
            assert_fires(&SIGNAL, link("www.shop.example", "http://192.0.2.7/")).strength,
            Strength::FULL
        );
        assert_eq!(
            assert_fires(&SIGNAL, link("www.shop.example", "http://x.weebly.com/")).strength,
            Strength::FULL
        );
        assert_eq!(
            assert_fires(&SIGNAL, link("www.shop.example", "https://bit.ly/x")).strength,
            Strength::FULL
        );
    }

    #[test]
    fn fires_on_what_is_inside_a_wrapper() {
        for href in [
            "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fevil.example%2F&amp;data=1",
            "https://www.google.com/url?q=https://evil.example/?x=https://www.paypal.com/",
            "https://www.google.com/url?q=https%3A%2F%2Fevil.example%2F",
        ] {
            let finding = assert_fires(&SIGNAL, link("https://www.paypal.com/signin", href));
            assert_fact(&finding, "host", "evil.example");
        }
    }

    #[test]
    fn fires_weakly_on_a_strangers_page_that_carries_the_shown_address() {
        let href = "https://evil.example/login?next=https%3A%2F%2Fwww.paypal.com%2F";
        assert_eq!(
            assert_fires(&SIGNAL, link("www.paypal.com", href)).strength,
            Strength::WEAK
        );
    }

    #[test]
    fn fires_weakly_on_two_unknown_sites() {
        assert_eq!(
            assert_fires(&SIGNAL, link("www.shop.example", "https://other.example/")).strength,
            Strength::WEAK
        );
    }

    #[test]
    fn of_a_saved_page_only_trusted_names_count() {
        let page = |shown: &str, href: &str| {
            let page = format!("<a href='{href}'>{shown}</a><p>The article</p>");
            Mail::any().attach("article.html", "text/html", page.as_bytes())
        };
        for shown in ["https://www.paypal.com/signin", "portal.acme.example/login"] {
            let finding = assert_fires(&SIGNAL, page(shown, "https://quibusdam.example/x"));
            assert_eq!(finding.strength, Strength::FULL, "{shown}");
        }
        for href in [
            "https://click.mailer.example/c/1",
            "https://t.co/abc",
            "http://192.0.2.7/",
        ] {
            assert_silent(&SIGNAL, page("www.shop.example", href));
        }
    }

    #[test]
    fn fires_on_a_trusted_name_in_the_path_of_another_site() {
        assert_fires(
            &SIGNAL,
            link(
                "www.paypal.com",
                "https://evil.example/www.paypal.com/login",
            ),
        );
    }

    #[test]
    fn silent_on_one_organisation_under_several_names() {
        assert_silent(
            &SIGNAL,
            link("www.sender.example", "https://mail.sender.example/x"),
        );
        assert_silent(
            &SIGNAL,
            link("www.paypal.com", "https://www.paypalobjects.com/x"),
        );
    }

    #[test]
    fn silent_on_the_senders_tracker_and_his_services() {
        assert_silent(
            &SIGNAL,
            link("www.shop.example", "https://click.sender.example/c/17"),
        );
        let mail = link("www.shop.example", "https://u17.ct.mailer.example/ls/x")
            .header("List-Unsubscribe", "<https://u17.mailer.example/u>");
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_the_senders_own_name_behind_a_tracker() {
        assert_silent(
            &SIGNAL,
            link("www.sender.example", "https://u17.ct.mailer.example/ls/x"),
        );
        let mail = Mail::from("PayPal <service@paypal.com>")
            .html("<a href='https://u17.ct.mailer.example/ls/x'>www.paypal.com</a>")
            .results("dkim=pass header.d=paypal.com");
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn fires_on_a_trusted_sender_that_is_not_proven() {
        let mail = Mail::from("PayPal <service@paypal.com>")
            .html("<a href='https://u17.ct.mailer.example/ls/x'>www.paypal.com</a>");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::FULL);
    }

    #[test]
    fn a_list_field_does_not_vouch_for_a_host_behind_a_trusted_name() {
        let mail = || {
            link("www.paypal.com", "https://login.evil.example/x")
                .header("List-Unsubscribe", "<https://evil.example/u>")
                .on_top("Return-Path", "<x@evil.example>")
        };
        assert_eq!(assert_fires(&SIGNAL, mail()).strength, Strength::FULL);
        let vouched = [
            "dkim=pass header.d=evil.example",
            "dkim=pass header.d=sender.example",
        ];
        for results in vouched {
            let finding = assert_fires(&SIGNAL, mail().results(results));
            assert_eq!(finding.strength, Strength::HALF, "{results}");
        }
    }

    #[test]
    fn silent_on_redirectors_that_carry_the_address() {
        for href in [
            "https://click.example/?u=https%3A%2F%2Fwww.shop.example%2Fa",
            "https://gate.example/v2/url?u=https-3A__www.shop.example_a&amp;d=x",
            "https://gate.example/v3/__https://www.shop.example/a__;!!x",
            "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fshop.example&amp;data=1",
        ] {
            assert_silent(&SIGNAL, link("https://www.shop.example/a", href));
        }
    }

    #[test]
    fn silent_on_wrappers_around_the_shown_site() {
        for href in [
            "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.paypal.com%2Fsignin&amp;data=1",
            "https://urldefense.com/v3/__https://www.paypal.com/signin__;!!a!b$",
            "https://www.paypal.com/signin?returnUri=https%3A%2F%2Fshop.example%2Fthanks",
            "https://click.sender.example/c?url=https%3A%2F%2Fwww.paypal.com%2F",
        ] {
            assert_silent(&SIGNAL, link("https://www.paypal.com/signin", href));
        }
    }

    #[test]
    fn silent_on_text_that_is_no_address() {
        for text in ["Sign in at www.paypal.com now", "README.md"] {
            assert_silent(&SIGNAL, link(text, "https://other.example/"));
        }
    }

    #[test]
    fn silent_on_a_wrapper_that_is_shown_as_it_is() {
        let href =
            "https://nam04.safelinks.protection.outlook.com/?url=https%3A%2F%2Fother.example%2F";
        assert_silent(&SIGNAL, link(href, href));
    }

    #[test]
    fn silent_on_a_shown_short_link() {
        assert_silent(&SIGNAL, link("https://bit.ly/x", "https://other.example/"));
    }
}
