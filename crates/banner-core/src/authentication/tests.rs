//! Whose results count, and what follows from them.

use super::*;
use crate::signals::testing::acme;

pub(super) fn assess(raw: &str) -> Assessment {
    assess_for(raw, &acme().organisation)
}

pub(super) fn assess_for(raw: &str, organisation: &Organisation) -> Assessment {
    let raw = raw.replace('\n', "\r\n");
    Assessment::of(&Message::parse(raw.as_bytes()), organisation)
}

pub(super) const OUR_LINE: &str = "Received: from out.sender.example (out.sender.example [192.0.2.1]) by mx.acme.example; Mon, 2 Nov 2026 09:00:07 +0000\n";
pub(super) const SENDER: &str = "From: a@sender.example\nSubject: x\n\nHello\n";

#[test]
fn results_above_our_received_line_count() {
    let found = assess(&format!(
        "Authentication-Results: mx.acme.example; spf=pass smtp.mailfrom=bounce@news.sender.example\n{OUR_LINE}{SENDER}"
    ));
    assert_eq!(found.standing(), Standing::Proven);
    assert_eq!(found.spf.unwrap().alignment, Some(Alignment::Relaxed));
}

#[test]
fn results_directly_below_our_received_line_count_as_milters_write_them() {
    let found = assess(&format!(
        "{OUR_LINE}Authentication-Results: mx.acme.example; dmarc=fail header.from=sender.example\n\
         Authentication-Results: mx.acme.example; dkim=fail header.d=sender.example\n{SENDER}"
    ));
    assert_eq!(found.standing(), Standing::Failed);
    assert_eq!(found.dkim[0].result, ResultCode::Fail);
}

#[test]
fn fields_of_filters_between_do_not_make_results_the_senders() {
    for between in [
        "DKIM-Filter: OpenDKIM Filter v2.11.0 mx.acme.example 4F",
        "DMARC-Filter: OpenDMARC Filter v1.4.2 mx.acme.example 4F",
        "Received-SPF: pass (mx.acme.example) client-ip=192.0.2.8\nDomainKey-Status: bad",
        "X-Virus-Scanned: clamav",
    ] {
        let found = assess(&format!(
            "{OUR_LINE}{between}\nAuthentication-Results: mx.acme.example; dmarc=fail header.from=sender.example\n{SENDER}"
        ));
        assert_eq!(found.standing(), Standing::Failed, "{between}");
        assert_eq!(found.forged, None, "{between}");
    }
}

#[test]
fn results_further_down_are_the_senders_and_forged_if_they_bear_our_name() {
    let found = assess(&format!(
        "Authentication-Results: mx.acme.example; spf=fail smtp.mailfrom=sender.example\n{OUR_LINE}\
         X-Mailer: x\nAuthentication-Results: mx.acme.example; dkim=pass header.d=sender.example; dmarc=pass\n{SENDER}"
    ));
    assert_eq!(found.standing(), Standing::NotProven);
    assert_eq!(found.forged.as_deref(), Some("mx.acme.example"));
}

#[test]
fn results_directly_below_our_lowest_line_do_not_count_beside_those_above_and_are_not_called_forged()
 {
    let found = assess(&format!(
        "Authentication-Results: mx.acme.example; spf=fail smtp.mailfrom=sender.example\n{OUR_LINE}\
         Authentication-Results: mx.acme.example; dkim=pass header.d=sender.example; dmarc=pass\n{SENDER}"
    ));
    assert_eq!(found.standing(), Standing::NotProven);
    assert_eq!(found.forged, None);
}

