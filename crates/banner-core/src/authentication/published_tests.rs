//! Examples and test data that others published: RFC 8601, appendix B, and DKIM Verifier's messages.

use super::*;

fn profile(ids: &[&str], hosts: &[&str]) -> Organisation {
    Organisation {
        authserv_ids: ids.iter().map(|id| (*id).to_owned()).collect(),
        own_mail_hosts: hosts.iter().map(|host| (*host).to_owned()).collect(),
        ..Organisation::default()
    }
}

fn read(organisation: &Organisation, headers: &str) -> Assessment {
    let raw = format!("{}\r\n\r\nHello\r\n", headers.trim().replace('\n', "\r\n"));
    Assessment::of(&Message::parse(raw.as_bytes()), organisation)
}

/// What `From`, `To` and `Date` of the appendix come to.
const FROM_NET: &str = "From: sender@example.net\nDate: Fri, 15 Feb 2002 16:54:30 -0800\nTo: receiver@example.com\nMessage-Id: <12345.abc@example.net>\nSubject: here's a sample";

#[test]
fn appendix_b_1_a_trivial_case_has_nothing() {
    let found = read(
        &profile(&["example.com"], &[]),
        &format!(
            "Received: from mail-router.example.com (mail-router.example.com [192.0.2.1]) by server.example.org (8.11.6/8.11.6) with ESMTP id g1G0r1kA003489; Fri, 15 Feb 2002 17:19:07 -0800\n{FROM_NET}"
        ),
    );
    assert_eq!(found.standing(), Standing::NotVerified);
}

#[test]
fn appendix_b_2_a_server_that_checked_nothing_proves_nothing() {
    let found = read(
        &profile(&["example.org"], &["server.example.org"]),
        &format!(
            "Authentication-Results: example.org 1; none\nReceived: from mail-router.example.com (mail-router.example.com [192.0.2.1]) by server.example.org (8.11.6/8.11.6) with ESMTP id g1G0r1kA003489; Fri, 15 Feb 2002 17:19:07 -0800\n{FROM_NET}"
        ),
    );
    assert_eq!(found.standing(), Standing::NotVerified);
    assert_eq!(found.forged, None);
}

const DIALUP: &str = "Received: from dialup-1-2-3-4.example.net (dialup-1-2-3-4.example.net [192.0.2.200]) by mail-router.example.com (8.11.6/8.11.6) with ESMTPA id g1G0r1kA003489; Fri, 15 Feb 2002 17:19:07 -0800";

#[test]
fn appendix_b_3_one_check() {
    let found = read(
        &profile(&["example.com"], &["mail-router.example.com"]),
        &format!(
            "Authentication-Results: example.com; spf=pass smtp.mailfrom=example.net\n{DIALUP}\n{FROM_NET}"
        ),
    );
    assert_eq!(
        found.spf.as_ref().unwrap().alignment,
        Some(Alignment::Strict)
    );
    assert_eq!(found.standing(), Standing::Proven);
}

#[test]
fn appendix_b_4_several_checks_by_one_server_in_two_headers() {
    let found = read(
        &profile(&["example.com"], &["mail-router.example.com"]),
        &format!(
            "Authentication-Results: example.com; auth=pass (cram-md5) smtp.auth=sender@example.net; spf=fail smtp.mailfrom=example.net\nAuthentication-Results: example.com; sender-id=fail header.from=example.net\n{DIALUP}\n{FROM_NET}"
        ),
    );
    assert_eq!(found.spf.as_ref().unwrap().result, ResultCode::Fail);
    assert_eq!(found.standing(), Standing::NotProven);
}

