//! What signers are expected to write, from the signing part of ValiMail's arc_test_suite, read back.

use super::super::arc_chain::{Chain, of};
use super::suite::{Case, cases};
use crate::message::{AuthenticationResults, HeaderSource, Message, Method, ResultCode};

pub(super) const READ: [&str; 2] = [
    "valimail_arc/arc-draft-sign-tests.yml",
    "valimail_arc/unused_tests.yml",
];

/// The message with the set that a signer puts on top of it.
fn sealed(case: &Case) -> String {
    let fields = [
        ("ARC-Seal", "AS"),
        ("ARC-Message-Signature", "AMS"),
        ("ARC-Authentication-Results", "AAR"),
    ];
    let mut raw = String::new();
    for (name, field) in fields {
        let lines: Vec<&str> = case.field(field).lines().map(str::trim).collect();
        let value = lines.join("\r\n ");
        if !value.trim().is_empty() {
            raw.push_str(&format!("{name}: {}\r\n", value.trim()));
        }
    }
    raw + &case.message()
}

type Said = Vec<(Method, ResultCode)>;

fn said<'r>(results: impl Iterator<Item = &'r AuthenticationResults>) -> Said {
    let results = results.flat_map(|header| &header.results);
    let said = results.map(|result| (result.method.clone(), result.result.clone()));
    said.collect()
}

#[test]
#[ignore = "needs the unpacked test suites; cargo xtask corpus runs it"]
fn sets_that_signers_write_are_read_and_carry_the_results_of_their_server() {
    let mut seen = 0;
    for case in READ.iter().flat_map(|file| cases(&super::text(file))) {
        let raw = sealed(&case);
        let message = Message::parse(raw.as_bytes());
        let headers = message.authentication();
        // A signer that found the chain broken says so, or adds nothing.
        let is_whole = !case.name.ends_with("_fail") && case.name != "no_additional_sig";
        let expected = if is_whole {
            Chain::Whole
        } else {
            Chain::Broken
        };
        assert_eq!(of(headers), expected, "{}", case.name);
        if case.name != "no_additional_sig" {
            let results = || headers.results.iter();
            let own = results().filter(|results| {
                results.source == HeaderSource::AuthenticationResults
                    && results.authserv_id.as_deref() == Some(case.field("srv-id"))
            });
            let instance = headers.arc_seals[0].instance;
            let source = HeaderSource::ArcAuthenticationResults { instance };
            let recorded = said(results().filter(|results| results.source == source));
            assert_eq!(recorded, said(own), "{}", case.name);
            assert!(!recorded.is_empty(), "{}", case.name);
        }
        seen += 1;
    }
    assert_eq!(seen, 24);
}
