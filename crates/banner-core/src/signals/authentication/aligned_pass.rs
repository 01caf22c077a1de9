//! A check passed for the organisation in From.
//!
//! Why: only who holds the domain's servers or keys can pass (RFC 7489, section 3.1).
//!
//! Wrong when: the domain itself is the swindler's, or one at which anybody can have a mailbox, where
//! a pass says little of the person (half strength). Silent when the message names several senders,
//! because a mail program may show another one than was checked.
use crate::authentication::Standing;
use crate::names::hosting;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "authentication.aligned_pass",
    group: Group::Authentication,
    direction: Direction::Reassurance,
    threats: &[],
    evidence: &["domain"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let message = examination.message;
    if examination.authentication().standing() != Standing::Proven {
        return None;
    }
    if message.from().len() != 1 || message.headers().count("From") != 1 {
        return None;
    }
    let domain = message.from_domain()?;
    let is_anybodys = hosting::is_freemail(domain) || hosting::is_free_hosting(domain);
    Some(SIGNAL.found().with("domain", domain).at(if is_anybodys {
        Strength::HALF
    } else {
        Strength::FULL
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_a_signature_of_the_senders_organisation() {
        let finding = assert_fires(
            &SIGNAL,
            Mail::any().results("dkim=pass header.d=mail.sender.example"),
        );
        assert_fact(&finding, "domain", "sender.example");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_less_on_a_free_mailbox() {
        let mail = Mail::from("Anna <anna.berg.1987@gmail.com>")
            .results("spf=pass smtp.mailfrom=gmail.com");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::HALF);
    }

    #[test]
    fn silent_on_a_pass_for_somebody_else() {
        assert_silent(
            &SIGNAL,
            Mail::any().results("spf=pass smtp.mailfrom=mailer.example; dmarc=none"),
        );
    }

    #[test]
    fn silent_on_results_that_the_sender_wrote() {
        let mail = Mail::any().at_bottom(
            "Authentication-Results",
            "mx.acme.example; dmarc=pass header.from=sender.example",
        );
        assert_silent(&SIGNAL, mail);
        assert_silent(
            &SIGNAL,
            Mail::any().on_top("Authentication-Results", "mx.else.example; dmarc=pass"),
        );
    }

    #[test]
    fn silent_on_several_senders() {
        let mail = Mail::any().results("dkim=pass header.d=sender.example");
        assert_silent(
            &SIGNAL,
            mail.at_bottom("From", "Nordquell Bank <service@nordquell-bank.example>"),
        );
    }
}
