//! Authentication results bear our own server's name, or one that passes for it, and are not from it
//! (RFC 8601, section 5).
//!
//! Why: the sender writes the pass that they could not earn, in the hope that it is believed.
//!
//! Wrong when: a message returns to us that left us before, with the results of its first arrival,
//! such as a forwarded or bounced one (half strength when a forwarder or list is known by its
//! envelope); or the profile lacks some of our own hosts, so that our results are not known for ours
//! (a hint only when no others count, half strength when the peer has a name of ours that our
//! server did not check). Silent directly below the line of our border where that may be the place
//! of a filter of ours: when nothing of ours stands above, or more than one server of ours handed the message on.
use crate::authentication::{Standing, is_peer_perhaps_ours};
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat, route};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "authentication.forged_results",
    group: Group::Authentication,
    direction: Direction::Threat,
    threats: &[Threat::Spoofing],
    evidence: &["authserv_id"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let identifier = examination.authentication().forged.as_deref()?;
    let strength = match examination.authentication().standing() {
        Standing::NotVerified => Strength::WEAK,
        _ if route::is_redistributed(examination)
            || is_peer_perhaps_ours(examination.message, &examination.context.organisation) =>
        {
            Strength::HALF
        }
        _ => Strength::FULL,
    };
    Some(SIGNAL.found().with("authserv_id", identifier).at(strength))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    const CLAIM: &str = "mx.acme.example; dmarc=pass header.from=sender.example";

    #[test]
    fn fires_on_results_in_our_name_at_the_bottom() {
        let mail = Mail::any()
            .results("spf=fail smtp.mailfrom=sender.example")
            .at_bottom("Authentication-Results", CLAIM);
        let finding = assert_fires(&SIGNAL, mail);
        assert_fact(&finding, "authserv_id", "mx.acme.example");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_on_results_in_a_name_that_looks_like_ours() {
        let mail = Mail::any()
            .results("spf=fail smtp.mailfrom=sender.example")
            .at_bottom("Authentication-Results", "mx.acrne.example; dmarc=pass");
        assert_fact(
            &assert_fires(&SIGNAL, mail),
            "authserv_id",
            "mx.acme.example",
        );
    }

    #[test]
    fn fires_less_where_an_unchecked_name_says_that_the_peer_is_ours() {
        let from = |peer: &str| {
            Mail::any()
                .taken_from(peer)
                .results("spf=fail smtp.mailfrom=sender.example")
                .at_bottom("Authentication-Results", CLAIM)
        };
        let ours = from("mx.acme.example (mx.acme.example [203.0.113.5] (may be forged))");
        assert_eq!(assert_fires(&SIGNAL, ours).strength, Strength::HALF);
        let strangers = from("mx.acme.example (evil.example [203.0.113.5] (may be forged))");
        assert_eq!(assert_fires(&SIGNAL, strangers).strength, Strength::FULL);
    }

    #[test]
    fn fires_weakly_on_our_results_behind_a_host_that_the_profile_lacks() {
        let mail = Mail::any()
            .on_top(
                "Received",
                "from mx.acme.example by store7.internal.example; Mon, 2 Nov 2026 09:00:09 +0000",
            )
            .at_bottom("Authentication-Results", CLAIM);
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::WEAK);
    }

    #[test]
    fn fires_less_on_a_message_that_a_list_sends_back_to_us() {
        let mail = Mail::any()
            .results("spf=pass smtp.mailfrom=lists.example; dkim=none")
            .at_bottom("Authentication-Results", CLAIM)
            .on_top("Return-Path", "<friends-bounces@lists.example>")
            .header("List-Id", "Friends <friends.lists.example>");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::HALF);
    }

    #[test]
    fn silent_on_our_own_results() {
        assert_silent(
            &SIGNAL,
            Mail::any().results("dmarc=pass header.from=sender.example"),
        );
    }

    #[test]
    fn silent_on_results_that_other_servers_wrote_on_the_way() {
        assert_silent(
            &SIGNAL,
            Mail::any().at_bottom("Authentication-Results", "mx.sender.example; dkim=pass"),
        );
    }

    #[test]
    fn silent_on_an_organisation_that_names_no_server_of_its_own() {
        let mail = Mail::any().at_bottom("Authentication-Results", CLAIM);
        assert_silent(
            &SIGNAL,
            mail.context(|context| context.organisation.authserv_ids.clear()),
        );
    }
}
