//! Compound files by what they are: Word, Excel and PowerPoint before 2007, encrypted documents, installers, messages of Outlook.

use banner_core::readings::{Feature, Kind, Unread};

use super::bytes::{find, place_at, slice, u16_at, utf16, wide};
use super::compound_file::CompoundFile;
use super::reading::{Place, Reading};
use super::{excel, hyperlinks, messages, objects, vba, word_text};

/// The class of a Windows installer: {000C1084-0000-0000-C000-000000000046}; a patch and a transform follow it.
const INSTALLER: &[u8] = b"\x84\x10\x0c\0\0\0\0\0\xc0\0\0\0\0\0\0\x46";
const PATCH: &[u8] = b"\x86\x10\x0c\0\0\0\0\0\xc0\0\0\0\0\0\0\x46";
/// How many fields of a document are looked at.
const MOST_FIELDS: usize = 500;

/// Reads a compound file.
pub(super) fn read(reading: &mut Reading, bytes: &[u8], place: &Place, entry: Option<usize>) {
    let Some(file) = CompoundFile::read(bytes) else {
        reading.stop(Unread::Damaged);
        return;
    };
    if matches!(file.class(), INSTALLER | PATCH) {
        reading.is(entry, Kind::Program);
        return;
    }
    if file.has("EncryptedPackage") || file.has("EncryptedSummary") {
        reading.contents.encrypted = true;
        return;
    }
    // A document can be made to look like one, and is none the less a document to its program.
    if messages::outlook(reading, &file, place) {
        reading.is(entry, Kind::Archive);
    }
    vba::read(reading, &file);
    objects::read(reading, &file, place);
    if file.is_bomb() {
        reading.stop(Unread::Bomb);
    }
    for name in ["Workbook", "Book"] {
        if let Some(stream) = file.stream(name) {
            excel::read(reading, &stream);
            hyperlinks::in_bytes(reading, &stream);
        }
    }
    if let Some(stream) = file.stream("WordDocument") {
        // FibBase.fEncrypted ([MS-DOC], section 2.5.2).
        if u16_at(&stream, 10).is_some_and(|flags| flags & 0x100 != 0) {
            reading.contents.encrypted = true;
            return;
        }
        fields(reading, &stream);
        word_text::document(reading, &file, &stream);
        if let Some(data) = file.stream("Data") {
            hyperlinks::in_bytes(reading, &data);
            word_text::pictures(reading, &data);
        }
        remote_template(reading, &file, &stream);
    }
    if let Some(stream) = file.stream("PowerPoint Document") {
        hyperlinks::in_bytes(reading, &stream);
        word_text::slides(reading, &stream);
        if let Some(pictures) = file.stream("Pictures") {
            word_text::pictures(reading, &pictures);
        }
    }
}

/// The fields of a document stand in its text, begun by a character of their own.
fn fields(reading: &mut Reading, stream: &[u8]) {
    for (number, start) in memchr::memchr_iter(0x13, stream).enumerate() {
        if number >= MOST_FIELDS * 20 {
            return;
        }
        let rest = slice(stream, start + 1, 1_024);
        let field = match rest.first() {
            Some(0) => utf16(rest.get(1..).unwrap_or_default()),
            _ => rest
                .iter()
                .take_while(|byte| (32..127).contains(*byte))
                .map(|byte| char::from(*byte))
                .collect(),
        };
        hyperlinks::in_field(
            reading,
            field.split(['\u{14}', '\u{15}']).next().unwrap_or_default(),
        );
    }
}

/// The path of the template stands among the strings of the table stream (SttbfAssoc, [MS-DOC] 2.9.278).
fn remote_template(reading: &mut Reading, file: &CompoundFile<'_>, document: &[u8]) {
    let table = match u16_at(document, 10).is_some_and(|flags| flags & 0x200 != 0) {
        true => "1Table",
        false => "0Table",
    };
    // FibRgFcLcb97.fcSttbfAssoc.
    let (Some(start), Some(length)) = (place_at(document, 0x19a), place_at(document, 0x19e)) else {
        return;
    };
    let Some(table) = file.stream(table) else {
        return;
    };
    let strings = slice(&table, start, length.min(64 * 1024));
    let starts = ["http", "file:", r"\\"].map(|start| find(strings, &wide(start), 0));
    if let Some(at) = starts.into_iter().flatten().min() {
        // Before each string stands its length.
        let length = u16_at(strings, at.saturating_sub(2)).map_or(0, usize::from);
        let path: String = utf16(strings.get(at..).unwrap_or_default())
            .chars()
            .take(if length == 0 { usize::MAX } else { length })
            .take_while(|c| (' '..='~').contains(c))
            .collect();
        if hyperlinks::is_elsewhere(&path) {
            reading.does(Feature::RemoteTemplate);
            reading.leads_to(&path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{compound_file, compound_file_of_class, wide_bytes};
    use super::super::read;
    use super::INSTALLER;
    use banner_core::readings::{Feature, Kind, PartContents};

    #[test]
    fn an_installer_is_a_program_under_any_name() {
        let installer = compound_file_of_class(INSTALLER, &[("a", b"b")]);
        assert_eq!(
            read(&installer, "invoice.doc").unwrap().kind,
            Some(Kind::Program)
        );
    }

    #[test]
    fn encrypted_documents_are_noticed() {
        for (name, contents) in [
            ("EncryptedPackage", vec![0; 64]),
            ("WordDocument", {
                let mut stream = vec![0; 5_000];
                stream[11] = 1;
                stream
            }),
        ] {
            assert!(
                read(&compound_file(&[(name, &contents)]), "a.doc")
                    .unwrap()
                    .encrypted,
                "{name}"
            );
        }
    }

    #[test]
    fn fields_that_start_programs_and_links_are_read() {
        let mut stream = vec![0; 5_000];
        let field = b"\x13 DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe \"/k calc\" \x14";
        stream[600..600 + field.len()].copy_from_slice(field);
        let link = wide_bytes("\u{13} HYPERLINK \"https://evil.example/a\" \u{14}");
        stream[800..800 + link.len()].copy_from_slice(&link);
        let contents = read(&compound_file(&[("WordDocument", &stream)]), "a.doc").unwrap();
        assert_eq!(contents.features, [Feature::Dde]);
        assert_eq!(contents.links, ["https://evil.example/a"]);
    }

    fn with_template(path: &str) -> PartContents {
        let mut stream = vec![0; 5_000];
        stream[0x19a..0x19e].copy_from_slice(&16u32.to_le_bytes());
        stream[0x19e..0x1a2].copy_from_slice(&200u32.to_le_bytes());
        let length = u16::try_from(path.len()).unwrap();
        let table = [
            vec![0; 30],
            length.to_le_bytes().to_vec(),
            wide_bytes(path),
            wide_bytes("\u{5}Title"),
            vec![0; 5_000],
        ]
        .concat();
        let document = compound_file(&[("WordDocument", &stream), ("0Table", &table)]);
        read(&document, "a.doc").unwrap()
    }

    #[test]
    fn a_template_on_the_network_is_noticed() {
        for path in [
            "https://evil.example/t.dot",
            r"\\evil.example\t.dot",
            "file:////evil.example/t.dot",
        ] {
            let contents = with_template(path);
            assert_eq!(contents.features, [Feature::RemoteTemplate], "{path}");
            assert_eq!(contents.links.len(), 1, "{path}");
        }
    }

    #[test]
    fn a_template_of_the_own_office_is_usual() {
        for path in [r"C:\Templates\a.dot", r"\\server7\Templates\a.dot"] {
            assert_eq!(with_template(path).features, [], "{path}");
        }
    }
}
