//! An attachment's name or declared type says document or picture, and its content is something
//! that runs, or opens a page.
//!
//! Why: the name is what the reader sees; the content is what happens.
//!
//! Wrong when: programs mislabel what is harmless either way: a table saved as HTML under
//! `.xls`, a picture of another format, an office document declared as an archive. Those pairs
//! are not counted. `application/octet-stream` claims nothing.
use crate::message::{Attachment, FileKind};
use crate::readings::Kind;
use crate::signals::file_name::{NameKind, extensions, kind_of, name_of};
use crate::signals::parts::{self, Part};
use crate::signals::{
    Direction, EvidenceValue, Examination, Finding, Group, Signal, Strength, Threat,
};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "attachments.type_mismatch",
    group: Group::Attachments,
    direction: Direction::Threat,
    threats: &[Threat::Malware, Threat::CredentialPhishing],
    evidence: &["name", "declared", "actual"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let found = parts::parts(examination).filter_map(|part| {
        let (declared, kind) = claim(part.0)?;
        let (actual, strength) = contradiction(kind, part)?;
        Some((part.0, declared, actual, strength))
    });
    let (attachment, declared, actual, strength) =
        found.reduce(|best, next| if next.3 > best.3 { next } else { best })?;
    let finding = SIGNAL
        .found()
        .with("name", name_of(attachment))
        .with("declared", EvidenceValue::Terms(vec![declared]));
    Some(
        finding
            .with("actual", EvidenceValue::Terms(vec![actual]))
            .at(strength),
    )
}

/// What attachments claim to be or are, in the wording as `term.NAME`.
#[cfg(test)]
pub(crate) const TERMS: &[&str] = &[
    "archive",
    "disk_image",
    "drawing",
    "help_file",
    "linked_pictures",
    "notebook",
    "office_document",
    "pdf_document",
    "picture",
    "pictures",
    "program",
    "recording",
    "script",
    "shortcut",
    "text",
    "web_page",
];

/// What the attachment claims to be, by its name or else by its declared type.
fn claim(attachment: &Attachment<'_>) -> Option<(&'static str, NameKind)> {
    let by_name = attachment.name.as_deref().and_then(kind_of);
    let kind = match by_name {
        Some(kind) => kind,
        // A name with an extension of its own is a claim that is not in the table.
        None if attachment
            .name
            .as_deref()
            .is_some_and(|name| extensions(name).0.is_some()) =>
        {
            return None;
        }
        None => match attachment.declared.as_str() {
            "application/pdf" => NameKind::Pdf,
            "application/msword"
            | "application/vnd.ms-excel"
            | "application/vnd.ms-powerpoint"
            | "application/rtf" => NameKind::Office,
            declared if declared.starts_with("application/vnd.openxmlformats") => NameKind::Office,
            "image/svg+xml" => return None,
            declared if declared.starts_with("image/") => NameKind::Picture,
            declared if declared.starts_with("audio/") || declared.starts_with("video/") => {
                NameKind::Media
            }
            _ => return None,
        },
    };
    let words = match kind {
        NameKind::Pdf => "pdf_document",
        NameKind::Office => "office_document",
        NameKind::Picture => "picture",
        NameKind::Media => "recording",
        NameKind::Text => "text",
        _ => return None,
    };
    Some((words, kind))
}

