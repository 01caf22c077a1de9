//! A web link has words before an `@` in front of its real host.
//!
//! Why: `https://paypal.com@evil.example/` leads to evil.example; browsers ignore what stands
//! before the `@`, readers do not.
//!
//! Wrong when: engineers write the user name of a server into an address; that looks like no
//! host, and counts less.
use crate::message::Link;
use crate::signals::strongest::strongest;
use crate::signals::web_hosts::followable;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "links.userinfo",
    group: Group::Links,
    direction: Direction::Threat,
    threats: &[Threat::CredentialPhishing],
    evidence: &["host"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let links = followable(examination.links()).filter(|link| link.target.has_userinfo);
    let hosts = links.filter_map(|link| Some((link.target.host.as_ref()?, strength(link))));
    let (host, strength) = strongest(hosts)?;
    Some(SIGNAL.found().with("host", host).at(strength))
}

fn strength(link: &Link) -> Strength {
    let url = link.target.url.as_ref();
    let user = url.map(|url| url.username()).unwrap_or_default();
    // Dots as they are or percent-encoded, and words long enough to fill the eye.
    let is_disguise =
        user.contains('.') || user.to_ascii_lowercase().contains("%2e") || user.len() > 30;
    match (is_disguise, link.origin.is_text()) {
        (true, _) => Strength::FULL,
        (false, false) => Strength::HALF,
        (false, true) => Strength::WEAK,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_a_host_before_the_at_sign() {
        let finding = assert_fires(
            &SIGNAL,
            Mail::any().html("<a href='https://www.paypal.com@evil.example/x'>Sign in</a>"),
        );
        assert_fact(&finding, "host", "evil.example");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_on_long_and_encoded_words() {
        let long = format!(
            "<a href='https://{}@192.0.2.7/'>x</a>",
            "security-check-".repeat(4)
        );
        assert_eq!(
            assert_fires(&SIGNAL, Mail::any().html(&long)).strength,
            Strength::FULL
        );
        let encoded = Mail::any().html("<a href='https://paypal%2Ecom:443@evil.example/'>x</a>");
        assert_eq!(assert_fires(&SIGNAL, encoded).strength, Strength::FULL);
    }

    #[test]
    fn fires_weakly_on_a_user_name_in_plain_text() {
        let mail = Mail::any().text("svn co http://anonymous@svn.project.example/trunk");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::WEAK);
    }

    #[test]
    fn silent_on_an_at_sign_behind_the_host() {
        assert_silent(
            &SIGNAL,
            Mail::any().text("https://social.example/@anna https://a.example/?to=x@b.example"),
        );
    }

    #[test]
    fn silent_on_mail_addresses() {
        assert_silent(
            &SIGNAL,
            Mail::any().html("<a href='mailto:anna@sender.example'>Anna</a>"),
        );
    }
}
