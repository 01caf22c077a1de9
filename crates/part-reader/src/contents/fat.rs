//! FAT volumes (12, 16 and 32 bits), as floppy and disk images hold them.

use super::bytes::{place_at, slice, u16_at};
use super::enter_plain;
use super::reading::{Place, Reading};

const RECORD: usize = 32;
/// How many folders are opened.
const MOST_FOLDERS: usize = 100;

/// Where things lie in a volume, in bytes.
struct Volume {
    cluster: usize,
    root: usize,
    root_length: usize,
    data: usize,
}

impl Volume {
    /// Reads the boot sector; none when there is no such volume.
    fn read(bytes: &[u8]) -> Option<Volume> {
        if !matches!(bytes.first()?, 0xeb | 0xe9) || bytes.get(510..512)? != b"\x55\xaa" {
            return None;
        }
        let sector = usize::from(u16_at(bytes, 11)?);
        let (per_cluster, tables) = (usize::from(*bytes.get(13)?), usize::from(*bytes.get(16)?));
        if !matches!(sector, 512 | 1_024 | 2_048 | 4_096)
            || !per_cluster.is_power_of_two()
            || !(1..=2).contains(&tables)
        {
            return None;
        }
        let table = match usize::from(u16_at(bytes, 22)?) {
            0 => place_at(bytes, 36)?,
            table => table,
        };
        let root = usize::from(u16_at(bytes, 14)?)
            .checked_add(tables.checked_mul(table)?)?
            .checked_mul(sector)?;
        let root_length = usize::from(u16_at(bytes, 17)?) * RECORD;
        let mut volume = Volume {
            cluster: sector * per_cluster,
            root,
            root_length,
            data: root.checked_add(root_length)?,
        };
        if root_length == 0 {
            // FAT32 keeps the root in a cluster like any folder.
            volume.root = volume.place(place_at(bytes, 44)?)?;
            volume.root_length = volume.cluster;
        }
        Some(volume)
    }

    /// Where a cluster begins; the first is number 2.
    fn place(&self, cluster: usize) -> Option<usize> {
        self.data
            .checked_add(cluster.checked_sub(2)?.checked_mul(self.cluster)?)
    }
}

/// Whether `bytes` begin with the boot sector of such a volume.
pub(super) fn is_volume(bytes: &[u8]) -> bool {
    Volume::read(bytes).is_some()
}

/// Lists the files and looks at them, as if each lay in one piece: in an image that was just made, they do.
pub(super) fn read(reading: &mut Reading, bytes: &[u8], place: &Place) {
    let Some(volume) = Volume::read(bytes) else {
        return;
    };
    let mut folders = vec![(volume.root, volume.root_length, place.clone())];
    let mut opened = 0;
    while let Some((start, length, place)) = folders.pop() {
        opened += 1;
        let mut long_name = String::new();
        for record in slice(bytes, start, length).as_chunks::<RECORD>().0 {
            let [first, ..] = record;
            let attributes = record.get(11).copied().unwrap_or_default();
            match (first, attributes) {
                (0, _) => break,
                // Deleted.
                (0xe5, _) => long_name.clear(),
                // The parts of a long name stand before its file, the last part first.
                (_, 0x0f) => long_name = part_of_name(record) + &long_name,
                // A label, the folder itself or its parent.
                (b'.', _) => long_name.clear(),
                _ if attributes & 8 != 0 => long_name.clear(),
                _ => {
                    let name = match std::mem::take(&mut long_name) {
                        name if name.is_empty() => short_name(record),
                        name => name,
                    };
                    let high = u16_at(record, 20).map_or(0, usize::from);
                    let cluster = high << 16 | u16_at(record, 26).map_or(0, usize::from);
                    let start = volume.place(cluster).unwrap_or(bytes.len());
                    let size = place_at(record, 28).unwrap_or_default();
                    if attributes & 0x10 != 0 {
                        if opened + folders.len() < MOST_FOLDERS {
                            let path = place.of(&name);
                            folders.push((
                                start,
                                volume.cluster,
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
                        size as u64,
                        slice(bytes, start, size),
                    )
                    .is_none()
                    {
                        return;
                    }
                }
            }
        }
    }
}

/// The thirteen characters that a record adds to a long name.
fn part_of_name(record: &[u8]) -> String {
    let units = [
        slice(record, 1, 10),
        slice(record, 14, 12),
        slice(record, 28, 4),
    ]
    .concat();
    super::bytes::utf16(&units)
        .trim_end_matches('\u{ffff}')
        .to_owned()
}

fn short_name(record: &[u8]) -> String {
    let (stem, ending) = (slice(record, 0, 8), slice(record, 8, 3));
    let stem = String::from_utf8_lossy(stem.trim_ascii_end()).into_owned();
    let ending = String::from_utf8_lossy(ending.trim_ascii_end()).into_owned();
    match ending.is_empty() {
        true => stem,
        false => format!("{stem}.{ending}"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{fat, names};
    use super::super::read;
    use banner_core::readings::Kind;

    #[test]
    fn files_are_listed_by_their_long_names() {
        let image = fat(&[
            ("Invoice 7781 of November.exe", b"MZ\x90\0\x03"),
            ("A.TXT", b"hello"),
        ]);
        let contents = read(&image, "a.img").unwrap();
        assert_eq!(names(&contents), ["Invoice 7781 of November.exe", "A.TXT"]);
        assert_eq!(contents.entries[0].kind, Some(Kind::Program));
    }

    #[test]
    fn a_volume_is_found_in_a_partition() {
        let mut disk = vec![0; 512 * 63];
        disk[510..512].copy_from_slice(b"\x55\xaa");
        disk[446 + 8..446 + 12].copy_from_slice(&63u32.to_le_bytes());
        disk.extend(fat(&[("A.JS", b"var a")]));
        assert_eq!(names(&read(&disk, "a.vhd").unwrap()), ["A.JS"]);
    }
}
