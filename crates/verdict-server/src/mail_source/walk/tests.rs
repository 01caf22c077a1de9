//! Folders, Maildirs and mbox files are walked in order, and problems are reported where they are met.

use std::path::Path;

use super::*;

fn write(root: &Path, name: &str, text: &str) {
    let path = root.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Each name below `root`, with the subject of the message or the problem.
fn walk(root: &Path) -> Vec<String> {
    MailItems::below([root])
        .map(|item| {
            let name = item
                .name
                .strip_prefix(root.to_str().unwrap())
                .unwrap()
                .trim_start_matches('/')
                .to_owned();
            match item.mail.and_then(|mail| mail.read()) {
                Ok(raw) => format!(
                    "{name} {}",
                    String::from_utf8_lossy(&raw).lines().next().unwrap()
                ),
                Err(error) => format!("{name} {error}"),
            }
        })
        .collect()
}

#[test]
fn reads_folders_in_the_order_of_names() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "b.eml", "Subject: b\n");
    write(folder.path(), "a/2.eml", "Subject: a2\n");
    write(folder.path(), "a/1", "Subject: a1\n");
    write(folder.path(), ".hidden.eml", "Subject: hidden\n");
    write(folder.path(), ".git/config", "Subject: hidden\n");
    assert_eq!(
        walk(folder.path()),
        ["a/1 Subject: a1", "a/2.eml Subject: a2", "b.eml Subject: b"]
    );
}

#[test]
fn reads_only_the_messages_of_a_maildir() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "cur/1.host:2,S", "Subject: seen\n");
    write(folder.path(), "new/2.host", "Subject: new\n");
    write(folder.path(), "tmp/3.host", "Subject: not yet delivered\n");
    write(folder.path(), "dovecot-uidlist", "3 V1 N4: x\n");
    write(folder.path(), ".Sent/cur/4.host:2,S", "Subject: sent\n");
    write(folder.path(), ".Sent/new/.keep", "");
    assert_eq!(
        walk(folder.path()),
        [
            ".Sent/cur/4.host:2,S Subject: sent",
            "cur/1.host:2,S Subject: seen",
            "new/2.host Subject: new"
        ]
    );
}

#[test]
fn numbers_the_messages_of_an_mbox() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        "inbox",
        "From a 10:00\nSubject: 1\n\nx\n\nFrom b 10:01\nSubject: 2\n\nFrom c 10:02\nX\n",
    );
    assert_eq!(
        walk(folder.path()),
        [
            "inbox#1 Subject: 1".to_owned(),
            "inbox#2 Subject: 2".to_owned(),
            format!("inbox#3 {}", MailError::NoHeader)
        ]
    );
}

#[test]
fn goes_on_after_what_is_no_mail() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "1-empty.eml", "");
    write(folder.path(), "2-notes.txt", "nothing here\n");
    write(folder.path(), "3.eml", "Subject: fine\n");
    let lines = walk(folder.path());
    assert_eq!(lines.len(), 3);
    assert!(
        lines[0].contains("is empty")
            && lines[1].contains("header field")
            && lines[2].contains("fine")
    );
}

#[test]
fn says_when_a_path_does_not_exist() {
    let items: Vec<MailItem> = MailItems::below(["no/such/mail.eml"]).collect();
    assert!(matches!(
        items.as_slice(),
        [MailItem {
            mail: Err(MailError::Missing),
            ..
        }]
    ));
}

#[cfg(unix)]
#[test]
fn stops_at_a_link_that_leads_back() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a/1.eml", "Subject: 1\n");
    std::os::unix::fs::symlink(folder.path(), folder.path().join("a/up")).unwrap();
    std::os::unix::fs::symlink("nowhere", folder.path().join("b")).unwrap();
    assert_eq!(
        walk(folder.path()),
        [
            "a/1.eml Subject: 1".to_owned(),
            format!("a/up {}", MailError::Loop),
            format!("b {}", MailError::Missing)
        ]
    );
}

#[cfg(unix)]
#[test]
fn refuses_what_is_no_regular_file() {
    let items: Vec<MailItem> = MailItems::below(["/dev/null"]).collect();
    assert!(matches!(
        items.as_slice(),
        [MailItem {
            mail: Err(MailError::Special),
            ..
        }]
    ));
}

#[cfg(unix)]
#[test]
fn shows_names_that_are_not_utf8() {
    use std::os::unix::ffi::OsStrExt;
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder
            .path()
            .join(std::ffi::OsStr::from_bytes(b"caf\xe9.eml")),
        "Subject: x\n",
    )
    .unwrap();
    assert_eq!(walk(folder.path()), ["caf\u{fffd}.eml Subject: x"]);
}
