//! An attachment's name ends like a document and then like something that runs.
//!
//! Why: Windows hides the last extension, so that `Invoice.pdf.exe` shows as `Invoice.pdf`; many
//! spaces push it out of sight, and a direction override writes it backwards.
//!
//! Wrong when: a tool packs a file and keeps its name (`report.pdf.zip`, `table.csv.gz`), which
//! is why a packed document counts little and common pairs not at all.
use crate::signals::file_name::{NameKind, extensions, is_padded, name_of, turns_direction};
use crate::signals::strongest::strongest;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "attachments.double_extension",
    group: Group::Attachments,
    direction: Direction::Threat,
    threats: &[Threat::Malware, Threat::CredentialPhishing],
    evidence: &["name"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let attachments = examination.message.attachments().iter();
    let (attachment, strength) = strongest(attachments.filter_map(|attachment| {
        let strength = disguise(attachment.name.as_deref()?)?;
        Some((attachment, strength))
    }))?;
    let name = attachment.name.as_deref().unwrap_or_default();
    let finding = SIGNAL
        .found()
        .with("name", name_of(attachment))
        .at(strength);
    Some(if turns_direction(name) {
        finding.said("attachments.backward_name")
    } else if is_padded(name) {
        finding.said("attachments.padded_name")
    } else {
        finding
    })
}

fn disguise(name: &str) -> Option<Strength> {
    let (last, before) = extensions(name);
    let last = NameKind::of_extension(last.as_deref()?)?;
    if turns_direction(name) && (last.is_active() || last == NameKind::WebPage) {
        return Some(Strength::FULL);
    }
    if is_padded(name) && (last.is_active() || last == NameKind::WebPage) {
        return Some(Strength::FULL);
    }
    let before = NameKind::of_extension(before.as_deref()?)?;
    let is_document = matches!(
        before,
        NameKind::Pdf | NameKind::Office | NameKind::Picture | NameKind::Media
    );
    let is_text = before == NameKind::Text;
    match last {
        NameKind::Program | NameKind::Script | NameKind::DiskImage if is_document || is_text => {
            Some(Strength::FULL)
        }
        NameKind::WebPage if is_document => Some(Strength::FULL),
        NameKind::Archive if is_document && !is_usual_pair(name) => Some(Strength::HALF),
        _ => None,
    }
}

/// Documents packed one by one keep their name: `plan.pdf.zip`, `plan.ps.gz`.
fn is_usual_pair(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    [".zip", ".gz", ".bz2", ".xz", ".z", ".zst"]
        .iter()
        .any(|end| lower.ends_with(end))
        && !lower.contains("  ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    fn file(name: &str) -> Mail {
        Mail::any().attach(name, "application/octet-stream", b"\x00\x01\x02")
    }

    #[test]
    fn fires_on_a_document_that_runs() {
        for name in [
            "Invoice.pdf.exe",
            "scan.jpg.scr",
            "Rechnung.docx.js",
            "list.txt.vbs",
            "Voice.wav.html",
            "x.pdf.iso",
        ] {
            let finding = assert_fires(&SIGNAL, file(name));
            assert_fact(&finding, "name", name);
            assert_eq!(finding.strength, Strength::FULL);
        }
    }

    #[test]
    fn fires_on_an_ending_pushed_out_of_sight() {
        assert_fires(
            &SIGNAL,
            file("Invoice.pdf                                        .exe"),
        );
        assert_fires(&SIGNAL, file("Invoice.pdf .exe. "));
        assert_fires(&SIGNAL, file("Invoice                    .exe"));
    }

    #[test]
    fn fires_on_an_ending_written_backwards() {
        let name = "=?utf-8?q?invoice=E2=80=AEfdp=2Eexe?=";
        assert_fires(&SIGNAL, file(name));
    }

    #[test]
    fn fires_at_half_strength_on_an_uncommon_archive() {
        assert_eq!(
            assert_fires(&SIGNAL, file("Invoice.pdf.rar")).strength,
            Strength::HALF
        );
    }

    #[test]
    fn silent_on_packed_documents() {
        for name in [
            "report.pdf.zip",
            "table.csv.gz",
            "src.tar.gz",
            "plan.docx.zip",
        ] {
            assert_silent(&SIGNAL, file(name));
        }
    }

    #[test]
    fn silent_on_dots_in_a_name() {
        for name in [
            "Dr. Sommer.pdf",
            "v1.2.pdf",
            "acme.com",
            "page.min.js",
            "minutes.2026.docx",
            "plan.docx.pdf",
        ] {
            assert_silent(&SIGNAL, file(name));
        }
    }
}
