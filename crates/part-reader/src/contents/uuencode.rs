//! Files written as text the way programs did before MIME (`uuencode` of POSIX), which some still send.

/// The file and its name, where the text is one such file from its beginning.
pub(super) fn decoded(bytes: &[u8]) -> Option<(Vec<u8>, String)> {
    let mut lines = bytes.strip_prefix(b"begin ")?.split(|byte| *byte == b'\n');
    let head = std::str::from_utf8(lines.next()?).ok()?;
    let (mode, name) = head.trim_end().split_once(' ')?;
    if mode.is_empty() || !mode.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let mut file = Vec::with_capacity(bytes.len() / 4 * 3);
    for line in lines {
        let Some((count, groups)) = line.split_first() else {
            continue;
        };
        let wanted = file.len().saturating_add(value(*count).into());
        // The last line tells of nothing; what ends without it was cut.
        if wanted == file.len() || line.starts_with(b"end") {
            break;
        }
        for group in groups.chunks(4) {
            // Spaces at the end of a line get lost on the way.
            let at = |place: usize| u32::from(value(group.get(place).copied().unwrap_or(b' ')));
            let bits = at(0) << 18 | at(1) << 12 | at(2) << 6 | at(3);
            let [_, first, second, third] = bits.to_be_bytes();
            file.extend([first, second, third]);
        }
        file.resize(wanted, 0);
    }
    Some((file, name.to_owned()))
}

/// Six bits; a grave accent stands for none, as a space does.
fn value(byte: u8) -> u8 {
    byte.wrapping_sub(b' ') & 63
}

#[cfg(test)]
mod tests {
    use banner_core::readings::Kind;

    use super::*;
    use crate::contents::read;

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
        let (decoded, name) = decoded(&encoded(&file, "a b.zip")).unwrap();
        assert_eq!((decoded, name.as_str()), (file, "a b.zip"));
        assert_eq!(
            super::decoded(b"begin 644 cat.txt\n#0V%T\n`\nend\n")
                .unwrap()
                .0,
            b"Cat"
        );
        // Cut, and without the spaces at the end of a line.
        assert_eq!(super::decoded(b"begin 644 x\n#\n").unwrap().0, [0; 3]);
    }

    #[test]
    fn a_text_that_begins_alike_is_left_alone() {
        for text in [
            &b"begin with this"[..],
            b"begin ",
            b"begin 644",
            b"Begin 644 a\n",
            b"",
        ] {
            assert!(decoded(text).is_none(), "{text:?}");
        }
    }

    #[test]
    fn a_program_in_an_archive_is_found() {
        let archive =
            crate::contents::fixtures::zip(&[("quote.exe", b"MZ\x90\0 no program")], false);
        let contents = read(&encoded(&archive, "quote.zip"), "quote.zip").unwrap();
        let entry = contents.entries.first().unwrap();
        assert_eq!(
            (entry.path.as_str(), entry.kind),
            ("quote.exe", Some(Kind::Program))
        );
    }
}
