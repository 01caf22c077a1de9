//! 7z (7zFormat.txt of the LZMA SDK): the names, and the contents that are packed with LZMA, LZMA2, DEFLATE or not at all.

use banner_core::readings::{MAX_ENTRIES, Unread};

use super::bytes::{slice, u64_at, utf16};
use super::reading::{Place, Reading};
use super::unpack::{self, Unpacked};
use super::{Inside, enter};

/// A header may unpack to this at most: a thousand names of normal length are a tenth of it.
const MOST_HEADER: usize = 2 * 1024 * 1024;
/// More of anything in a header is no archive that a person packed.
const MOST: u64 = 100_000;

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

/// The names of the files, and which of them have no contents.
fn files(fields: &mut Fields<'_>) -> Option<(Vec<String>, Vec<bool>)> {
    let count = usize::try_from(fields.count()?).ok()?;
    let (mut names, mut empty) = (Vec::new(), Vec::new());
    loop {
        let kind = fields.byte()?;
        if kind == 0 {
            return Some((names, empty));
        }
        let length = usize::try_from(fields.number()?).ok()?;
        let property = fields.take(length)?;
        match kind {
            0x0e => empty = bits(property, count),
            // Names in another stream than the header itself have never been seen.
            0x11 if property.first() == Some(&0) => {
                let mut rest = property.get(1..)?;
                while !rest.is_empty() && names.len() <= MAX_ENTRIES {
                    let units = rest.as_chunks::<2>().0;
                    let end = units.iter().position(|unit| *unit == [0, 0])?;
                    names.push(utf16(rest.get(..end * 2)?));
                    rest = rest.get(end * 2 + 2..)?;
                }
            }
            _ => {}
        }
    }
}

fn bits(bytes: &[u8], count: usize) -> Vec<bool> {
    let bits = bytes
        .iter()
        .flat_map(|byte| (0..8).map(move |bit| byte >> (7 - bit) & 1 == 1));
    bits.take(count).collect()
}

fn skip_properties(fields: &mut Fields<'_>) -> Option<()> {
    while fields.byte()? != 0 {
        let length = usize::try_from(fields.number()?).ok()?;
        fields.take(length)?;
    }
    Some(())
}

/// How files are packed.
#[derive(Default)]
struct Streams {
    folders: Vec<Folder>,
}

/// What is packed together.
#[derive(Default)]
struct Folder {
    /// The method and its properties, the one nearest to the packed data last.
    coders: Vec<(u64, Vec<u8>)>,
    /// How many packed streams it takes.
    takes: u64,
    /// Where its packed data begin behind the signature header, and how long they are.
    start: u64,
    packed: u64,
    /// Unpacked.
    size: u64,
    /// The sizes of the files in it.
    sizes: Vec<u64>,
}

impl Folder {
    fn is_encrypted(&self) -> bool {
        self.coders.iter().any(|(method, _)| *method == 0x06f1_0701)
    }

    fn unpack(&self, packed: &[u8], limit: usize) -> Option<Unpacked> {
        let start = usize::try_from(self.start).ok()?;
        let data = slice(packed, start, usize::try_from(self.packed).ok()?);
        // A filter for program code changes addresses alone, so that its input tells as much.
        let coders = self
            .coders
            .iter()
            .filter(|(method, _)| !matches!(method, 0x0303_0103 | 4..=0xa));
        let [(method, properties)] = coders.collect::<Vec<_>>()[..] else {
            return None;
        };
        match method {
            0x00 => Some(Unpacked {
                bytes: slice(data, 0, limit).to_vec(),
                cut: data.len() > limit,
            }),
            0x03_0101 => unpack::lzma(data, properties, self.size, limit),
            0x21 => unpack::lzma2(data, properties, self.size, limit),
            0x04_0108 => Some(unpack::inflate(data, limit)),
            _ => None,
        }
    }
}

impl Streams {
    fn read(fields: &mut Fields<'_>) -> Option<Streams> {
        let mut streams = Streams::default();
        let (mut at, mut packed) = (0, Vec::new());
        loop {
            match fields.byte()? {
                0x00 => return Some(streams),
                0x06 => (at, packed) = pack_info(fields)?,
                0x07 => {
                    streams.folders = unpack_info(fields)?;
                    let mut packed = packed.iter();
                    for folder in &mut streams.folders {
                        let sizes = packed.by_ref().take(usize::try_from(folder.takes).ok()?);
                        folder.start = at;
                        folder.packed = sizes.fold(0u64, |sum, size| sum.saturating_add(*size));
                        at = at.saturating_add(folder.packed);
                        folder.sizes = vec![folder.size];
                    }
                }
                0x08 => substreams(fields, &mut streams.folders)?,
                _ => return None,
            }
        }
    }
}

/// Where the packed data begin and how long each stream is.
fn pack_info(fields: &mut Fields<'_>) -> Option<(u64, Vec<u64>)> {
    let start = fields.number()?;
    let count = fields.count()?;
    let mut sizes = Vec::new();
    loop {
        match fields.byte()? {
            0x00 => return Some((start, sizes)),
            0x09 => sizes = (0..count).map(|_| fields.number()).collect::<Option<_>>()?,
            0x0a => digests(fields, count)?,
            _ => return None,
        }
    }
}

