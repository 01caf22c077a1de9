//! The domain in From publishes how its mail is proven, and this message is not (RFC 7489).
//!
//! Why: the holder of the domain says that such mail is not theirs.
//!
//! Wrong when: a list or a forwarder broke the proof on the way (half strength), or the holder has
//! only begun to publish and forgot one of their own senders.
use crate::authentication::Standing;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat, route};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "authentication.dmarc_fail",
    group: Group::Authentication,
    direction: Direction::Threat,
    threats: &[Threat::Spoofing],
    evidence: &["domain"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    if examination.authentication().standing() != Standing::Failed {
        return None;
    }
    let domain = examination.message.from_domain()?;
    let finding = SIGNAL.found().with("domain", domain);
    Some(if route::is_redistributed(examination) {
        finding
            .at(Strength::HALF)
            .said("authentication.dmarc_fail_on_the_way")
    } else {
        finding
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_mail_that_its_domain_disowns() {
        let mail = Mail::any().results("dmarc=fail (p=reject) header.from=sender.example");
        let finding = assert_fires(&SIGNAL, mail);
        assert_fact(&finding, "domain", "sender.example");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_less_on_a_list_or_a_forwarder() {
        let list = Mail::any()
            .results("dmarc=fail; spf=pass smtp.mailfrom=friends-bounces@lists.example")
            .header("List-Id", "Friends <friends.lists.example>");
        let forwarder = Mail::any()
            .results("dmarc=fail header.from=sender.example")
            .on_top(
                "Return-Path",
                "<SRS0=ab=cd=sender.example=anna@forward.example>",
            );
        for mail in [list, forwarder] {
            let finding = assert_fires(&SIGNAL, mail);
            assert_eq!(finding.strength, Strength::HALF);
            assert_eq!(finding.sentence, "authentication.dmarc_fail_on_the_way");
        }
    }

    #[test]
    fn silent_on_a_pass_and_on_a_domain_that_publishes_nothing() {
        for results in [
            "dmarc=pass header.from=sender.example",
            "dmarc=none",
            "dmarc=temperror",
        ] {
            assert_silent(&SIGNAL, Mail::any().results(results));
        }
    }

    #[test]
    fn silent_on_a_fail_that_another_server_reports() {
        assert_silent(
            &SIGNAL,
            Mail::any().on_top("Authentication-Results", "mx.else.example; dmarc=fail"),
        );
    }
}
