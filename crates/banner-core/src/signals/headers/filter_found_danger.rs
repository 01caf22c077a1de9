//! A filter on the reader's own side found the message to be phishing, forged or infected.
//!
//! Why: it knows other mail of the same wave, which one message does not show; and a reader who finds
//! the message in the inbox does not know that.
//!
//! Wrong when: filters take test mails and security newsletters for what they write about. Only fields
//! that our own servers wrote are read (see [`Examination::filter_verdict`]).
use crate::authentication::Harm;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "headers.filter_found_danger",
    group: Group::Headers,
    direction: Direction::Threat,
    threats: &[Threat::CredentialPhishing, Threat::Spoofing],
    evidence: &["filter"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    match examination.filter_verdict()? {
        (Harm::Danger, filter) => Some(SIGNAL.found().with("filter", filter)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_the_verdict_of_our_filter() {
        let mail = Mail::any().on_top(
            "X-Forefront-Antispam-Report",
            "CIP:192.0.2.9;SCL:8;SFV:SPM;CAT:HPHSH;DIR:INB;",
        );
        assert_fact(&assert_fires(&SIGNAL, mail), "filter", "Microsoft 365");
    }

    #[test]
    fn silent_on_another_verdict() {
        assert_silent(&SIGNAL, Mail::any().on_top("X-Spam-Flag", "YES"));
        assert_silent(
            &SIGNAL,
            Mail::any().on_top("X-Spam-Status", "No, score=-2.1"),
        );
        assert_silent(&SIGNAL, Mail::any());
    }

    #[test]
    fn silent_on_a_verdict_that_the_sender_or_a_stranger_wrote() {
        assert_silent(
            &SIGNAL,
            Mail::any().at_bottom(
                "X-Forefront-Antispam-Report",
                "CIP:192.0.2.9;SCL:8;SFV:SPM;CAT:HPHSH;DIR:INB;",
            ),
        );
    }

    #[test]
    fn silent_on_an_organisation_that_names_no_server_of_its_own() {
        let mail = Mail::any().on_top(
            "X-Forefront-Antispam-Report",
            "CIP:192.0.2.9;SCL:8;SFV:SPM;CAT:HPHSH;DIR:INB;",
        );
        assert_silent(
            &SIGNAL,
            mail.context(|context| {
                context.organisation.authserv_ids.clear();
                context.organisation.own_mail_hosts.clear();
            }),
        );
    }
}
