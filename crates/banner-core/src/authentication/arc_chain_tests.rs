//! The structure of ARC chains, and the published suite's view of it.

use super::*;
use crate::message::Message;

/// The three headers of an instance.
fn set(instance: u32, sealer: &str, cv: &str) -> String {
    let signature = "YWJj".repeat(43);
    format!(
        "ARC-Seal: i={instance}; a=rsa-sha256; t=12345; cv={cv}; d={sealer}; s=s; b={signature}\r\n\
         ARC-Message-Signature: i={instance}; a=rsa-sha256; c=relaxed/relaxed; d={sealer}; s=s; t=12345; h=from:to; bh=YWJj; b={signature}\r\n\
         ARC-Authentication-Results: i={instance}; {sealer}; dkim=pass header.d=sender{instance}.example\r\n"
    )
}

fn chain(headers: &str) -> Chain {
    let raw = format!("{headers}From: a@sender.example\r\n\r\nHello\r\n");
    of(Message::parse(raw.as_bytes()).authentication())
}

/// A chain of three, the last on top.
fn three() -> String {
    [
        set(3, "gateway.partner.example", "pass"),
        set(2, "lists.partner.example", "pass"),
        set(1, "mx.stranger.example", "none"),
    ]
    .concat()
}

#[test]
fn knows_whole_chains_from_none() {
    assert_eq!(chain(""), Chain::Absent);
    assert_eq!(chain(&set(1, "a.example", "none")), Chain::Whole);
    assert_eq!(chain(&three()), Chain::Whole);
}

#[test]
fn a_gap_a_double_or_a_broken_part_is_no_chain() {
    for broken in [
        set(2, "a.example", "pass"),
        set(1, "a.example", "pass"),
        set(1, "a.example", "none").replace("cv=none", "cv=fail"),
        set(2, "b.example", "none") + &set(1, "a.example", "none"),
        set(1, "a.example", "none") + &set(1, "a.example", "none"),
        set(1, "a.example", "none").replace("ARC-Seal:", "X-Seal:"),
        set(1, "a.example", "none").replace("ARC-Message-Signature:", "X-Signature:"),
        set(1, "a.example", "none").replace("ARC-Authentication-Results:", "X-Results:"),
        set(1, "a.example", "none").replace("b=YWJj", "b=???"),
        three().replace("i=2;", "i=1;"),
    ] {
        assert_eq!(chain(&broken), Chain::Broken, "{broken}");
    }
}

#[test]
fn an_unbroken_row_of_trusted_sealers_vouches_for_its_earliest() {
    let vouched_by = |sealers: &[&str]| {
        let organisation = Organisation {
            trusted_arc_sealers: sealers
                .iter()
                .map(|sealer| Domain::parse(sealer).unwrap())
                .collect(),
            ..Organisation::default()
        };
        let raw = format!("{}From: a@sender.example\r\n\r\nHello\r\n", three());
        let message = Message::parse(raw.as_bytes());
        vouched(message.authentication(), &organisation).and_then(instance_of)
    };
    assert_eq!(vouched_by(&["partner.example"]), Some(2));
    assert_eq!(vouched_by(&["gateway.partner.example"]), Some(3));
    assert_eq!(
        vouched_by(&["partner.example", "stranger.example"]),
        Some(1)
    );
    // Whoever sealed above may have changed what the trusted one recorded.
    assert_eq!(vouched_by(&["lists.partner.example"]), None);
    assert_eq!(vouched_by(&[]), None);
}
