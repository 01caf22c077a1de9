//! Disk images: ISO 9660 and UDF discs, and the FAT and NTFS volumes of raw and virtual disks.

use super::bytes::{slice, text, u16_at, u32_at, utf16};
use super::reading::{Place, Reading};
use super::{fat, iso9660};

const SECTOR: usize = 512;

/// Whether a file without a mark of its own is a volume or a partitioned disk. Both end their first sector alike.
pub(super) fn is_raw(bytes: &[u8], name: &str) -> bool {
    let is_named = [".img", ".ima", ".vfd", ".raw", ".dd", ".vhd"]
        .iter()
        .any(|ending| name.to_ascii_lowercase().ends_with(ending));
    let is_bootable = bytes.get(510..512) == Some(b"\x55\xaa");
    is_bootable && (is_named || fat::is_volume(bytes)) || bytes.ends_with_footer()
}

trait Footer {
    fn ends_with_footer(&self) -> bool;
}

impl Footer for [u8] {
    /// A virtual disk of fixed size is a raw disk before a sector that says so.
    fn ends_with_footer(&self) -> bool {
        let at = self.len().saturating_sub(SECTOR);
        self.len() > SECTOR
            && self
                .get(at..)
                .is_some_and(|end| end.starts_with(b"conectix"))
    }
}

/// Lists the files, in whatever file systems the image holds.
pub(super) fn read(reading: &mut Reading, bytes: &[u8], place: &Place) {
    if iso9660::read(reading, bytes, place) {
        return;
    }
    for start in volumes(bytes) {
        if let Some(volume) = bytes.get(start..) {
            fat::read(reading, volume, place);
        }
    }
    if reading.contents.entries.is_empty() {
        // Blocks of a growing virtual disk lie anywhere, but each on a sector: names are found without following its maps.
        scan(reading, bytes, place);
    }
}

/// Where volumes begin: at the beginning, and where the partition table of a disk says.
fn volumes(bytes: &[u8]) -> Vec<usize> {
    let mut starts = vec![0];
    for number in 0..4 {
        let Some(sector) = u32_at(bytes, 446 + 16 * number + 8) else {
            break;
        };
        if sector > 0 {
            starts.push(
                usize::try_from(sector)
                    .unwrap_or(usize::MAX)
                    .saturating_mul(SECTOR),
            );
        }
    }
    starts
}

/// Finds the records of files wherever they lie: those of NTFS on sectors, those of UDF on blocks of 4 bytes.
fn scan(reading: &mut Reading, bytes: &[u8], place: &Place) {
    let sectors = (0..bytes.len())
        .step_by(SECTOR)
        .map(|at| slice(bytes, at, SECTOR * 2));
    let records = sectors.filter(|sector| sector.starts_with(b"FILE"));
    let on_ntfs = records
        .filter_map(ntfs_name)
        .filter(|name| !name.starts_with('$'));
    let marks = memchr::memmem::find_iter(bytes, b"\x01\x01");
    let on_udf = marks.filter_map(|at| udf_name(bytes, at));
    for name in on_ntfs.chain(on_udf) {
        if reading.enter(place.of(&name), 0, false).is_none() {
            return;
        }
    }
}

/// The name in the record of a file in use that is no folder; the long one where there are two.
fn ntfs_name(record: &[u8]) -> Option<String> {
    if u16_at(record, 0x16)? & 3 != 1 {
        return None;
    }
    let mut at = usize::from(u16_at(record, 0x14)?);
    let mut found = None;
    while let Some(kind) = u32_at(record, at).filter(|kind| *kind <= 0x30) {
        let Some(length) = super::bytes::place_at(record, at + 4).filter(|length| *length >= 24)
        else {
            break;
        };
        if kind == 0x30 {
            let value = at + usize::from(u16_at(record, at + 0x14)?);
            let characters = usize::from(*record.get(value + 0x40)?);
            let is_short = *record.get(value + 0x41)? == 2;
            if !is_short || found.is_none() {
                found = Some(utf16(slice(record, value + 0x42, characters * 2)));
            }
        }
        at = at.checked_add(length)?;
    }
    found
}

/// The name in a file identifier descriptor (ECMA-167, 4/14.4), whose tag has a checksum.
fn udf_name(bytes: &[u8], at: usize) -> Option<String> {
    let tag = bytes.get(at..at.checked_add(38)?)?;
    let sum = tag
        .iter()
        .take(16)
        .enumerate()
        .filter(|(place, _)| *place != 4);
    let sum = sum.fold(0u8, |sum, (_, byte)| sum.wrapping_add(*byte));
    let is_descriptor =
        at.is_multiple_of(4) && matches!(tag.get(2), Some(2 | 3)) && tag.get(4) == Some(&sum);
    // Folders, deleted files and the parent have flags of their own.
    if !is_descriptor || *tag.get(18)? & 0x0e != 0 {
        return None;
    }
    let name = slice(
        bytes,
        at + 38 + usize::from(u16_at(tag, 36)?),
        usize::from(*tag.get(19)?),
    );
    let (compression, name) = name.split_first()?;
    match compression {
        8 => Some(text(name)),
        16 => {
            let units = name
                .as_chunks::<2>()
                .0
                .iter()
                .map(|unit| u16::from_be_bytes(*unit));
            Some(
                char::decode_utf16(units)
                    .map(|c| c.unwrap_or('\u{fffd}'))
                    .collect(),
            )
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{names, ntfs_disk, udf_disc};
    use super::super::read;

    #[test]
    fn files_of_a_virtual_disk_are_found_without_its_maps() {
        let contents = read(&ntfs_disk(&["Invoice.lnk", "data.dll"]), "a.vhdx").unwrap();
        assert_eq!(names(&contents), ["Invoice.lnk", "data.dll"]);
    }

    #[test]
    fn files_of_a_udf_disc_are_found() {
        let contents = read(&udf_disc(&["Invoice.exe", "发票.lnk"]), "a.img").unwrap();
        assert_eq!(names(&contents), ["Invoice.exe", "发票.lnk"]);
    }

    #[test]
    fn a_virtual_disk_of_fixed_size_is_known_under_any_name() {
        let mut disk = vec![0; 4_096];
        disk.extend(b"conectix");
        disk.resize(4_096 + 512, 0);
        let contents = read(&disk, "invoice.pdf").unwrap();
        assert_eq!(contents.kind, Some(banner_core::readings::Kind::DiskImage));
    }
}
