//! The results that our own servers should have written are not there, or a check broke off.
//!
//! Why: the organisation has said whose results count, so their absence means that this message
//! took another way than usual. It is no failure, and the banner says so in other words.
//!
//! Wrong when: the message was never checked because it is from inside, or has not passed any
//! server (drafts, sent mail): both are silent. So are organisations that have configured no
//! identifiers, where it would be said of every message, and Microsoft 365, which writes no results
//! for mail between its own tenants.
use crate::authentication::Standing;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "authentication.not_verified",
    group: Group::Authentication,
    direction: Direction::Threat,
    threats: &[Threat::Spoofing],
    evidence: &["domain"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let organisation = &examination.context.organisation;
    let message = examination.message;
    let domain = message.from_domain()?;
    let expected = !organisation.authserv_ids.is_empty()
        && !organisation.microsoft365
        && !organisation.owns(domain)
        && !message.received().is_empty();
    let unknown = match examination.authentication().standing() {
        Standing::Inconclusive => true,
        Standing::NotVerified => expected,
        Standing::Proven | Standing::Failed | Standing::NotProven => false,
    };
    unknown.then(|| SIGNAL.found().with("domain", domain))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_a_message_without_results_that_count() {
        assert_fact(
            &assert_fires(&SIGNAL, Mail::any()),
            "domain",
            "sender.example",
        );
        assert_fires(
            &SIGNAL,
            Mail::any().on_top("Authentication-Results", "mx.else.example; dmarc=pass"),
        );
    }

    #[test]
    fn fires_on_a_check_that_broke_off() {
        assert_fires(
            &SIGNAL,
            Mail::any().results("dmarc=temperror header.from=sender.example"),
        );
    }

    #[test]
    fn silent_on_results_of_either_kind() {
        for results in [
            "dmarc=pass",
            "dmarc=fail",
            "spf=none smtp.mailfrom=sender.example",
        ] {
            assert_silent(&SIGNAL, Mail::any().results(results));
        }
    }

    #[test]
    fn silent_on_an_organisation_that_has_configured_nothing() {
        assert_silent(
            &SIGNAL,
            Mail::any().context(|context| context.organisation.authserv_ids.clear()),
        );
    }

    #[test]
    fn silent_on_microsoft_365() {
        assert_silent(
            &SIGNAL,
            Mail::any().context(|context| context.organisation.microsoft365 = true),
        );
    }

    #[test]
    fn silent_on_mail_from_inside_and_on_drafts() {
        assert_silent(&SIGNAL, Mail::from("Bert <bert@acme.example>"));
        assert_silent(&SIGNAL, Mail::any().header("Received", ""));
    }
}
