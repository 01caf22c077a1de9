//! ZIP (PKWARE APPNOTE 6.3): archives, and the containers of Java, Android and office documents.

use banner_core::acts_or_holds;
use banner_core::readings::{Kind, MAX_ENTRIES, Unread};

use super::bytes::{find, place_at, slice, text, u16_at, u32_at, u64_at};
use super::reading::{Place, Reading};
use super::unpack::{self, Unpacked};
use super::{Inside, bzip2, enter, ooxml, open_document, zstandard};

/// The numbers of methods; the second of Zstandard is that of its first year.
const BZIP2: u16 = 12;
const ZSTANDARD: [u16; 2] = [93, 20];

/// At most this many archives behind each other are read.
const MOST_JOINED: usize = 4;

/// A file in the archive.
pub(super) struct File<'a> {
    pub name: String,
    pub encrypted: bool,
    pub size: u64,
    method: u16,
    packed: &'a [u8],
}

impl File<'_> {
    /// At most `limit` bytes of the contents; none when they are packed in a way that is not read.
    pub fn unpack(&self, limit: usize) -> Option<Unpacked> {
        match self.method {
            0 => Some(Unpacked {
                bytes: slice(self.packed, 0, limit).to_vec(),
                cut: self.packed.len() > limit,
            }),
            8 => Some(unpack::inflate(self.packed, limit)),
            BZIP2 => bzip2::unpack(self.packed, limit),
            14 => {
                let properties = slice(self.packed, 4, 5);
                unpack::lzma(self.packed.get(9..)?, properties, self.size, limit)
            }
            method if ZSTANDARD.contains(&method) => zstandard::unpack(self.packed, limit),
            _ => None,
        }
    }

    /// What it takes at least to look into it, in bytes unpacked.
    fn cost(&self) -> usize {
        match self.method {
            BZIP2 => bzip2::COST,
            method if ZSTANDARD.contains(&method) => zstandard::COST,
            _ => 0,
        }
    }
}

/// Reads an archive, or what it is the container of.
pub(super) fn read(reading: &mut Reading, bytes: &[u8], place: &Place, entry: Option<usize>) {
    let files = files(bytes);
    let has = |name: &str| {
        files
            .iter()
            .any(|file| file.name.eq_ignore_ascii_case(name))
    };
    let stated = files
        .iter()
        .fold(0u64, |sum, file| sum.saturating_add(file.size));
    if Reading::is_bomb(stated, bytes.len()) {
        reading.stop(Unread::Bomb);
    }
    let is_office = has("[Content_Types].xml") && !has("AppxManifest.xml");
    if is_office || open_document::is_one(&files) {
        // Anybody can lay the parts of a document beside a program.
        let beside = files
            .iter()
            .filter(|file| is_no_part(&file.name, is_office));
        let beside: Vec<&File<'_>> = beside.collect();
        reading.is(
            entry,
            if beside.is_empty() {
                Kind::Document
            } else {
                Kind::Archive
            },
        );
        match is_office {
            true => ooxml::read(reading, &files, place),
            false => open_document::read(reading, &files),
        }
        enter_all(reading, place, beside.into_iter());
        return;
    }
    // The files of a program are its own matter.
    let is_java =
        has("META-INF/MANIFEST.MF") && files.iter().any(|file| file.name.ends_with(".class"));
    if is_java || has("AndroidManifest.xml") || has("AppxManifest.xml") {
        reading.is(entry, Kind::Program);
        return;
    }
    enter_all(reading, place, files.iter());
}

/// Whether a file is of a kind that no document has among its parts. These have names like those of programs, drawings and pages
/// only where their formats put them, and where such drawings and pages are read.
fn is_no_part(name: &str, is_office: bool) -> bool {
    let lower = name.to_ascii_lowercase();
    let ends = |lower: &str, endings: &[&str]| {
        let ending = lower.rsplit_once('.').map_or("", |(_, ending)| ending);
        endings.contains(&ending)
    };
    let is_part = match is_office {
        // Settings of printers, controls and sheets.
        true => ends(&lower, &["bin"]) || ooxml::becomes_text(&lower) || ooxml::is_drawing(&lower),
        false => {
            lower.starts_with("scripts/") && ends(&lower, &["js", "py", "bsh"])
                || open_document::is_drawing(&lower)
        }
    };
    let lower = lower.trim_end_matches(['.', ' ']);
    !is_part && (acts_or_holds(name) || ends(lower, &["eml", "msg"]))
}

fn enter_all<'a>(reading: &mut Reading, place: &Place, files: impl Iterator<Item = &'a File<'a>>) {
    for file in files.filter(|file| !file.name.ends_with('/')) {
        let inside = Inside {
            name: &file.name,
            size: file.size,
            packed: file.packed.len(),
            encrypted: file.encrypted,
        };
        reading.spend(file.cost());
        enter(reading, place, &inside, &|limit| file.unpack(limit));
    }
}

