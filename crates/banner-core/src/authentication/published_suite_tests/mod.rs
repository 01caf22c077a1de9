//! The test data that others wrote, which is not ours to hand on: `cargo xtask corpus` unpacks it and says where.
//!
//! Each file of it is read by a test here, or stands in [`NOT_READ`] with the reason.

mod arc;
mod links;
mod messages;
mod signing;
mod suite;

use std::path::{Path, PathBuf};

/// The folders of the packed suites.
const SUITES: [&str; 4] = [
    "authheaders",
    "lieser_dkim_verifier",
    "proofpoint_url_decoder",
    "valimail_arc",
];

/// Files that hold nothing which a reader of mail is given.
const NOT_READ: &[(&str, &str)] = &[
    (
        "authheaders/test.private",
        "the key with which a signer is tested",
    ),
    ("authheaders/test.txt", "that key's record in the DNS"),
    (
        "lieser_dkim_verifier/bimi__example.svg",
        "the picture that BIMI-Indicator of bimi__rfc6376-A.2-with_bimi.eml holds, packed",
    ),
];

/// Where the suites lie unpacked.
#[allow(
    clippy::disallowed_methods,
    reason = "the suites are not in the repository, so the tests must be told where they lie"
)]
fn folder() -> PathBuf {
    let folder = std::env::var_os("BANNER_TESTSUITES");
    let folder = folder.expect(
        "BANNER_TESTSUITES names no folder; run `cargo xtask corpus`, which unpacks the suites",
    );
    PathBuf::from(folder)
}

fn bytes(path: &str) -> Vec<u8> {
    let file = folder().join(path);
    std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn text(path: &str) -> String {
    String::from_utf8(bytes(path)).unwrap()
}

/// The files of a suite, as `SUITE/NAME`, in order.
fn files(suite: &str) -> Vec<String> {
    let entries = std::fs::read_dir(Path::new(&folder()).join(suite)).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| format!("{suite}/{}", entry.unwrap().file_name().to_string_lossy()))
        .collect();
    names.sort();
    names
}

/// A mail of a suite with the line ends that mail has.
fn mail(path: &str) -> Vec<u8> {
    let text = String::from_utf8_lossy(&bytes(path)).replace("\r\n", "\n");
    text.replace('\n', "\r\n").into_bytes()
}

#[test]
#[ignore = "needs the unpacked test suites; cargo xtask corpus runs it"]
fn each_file_is_read_by_a_test_or_said_not_to_be() {
    let read: Vec<&str> = messages::read()
        .chain(links::READ.iter().copied())
        .chain([arc::READ])
        .chain(signing::READ)
        .collect();
    let mut all = 0;
    for file in SUITES.iter().flat_map(|suite| files(suite)) {
        let times = read.iter().filter(|known| **known == file).count();
        let is_left = NOT_READ.iter().any(|(known, _)| *known == file);
        assert_eq!(times + usize::from(is_left), 1, "{file}");
        all += 1;
    }
    assert_eq!(all, read.len() + NOT_READ.len());
}