/// What the content is instead, where that matters.
fn contradiction(kind: NameKind, part: Part<'_>) -> Option<(&'static str, Strength)> {
    let is_text = kind == NameKind::Text;
    // Installers are compound files as documents are, and told by what is in them.
    if parts::kind(part) == Some(Kind::Program) {
        return Some(("program", Strength::FULL));
    }
    match part.0.sniffed {
        FileKind::Executable => Some(("program", Strength::FULL)),
        FileKind::Shortcut => Some(("shortcut", Strength::FULL)),
        FileKind::DiskImage => Some(("disk_image", Strength::FULL)),
        FileKind::Help => Some(("help_file", Strength::FULL)),
        FileKind::OneNote => Some(("notebook", Strength::FULL)),
        // A page by another name: what it draws may be made to run.
        FileKind::Svg if kind != NameKind::Text => Some(("drawing", Strength::HALF)),
        FileKind::Script if !is_text => Some(("script", Strength::FULL)),
        // Many programs write tables and letters as HTML and call them `.xls` and `.doc`, and
        // text may quote it.
        FileKind::Html if matches!(kind, NameKind::Pdf | NameKind::Picture | NameKind::Media) => {
            Some(("web_page", Strength::FULL))
        }
        FileKind::Rar | FileKind::SevenZip | FileKind::OtherArchive if !is_text => {
            Some(("archive", Strength::FULL))
        }
        FileKind::Zip if matches!(kind, NameKind::Pdf | NameKind::Picture | NameKind::Media) => {
            Some(("archive", Strength::FULL))
        }
        FileKind::Gzip if matches!(kind, NameKind::Pdf | NameKind::Picture) => {
            Some(("archive", Strength::HALF))
        }
        FileKind::Ooxml | FileKind::OoxmlMacro | FileKind::Ole
            if matches!(kind, NameKind::Picture | NameKind::Media) =>
        {
            Some(("office_document", Strength::HALF))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_a_notebook_and_on_a_drawing_under_another_name() {
        let notebook = b"\xE4\x52\x5C\x7B\x8C\xD8\xA7\x4D\xAE\xB1\x53\x78\xD0\x29\x96\xD3";
        let mail = Mail::any().attach("Offer.doc", "application/msword", notebook);
        assert_fact(&assert_fires(&SIGNAL, mail), "actual", "notebook");
        let drawing = b"<svg xmlns='http://www.w3.org/2000/svg'><script>x()</script></svg>";
        let mail = Mail::any().attach("photo.png", "image/png", drawing);
        assert_fact(&assert_fires(&SIGNAL, mail), "actual", "drawing");
    }

    #[test]
    fn fires_on_a_help_file_and_on_a_script_under_another_name() {
        for name in ["Offer.doc", "photo.png", "scan.pdf"] {
            let mail =
                Mail::any().attach(name, "application/octet-stream", b"ITSF\x03\x00\x00\x00");
            assert_fact(&assert_fires(&SIGNAL, mail), "actual", "help_file");
            let script = b"Set sh = CreateObject(\"WScript.Shell\")\r\nsh.Run \"calc\"\r\n";
            let mail = Mail::any().attach(name, "application/octet-stream", script);
            assert_fact(&assert_fires(&SIGNAL, mail), "actual", "script");
        }
    }

    #[test]
    fn fires_on_the_programs_of_java_and_on_installers_under_another_name() {
        let java =
            crate::message::archive::tests::zip(&["META-INF/MANIFEST.MF", "a/Main.class"], false);
        for name in ["Offer.doc", "photo.png", "scan.pdf"] {
            let mail = Mail::any().attach(name, "application/octet-stream", &java);
            assert_fact(&assert_fires(&SIGNAL, mail), "actual", "program");
        }
        let contents = crate::readings::PartContents {
            kind: Some(Kind::Program),
            ..Default::default()
        };
        let compound = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
        let mail = Mail::any().attach("Offer.doc", "application/msword", compound);
        let finding = assert_fires(&SIGNAL, mail.reading(0, contents));
        assert_fact(&finding, "actual", "program");
    }

    #[test]
    fn fires_on_a_program_called_a_document() {
        let finding = assert_fires(
            &SIGNAL,
            Mail::any().attach("invoice.pdf", "application/pdf", b"MZ\x90\x00\x03"),
        );
        assert_fact(&finding, "name", "invoice.pdf");
        assert_fact(&finding, "declared", "pdf_document");
        assert_fact(&finding, "actual", "program");
    }

    #[test]
    fn fires_on_a_page_called_a_document_or_picture() {
        let page = b"<html><body>Sign in</body></html>";
        assert_fact(
            &assert_fires(
                &SIGNAL,
                Mail::any().attach("scan.pdf", "application/pdf", page),
            ),
            "actual",
            "web_page",
        );
        assert_fires(&SIGNAL, Mail::any().attach("photo.jpg", "image/jpeg", page));
    }

    #[test]
    fn fires_on_an_archive_called_a_document() {
        assert_fires(
            &SIGNAL,
            Mail::any().attach(
                "order.docx",
                "application/octet-stream",
                b"Rar!\x1a\x07\x01\x00",
            ),
        );
    }

    #[test]
    fn fires_by_the_declared_type_where_the_name_says_nothing() {
        assert_fires(
            &SIGNAL,
            Mail::any().attach("invoice", "application/pdf", b"MZ\x90\x00\x03"),
        );
    }

    #[test]
    fn silent_on_harmless_mislabelling() {
        let table = b"<html><table><tr><td>1</table></html>";
        assert_silent(
            &SIGNAL,
            Mail::any().attach("table.xls", "application/vnd.ms-excel", table),
        );
        assert_silent(
            &SIGNAL,
            Mail::any().attach("photo.jpg", "image/jpeg", b"\x89PNG\r\n\x1a\n"),
        );
        assert_silent(
            &SIGNAL,
            Mail::any().attach("table.csv", "application/vnd.ms-excel", b"a,b\n1,2\n"),
        );
        assert_silent(
            &SIGNAL,
            Mail::any().attach("order.doc", "application/msword", b"{\\rtf1 hello}"),
        );
    }

    #[test]
    fn silent_on_octet_stream_and_on_what_is_what_it_says() {
        assert_silent(
            &SIGNAL,
            Mail::any().attach("data", "application/octet-stream", b"MZ\x90\x00\x03"),
        );
        assert_silent(
            &SIGNAL,
            Mail::any().attach("setup.exe", "application/pdf", b"MZ\x90\x00\x03"),
        );
        assert_silent(
            &SIGNAL,
            Mail::any().attach("plan.pdf", "application/pdf", b"%PDF-1.7"),
        );
    }
}
