//! Below the line with which our server took the message from a stranger stands another in our name.
//!
//! Why: the sender wrote it, so that the message looks as if it had begun inside.
//!
//! Wrong when: a message returns to us that left us before: silent on lists, forwarders and mail
//! from our own addresses, and on answers to what we sent, which quote no such lines. Half strength where the peer has a
//! name of ours in reverse DNS that our server did not check: it may be a server of ours, or somebody who named an address so.
use crate::authentication::{is_peer_perhaps_ours, own_hops};
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat, route};

/// No more hops than these are looked at.
const MOST_HOPS: usize = 30;

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "headers.received_in_our_name",
    group: Group::Headers,
    direction: Direction::Threat,
    threats: &[Threat::Spoofing],
    evidence: &["server"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let message = examination.message;
    let organisation = &examination.context.organisation;
    let border = own_hops(message, organisation).last()?.position;
    let below = message
        .received()
        .iter()
        .take(MOST_HOPS)
        .filter(|hop| hop.position > border);
    // Only hosts that the profile names: a neighbour under our domain may be one that it lacks.
    let mut hosts = below.filter_map(|hop| hop.by.as_deref());
    let host = hosts.find(|host| organisation.is_mail_host(host))?;
    let is_ours = message
        .from_domain()
        .is_some_and(|from| organisation.owns(from));
    if is_ours || route::is_redistributed(examination) {
        return None;
    }
    let strength = match is_peer_perhaps_ours(message, organisation) {
        true => Strength::HALF,
        false => Strength::FULL,
    };
    Some(SIGNAL.found().with("server", host).at(strength))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    const CLAIM: &str = "from pc7 by mx.acme.example with ESMTPSA; Mon, 2 Nov 2026 08:59:00 +0000";

    #[test]
    fn fires_on_a_line_that_the_sender_wrote_for_us() {
        let finding = assert_fires(&SIGNAL, Mail::any().at_bottom("Received", CLAIM));
        assert_fact(&finding, "server", "mx.acme.example");
    }

    #[test]
    fn silent_on_the_senders_own_servers() {
        let mail = Mail::any().at_bottom(
            "Received",
            "from pc by mail.sender.example with ESMTPSA; Mon, 2 Nov 2026 08:59:00 +0000",
        );
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn fires_less_where_an_unchecked_name_says_that_the_peer_is_ours() {
        let from = |peer: &str| Mail::any().taken_from(peer).at_bottom("Received", CLAIM);
        let ours = from("mx.acme.example (mx.acme.example [203.0.113.5] (may be forged))");
        assert_eq!(assert_fires(&SIGNAL, ours).strength, Strength::HALF);
        let strangers = from("mx.acme.example (evil.example [203.0.113.5] (may be forged))");
        assert_eq!(assert_fires(&SIGNAL, strangers).strength, Strength::FULL);
    }

    #[test]
    fn silent_on_our_own_servers_among_themselves() {
        let mail = Mail::any().on_top(
            "Received",
            "from mx.acme.example (mx.acme.example [203.0.113.5]) by mx.acme.example with LMTP; Mon, 2 Nov 2026 09:00:09 +0000",
        );
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_our_own_mail_that_comes_back_over_a_list_or_from_a_colleague() {
        let list = Mail::any()
            .at_bottom("Received", CLAIM)
            .on_top("Return-Path", "<friends-bounces@lists.example>")
            .header("List-Id", "Friends <friends.lists.example>");
        assert_silent(&SIGNAL, list);
        let colleague = Mail::from("Bert <bert@acme.example>").at_bottom("Received", CLAIM);
        assert_silent(&SIGNAL, colleague);
    }

    #[test]
    fn silent_when_no_line_is_known_as_ours() {
        let mail = Mail::any()
            .at_bottom("Received", CLAIM)
            .context(|context| context.organisation = Default::default());
        assert_silent(&SIGNAL, mail);
    }
}
