//! Answers would go to a domain that reads like the sender's, or like one that the reader trusts.
//!
//! Why: From holds the true address of a supplier or a colleague, and the answer, with the invoice
//! or the account number, goes to `suppller.example`. Nothing else of the message need be wrong.
//!
//! Wrong when: a firm registered the common misspellings of its own name and answers from one,
//! which is rare; one name under two suffixes is not compared with the sender's.
use crate::message::Mailbox;
use crate::names::{Domain, Resemblance, Whose, resembles};
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "sender.reply_to_lookalike",
    group: Group::Sender,
    direction: Direction::Threat,
    threats: &[Threat::Impersonation, Threat::PaymentFraud],
    evidence: &["reply_to", "genuine"],
    since: "0.1.0",
    inspect,
};

/// More mailboxes in Reply-To than these are not compared.
const MOST: usize = 5;

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let message = examination.message;
    let from = message.from_domain()?;
    let answered = |mailbox: &'_ Mailbox| mailbox.domain.clone();
    for mailbox in message.reply_to().iter().take(MOST) {
        let Some(domain) = answered(mailbox).filter(|domain| !domain.same_organisation(from))
        else {
            continue;
        };
        if let Some(genuine) = imitated(&domain, from, examination) {
            return Some(
                SIGNAL
                    .found()
                    .with("reply_to", mailbox.address.as_str())
                    .with("genuine", genuine)
                    .at(Strength::FULL),
            );
        }
    }
    None
}

/// The domain that `domain` is taken for.
fn imitated(domain: &Domain, from: &Domain, examination: &Examination<'_>) -> Option<Domain> {
    let organisation = &examination.context.organisation;
    let is_near =
        |found: &Resemblance| matches!(found, Resemblance::Confusable | Resemblance::Typo);
    if organisation.trusts(domain) || crate::names::brands::owner_of(domain).is_some() {
        return None;
    }
    if resembles(domain, from, Whose::Anybodys)
        .as_ref()
        .is_some_and(is_near)
    {
        return Some(from.clone());
    }
    examination
        .imitated_by(domain)
        .filter(|found| is_near(&found.resemblance))
        .map(|found| found.genuine)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_answers_to_a_lookalike_of_the_sender() {
        let mail = Mail::from("Anna <anna@hallbrook-paper.example>")
            .header("Reply-To", "anna@hallbrook-papper.example");
        let finding = assert_fires(&SIGNAL, mail);
        assert_fact(&finding, "reply_to", "anna@hallbrook-papper.example");
        assert_fact(&finding, "genuine", "hallbrook-paper.example");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_on_answers_to_a_lookalike_of_a_partner_or_a_brand() {
        for (reply_to, genuine) in [
            ("boss@partnner.example", "partner.example"),
            ("service@paypa1.example", "paypal.com"),
            ("x@nordque11-bank.example", "nordquell-bank.example"),
        ] {
            let finding = assert_fires(&SIGNAL, Mail::any().header("Reply-To", reply_to));
            assert_fact(&finding, "genuine", genuine);
        }
    }

    #[test]
    fn fires_on_answers_to_a_lookalike_of_a_correspondent() {
        let mail = Mail::any()
            .header("Reply-To", "ilse@quellwerrk.example")
            .context(|context| {
                context.organisation.reader.known_correspondents =
                    Some(vec!["ilse@quellwerk.example".into()]);
            });
        assert_fact(&assert_fires(&SIGNAL, mail), "genuine", "quellwerk.example");
    }

    #[test]
    fn silent_on_the_senders_own_and_on_other_names() {
        for reply_to in [
            "anna@mail.sender.example",
            "anna@sender.de",
            "office@gardening.example",
            "anna@gmail.com",
            "help@partner.example",
            "",
        ] {
            assert_silent(&SIGNAL, Mail::any().header("Reply-To", reply_to));
        }
    }

    #[test]
    fn silent_on_a_message_without_from() {
        assert_silent(
            &SIGNAL,
            Mail::any()
                .header("From", "")
                .header("Reply-To", "x@paypa1.example"),
        );
    }
}