#[test]
fn results_that_say_again_what_our_only_server_said_are_forged_wherever_they_stand() {
    let mail = |above: &str, below: &str| {
        assess(&format!(
            "{above}{OUR_LINE}Authentication-Results: mx.acme.example; {below}\n{SENDER}"
        ))
    };
    let checked = "Authentication-Results: mx.acme.example; dkim=none; dmarc=fail header.from=sender.example\n";
    for below in [
        "dmarc=pass header.from=sender.example",
        "dkim=pass header.d=sender.example",
        "spf=pass smtp.mailfrom=sender.example; dmarc=pass",
    ] {
        let found = mail(checked, below);
        assert_eq!(found.standing(), Standing::Failed, "{below}");
        assert_eq!(found.forged.as_deref(), Some("mx.acme.example"), "{below}");
    }
    // A policy server above and a filter below, which both know what SPF said.
    let policy = "Authentication-Results: mx.acme.example; spf=pass smtp.mailfrom=sender.example\n";
    let found = mail(
        policy,
        "dmarc=pass header.from=sender.example; spf=pass smtp.mailfrom=sender.example",
    );
    assert_eq!(found.forged, None);
    // With a server of ours behind it, the lower line is the first server's.
    let behind = "Received: from mx.acme.example by store.acme.example with LMTP; Mon, 2 Nov 2026 09:00:08 +0000\n";
    let found = mail(
        &format!("{checked}{behind}"),
        "dmarc=fail header.from=sender.example",
    );
    assert_eq!(found.forged, None);
}

#[test]
fn microsoft_hops_with_any_of_its_host_names_are_its_own() {
    let raw = format!(
        "Received: from a.eurprd01.prod.outlook.com (2603:10a6:20b::12) by b.eurprd01.prod.exchangelabs.com; Mon, 2 Nov 2026 09:00:09 +0000\n\
         Received: from c.outlook.office365.com (2603:10a6:20b::13) by d.outlook.office365.com; Mon, 2 Nov 2026 09:00:08 +0000\n\
         Authentication-Results: spf=pass smtp.mailfrom=sender.example; dkim=none; dmarc=none\n\
         Received: from e by f.mail.protection.outlook.com; Mon, 2 Nov 2026 09:00:07 +0000\n{SENDER}"
    );
    let organisation = Organisation {
        microsoft365: true,
        ..Organisation::default()
    };
    assert_eq!(assess_for(&raw, &organisation).standing(), Standing::Proven);
}

#[test]
fn results_by_others_count_for_nothing_and_are_not_called_forged() {
    let found = assess(&format!(
        "Authentication-Results: mx.else.example; dmarc=pass\n{OUR_LINE}{SENDER}"
    ));
    assert_eq!(found.standing(), Standing::NotVerified);
    assert_eq!(found.forged, None);
}

#[test]
fn nothing_counts_when_nothing_is_configured() {
    let raw = format!("Authentication-Results: mx.acme.example; dmarc=pass\n{OUR_LINE}{SENDER}");
    assert_eq!(
        assess_for(&raw, &Organisation::default()).standing(),
        Standing::NotVerified
    );
}

#[test]
fn microsoft_365_results_without_identifier_count_only_when_the_profile_says_so() {
    let raw = "Received: from x by AM0PR01MB1.eurprd01.prod.exchangelabs.com; Mon, 2 Nov 2026 09:00:07 +0000\n";
    let raw = format!(
        "Authentication-Results: spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=sender.example; dkim=none; dmarc=pass action=none header.from=sender.example;compauth=pass reason=100\n{raw}{SENDER}"
    );
    assert_eq!(assess(&raw).standing(), Standing::NotVerified);
    let organisation = Organisation {
        microsoft365: true,
        ..Organisation::default()
    };
    assert_eq!(assess_for(&raw, &organisation).standing(), Standing::Proven);
}

#[test]
fn a_pass_for_another_organisation_proves_nothing() {
    let found = assess(&format!(
        "Authentication-Results: mx.acme.example; spf=pass smtp.mailfrom=mailer.example; dkim=pass header.d=mailer.example; dmarc=none\n{OUR_LINE}{SENDER}"
    ));
    assert_eq!(found.standing(), Standing::NotProven);
}

