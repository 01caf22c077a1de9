//! An attachment is a script, a shortcut or another file that starts something.
//!
//! Why: one double click runs it, and most readers do not know that such files run at all.
//!
//! Wrong when: programmers send each other source code, which is text in the message's view and
//! counts little; `.url` and `.one` files are also sent in good faith.
use crate::message::{Attachment, FileKind};
use crate::signals::file_name::{NameKind, extensions, kind_of, name_of};
use crate::signals::strongest::strongest;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "attachments.script_or_shortcut",
    group: Group::Attachments,
    direction: Direction::Threat,
    threats: &[Threat::Malware],
    evidence: &["name"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let attachments = examination.message.attachments().iter();
    let (name, strength) = strongest(attachments.filter_map(starter))?;
    Some(SIGNAL.found().with("name", name).at(strength))
}

fn starter<'a>(attachment: &'a Attachment<'_>) -> Option<(&'a str, Strength)> {
    let name = name_of(attachment);
    if attachment.sniffed == FileKind::Shortcut {
        return Some((name, Strength::FULL));
    }
    if attachment.name.is_some() && kind_of(name) == Some(NameKind::Script) {
        return Some((name, by_name(name, attachment)));
    }
    let archive = attachment
        .archive
        .as_ref()
        .filter(|_| attachment.sniffed == FileKind::Zip)?;
    // Software is sent in archives of many files; a lure has one to click on. Nobody packs a single
    // source file to have it read.
    let few = archive.entries.len() <= 3;
    let alone = archive.entries.len() == 1;
    let inside = archive.entries.iter().find(|entry| {
        kind_of(&entry.name) == Some(NameKind::Script) && (alone || !is_source(&entry.name))
    });
    inside
        .filter(|_| few)
        .map(|entry| (entry.name.as_str(), Strength::FULL))
}

fn by_name(name: &str, attachment: &Attachment<'_>) -> Strength {
    // Shown as text by the sender's program: a patch, a piece of code to read.
    let is_read = attachment.inline || attachment.declared.starts_with("text/");
    match (is_source(name), is_read) {
        (true, true) => Strength::WEAK,
        (true, false) => Strength::HALF,
        (false, _) => Strength::FULL,
    }
}

/// Whether files of that name are as often written and read as run.
fn is_source(name: &str) -> bool {
    const SOURCE: &[&str] = &[
        "js", "mjs", "vb", "ps1", "psm1", "psd1", "bat", "cmd", "php", "asp", "aspx", "jsp", "inf",
        "url", "one", "slk", "desktop", "theme", "job", "ws", "action", "command", "workflow",
    ];
    extensions(name)
        .0
        .is_some_and(|extension| SOURCE.contains(&extension.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_scripts_and_shortcuts() {
        for name in [
            "Invoice.jse",
            "a.vbs",
            "a.WSF",
            "a.hta",
            "Scan.lnk",
            "a.scf",
            "a.chm",
            "a.reg",
            "a.settingcontent-ms",
        ] {
            let finding = assert_fires(
                &SIGNAL,
                Mail::any().attach(name, "application/octet-stream", b"\x00\x01\x02"),
            );
            assert_fact(&finding, "name", name);
            assert_eq!(finding.strength, Strength::FULL);
        }
    }

    #[test]
    fn fires_on_a_shortcut_under_another_name() {
        assert_fires(
            &SIGNAL,
            Mail::any().attach(
                "scan.pdf",
                "application/pdf",
                b"L\x00\x00\x00\x01\x14\x02\x00",
            ),
        );
    }

    #[test]
    fn fires_less_on_what_is_also_source_code() {
        let sent = Mail::any().attach("invoice.js", "application/javascript", b"var a=1;");
        assert_eq!(assert_fires(&SIGNAL, sent).strength, Strength::HALF);
        let read = Mail::any().attach("build.bat", "text/plain", b"@echo off\r\n");
        assert_eq!(assert_fires(&SIGNAL, read).strength, Strength::WEAK);
    }

    #[test]
    fn silent_on_documents() {
        assert_silent(
            &SIGNAL,
            Mail::any().attach("plan.pdf", "application/pdf", b"%PDF-1.7"),
        );
        assert_silent(
            &SIGNAL,
            Mail::any().attach("notes.txt", "text/plain", b"run invoice.js"),
        );
        assert_silent(&SIGNAL, Mail::any());
    }

    #[test]
    fn silent_on_unix_tools_and_patches() {
        assert_silent(
            &SIGNAL,
            Mail::any().attach("fix.patch", "text/x-patch", b"--- a/x.js\n+++ b/x.js\n"),
        );
        assert_silent(
            &SIGNAL,
            Mail::any().attach("run.py", "text/x-python", b"print(1)\n"),
        );
    }
}
