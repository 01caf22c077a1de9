//! The messages of DKIM Verifier (lieser) and of authheaders, each with what is said of its sender.
//!
//! Their signatures are not checked, so that a message without results that count is "not verified", whatever its
//! DKIM-Signature claims.

use super::super::published_tests::{DKIM_VERIFIER, assert_as_published};
use super::super::{Assessment, Checked};
use crate::context::Organisation;
use crate::message::Message;
use crate::names::Domain;

const EXPECTED: &str = include_str!("messages.txt");
/// What stands before the names of the messages about Authentication-Results, which are bundled too.
const RESULTS: &str = "lieser_dkim_verifier/arh__";

/// Of each line the file and what is expected of it.
fn expected() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = EXPECTED.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(": "))
}

/// The files that the tests here read.
pub(super) fn read() -> impl Iterator<Item = &'static str> {
    let bundled = DKIM_VERIFIER.iter().map(|(name, ..)| {
        let path: &'static str = format!("{RESULTS}{name}.eml").leak();
        path
    });
    expected().map(|(file, _)| file).chain(bundled)
}

/// The servers of those who made the suites.
fn organisation() -> Organisation {
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    Organisation {
        authserv_ids: names(&[
            "example.net",
            "lists.example.org",
            "mx*.messagingengine.com",
        ]),
        own_mail_hosts: names(&["*.internal", "sloti*", "submitserver.example.com"]),
        ..Organisation::default()
    }
}

/// What is said of a message in one line.
fn said(raw: &[u8]) -> String {
    let message = Message::parse(raw);
    let found = Assessment::of(&message, &organisation());
    let domain = |domain: Option<&Domain>| domain.map_or("-", Domain::ascii).to_owned();
    let checked = |method: &str, checked: &Checked| {
        format!(
            "{method} {:?} {}",
            checked.result,
            domain(checked.domain.as_ref())
        )
    };
    let signatures = &message.authentication().dkim_signatures;
    let mut said = vec![format!("from {}", domain(message.from_domain()))];
    said.extend(
        signatures
            .iter()
            .map(|signature| format!("signed {}", signature.domain)),
    );
    said.extend(found.spf.iter().map(|spf| checked("spf", spf)));
    said.extend(found.dkim.iter().map(|dkim| checked("dkim", dkim)));
    said.extend(found.dmarc.iter().map(|dmarc| format!("dmarc {dmarc:?}")));
    said.push(format!("{:?}", found.standing()));
    said.extend(found.forged.map(|id| format!("forged {id}")));
    said.join("; ")
}

#[test]
#[ignore = "needs the unpacked test suites; cargo xtask corpus runs it"]
fn messages_of_both_suites_say_of_their_senders_what_they_should() {
    let mut wrong = Vec::new();
    for (file, expected) in expected() {
        let found = said(&super::mail(file));
        if found != expected {
            wrong.push(format!("{file}: {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
#[ignore = "needs the unpacked test suites; cargo xtask corpus runs it"]
fn messages_about_results_read_whole_as_their_bundled_headers_do() {
    for (name, ..) in DKIM_VERIFIER {
        assert_as_published(name, &super::mail(&format!("{RESULTS}{name}.eml")));
    }
}
