//! Whose word counts besides our own servers': forwarders that sealed what they saw, and Microsoft 365.

use super::tests::{OUR_LINE, SENDER, assess, assess_for};
use super::*;
use crate::signals::testing::acme;

/// The ARC set of one sealer.
fn sealed_by(sealer: &str) -> String {
    let signature = "YWJj".repeat(43);
    format!(
        "ARC-Seal: i=1; a=rsa-sha256; cv=none; d={sealer}; s=s; b={signature}\n\
         ARC-Message-Signature: i=1; a=rsa-sha256; d={sealer}; s=s; h=from; bh=YWJj; b={signature}\n\
         ARC-Authentication-Results: i=1; {sealer}; dkim=pass header.d=sender.example; dmarc=pass\n"
    )
}

fn forwarded(sealer: &str, arc: &str) -> Assessment {
    let sealed = sealed_by(sealer);
    assess(&format!(
        "Authentication-Results: mx.acme.example; dkim=fail header.d=sender.example; dmarc=fail; arc={arc}\n{OUR_LINE}\
         {sealed}{SENDER}"
    ))
}

#[test]
fn a_trusted_forwarder_vouches_for_what_it_saw() {
    let mut context = acme();
    context.organisation.trusted_arc_sealers =
        vec![Domain::parse("lists.partner.example").unwrap()];
    let sealed = sealed_by("lists.partner.example");
    let raw = format!(
        "Authentication-Results: mx.acme.example; dkim=fail header.d=sender.example; dmarc=fail; arc=pass\n{OUR_LINE}\
         {sealed}{SENDER}"
    );
    let found = assess_for(&raw, &context.organisation);
    assert!(found.forwarded);
    assert_eq!(found.standing(), Standing::Proven);
}

#[test]
fn an_unknown_forwarder_or_a_broken_chain_vouches_for_nothing() {
    assert_eq!(
        forwarded("lists.stranger.example", "pass").standing(),
        Standing::Failed
    );
    assert_eq!(
        forwarded("lists.stranger.example", "fail").standing(),
        Standing::Failed
    );
}

/// A message that came through Microsoft 365, with these results.
fn through_microsoft(results: &str) -> Assessment {
    let raw = format!(
        "Received: from AM0EUR01FT1.eop-EUR01.prod.protection.outlook.com (2603:10a6:20b::12) by AM0PR01MB1.outlook.office365.com (2603:10a6:20b::13) with Microsoft SMTP Server; Mon, 2 Nov 2026 09:00:09 +0000\n\
         Authentication-Results: {results}\n\
         Received-SPF: Fail (protection.outlook.com: domain of sender.example does not designate 192.0.2.1 as permitted sender) receiver=protection.outlook.com; client-ip=192.0.2.1; helo=x.example;\n\
         Received: from x.example (192.0.2.1) by AM0EUR01FT1.mail.protection.outlook.com (10.152.16.5) with Microsoft SMTP Server; Mon, 2 Nov 2026 09:00:07 +0000\n{SENDER}"
    );
    let organisation = Organisation {
        microsoft365: true,
        ..Organisation::default()
    };
    assess_for(&raw, &organisation)
}

#[test]
fn microsofts_composite_is_read_with_its_reason() {
    let found = through_microsoft(
        "spf=none (sender IP is 192.0.2.1) smtp.mailfrom=sender.example; dkim=none (message not signed) header.d=none;dmarc=none action=none header.from=sender.example;compauth=fail reason=001",
    );
    assert_eq!(found.composite, Some((ResultCode::Fail, 1)));
    assert_eq!(found.standing(), Standing::NotProven);
    assert_eq!(found.dkim[0].domain, None);
}

#[test]
fn a_sealer_that_the_tenant_trusts_overrides_a_failed_policy() {
    let results = "spf=fail (sender IP is 192.0.2.1) smtp.mailfrom=sender.example; dkim=fail (body hash did not verify) header.d=sender.example;dmarc=fail action=none header.from=sender.example;compauth=";
    let found = through_microsoft(&format!("{results}pass reason=130"));
    assert!(found.forwarded);
    assert_eq!(found.standing(), Standing::Proven);
    for other in [
        "pass reason=703",
        "fail reason=000",
        "softpass reason=201",
        "none reason=451",
    ] {
        let found = through_microsoft(&format!("{results}{other}"));
        assert_eq!(found.standing(), Standing::Failed, "{other}");
    }
}

#[test]
fn microsofts_best_guess_is_no_pass_by_itself() {
    let found = through_microsoft(
        "spf=none (sender IP is 192.0.2.1) smtp.helo=x.example; dkim=none; dmarc=bestguesspass action=none header.from=sender.example",
    );
    assert_eq!(found.standing(), Standing::NotProven);
}
