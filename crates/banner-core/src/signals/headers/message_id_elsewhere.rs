//! The Message-ID names a well-known organisation, or the reader's own, that has nothing else to do
//! with the message.
//!
//! Why: senders copy the identifier of a real message of the one they imitate, or make one up with
//! the reader's own domain, to look like mail from there.
//!
//! Wrong when: the message was written in that organisation's mail program or service and every
//! other trace of it was removed on the way, as lists do (silent); providers of free mailboxes are
//! never counted. A name that nobody knows says nothing: a quarter of ordinary mail bears its
//! computer's own.
use crate::authentication::own_hops;
use crate::names::{Domain, brands, hosting};
use crate::signals::imitation::same_owner;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Threat};

/// No more hops than these are asked.
const MOST_HOPS: usize = 20;

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "headers.message_id_elsewhere",
    group: Group::Headers,
    direction: Direction::Threat,
    threats: &[Threat::Spoofing, Threat::Impersonation],
    evidence: &["domain"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let message = examination.message;
    let from = message.from_domain()?;
    let (_, host) = message.message_id()?.rsplit_once('@')?;
    let host = Domain::parse(host)?;
    let organisation = &examination.context.organisation;
    let is_known = organisation.owns(&host) || brands::owner_of(&host).is_some();
    // Android's own mail program writes that for anybody.
    if !is_known
        || host.ascii() == "email.android.com"
        || hosting::is_freemail(&host.organisational_domain())
        || same_owner(&host, from)
        || host.main_label() == from.main_label()
        || examination.is_from_list()
    {
        return None;
    }
    // That our own server took the message in says nothing of who wrote it, unless the identifier is that server's.
    let own = own_hops(message, organisation);
    let is_added = own.iter().filter_map(|hop| hop.by.as_deref());
    if is_added.filter_map(Domain::parse).any(|by| by == host) {
        return None;
    }
    let hops = message.received().iter().skip(own.len()).take(MOST_HOPS);
    let passed = hops
        .flat_map(|hop| [&hop.by, &hop.helo, &hop.rdns])
        .flatten()
        .filter_map(|name| Domain::parse(name));
    let others = message.sender().into_iter().chain(message.reply_to());
    let named = others.filter_map(|mailbox| mailbox.domain.clone());
    let takes_part = examination
        .mail_path()
        .iter()
        .cloned()
        .chain(passed)
        .chain(named)
        .any(|domain| same_owner(&host, &domain));
    (!takes_part).then(|| SIGNAL.found().with("domain", host.organisational_domain()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    fn with(id: &str) -> Mail {
        Mail::any().header("Message-ID", id)
    }

    #[test]
    fn fires_on_a_brand_that_has_no_other_part() {
        let finding = assert_fires(&SIGNAL, with("<1712.4711@mail.paypal.com>"));
        assert_fact(&finding, "domain", "paypal.com");
    }

    #[test]
    fn fires_on_the_readers_own_domain() {
        let mail = with("<1712@acme.example>").header(
            "Received",
            "from x.example (x.example [192.0.2.25]) by mx.gateway.example; Mon, 2 Nov 2026 09:00:07 +0000",
        );
        assert_fact(&assert_fires(&SIGNAL, mail), "domain", "acme.example");
    }

    #[test]
    fn fires_on_the_readers_own_domain_although_our_server_took_the_message_in() {
        let mail = with("<1712@acme.example>");
        assert_fact(&assert_fires(&SIGNAL, mail), "domain", "acme.example");
    }

    #[test]
    fn silent_on_our_own_server_that_added_it() {
        assert_silent(&SIGNAL, with("<1712@mx.acme.example>"));
    }

    #[test]
    fn silent_on_a_program_that_everybody_has() {
        assert_silent(&SIGNAL, with("<4ab1.1602@email.android.com>"));
        assert_fires(&SIGNAL, with("<4ab1.1602@accounts.android.com>"));
    }

    #[test]
    fn silent_on_a_service_that_sent_it() {
        let id = "<010001@email.amazonses.com>";
        assert_silent(
            &SIGNAL,
            with(id).on_top("Return-Path", "<b@bounces.amazonses.com>"),
        );
        let signed = with(id).header(
            "DKIM-Signature",
            "v=1; a=rsa-sha256; d=amazonses.com; s=a; h=from; bh=YWJj; b=YWJj",
        );
        assert_silent(&SIGNAL, signed);
    }

    #[test]
    fn silent_on_free_mail_and_on_names_that_nobody_knows() {
        for id in [
            "<CAB@mail.gmail.com>",
            "<1@qq.com>",
            "<1@pc7.local>",
            "<1@other.example>",
            "<1>",
        ] {
            assert_silent(&SIGNAL, with(id));
        }
    }

    #[test]
    fn silent_on_the_sender_itself() {
        assert_silent(
            &SIGNAL,
            Mail::from("PayPal <service@paypal.de>").header("Message-ID", "<1@paypal.com>"),
        );
    }
}
