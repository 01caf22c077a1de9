//! The structure of ARC chains, and the published suite's view of it.

use super::*;
use crate::message::Message;

/// The three headers of an instance.
fn set(instance: u32, sealer: &str, cv: &str) -> String {
    format!(
        "ARC-Seal: i={instance}; a=rsa-sha256; t=12345; cv={cv}; d={sealer}; s=s; b=YWJj\r\n\
         ARC-Message-Signature: i={instance}; a=rsa-sha256; c=relaxed/relaxed; d={sealer}; s=s; t=12345; h=from:to; bh=YWJj; b=YWJj\r\n\
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

/// The cases of the suite that fail for what only a key can tell: signatures and hashes that do not
/// match, and keys that are missing.
const NEED_A_KEY: &[&str] = &[
    "cv_fail_i1_ams_invalid",
    "cv_fail_i2_as2_invalid",
    "ams_format_tags_val_case",
    "ams_fields_b_mod_sig",
    "ams_fields_b_mod_headers1",
    "ams_fields_b_mod_headers2",
    "ams_fields_bh_sim_inl_wsp",
    "ams_fields_bh_mod_sig",
    "ams_fields_bh_mod_body",
    "ams_fields_d_invalid",
    "ams_fields_h_dup2",
    "ams_fields_h_order",
    "ams_fields_h_empty_added",
    "as_format_tags_val_case",
    "as_fields_b_512",
    "as_fields_b_ams1",
    "as_fields_b_asb1",
    "as_fields_d_invalid",
    "public_key_na",
    "public_key_invalid",
];

/// Runs the validation suite of ValiMail's arc_test_suite, which is not ours to hand on:
/// `cargo xtask corpus` unpacks it and says where.
#[test]
#[ignore = "needs the unpacked test suites; cargo xtask corpus runs it"]
#[allow(
    clippy::disallowed_methods,
    reason = "the suite is not in the repository, so the test must be told where it lies"
)]
fn agrees_with_the_published_suite() {
    let folder = std::env::var("BANNER_TESTSUITES").unwrap();
    let file = std::path::Path::new(&folder).join("valimail_arc/arc-draft-validation-tests.yml");
    let text = std::fs::read_to_string(file).unwrap();
    let mut lines = text.lines().peekable();
    let (mut name, mut message) = (String::new(), String::new());
    let (mut seen, mut wrong) = (0, Vec::new());
    while let Some(line) = lines.next() {
        if let Some(rest) = line
            .strip_prefix("  ")
            .filter(|rest| !rest.starts_with(' '))
        {
            name = rest.trim_end_matches(':').to_owned();
        } else if line.starts_with("    message:") {
            message.clear();
            while let Some(line) =
                lines.next_if(|line| line.is_empty() || line.starts_with("      "))
            {
                message.push_str(line.get(6..).unwrap_or(""));
                message.push_str("\r\n");
            }
        } else if let Some(expected) = line.strip_prefix("    cv:") {
            let found = of(Message::parse(message.as_bytes()).authentication());
            let is_right = match expected.trim() {
                "None" => found == Chain::Absent,
                "Pass" => found == Chain::Whole,
                _ => found == Chain::Broken || NEED_A_KEY.contains(&name.as_str()),
            };
            seen += 1;
            if !is_right {
                wrong.push(name.clone());
            }
        }
    }
    assert!(seen > 150, "only {seen} cases were read");
    assert!(wrong.is_empty(), "{} of {seen}: {wrong:?}", wrong.len());
}
