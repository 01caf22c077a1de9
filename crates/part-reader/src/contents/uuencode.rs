//! Files written as text the way programs did before MIME (`uuencode` of POSIX), which some still send.

use super::bytes::slice;
use super::reading::MOST_UNPACKED;

/// How much of a text is searched for the line that such a file begins with.
const SEARCHED: usize = 4 * 1024;

/// A file that a text holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Decoded {
    pub name: String,
    file: Vec<u8>,
    /// Where the file ends for programs that stop at the first line that may be the last.
    first_end: usize,
}

impl Decoded {
    /// What different programs make of the text: the file to its first end, if more of it stands behind, and all of it.
    pub fn files(&self) -> impl Iterator<Item = &[u8]> {
        let to_first_end = slice(&self.file, 0, self.first_end);
        let is_shorter = !to_first_end.is_empty() && to_first_end.len() < self.file.len();
        let shorter = is_shorter.then_some(to_first_end);
        shorter.into_iter().chain([self.file.as_slice()])
    }
}

/// The first file in the text. Decoders take of a line what it says that it holds, whatever else stands there, and
/// some need no end, or go on behind what looks like one; without one, lines must be as long as they say, as those of prose are
/// not.
pub(super) fn decoded(bytes: &[u8]) -> Option<Decoded> {
    let (mut name, mut file) = (None, Vec::new());
    let (mut do_fit, mut is_ended) = (true, false);
    let (mut searched, mut kept, mut first_end) = (0, 0, 0);
    for line in bytes.split(|byte| *byte == b'\n') {
        // Only the last of such lines before the file begins it.
        if let Some(found) = beginning(line).filter(|_| file.is_empty()) {
            name = Some(found);
            continue;
        }
        if name.is_none() {
            searched += line.len() + 1;
            if searched >= SEARCHED {
                return None;
            }
            continue;
        }
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let trimmed = line.trim_ascii_end();
        // A line that holds nothing is the last for some, as is one that begins like the end.
        let may_end = line.first().is_some_and(|count| value(*count) == 0);
        if first_end == 0 && (may_end || line.starts_with(b"end ")) {
            first_end = kept;
        }
        if trimmed == b"end" {
            is_ended = true;
            break;
        }
        if trimmed == b"`" || line.starts_with(b"end ") {
            is_ended = true;
            continue;
        }
        let Some((count, groups)) = line.split_first() else {
            continue;
        };
        let count = usize::from(value(*count));
        let whole = count.div_ceil(3) * 4;
        // Spaces at the end of a line get lost on the way, and some programs add one character for a sum.
        let fits = groups.len() <= whole + 1 && groups.len() + 3 >= whole;
        do_fit &= fits;
        let wanted = file.len() + count;
        if wanted > MOST_UNPACKED {
            break;
        }
        for group in slice(groups, 0, whole).chunks(4) {
            let at = |place: usize| u32::from(value(group.get(place).copied().unwrap_or(b' ')));
            let bits = at(0) << 18 | at(1) << 12 | at(2) << 6 | at(3);
            let [_, first, second, third] = bits.to_be_bytes();
            file.extend([first, second, third]);
        }
        file.resize(wanted, 0);
        // Prose behind the end is no part of the file.
        if fits || !is_ended {
            kept = wanted;
        }
    }
    file.truncate(kept);
    ((do_fit || is_ended) && !file.is_empty()).then(|| {
        Some(Decoded {
            name: name?,
            file,
            first_end,
        })
    })?
}

/// The name of the file that a line begins.
fn beginning(line: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(line.strip_prefix(b"begin ")?);
    let (mode, name) = head.trim_end().split_once(' ')?;
    let is_mode = !mode.is_empty() && mode.bytes().all(|digit| digit.is_ascii_digit());
    is_mode.then(|| name.to_owned())
}

/// Six bits; a grave accent stands for none, as a space does.
fn value(byte: u8) -> u8 {
    byte.wrapping_sub(b' ') & 63
}

#[cfg(test)]
mod tests {
    use banner_core::readings::Kind;

    use super::super::fixtures::{names, zip};
    use super::super::read;
    use super::*;

    /// As uuencode writes it, in lines of 45 octets.
    fn encoded(file: &[u8], name: &str) -> Vec<u8> {
        let mut text = format!("begin 644 {name}\r\n").into_bytes();
        for line in file.chunks(45) {
            text.push(line.len() as u8 + b' ');
            for group in line.chunks(3) {
                let at = |place: usize| u32::from(group.get(place).copied().unwrap_or(0));
                let bits = at(0) << 16 | at(1) << 8 | at(2);
                text.extend(
                    [18, 12, 6, 0].map(|shift| match (bits >> shift & 63) as u8 {
                        0 => b'`',
                        some => some + b' ',
                    }),
                );
            }
            text.extend(b"\r\n");
        }
        text.extend(b"`\r\nend\r\n");
        text
    }

    #[test]
    fn a_file_comes_out_as_it_went_in() {
        let file: Vec<u8> = (0..=255).cycle().take(1000).collect();
        let decoded = decoded(&encoded(&file, "a b.zip")).unwrap();
        assert_eq!((decoded.file, decoded.name.as_str()), (file, "a b.zip"));
        assert_eq!(
            super::decoded(b"begin 644 cat.txt\n#0V%T\n`\nend\n")
                .unwrap()
                .file,
            b"Cat"
        );
        // Without the spaces at the end of a line.
        let short = super::decoded(b"begin 644 x\r\n#0P\r\n`\r\nend\r\n\r\n");
        assert_eq!(short.unwrap().file, [0x43, 0, 0]);
    }