#[test]
fn appendix_b_5_several_checks_by_different_servers() {
    let found = read(
        &profile(&["example.com"], &["*.example.com"]),
        "Authentication-Results: example.com; dkim=pass (good signature) header.d=example.com
Received: from mail-router.example.com (mail-router.example.com [192.0.2.1]) by auth-checker.example.com (8.11.6/8.11.6) with ESMTP id i7PK0sH7021929; Fri, Feb 15 2002 17:19:22 -0800
DKIM-Signature: v=1; a=rsa-sha256; s=gatsby; d=example.com; t=1188964191; c=simple/simple; h=From:Date:To:Subject:Message-Id:Authentication-Results; bh=sEuZGD; b=EToRSuv
Authentication-Results: example.com; auth=pass (cram-md5) smtp.auth=sender@example.com; spf=fail smtp.mailfrom=example.com
Received: from dialup-1-2-3-4.example.net (dialup-1-2-3-4.example.net [192.0.2.200]) by mail-router.example.com (8.11.6/8.11.6) with ESMTPA id g1G0r1kA003489; Fri, 15 Feb 2002 17:19:07 -0800
From: sender@example.com
To: receiver@example.com",
    );
    assert_eq!(found.spf.as_ref().unwrap().result, ResultCode::Fail);
    assert_eq!(found.dkim.len(), 1);
    assert_eq!(found.standing(), Standing::Proven);
}

const TIERS: &str = "Authentication-Results: example.com; dkim=pass reason=\"good signature\" header.i=@mail-router.example.net; dkim=fail reason=\"bad signature\" header.i=@newyork.example.com
Received: from mail-router.example.net (mail-router.example.net [192.0.2.250]) by chicago.example.com (8.11.6/8.11.6) for <recipient@chicago.example.com> with ESMTP id i7PK0sH7021929; Fri, Feb 15 2002 17:19:22 -0800
DKIM-Signature: v=1; a=rsa-sha256; s=furble; d=mail-router.example.net; t=1188964198; c=relaxed/simple; h=From:Date:To:Message-Id:Subject:Authentication-Results; bh=ftA9J6; b=oINEO8
Authentication-Results: example.net; dkim=pass (good signature) header.i=@newyork.example.com
Received: from smtp.newyork.example.com (smtp.newyork.example.com [192.0.2.220]) by mail-router.example.net (8.11.6/8.11.6) with ESMTP id g1G0r1kA003489; Fri, Feb 15 2002 17:19:07 -0800
DKIM-Signature: v=1; a=rsa-sha256; s=gatsby; d=newyork.example.com; t=1188964191; c=simple/simple; h=From:Date:To:Message-Id:Subject; bh=sEu28n; b=EToRSu
From: sender@newyork.example.com
To: meetings@example.net";

#[test]
fn appendix_b_6_a_list_that_breaks_the_authors_signature() {
    let found = read(&profile(&["example.com"], &["*.example.com"]), TIERS);
    let results: Vec<_> = found.dkim.iter().map(|checked| &checked.result).collect();
    assert_eq!(results, [&ResultCode::Pass, &ResultCode::Fail]);
    // What the list found out is its own word, and it is not ours.
    assert_eq!(found.standing(), Standing::NotProven);
    assert_eq!(found.forged, None);
}

