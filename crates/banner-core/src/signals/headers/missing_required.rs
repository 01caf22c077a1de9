//! The message lacks From, Date or Message-ID (RFC 5322, section 3.6), its Date is no date, or our own server had to add
//! its Message-ID.
//!
//! Why: every mail program writes them; scripts that send fraud often do not.
//!
//! Wrong when: devices such as scanners and alarm systems send by a bare script, and mail from our
//! own organisation gets its identifier from our own server: both are known by their domain and
//! are passed over when it is ours. Reports of mail servers are passed over too.
use crate::message::Message;
use crate::names::Domain;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "headers.missing_required",
    group: Group::Headers,
    direction: Direction::Threat,
    threats: &[Threat::Spoofing],
    evidence: &["field"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let message = examination.message;
    let from = message.from_domain();
    if from.is_some_and(|domain| examination.context.organisation.owns(domain))
        || is_bounce(message)
    {
        return None;
    }
    // A page or a file that holds no header at all is no mail that lacks one.
    if message.headers().is_empty() {
        return None;
    }
    let found = |field: &str, strength| Some(SIGNAL.found().with("field", field).at(strength));
    if message
        .headers()
        .get("From")
        .is_none_or(|from| from.value.trim().is_empty())
    {
        return found("From", Strength::FULL);
    }
    if message.headers().get("Date").is_none() {
        return found("Date", Strength::FULL);
    }
    if message.date().is_none() {
        return Some(found("Date", Strength::HALF)?.said("headers.unreadable_date"));
    }
    match message.message_id() {
        None => found("Message-ID", Strength::FULL),
        Some(id) if from.is_some_and(|from| is_added_on_arrival(id, from, message)) => {
            found("Message-ID", Strength::HALF)
        }
        Some(_) => None,
    }
}

/// A report of a mail server (RFC 5321, section 4.5.5): it has no envelope sender, or is from the
/// mailbox that servers have.
fn is_bounce(message: &Message<'_>) -> bool {
    let is_daemon = |local: &str| {
        local.eq_ignore_ascii_case("mailer-daemon") || local.eq_ignore_ascii_case("postmaster")
    };
    message
        .return_path()
        .is_some_and(|path| path.address.is_empty())
        || message
            .from()
            .first()
            .is_some_and(|from| is_daemon(&from.local))
}

/// Whether the identifier is the receiving host's while the sender is of another organisation.
fn is_added_on_arrival(id: &str, from: &Domain, message: &Message<'_>) -> bool {
    let Some((left, host)) = id.trim_matches(['<', '>', ' ']).rsplit_once('@') else {
        return false;
    };
    if left.contains("SMTPIN_ADDED") {
        // Gmail says so itself.
        return true;
    }
    let Some(host) = Domain::parse(host).filter(|host| !host.same_organisation(from)) else {
        return false;
    };
    // The first host of ours adds it, and others of ours may follow.
    let hosts: Vec<Domain> = message
        .received()
        .iter()
        .take(5)
        .filter_map(|hop| hop.by.as_deref())
        .filter_map(Domain::parse)
        .collect();
    let Some(last) = hosts.first() else {
        return false;
    };
    hosts.iter().take_while(|by| by.same_organisation(last)).any(|by| *by == host)
        // A message that has passed one organisation's servers only may have begun there.
        && (hosts.len() == 1 || hosts.iter().any(|by| !by.same_organisation(last)) || is_handed_over(message, &host))
}

/// Whether the host received the message from somebody else than itself.
fn is_handed_over(message: &Message<'_>, host: &Domain) -> bool {
    message.received().iter().take(5).any(|hop| {
        let by = hop.by.as_deref().and_then(Domain::parse);
        let peer = hop
            .rdns
            .as_deref()
            .or(hop.helo.as_deref())
            .and_then(Domain::parse);
        by.as_ref() == Some(host) && peer.is_some_and(|peer| !peer.same_organisation(host))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_each_field_that_is_not_there() {
        for field in ["From", "Date", "Message-ID"] {
            assert_fact(
                &assert_fires(&SIGNAL, Mail::any().header(field, "")),
                "field",
                field,
            );
        }
    }

    #[test]
    fn fires_on_a_from_field_without_anything_in_it() {
        let mail = Mail::any().header("From", " ");
        assert_fact(&assert_fires(&SIGNAL, mail), "field", "From");
    }

    #[test]
    fn fires_less_on_a_date_that_is_none() {
        for date in ["soon", "32 Foo 2026", "%DATE%"] {
            let finding = assert_fires(&SIGNAL, Mail::any().header("Date", date));
            assert_fact(&finding, "field", "Date");
            assert_eq!(finding.strength, Strength::HALF, "{date}");
            assert_eq!(finding.sentence, "headers.unreadable_date");
        }
    }

    #[test]
    fn fires_less_on_an_identifier_that_our_server_added() {
        let mail = Mail::any().header("Message-ID", "<20261102090007.4@mx.acme.example>");
        let finding = assert_fires(&SIGNAL, mail);
        assert_fact(&finding, "field", "Message-ID");
        assert_eq!(finding.strength, Strength::HALF);
    }

    #[test]
    fn fires_on_an_identifier_that_says_it_was_added() {
        let id = "<6547.050a0220.abcd.SMTPIN_ADDED_MISSING@mx.google.com>";
        assert_fires(&SIGNAL, Mail::any().header("Message-ID", id));
    }

    #[test]
    fn silent_on_a_message_that_has_all() {
        assert_silent(&SIGNAL, Mail::any());
    }

    #[test]
    fn silent_on_our_own_scanner() {
        let mail = Mail::from("Scanner <scan@acme.example>")
            .header("Message-ID", "")
            .header("Date", "");
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_a_delivery_notice() {
        let mail = Mail::from("MAILER-DAEMON@sender.example")
            .on_top("Return-Path", "<>")
            .header("Message-ID", "");
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_an_identifier_of_the_senders_mail_service() {
        assert_silent(
            &SIGNAL,
            Mail::any().header("Message-ID", "<abc@eu-west-1.mailer.example>"),
        );
    }
}
