//! The name in From is the reader's own, the address is not.
//!
//! Why: `your own account` writes to you in extortion and in notices about your mailbox, and the
//! reader's own name is what is sure to be read. Nobody of that name is expected.
//!
//! Wrong when: the reader writes from a private mailbox (silent once that is a known
//! correspondent, half where it bears the reader's name), a service sends what the reader did
//! there (silent for known brands and for hosts that name themselves), a form sends its visitor a
//! copy (half when answers come to the reader), or a namesake writes.
use crate::context::Reader;
use crate::signals::display_name::{NamedSender, named_sender, words};
use crate::signals::shown_name::ShownName;
use crate::signals::{
    Direction, Examination, Finding, Group, Signal, Strength, Threat, sender_list,
};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "sender.readers_own_name",
    group: Group::Sender,
    direction: Direction::Threat,
    threats: &[Threat::Impersonation, Threat::Spoofing],
    evidence: &["name", "address"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let organisation = &examination.context.organisation;
    let reader = &organisation.reader;
    let sender = named_sender(examination.message)?;
    if organisation.trusts(sender.domain)
        || examination.is_from_known()
        || examination.is_from_list()
        || sender.is_passed_on_by_host(examination.message)
    {
        return None;
    }
    let own = reader.address.iter();
    let known = reader.known_correspondents.iter().flatten();
    if own
        .chain(known)
        .any(|address| sender_list::is_same_address(address, sender.mailbox))
    {
        return None;
    }
    if !is_readers(&sender.name, reader) {
        return None;
    }
    let is_answered_by_reader = || {
        let mut to = examination.message.reply_to().iter().take(10);
        let is_own = |mailbox| {
            let own = reader.address.as_deref().unwrap_or_default();
            sender_list::is_same_address(own, mailbox)
        };
        to.any(is_own)
    };
    let strength = if is_answered_by_reader() || bears_name(&sender) {
        Strength::HALF
    } else {
        Strength::FULL
    };
    Some(
        SIGNAL
            .found()
            .with("name", &*sender.name)
            .with("address", sender.mailbox.address.as_str())
            .at(strength),
    )
}

/// Whether the whole name is the reader's: the name that they have, or the part of their address
/// that makes a name. A first name alone is everybody's.
fn is_readers(name: &str, reader: &Reader) -> bool {
    let of_address = reader
        .address
        .as_deref()
        .and_then(|address| address.rsplit_once('@'))
        .map(|(local, _)| local);
    let shown = ShownName::of(name);
    let is = |own: &str| {
        let is_whole = words(own).len() >= 2 || own.chars().count() >= 2 && !own.is_ascii();
        is_whole && shown.likeness(own) == Some(Strength::FULL)
    };
    reader.name.as_deref().is_some_and(is) || of_address.is_some_and(is)
}

/// Whether the mailbox is named after the name that it shows, as a private one is.
fn bears_name(sender: &NamedSender<'_>) -> bool {
    let local = words(&sender.mailbox.local).concat();
    let longest = words(&sender.name)
        .into_iter()
        .max_by_key(|word| word.chars().count());
    longest.is_some_and(|word| word.chars().count() >= 3 && local.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_the_readers_name_at_a_foreign_address() {
        let finding = assert_fires(&SIGNAL, Mail::from("Julia Sommer <x771@evil.example>"));
        assert_fact(&finding, "name", "Julia Sommer");
        assert_fact(&finding, "address", "x771@evil.example");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_on_other_orders_and_look_alike_letters() {
        for name in [
            "\"Sommer, Julia\"",
            "JULIA SOMMER",
            "=?utf-8?Q?Juli=D0=B0_Sommer?=",
        ] {
            assert_fires(&SIGNAL, Mail::from(&format!("{name} <x@evil.example>")));
        }
    }

    #[test]
    fn fires_on_a_chinese_reader_and_on_a_name_made_from_the_address() {
        let chinese = Mail::from("=?utf-8?B?546L5bu65Zu9?= <x@evil.example>");
        assert_fires(
            &SIGNAL,
            chinese.context(|context| context.organisation.reader.name = Some("王建国".into())),
        );
        let from_address = Mail::from("\"julia.sommer\" <x@evil.example>").context(|context| {
            context.organisation.reader.name = None;
            context.organisation.reader.address = Some("julia.sommer@acme.example".into());
        });
        assert_fires(&SIGNAL, from_address);
    }

    #[test]
    fn fires_less_on_what_may_be_the_readers_private_mailbox() {
        let finding = assert_fires(
            &SIGNAL,
            Mail::from("Julia Sommer <julia.sommer88@gmail.com>"),
        );
        assert_eq!(finding.strength, Strength::HALF);
    }

    #[test]
    fn fires_less_on_a_form_that_answers_to_the_reader() {
        let mail = Mail::from("Julia Sommer <forms@website.example>")
            .header("Reply-To", "julia@acme.example");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::HALF);
    }

    #[test]
    fn silent_on_the_readers_own_addresses() {
        assert_silent(&SIGNAL, Mail::from("Julia Sommer <julia@acme.example>"));
        assert_silent(&SIGNAL, Mail::from("Julia Sommer <j.sommer@acme.example>"));
        let private = Mail::from("Julia Sommer <juliasommer@gmail.com>").context(|context| {
            context.organisation.reader.known_correspondents =
                Some(vec!["juliasommer@gmail.com".into()]);
        });
        assert_silent(&SIGNAL, private);
    }

    #[test]
    fn silent_on_services_that_name_who_did_it() {
        assert_silent(
            &SIGNAL,
            Mail::from("Julia Sommer <notifications@github.com>"),
        );
        assert_silent(
            &SIGNAL,
            Mail::from("\"Julia Sommer (Dockets)\" <notify@dockets.example>")
                .header("Sender", "notify@dockets.example"),
        );
        assert_silent(
            &SIGNAL,
            Mail::from("Julia Sommer <friends@lists.example>")
                .header("List-Id", "<friends.lists.example>"),
        );
    }

    #[test]
    fn silent_on_others_and_on_a_reader_without_a_name() {
        assert_silent(&SIGNAL, Mail::any());
        assert_silent(&SIGNAL, Mail::from("Julia <julia@sender.example>"));
        assert_silent(&SIGNAL, Mail::from("Julia Sommerfeld <x@sender.example>"));
        let unknown = Mail::from("Julia Sommer <x@sender.example>");
        assert_silent(
            &SIGNAL,
            unknown.context(|context| context.organisation.reader.name = None),
        );
    }
}
