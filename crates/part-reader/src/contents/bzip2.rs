//! bzip2: blocks whose letters were sorted, counted and coded; read in a few lines, for a library would bring more than that.
//!
//! Not read is Deflate64, which archives in mail hardly ever have (Windows writes it above 2 GB alone): such files are told by name.

use super::unpack::Unpacked;

/// A block has at most this many letters for each step of the level in the header.
const STEP: usize = 100_000;
/// Even the first letter takes the work of a whole block, which counts as so many bytes unpacked.
pub(super) const COST: usize = 9 * STEP;
/// The longest code, in bits.
const LONGEST_CODE: usize = 20;
/// A letter is coded by one of six tables at most, which changes after so many letters.
const MOST_TABLES: usize = 6;
const GROUP: usize = 50;
/// What stands before a block, and after the last.
const BLOCK: u64 = 0x3141_5926_5359;

/// Unpacks at most `limit` bytes; what was read before damage counts. None when it is no such stream.
pub(super) fn unpack(packed: &[u8], limit: usize) -> Option<Unpacked> {
    let level = match packed {
        [b'B', b'Z', b'h', level @ b'1'..=b'9', ..] => usize::from(level - b'0'),
        _ => return None,
    };
    let mut bits = Bits {
        bytes: packed,
        at: 32,
    };
    let mut out = Vec::new();
    while out.len() <= limit && bits.take(48) == Some(BLOCK) {
        let Some((letters, first)) = block(&mut bits, level * STEP) else {
            break;
        };
        expand(&letters, first, limit, &mut out);
    }
    let cut = out.len() > limit;
    out.truncate(limit);
    Some(Unpacked { bytes: out, cut })
}

/// Bits from the highest of each byte on.
struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    fn one(&mut self) -> Option<bool> {
        let byte = self.bytes.get(self.at / 8)?;
        let bit = byte >> (7 - self.at % 8) & 1;
        self.at += 1;
        Some(bit == 1)
    }

    fn take(&mut self, count: usize) -> Option<u64> {
        let mut number = 0;
        for _ in 0..count {
            number = number << 1 | u64::from(self.one()?);
        }
        Some(number)
    }

    fn size(&mut self, count: usize) -> Option<usize> {
        usize::try_from(self.take(count)?).ok()
    }
}

/// The codes of one table: how many there are of each length, and their letters in order.
struct Table {
    counts: [u32; LONGEST_CODE + 1],
    letters: Vec<u16>,
}

impl Table {
    fn read(bits: &mut Bits<'_>, size: usize) -> Option<Table> {
        let mut length = bits.size(5)?;
        let mut lengths = Vec::with_capacity(size);
        for _ in 0..size {
            while bits.one()? {
                length = if bits.one()? {
                    length.checked_sub(1)?
                } else {
                    length + 1
                };
            }
            lengths.push(Some(length).filter(|length| (1..=LONGEST_CODE).contains(length))?);
        }
        let mut table = Table {
            counts: [0; LONGEST_CODE + 1],
            letters: Vec::with_capacity(size),
        };
        for (length, count) in table.counts.iter_mut().enumerate() {
            for (letter, own) in lengths.iter().enumerate() {
                if *own == length {
                    *count += 1;
                    table.letters.push(u16::try_from(letter).ok()?);
                }
            }
        }
        Some(table)
    }

    fn letter(&self, bits: &mut Bits<'_>) -> Option<usize> {
        let (mut code, mut first, mut before) = (0u32, 0u32, 0u32);
        for count in self.counts.iter().skip(1) {
            code = code << 1 | u32::from(bits.one()?);
            if let Some(place) = code.checked_sub(first).filter(|place| place < count) {
                let at = usize::try_from(before + place).ok()?;
                return self.letters.get(at).map(|letter| usize::from(*letter));
            }
            before += count;
            first = (first + count) << 1;
        }
        None
    }
}

/// The letters of a block in their sorted order, and the place of the first.
fn block(bits: &mut Bits<'_>, most: usize) -> Option<(Vec<u8>, usize)> {
    // The checksum; whether it was stirred, which no program has done since 1997.
    bits.take(32)?;
    if bits.one()? {
        return None;
    }
    let first = bits.size(24)?;
    let rows = bits.take(16)?;
    let mut known: Vec<u8> = Vec::new();
    for row in 0..16u8 {
        if rows >> (15 - row) & 1 == 1 {
            let columns = bits.take(16)?;
            known.extend(
                (0..16)
                    .filter(|column| columns >> (15 - column) & 1 == 1)
                    .map(|column| row * 16 + column),
            );
        }
    }
    let count = Some(bits.size(3)?).filter(|count| (2..=MOST_TABLES).contains(count))?;
    let groups = bits.size(15)?;
    let mut order: Vec<usize> = (0..count).collect();
    let mut choices = Vec::with_capacity(groups);
    for _ in 0..groups {
        let mut place = 0;
        while bits.one()? {
            place += 1;
        }
        let choice = *order.get(place)?;
        order.get_mut(..=place)?.rotate_right(1);
        choices.push(choice);
    }
    // Two letters count repetitions, one ends the block; the most recent letter needs none.
    let end = known.len() + 1;
    let mut tables = Vec::with_capacity(count);
    for _ in 0..count {
        tables.push(Table::read(bits, end + 1)?);
    }
    let mut out = Vec::new();
    let (mut run, mut weight) = (0usize, 1usize);
    for choice in choices {
        let table = tables.get(choice)?;
        for _ in 0..GROUP {
            let letter = table.letter(bits)?;
            if letter <= 1 {
                run = run.saturating_add(weight << letter);
                weight = weight.checked_mul(2).filter(|weight| *weight <= 2 * most)?;
                continue;
            }
            if run > 0 {
                let again = *known.first()?;
                out.resize(Some(out.len() + run).filter(|size| *size <= most)?, again);
                (run, weight) = (0, 1);
            }
            if letter == end {
                return (first < out.len()).then_some((out, first));
            }
            if out.len() >= most {
                return None;
            }
            known.get_mut(..letter)?.rotate_right(1);
            out.push(*known.first()?);
        }
    }
    None
}