    #[test]
    fn what_programs_forgive_is_forgiven() {
        let archive = zip(&[("quote.exe", b"MZ\x90\0 no program")], false);
        let text = encoded(&archive, "quote.zip");
        let text = String::from_utf8(text).unwrap();
        let (head, lines) = text.split_once("\r\n").unwrap();
        let overlong = lines.replacen("\r\n", "more letters than the line says\r\n", 1);
        for (what, text) in [
            ("a word behind", [&text, "regards"].concat()),
            (
                "a word at the end",
                text.replace("\r\nend", "\r\nend of file"),
            ),
            ("an empty line before", ["\r\n \r\n", &text].concat()),
            ("a line before", ["The quote:\r\n", &text].concat()),
            ("a line that begins alike", ["begin here\n", &text].concat()),
            ("a beginning before", ["begin 644 a.txt\n", &text].concat()),
            ("an end that is none", [head, "\nend x\n", lines].concat()),
            ("an empty line of none", [head, "\n`\n", lines].concat()),
            (
                "prose behind",
                text.replace("\r\nend", "\r\nend of it\r\nAll the best, and write soon"),
            ),
            ("an overlong line", [head, "\r\n", &overlong].concat()),
            ("no end", text.replace("\r\nend", "")),
            ("other line ends", text.replace("\r\n", "\n")),
        ] {
            let contents = read(text.as_bytes(), "quote.uue").expect(what);
            assert_eq!(
                names(&contents),
                ["quote.zip", "quote.zip/quote.exe"],
                "{what}"
            );
            assert_eq!(contents.entries[1].kind, Some(Kind::Program), "{what}");
        }
    }

    #[test]
    fn a_text_before_an_archive_hides_nothing_of_it() {
        let archive = zip(&[("quote.exe", b"MZ\x90\0 no program")], false);
        for before in [
            &b"begin 644 a.txt\n#0V%T\n`\nend\n"[..],
            b"begin 644 a.txt\n",
        ] {
            let contents = read(&[before, &archive].concat(), "quote.zip").unwrap();
            let mut kinds = contents.entries.iter().map(|entry| entry.kind);
            assert!(kinds.any(|kind| kind == Some(Kind::Program)), "{before:?}");
        }
    }

    #[test]
    fn what_ends_a_file_for_some_programs_pushes_nothing_out_of_sight() {
        let archive = zip(&[("quote.exe", b"MZ\x90\0 no program")], false);
        let harmless = zip(&[("quote.txt", b"Good day")], false).repeat(5);
        let text = |file: &[u8]| String::from_utf8(encoded(file, "quote.zip")).unwrap();
        let (first, second) = (text(&archive), text(&harmless));
        let (_, behind) = second.split_once("\r\n").unwrap();
        for end in ["`", " ", "` `", "end of it"] {
            let joined = [&first.replace("`\r\nend", end), behind].concat();
            let contents = read(joined.as_bytes(), "quote.zip").unwrap();
            let inside = names(&contents);
            assert!(inside.contains(&"quote.zip/quote.exe"), "{end:?}");
            assert!(inside.contains(&"quote.zip/quote.txt"), "{end:?}");
        }
        // What ends there for all programs is looked into once.
        let contents = read(first.as_bytes(), "quote.zip").unwrap();
        assert_eq!(names(&contents), ["quote.zip", "quote.zip/quote.exe"]);
    }

    #[test]
    fn a_page_or_a_picture_is_no_such_text_if_it_is_called_as_it_begins() {
        let archive = zip(&[("quote.exe", b"MZ\x90\0 no program")], false);
        let text = encoded(&archive, "quote.zip");
        for before in ["<svg>\n", "<html>\n", "GIF89a\n"] {
            let file = [before.as_bytes(), &text].concat();
            let inside = |name| read(&file, name).map_or(0, |contents| contents.entries.len());
            for name in ["a.svg", "a.HTM", "a.gif ", "a.b.jpeg"] {
                assert_eq!(inside(name), 0, "{before:?} {name:?}");
            }
            for name in ["a.UUE ", "Papers.zip", "Papers", "", "a.svg.zip"] {
                assert_eq!(inside(name), 2, "{before:?} {name:?}");
            }
        }
    }

    #[test]
    fn letters_that_begin_alike_hold_no_file() {
        for text in [
            &b"begin with this\nand go on\nend\n"[..],
            b"begin 644 of the new lines\nThis is prose, and it goes on for a while.\nBye\n",
            b"begin 644 a\n",
            b"begin 644 a\n`\nend\n",
            b"begin 644 of the new lines\nend of story\nThis is prose, and it goes on for a while.\nBye\n",
            b"begin ",
            b"begin 644",
            b"begin 644 ",
            b"Begin 644 a\n#0V%T\n`\nend\n",
            b"to begin 644 a\n#0V%T\n`\nend\n",
            b"",
        ] {
            assert_eq!(read(text, "a.txt"), None, "{text:?}");
        }
    }
}
