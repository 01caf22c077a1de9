//! The validation suite of ValiMail's arc_test_suite, case by case, and which cases nobody can judge from the header alone.

use sha2::{Digest as _, Sha256};

use super::super::arc_chain::{Chain, of};
use super::suite::{Case, cases, keys};
use crate::message::{Header, Message};

pub(super) const READ: &str = "valimail_arc/arc-draft-validation-tests.yml";

/// What it takes to see that a chain fails which looks whole. Our own server has it and writes `arc=fail`, so that nothing is
/// taken from such a chain (see `an_unknown_forwarder_or_a_broken_chain_vouches_for_nothing`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Needs {
    /// The signature is none of the key's over these fields.
    Signature,
    /// The body is another than the one that was sealed.
    BodyHash,
    /// The DNS has no usable key.
    KeyRecord,
}

const EXCUSED: [(&str, Needs); 17] = [
    ("cv_fail_i1_ams_invalid", Needs::BodyHash),
    ("cv_fail_i2_as2_invalid", Needs::Signature),
    ("ams_format_tags_val_case", Needs::Signature),
    ("ams_fields_b_mod_sig", Needs::Signature),
    ("ams_fields_b_mod_headers1", Needs::Signature),
    ("ams_fields_b_mod_headers2", Needs::Signature),
    ("ams_fields_bh_sim_inl_wsp", Needs::BodyHash),
    ("ams_fields_bh_mod_sig", Needs::BodyHash),
    ("ams_fields_bh_mod_body", Needs::BodyHash),
    ("ams_fields_h_dup2", Needs::Signature),
    ("ams_fields_h_order", Needs::Signature),
    ("ams_fields_h_empty_added", Needs::Signature),
    ("as_format_tags_val_case", Needs::Signature),
    ("as_fields_b_ams1", Needs::Signature),
    ("as_fields_b_asb1", Needs::Signature),
    ("public_key_na", Needs::KeyRecord),
    ("public_key_invalid", Needs::KeyRecord),
];

fn chain(case: &Case) -> Chain {
    of(Message::parse(case.message().as_bytes()).authentication())
}

fn needs(case: &Case) -> Option<Needs> {
    let excused = EXCUSED.iter().find(|(name, _)| *name == case.name);
    excused.map(|(_, needs)| *needs)
}

#[test]
#[ignore = "needs the unpacked test suites; cargo xtask corpus runs it"]
#[allow(clippy::print_stdout, reason = "what is excused is told each time")]
fn validation_agrees_with_the_suite_but_for_what_the_header_does_not_tell() {
    let text = super::text(READ);
    let (mut seen, mut excused) = (0, Vec::new());
    for case in cases(&text) {
        let expected = match (case.field("cv").trim(), needs(&case)) {
            ("None", None) => Chain::Absent,
            ("Pass", None) => Chain::Whole,
            // Where a sealer has said itself that the chain fails, the suite expects no result at all.
            ("Fail" | "", None) => Chain::Broken,
            ("Fail", Some(needs)) => {
                println!(
                    "    {}: {needs:?}: {}",
                    case.name,
                    case.field("description")
                );
                excused.push(case.name.clone());
                Chain::Whole
            }
            (other, _) => panic!("{}: {other:?}", case.name),
        };
        assert_eq!(chain(&case), expected, "{}", case.name);
        seen += 1;
    }
    println!("    {seen} cases, {} of them not judged", excused.len());
    assert_eq!((seen, excused.len()), (175, EXCUSED.len()));
}

/// The tags of a signature.
fn tags(header: &Header<'_>) -> Vec<(String, String)> {
    let specs = header
        .value
        .split(';')
        .filter_map(|spec| spec.split_once('='));
    let plain = |text: &str| text.split_whitespace().collect::<String>();
    let mut tags: Vec<_> = specs
        .map(|(name, value)| (plain(name), plain(value)))
        .collect();
    tags.sort();
    tags
}

fn tag(header: &Header<'_>, name: &str) -> String {
    let found = tags(header).into_iter().find(|(known, _)| known == name);
    found.map(|(_, value)| value).unwrap_or_default()
}

fn signatures<'m>(message: &'m Message<'_>) -> impl Iterator<Item = &'m Header<'m>> {
    let fields = ["ARC-Seal", "ARC-Message-Signature"];
    let headers = message.headers();
    fields.into_iter().flat_map(move |name| headers.all(name))
}

