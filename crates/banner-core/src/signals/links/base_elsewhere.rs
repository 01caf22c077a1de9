//! Links without a host get one from a `base` at the top of the page.
//!
//! Why: `<base href="https://evil.example/">` far above turns a harmless `/login` into an address
//! that whoever looks at the links alone does not see.
//!
//! Wrong when: a web page is sent as a mail with the base that its program wrote; that is the
//! sender's own host or his service's mostly, and counts half elsewhere.
use crate::message::{Link, LinkOrigin};
use crate::signals::web_hosts::followable;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "links.base_elsewhere",
    group: Group::Links,
    direction: Direction::Threat,
    threats: &[Threat::CredentialPhishing],
    evidence: &["host"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let mut links = followable(examination.links()).filter(|link| is_completed(link));
    let host = links.find_map(|link| {
        let domain = link.target.domain();
        let is_own = domain.is_some_and(|domain| {
            let mut path = examination.mail_path().iter();
            examination.is_senders(domain)
                || examination.context.organisation.trusts(domain)
                || path.any(|other| other.same_organisation(domain))
        });
        link.target.host.as_ref().filter(|_| !is_own)
    })?;
    Some(SIGNAL.found().with("host", host).at(Strength::HALF))
}

/// Whether the link says a path only, so that its host is the base's.
fn is_completed(link: &Link) -> bool {
    let href = link.href.trim_start();
    let has_host = href.starts_with("//")
        || href.starts_with(r"\\")
        || href.contains(':')
        || href
            .get(..4)
            .is_some_and(|start| start.eq_ignore_ascii_case("www."));
    matches!(
        link.origin,
        LinkOrigin::Anchor | LinkOrigin::Area | LinkOrigin::Form
    ) && !has_host
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_a_path_that_a_base_completes() {
        let mail = Mail::any().html(
            "<head><base href='https://evil.example/x/'></head><a href='login.php'>Sign in</a>",
        );
        assert_fact(&assert_fires(&SIGNAL, mail), "host", "evil.example");
    }

    #[test]
    fn fires_on_a_base_written_in_any_way() {
        for html in [
            // The first one with an address counts.
            "<BASE HREF=https://evil.example/><base href='https://www.sender.example/'><a href='/x'>Sign in</a>",
            "<base target=_blank><base href='https://evil.example/'><a href='?x=1'>Sign in</a>",
            "<p><base href='//evil.example/'><a href='../x'>Sign in</a>",
            "<base href='https://evil.example/'><form action='login.php'><input name=a></form>",
            "<base href='https://evil.example/'><map name=m><area href='x'></map><img usemap='#m' src='cid:a'>",
            // A browser looks at the whole page for its base before a link is pressed.
            "<a href='login.php'>Sign in</a><base href='https://evil.example/'>",
        ] {
            assert_fact(
                &assert_fires(&SIGNAL, Mail::any().html(html)),
                "host",
                "evil.example",
            );
        }
    }

    #[test]
    fn silent_on_the_senders_own_base() {
        assert_silent(
            &SIGNAL,
            Mail::any().html("<base href='https://www.sender.example/'><a href='/news'>News</a>"),
        );
    }

    #[test]
    fn silent_on_a_base_that_completes_nothing() {
        assert_silent(
            &SIGNAL,
            Mail::any().html(
                "<base href='https://other.example/'><a href='https://www.sender.example/'>x</a>",
            ),
        );
    }

    #[test]
    fn silent_on_paths_without_a_base() {
        assert_silent(
            &SIGNAL,
            Mail::any().html("<a href='/login'>x</a> <a href='www.a.example'>y</a>"),
        );
    }
}
