//! The name in From is that of a protected person, the address is not.
//!
//! Why: payments and gift cards are asked for in the name of those whom nobody questions.
//!
//! Wrong when: the person writes from a private address that the profile lacks, or another person
//! bears the same name: a hint only when the organisation's own domain is proven. Half strength on
//! services that write for their users, where other words stand beside the name, and where it has a slip or an initial in it.
use crate::authentication::Standing;
use crate::signals::display_name::{named_sender, without_brackets};
use crate::signals::shown_name::ShownName;
use crate::signals::strongest::strongest;
use crate::signals::{
    Direction, Examination, Finding, Group, Signal, Strength, Threat, sender_list,
};

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
    let shown =
        [sender.name.to_string(), without_brackets(&sender.name)].map(|name| ShownName::of(&name));
    let of_that_name = || {
        let people = organisation.protected_people.iter();
        people.filter_map(|person| {
            let likeness = shown.iter().filter_map(|name| name.likeness(&person.name));
            Some((person, likeness.reduce(stronger)?))
        })
    };
    let (person, likeness) = strongest(of_that_name())?;
    // Two protected people can have one name.
    let is_genuine = of_that_name()
        .flat_map(|(person, _)| &person.addresses)
        .any(|address| sender_list::is_same_address(address, sender.mailbox));
    if is_genuine {
        return None;
    }
    let is_colleague = organisation.owns(sender.domain)
        && examination.authentication().standing() == Standing::Proven;
    let strength = if is_colleague {
        Strength::WEAK
    } else if sender.is_passed_on_by_host(examination.message) {
        Strength::HALF
    } else {
        likeness
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

fn stronger(one: Strength, other: Strength) -> Strength {
    if other > one { other } else { one }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::ProtectedPerson;
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
            "Tobias Berg Rennertson",
        ] {
            assert_silent(&SIGNAL, Mail::from(&format!("{name} <x@sender.example>")));
        }
    }

    #[test]
    fn fires_less_where_other_words_stand_beside_the_name() {
        for name in [
            "CEO Tobias Rennert",
            "Tobias P. Rennert",
            "Tobias Rennert | Acme",
            "\"Rennert, Tobias - Managing Director\"",
        ] {
            let finding = assert_fires(&SIGNAL, Mail::from(&format!("{name} <x@evil.example>")));
            assert_eq!(finding.strength, Strength::HALF, "{name}");
        }
    }

    #[test]
    fn fires_less_on_an_initial_and_on_a_slip() {
        for name in ["T. Rennert", "Tobias Renert", "Renert, Tobias", "Rennert T"] {
            let finding = assert_fires(&SIGNAL, Mail::from(&format!("{name} <x@evil.example>")));
            assert_eq!(finding.strength, Strength::HALF, "{name}");
        }
        let mail = Mail::from("Rennert, Tobias <x@evil.example>");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::FULL);
    }

    #[test]
    fn fires_less_on_a_chinese_name_with_a_title() {
        let person = |name: &str| ProtectedPerson {
            name: name.into(),
            addresses: vec![],
        };
        // `王建国总经理`
        let mail = || Mail::from("=?utf-8?B?546L5bu65Zu95oC757uP55CG?= <x@evil.example>");
        let finding = assert_fires(
            &SIGNAL,
            mail()
                .context(|context| context.organisation.protected_people = vec![person("王建国")]),
        );
        assert_eq!(finding.strength, Strength::HALF);
        assert_silent(
            &SIGNAL,
            mail().context(|context| context.organisation.protected_people = vec![person("王建")]),
        );
    }

    #[test]
    fn fires_on_a_sender_who_chose_his_local_part_to_match() {
        for from in [
            "\"Tobias Rennert (CEO)\" <ceo.rennert@gmail.com>",
            "\"Tobias Rennert via Gmail\" <x1@gmail.com>",
        ] {
            assert_fires(&SIGNAL, Mail::from(from));
        }
    }

    #[test]
    fn fires_less_on_a_service_that_names_itself() {
        let mail = Mail::from("\"Tobias Rennert (Dockets)\" <notify@dockets.example>")
            .header("Sender", "notify@dockets.example");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::HALF);
    }
}
