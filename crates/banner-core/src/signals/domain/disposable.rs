//! The sender's address, or the one for answers, is at a service for throw-away mailboxes.
//!
//! Why: such a mailbox is made in a second, read by anybody and gone in an hour. Nobody who wants
//! an answer tomorrow writes from one.
//!
//! Wrong when: somebody protects a private address, which they do to receive, hardly ever to
//! write; services that pass mail on to a real mailbox under an alias are not in the list.
use crate::names::hosting;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "domain.disposable",
    group: Group::Domain,
    direction: Direction::Threat,
    threats: &[Threat::Impersonation],
    evidence: &["domain"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let message = examination.message;
    let organisation = &examination.context.organisation;
    let answers = message.reply_to().iter().take(5);
    let mut domains = message
        .from()
        .iter()
        .take(1)
        .chain(answers)
        .filter_map(|mailbox| mailbox.domain.as_ref());
    let domain =
        domains.find(|domain| hosting::is_disposable(domain) && !organisation.trusts(domain))?;
    Some(SIGNAL.found().with("domain", domain).at(Strength::FULL))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_a_throw_away_sender() {
        let finding = assert_fires(&SIGNAL, Mail::from("Support <help@mailinator.com>"));
        assert_fact(&finding, "domain", "mailinator.com");
        assert_fires(&SIGNAL, Mail::from("Support <help@box.mailinator.com>"));
    }

    #[test]
    fn fires_on_a_throw_away_address_for_answers() {
        let mail = Mail::any().header("Reply-To", "anna@guerrillamail.com");
        assert_fact(&assert_fires(&SIGNAL, mail), "domain", "guerrillamail.com");
    }

    #[test]
    fn silent_on_free_mail_and_on_ordinary_domains() {
        for from in [
            "anna@gmail.com",
            "anna@sender.example",
            "x@qq.com",
            "a@proton.me",
        ] {
            assert_silent(&SIGNAL, Mail::from(from));
        }
    }

    #[test]
    fn silent_on_services_that_pass_mail_on() {
        for from in [
            "x7@duck.com",
            "x7@privaterelay.appleid.com",
            "x7@simplelogin.com",
        ] {
            assert_silent(&SIGNAL, Mail::from(from));
        }
    }

    #[test]
    fn silent_on_a_test_service_that_the_organisation_trusts() {
        let mail = Mail::from("Test <x@mailinator.com>").context(|context| {
            let own = crate::names::Domain::parse("mailinator.com");
            context.organisation.trusted_domains.push(own.unwrap());
        });
        assert_silent(&SIGNAL, mail);
    }
}
