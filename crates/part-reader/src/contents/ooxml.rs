//! Office Open XML (ECMA-376): what a document loads, starts and carries.

use banner_core::readings::Feature;

use super::bytes::holds;
use super::compound_file::CompoundFile;
use super::excel::is_program;
use super::reading::{Place, Reading};
use super::zip::File;
use super::{hyperlinks, messages, objects, pages, vba, xml};

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
            } else if is_drawing(&name) {
                let drawing = contents(reading, part);
                pages::drawing(reading, &drawing);
            }
            continue;
        }
        if becomes_text(&name) {
            let page = contents(reading, part);
            match name.ends_with(".mht") || name.ends_with(".mhtml") {
                true => messages::hand_on(reading, messages::MESSAGE, &page),
                false => pages::inside(reading, &page),
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

/// Whether a part of that name, in small letters, is a page that becomes part of the text when the document is opened (altChunk).
pub(super) fn becomes_text(name: &str) -> bool {
    let endings = [".html", ".htm", ".xhtml", ".mht", ".mhtml"];
    name.starts_with("word/")
        && !name.contains("/media/")
        && endings.iter().any(|ending| name.ends_with(ending))
}

/// Whether a part of that name, in small letters, is a drawing that the document shows.
pub(super) fn is_drawing(name: &str) -> bool {
    let folders = ["word/", "xl/", "ppt/", "visio/"];
    name.contains("/media/")
        && name.ends_with(".svg")
        && folders.iter().any(|folder| name.starts_with(folder))
}

fn macros(reading: &mut Reading, bytes: &[u8]) {
    match CompoundFile::read(bytes) {
        Some(project) => vba::read(reading, &project),
        None => reading.does(Feature::Macro),
    }
}

/// A part, unpacked; empty when nothing may be unpacked any more.
pub(super) fn contents(reading: &mut Reading, part: &File<'_>) -> Vec<u8> {
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
        let is_remote = hyperlinks::is_elsewhere(&target);
        if is_remote {
            reading.leads_to(&target);
        }
        match kind.as_str() {
            "attachedtemplate" if is_remote => reading.does(Feature::RemoteTemplate),
            "oleobject" | "frame" | "subdocument" | "afchunk" if is_remote => {
                reading.does(Feature::RemoteObject)
            }
            "hyperlink" | "attachedtemplate" => {}
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
    // A shape of a slide that starts a program when it is pressed.
    if holds(bytes, b"ppaction://program") {
        reading.does(Feature::Launch);
    }
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
#[path = "ooxml_tests.rs"]
mod tests;