/// Whether the file ends like an archive, whatever stands before.
pub(super) fn has_directory(bytes: &[u8]) -> bool {
    directory(bytes).is_some()
}

/// The files by the central directory; where it is missing (a cut or damaged file), by their local headers. Of archives put behind
/// each other, programs read the first or the last, so the files of all count.
pub(super) fn files(bytes: &[u8]) -> Vec<File<'_>> {
    let mut files = Vec::new();
    let mut rest = bytes;
    for _ in 0..MOST_JOINED {
        let Some((mut at, shift)) = directory(rest) else {
            break;
        };
        while let Some((file, next)) = central(rest, at, shift) {
            at = next;
            files.push(file);
            if files.len() > MAX_ENTRIES {
                return files;
            }
        }
        rest = slice(rest, 0, shift);
    }
    let mut at = 0;
    while files.is_empty() || at > 0 {
        let Some((file, next)) = local(bytes, at) else {
            break;
        };
        at = next;
        files.push(file);
        if files.len() > MAX_ENTRIES {
            break;
        }
    }
    files
}

/// Where the central directory begins, and by how much a self-extractor before the archive shifts all places.
fn directory(bytes: &[u8]) -> Option<(usize, usize)> {
    let tail = bytes.len().saturating_sub(65_557);
    let end = tail + memchr::memmem::rfind(bytes.get(tail..)?, b"PK\x05\x06")?;
    let size = place_at(bytes, end + 12)?;
    let stated = place_at(bytes, end + 16)?;
    let is_entry = |at: &usize| {
        bytes
            .get(*at..)
            .is_some_and(|rest| rest.starts_with(b"PK\x01\x02"))
    };
    let found = end.checked_sub(size).filter(is_entry);
    let at = found.or(Some(stated).filter(is_entry))?;
    Some((at, at.saturating_sub(stated)))
}

fn central(bytes: &[u8], at: usize, shift: usize) -> Option<(File<'_>, usize)> {
    let header = bytes
        .get(at..)
        .filter(|rest| rest.starts_with(b"PK\x01\x02"))?;
    let length = |at: usize| u16_at(header, at).map(usize::from);
    let (name, extra, comment) = (length(28)?, length(30)?, length(32)?);
    let mut size = u64::from(u32_at(header, 24)?);
    if size == u64::from(u32::MAX) {
        // ZIP64 extra field: the size unpacked comes first.
        let fields = slice(header, 46 + name, extra);
        size = find(fields, b"\x01\x00", 0)
            .and_then(|at| u64_at(fields, at + 4))
            .unwrap_or(size);
    }
    let start = place_at(header, 42)?.checked_add(shift)?;
    let packed_size = place_at(header, 20)?;
    let packed = u16_at(bytes, start.saturating_add(26))
        .zip(u16_at(bytes, start.saturating_add(28)))
        .map(|(name, extra)| {
            slice(
                bytes,
                start + 30 + usize::from(name) + usize::from(extra),
                packed_size,
            )
        });
    let own = slice(header, 46, name);
    let fields = slice(header, 46 + name, extra);
    let file = File {
        name: unicode_name(fields, own).unwrap_or_else(|| text(own)),
        encrypted: u16_at(header, 8)? & 1 == 1,
        size,
        method: u16_at(header, 10)?,
        packed: packed.unwrap_or_default(),
    };
    Some((file, at + 46 + name + extra + comment))
}

/// The name in Unicode beside one in the letters of a country (Info-ZIP's field 0x7075, APPNOTE 4.6.9). Without it, letters of other
/// countries stay unread, such as those of GBK. Programs that do not know the field go by the other name: so it counts only where
/// the two differ in nothing but such letters.
fn unicode_name(mut fields: &[u8], own: &[u8]) -> Option<String> {
    loop {
        let (kind, size) = (u16_at(fields, 0)?, u16_at(fields, 2)?);
        let size = usize::from(size);
        if kind == 0x7075 {
            let (version, sum) = (fields.get(4)?, u32_at(fields, 5)?);
            let name = std::str::from_utf8(slice(fields, 9, size.checked_sub(5)?)).ok()?;
            let is_meant =
                *version == 1 && sum == checksum(own) && is_same_but_for_letters(name, own);
            return is_meant.then(|| name.to_owned());
        }
        fields = fields.get(4 + size..)?;
    }
}

