//! Office Open XML (ECMA-376): what a document loads, starts and carries.

use banner_core::readings::Feature;

use super::bytes::holds;
use super::compound_file::CompoundFile;
use super::excel::is_program;
use super::reading::{Place, Reading};
use super::zip::File;
use super::{hyperlinks, objects, vba, xml};

/// At most this much of one part is read.
const LONGEST_PART: usize = 4 * 1024 * 1024;

/// Reads the parts of a document.
pub(super) fn read(reading: &mut Reading, parts: &[File<'_>], place: &Place) {
    for part in parts {
        let name = part.name.to_ascii_lowercase();
        let file = name.rsplit('/').next().unwrap_or_default();
        if name.contains("/media/") {
            let is_picture = ["png", "jpg", "jpeg", "gif", "bmp", "webp"]
                .iter()
                .any(|ending| name.ends_with(ending));
            if is_picture {
                let picture = contents(reading, part);
                reading.shows(picture);
            }
            continue;
        }
        let is_xml = name.ends_with(".xml");
        let is_sheet = is_xml || name.ends_with(".bin");
        let read: fn(&mut Reading, &[u8]) = if name.ends_with(".rels") {
            relationships
        } else if file.starts_with("vbaproject") && name.ends_with(".bin") {
            macros
        } else if name.contains("/embeddings/") {
            let bytes = contents(reading, part);
            embedded(reading, file, &bytes, place);
            continue;
        } else if name.starts_with("xl/externallinks/") && is_xml {
            external_link
        } else if name == "xl/workbook.xml" || name == "xl/workbook.bin" {
            workbook
        } else if name == "word/document.xml" {
            main_text
        } else if is_xml && (name.starts_with("ppt/slides/slide") || name == "xl/sharedstrings.xml")
        {
            text
        } else if name.starts_with("word/")
            && name.matches('/').count() == 1
            && is_xml
            && file != "styles.xml"
        {
            fields
        } else {
            if name.contains("/macrosheets/") && is_sheet && !name.contains("/_rels/") {
                reading.does(Feature::Macro);
            } else if name.contains("/activex/") && is_xml {
                reading.does(Feature::Control);
            }
            continue;
        };
        let bytes = contents(reading, part);
        read(reading, &bytes);
    }
}

fn macros(reading: &mut Reading, bytes: &[u8]) {
    match CompoundFile::read(bytes) {
        Some(project) => vba::read(reading, &project),
        None => reading.does(Feature::Macro),
    }
}

/// A part, unpacked; empty when nothing may be unpacked any more.
fn contents(reading: &mut Reading, part: &File<'_>) -> Vec<u8> {
    let unpacked = part.unpack(LONGEST_PART.min(reading.left()));
    let bytes = unpacked.map(|unpacked| unpacked.bytes).unwrap_or_default();
    reading.spend(bytes.len());
    bytes
}

/// What a part points to: hyperlinks wait for a click, all else outside is loaded when the document is opened.
fn relationships(reading: &mut Reading, bytes: &[u8]) {
    for tag in xml::tags(&xml::text(bytes)).filter(|tag| tag.name == "Relationship") {
        let is_external = tag
            .attribute("TargetMode")
            .is_some_and(|mode| mode.eq_ignore_ascii_case("external"));
        let Some(target) = tag.attribute("Target").filter(|_| is_external) else {
            continue;
        };
        let kind = tag.attribute("Type").unwrap_or_default();
        let kind = kind
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        let is_remote =
            target.contains("://") && !target.starts_with("file:") || target.starts_with("\\\\");
        if is_remote {
            reading.leads_to(&target);
        }
        match kind.as_str() {
            "attachedtemplate" if is_remote => reading.does(Feature::RemoteTemplate),
            "oleobject" | "frame" | "subdocument" | "afchunk" if is_remote => {
                reading.does(Feature::RemoteObject)
            }
            "hyperlink" | "externallinkpath" | "attachedtemplate" => {}
            _ if is_remote => reading.does(Feature::ExternalContent),
            _ => {}
        }
        // CVE-2021-40444 and its like: an address within an address of a help file or a page.
        if ["mhtml:", "ms-msdt:", "search-ms:"]
            .iter()
            .any(|scheme| target.to_ascii_lowercase().contains(scheme))
        {
            reading.does(Feature::RemoteObject);
            reading.runs(&target);
        }
    }
}

/// An object inside the document: documents and charts are common, files to start are not.
fn embedded(reading: &mut Reading, name: &str, bytes: &[u8], place: &Place) {
    match CompoundFile::read(bytes) {
        Some(file) if file.has("\u{1}Ole10Native") => objects::read(reading, &file, place),
        _ => objects::plain(reading, name, bytes, place),
    }
}

fn main_text(reading: &mut Reading, bytes: &[u8]) {
    fields(reading, bytes);
    text(reading, bytes);
}

/// What the runs of text say; paragraphs, cells and shared strings begin a line.
fn text(reading: &mut Reading, bytes: &[u8]) {
    let text = xml::text(bytes);
    for tag in xml::tags(&text) {
        match tag.name {
            "t" => reading.says(&xml::decoded(tag.text)),
            "p" | "br" | "si" | "tab" => reading.says("\n"),
            _ => {}
        }
        if !reading.may_say() {
            return;
        }
    }
}

/// Instructions of fields; their letters may be spread over many runs.
fn fields(reading: &mut Reading, bytes: &[u8]) {
    if !holds(bytes, b"instr") {
        return;
    }
    let text = xml::text(bytes);
    let mut instruction = String::new();
    for tag in xml::tags(&text) {
        match tag.name {
            "fldSimple" => {
                hyperlinks::in_field(reading, &tag.attribute("instr").unwrap_or_default())
            }
            "instrText" if instruction.len() < 4_096 => {
                instruction.push_str(&xml::decoded(tag.text));
            }
            "fldChar" => {
                hyperlinks::in_field(reading, &instruction);
                instruction.clear();
            }
            _ => {}
        }
    }
    hyperlinks::in_field(reading, &instruction);
}

fn external_link(reading: &mut Reading, bytes: &[u8]) {
    for tag in xml::tags(&xml::text(bytes)).filter(|tag| tag.name == "ddeLink") {
        let service = tag.attribute("ddeService").unwrap_or_default();
        if is_program(&service) {
            reading.does(Feature::Dde);
            reading.runs(&format!(
                "{service} {}",
                tag.attribute("ddeTopic").unwrap_or_default()
            ));
        }
    }
}

/// Names that a workbook of Excel 4 macros has for what runs by itself.
fn workbook(reading: &mut Reading, bytes: &[u8]) {
    let text = xml::text(bytes);
    let is_named = xml::tags(&text)
        .filter(|tag| tag.name == "definedName")
        .any(|tag| {
            let name = tag
                .attribute("name")
                .unwrap_or_default()
                .to_ascii_lowercase();
            [
                "_xlnm.auto_open",
                "_xlnm.auto_close",
                "auto_open",
                "auto_close",
            ]
            .iter()
            .any(|known| name.starts_with(known))
        });
    let is_binary = ["Auto_Open", "auto_open"]
        .iter()
        .any(|name| holds(bytes, &super::bytes::wide(name)));
    if is_named || is_binary {
        reading.does(Feature::AutoMacro);
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{compound_file, docx, macro_project, names, ole10_native};
    use super::super::{read, read_with_pictures};
    use banner_core::readings::{Feature, PartContents};

    #[track_caller]
    fn document(parts: &[(&str, &[u8])]) -> PartContents {
        read(&docx(parts), "a.docx").unwrap()
    }

    fn relationship(kind: &str, target: &str) -> String {
        format!(
            "<Relationships><Relationship Id='r1' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}' Target='{target}' TargetMode='External'/></Relationships>"
        )
    }

    #[test]
    fn what_is_loaded_from_outside_is_told_apart() {
        for (kind, feature) in [
            ("attachedTemplate", Some(Feature::RemoteTemplate)),
            ("oleObject", Some(Feature::RemoteObject)),
            ("image", Some(Feature::ExternalContent)),
            ("hyperlink", None),
        ] {
            let rels = relationship(kind, "https://evil.example/x?a=1&amp;b=2");
            let contents = document(&[("word/_rels/settings.xml.rels", rels.as_bytes())]);
            assert_eq!(
                contents.features,
                feature.into_iter().collect::<Vec<_>>(),
                "{kind}"
            );
            assert_eq!(contents.links, ["https://evil.example/x?a=1&b=2"]);
        }
    }

    #[test]
    fn a_template_on_the_own_disk_is_usual() {
        let rels = relationship("attachedTemplate", "file:///C:/Templates/Letter.dotx");
        assert_eq!(
            document(&[("word/_rels/settings.xml.rels", rels.as_bytes())]),
            PartContents {
                kind: Some(banner_core::readings::Kind::Document),
                ..PartContents::default()
            }
        );
    }

    #[test]
    fn what_a_document_says_and_shows_is_kept() {
        let text = "<w:document><w:p><w:r><w:t>工资</w:t></w:r><w:r><w:t xml:space='preserve'>补贴 &amp; more</w:t></w:r></w:p><w:p><w:r><w:t>请扫码</w:t></w:r></w:p></w:document>";
        let parts: [(&str, &[u8]); 3] = [
            ("word/document.xml", text.as_bytes()),
            ("word/media/image1.png", b"\x89PNG"),
            ("word/media/image2.emf", b"x"),
        ];
        let (contents, pictures) = read_with_pictures(&docx(&parts), "a.docx").unwrap();
        assert_eq!(contents.text, "\n工资补贴 & more\n请扫码");
        assert_eq!(pictures, [b"\x89PNG"]);
        let slide = document(&[("ppt/slides/slide1.xml", b"<a:p><a:t>Open</a:t></a:p>")]);
        assert_eq!(slide.text, "\nOpen");
        let sheet = document(&[(
            "xl/sharedStrings.xml",
            b"<si><t>One</t></si><si><t>Two</t></si>",
        )]);
        assert_eq!(sheet.text, "\nOne\nTwo");
    }

    #[test]
    fn text_and_pictures_are_bounded() {
        let text = format!("<w:t>{}</w:t>", "a".repeat(100_000));
        let media: Vec<String> = (0..30).map(|n| format!("word/media/{n}.png")).collect();
        let mut parts: Vec<(&str, &[u8])> = vec![("word/document.xml", text.as_bytes())];
        parts.extend(media.iter().map(|name| (name.as_str(), &b"x"[..])));
        let (contents, pictures) = read_with_pictures(&docx(&parts), "a.docx").unwrap();
        assert_eq!((contents.text.len(), pictures.len()), (8 * 1024, 20));
    }

    #[test]
    fn fields_spread_over_runs_are_put_together() {
        let text = b"<w:fldChar/><w:instrText>DDE</w:instrText><w:r/><w:instrText xml:space='preserve'>AUTO c:\\\\windows\\\\system32\\\\cmd.exe \"/k calc\"</w:instrText><w:fldChar/>";
        assert_eq!(
            document(&[("word/document.xml", text)]).features,
            [Feature::Dde]
        );
    }

    #[test]
    fn macros_are_read_from_their_project() {
        let project = macro_project("Sub AutoOpen()\r\nx = 1\r\nEnd Sub\r\n");
        let contents = document(&[("word/vbaProject.bin", &project)]);
        assert_eq!(contents.features, [Feature::Macro, Feature::AutoMacro]);
    }

    #[test]
    fn sheets_of_old_macros_and_links_to_programs_are_found() {
        let names = b"<definedNames><definedName name='_xlnm.Auto_Open'>Macro1!$A$1</definedName></definedNames>";
        let dde = b"<ddeLink ddeService='cmd' ddeTopic='/c calc'/>";
        let contents = document(&[
            ("xl/macrosheets/sheet1.xml", b"<x/>"),
            ("xl/workbook.xml", names),
            ("xl/externalLinks/externalLink1.xml", dde),
        ]);
        assert_eq!(
            contents.features,
            [Feature::Macro, Feature::AutoMacro, Feature::Dde]
        );
        assert_eq!(contents.command.as_deref(), Some("cmd /c calc"));
    }

    #[test]
    fn embedded_files_are_told_from_embedded_documents() {
        let object = compound_file(&[(
            "\u{1}Ole10Native",
            &ole10_native("a.pdf", "C:\\a.vbs", b"x=1"),
        )]);
        let contents = document(&[("word/embeddings/oleObject1.bin", &object)]);
        assert_eq!(contents.features, [Feature::EmbeddedFile]);
        assert_eq!(names(&contents), ["a.vbs"]);
        let chart = docx(&[("xl/workbook.xml", b"<x/>")]);
        let contents = document(&[("word/embeddings/Microsoft_Excel_Sheet.xlsx", &chart)]);
        assert_eq!(contents.features, []);
    }
}
