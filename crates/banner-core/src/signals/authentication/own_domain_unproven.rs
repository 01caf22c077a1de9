//! The message bears our own domain, came in from outside, and nothing proves that it is ours.
//!
//! Why: a message from a colleague is believed and obeyed.
//!
//! Wrong when: a service that sends in our name (payroll, tickets, surveys) is not set up to sign
//! for us, or a colleague's mail comes back over a list or a forwarder (half strength).
use crate::authentication::Standing;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat, route};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "authentication.own_domain_unproven",
    group: Group::Authentication,
    direction: Direction::Threat,
    threats: &[Threat::Spoofing],
    evidence: &["domain"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let domain = examination.message.from_domain()?;
    if !examination.context.organisation.owns(domain) || !route::is_from_outside(examination) {
        return None;
    }
    let checked = matches!(
        examination.authentication().standing(),
        Standing::Failed | Standing::NotProven
    );
    let strength = if checked && !route::is_redistributed(examination) {
        Strength::FULL
    } else {
        Strength::HALF
    };
    Some(SIGNAL.found().with("domain", domain).at(strength))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    fn colleague() -> Mail {
        Mail::from("Tobias Rennert <t.rennert@acme.example>")
    }

    fn received(mail: Mail, peer: &str, with: &str) -> Mail {
        mail.header(
            "Received",
            &format!("from {peer} by mx.acme.example with {with}; Mon, 2 Nov 2026 09:00:07 +0000"),
        )
    }

    #[test]
    fn fires_on_our_own_domain_that_fails_its_checks() {
        for results in [
            "dmarc=fail header.from=acme.example",
            "spf=softfail smtp.mailfrom=acme.example; dkim=none",
        ] {
            let finding = assert_fires(&SIGNAL, colleague().results(results));
            assert_fact(&finding, "domain", "acme.example");
            assert_eq!(finding.strength, Strength::FULL);
        }
    }

    #[test]
    fn fires_on_a_subdomain_of_ours() {
        assert_fires(
            &SIGNAL,
            Mail::from("HR <hr@staff.acme.example>").results("spf=none; dkim=none"),
        );
    }

    #[test]
    fn fires_less_on_a_public_address_without_any_results() {
        let mail = received(colleague(), "x.example (x.example [198.51.100.7])", "ESMTP");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::HALF);
    }

    #[test]
    fn fires_less_on_a_colleague_who_writes_to_a_list() {
        let mail = colleague()
            .results("spf=pass smtp.mailfrom=lists.example; dmarc=fail")
            .header("List-Id", "Friends <friends.lists.example>");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::HALF);
    }

    #[test]
    fn silent_on_our_own_mail_when_it_is_proven() {
        assert_silent(
            &SIGNAL,
            colleague().results("dkim=pass header.d=acme.example"),
        );
    }

    #[test]
    fn silent_on_mail_from_inside() {
        assert_silent(
            &SIGNAL,
            received(colleague(), "pc7 (pc7 [10.0.0.7])", "ESMTP"),
        );
        assert_silent(
            &SIGNAL,
            received(
                colleague(),
                "x.example (x.example [198.51.100.7])",
                "ESMTPSA",
            ),
        );
        assert_silent(&SIGNAL, colleague().header("Received", ""));
    }

    /// As Exchange Online delivers what another of its customers handed in.
    fn through_exchange(authenticated_as: &str) -> Mail {
        let mail = colleague()
            .header(
                "Received",
                "from EUR05-DB8-obe.outbound.protection.outlook.com (40.107.20.55) by DB5EUR01FT011.mail.protection.outlook.com (10.152.4.240) with Microsoft SMTP Server; Mon, 2 Nov 2026 09:00:08 +0000",
            )
            .on_top(
                "Received",
                "from DB5EUR01FT011.eop-EUR01.prod.protection.outlook.com (2603:10a6:10:1d9::86) by AS8PR01MB1.eurprd01.prod.exchangelabs.com with Microsoft SMTP Server; Mon, 2 Nov 2026 09:00:09 +0000",
            )
            .at_bottom(
                "Received",
                "from AM0PR01MB1.eurprd01.prod.outlook.com ([fe80::1]) by AM0PR01MB1.eurprd01.prod.outlook.com with mapi id 15.20; Mon, 2 Nov 2026 09:00:07 +0000",
            );
        mail.at_bottom("X-MS-Exchange-Organization-AuthAs", authenticated_as)
            .context(|context| {
                context.organisation.microsoft365 = true;
                context.organisation.authserv_ids.clear();
            })
    }

    #[test]
    fn fires_on_our_domain_from_another_customer_of_exchange_online() {
        assert_fires(&SIGNAL, through_exchange("Anonymous"));
        let twice = through_exchange("Internal")
            .at_bottom("X-MS-Exchange-Organization-AuthAs", "Anonymous");
        assert_fires(&SIGNAL, twice);
    }

    #[test]
    fn silent_on_what_exchange_online_took_from_inside() {
        assert_silent(&SIGNAL, through_exchange("Internal"));
    }

    #[test]
    fn fires_where_nobody_says_that_exchange_online_delivers() {
        let mail = colleague()
            .results("dmarc=fail header.from=acme.example")
            .at_bottom("X-MS-Exchange-Organization-AuthAs", "Internal");
        assert_fires(&SIGNAL, mail);
    }

    #[test]
    fn fires_where_a_server_of_ours_stands_before_exchange_online() {
        let mail = received(
            colleague(),
            "evil.example (evil.example [198.51.100.9])",
            "ESMTP",
        )
        .results("dmarc=fail header.from=acme.example")
        .at_bottom("X-MS-Exchange-Organization-AuthAs", "Internal")
        .context(|context| context.organisation.microsoft365 = true);
        assert_fires(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_other_organisations() {
        assert_silent(
            &SIGNAL,
            Mail::any().results("dmarc=fail header.from=sender.example"),
        );
    }
}
