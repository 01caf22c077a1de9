//! An attachment is a document that carries macros.
//!
//! Why: macros are programs; one click on "Enable content" runs them.
//!
//! Wrong when: colleagues work with spreadsheets that have macros. The name alone counts half,
//! macros found inside count full, and full counts a document that hides them under another name.
use crate::message::{Attachment, FileKind};
use crate::readings::{Feature, PartContents};
use crate::signals::file_name::{NameKind, kind_of, name_of};
use crate::signals::parts;
use crate::signals::strongest::strongest;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "attachments.macro_document",
    group: Group::Attachments,
    direction: Direction::Threat,
    threats: &[Threat::Malware],
    evidence: &["name"],
    since: "0.1.0",
    inspect,
};

/// How much of an old document is searched for a macro project.
const SEARCHED: usize = 512 * 1024;
/// How many old documents are searched.
const DOCUMENTS: usize = 10;

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let mut old = 0;
    let (name, strength) = strongest(parts::parts(examination).filter_map(
        |(attachment, contents)| {
            if let Some(contents) = contents {
                let name = parts::name_of_acting((attachment, contents));
                return Some((name, read(contents)?));
            }
            old += usize::from(attachment.sniffed == FileKind::Ole);
            Some((name_of(attachment), macros(attachment, old <= DOCUMENTS)?))
        },
    ))?;
    Some(SIGNAL.found().with("name", name).at(strength))
}

/// What the reader says, who tells code from the empty modules that every workbook has.
fn read(contents: &PartContents) -> Option<Strength> {
    let does = |feature| contents.features.contains(&feature);
    match (does(Feature::Macro), does(Feature::Control)) {
        (true, _) => Some(Strength::FULL),
        (false, true) => Some(Strength::WEAK),
        (false, false) => None,
    }
}

fn macros(attachment: &Attachment<'_>, search: bool) -> Option<Strength> {
    if attachment.sniffed == FileKind::OoxmlMacro {
        return Some(Strength::FULL);
    }
    let named = attachment.name.as_deref().and_then(kind_of);
    if attachment.sniffed == FileKind::Ole && search && holds_project(&attachment.head(SEARCHED)) {
        return Some(Strength::FULL);
    }
    (named == Some(NameKind::MacroDocument)).then_some(Strength::HALF)
}

/// Whether a compound file (Office before 2007) has the directory entry of a VBA project; its
/// names are UTF-16.
fn holds_project(bytes: &[u8]) -> bool {
    ["_VBA_PROJECT", "VBA_PROJECT_CUR"].iter().any(|name| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        memchr::memmem::find(bytes, &wide).is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

    #[test]
    fn fires_on_a_macro_document_by_name() {
        for name in [
            "order.docm",
            "order.XLSM",
            "order.pptm",
            "order.xlsb",
            "order.xlam",
        ] {
            let finding = assert_fires(
                &SIGNAL,
                Mail::any().attach(name, "application/octet-stream", b"\x00\x01"),
            );
            assert_fact(&finding, "name", name);
            assert_eq!(finding.strength, Strength::HALF);
        }
    }

    #[test]
    fn fires_on_macros_in_an_old_document() {
        let project: Vec<u8> = "_VBA_PROJECT"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let document = [OLE, &[0; 512], &project].concat();
        let finding = assert_fires(
            &SIGNAL,
            Mail::any().attach("order.doc", "application/msword", &document),
        );
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_on_what_a_reader_found() {
        for (feature, strength) in [
            (Feature::Macro, Strength::FULL),
            (Feature::Control, Strength::WEAK),
        ] {
            let contents = PartContents {
                features: vec![feature],
                ..PartContents::default()
            };
            let mail = Mail::any().attach("order.xlsx", "application/octet-stream", b"PK\x03\x04");
            assert_eq!(
                assert_fires(&SIGNAL, mail.reading(0, contents)).strength,
                strength
            );
        }
    }

    #[test]
    fn silent_on_empty_modules_that_a_reader_looked_into() {
        let document = [OLE, &[0; 512]].concat();
        let mail = Mail::any().attach("order.xls", "application/vnd.ms-excel", &document);
        assert_silent(&SIGNAL, mail.reading(0, PartContents::default()));
    }

    #[test]
    fn silent_on_old_documents_without_macros() {
        let document = [OLE, &[0; 512]].concat();
        assert_silent(
            &SIGNAL,
            Mail::any().attach("order.doc", "application/msword", &document),
        );
    }

    #[test]
    fn silent_on_new_documents_and_text() {
        assert_silent(
            &SIGNAL,
            Mail::any().attach("order.docx", "application/octet-stream", b"\x00\x01"),
        );
        assert_silent(
            &SIGNAL,
            Mail::any().attach("notes.txt", "text/plain", b"_VBA_PROJECT order.docm"),
        );
        assert_silent(&SIGNAL, Mail::any());
    }
}
