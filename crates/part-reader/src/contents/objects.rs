//! Objects inside documents: files that were packed into them ([MS-OLEDS], Ole10Native) and can be started from there.

use banner_core::message::FileKind;
use banner_core::readings::Feature;

use super::bytes::{place_at, slice, text};
use super::compound_file::CompoundFile;
use super::enter_plain;
use super::reading::{Place, Reading};

/// Notes the files that are packed into the objects of a compound file.
pub(super) fn read(reading: &mut Reading, file: &CompoundFile<'_>, place: &Place) {
    for stream in file
        .entries
        .iter()
        .filter(|entry| entry.name.eq_ignore_ascii_case("\u{1}Ole10Native"))
    {
        native(reading, &file.contents(stream), place);
    }
}

/// Notes the file in the stream of a packed object: a length, flags, a label, the path where it came from, another, the file.
pub(super) fn native(reading: &mut Reading, stream: &[u8], place: &Place) {
    let mut at = 6;
    let label = zero_ended(stream, &mut at);
    let source = zero_ended(stream, &mut at);
    at += 4;
    let path_length = place_at(stream, at).unwrap_or_default();
    at = at.saturating_add(4).saturating_add(path_length);
    let size = place_at(stream, at).unwrap_or_default();
    let data = slice(stream, at.saturating_add(4), size);
    // The name of the source is what counts when it is started; the label is what the reader sees.
    let name = source
        .rsplit(['\\', '/'])
        .next()
        .filter(|name| !name.is_empty())
        .unwrap_or(&label);
    if data.is_empty() && name.is_empty() {
        return;
    }
    reading.does(Feature::EmbeddedFile);
    enter_plain(reading, place, name, size as u64, data);
}

/// Notes an object of another kind: a document, or a file as it is.
pub(super) fn plain(reading: &mut Reading, name: &str, data: &[u8], place: &Place) {
    if matches!(
        FileKind::sniff(data),
        FileKind::Executable | FileKind::Script | FileKind::Shortcut
    ) {
        reading.does(Feature::EmbeddedFile);
    }
    enter_plain(reading, place, name, data.len() as u64, data);
}

fn zero_ended(bytes: &[u8], at: &mut usize) -> String {
    let rest = slice(bytes, *at, 1_024);
    let found = text(rest);
    *at += memchr::memchr(0, rest).map_or(rest.len(), |end| end + 1);
    found
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{compound_file, names, ole10_native};
    use super::super::read;
    use banner_core::readings::{Feature, Kind};

    #[test]
    fn a_packed_file_is_named_and_told_by_its_contents() {
        let object = ole10_native("invoice.pdf", "C:\\tmp\\invoice.exe", b"MZ\x90\0\x03");
        let document =
            compound_file(&[("WordDocument", &[0; 5_000]), ("\u{1}Ole10Native", &object)]);
        let contents = read(&document, "a.doc").unwrap();
        assert_eq!(names(&contents), ["invoice.exe"]);
        assert_eq!(contents.entries[0].kind, Some(Kind::Program));
        assert_eq!(contents.features, [Feature::EmbeddedFile]);
    }
}
