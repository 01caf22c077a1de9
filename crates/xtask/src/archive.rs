//! Writes a zip file that is the same for the same files: sorted, without times, users or anything else of the machine.

use std::collections::BTreeMap;
use std::io::Write as _;

use anyhow::{Context, Result};
use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};

/// Deflate, which all readers know (APPNOTE 4.4.5).
const DEFLATED: u16 = 8;
/// The version of the format that a reader must know for folders and deflate (APPNOTE 4.4.3).
const VERSION: u16 = 20;
/// Names are UTF-8 (APPNOTE, appendix D).
const UTF_8: u16 = 1 << 11;
/// 1980-01-01, the first day that the format knows.
const DAY: u16 = 1 << 5 | 1;

/// Packs `files`, by their paths with slashes.
///
/// # Errors
/// When a file or the whole is larger than the format can say (4 GB).
pub fn zip(files: &BTreeMap<String, Vec<u8>>) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    let mut directory = Vec::new();
    for (path, content) in files {
        let offset = size(out.len())?;
        let mut crc = Crc::new();
        crc.update(content);
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(content)?;
        let packed = encoder.finish()?;

        let mut shared = Vec::new();
        for number in [VERSION, UTF_8, DEFLATED, 0, DAY] {
            shared.extend(number.to_le_bytes());
        }
        for number in [crc.sum(), size(packed.len())?, size(content.len())?] {
            shared.extend(number.to_le_bytes());
        }
        let name = u16::try_from(path.len()).context("a path is too long")?;
        shared.extend(name.to_le_bytes());
        // No extra field.
        shared.extend([0; 2]);

        out.extend(b"PK\x03\x04");
        out.extend(&shared);
        out.extend(path.as_bytes());
        out.extend(packed);

        directory.extend(b"PK\x01\x02");
        directory.extend(VERSION.to_le_bytes());
        directory.extend(&shared);
        // No comment, one disk, no attributes.
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(path.as_bytes());
    }
    let start = size(out.len())?;
    let entries = u16::try_from(files.len()).context("there are too many files")?;
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(entries.to_le_bytes());
    out.extend(entries.to_le_bytes());
    out.extend(size(directory.len())?.to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0; 2]);
    Ok(out)
}

fn size(length: usize) -> Result<u32> {
    u32::try_from(length).context("a zip file holds no more than 4 GB")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test is a sentence already")]

    use super::*;

    fn sample() -> BTreeMap<String, Vec<u8>> {
        let long = "the same again and again ".repeat(100);
        let files = [("b/ü.txt", long.into_bytes()), ("a.txt", b"a".to_vec())];
        files
            .map(|(path, content)| (path.to_owned(), content))
            .into()
    }

    #[test]
    fn the_same_files_make_the_same_bytes() {
        assert_eq!(zip(&sample()).unwrap(), zip(&sample()).unwrap());
    }

    #[test]
    fn what_repeats_itself_becomes_short() {
        assert!(zip(&sample()).unwrap().len() < 400);
    }

    #[test]
    fn the_end_says_how_many_files_there_are_and_where_their_list_begins() {
        let packed = zip(&sample()).unwrap();
        let end = packed.len() - 22;
        assert_eq!(packed.get(end..end + 4).unwrap(), b"PK\x05\x06");
        assert_eq!(packed.get(end + 10..end + 12).unwrap(), [2, 0]);
        let start = packed.get(end + 16..end + 20).unwrap().try_into().unwrap();
        let start = u32::from_le_bytes(start) as usize;
        assert_eq!(packed.get(start..start + 4).unwrap(), b"PK\x01\x02");
    }
}