#[test]
fn one_aligned_signature_among_several_is_enough() {
    let found = assess(&format!(
        "Authentication-Results: mx.acme.example; dkim=pass header.d=mailer.example; dkim=pass header.i=@sender.example\n{OUR_LINE}{SENDER}"
    ));
    assert_eq!(found.dkim.len(), 2);
    assert_eq!(found.standing(), Standing::Proven);
}

#[test]
fn a_temporary_error_is_neither_proof_nor_failure() {
    let found = assess(&format!(
        "Authentication-Results: mx.acme.example; spf=temperror smtp.mailfrom=sender.example; dkim=none\n{OUR_LINE}{SENDER}"
    ));
    assert_eq!(found.standing(), Standing::Inconclusive);
}

#[test]
fn a_received_line_that_the_sender_wrote_makes_nothing_below_our_border_count() {
    for forged in [
        "Received: from foo by 10.0.0.1; Mon, 2 Nov 2026 08:59:00 +0000\n",
        "Received: from foo by mx.acme.example; Mon, 2 Nov 2026 08:59:00 +0000\n",
    ] {
        let found = assess(&format!(
            "Authentication-Results: mx.acme.example; spf=fail smtp.mailfrom=evil.example; dkim=none\n\
             {OUR_LINE}Authentication-Results: mx.acme.example; dmarc=pass header.from=sender.example\n{forged}{SENDER}"
        ));
        assert_eq!(found.standing(), Standing::NotProven, "{forged}");
        assert_eq!(found.dmarc, None, "{forged}");
    }
}

#[test]
fn a_pass_on_the_second_line_below_our_border_does_not_count_and_a_failure_does() {
    let below = |second: &str| {
        assess(&format!(
            "{OUR_LINE}Authentication-Results: mx.acme.example; spf=fail smtp.mailfrom=evil.example; dkim=none\n\
             Authentication-Results: mx.acme.example; {second}\n{SENDER}"
        ))
    };
    let pass = below("dmarc=pass header.from=sender.example; dkim=pass header.d=sender.example");
    assert_eq!(pass.standing(), Standing::NotProven);
    assert_eq!(
        below("dmarc=fail header.from=sender.example").standing(),
        Standing::Failed
    );
}

#[test]
fn a_failed_policy_outweighs_a_relaxed_alignment() {
    let found = assess(&format!(
        "Authentication-Results: mx.acme.example; dkim=pass header.d=students.sender.example; dmarc=fail (p=reject adkim=s aspf=s) header.from=sender.example\n{OUR_LINE}{SENDER}"
    ));
    assert_eq!(found.standing(), Standing::Failed);
}

#[test]
fn what_the_border_saw_outweighs_what_an_inner_server_saw() {
    let found = assess(&format!(
        "Authentication-Results: mail.acme.example; spf=softfail smtp.mailfrom=sender.example; dmarc=fail header.from=sender.example\n\
         Received: from mx.acme.example (mx.acme.example [203.0.113.5]) by mail.acme.example; Mon, 2 Nov 2026 09:00:08 +0000\n\
         Authentication-Results: mx.acme.example; spf=pass smtp.mailfrom=sender.example; dmarc=pass header.from=sender.example\n{OUR_LINE}{SENDER}"
    ));
    assert_eq!(found.standing(), Standing::Proven);
    assert_eq!(found.spf.unwrap().result, ResultCode::Pass);
}

#[test]
fn results_in_a_name_that_passes_for_ours_are_forged_below_our_border_only() {
    for id in [
        "mx.acrne.example",
        "mx.acme.example.evil.example",
        "mx.acme.example-secure",
        "mx.\u{430}cme.example",
        "MX.ACME.EXAMP1E",
    ] {
        let line = format!("Authentication-Results: {id}; dmarc=pass header.from=sender.example\n");
        let below = assess(&format!("{OUR_LINE}X-Mailer: x\n{line}{SENDER}"));
        assert_eq!(below.forged.as_deref(), Some("mx.acme.example"), "{id}");
        assert_eq!(below.standing(), Standing::NotVerified, "{id}");
        assert_eq!(
            assess(&format!("{line}{OUR_LINE}{SENDER}")).forged,
            None,
            "{id}"
        );
    }
    for id in [
        "mx.google.com",
        "mx.partner.example",
        "acme.example.org",
        "mx26",
    ] {
        let line = format!("Authentication-Results: {id}; dmarc=pass\n");
        let below = assess(&format!("{OUR_LINE}X-Mailer: x\n{line}{SENDER}"));
        assert_eq!(below.forged, None, "{id}");
    }
}