fn unpack_info(fields: &mut Fields<'_>) -> Option<Vec<Folder>> {
    if fields.byte()? != 0x0b {
        return None;
    }
    let count = fields.count()?;
    if fields.byte()? != 0 {
        return None;
    }
    let mut folders = Vec::new();
    let mut outputs = Vec::new();
    for _ in 0..count {
        let (folder, out) = folder(fields)?;
        folders.push(folder);
        outputs.push(out);
    }
    if fields.byte()? != 0x0c {
        return None;
    }
    for (folder, out) in folders.iter_mut().zip(outputs) {
        for _ in 0..out {
            // The last in the chain of coders gives the contents; it is the largest but for filters.
            folder.size = folder.size.max(fields.number()?);
        }
    }
    loop {
        match fields.byte()? {
            0x00 => return Some(folders),
            0x0a => digests(fields, count)?,
            _ => return None,
        }
    }
}

/// A folder, and how many streams its coders give.
fn folder(fields: &mut Fields<'_>) -> Option<(Folder, u64)> {
    let mut folder = Folder::default();
    let coders = fields.count().filter(|count| *count <= 32)?;
    let (mut inputs, mut outputs) = (0u64, 0u64);
    for _ in 0..coders {
        let flags = fields.byte()?;
        let id = fields.take(usize::from(flags & 0x0f))?;
        let method = id.iter().fold(0u64, |id, byte| id << 8 | u64::from(*byte));
        let (taken, given) = match flags & 0x10 != 0 {
            true => (fields.count()?, fields.count()?),
            false => (1, 1),
        };
        inputs += taken;
        outputs += given;
        let properties = match flags & 0x20 != 0 {
            true => {
                let length = usize::try_from(fields.number()?).ok()?;
                fields.take(length)?.to_vec()
            }
            false => Vec::new(),
        };
        folder.coders.push((method, properties));
    }
    let bound = outputs.checked_sub(1)?;
    for _ in 0..bound.checked_mul(2)? {
        fields.number()?;
    }
    folder.takes = inputs.checked_sub(bound)?;
    if folder.takes > 1 {
        for _ in 0..folder.takes {
            fields.number()?;
        }
    }
    Some((folder, outputs))
}

fn substreams(fields: &mut Fields<'_>, folders: &mut [Folder]) -> Option<()> {
    let mut counts: Vec<u64> = vec![1; folders.len()];
    let mut kind = fields.byte()?;
    if kind == 0x0d {
        for count in &mut counts {
            *count = fields.count()?;
        }
        kind = fields.byte()?;
    }
    for (folder, count) in folders.iter_mut().zip(&counts) {
        let mut rest = folder.size;
        folder.sizes.clear();
        for number in 0..*count {
            let is_last = number + 1 == *count;
            let size = if is_last || kind != 0x09 {
                rest
            } else {
                fields.number()?
            };
            rest = rest.saturating_sub(size);
            folder.sizes.push(size);
        }
    }
    if kind == 0x09 {
        kind = fields.byte()?;
    }
    while kind != 0 {
        // Digests of the files whose folder has none: what follows them is of no interest here but its end.
        let total = counts
            .iter()
            .fold(0u64, |sum, count| sum.saturating_add(*count));
        digests(fields, total.min(MOST))?;
        kind = fields.byte()?;
    }
    Some(())
}

fn digests(fields: &mut Fields<'_>, count: u64) -> Option<()> {
    let count = usize::try_from(count).ok()?;
    let defined = match fields.byte()? {
        0 => bits(fields.take(count.div_ceil(8))?, count)
            .iter()
            .filter(|bit| **bit)
            .count(),
        _ => count,
    };
    fields.take(defined.checked_mul(4)?)?;
    Some(())
}

struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*byte)
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    /// A number of one to nine bytes: the first tells by its leading ones how many follow.
    fn number(&mut self) -> Option<u64> {
        let first = self.byte()?;
        let (mut mask, mut number) = (0x80u8, 0u64);
        for position in 0..8 {
            if first & mask == 0 {
                let high = u64::from(first & mask.wrapping_sub(1));
                return Some(number | high << (8 * position));
            }
            number |= u64::from(self.byte()?) << (8 * position);
            mask >>= 1;
        }
        Some(number)
    }

    /// A number of things.
    fn count(&mut self) -> Option<u64> {
        self.number().filter(|count| *count <= MOST)
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{names, seven_zip, seven_zip_encrypted, seven_zip_packed};
    use super::super::read;
    use super::Fields;
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

    #[test]
    fn numbers_have_one_to_nine_bytes() {
        assert_eq!(Fields(&[0x05]).number(), Some(5));
        assert_eq!(Fields(&[0x81, 0x02]).number(), Some(0x102));
        assert_eq!(Fields(&[0xc1, 0x02, 0x03]).number(), Some(0x1_0302));
        assert_eq!(Fields(&[0xff, 1, 0, 0, 0, 0, 0, 0, 0]).number(), Some(1));
        assert_eq!(Fields(&[0xff, 1]).number(), None);
    }
}
