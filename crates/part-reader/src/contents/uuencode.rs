//! Files written as text the way programs did before MIME (`uuencode` of POSIX), which some still send.

/// The file and its name, where the text is one such file from its beginning to its end and nothing else: what merely begins like
/// one is read as it is.
pub(super) fn decoded(bytes: &[u8]) -> Option<(Vec<u8>, String)> {
    let mut lines = bytes.strip_prefix(b"begin ")?.split(|byte| *byte == b'\n');
    let head = std::str::from_utf8(lines.next()?).ok()?;
    let (mode, name) = head.trim_end().split_once(' ')?;
    if mode.is_empty() || !mode.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let mut file = Vec::with_capacity(bytes.len() / 4 * 3);
    for line in lines.by_ref() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line == b"end" {
            let rest_is_empty = lines.all(|line| line.trim_ascii().is_empty());
            return rest_is_empty.then(|| (file, name.to_owned()));
        }
        let Some((count, groups)) = line.split_first() else {
            continue;
        };
        let count = usize::from(value(*count));
        let whole = count.div_ceil(3) * 4;
        // Spaces at the end of a line get lost on the way, and some programs add one character for a sum.
        if groups.len() > whole + 1 || groups.len() + 3 < whole {
            return None;
        }
        let wanted = file.len() + count;
        for group in groups.chunks(4) {
            let at = |place: usize| u32::from(value(group.get(place).copied().unwrap_or(b' ')));
            let bits = at(0) << 18 | at(1) << 12 | at(2) << 6 | at(3);
            let [_, first, second, third] = bits.to_be_bytes();
            file.extend([first, second, third]);
        }
        file.resize(wanted, 0);
    }
    None
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
        // Without the spaces at the end of a line.
        let short = super::decoded(b"begin 644 x\r\n#0P\r\n`\r\nend\r\n\r\n");
        assert_eq!(short.unwrap().0, [0x43, 0, 0]);
    }

    #[test]
    fn a_text_that_begins_alike_is_left_alone() {
        for text in [
            &b"begin 644 cat.txt\n#0V%T\n"[..],
            b"begin 644 cat.txt\n#0V%T\n`\nend\nPK\x03\x04",
            b"begin 644 x\n_\n_\n_\n`\nend\n",
            b"begin 644 x\n%PDF-1.7 is longer\n`\nend\n",
            b"begin with this",
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
