//! RAR 4 and 5: the headers of the files; only those that are stored are looked into.

use banner_core::readings::Unread;

use super::bytes::{place_at, slice, text, u16_at, u32_at};
use super::reading::{Place, Reading};
use super::unpack::Unpacked;
use super::{Inside, enter};

/// Lists the files of an archive of either version.
pub(super) fn read(reading: &mut Reading, bytes: &[u8], place: &Place) {
    let whole = if bytes.starts_with(b"Rar!\x1a\x07\x01\x00") {
        version_5(reading, bytes, place)
    } else {
        version_4(reading, bytes, place)
    };
    if whole.is_none() {
        reading.stop(Unread::Damaged);
    }
}

/// None where a header is damaged.
fn version_4(reading: &mut Reading, bytes: &[u8], place: &Place) -> Option<()> {
    let mut at = 7;
    while at < bytes.len() {
        let header = bytes.get(at..)?;
        let (kind, flags, length) = (
            *header.get(2)?,
            u16_at(header, 3)?,
            usize::from(u16_at(header, 5)?),
        );
        let data = match flags & 0x8000 != 0 || kind == 0x74 {
            true => place_at(header, 7)?,
            false => 0,
        };
        match kind {
            // The rest, names included, is encrypted.
            0x73 if flags & 0x80 != 0 => {
                reading.contents.encrypted = true;
                return Some(());
            }
            // Folders have a window size of 7.
            0x74 if flags & 0xe0 != 0xe0 => {
                let high = if flags & 0x100 != 0 { 8 } else { 0 };
                let name = slice(header, 32 + high, usize::from(u16_at(header, 26)?));
                let size = u32_at(header, 11)?;
                let is_stored = *header.get(25)? == 0x30;
                file(
                    reading,
                    place,
                    &text(name),
                    u64::from(size),
                    flags & 4 != 0,
                    slice(header, length, data),
                    is_stored,
                )?;
            }
            0x7b => return Some(()),
            _ => {}
        }
        at = at.checked_add(length.max(7))?.checked_add(data)?;
    }
    Some(())
}

/// None where a header is damaged.
fn version_5(reading: &mut Reading, bytes: &[u8], place: &Place) -> Option<()> {
    let mut at = 8;
    while at < bytes.len() {
        let mut fields = Fields {
            bytes: bytes.get(at.checked_add(4)?..)?,
        };
        let before = fields.bytes.len();
        let length = fields.number()?;
        let start = at + 4 + before - fields.bytes.len();
        let end = start.checked_add(usize::try_from(length).ok()?)?;
        fields.bytes = bytes.get(start..end)?;
        let (kind, flags) = (fields.number()?, fields.number()?);
        let extra = if flags & 1 != 0 { fields.number()? } else { 0 };
        let data = if flags & 2 != 0 { fields.number()? } else { 0 };
        let data = usize::try_from(data).ok()?;
        match kind {
            4 => {
                reading.contents.encrypted = true;
                return Some(());
            }
            2 => {
                let header_end = fields
                    .bytes
                    .len()
                    .checked_sub(usize::try_from(extra).ok()?)?;
                let records = fields.bytes.get(header_end..)?;
                let (what, size) = (fields.number()?, fields.number()?);
                fields.number()?;
                let times = if what & 2 != 0 { 4 } else { 0 } + if what & 4 != 0 { 4 } else { 0 };
                fields.bytes = fields.bytes.get(times..)?;
                let (method, _host) = (fields.number()?, fields.number()?);
                let name_length = usize::try_from(fields.number()?).ok()?;
                let name = text(slice(fields.bytes, 0, name_length));
                if what & 1 == 0 {
                    let is_stored = method >> 7 & 7 == 0;
                    let contents = slice(bytes, end, data);
                    file(
                        reading,
                        place,
                        &name,
                        size,
                        is_encrypted(records),
                        contents,
                        is_stored,
                    )?;
                }
            }
            5 => return Some(()),
            _ => {}
        }
        at = end.checked_add(data)?;
    }
    Some(())
}

fn file(
    reading: &mut Reading,
    place: &Place,
    name: &str,
    size: u64,
    encrypted: bool,
    data: &[u8],
    is_stored: bool,
) -> Option<usize> {
    if Reading::is_bomb(size, data.len()) {
        reading.stop(Unread::Bomb);
    }
    let inside = Inside {
        name,
        size,
        packed: data.len(),
        encrypted,
    };
    enter(reading, place, &inside, &|limit| {
        is_stored.then(|| Unpacked {
            bytes: slice(data, 0, limit).to_vec(),
            cut: data.len() > limit,
        })
    })
}

/// Whether the extra records of a file hold one of encryption.
fn is_encrypted(records: &[u8]) -> bool {
    let mut fields = Fields { bytes: records };
    while let Some(length) = fields.number() {
        let record = slice(
            fields.bytes,
            0,
            usize::try_from(length).unwrap_or(usize::MAX),
        );
        if (Fields { bytes: record }).number() == Some(1) {
            return true;
        }
        if record.is_empty() {
            return false;
        }
        fields.bytes = fields.bytes.get(record.len()..).unwrap_or_default();
    }
    false
}

/// Numbers of seven bits a byte, the lowest first.
struct Fields<'a> {
    bytes: &'a [u8],
}

impl Fields<'_> {
    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..63).step_by(7) {
            let (byte, rest) = self.bytes.split_first()?;
            self.bytes = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{names, rar4, rar5};
    use super::super::read;
    use banner_core::readings::{Kind, Unread};

    #[test]
    fn files_of_both_versions_are_listed() {
        for archive in [
            rar4(&["a.exe", "b.txt"], false),
            rar5(&["a.exe", "b.txt"], false),
        ] {
            let contents = read(&archive, "a.rar").unwrap();
            assert_eq!(names(&contents), ["a.exe", "b.txt"]);
            assert!(!contents.encrypted);
            assert_eq!(contents.unread, None);
            assert_eq!(contents.entries[0].kind, Some(Kind::Program));
        }
    }

    #[test]
    fn encrypted_files_and_names_are_noticed() {
        for archive in [rar4(&["a.exe"], true), rar5(&["a.exe"], true)] {
            let contents = read(&archive, "a.rar").unwrap();
            assert!(contents.encrypted && contents.entries[0].encrypted);
        }
        let hidden_4 = b"Rar!\x1a\x07\x00\0\0\x73\x80\x00\x0d\x00\0\0\0\0\0\0garbage".as_slice();
        let hidden_5 = b"Rar!\x1a\x07\x01\x00\0\0\0\0\x03\x04\x00\x00garbage".as_slice();
        for archive in [hidden_4, hidden_5] {
            let contents = read(archive, "a.rar").unwrap();
            assert!(contents.encrypted && contents.entries.is_empty());
        }
    }

    #[test]
    fn a_cut_archive_gives_what_is_there() {
        let archive = rar5(&["a.exe", "b.txt"], false);
        let contents = read(&archive[..archive.len() - 20], "a.rar").unwrap();
        assert_eq!(names(&contents), ["a.exe"]);
        assert_eq!(contents.unread, Some(Unread::Damaged));
    }
}
