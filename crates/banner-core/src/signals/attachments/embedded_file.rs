//! A document that is attached holds a file that can be started from it.
//!
//! Why: a click on its picture inside the document opens it; filters that look at names see only the document.
//!
//! Wrong when: an invoice carries its own data (ZUGFeRD, Factur-X), minutes their agenda: documents inside documents are not
//! counted, only what runs, opens a page or is an archive; anything else in an object for files is a hint.
use crate::readings::{Entry, Feature, Kind};
use crate::signals::file_name::{NameKind, kind_of, name_of};
use crate::signals::parts;
use crate::signals::strongest::strongest;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "attachments.embedded_file",
    group: Group::Attachments,
    direction: Direction::Threat,
    threats: &[Threat::Malware],
    evidence: &["name", "inside"],
    since: "0.2.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let found = parts::parts(examination).filter_map(|part| {
        let contents = part
            .1
            .filter(|contents| contents.features.contains(&Feature::EmbeddedFile))?;
        // In an archive, the files of the archive are its own matter.
        let inside = contents.entries.iter().filter(|_| !parts::is_archive(part));
        let (entry, strength) =
            strongest(inside.filter_map(|entry| Some((entry, weight(entry)?))))?;
        Some(((name_of(part.0), entry.path.as_str()), strength))
    });
    let ((name, inside), strength) = strongest(found)?;
    let finding = SIGNAL.found().with("name", name).with("inside", inside);
    Some(finding.at(strength))
}

fn weight(entry: &Entry) -> Option<Strength> {
    if parts::runs(entry).is_some() {
        return Some(Strength::FULL);
    }
    match (entry.kind, kind_of(&entry.path)) {
        (Some(Kind::DiskImage | Kind::WebPage), _) => Some(Strength::FULL),
        (_, Some(NameKind::DiskImage | NameKind::WebPage)) => Some(Strength::FULL),
        (Some(Kind::Archive), _) | (_, Some(NameKind::Archive | NameKind::MacroDocument)) => {
            Some(Strength::HALF)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readings::PartContents;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    fn mail(path: &str, kind: Option<Kind>) -> Mail {
        let contents = PartContents {
            kind: Some(Kind::Document),
            features: vec![Feature::EmbeddedFile],
            entries: vec![Entry {
                path: path.into(),
                kind,
                ..Entry::default()
            }],
            ..PartContents::default()
        };
        let mail = Mail::any().attach("invoice.pdf", "application/pdf", b"%PDF-1.7");
        mail.reading(0, contents)
    }

    #[test]
    fn fires_on_a_program_inside_a_document() {
        let finding = assert_fires(&SIGNAL, mail("data.bin", Some(Kind::Program)));
        assert_fact(&finding, "name", "invoice.pdf");
        assert_fact(&finding, "inside", "data.bin");
        assert_eq!(finding.strength, Strength::FULL);
        assert_fires(&SIGNAL, mail("order.js", None));
    }

    #[test]
    fn fires_less_on_an_archive_inside() {
        assert_eq!(
            assert_fires(&SIGNAL, mail("a.zip", None)).strength,
            Strength::HALF
        );
    }

    #[test]
    fn silent_on_the_data_of_an_invoice_and_on_documents() {
        assert_silent(&SIGNAL, mail("factur-x.xml", None));
        assert_silent(&SIGNAL, mail("agenda.docx", Some(Kind::Document)));
    }

    #[test]
    fn silent_on_documents_that_were_not_read() {
        assert_silent(
            &SIGNAL,
            Mail::any().attach("a.pdf", "application/pdf", b"%PDF-1.7"),
        );
    }
}