/// Whether folders and endings that are plain letters are the same in both names.
fn is_same_but_for_letters(name: &str, own: &[u8]) -> bool {
    let part = |byte: &u8| matches!(byte, b'.' | b'/');
    let (mut parts, mut own_parts) = (name.as_bytes().split(part), own.split(part));
    loop {
        match (parts.next(), own_parts.next()) {
            (None, None) => return true,
            (Some(_), Some(own)) if !own.is_ascii() => {}
            (Some(part), Some(own)) if part.eq_ignore_ascii_case(own) => {}
            _ => return false,
        }
    }
}

/// CRC-32 as archives have it (APPNOTE 4.4.7).
fn checksum(bytes: &[u8]) -> u32 {
    let step = |sum: u32, _: u8| (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg());
    !bytes
        .iter()
        .fold(!0, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), step))
}

fn local(bytes: &[u8], at: usize) -> Option<(File<'_>, usize)> {
    let header = bytes
        .get(at..)
        .filter(|rest| rest.starts_with(b"PK\x03\x04"))?;
    let name = usize::from(u16_at(header, 26)?);
    let start = 30 + name + usize::from(u16_at(header, 28)?);
    let flags = u16_at(header, 6)?;
    let mut size = place_at(header, 18)?;
    if flags & 8 != 0 && size == 0 {
        // The size stands behind the data: the next header ends it.
        let rest = header.get(start..)?;
        size = find(rest, b"PK", 0).unwrap_or(rest.len());
    }
    let file = File {
        name: text(slice(header, 30, name)),
        encrypted: flags & 1 == 1,
        size: u64::from(u32_at(header, 22)?),
        method: u16_at(header, 8)?,
        packed: slice(header, start, size),
    };
    let descriptor = if flags & 8 != 0 {
        find(bytes, b"PK\x03\x04", at + start + size).map_or(0, |next| next - at - start - size)
    } else {
        0
    };
    Some((
        file,
        at.checked_add(start)?
            .checked_add(size)?
            .checked_add(descriptor)?,
    ))
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{names, zip};
    use super::super::read;
    use super::{checksum, unicode_name};

    #[test]
    fn an_archive_behind_something_else_is_read() {
        let archive = [vec![b'x'; 260], zip(&[("a.exe", b"MZ\x90\0")], false)].concat();
        assert_eq!(names(&read(&archive, "a.zip").unwrap()), ["a.exe"]);
        assert_eq!(read(&[b'x'; 260], "a.zip"), None);
    }

    #[test]
    fn archives_behind_each_other_are_all_read() {
        let archives = [
            zip(&[("a.exe", b"MZ\x90\0")], false),
            zip(&[("b.txt", b"hello")], false),
        ];
        let contents = read(&archives.concat(), "a.zip").unwrap();
        assert_eq!(names(&contents), ["b.txt", "a.exe"]);
        assert_eq!(contents.unread, None);
    }

    fn field(version: u8, sum: u32, name: &str) -> Vec<u8> {
        let size = u8::try_from(5 + name.len()).unwrap();
        let head = [b"up", [size, 0, version].as_slice(), &sum.to_le_bytes()].concat();
        [head.as_slice(), name.as_bytes()].concat()
    }

    #[test]
    fn a_checksum_is_that_of_archives() {
        assert_eq!(checksum(b"123456789"), 0xcbf4_3926);
    }

    #[test]
    fn a_name_in_unicode_is_taken_from_its_field() {
        let own = b"a/\xb7\xa2\xc6\xb1.EXE";
        let time = b"UT\x05\0\x01abcd".as_slice();
        let fields = [time, &field(1, checksum(own), "a/发票.exe")].concat();
        assert_eq!(unicode_name(&fields, own).as_deref(), Some("a/发票.exe"));
    }

    #[test]
    fn a_name_that_says_something_else_is_not_believed() {
        for (own, name) in [
            (b"invoice.js".as_slice(), "invoice.txt"),
            (b"\xb7\xa2.js", "发票.txt"),
            (b"\xb7\xa2.pdf.js", "发票.js"),
            (b"\xb7\xa2.js", "发票.js.txt"),
        ] {
            assert_eq!(
                unicode_name(&field(1, checksum(own), name), own),
                None,
                "{name}"
            );
        }
        let own = b"\xb7\xa2.js";
        assert_eq!(
            unicode_name(&field(1, 0, "发票.js"), own),
            None,
            "a name of another file"
        );
        assert_eq!(
            unicode_name(&field(2, checksum(own), "发票.js"), own),
            None,
            "a later field"
        );
    }

    #[test]
    fn other_fields_and_cut_ones_have_no_name() {
        for fields in [
            b"".as_slice(),
            b"UT\x05\0\x01abcd",
            b"up\x09\0\x01crc",
            b"up\x02\0\x01c",
            b"up\xff\xff\x01crc!\xff\xff",
        ] {
            assert_eq!(unicode_name(fields, b"a.js"), None);
        }
    }
}
