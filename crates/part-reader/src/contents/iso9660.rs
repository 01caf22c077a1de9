//! ISO 9660 (ECMA-119) discs, with the long names of Joliet.

use super::bytes::{place_at, slice, text};
use super::enter_plain;
use super::reading::{Place, Reading};

const SECTOR: usize = 2_048;
/// How many folders are opened.
const MOST_FOLDERS: usize = 200;

/// Lists the files and looks at them; whether there is such a disc.
pub(super) fn read(reading: &mut Reading, bytes: &[u8], place: &Place) -> bool {
    let Some((root, is_joliet)) = root(bytes) else {
        return false;
    };
    let mut folders = vec![(root.0, root.1, Place { ..place.clone() })];
    let mut opened = 0;
    while let Some((start, length, place)) = folders.pop() {
        opened += 1;
        let mut at = 0;
        let records = slice(bytes, start, length);
        while let Some(size) = records.get(at).map(|size| usize::from(*size)) {
            if size == 0 {
                // Records do not cross sectors.
                at = (at / SECTOR + 1) * SECTOR;
                continue;
            }
            let record = slice(records, at, size);
            at += size;
            let Some((name, flags)) = name(record, is_joliet).zip(record.get(25)) else {
                continue;
            };
            let (Some(block), Some(length)) = (place_at(record, 2), place_at(record, 10)) else {
                continue;
            };
            let start = block.saturating_mul(SECTOR);
            if flags & 2 != 0 {
                if opened + folders.len() < MOST_FOLDERS {
                    let path = place.of(&name);
                    folders.push((
                        start,
                        length,
                        Place {
                            path,
                            ..place.clone()
                        },
                    ));
                }
            } else if enter_plain(
                reading,
                &place,
                &name,
                length as u64,
                slice(bytes, start, length),
            )
            .is_none()
            {
                return true;
            }
        }
    }
    true
}

/// Where the root folder lies, in the tree with long names if there is one.
fn root(bytes: &[u8]) -> Option<((usize, usize), bool)> {
    let mut found = None;
    for sector in 16..48 {
        let descriptor = bytes.get(sector * SECTOR..)?;
        if descriptor.get(1..6) != Some(b"CD001") {
            // On a disc that is UDF too, other descriptors stand between.
            if found.is_some()
                || descriptor
                    .get(1..4)
                    .is_none_or(|mark| mark != b"BEA" && mark != b"NSR")
            {
                break;
            }
            continue;
        }
        let escape = slice(descriptor, 88, 2);
        let is_joliet = escape == b"%/" && descriptor.first() == Some(&2);
        let place = place_at(descriptor, 158)?.checked_mul(SECTOR)?;
        let here = ((place, place_at(descriptor, 166)?), is_joliet);
        match descriptor.first() {
            Some(1) => found = Some(here),
            Some(2) if is_joliet => return Some(here),
            Some(255) => break,
            _ => {}
        }
    }
    found
}

/// The name without its version; none for the folder itself and its parent.
fn name(record: &[u8], is_joliet: bool) -> Option<String> {
    let name = slice(record, 33, usize::from(*record.get(32)?));
    if matches!(name, [0] | [1] | []) {
        return None;
    }
    let name = match is_joliet {
        true => {
            let units = name
                .as_chunks::<2>()
                .0
                .iter()
                .map(|unit| u16::from_be_bytes(*unit));
            char::decode_utf16(units)
                .map(|c| c.unwrap_or('\u{fffd}'))
                .collect()
        }
        false => text(name),
    };
    let name = name.split_once(';').map_or(name.as_str(), |(name, _)| name);
    Some(name.trim_end_matches('.').to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{iso, names};
    use super::super::read;
    use banner_core::readings::Kind;

    #[test]
    fn files_of_both_trees_are_listed_and_looked_at() {
        for is_joliet in [false, true] {
            let contents = read(
                &iso(&[("Invoice.exe", b"MZ\x90\0\x03")], is_joliet),
                "a.iso",
            )
            .unwrap();
            assert_eq!(names(&contents), ["Invoice.exe"]);
            assert_eq!(contents.entries[0].kind, Some(Kind::Program));
        }
    }

    #[test]
    fn a_folder_that_holds_itself_ends() {
        let mut disc = iso(&[("a", b"x")], false);
        let root = 20 * 2_048;
        // The one file becomes a folder at the place of the root.
        let at = root + 68;
        disc[at + 25] = 2;
        disc[at + 2..at + 6].copy_from_slice(&20u32.to_le_bytes());
        disc[at + 10..at + 14].copy_from_slice(&2_048u32.to_le_bytes());
        assert!(read(&disc, "a.iso").is_some());
    }
}