#[test]
fn a_pass_for_another_from_field_proves_nothing() {
    let found = assess(&format!(
        "Authentication-Results: mx.acme.example; dmarc=pass header.from=other.example\n{OUR_LINE}{SENDER}"
    ));
    assert_ne!(found.standing(), Standing::Proven);
}

#[test]
fn our_own_received_spf_counts_where_no_other_result_does() {
    let line = "Received-SPF: pass (mailfrom) identity=mailfrom; client-ip=192.0.2.1; envelope-from=\"b@news.sender.example\"; receiver=mx.acme.example\n";
    let found = assess(&format!("{line}{OUR_LINE}{SENDER}"));
    assert_eq!(found.standing(), Standing::Proven);
    let theirs = line.replace("mx.acme.example", "mx.else.example");
    for raw in [
        format!("{theirs}{OUR_LINE}{SENDER}"),
        format!("{OUR_LINE}X-Mailer: x\n{line}{SENDER}"),
    ] {
        assert_eq!(assess(&raw).standing(), Standing::NotVerified, "{raw}");
    }
    let beside = assess(&format!(
        "Authentication-Results: mx.acme.example; spf=fail smtp.mailfrom=sender.example\n{line}{OUR_LINE}{SENDER}"
    ));
    assert_eq!(beside.standing(), Standing::NotProven);
}

#[test]
fn results_of_servers_that_share_a_name_count_with_a_star() {
    let organisation = Organisation {
        authserv_ids: vec!["mailin*.mail.example".into()],
        own_mail_hosts: vec!["*.mail.example".into()],
        ..Organisation::default()
    };
    let raw = format!(
        "Authentication-Results: mailin031.mail.example; dkim=pass header.d=sender.example\n\
         Received: from out.sender.example (out.sender.example [192.0.2.1]) by mailin031.mail.example; Mon, 2 Nov 2026 09:00:07 +0000\n{SENDER}"
    );
    assert_eq!(assess_for(&raw, &organisation).standing(), Standing::Proven);
}

#[test]
fn every_result_word_is_kept_apart() {
    for (word, standing) in [
        ("pass", Standing::Proven),
        ("fail", Standing::NotProven),
        ("softfail", Standing::NotProven),
        ("neutral", Standing::NotProven),
        ("none", Standing::NotProven),
        ("permerror", Standing::NotProven),
        ("temperror", Standing::Inconclusive),
    ] {
        let found = assess(&format!(
            "Authentication-Results: mx.acme.example; spf={word} smtp.mailfrom=sender.example\n{OUR_LINE}{SENDER}"
        ));
        assert_eq!(found.spf.as_ref().unwrap().result, ResultCode::parse(word));
        assert_eq!(found.standing(), standing, "{word}");
    }
}

#[test]
fn a_passed_policy_that_names_nobody_proves_nothing_of_several_authors_or_of_none() {
    let proven = |from: &str| {
        let found = assess(&format!(
            "Authentication-Results: mx.acme.example; dmarc=pass\n{OUR_LINE}From: {from}\nSubject: x\n\nHello\n"
        ));
        found.standing() == Standing::Proven
    };
    assert!(proven("a@sender.example"));
    assert!(proven("a@sender.example, b@news.sender.example"));
    assert!(!proven("a@sender.example, b@evil.example"));
    assert!(!proven("\"Anna\""));
}
