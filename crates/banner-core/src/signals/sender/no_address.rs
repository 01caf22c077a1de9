//! The From field names a group or nothing instead of a mailbox.
//!
//! Why: without an address there is nobody to check and nobody to answer to; some programs show
//! the name of the group as the sender.
//!
//! Wrong when: hardly ever. RFC 6854 allows a group for messages that want no answer, which no
//! common program writes. Reports of mail servers have no address and are left alone.
use crate::message::Defect;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "sender.no_address",
    group: Group::Sender,
    direction: Direction::Threat,
    threats: &[Threat::Spoofing],
    evidence: &["from"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let message = examination.message;
    let field = message.headers().get("From")?;
    let text = field.decoded();
    let text = text.trim();
    // An empty field is missing, and a broken one malformed: both have signals of their own.
    let is_others = text.is_empty() || message.defects().contains(&Defect::MalformedFrom);
    let is_answered = message
        .from()
        .iter()
        .any(|mailbox| !mailbox.address.is_empty());
    let is_report = text == "<>"
        || message
            .return_path()
            .is_some_and(|path| path.address.is_empty());
    (!is_others && !is_answered && !is_report)
        .then(|| SIGNAL.found().with("from", text).at(Strength::FULL))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_a_group_without_members() {
        let finding = assert_fires(&SIGNAL, Mail::from("Nordquell Bank:;"));
        assert_fact(&finding, "from", "Nordquell Bank:;");
        assert_fires(&SIGNAL, Mail::from("undisclosed senders: ;"));
    }

    #[test]
    fn silent_on_a_group_with_a_member() {
        assert_silent(&SIGNAL, Mail::from("Friends: anna@sender.example;"));
    }

    #[test]
    fn silent_on_what_other_signals_say() {
        assert_silent(&SIGNAL, Mail::from("Nordquell Bank"));
        assert_silent(&SIGNAL, Mail::any().header("From", " "));
        assert_silent(&SIGNAL, Mail::any().header("From", ""));
    }

    #[test]
    fn silent_on_a_mail_servers_report_and_on_ordinary_senders() {
        assert_silent(&SIGNAL, Mail::from("<>"));
        assert_silent(
            &SIGNAL,
            Mail::from("Mail Delivery System:;").on_top("Return-Path", "<>"),
        );
        assert_silent(&SIGNAL, Mail::any());
    }
}
