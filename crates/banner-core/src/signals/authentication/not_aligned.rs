//! Checks were made, and none speaks for the organisation in From.
//!
//! Why: the name that the reader sees is then a mere claim, however many checks passed for others.
//!
//! Wrong when: a small organisation sends through a mailing service that signs with its own domain
//! only (half strength when a check passed for somebody), or has set up nothing. Silent on lists and
//! forwarders, and when DMARC failed, which is said by a signal of its own.
use crate::authentication::Standing;
use crate::message::ResultCode;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat, route};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "authentication.not_aligned",
    group: Group::Authentication,
    direction: Direction::Threat,
    threats: &[Threat::Spoofing],
    evidence: &["domain"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let assessment = examination.authentication();
    if assessment.standing() != Standing::NotProven || route::is_redistributed(examination) {
        return None;
    }
    let domain = examination.message.from_domain()?;
    let passed_for_another = assessment
        .spf
        .iter()
        .chain(&assessment.dkim)
        .any(|checked| checked.result == ResultCode::Pass);
    let strength = if passed_for_another {
        Strength::HALF
    } else {
        Strength::FULL
    };
    Some(SIGNAL.found().with("domain", domain).at(strength))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_checks_that_found_nothing() {
        let finding = assert_fires(
            &SIGNAL,
            Mail::any().results("spf=none smtp.mailfrom=sender.example; dkim=none"),
        );
        assert_fact(&finding, "domain", "sender.example");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_less_on_a_pass_for_a_mailing_service() {
        let results = "spf=pass smtp.mailfrom=bounce.mailer.example; dkim=pass header.d=mailer.example; dmarc=none";
        assert_eq!(
            assert_fires(&SIGNAL, Mail::any().results(results)).strength,
            Strength::HALF
        );
    }

    #[test]
    fn silent_on_a_proven_sender() {
        assert_silent(
            &SIGNAL,
            Mail::any().results("dkim=pass header.d=sender.example"),
        );
    }

    #[test]
    fn silent_on_a_mailing_list() {
        let mail = Mail::any()
            .results("spf=pass smtp.mailfrom=lists.example; dkim=none")
            .header("List-Id", "Friends <friends.lists.example>");
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_failure_errors_and_missing_results() {
        assert_silent(
            &SIGNAL,
            Mail::any().results("dmarc=fail header.from=sender.example"),
        );
        assert_silent(
            &SIGNAL,
            Mail::any().results("spf=temperror smtp.mailfrom=sender.example"),
        );
        assert_silent(&SIGNAL, Mail::any());
    }
}
