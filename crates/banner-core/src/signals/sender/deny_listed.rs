//! The organisation has listed the sender, or where answers would go, as harmful.
//!
//! Why: an administrator has judged this sender before.
//!
//! Wrong when: the address was used by somebody else at that time, or has changed hands: an entry
//! can have a last day, after which it is silent.
use crate::signals::{Direction, Examination, Finding, Group, Signal, Threat, sender_list};

/// More mailboxes of one message than these are not compared.
const MOST: usize = 20;

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "sender.deny_listed",
    group: Group::Sender,
    direction: Direction::Threat,
    threats: &[Threat::Impersonation],
    evidence: &["sender"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let deny = &examination.context.organisation.deny;
    if deny.is_empty() {
        return None;
    }
    let message = examination.message;
    let mut senders = message
        .from()
        .iter()
        .take(MOST)
        .chain(message.sender())
        .chain(message.reply_to().iter().take(MOST))
        .chain(message.return_path());
    let listed = senders.find(|mailbox| sender_list::is_listed(mailbox, deny, examination))?;
    Some(SIGNAL.found().with("sender", listed.address.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::{Date, ListEntry};
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    fn listed(mail: Mail, pattern: &str, until: Option<&str>) -> Mail {
        let entry = ListEntry {
            pattern: pattern.into(),
            reason: None,
            until: until.and_then(Date::parse),
        };
        mail.context(|context| context.organisation.deny = vec![entry])
    }

    #[test]
    fn fires_on_an_address_and_on_a_domain() {
        for pattern in ["anna@sender.example", "sender.example", "SENDER.example"] {
            assert_fact(
                &assert_fires(&SIGNAL, listed(Mail::any(), pattern, None)),
                "sender",
                "anna@sender.example",
            );
        }
    }

    #[test]
    fn fires_on_the_address_that_answers_would_go_to() {
        let mail = listed(
            Mail::any().header("Reply-To", "x@evil.example"),
            "evil.example",
            None,
        );
        assert_fact(&assert_fires(&SIGNAL, mail), "sender", "x@evil.example");
    }

    #[test]
    fn fires_on_the_envelope_sender() {
        assert_fires(
            &SIGNAL,
            listed(
                Mail::any().on_top("Return-Path", "<b@mail.evil.example>"),
                "evil.example",
                None,
            ),
        );
    }

    #[test]
    fn silent_on_neighbours_of_a_listed_name() {
        assert_silent(&SIGNAL, listed(Mail::any(), "bert@sender.example", None));
        assert_silent(
            &SIGNAL,
            listed(Mail::from("x@notevil.example"), "evil.example", None),
        );
        assert_silent(&SIGNAL, Mail::any());
    }

    #[test]
    fn silent_on_an_entry_that_has_ended() {
        assert_silent(
            &SIGNAL,
            listed(Mail::any(), "sender.example", Some("2026-11-01")),
        );
        assert_fires(
            &SIGNAL,
            listed(Mail::any(), "sender.example", Some("2026-11-02")),
        );
    }

    #[test]
    fn silent_on_entries_that_are_links() {
        assert_silent(
            &SIGNAL,
            listed(Mail::any(), "https://sender.example/login", None),
        );
    }
}
