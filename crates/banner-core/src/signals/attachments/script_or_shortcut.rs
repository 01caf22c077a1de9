//! An attachment is a script, a shortcut or another file that starts something.
//!
//! Why: one double click runs it, and most readers do not know that such files run at all.
//!
//! Wrong when: programmers send each other source code, which is text in the message's view and
//! counts little; `.url` and `.one` files are also sent in good faith.
use crate::message::{Attachment, FileKind};
use crate::readings::Kind;
use crate::signals::file_name::{NameKind, is_source, kind_of, name_of};
use crate::signals::parts::{self, Part};
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
    let (attachment, strength) = strongest(parts::parts(examination).filter_map(starter))?;
    Some(
        SIGNAL
            .found()
            .with("name", name_of(attachment))
            .at(strength),
    )
}

fn starter(part: Part<'_>) -> Option<(&Attachment<'_>, Strength)> {
    let (attachment, _) = part;
    let is_link = matches!(parts::kind(part), Some(Kind::Shortcut | Kind::Help));
    if attachment.sniffed == FileKind::Shortcut || attachment.sniffed == FileKind::Help {
        return Some((attachment, Strength::FULL));
    }
    let name = attachment.name.as_deref().unwrap_or_default();
    if kind_of(name) == Some(NameKind::Script) {
        return Some((attachment, by_name(name, attachment)));
    }
    // A shortcut under a name that tells nothing of it.
    is_link.then_some((attachment, Strength::FULL))
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
