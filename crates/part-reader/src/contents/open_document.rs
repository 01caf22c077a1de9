//! OpenDocument (OASIS ODF 1.3): where a document leads, what it loads and starts, and its macros.

use banner_core::message::archive::is_macro_module;
use banner_core::readings::Feature;

use super::ooxml::contents;
use super::reading::Reading;
use super::zip::File;
use super::{hyperlinks, pages, xml};

/// What programs say that a document does when it is opened.
const OPENINGS: [&str; 6] = [
    "dom:load",
    "dom:documentready",
    "office:load-finished",
    "office:view-created",
    "office:new",
    "dom:focus",
];

/// Whether a container with those files is an OpenDocument, which says so in the file `mimetype`.
pub(super) fn is_one(files: &[File<'_>]) -> bool {
    const TYPE: &[u8] = b"application/vnd.oasis.opendocument";
    let mut kinds = files.iter().filter(|file| file.name == "mimetype");
    let kind = kinds.next().and_then(|file| file.unpack(TYPE.len()));
    kind.is_some_and(|kind| kind.bytes.starts_with(TYPE))
        && files.iter().any(|file| file.name == "content.xml")
}

/// Reads the parts of a document.
pub(super) fn read(reading: &mut Reading, parts: &[File<'_>]) {
    for part in parts {
        if is_macro_module(&part.name) {
            reading.does(Feature::Macro);
            continue;
        }
        let lower = part.name.to_ascii_lowercase();
        let (folder, file) = lower.rsplit_once('/').unwrap_or(("", &lower));
        let is_picture = ["png", "jpg", "jpeg", "gif", "bmp", "webp"]
            .iter()
            .any(|ending| file.ends_with(ending));
        if is_picture && folder == "pictures" {
            let picture = contents(reading, part);
            reading.shows(picture);
        } else if is_drawing(&lower) {
            let drawing = contents(reading, part);
            pages::drawing(reading, &drawing);
        } else if matches!(file, "content.xml" | "styles.xml" | "meta.xml") {
            let bytes = contents(reading, part);
            text(reading, &xml::text(&bytes), lower == "content.xml");
        } else if file == "manifest.xml" {
            let bytes = contents(reading, part);
            let text = xml::text(&bytes);
            reading.contents.encrypted |= xml::tags(&text).any(|tag| tag.name == "encryption-data");
        }
    }
}

/// Whether a part of that name, in small letters, is a drawing that the document or an object in it (`Object 1/`) shows.
pub(super) fn is_drawing(name: &str) -> bool {
    let object = name.strip_prefix("object ");
    let inside = object
        .and_then(|object| object.split_once('/'))
        .filter(|(number, _)| number.bytes().all(|digit| digit.is_ascii_digit()));
    let name = inside.map_or(name, |(_, inside)| inside);
    name.starts_with("pictures/") && name.ends_with(".svg")
}

fn text(reading: &mut Reading, text: &str, is_said: bool) {
    for tag in xml::tags(text) {
        if is_said {
            if matches!(tag.name, "p" | "h" | "line-break" | "tab") {
                reading.says("\n");
            }
            reading.says(&xml::decoded(tag.text));
        }
        if tag.name == "event-listener" {
            let event = tag.attribute("event-name").unwrap_or_default();
            let event = event.to_ascii_lowercase();
            if OPENINGS.contains(&event.as_str()) {
                reading.does(Feature::AutoMacro);
            }
        }
        if tag.name == "dde-source" || tag.name == "dde-connection-decl" {
            let of = |name| tag.attribute(name).unwrap_or_default();
            let service = of("dde-application");
            if super::excel::is_program(&service) {
                reading.does(Feature::Dde);
                reading.runs(&[&service, " ", &of("dde-topic")].concat());
            }
        }
        let Some(address) = tag.attribute("href") else {
            continue;
        };
        reading.leads_to(&address);
        if !hyperlinks::is_elsewhere(&address) {
            continue;
        }
        match tag.name {
            "template" => reading.does(Feature::RemoteTemplate),
            "object" | "object-ole" | "floating-frame" | "plugin" | "applet" | "auto-reload"
            | "section-source" => reading.does(Feature::RemoteObject),
            "image" | "fill-image" | "background-image" => reading.does(Feature::ExternalContent),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{names, zip};
    use super::super::read;
    use banner_core::readings::{Feature, Kind, PartContents};

    fn document(parts: &[(&str, &[u8])]) -> PartContents {
        let mut all: Vec<(&str, &[u8])> = vec![
            ("mimetype", b"application/vnd.oasis.opendocument.text"),
            ("Basic/script-lc.xml", b"<library:libraries/>"),
        ];
        all.extend(parts);
        read(&zip(&all, false), "a.odt").unwrap()
    }

    #[test]
    fn links_and_words_of_a_document_are_read() {
        let contents = document(&[(
            "content.xml",
            b"<office:text><text:p>Sign in <text:a xlink:href=\"https://evil.example/x?a=1&amp;b\">here</text:a></text:p></office:text>",
        )]);
        assert_eq!(contents.kind, Some(Kind::Document));
        assert_eq!(contents.links, ["https://evil.example/x?a=1&b"]);
        assert!(contents.text.contains("Sign in here"), "{}", contents.text);
        assert_eq!(contents.features, []);
        assert_eq!(names(&contents), [""; 0]);
    }

    #[test]
    fn a_program_beside_the_parts_of_a_document_is_found() {
        let program: (&str, &[u8]) = ("invoice.exe", b"MZ\x90\0 no program");
        let text = document(&[("content.xml", b"<office:text/>"), program]);
        let office = zip(&[("[Content_Types].xml", b"<Types/>"), program], false);
        // Two empty files make no document.
        let empty = zip(&[("mimetype", b""), ("content.xml", b""), program], false);
        for contents in [
            text,
            read(&office, "a.docx").unwrap(),
            read(&empty, "a.zip").unwrap(),
        ] {
            assert_ne!(contents.kind, Some(Kind::Document));
            let mut kinds = contents.entries.iter().map(|entry| entry.kind);
            assert!(
                kinds.any(|kind| kind == Some(Kind::Program)),
                "{contents:?}"
            );
        }
    }

    #[test]
    fn what_runs_beside_the_parts_of_a_document_is_found_whatever_its_folder() {
        let types: (&str, &[u8]) = ("[Content_Types].xml", b"<Types/>");
        for name in [
            "scripts/invoice.exe",
            "Invoice.html",
            "a/chart.svg",
            "Letter.eml",
            "a.msu",
            "b.wll",
            "c.pyw",
            "d.shs",
            "e.inetloc",
            "f.ppkg",
            "g.library-ms",
            "h.application",
            "i.zip. ",
            "xl/Invoice.html",
            "ppt/Login.html",
            "visio/a.mht",
            "word/media/Login.html",
            "word/Invoice.html.",
            "word/chart.svg",
            "xl/drawings/chart.svg",
            "ppt/media/chart.svg.",
        ] {
            let office = zip(
                &[types, ("word/document.xml", b"<w/>"), (name, b"x")],
                false,
            );
            let contents = read(&office, "a.docx").unwrap();
            assert_eq!(names(&contents), [name], "{name}");
            assert_eq!(contents.kind, Some(Kind::Archive), "{name}");
        }
        let contents = document(&[("content.xml", b""), ("SCRIPTS/x.exe", b"MZ\x90\0")]);
        assert_eq!(names(&contents), ["SCRIPTS/x.exe"]);
        for name in [
            "a/Pictures/1.svg",
            "My Pictures/1.svg",
            "Object x/Pictures/1.svg",
        ] {
            let contents = document(&[("content.xml", b""), (name, b"x")]);
            assert_eq!(names(&contents), [name], "{name}");
        }
        // What documents have among their parts.
        for name in [
            "word/vbaProject.bin",
            "word/media/image1.svg",
            "word/afchunk1.mht",
            "word/afchunk2.xhtml",
            "ppt/media/image1.svg",
            "xl/printerSettings/printerSettings1.bin",
            "word/embeddings/Table.xlsx",
            "docProps/app.xml",
        ] {
            let office = zip(
                &[types, ("word/document.xml", b"<w/>"), (name, b"x")],
                false,
            );
            let contents = read(&office, "a.docx").unwrap();
            assert_eq!(contents.kind, Some(Kind::Document), "{name}");
        }
        for name in [
            "Pictures/1.svg",
            "Object 1/Pictures/1.svg",
            "Object 1/content.xml",
            "Thumbnails/a.png",
        ] {
            let contents = document(&[("content.xml", b""), (name, b"x")]);
            assert_eq!(contents.kind, Some(Kind::Document), "{name}");
        }
    }

    #[test]
    fn a_drawing_with_a_script_among_the_parts_of_a_document_is_noticed() {
        for (inside, features) in [
            ("<script>x()</script>", vec![Feature::ActiveDrawing]),
            ("<circle r='4'/>", vec![]),
        ] {
            let svg = format!("<svg xmlns='http://www.w3.org/2000/svg'>{inside}</svg>");
            let types: (&str, &[u8]) = ("[Content_Types].xml", b"<Types/>");
            let part = |name| (name, svg.as_bytes());
            let office = zip(&[types, part("word/media/image1.svg")], false);
            for contents in [
                read(&office, "a.docx").unwrap(),
                document(&[("content.xml", b""), part("Pictures/1.svg")]),
                document(&[("content.xml", b""), part("Object 1/Pictures/1.svg")]),
            ] {
                assert_eq!(contents.features, features);
                assert_eq!(contents.kind, Some(Kind::Document));
            }
        }
    }

    #[test]
    fn scripts_are_macros_however_their_folder_is_written() {
        for name in [
            "Scripts/python/a.py",
            "SCRIPTS/python/a.py",
            "scripts/javascript/Library/a.js",
            "BASIC/Standard/Module1.xml",
        ] {
            let contents = document(&[("content.xml", b""), (name, b"x")]);
            assert_eq!(contents.features, [Feature::Macro], "{name}");
            assert_eq!(contents.kind, Some(Kind::Document), "{name}");
        }
        for name in [
            "Scripts/",
            "basic/Standard/script-lb.xml",
            "Basic/",
            "a/a.py",
        ] {
            let contents = document(&[("content.xml", b""), (name, b"")]);
            assert_eq!(contents.features, [], "{name}");
        }
    }

    #[test]
    fn macros_and_when_they_run_are_noticed() {
        let start = b"<script:event-listener script:language=\"ooo:script\" script:event-name=\"dom:load\" xlink:href=\"vnd.sun.star.script:Standard.Module1.Main\"/>";
        let contents = document(&[
            ("content.xml", start),
            ("Basic/Standard/Module1.xml", b"<script:module/>"),
        ]);
        assert_eq!(contents.features, [Feature::Macro, Feature::AutoMacro]);
        let contents = document(&[("content.xml", b""), ("Scripts/python/a.py", b"import os")]);
        assert_eq!(contents.features, [Feature::Macro]);
    }

    #[test]
    fn what_is_loaded_and_started_is_noticed() {
        for (tag, feature) in [
            (
                "<meta:template xlink:href=\"https://evil.example/t.ott\"/>",
                Feature::RemoteTemplate,
            ),
            (
                "<draw:object-ole xlink:href=\"https://evil.example/o\"/>",
                Feature::RemoteObject,
            ),
            (
                "<draw:image xlink:href=\"https://evil.example/p.png\"/>",
                Feature::ExternalContent,
            ),
            (
                "<office:dde-source office:dde-application=\"cmd\" office:dde-topic=\"/c calc\"/>",
                Feature::Dde,
            ),
        ] {
            let contents = document(&[("content.xml", b""), ("styles.xml", tag.as_bytes())]);
            assert_eq!(contents.features, [feature], "{tag}");
        }
    }

    #[test]
    fn an_encrypted_document_is_locked_and_an_ordinary_one_does_nothing() {
        let manifest = b"<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>";
        let contents = document(&[
            ("content.xml", b"\x01"),
            ("META-INF/manifest.xml", manifest),
        ]);
        assert!(contents.encrypted);
        let contents = document(&[
            (
                "content.xml",
                b"<text:p>Plan</text:p><draw:image xlink:href=\"Pictures/1.png\"/>",
            ),
            ("META-INF/manifest.xml", b"<manifest:file-entry/>"),
        ]);
        assert_eq!((contents.features, contents.encrypted), (vec![], false));
        assert!(contents.links.is_empty());
    }
}
