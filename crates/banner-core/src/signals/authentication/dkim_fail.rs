//! A DKIM signature does not match the message, and nothing else proves the sender.
//!
//! Why: the message was changed after it was signed, or the signature was copied or made up.
//!
//! Wrong when: a list or a forwarder added a footer (silent when it is known by its envelope), or a
//! gateway rewrote links. `permerror` (no such key) counts half: keys are withdrawn by and by.
use crate::authentication::{Alignment, Checked, Standing};
use crate::message::ResultCode;
use crate::names::Domain;
use crate::signals::strongest::strongest;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat, route};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "authentication.dkim_fail",
    group: Group::Authentication,
    direction: Direction::Threat,
    threats: &[Threat::Spoofing],
    evidence: &["domain"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let assessment = examination.authentication();
    if assessment.standing() == Standing::Proven {
        return None;
    }
    let checks = assessment.dkim.iter();
    let failures = checks.filter_map(|checked| Some((checked, strength_of(checked)?)));
    let (failed, strength) = strongest(failures)?;
    if route::is_redistributed(examination) {
        return None;
    }
    let domain = failed.domain.clone().or_else(|| only_signer(examination))?;
    let finding = SIGNAL.found().with("domain", domain).at(strength);
    Some(match failed.result {
        ResultCode::PermError => finding.said("authentication.dkim_no_key"),
        _ => finding,
    })
}

fn strength_of(checked: &Checked) -> Option<Strength> {
    match (&checked.result, checked.alignment) {
        // Another's broken signature beside it says less of who is named in From.
        (ResultCode::Fail, Some(Alignment::Unaligned)) | (ResultCode::PermError, _) => {
            Some(Strength::HALF)
        }
        (ResultCode::Fail, _) => Some(Strength::FULL),
        _ => None,
    }
}

/// Whose the signature is when the result does not say and there is only one.
fn only_signer(examination: &Examination<'_>) -> Option<Domain> {
    match examination
        .message
        .authentication()
        .dkim_signatures
        .as_slice()
    {
        [signature] => Domain::parse(&signature.domain),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_a_signature_of_the_sender_that_does_not_match() {
        let finding = assert_fires(
            &SIGNAL,
            Mail::any().results("dkim=fail header.d=sender.example"),
        );
        assert_fact(&finding, "domain", "sender.example");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_less_on_a_missing_key_or_a_foreign_signature() {
        for results in [
            "dkim=permerror (no key) header.d=sender.example",
            "dkim=fail header.d=mailer.example",
        ] {
            assert_eq!(
                assert_fires(&SIGNAL, Mail::any().results(results)).strength,
                Strength::HALF
            );
        }
    }

    #[test]
    fn fires_on_a_result_that_names_nobody_when_there_is_one_signature() {
        let mail = Mail::any()
            .header(
                "DKIM-Signature",
                "v=1; a=rsa-sha256; d=sender.example; s=a; h=from; bh=abc=; b=abc=",
            )
            .results("dkim=fail (body hash did not verify)");
        assert_fact(&assert_fires(&SIGNAL, mail), "domain", "sender.example");
    }

    #[test]
    fn silent_on_a_sender_who_is_proven_otherwise() {
        let results = "dkim=fail header.d=sender.example; spf=pass smtp.mailfrom=sender.example";
        assert_silent(&SIGNAL, Mail::any().results(results));
    }

    #[test]
    fn silent_on_a_mailing_list_that_adds_a_footer() {
        let mail = Mail::any()
            .results("dkim=fail header.d=sender.example; spf=pass smtp.mailfrom=lists.example")
            .header("List-Id", "Friends <friends.lists.example>");
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_a_temporary_error_and_on_no_signature() {
        assert_silent(
            &SIGNAL,
            Mail::any().results("dkim=temperror header.d=sender.example"),
        );
        assert_silent(&SIGNAL, Mail::any().results("dkim=none"));
        assert_silent(&SIGNAL, Mail::any());
    }
}
