//! The sending server is not among those that the envelope's domain allows (RFC 7208, section 8).
//!
//! Why: the holder of the domain lists the servers; this one is a stranger.
//!
//! Wrong when: the message was forwarded, which no list of servers can foresee: silent when the
//! forwarder or list is known by its envelope, and whenever another check proves the sender.
//! `softfail`, by which a holder says "probably not", counts half.
use crate::authentication::Standing;
use crate::message::ResultCode;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat, route};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "authentication.spf_fail",
    group: Group::Authentication,
    direction: Direction::Threat,
    threats: &[Threat::Spoofing],
    evidence: &["domain"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let assessment = examination.authentication();
    let spf = assessment.spf.as_ref()?;
    let strength = match spf.result {
        ResultCode::Fail => Strength::FULL,
        ResultCode::SoftFail => Strength::HALF,
        _ => return None,
    };
    if assessment.standing() == Standing::Proven || route::is_redistributed(examination) {
        return None;
    }
    let domain = spf.domain.as_ref().or(examination.message.from_domain())?;
    let finding = SIGNAL.found().with("domain", domain).at(strength);
    Some(match spf.result {
        ResultCode::SoftFail => finding.said("authentication.spf_softfail"),
        _ => finding,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_a_server_that_the_domain_does_not_allow() {
        let finding = assert_fires(
            &SIGNAL,
            Mail::any().results("spf=fail smtp.mailfrom=x@bounce.sender.example"),
        );
        assert_fact(&finding, "domain", "bounce.sender.example");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_less_on_a_domain_that_is_not_sure() {
        let finding = assert_fires(
            &SIGNAL,
            Mail::any().results("spf=softfail smtp.mailfrom=sender.example"),
        );
        assert_eq!(finding.strength, Strength::HALF);
        assert_eq!(finding.sentence, "authentication.spf_softfail");
    }

    #[test]
    fn fires_on_a_result_that_names_no_domain() {
        assert_fact(
            &assert_fires(&SIGNAL, Mail::any().results("spf=fail")),
            "domain",
            "sender.example",
        );
    }

    #[test]
    fn silent_on_a_sender_who_is_proven_by_a_signature() {
        let results = "spf=fail smtp.mailfrom=sender.example; dkim=pass header.d=sender.example";
        assert_silent(&SIGNAL, Mail::any().results(results));
    }

    #[test]
    fn silent_on_a_forwarder() {
        let mail = Mail::any()
            .results("spf=fail smtp.mailfrom=SRS0=ab=cd=sender.example=anna@forward.example")
            .on_top(
                "Return-Path",
                "<SRS0=ab=cd=sender.example=anna@forward.example>",
            );
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_every_other_result() {
        for result in ["pass", "neutral", "none", "temperror", "permerror"] {
            assert_silent(
                &SIGNAL,
                Mail::any().results(&format!("spf={result} smtp.mailfrom=sender.example")),
            );
        }
    }
}
