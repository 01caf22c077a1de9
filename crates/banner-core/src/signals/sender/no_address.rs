//! The From field is missing or empty, or names an empty group or nothing instead of a mailbox.
//!
//! Why: without an address there is nobody to check and nobody to answer to; some programs show
//! the name of the group as the sender.
//!
//! Wrong when: hardly ever. RFC 6854 allows a group for messages that want no answer, which no
//! common program writes. Reports of mail servers have no address and are left alone.
use crate::message::Defect;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat, route};

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
    if message.headers().is_empty() {
        return None;
    }
    let field = message.headers().get("From").map(|field| field.decoded());
    let text = field.as_deref().unwrap_or_default().trim();
    // A broken field is malformed, which has a signal of its own.
    let is_others = text != "<>" && message.defects().contains(&Defect::MalformedFrom);
    let is_answered = message
        .from()
        .iter()
        .any(|mailbox| !mailbox.address.is_empty());
    let is_report = match message.return_path() {
        Some(path) => path.address.is_empty(),
        None => text == "<>",
    } || route::is_delivery_report(message);
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
    }

    #[test]
    fn fires_on_mail_without_any_sender() {
        assert_fires(&SIGNAL, Mail::any().header("From", " "));
        assert_fires(&SIGNAL, Mail::any().header("From", ""));
    }

    #[test]
    fn fires_on_an_empty_address_in_mail_that_somebody_sent() {
        let mail = Mail::from("<>").on_top("Return-Path", "<anna@sender.example>");
        assert_fires(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_a_mail_servers_report_and_on_ordinary_senders() {
        let report = "multipart/report; report-type=delivery-status; boundary=a";
        assert_silent(
            &SIGNAL,
            Mail::any()
                .header("From", "")
                .header("Content-Type", report),
        );
        assert_silent(&SIGNAL, Mail::from("<>"));
        assert_silent(
            &SIGNAL,
            Mail::from("Mail Delivery System:;").on_top("Return-Path", "<>"),
        );
        assert_silent(&SIGNAL, Mail::any());
    }
}
