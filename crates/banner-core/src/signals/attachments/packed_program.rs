//! An attached archive or disk image holds a program, a script or a shortcut.
//!
//! Why: the wrapping hides it from filters that look at names, and takes away the mark by which Windows warns of what came
//! from the Internet.
//!
//! Wrong when: software is sent in archives of many files, where programs and scripts count little; nobody packs a single
//! one to have it read. Shortcuts, and programs that are called documents, count fully among any number of files.
use crate::readings::{Entry, Kind};
use crate::signals::file_name::{
    NameKind, extensions, is_source, kind_of, name_of, turns_direction,
};
use crate::signals::parts::{self, Part};
use crate::signals::strongest::strongest;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "attachments.packed_program",
    group: Group::Attachments,
    direction: Direction::Threat,
    threats: &[Threat::Malware],
    evidence: &["name", "inside"],
    since: "0.2.0",
    inspect,
};

/// In this many files, one stands out.
const FEW: usize = 3;

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let found = parts::parts(examination).filter_map(|part| {
        let (inside, strength) = runnable(part)?;
        Some(((name_of(part.0), inside), strength))
    });
    let ((name, inside), strength) = strongest(found)?;
    let finding = SIGNAL.found().with("name", name).with("inside", inside);
    Some(finding.at(strength))
}

fn runnable(part: Part<'_>) -> Option<(String, Strength)> {
    if !parts::is_archive(part) || parts::kind(part) == Some(Kind::Program) {
        return None;
    }
    let entries = parts::entries(part);
    // An archive inside is wrapping, not contents.
    let count = entries.iter().filter(|entry| !is_wrapping(entry)).count();
    let found = entries
        .iter()
        .filter_map(|entry| Some((entry, weight(entry, count)?)));
    let (entry, strength) = strongest(found)?;
    Some((entry.path.clone(), strength))
}

fn is_wrapping(entry: &Entry) -> bool {
    matches!(entry.kind, Some(Kind::Archive | Kind::DiskImage))
        || kind_of(&entry.path) == Some(NameKind::Archive)
}

fn weight(entry: &Entry, count: usize) -> Option<Strength> {
    let runs = parts::runs(entry)?;
    let extension = extensions(&entry.path).0.unwrap_or_default();
    // Data and packages share these endings with programs.
    let by_contents = matches!(
        entry.kind,
        Some(Kind::Program | Kind::Shortcut | Kind::Help)
    );
    if !by_contents
        && matches!(
            extension.as_str(),
            "bin" | "run" | "app" | "sys" | "pkg" | "com"
        )
    {
        return None;
    }
    let claims = kind_of(&entry.path);
    let is_disguised = by_contents
        && matches!(
            claims,
            Some(NameKind::Pdf | NameKind::Office | NameKind::Picture | NameKind::Text)
        )
        || turns_direction(&entry.path);
    if is_disguised || extension == "lnk" {
        return Some(Strength::FULL);
    }
    match (runs, count) {
        (NameKind::Program, 0..=FEW) => Some(Strength::FULL),
        (NameKind::Program, _) => Some(Strength::WEAK),
        // Nobody packs a single source file to have it read.
        (_, 1) => Some(Strength::FULL),
        (_, 0..=FEW) if !is_source(&entry.path) => Some(Strength::FULL),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::archive::tests::zip;
    use crate::readings::PartContents;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    fn listed(names: &[&str]) -> Mail {
        Mail::any().attach("invoice.zip", "application/zip", &zip(names, false))
    }

    fn read(entries: &[(&str, Option<Kind>)]) -> Mail {
        let entries = entries.iter().map(|(path, kind)| Entry {
            path: (*path).into(),
            kind: *kind,
            ..Entry::default()
        });
        let contents = PartContents {
            entries: entries.collect(),
            ..PartContents::default()
        };
        let mail = Mail::any().attach("invoice.rar", "application/x-rar", b"Rar!\x1a\x07\x01\x00");
        mail.reading(0, contents)
    }

    #[test]
    fn fires_on_what_the_core_lists_itself() {
        for name in ["invoice.exe", "invoice.js", "Scan.lnk", "a.vbs"] {
            let finding = assert_fires(&SIGNAL, listed(&[name]));
            assert_fact(&finding, "name", "invoice.zip");
            assert_fact(&finding, "inside", name);
            assert_eq!(finding.strength, Strength::FULL);
        }
    }

    #[test]
    fn fires_on_what_lies_deeper() {
        let inner = [
            ("a.iso", Some(Kind::DiskImage)),
            ("a.iso/b.exe", Some(Kind::Program)),
        ];
        assert_fact(
            &assert_fires(&SIGNAL, read(&inner)),
            "inside",
            "a.iso/b.exe",
        );
    }

    #[test]
    fn fires_on_a_program_called_a_document_among_many_files() {
        let mut files = vec![("a.txt", None); 9];
        files.push(("plan.pdf", Some(Kind::Program)));
        assert_eq!(assert_fires(&SIGNAL, read(&files)).strength, Strength::FULL);
    }

    #[test]
    fn fires_weakly_on_a_program_among_many_files() {
        let mail = listed(&["README", "LICENSE", "tool.exe", "tool.ini"]);
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::WEAK);
    }

    #[test]
    fn silent_on_archives_of_documents_and_source_code() {
        assert_silent(&SIGNAL, listed(&["plan.pdf", "list.xlsx"]));
        assert_silent(&SIGNAL, listed(&["a.php", "b.php", "c.js"]));
        assert_silent(&SIGNAL, listed(&["a.js", "b.css", "c.html", "d.js"]));
        assert_silent(&SIGNAL, read(&[("photo.com", Some(Kind::Picture))]));
    }

    #[test]
    fn silent_on_office_documents_and_text() {
        assert_silent(
            &SIGNAL,
            listed(&["[Content_Types].xml", "word/document.xml"]),
        );
        assert_silent(&SIGNAL, Mail::any());
    }
}