#[test]
fn appendix_b_7_comments_everywhere() {
    let found = read(
        &profile(&["foo.example.net"], &[]),
        "Authentication-Results: foo.example.net (foobar) 1 (baz);
    dkim (Because I like it) / 1 (One yay) = (wait for it) fail
      policy (A dot can go here) . (like that) expired
      (this surprised me) = (as I wasn't expecting it) 1362471462
From: sender@example.net",
    );
    assert_eq!(found.dkim[0].result, ResultCode::Fail);
    assert_eq!(found.standing(), Standing::NotProven);
}

/// Name, results and standing of DKIM Verifier's messages, read as example.net's server.
pub(super) const DKIM_VERIFIER: &[(&str, &[&str], Standing)] = &[
    (
        "alignment-auid_not_in_sdid",
        &["pass example.net"],
        Standing::NotProven,
    ),
    (
        "alignment-from_not_in_sdid",
        &["pass unrelated.com"],
        Standing::NotProven,
    ),
    (
        "dkim-unknown_result",
        &["timeout example.com"],
        Standing::NotProven,
    ),
    ("fakePayPal", &["pass unrelated.com"], Standing::NotProven),
    (
        "multiple_arh-newest_no_authserv",
        &[],
        Standing::NotVerified,
    ),
    (
        "multiple_arh-newest_no_result",
        &["pass example.com"],
        Standing::Proven,
    ),
    (
        "multiple_arh-newest_parsing_error_01",
        &["pass error.example.com", "pass example.com"],
        Standing::Proven,
    ),
    (
        "multiple_arh-newest_parsing_error_02",
        &[],
        Standing::NotVerified,
    ),
    (
        "multiple_arh-newest_unknown_method",
        &["pass example.com"],
        Standing::Proven,
    ),
    (
        "multiple_arh-same_and_different_authserv",
        &[
            "pass example.com",
            "pass football.example.com",
            "pass last.example.com",
        ],
        Standing::Proven,
    ),
    (
        "multiple_dkim_results",
        &[
            "fail example.com",
            "pass unrelated.org",
            "pass example.com",
            "fail example.com",
            "fail unrelated.org",
            "fail example.com",
            "pass example.org",
        ],
        Standing::Proven,
    ),
    ("multiple_spf_and_dmarc_results", &[], Standing::Failed),
    (
        "rfc6376-A.2-arh-failed-no_reason",
        &["fail example.com"],
        Standing::Proven,
    ),
    (
        "rfc6376-A.2-arh-failed",
        &["fail example.com"],
        Standing::Proven,
    ),
    (
        "rfc6376-A.2-arh-valid-a_tag",
        &["pass example.com"],
        Standing::Proven,
    ),
    (
        "rfc6376-A.2-arh-valid-a_tag_sha1",
        &["pass example.com"],
        Standing::Proven,
    ),
    (
        "rfc6376-A.2-arh-valid-auid",
        &["pass football.example.com"],
        Standing::Proven,
    ),
    (
        "rfc6376-A.2-arh-valid-no_sdid_or_auid",
        &["pass example.com"],
        Standing::Proven,
    ),
    (
        "rfc6376-A.2-arh-valid-sdid_and_auid",
        &["pass example.com"],
        Standing::Proven,
    ),
    (
        "rfc6376-A.2-arh-valid",
        &["pass example.com"],
        Standing::Proven,
    ),
    (
        "rfc6376-A.2-arh-valid_relaxed",
        &["pass example.com"],
        Standing::Proven,
    ),
];

/// Holds that a message of DKIM Verifier's says what it is published with.
#[track_caller]
pub(super) fn assert_as_published(name: &str, raw: &[u8]) {
    let (_, expected, standing) = DKIM_VERIFIER
        .iter()
        .find(|(known, ..)| *known == name)
        .unwrap_or_else(|| panic!("nothing is expected of {name}"));
    let found = Assessment::of(&Message::parse(raw), &profile(&["example.net"], &[]));
    let results: Vec<String> = found
        .dkim
        .iter()
        .map(|checked| {
            let word = match &checked.result {
                ResultCode::Other(word) => word.clone(),
                code => format!("{code:?}").to_lowercase(),
            };
            let domain = checked.domain.as_ref().map_or("", Domain::ascii);
            format!("{word} {domain}")
        })
        .collect();
    assert_eq!(results, *expected, "{name}");
    assert_eq!(found.standing(), *standing, "{name}");
    assert_eq!(found.forged, None, "{name}");
}

#[test]
fn dkim_verifiers_messages_are_read() {
    let text = include_str!("testdata/lieser_arh.txt");
    let mut seen = 0;
    for section in text.split("\n== ").skip(1) {
        let (name, headers) = section.split_once('\n').unwrap();
        let raw = format!("{}\r\n\r\nHello\r\n", headers.trim().replace('\n', "\r\n"));
        assert_as_published(name, raw.as_bytes());
        seen += 1;
    }
    assert_eq!(seen, DKIM_VERIFIER.len());
}
