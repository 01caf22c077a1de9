//! Calvin Ardi's addresses and mails wrapped by Proofpoint.

use crate::message::Message;

pub(super) const READ: &[&str] = &[
    "proofpoint_url_decoder/01-no-urls",
    "proofpoint_url_decoder/02-some-v3-urls",
    "proofpoint_url_decoder/03-mbox-1-message",
    "proofpoint_url_decoder/urls-plain.txt",
];

/// The addresses of the same author that the tests of wrapped links undo.
const BUNDLED: &str = include_str!("../../message/wrapped_links/proofpoint_addresses.txt");

#[test]
#[ignore = "needs the unpacked test suites; cargo xtask corpus runs it"]
fn mails_with_wrapped_links_are_read_as_their_author_reads_them() {
    let sender = |path: &str| {
        let raw = super::mail(path);
        let message = Message::parse(&raw);
        let from = message.from().first().unwrap().address.clone();
        let links = message.links().iter();
        let ends: Vec<String> = links.map(|link| link.written().to_owned()).collect();
        assert!(message.body().visible().contains("Hello World!"), "{path}");
        (from, ends)
    };
    assert_eq!(sender(READ[0]), ("calvin@localhost".into(), vec![]));
    let (from, links) = sender(READ[1]);
    assert_eq!(from, "calvin@localhost");
    let end = format!("http://www.example.com/{}test", "#".repeat(130));
    assert_eq!(links.last(), Some(&end));
    // The first line belongs to the mailbox file that the mail was taken from.
    assert_eq!(sender(READ[2]), ("calvin2@localhost".into(), vec![]));
}

#[test]
#[ignore = "needs the unpacked test suites; cargo xtask corpus runs it"]
fn the_bundled_addresses_are_those_of_the_suite() {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(lines(&super::text(READ[3])), lines(BUNDLED));
}
