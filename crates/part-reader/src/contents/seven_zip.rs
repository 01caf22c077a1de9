//! 7z (7zFormat.txt of the LZMA SDK): the names, and the contents that are packed with LZMA, LZMA2, DEFLATE or not at all.

use banner_core::readings::Unread;

use super::bytes::{slice, u64_at};
use super::reading::{Place, Reading};
use super::seven_zip_header::{Fields, Streams, files, skip_properties};
use super::unpack::Unpacked;
use super::{Inside, enter};

/// A header may unpack to this at most: a thousand names of normal length are a tenth of it.
const MOST_HEADER: usize = 2 * 1024 * 1024;

/// Lists the files and looks at them.
pub(super) fn read(reading: &mut Reading, bytes: &[u8], place: &Place) {
    if archive(reading, bytes, place).is_none() {
        reading.stop(Unread::Damaged);
    }
}

fn archive(reading: &mut Reading, bytes: &[u8], place: &Place) -> Option<()> {
    let packed = bytes.get(32..)?;
    let start = usize::try_from(u64_at(bytes, 12)?).ok()?;
    let length = usize::try_from(u64_at(bytes, 20)?).ok()?;
    if length == 0 {
        return Some(());
    }
    let mut header = packed.get(start..start.checked_add(length)?)?.to_vec();
    let mut fields = Fields(&header);
    if fields.byte()? == 0x17 {
        let streams = Streams::read(&mut fields)?;
        let folder = streams.folders.first()?;
        if folder.is_encrypted() {
            reading.contents.encrypted = true;
            return Some(());
        }
        header = folder.unpack(packed, MOST_HEADER)?.bytes;
        fields = Fields(&header);
        fields.byte()?;
    }
    let (mut streams, mut names, mut empty) = (Streams::default(), Vec::new(), Vec::new());
    loop {
        match fields.byte()? {
            0x00 => break,
            0x02 => skip_properties(&mut fields)?,
            0x04 => streams = Streams::read(&mut fields)?,
            0x05 => (names, empty) = files(&mut fields)?,
            _ => return None,
        }
    }
    list(reading, place, packed, &streams, &names, &empty)
}

/// Notes the files; those with contents follow each other in the folders, a folder being what is packed together.
fn list(
    reading: &mut Reading,
    place: &Place,
    packed: &[u8],
    streams: &Streams,
    names: &[String],
    empty: &[bool],
) -> Option<()> {
    let stated = streams
        .folders
        .iter()
        .fold(0u64, |sum, folder| sum.saturating_add(folder.size));
    if Reading::is_bomb(stated, packed.len()) {
        reading.stop(Unread::Bomb);
    }
    let mut full = streams
        .folders
        .iter()
        .enumerate()
        .flat_map(|(place, folder)| {
            let mut before = 0u64;
            folder.sizes.iter().map(move |size| {
                let start = before;
                before = before.saturating_add(*size);
                (place, folder, start, *size)
            })
        });
    // A folder is unpacked once, for the first of its files that is looked into.
    let mut unpacked: Option<(usize, Vec<u8>)> = None;
    for (number, name) in names.iter().enumerate() {
        let is_empty = empty.get(number).copied().unwrap_or(false);
        let Some((which, folder, start, size)) = (if is_empty { None } else { full.next() }) else {
            // Folders and files without contents.
            if !is_empty {
                reading.enter(place.of(name), 0, false);
            }
            continue;
        };
        let encrypted = folder.is_encrypted();
        let is_open = unpacked.as_ref().is_some_and(|(known, _)| *known == which);
        if !is_open && !encrypted && reading.left() > 0 {
            let bytes = folder
                .unpack(packed, reading.left())
                .map(|unpacked| unpacked.bytes);
            let bytes = bytes.unwrap_or_default();
            reading.spend(bytes.len());
            unpacked = Some((which, bytes));
        }
        let contents = unpacked
            .as_ref()
            .filter(|(known, _)| *known == which)
            .and_then(|(_, bytes)| bytes.get(usize::try_from(start).ok()?..))
            .map(|rest| slice(rest, 0, usize::try_from(size).unwrap_or(usize::MAX)));
        let file = Inside {
            name,
            size,
            packed: packed.len(),
            encrypted,
        };
        enter(reading, place, &file, &|limit| {
            let contents = contents?;
            Some(Unpacked {
                bytes: slice(contents, 0, limit).to_vec(),
                cut: contents.len() > limit,
            })
        })?;
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{names, seven_zip, seven_zip_encrypted, seven_zip_packed};
    use super::super::read;
    use banner_core::readings::Kind;

    #[test]
    fn files_are_listed_and_looked_at() {
        let archive = seven_zip(&[("docs/a.pdf", b"MZ\x90\0\x03"), ("b.txt", b"hello")]);
        let contents = read(&archive, "a.7z").unwrap();
        assert_eq!(names(&contents), ["docs/a.pdf", "b.txt"]);
        assert_eq!(contents.entries[0].kind, Some(Kind::Program));
        assert_eq!((contents.entries[1].size, contents.unread), (5, None));
    }

    #[test]
    fn a_packed_header_is_unpacked() {
        let contents = read(
            &seven_zip_packed(&[("invoice.js", b"var a"), ("readme.txt", b"hello")]),
            "a.7z",
        )
        .unwrap();
        assert_eq!(names(&contents), ["invoice.js", "readme.txt"]);
        assert_eq!(contents.unread, None);
    }

    #[test]
    fn encrypted_names_are_noticed() {
        let contents = read(&seven_zip_encrypted(), "a.7z").unwrap();
        assert!(contents.encrypted && contents.entries.is_empty());
    }
}