/// Puts the letters of a block back in order, and repeats those that are counted.
fn expand(letters: &[u8], first: usize, limit: usize, out: &mut Vec<u8>) {
    let mut starts = [0usize; 256];
    for letter in letters {
        if let Some(count) = starts.get_mut(usize::from(*letter)) {
            *count += 1;
        }
    }
    let mut sum = 0;
    for start in &mut starts {
        (*start, sum) = (sum, sum + *start);
    }
    let mut next = vec![0u32; letters.len()];
    for (place, letter) in letters.iter().enumerate() {
        let Some(start) = starts.get_mut(usize::from(*letter)) else {
            continue;
        };
        if let Some(next) = next.get_mut(*start) {
            *next = u32::try_from(place).unwrap_or_default();
        }
        *start += 1;
    }
    let follow = |at: usize| next.get(at).and_then(|next| usize::try_from(*next).ok());
    let Some(mut at) = follow(first) else { return };
    let (mut same, mut last) = (0, None);
    for _ in 0..letters.len() {
        let (Some(letter), Some(behind)) = (letters.get(at).copied(), follow(at)) else {
            return;
        };
        at = behind;
        if same == 4 {
            // After four alike stands how many more there are.
            let more = last.unwrap_or_default();
            out.resize(out.len() + usize::from(letter), more);
            (same, last) = (0, None);
            continue;
        }
        same = if last == Some(letter) { same + 1 } else { 1 };
        last = Some(letter);
        out.push(letter);
        if out.len() > limit {
            return;
        }
    }
}

/// The beginning of a program, packed.
#[cfg(test)]
pub(super) const PROGRAM: &[u8] = b"\x42\x5a\x68\x39\x31\x41\x59\x26\x53\x59\x67\x3f\x83\xb2\x00\x00\x03\xc6\x20\x48\x00\x00\x06\x00\x10\x40\x00\x20\x00\x22\x1e\x80\x30\x00\xea\x7b\x97\x0b\xb9\x22\x9c\x28\x48\x33\x9f\xc1\xd9\x00";

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_unpacks(packed: &str, text: &[u8]) {
        let packed = hex(packed);
        let unpacked = unpack(&packed, 100_000).unwrap();
        assert_eq!(
            String::from_utf8_lossy(&unpacked.bytes),
            String::from_utf8_lossy(text)
        );
        assert!(!unpacked.cut);
        // Cut anywhere, it is harmless.
        for length in 0..packed.len() {
            unpack(&packed[..length], 100_000);
        }
        for at in 4..packed.len() {
            let mut damaged = packed.clone();
            damaged[at] ^= 0x55;
            unpack(&damaged, 100_000);
        }
    }

    fn hex(digits: &str) -> Vec<u8> {
        let digits = digits.as_bytes().chunks(2);
        let pair = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16);
        digits.map(|digits| pair(digits).unwrap()).collect()
    }

    #[test]
    fn letters_are_put_back_in_order() {
        assert_unpacks(
            "425a6839314159265359396579fd0000041380400440002b259fa02000484a93691e24f287ea8534c8c4c4c4ecb67432e8d4\
            127b68f0a2e51059f31453081ce1193e2ee48a70a12072caf3fa",
            b"Please verify your account, verify your account now",
        );
    }

    #[test]
    fn letters_that_are_counted_are_repeated() {
        let text = ["a".repeat(5_000), "bbbb".into(), "c".repeat(260)].concat();
        assert_unpacks(
            "425a6839314159265359515e0af500000ac120e0003800008000082000310c008a878a7a65094158eaddd68273e2ee48a70a\
            120a2bc15ea0",
            text.as_bytes(),
        );
        let cut = unpack(&hex("425a6839314159265359515e0af500000ac120e0003800008000082000310c008a878a7a65094158eaddd68273e2ee48a70a\
            120a2bc15ea0"), 1_000).unwrap();
        assert!(cut.cut && cut.bytes.len() == 1_000);
    }

    #[test]
    fn what_is_none_is_told() {
        assert!(unpack(b"BZ0h", 9).is_none());
        assert!(unpack(b"", 9).is_none());
        assert!(unpack(b"BZh9", 9).unwrap().bytes.is_empty());
    }
}
