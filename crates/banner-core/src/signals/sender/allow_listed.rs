//! The organisation has listed the sender as harmless.
//!
//! Why: an administrator has looked at this sender before.
//!
//! Wrong when: somebody else uses the listed address. So it counts only when a check proves the
//! sender, and half when the organisation has no results to go by at all; never when the checks
//! were made and did not prove the sender.
use crate::authentication::Standing;
use crate::signals::{
    Direction, Examination, Finding, Group, Signal, Strength, route, sender_list,
};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "sender.allow_listed",
    group: Group::Sender,
    direction: Direction::Reassurance,
    threats: &[],
    evidence: &["sender"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let message = examination.message;
    let [sender] = message.from() else {
        return None;
    };
    if message.headers().count("From") != 1 {
        return None;
    }
    if !sender_list::is_listed(sender, &examination.context.organisation.allow, examination) {
        return None;
    }
    let strength = match examination.authentication().standing() {
        Standing::Proven => Strength::FULL,
        Standing::NotVerified if !route::expects_results(examination) => Strength::HALF,
        _ => return None,
    };
    Some(
        SIGNAL
            .found()
            .with("sender", sender.address.as_str())
            .at(strength),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::{Date, ListEntry};
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    const PROVEN: &str = "dkim=pass header.d=sender.example";

    fn listed(mail: Mail, pattern: &str, until: Option<&str>) -> Mail {
        let entry = ListEntry {
            pattern: pattern.into(),
            reason: None,
            until: until.and_then(Date::parse),
        };
        mail.context(|context| context.organisation.allow = vec![entry])
    }

    #[test]
    fn fires_on_a_listed_sender_who_is_proven() {
        for pattern in ["sender.example", "Anna@sender.example"] {
            let finding = assert_fires(&SIGNAL, listed(Mail::any().results(PROVEN), pattern, None));
            assert_fact(&finding, "sender", "anna@sender.example");
            assert_eq!(finding.strength, Strength::FULL);
        }
    }

    #[test]
    fn fires_less_on_an_organisation_without_any_results() {
        let mail = listed(Mail::any(), "sender.example", None);
        let finding = assert_fires(
            &SIGNAL,
            mail.context(|context| context.organisation.authserv_ids.clear()),
        );
        assert_eq!(finding.strength, Strength::HALF);
    }

    #[test]
    fn silent_on_a_listed_address_that_is_not_proven() {
        for results in ["dmarc=fail", "spf=none; dkim=none", "dmarc=temperror"] {
            assert_silent(
                &SIGNAL,
                listed(Mail::any().results(results), "sender.example", None),
            );
        }
        assert_silent(&SIGNAL, listed(Mail::any(), "sender.example", None));
    }

    #[test]
    fn silent_on_an_entry_that_has_ended() {
        let mail = Mail::any().results(PROVEN);
        assert_silent(&SIGNAL, listed(mail, "sender.example", Some("2026-11-01")));
    }

    #[test]
    fn silent_on_others_and_on_a_second_sender() {
        assert_silent(
            &SIGNAL,
            listed(Mail::any().results(PROVEN), "other.example", None),
        );
        let mail = Mail::any()
            .results(PROVEN)
            .at_bottom("From", "x@evil.example");
        assert_silent(&SIGNAL, listed(mail, "sender.example", None));
    }
}