/// What can be seen of the chain without a key: its signatures with their tags, of digests and signatures only how long
/// they are, of names that they are names. Which fields are signed, and how they are written, is what signatures are over.
fn outline(case: &Case) -> Vec<Vec<String>> {
    let raw = case.message();
    let message = Message::parse(raw.as_bytes());
    let mut outline: Vec<Vec<String>> = signatures(&message)
        .map(|header| {
            let tags = tags(header).into_iter();
            tags.map(|(name, value)| match name.as_str() {
                "b" | "bh" => format!("{name}: {}", value.len()),
                "d" | "s" | "h" => name,
                _ => format!("{name}={value}"),
            })
            .collect()
        })
        .collect();
    outline.sort();
    outline
}

#[test]
#[ignore = "needs the unpacked test suites; cargo xtask corpus runs it"]
fn cases_excused_for_a_signature_look_like_cases_that_pass_and_have_the_right_body() {
    let text = super::text(READ);
    let cases = cases(&text);
    let passing: Vec<_> = cases
        .iter()
        .filter(|case| case.field("cv") == "Pass")
        .map(outline)
        .collect();
    for case in &cases {
        if needs(case) == Some(Needs::Signature) {
            assert!(passing.contains(&outline(case)), "{}", case.name);
            assert!(has_the_sealed_body(case), "{}", case.name);
        }
    }
}

/// The body in canonical form (RFC 6376, sections 3.4.3 and 3.4.4).
fn canonical(body: &str, form: &str) -> String {
    let reduced = |line: &str| {
        let mut line = line.replace('\t', " ");
        while line.contains("  ") {
            line = line.replace("  ", " ");
        }
        line.trim_end().to_owned()
    };
    let lines = body.split("\r\n").map(|line| match form {
        "relaxed" => reduced(line),
        _ => line.to_owned(),
    });
    let text = lines.collect::<Vec<_>>().join("\r\n");
    let text = text.trim_end_matches("\r\n");
    match (text, form) {
        ("", "relaxed") => String::new(),
        _ => format!("{text}\r\n"),
    }
}

/// Whether the last sealer's digest is the body's.
fn has_the_sealed_body(case: &Case) -> bool {
    let raw = case.message();
    let message = Message::parse(raw.as_bytes());
    let last = message.headers().get("ARC-Message-Signature").unwrap();
    let forms = tag(last, "c");
    let form = forms.split_once('/').map_or("simple", |(_, body)| body);
    let (_, body) = raw.split_once("\r\n\r\n").unwrap_or((&raw, ""));
    let digest = Sha256::digest(canonical(body, form).as_bytes());
    tag(last, "bh") == base64(&digest)
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let groups = bytes.chunks(3).map(|group| {
        let bits = (0..3).fold(0, |bits, at| {
            bits << 8 | usize::from(*group.get(at).unwrap_or(&0))
        });
        let digit = |at: usize| match at <= group.len() {
            true => char::from(DIGITS[bits >> (18 - 6 * at) & 63]),
            false => '=',
        };
        (0..4).map(digit).collect::<String>()
    });
    groups.collect()
}

#[test]
#[ignore = "needs the unpacked test suites; cargo xtask corpus runs it"]
fn cases_excused_for_the_body_have_another_than_was_sealed() {
    let text = super::text(READ);
    for case in cases(&text) {
        match (needs(&case), case.field("cv")) {
            (Some(Needs::BodyHash), _) => assert!(!has_the_sealed_body(&case), "{}", case.name),
            (_, "Pass") => assert!(has_the_sealed_body(&case), "{}", case.name),
            _ => {}
        }
    }
}

#[test]
#[ignore = "needs the unpacked test suites; cargo xtask corpus runs it"]
fn cases_excused_for_the_key_have_none_in_the_dns_of_the_suite() {
    let text = super::text(READ);
    let keys = keys(&text);
    let has_keys = |case: &Case| {
        let raw = case.message();
        signatures(&Message::parse(raw.as_bytes())).all(|header| {
            let host = format!("{}._domainkey.{}", tag(header, "s"), tag(header, "d"));
            let record = keys.get(&host.to_ascii_lowercase());
            record.is_some_and(|record| record.contains("p="))
        })
    };
    for case in cases(&text) {
        match (needs(&case), case.field("cv")) {
            (Some(Needs::KeyRecord), _) => assert!(!has_keys(&case), "{}", case.name),
            (_, "Pass") | (Some(_), _) => assert!(has_keys(&case), "{}", case.name),
            _ => {}
        }
    }
}
