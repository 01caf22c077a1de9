//! Compound files ([MS-CFB]): the folders and streams inside Office documents before 2007, installers and embedded objects.

use std::cell::Cell;

use super::bytes::{place_at, slice, u16_at, u32_at, utf16};

/// More streams than a document has.
const MOST_STREAMS: usize = 4_000;
/// At most this much of one stream is read.
const LONGEST: usize = 8 * 1024 * 1024;
/// Streams that lie beside each other hold no more than the file, each read a few times; but all may be the same sectors.
const MOST_READ: usize = 64 * 1024 * 1024;
const MOST_TIMES: usize = 4;
/// The chain ends here, or a table has nothing to say.
const END: u32 = 0xffff_fffa;

/// A compound file.
pub(super) struct CompoundFile<'a> {
    bytes: &'a [u8],
    sector: usize,
    /// For each sector, the one that follows it.
    next: Vec<u32>,
    /// The same for the small sectors of small streams, and those sectors.
    small_next: Vec<u32>,
    small: Vec<u8>,
    small_below: u64,
    /// How many bytes of streams may still be read.
    left: Cell<usize>,
    /// The streams and folders in the order of the directory.
    pub entries: Vec<Stream>,
}

/// A stream or folder.
pub(super) struct Stream {
    pub name: String,
    pub is_folder: bool,
    /// The class of an object or of the whole file (a folder's).
    pub class: Vec<u8>,
    /// How long it says that it is.
    pub size: u64,
    start: u32,
    /// Its number in the directory, and those of its neighbours in the folder and of what is in it.
    number: usize,
    beside: [u32; 2],
    child: u32,
}

impl<'a> CompoundFile<'a> {
    /// Reads the tables and the directory; none when there is no such file.
    pub fn read(bytes: &'a [u8]) -> Option<CompoundFile<'a>> {
        if !bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
            return None;
        }
        let shift = u16_at(bytes, 30).filter(|shift| (7..=16).contains(shift))?;
        let mut file = CompoundFile {
            bytes,
            sector: 1 << shift,
            next: Vec::new(),
            small_next: Vec::new(),
            small: Vec::new(),
            small_below: u64::from(u32_at(bytes, 56)?),
            left: Cell::new(MOST_READ + bytes.len().saturating_mul(MOST_TIMES)),
            entries: Vec::new(),
        };
        file.read_next()?;
        let directory = file.chain(u32_at(bytes, 48)?, LONGEST);
        file.entries = directory
            .as_chunks::<128>()
            .0
            .iter()
            .take(MOST_STREAMS)
            .enumerate()
            .filter_map(|(number, entry)| stream(number, entry))
            .collect();
        let small_next = file.chain(u32_at(bytes, 60)?, LONGEST);
        file.small_next = numbers(&small_next);
        if let Some(root) = file.entries.first() {
            file.small = file.chain(root.start, LONGEST);
        }
        Some(file)
    }

    /// The class of the whole file: which program it belongs to.
    pub fn class(&self) -> &[u8] {
        self.entries.first().map_or(&[], |root| &root.class)
    }

    /// The first stream of that name.
    pub fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let found = self
            .entries
            .iter()
            .find(|entry| !entry.is_folder && entry.name.eq_ignore_ascii_case(name));
        found.map(|entry| self.contents(entry))
    }

    /// Whether there is a stream or folder of that name.
    pub fn has(&self, name: &str) -> bool {
        self.entries
            .iter()
            .any(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// What lies in a folder itself, in the order of the directory.
    pub fn inside(&self, folder: &Stream) -> Vec<&Stream> {
        let mut is_inside = vec![false; self.entries.len()];
        let mut waiting = vec![folder.child];
        while let Some(number) = waiting.pop() {
            let number = usize::try_from(number).unwrap_or(usize::MAX);
            let found = self
                .entries
                .binary_search_by_key(&number, |entry| entry.number);
            let Some((entry, known)) = found
                .ok()
                .and_then(|at| Some((self.entries.get(at)?, is_inside.get_mut(at)?)))
            else {
                continue;
            };
            // The root lies in nothing.
            if !*known && number > 0 {
                *known = true;
                waiting.extend(entry.beside);
            }
        }
        let all = self.entries.iter().zip(is_inside);
        all.filter(|(_, inside)| *inside)
            .map(|(entry, _)| entry)
            .collect()
    }

    /// The contents of a stream, as far as they are there.
    pub fn contents(&self, stream: &Stream) -> Vec<u8> {
        self.beginning(stream, LONGEST)
    }

    /// Whether more was to be read than a file that keeps its streams beside each other holds.
    pub fn is_bomb(&self) -> bool {
        self.left.get() == 0
    }

    /// The contents of a stream, `limit` bytes at most.
    pub fn beginning(&self, stream: &Stream, limit: usize) -> Vec<u8> {
        let bytes = self.up_to(stream, limit.min(self.left.get()));
        self.left.set(self.left.get().saturating_sub(bytes.len()));
        bytes
    }

    fn up_to(&self, stream: &Stream, limit: usize) -> Vec<u8> {
        let size = usize::try_from(stream.size)
            .unwrap_or(usize::MAX)
            .min(limit);
        if stream.size >= self.small_below {
            let mut bytes = self.chain(stream.start, size);
            bytes.truncate(size);
            return bytes;
        }
        let mut bytes = Vec::new();
        let mut at = stream.start;
        while at < END && bytes.len() < size {
            let Some((place, next)) = usize::try_from(at)
                .ok()
                .and_then(|at| Some((at, *self.small_next.get(at)?)))
            else {
                break;
            };
            bytes.extend_from_slice(slice(&self.small, place.saturating_mul(64), 64));
            // A chain that turns round reads the same sector again and again, but never more than the size.
            at = next;
            if slice(&self.small, place.saturating_mul(64), 64).is_empty() {
                break;
            }
        }
        bytes.truncate(size);
        bytes
    }

    fn at(&self, sector: u32) -> &'a [u8] {
        let place = usize::try_from(sector)
            .ok()
            .and_then(|sector| sector.checked_add(1)?.checked_mul(self.sector));
        slice(self.bytes, place.unwrap_or(usize::MAX), self.sector)
    }

    /// The sectors from `start` on, one after the other, about `limit` bytes at most.
    fn chain(&self, start: u32, limit: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut at = start;
        while at < END && bytes.len() < limit.min(self.bytes.len()) {
            let sector = self.at(at);
            bytes.extend_from_slice(sector);
            let next = usize::try_from(at).ok().and_then(|at| self.next.get(at));
            match next {
                Some(next) if !sector.is_empty() => at = *next,
                _ => break,
            }
        }
        bytes
    }

    /// Collects the table of what follows what: its sectors are listed in the header and, in large files, in a chain.
    fn read_next(&mut self) -> Option<()> {
        let mut tables = numbers(slice(self.bytes, 76, 436));
        let mut at = u32_at(self.bytes, 68)?;
        let most = self.bytes.len() / self.sector + 1;
        let mut steps = 0;
        while at < END && steps < most {
            let mut more = numbers(self.at(at));
            let Some(next) = more.pop() else {
                break;
            };
            tables.extend(more);
            at = next;
            steps += 1;
        }
        for table in tables.into_iter().filter(|table| *table < END).take(most) {
            if self.next.len() > most {
                break;
            }
            self.next.extend(numbers(self.at(table)));
        }
        Some(())
    }
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes
        .as_chunks::<4>()
        .0
        .iter()
        .map(|number| u32::from_le_bytes(*number))
        .collect()
}

