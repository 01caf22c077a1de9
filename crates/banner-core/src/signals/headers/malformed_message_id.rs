//! The Message-ID is not written as RFC 5322, section 3.6.4, has it: `<left@right>`.
//!
//! Why: every mail program makes it by the grammar, and nobody types it; home-made senders forget a
//! bracket, the host, or leave a space in it.
//!
//! Wrong when: a server's own report or an old gateway (X.400, MHS) writes its native identifier:
//! reports and our own organisation are passed over. Two at signs are let pass, since gateways put
//! whole addresses in.
use crate::message::Message;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "headers.malformed_message_id",
    group: Group::Headers,
    direction: Direction::Threat,
    threats: &[Threat::Spoofing],
    evidence: &["message_id"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let message = examination.message;
    let header = message.headers().get("Message-ID")?;
    let text = header.value.trim();
    let from = message.from_domain();
    if text.is_empty()
        || is_well_formed(text)
        // Lists that handle a message as data encode the whole field.
        || text.starts_with("=?")
        || from.is_some_and(|from| examination.context.organisation.owns(from))
        || is_report(message)
    {
        return None;
    }
    Some(SIGNAL.found().with("message_id", text))
}

fn is_well_formed(text: &str) -> bool {
    let inner = text
        .strip_prefix('<')
        .and_then(|rest| rest.strip_suffix('>'));
    inner
        .and_then(|inner| inner.rsplit_once('@'))
        .is_some_and(|(left, right)| {
            // A quoted left side may hold anything (RFC 5322, obsolete syntax).
            let is_quoted = left.len() > 1 && left.starts_with('"') && left.ends_with('"');
            let plain = |part: &str| {
                !part.is_empty()
                    && !part.contains(|c: char| c.is_whitespace() || c == '<' || c == '>')
            };
            (is_quoted || plain(left)) && plain(right)
        })
}

/// A mail server's report has no envelope sender (RFC 5321, section 4.5.5).
fn is_report(message: &Message<'_>) -> bool {
    message
        .return_path()
        .is_some_and(|path| path.address.is_empty())
        || message.headers().get("Content-Type").is_some_and(|field| {
            field
                .value
                .to_ascii_lowercase()
                .starts_with("multipart/report")
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    fn with(id: &str) -> Mail {
        Mail::any().header("Message-ID", id)
    }

    #[test]
    fn fires_on_an_identifier_that_no_program_writes() {
        for id in [
            "<146097567572238.0.ZZH9160325029@shop.example",
            "itrzk4h.9t2glui.brkc7jm@letters.example",
            "<1718896767.sac@contact.example >",
            "<fDtWdhK.15878.425@>",
            "<@>",
            "<4711>",
            "09a5101beced1e12|anna@sender.example",
        ] {
            assert_fact(&assert_fires(&SIGNAL, with(id)), "message_id", id);
        }
    }

    #[test]
    fn silent_on_the_many_ways_of_writing_it_well() {
        for id in [
            "<20261102090000.1@mail.sender.example>",
            "<CAB+x=7y/_z@mail.gmail.com>",
            "<AM0PR01MB1.eurprd01.prod.exchangelabs.com-x@[192.0.2.7]>",
            "<\"a b\"@mhs.example>",
            "<bounce+julia=acme.example@x@news.example>",
            "<B4A8@localhost>",
        ] {
            assert_silent(&SIGNAL, with(id));
        }
    }

    #[test]
    fn silent_on_a_server_report_and_on_our_own_devices() {
        assert_silent(&SIGNAL, with("0000-ARF").on_top("Return-Path", "<>"));
        let scanner = Mail::from("Scanner <scan@acme.example>").header("Message-ID", "<4711>");
        assert_silent(&SIGNAL, scanner);
    }

    #[test]
    fn silent_on_a_missing_identifier_which_is_said_otherwise() {
        assert_silent(&SIGNAL, with(""));
    }
}
