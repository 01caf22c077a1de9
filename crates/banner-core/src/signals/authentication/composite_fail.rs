//! Microsoft 365 weighed all its checks and its knowledge of the sender, and did not believe the
//! message (`compauth=fail`).
//!
//! Why: it sees what a single message does not, such as how the real domain's mail usually comes.
//!
//! Wrong when: a small sender has set up nothing, or a gateway stands before Microsoft 365 that the
//! tenant has not told it of. Silent when DMARC failed, which is said by a signal of its own, and
//! on lists and forwarders.
use crate::authentication::Standing;
use crate::message::ResultCode;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Threat, route};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "authentication.composite_fail",
    group: Group::Authentication,
    direction: Direction::Threat,
    threats: &[Threat::Spoofing],
    evidence: &["domain"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let assessment = examination.authentication();
    let (ResultCode::Fail, _) = assessment.composite.as_ref()? else {
        return None;
    };
    if matches!(assessment.standing(), Standing::Failed | Standing::Proven)
        || route::is_redistributed(examination)
    {
        return None;
    }
    let domain = examination.message.from_domain()?;
    Some(SIGNAL.found().with("domain", domain))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    fn through_microsoft(results: &str) -> Mail {
        Mail::any()
            .header(
                "Received",
                "from x.example (192.0.2.1) by AM0EUR01FT1.mail.protection.outlook.com (10.152.16.5) with Microsoft SMTP Server; Mon, 2 Nov 2026 09:00:07 +0000",
            )
            .on_top("Authentication-Results", results)
            .context(|context| context.organisation.microsoft365 = true)
    }

    #[test]
    fn fires_on_an_implicit_failure() {
        let mail = through_microsoft(
            "spf=none (sender IP is 192.0.2.1) smtp.mailfrom=sender.example; dkim=none (message not signed) header.d=none;dmarc=none action=none header.from=sender.example;compauth=fail reason=001",
        );
        assert_fact(&assert_fires(&SIGNAL, mail), "domain", "sender.example");
    }

    #[test]
    fn silent_on_a_pass_or_no_composite() {
        for composite in [
            ";compauth=pass reason=109",
            ";compauth=softpass reason=202",
            ";compauth=none reason=405",
            "",
        ] {
            assert_silent(
                &SIGNAL,
                through_microsoft(&format!(
                    "spf=none smtp.mailfrom=sender.example; dkim=none{composite}"
                )),
            );
        }
    }

    #[test]
    fn silent_on_a_failed_policy_which_is_said_otherwise() {
        assert_silent(
            &SIGNAL,
            through_microsoft(
                "dmarc=fail action=quarantine header.from=sender.example;compauth=fail reason=000",
            ),
        );
    }

    #[test]
    fn silent_on_a_mailing_list() {
        let mail = through_microsoft(
            "spf=pass smtp.mailfrom=lists.example; dkim=none;compauth=fail reason=001",
        )
        .header("List-Id", "Friends <friends.lists.example>");
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_where_mail_does_not_come_through_microsoft() {
        let mail =
            through_microsoft("spf=none smtp.mailfrom=sender.example;compauth=fail reason=001");
        assert_silent(
            &SIGNAL,
            mail.context(|context| context.organisation.microsoft365 = false),
        );
    }
}
