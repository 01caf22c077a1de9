//! The name in From is that of a protected person, the address is not.
//!
//! Why: payments and gift cards are asked for in the name of those whom nobody questions.
//!
//! Wrong when: the person writes from a private address that the profile lacks, or another person
//! bears the same name: a hint only when the organisation's own domain is proven. Silent on lists
//! that write for their members.
use crate::authentication::Standing;
use crate::context::ProtectedPerson;
use crate::signals::display_name::{named_sender, without_brackets, words};
use crate::signals::{
    Direction, Examination, Finding, Group, Signal, Strength, Threat, sender_list,
};
use crate::sorting::sorted;

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "sender.protected_person",
    group: Group::Sender,
    direction: Direction::Threat,
    threats: &[Threat::Impersonation, Threat::PaymentFraud],
    evidence: &["person", "address"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let organisation = &examination.context.organisation;
    if organisation.protected_people.is_empty() {
        return None;
    }
    let sender = named_sender(examination.message)?;
    let spellings = [
        sorted_words(sender.name),
        sorted_words(&without_brackets(sender.name)),
    ];
    let bears_name = |person: &&ProtectedPerson| {
        let name = sorted_words(&person.name);
        !name.is_empty() && spellings.contains(&name)
    };
    let of_that_name = || organisation.protected_people.iter().filter(bears_name);
    let person = of_that_name().next()?;
    // Two protected people can have one name.
    let is_genuine = of_that_name()
        .flat_map(|person| &person.addresses)
        .any(|address| sender_list::is_same_address(address, sender.mailbox));
    if is_genuine || sender.is_passed_on_by_host() {
        return None;
    }
    let is_colleague = organisation.owns(sender.domain)
        && examination.authentication().standing() == Standing::Proven;
    let strength = if is_colleague {
        Strength::WEAK
    } else {
        Strength::FULL
    };
    let address = sender.mailbox.address.as_str();
    Some(
        SIGNAL
            .found()
            .with("person", person.name.as_str())
            .with("address", address)
            .at(strength),
    )
}

/// The words of a name in an order of their own, as `Rennert, Tobias` is `Tobias Rennert`.
fn sorted_words(name: &str) -> Vec<String> {
    sorted(words(name), String::cmp)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_a_protected_name_at_a_foreign_address() {
        let finding = assert_fires(
            &SIGNAL,
            Mail::from("Tobias Rennert <ceo.office.771@gmail.com>"),
        );
        assert_fact(&finding, "person", "Tobias Rennert");
        assert_fact(&finding, "address", "ceo.office.771@gmail.com");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_on_other_orders_cases_letters_and_titles() {
        for name in [
            "\"Rennert, Tobias\"",
            "TOBIAS RENNERT",
            "=?utf-8?Q?T=D0=BEbias_R=C3=A9nnert?=",
            "\"Tobias Rennert (CEO)\"",
        ] {
            assert_fires(&SIGNAL, Mail::from(&format!("{name} <x@evil.example>")));
        }
    }

    #[test]
    fn fires_on_a_chinese_name() {
        let mail = Mail::from("=?utf-8?B?546L5bu65Zu9?= <x@evil.example>");
        let wang = ProtectedPerson {
            name: "王建国".into(),
            addresses: vec![],
        };
        assert_fires(
            &SIGNAL,
            mail.context(|context| context.organisation.protected_people.push(wang)),
        );
    }

    #[test]
    fn fires_weakly_on_a_proven_colleague_of_the_same_name() {
        let mail = Mail::from("Tobias Rennert <tobias.rennert2@acme.example>")
            .results("dkim=pass header.d=acme.example");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::WEAK);
        let mail =
            Mail::from("Tobias Rennert <tobias.rennert2@acme.example>").results("dmarc=fail");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::FULL);
    }

    #[test]
    fn silent_on_the_persons_own_address() {
        assert_silent(
            &SIGNAL,
            Mail::from("Tobias Rennert <T.Rennert@acme.example>"),
        );
    }

    #[test]
    fn silent_on_other_names() {
        for name in [
            "Tobias Rennerts",
            "Anna Rennert",
            "Tobias",
            "Tobias Rennert Stiftung",
        ] {
            assert_silent(&SIGNAL, Mail::from(&format!("{name} <x@sender.example>")));
        }
    }

    #[test]
    fn silent_on_a_service_that_names_itself() {
        assert_silent(
            &SIGNAL,
            Mail::from("\"Tobias Rennert (Dockets)\" <notify@dockets.example>"),
        );
    }
}