fn stream(number: usize, entry: &[u8]) -> Option<Stream> {
    let kind = *entry.get(66)?;
    let length = usize::from(u16_at(entry, 64)?).min(64);
    matches!(kind, 1 | 2 | 5).then(|| Stream {
        name: utf16(slice(entry, 0, length)),
        is_folder: kind != 2,
        class: slice(entry, 80, 16).to_vec(),
        size: place_at(entry, 120).unwrap_or_default() as u64,
        start: u32_at(entry, 116).unwrap_or(END),
        number,
        beside: [68, 72].map(|at| u32_at(entry, at).unwrap_or(END)),
        child: u32_at(entry, 76).unwrap_or(END),
    })
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::compound_file;
    use super::*;

    #[test]
    fn large_and_small_streams_are_read() {
        let large = vec![7; 5_000];
        let bytes = compound_file(&[("WordDocument", &large), ("\u{1}CompObj", b"small")]);
        let file = CompoundFile::read(&bytes).unwrap();
        assert_eq!(file.stream("WordDocument").unwrap(), large);
        assert_eq!(file.stream("\u{1}compobj").unwrap(), b"small");
        assert!(file.has("worddocument") && !file.has("Workbook"));
        assert!(file.stream("Workbook").is_none());
    }

    #[test]
    fn what_lies_in_a_folder_is_told_from_what_lies_beside_it() {
        let bytes = compound_file(&[("A", b"a"), ("B/", b""), ("C", b"c"), ("D/", b"")]);
        let file = CompoundFile::read(&bytes).unwrap();
        let names = |at: usize| -> Vec<&str> {
            let inside = file.inside(&file.entries[at]);
            inside.iter().map(|entry| entry.name.as_str()).collect()
        };
        assert_eq!(names(0), ["A", "B", "D"]);
        assert_eq!(names(2), ["C"]);
        assert_eq!(names(4), [""; 0]);
    }

    #[test]
    fn folders_that_turn_round_end() {
        let mut bytes = compound_file(&[("A/", b""), ("B", b"b")]);
        let places: Vec<usize> = memchr::memmem::find_iter(&bytes, b"A\0\0\0")
            .chain(memchr::memmem::find_iter(&bytes, b"B\0\0\0"))
            .collect();
        for at in places {
            bytes[at + 68..at + 72].copy_from_slice(&1u32.to_le_bytes());
            bytes[at + 72..at + 76].copy_from_slice(&2u32.to_le_bytes());
            bytes[at + 76..at + 80].copy_from_slice(&1u32.to_le_bytes());
        }
        let file = CompoundFile::read(&bytes).unwrap();
        assert_eq!(file.inside(&file.entries[1]).len(), 2);
    }

    #[test]
    fn a_chain_that_turns_round_ends() {
        let mut bytes = compound_file(&[("A", &vec![7; 5_000])]);
        let table = bytes.len() - 512;
        for number in 0..128 {
            bytes[table + number * 4..table + number * 4 + 4].copy_from_slice(&0u32.to_le_bytes());
        }
        if let Some(file) = CompoundFile::read(&bytes) {
            for entry in &file.entries {
                file.contents(entry);
            }
        }
    }
}
