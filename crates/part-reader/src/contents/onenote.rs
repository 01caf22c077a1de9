//! OneNote sections ([MS-ONESTORE]): the files that lie in them.

use super::bytes::{slice, u64_at, utf16, wide};
use super::objects;
use super::reading::{Place, Reading};

/// FileDataStoreObject, section 2.6.13: {BDE316E7-2665-4511-A4C4-8D4D0B7A9EAC}.
const FILE: &[u8] = b"\xe7\x16\xe3\xbd\x65\x26\x11\x45\xa4\xc4\x8d\x4d\x0b\x7a\x9e\xac";
/// How many files are looked at.
const MOST_FILES: usize = 100;
/// Endings of names that are worth finding; the names stand elsewhere than the files.
const ENDINGS: &[&str] = &[
    ".exe", ".hta", ".js", ".jse", ".vbs", ".vbe", ".wsf", ".bat", ".cmd", ".ps1", ".lnk", ".chm",
    ".scr", ".com", ".msi", ".iso", ".jar", ".dll",
];

/// Notes the files inside.
pub(super) fn read(reading: &mut Reading, bytes: &[u8], place: &Place) {
    let mut names = names(bytes).into_iter();
    for (number, at) in memchr::memmem::find_iter(bytes, FILE)
        .take(MOST_FILES)
        .enumerate()
    {
        let size = u64_at(bytes, at + 16)
            .and_then(|size| usize::try_from(size).ok())
            .unwrap_or_default();
        let data = slice(bytes, at + 36, size);
        let is_picture = matches!(
            data,
            [0x89, b'P', b'N', b'G', ..] | [0xff, 0xd8, ..] | [b'G', b'I', b'F', ..] | []
        );
        if is_picture {
            continue;
        }
        let name = names
            .next()
            .unwrap_or_else(|| format!("file {}", number + 1));
        if ENDINGS
            .iter()
            .any(|ending| name.to_ascii_lowercase().ends_with(ending))
        {
            reading.does(banner_core::readings::Feature::EmbeddedFile);
        }
        objects::plain(reading, &name, data, place);
    }
    super::hyperlinks::in_bytes(reading, bytes);
}

/// The names of files that something would run, in the order of the section, each once.
fn names(bytes: &[u8]) -> Vec<String> {
    let mut found: Vec<(usize, String)> = Vec::new();
    for ending in ENDINGS {
        for at in memchr::memmem::find_iter(bytes, &wide(ending)).take(MOST_FILES) {
            let end = at + ending.len() * 2;
            // A name ends here, and goes back to what is no letter of one.
            if slice(bytes, end, 2).iter().any(|byte| *byte != 0) {
                continue;
            }
            let before = bytes.get(at.saturating_sub(400)..at).unwrap_or_default();
            let units = before.as_rchunks::<2>().1.iter().rev();
            let length = units
                .take_while(|[low, high]| {
                    *high != 0 || *low >= 32 && !matches!(low, b'/' | b'\\' | b':')
                })
                .count();
            let name = utf16(bytes.get(at - length * 2..end).unwrap_or_default());
            if !found.iter().any(|(_, known)| *known == name) {
                found.push((at, name));
            }
        }
    }
    found.sort();
    found.into_iter().map(|(_, name)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{names, one_note};
    use super::super::read;
    use banner_core::readings::{Feature, Kind};

    #[test]
    fn files_inside_are_named_and_told_by_their_contents() {
        let contents = read(
            &one_note(&[("press to open.hta", b"<script>x</script>")]),
            "a.one",
        )
        .unwrap();
        assert_eq!(names(&contents), ["press to open.hta"]);
        assert_eq!(contents.features, [Feature::EmbeddedFile]);
        let contents = read(&one_note(&[("", b"MZ\x90\0\x03")]), "a.one").unwrap();
        assert_eq!(contents.entries[0].kind, Some(Kind::Program));
        assert_eq!(contents.features, [Feature::EmbeddedFile]);
    }

    #[test]
    fn pictures_inside_are_usual() {
        let contents = read(&one_note(&[("", b"\x89PNG\r\n\x1a\n")]), "a.one").unwrap();
        assert_eq!((contents.entries, contents.features), (vec![], vec![]));
    }
}
