//! An attachment is a program.
//!
//! Why: opening it runs whatever its sender wished.
//!
//! Wrong when: engineers send each other programs and packages; a program among many files of an
//! archive counts less, because software is sent that way.
use crate::message::{Attachment, FileKind};
use crate::signals::file_name::{NameKind, extensions, kind_of, name_of};
use crate::signals::strongest::strongest;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "attachments.executable",
    group: Group::Attachments,
    direction: Direction::Threat,
    threats: &[Threat::Malware],
    evidence: &["name"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let attachments = examination.message.attachments().iter();
    let (name, strength) = strongest(attachments.filter_map(program))?;
    Some(SIGNAL.found().with("name", name).at(strength))
}

fn program<'a>(attachment: &'a Attachment<'_>) -> Option<(&'a str, Strength)> {
    let name = name_of(attachment);
    if attachment.sniffed == FileKind::Executable {
        return Some((name, Strength::FULL));
    }
    if attachment.name.is_some() && is_program_name(name) {
        // `example.com` and `core.bin` may be anything: what is plainly text or a picture is none.
        let is_other = matches!(
            attachment.sniffed,
            FileKind::Text
                | FileKind::Png
                | FileKind::Jpeg
                | FileKind::Gif
                | FileKind::Message
                | FileKind::Html
                | FileKind::Pdf
        );
        return (!is_other).then_some((name, Strength::FULL));
    }
    // An APK or JAR is itself an archive, and programs inside it are its own matter.
    let archive = attachment
        .archive
        .as_ref()
        .filter(|_| attachment.sniffed == FileKind::Zip)?;
    let inside = archive
        .entries
        .iter()
        .find(|entry| is_program_name(&entry.name))?;
    let strength = if archive.entries.len() <= 3 {
        Strength::FULL
    } else {
        Strength::WEAK
    };
    Some((&inside.name, strength))
}

/// Whether the name ends like a program. `.bin`, `.run` and the like are as often data.
fn is_program_name(name: &str) -> bool {
    let ambiguous = matches!(
        extensions(name).0.as_deref(),
        Some("bin" | "run" | "app" | "sys" | "pkg")
    );
    kind_of(name) == Some(NameKind::Program) && !ambiguous
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_a_program_by_name() {
        for name in [
            "Invoice.exe",
            "photo.SCR",
            "doc.pif",
            "setup.msi",
            "Rechnung.jar",
            "bank.apk",
            "a.exe. ",
        ] {
            assert_fires(
                &SIGNAL,
                Mail::any().attach(name, "application/octet-stream", b"\x00\x01\x02"),
            );
        }
    }

    #[test]
    fn fires_on_a_program_under_another_name() {
        let finding = assert_fires(
            &SIGNAL,
            Mail::any().attach("invoice.pdf", "application/pdf", b"MZ\x90\x00\x03"),
        );
        assert_fact(&finding, "name", "invoice.pdf");
    }

    #[test]
    fn fires_on_a_program_in_an_archive() {
        let mail = Mail::any().attach("invoice.zip", "application/zip", &zip(&["invoice.exe"]));
        let finding = assert_fires(&SIGNAL, mail);
        assert_fact(&finding, "name", "invoice.exe");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_weakly_on_a_program_among_many_files() {
        let mail = Mail::any().attach(
            "tool.zip",
            "application/zip",
            &zip(&["README", "LICENSE", "tool.exe", "tool.ini"]),
        );
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::WEAK);
    }

    #[test]
    fn silent_on_text_with_a_name_like_a_program() {
        assert_silent(
            &SIGNAL,
            Mail::any().attach("acme.com", "text/plain", b"Notes on the site acme.com\n"),
        );
    }

    #[test]
    fn silent_on_documents_and_archives_of_documents() {
        assert_silent(
            &SIGNAL,
            Mail::any().attach("plan.pdf", "application/pdf", b"%PDF-1.7"),
        );
        assert_silent(
            &SIGNAL,
            Mail::any().attach(
                "plan.zip",
                "application/zip",
                &zip(&["plan.pdf", "list.xlsx"]),
            ),
        );
        assert_silent(&SIGNAL, Mail::any());
    }

    /// An archive of empty files, stored.
    fn zip(names: &[&str]) -> Vec<u8> {
        let mut local = Vec::new();
        let mut central = Vec::new();
        for name in names {
            let offset = u32::try_from(local.len()).unwrap();
            let length = u16::try_from(name.len()).unwrap().to_le_bytes();
            local.extend_from_slice(b"PK\x03\x04\x0a\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
            local.extend_from_slice(&length);
            local.extend_from_slice(b"\0\0");
            local.extend_from_slice(name.as_bytes());
            central.extend_from_slice(
                b"PK\x01\x02\x0a\0\x0a\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
            );
            central.extend_from_slice(&length);
            central.extend_from_slice(&[0; 12]);
            central.extend_from_slice(&offset.to_le_bytes());
            central.extend_from_slice(name.as_bytes());
        }
        let count = u16::try_from(names.len()).unwrap().to_le_bytes();
        let mut all = local.clone();
        all.extend_from_slice(&central);
        all.extend_from_slice(b"PK\x05\x06\0\0\0\0");
        all.extend_from_slice(&count);
        all.extend_from_slice(&count);
        all.extend_from_slice(&u32::try_from(central.len()).unwrap().to_le_bytes());
        all.extend_from_slice(&u32::try_from(local.len()).unwrap().to_le_bytes());
        all.extend_from_slice(b"\0\0");
        all
    }
}
