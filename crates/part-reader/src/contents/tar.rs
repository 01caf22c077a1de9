//! tar (POSIX ustar and pax, GNU long names).

use banner_core::readings::Unread;

use super::bytes::{slice, text};
use super::enter_plain;
use super::reading::{Place, Reading};

const BLOCK: usize = 512;

/// Lists the files and looks at them.
pub(super) fn read(reading: &mut Reading, bytes: &[u8], place: &Place) {
    let mut at = 0usize;
    let mut long_name = None;
    while let Some(header) = bytes.get(at..at.saturating_add(BLOCK)) {
        if header.iter().all(|byte| *byte == 0) {
            return;
        }
        let Some(size) = number(slice(header, 124, 12)) else {
            reading.stop(Unread::Damaged);
            return;
        };
        let data = slice(bytes, at + BLOCK, size);
        match header.get(156) {
            Some(b'L') => long_name = Some(text(data)),
            Some(b'x') => long_name = pax_path(data).or(long_name),
            Some(b'0' | 0 | b'7') => {
                let name = long_name.take().unwrap_or_else(|| own_name(header));
                if enter_plain(reading, place, &name, size as u64, data).is_none() {
                    return;
                }
            }
            _ => long_name = None,
        }
        at = at
            .saturating_add(BLOCK)
            .saturating_add(size.div_ceil(BLOCK).saturating_mul(BLOCK));
    }
}

fn own_name(header: &[u8]) -> String {
    let (name, prefix) = (text(slice(header, 0, 100)), text(slice(header, 345, 155)));
    // GNU's own format keeps times where ustar has the prefix.
    let is_ustar = slice(header, 257, 6) == b"ustar\0";
    match is_ustar && !prefix.is_empty() {
        true => format!("{prefix}/{name}"),
        false => name,
    }
}

/// Octal digits, or base 256 when the first bit is set.
fn number(field: &[u8]) -> Option<usize> {
    if field.first()? & 0x80 != 0 {
        return field.iter().skip(4).try_fold(0usize, |sum, byte| {
            Some(sum.checked_mul(256)? | usize::from(*byte))
        });
    }
    let digits = text(field);
    let digits = digits.trim();
    match digits.is_empty() {
        true => Some(0),
        false => usize::from_str_radix(digits, 8).ok(),
    }
}

/// The path in the records of a pax header (`25 path=...`).
fn pax_path(data: &[u8]) -> Option<String> {
    let records = text(data);
    let record = records.lines().find_map(|line| line.split_once(" path="))?;
    Some(record.1.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{names, tar};
    use super::*;
    use banner_core::readings::Kind;

    #[test]
    fn files_are_listed_and_told_by_their_contents() {
        let archive = tar(&[("docs/plan.txt", b"hello"), ("plan.pdf", b"MZ\x90\0\x03")]);
        let contents = super::super::read(&archive, "a.tar").unwrap();
        assert_eq!(names(&contents), ["docs/plan.txt", "plan.pdf"]);
        assert_eq!(contents.entries[1].kind, Some(Kind::Program));
    }

    #[test]
    fn numbers_are_read_in_both_forms() {
        assert_eq!(number(b"00000000017\0"), Some(15));
        assert_eq!(number(&[0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2]), Some(258));
        assert_eq!(number(b"999"), None);
        assert_eq!(
            pax_path(b"20 mtime=1\n25 path=a/long.exe\n").as_deref(),
            Some("a/long.exe")
        );
    }
}
