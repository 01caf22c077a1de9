//! The name in From shows another address than the real one, at another organisation.
//!
//! Why: many programs show the name alone, so that the address in it is taken for the sender's.
//!
//! Wrong when: a list or a service writes on behalf of the person it names (`anna@… via Dockets`,
//! silent when the service is the sending host's own), or a form on a website passes on what its
//! visitor entered (half strength: answers then go to the address that is shown), or the reader gave an alias away and the
//! service behind it writes in the name of whoever answers (half strength).
use crate::message::Message;
use crate::names::Domain;
use crate::signals::display_name::{named_sender, shown_address};
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "sender.address_in_display_name",
    group: Group::Sender,
    direction: Direction::Threat,
    threats: &[Threat::Impersonation, Threat::Spoofing],
    evidence: &["shown", "address"],
    since: "0.1.0",
    inspect,
};

/// Services that pass mail on under an alias, with the sender's address in the name.
const ALIASES: &[&str] = &[
    "addy.io",
    "anonaddy.com",
    "anonaddy.me",
    "duck.com",
    "mozmail.com",
    "simplelogin.co",
    "simplelogin.com",
    "sneakemail.com",
];

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let message = examination.message;
    let sender = named_sender(message)?;
    let organisation = &examination.context.organisation;
    if organisation.trusts(sender.domain) || sender.is_passed_on_by_host(examination.message) {
        return None;
    }
    let (shown, domain) = shown_address(&sender.name)?;
    if domain.same_organisation(sender.domain) {
        return None;
    }
    let is_alias = ALIASES.contains(&sender.domain.organisational());
    let strength = if is_alias || answers_go_to(message, &domain) {
        Strength::HALF
    } else {
        Strength::FULL
    };
    Some(
        SIGNAL
            .found()
            .with("shown", shown)
            .with("address", sender.mailbox.address.as_str())
            .at(strength),
    )
}

fn answers_go_to(message: &Message<'_>, domain: &Domain) -> bool {
    message.reply_to().iter().take(10).any(|mailbox| {
        mailbox
            .domain
            .as_ref()
            .is_some_and(|host| host.same_organisation(domain))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_a_foreign_address_in_the_name() {
        let finding = assert_fires(
            &SIGNAL,
            Mail::from("\"service@nordquell-bank.example\" <x@evil.example>"),
        );
        assert_fact(&finding, "shown", "service@nordquell-bank.example");
        assert_fact(&finding, "address", "x@evil.example");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_at_half_strength_on_a_service_for_aliases() {
        let mail = Mail::from("\"Anna - anna@harbour.example\" <ra.x7@simplelogin.co>");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::HALF);
    }

    #[test]
    fn fires_on_an_address_among_words_or_in_full_width() {
        assert_fires(
            &SIGNAL,
            Mail::from("\"Bank <service@nordquell-bank.example>\" <x@evil.example>"),
        );
        let wide =
            "=?utf-8?B?5a6i5pyNc2VydmljZe+8oG5vcmRxdWVsbC1iYW5rLmV4YW1wbGU=?= <x@evil.example>";
        assert_fact(
            &assert_fires(&SIGNAL, Mail::from(wide)),
            "shown",
            "客服service@nordquell-bank.example",
        );
    }

    #[test]
    fn fires_on_the_readers_own_address() {
        assert_fires(
            &SIGNAL,
            Mail::from("\"julia@acme.example\" <x@evil.example>"),
        );
    }

    #[test]
    fn fires_less_on_a_form_whose_answers_go_to_the_address_shown() {
        let mail = Mail::from("\"anna@visitor.example\" <forms@website.example>")
            .header("Reply-To", "anna@visitor.example");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::HALF);
    }

    #[test]
    fn silent_on_the_same_organisation() {
        assert_silent(
            &SIGNAL,
            Mail::from("\"anna@sender.example\" <anna@sender.example>"),
        );
        assert_silent(
            &SIGNAL,
            Mail::from("\"anna@sender.example\" <anna@mail.sender.example>"),
        );
    }

    #[test]
    fn silent_on_a_list_that_writes_for_its_member() {
        assert_silent(
            &SIGNAL,
            Mail::from("\"anna@sender.example via Listhost\" <friends@listhost.example>")
                .header("List-Id", "<friends.listhost.example>"),
        );
        assert_silent(
            &SIGNAL,
            Mail::from("\"anna@sender.example (Dockets)\" <notify@dockets.example>")
                .header("Sender", "notify@dockets.example"),
        );
    }

    #[test]
    fn silent_on_partners_and_on_signs_that_are_no_address() {
        assert_silent(
            &SIGNAL,
            Mail::from("\"anna@sender.example\" <crm@partner.example>"),
        );
        assert_silent(&SIGNAL, Mail::from("\"Rock@Ring\" <news@ring.example>"));
        assert_silent(&SIGNAL, Mail::from("\"Anna @ Home\" <anna@sender.example>"));
    }
}
