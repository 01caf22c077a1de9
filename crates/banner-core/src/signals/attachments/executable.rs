//! An attachment is a program.
//!
//! Why: opening it runs whatever its sender wished.
//!
//! Wrong when: engineers send each other programs and packages. Programs inside archives are a matter of `packed_program`.
use crate::message::FileKind;
use crate::readings::Kind;
use crate::signals::file_name::{NameKind, extensions, kind_of, name_of};
use crate::signals::parts::{self, Part};
use crate::signals::{Direction, Examination, Finding, Group, Signal, Threat};

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
    let (attachment, _) = parts::parts(examination).find(|part| is_program(*part))?;
    Some(SIGNAL.found().with("name", name_of(attachment)))
}

fn is_program(part: Part<'_>) -> bool {
    let (attachment, _) = part;
    // Installers and the archives of Java and Android are told by what is in them.
    if attachment.sniffed == FileKind::Executable || parts::kind(part) == Some(Kind::Program) {
        return true;
    }
    // `example.com` and `core.bin` may be anything: what is plainly text or a picture is none.
    let is_other = attachment.sniffed.is_picture()
        || matches!(
            attachment.sniffed,
            FileKind::Text | FileKind::Message | FileKind::Html | FileKind::Pdf
        );
    attachment.name.as_deref().is_some_and(is_program_name) && !is_other
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
    fn fires_on_the_programs_of_java_and_android_under_another_name() {
        use crate::message::archive::tests::zip;
        for names in [
            ["META-INF/MANIFEST.MF", "a/Main.class"],
            ["AndroidManifest.xml", "classes.dex"],
        ] {
            for name in ["invoice.pdf", "photo.jpg", "order.zip", "data"] {
                let program = zip(&names, false);
                assert_fires(
                    &SIGNAL,
                    Mail::any().attach(name, "application/octet-stream", &program),
                );
            }
        }
    }

    #[test]
    fn fires_on_an_installer_under_another_name() {
        let contents = crate::readings::PartContents {
            kind: Some(Kind::Program),
            ..Default::default()
        };
        let mail = Mail::any().attach(
            "invoice.doc",
            "application/msword",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        );
        assert_fires(&SIGNAL, mail.reading(0, contents));
    }

    #[test]
    fn names_the_attached_message_around_it() {
        let inner = b"Subject: Your invoice\r\nContent-Type: application/octet-stream; name=a.exe\r\n\r\nMZ\x90\x00";
        let finding = assert_fires(
            &SIGNAL,
            Mail::any().attach("fwd.eml", "message/rfc822", inner),
        );
        assert_fact(&finding, "name", "Your invoice › a.exe");
    }

    #[test]
    fn silent_on_text_with_a_name_like_a_program() {
        assert_silent(
            &SIGNAL,
            Mail::any().attach("acme.com", "text/plain", b"Notes on the site acme.com\n"),
        );
    }

    #[test]
    fn silent_on_documents_and_archives() {
        assert_silent(
            &SIGNAL,
            Mail::any().attach("plan.pdf", "application/pdf", b"%PDF-1.7"),
        );
        assert_silent(
            &SIGNAL,
            Mail::any().attach(
                "plan.zip",
                "application/zip",
                &crate::message::archive::tests::zip(&["a.exe"], false),
            ),
        );
        assert_silent(&SIGNAL, Mail::any());
    }
}
