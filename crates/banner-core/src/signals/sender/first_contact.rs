//! The reader has not exchanged mail with this address before.
//!
//! Why: worth knowing before money or secrets are sent; most harmful mail is from strangers.
//!
//! Wrong when: every acquaintance begins once, so that this is no alarm. Silent when the history is
//! not known, on lists, and for the organisation's own and its partners' domains.
use crate::signals::{Direction, Examination, Finding, Group, Signal, Threat, sender_list};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "sender.first_contact",
    group: Group::Sender,
    direction: Direction::Threat,
    threats: &[Threat::Impersonation],
    evidence: &["address"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let organisation = &examination.context.organisation;
    let known = organisation.reader.known_correspondents.as_ref()?;
    let sender = examination.message.from().first()?;
    let is_trusted = |domain| organisation.trusts(domain);
    if sender.address.is_empty()
        || sender.domain.as_ref().is_some_and(is_trusted)
        || examination.is_from_list()
    {
        return None;
    }
    let is_reader = organisation.reader.address.iter();
    if known
        .iter()
        .chain(is_reader)
        .any(|address| sender_list::is_same_address(address, sender))
    {
        return None;
    }
    Some(SIGNAL.found().with("address", sender.address.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    fn knowing(mail: Mail, known: &[&str]) -> Mail {
        let known = known.iter().map(|address| (*address).to_owned()).collect();
        mail.context(|context| context.organisation.reader.known_correspondents = Some(known))
    }

    #[test]
    fn fires_on_an_address_that_is_not_in_the_history() {
        let finding = assert_fires(&SIGNAL, knowing(Mail::any(), &["bert@sender.example"]));
        assert_fact(&finding, "address", "anna@sender.example");
    }

    #[test]
    fn fires_on_everybody_when_the_history_is_empty() {
        assert_fires(&SIGNAL, knowing(Mail::any(), &[]));
    }

    #[test]
    fn silent_on_a_known_address_in_any_case() {
        assert_silent(&SIGNAL, knowing(Mail::any(), &["Anna@SENDER.example"]));
    }

    #[test]
    fn silent_on_an_unknown_history() {
        assert_silent(&SIGNAL, Mail::any());
    }

    #[test]
    fn silent_on_colleagues_partners_and_the_reader() {
        assert_silent(&SIGNAL, knowing(Mail::from("bert@acme.example"), &[]));
        assert_silent(
            &SIGNAL,
            knowing(Mail::from("bert@mail.partner.example"), &[]),
        );
        let own = Mail::from("julia@home.example").context(|context| {
            context.organisation.reader.address = Some("julia@home.example".into());
        });
        assert_silent(&SIGNAL, knowing(own, &[]));
    }

    #[test]
    fn fires_on_a_list_field_that_the_envelope_contradicts() {
        let mail = Mail::any()
            .on_top("Return-Path", "<anna@sender.example>")
            .header("List-Id", "<friends.lists.example>");
        assert_fires(&SIGNAL, knowing(mail, &[]));
    }

    #[test]
    fn silent_on_a_mailing_list() {
        assert_silent(
            &SIGNAL,
            knowing(
                Mail::any().header("List-Id", "<friends.lists.example>"),
                &[],
            ),
        );
    }
}
