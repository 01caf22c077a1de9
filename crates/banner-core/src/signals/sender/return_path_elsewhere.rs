//! The envelope sender is a free mailbox, or a mailbox of a stranger, behind an organisation's
//! name.
//!
//! Why: Return-Path names the account that really sent the message. A bank does not send from
//! somebody's webmail, and neither does a supplier from a hacked shop's.
//!
//! Wrong when: newsletters, ticket systems and shops send through a service, which the envelope
//! then names. So a service that is on the message's path with a signature, a list field, Sender
//! or an address for bounces is left alone, and so are lists and forwarders. People send in the name
//! of their firm from a private mailbox that bears their name or the firm's, which is silent too.
use crate::message::{Mailbox, Message};
use crate::names::{Domain, brands, hosting};
use crate::signals::display_name::words;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat, route};
use crate::word_list::{WordList, word_list};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "sender.return_path_elsewhere",
    group: Group::Sender,
    direction: Direction::Threat,
    threats: &[Threat::Spoofing, Threat::Impersonation],
    evidence: &["envelope", "domain"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let message = examination.message;
    let from = message.from_domain()?;
    let envelope = message.return_path()?;
    let domain = envelope.domain.as_ref()?;
    let organisation = &examination.context.organisation;
    if examination.is_senders(domain)
        || domain.main_label() == from.main_label()
        || organisation.trusts(domain)
        || route::is_redistributed(examination)
        || hosting::is_freemail(from)
        || is_same_person(message, envelope)
    {
        return None;
    }
    let strength = if hosting::is_freemail(domain) {
        Strength::FULL
    } else if is_person(envelope) && !is_service(message, domain) && !is_signed(message, from) {
        Strength::HALF
    } else {
        return None;
    };
    Some(
        SIGNAL
            .found()
            .with("envelope", envelope.address.as_str())
            .with("domain", from)
            .at(strength),
    )
}

/// Whether a person may have the mailbox: a name in small letters. Services write a code, a number
/// or the word bounce into the addresses at which they take bounces.
fn is_person(envelope: &Mailbox) -> bool {
    const OF_SERVICES: WordList = word_list![
        "bounce",
        "return",
        "reply",
        "mail",
        "daemon",
        "notif",
        "news",
        "info",
        "verp",
        "prvs",
        "www",
        "apache",
        "root",
        "web",
        "error",
        "postmaster",
        "smtp",
        "admin",
        "support",
        "http",
        "bnc",
        "ses",
        "list",
        "owner",
        "send",
    ];
    let local = envelope.local.as_str();
    let is_name = local
        .chars()
        .all(|character| character.is_ascii_lowercase() || matches!(character, '.' | '-' | '_'));
    is_name && local.len() <= 20 && !OF_SERVICES.iter().any(|word| local.contains(word))
}

/// Whether the envelope's mailbox bears the name of the person or the organisation in From.
fn is_same_person(message: &Message<'_>, envelope: &Mailbox) -> bool {
    let joined = |text: &str| words(text).concat();
    let local = joined(&envelope.local);
    let sender = message.from().first();
    let shown = sender.and_then(|sender| sender.name.as_deref());
    let label = message.from_domain().map(|from| from.main_label_unicode());
    words(shown.unwrap_or_default())
        .into_iter()
        .take(8)
        .chain(sender.map(|sender| joined(&sender.local)))
        .chain(label.map(|label| joined(&label)))
        .any(|word| word.chars().count() >= 4 && local.contains(&word))
}

/// Whether a signature of the organisation in From is there: its own servers sent the message, or
/// a service that it has entrusted with its name. What a signature is worth, others check.
fn is_signed(message: &Message<'_>, from: &Domain) -> bool {
    let mut signs = message.authentication().dkim_signatures.iter().take(20);
    signs.any(|signature| {
        Domain::parse(&signature.domain).is_some_and(|signer| signer.same_organisation(from))
    })
}

/// Whether the envelope's domain shows itself as a service: it signed, or names itself in Sender
/// or in the fields of newsletters.
fn is_service(message: &Message<'_>, domain: &Domain) -> bool {
    let is_here = |other: &Domain| other.same_organisation(domain);
    let signs = message.authentication().dkim_signatures.iter().take(20);
    let mut signers = signs.filter_map(|signature| Domain::parse(&signature.domain));
    let sender = message.sender().and_then(|sender| sender.domain.as_ref());
    brands::owner_of(domain).is_some()
        || signers.any(|signer| is_here(&signer))
        || sender.is_some_and(is_here)
        || message.headers().get("List-Unsubscribe").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    fn bounced_to(path: &str) -> Mail {
        Mail::any().on_top("Return-Path", path)
    }

    #[test]
    fn fires_on_a_free_mailbox_behind_an_organisation() {
        let finding = assert_fires(&SIGNAL, bounced_to("<m.kovac.771@gmail.com>"));
        assert_fact(&finding, "envelope", "m.kovac.771@gmail.com");
        assert_fact(&finding, "domain", "sender.example");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_less_on_a_strangers_mailbox() {
        let finding = assert_fires(&SIGNAL, bounced_to("<m.kovac@hotel-adria.example>"));
        assert_eq!(finding.strength, Strength::HALF);
    }

    #[test]
    fn silent_on_the_senders_own_names() {
        for path in [
            "<anna@mail.sender.example>",
            "<anna@sender.de>",
            "<>",
            "<x@acme.example>",
        ] {
            assert_silent(&SIGNAL, bounced_to(path));
        }
    }

    #[test]
    fn silent_on_a_private_mailbox_of_the_sender() {
        for path in ["<anna.berg.771@gmail.com>", "<sender.office@gmail.com>"] {
            let mail = Mail::from("Anna Berg <office@sender.example>");
            assert_silent(&SIGNAL, mail.on_top("Return-Path", path));
        }
    }

    #[test]
    fn silent_on_services_that_take_bounces() {
        for path in [
            "<bounce-8812@mailer.example>",
            "<anna=acme.example@mailer.example>",
            "<0100018f2c@mailer.example>",
            "<info@mailer.example>",
        ] {
            assert_silent(&SIGNAL, bounced_to(path));
        }
        assert_silent(
            &SIGNAL,
            bounced_to("<desk@dockets.example>").header("Sender", "desk@dockets.example"),
        );
        assert_silent(
            &SIGNAL,
            bounced_to("<shop@mailer.example>")
                .header("List-Unsubscribe", "<https://mailer.example/u>"),
        );
    }

    #[test]
    fn silent_on_lists_and_forwarders() {
        assert_silent(
            &SIGNAL,
            bounced_to("<friends@lists.example>").header("List-Id", "<friends.lists.example>"),
        );
        assert_silent(
            &SIGNAL,
            bounced_to("<SRS0=aB1=XY=sender.example=anna@old.example>"),
        );
    }

    #[test]
    fn silent_on_a_person_with_two_free_mailboxes_and_without_a_path() {
        assert_silent(
            &SIGNAL,
            Mail::from("Anna <anna@gmail.com>").on_top("Return-Path", "<anna@yandex.ru>"),
        );
        assert_silent(&SIGNAL, Mail::any());
    }
}
