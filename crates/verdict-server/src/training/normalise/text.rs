//! Makes the texts of all collections alike: line ends, the neutral reader, one year, no list footers.

use super::dates;
use super::marks::{Marks, Replacer};
use super::transfer::with_crlf;

/// How far from its end the footer of a list is looked for.
const FOOTER_REGION: usize = 4 * 1024;
/// How long a footer may be; what is longer is text.
const LONGEST_FOOTER: usize = 1_500;
/// How many footers one below the other are cut.
const MOST_FOOTERS: usize = 64;

/// A text, decoded, as it is written again.
pub(super) fn rewrite(
    content: Vec<u8>,
    charset: &Charset,
    is_html: bool,
    marks: &Marks,
    reader: &Replacer,
) -> Vec<u8> {
    if charset.is_wide() {
        return content;
    }
    let text = with_crlf(&content);
    let mut text = charset.replace(text, |part| {
        let mut part = replace(part, marks, reader);
        dates::replace_years(&mut part, is_html);
        part
    });
    if !is_html {
        for _ in 0..MOST_FOOTERS {
            let Some(end) = before_footer(&text, marks) else {
                break;
            };
            text.truncate(end);
        }
    }
    text
}

/// Puts the neutral reader in the place of the marks and of the readers of this mail.
pub(super) fn replace(text: Vec<u8>, marks: &Marks, reader: &Replacer) -> Vec<u8> {
    // The readers first: their addresses may hold a mark, and would no longer be found behind it.
    let text = reader.replace(&text).unwrap_or(text);
    marks.replace(&text).unwrap_or(text)
}

/// Where the footer of a list begins at the end of a text: at the start of the line that says so, or of the lines of
/// underscores, hyphens and blanks above it.
fn before_footer(text: &[u8], marks: &Marks) -> Option<usize> {
    let region_start = text.len().saturating_sub(FOOTER_REGION);
    let region = text.get(region_start..)?;
    let named = marks
        .footers()
        .iter()
        .filter_map(|footer| memchr::memmem::find(region, footer.as_bytes()));
    let at = named.chain(mailman_footer(region)).min()?;
    let mut start = line_start(region, at);
    if region.len() - start > LONGEST_FOOTER {
        return None;
    }
    while start > 0 {
        let above = line_start(region, start - 1);
        let line = region.get(above..start)?;
        let is_rule =
            |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'-' | b'_' | b'=' | b'~');
        if !line.iter().all(is_rule) {
            break;
        }
        start = above;
    }
    // A footer that is all that the region holds may go on above it.
    (start > 0 || region_start == 0).then_some(region_start + start)
}

/// The line of underscores that Mailman puts above the name and address of a list.
fn mailman_footer(region: &[u8]) -> Option<usize> {
    const RULE: &[u8] = b"_______________________________________________";
    let at = memchr::memmem::rfind(region, RULE)?;
    let at = line_start(region, at);
    let below = region.get(at..)?;
    let lines: Vec<&[u8]> = below.split(|byte| *byte == b'\n').collect();
    let [_, name, address, ..] = lines.as_slice() else {
        return None;
    };
    let has = |line: &[u8], word: &[u8]| memchr::memmem::find(line, word).is_some();
    (has(name, b"list") || has(name, b"@") || has(address, b"/listinfo")).then_some(at)
}

fn line_start(text: &[u8], at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    memchr::memrchr(b'\n', before).map_or(0, |end| end + 1)
}

/// What a text says of its charset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Charset(Option<String>);

impl Charset {
    /// The charset that a part declares, in lower case; none when it is no name.
    pub(super) fn declared(value: Option<Vec<u8>>) -> Charset {
        let name = value.and_then(|value| String::from_utf8(value).ok());
        let name = name.map(|name| name.trim().to_ascii_lowercase());
        Charset(name.filter(|name| {
            let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:+".contains(&byte);
            !name.is_empty() && name.len() <= 40 && name.bytes().all(is_name)
        }))
    }

    /// What is declared for this text: UTF-8 where that says the same, what was declared otherwise.
    pub(super) fn of(self, text: &[u8]) -> Option<String> {
        let utf8 = match self.0.as_deref() {
            _ if self.is_wide() || self.is_stateful() => false,
            None | Some("utf-8" | "utf8") => std::str::from_utf8(text).is_ok(),
            Some(_) => text.is_ascii(),
        };
        match utf8 {
            true => Some("utf-8".to_owned()),
            false => self.0,
        }
    }

    /// Whether a character takes two bytes or more, so that no word of ASCII is found in it.
    fn is_wide(&self) -> bool {
        let wide = |name: &str| {
            [
                "utf-16",
                "utf16",
                "utf-32",
                "utf32",
                "ucs-2",
                "ucs-4",
                "iso-10646",
                "unicode",
            ]
            .iter()
            .any(|start| name.starts_with(start))
        };
        self.0.as_deref().is_some_and(wide)
    }

    /// Whether ASCII bytes mean other characters at times.
    fn is_stateful(&self) -> bool {
        let stateful = |name: &str| {
            [
                "iso-2022",
                "hz-gb",
                "utf-7",
                "csiso2022",
                "unicode-1-1-utf-7",
            ]
            .iter()
            .any(|start| name.starts_with(start))
        };
        self.0.as_deref().is_some_and(stateful)
    }

    /// Replaces where the bytes are those of ASCII: in ISO 2022 not behind an escape to another set.
    fn replace(&self, text: Vec<u8>, replace: impl Fn(Vec<u8>) -> Vec<u8>) -> Vec<u8> {
        const ESCAPE: u8 = 0x1b;
        if !self.is_stateful() || !text.contains(&ESCAPE) {
            return replace(text);
        }
        let mut out = Vec::with_capacity(text.len());
        for (number, part) in text.split(|byte| *byte == ESCAPE).enumerate() {
            if number > 0 {
                out.push(ESCAPE);
            }
            let is_ascii = number == 0 || part.starts_with(b"(B") || part.starts_with(b"(J");
            if is_ascii {
                out.extend(replace(part.to_vec()));
            } else {
                out.extend_from_slice(part);
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(text: &str, is_html: bool) -> String {
        let marks = Marks::bundled();
        let text = rewrite(
            text.as_bytes().to_vec(),
            &Charset(None),
            is_html,
            &marks,
            &Replacer::default(),
        );
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn lines_end_with_crlf_whatever_they_ended_with() {
        assert_eq!(rewritten("a\nb\r\nc\rd", false), "a\r\nb\r\nc\r\nd");
    }

    #[test]
    fn the_footer_of_mailman_is_cut() {
        let rule = "_".repeat(47);
        let text = format!(
            "See you.\n\n{rule}\nKnitting mailing list\nKnitting@wool.example\nhttps://wool.example/listinfo/knitting\n"
        );
        assert_eq!(rewritten(&text, false), "See you.\r\n");
    }

    #[test]
    fn footers_one_below_the_other_are_cut() {
        let text = "Yes.\n-- \nTo UNSUBSCRIBE, email to a@b.example\n\n____\nFind out more about the list at b.example\n";
        assert_eq!(rewritten(text, false), "Yes.\r\n");
    }

    #[test]
    fn a_way_to_unsubscribe_that_the_sender_wrote_stays() {
        let text = "Sale!\r\n\r\nTo unsubscribe from our newsletter, click here.\r\n";
        assert_eq!(rewritten(text, false), text);
    }

    #[test]
    fn a_rule_above_text_stays() {
        let text = format!("{}\r\nForm to fill in\r\nName:\r\n", "_".repeat(60));
        assert_eq!(rewritten(&text, false), text);
    }

    #[test]
    fn a_footer_followed_by_a_long_text_stays() {
        let text = format!(
            "To UNSUBSCRIBE, email to\r\n{}",
            "More to say.\r\n".repeat(200)
        );
        assert_eq!(rewritten(&text, false), text);
    }

    #[test]
    fn words_of_two_byte_charsets_stay() {
        let content: Vec<u8> = "zzzz 1999"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let charset = Charset::declared(Some(b"UTF-16LE".to_vec()));
        let marks = Marks::bundled();
        let text = rewrite(
            content.clone(),
            &charset,
            false,
            &marks,
            &Replacer::default(),
        );
        assert_eq!(text, content);
    }

    #[test]
    fn in_iso_2022_only_ascii_is_replaced() {
        let charset = Charset::declared(Some(b"iso-2022-jp".to_vec()));
        let text = charset.replace(b"1999 \x1b$B 1999 \x1b(B 1999".to_vec(), |mut part| {
            dates::replace_years(&mut part, false);
            part
        });
        assert_eq!(text, b"2025 \x1b$B 1999 \x1b(B 2025");
    }

    #[test]
    fn utf_8_is_declared_where_it_says_the_same() {
        let declared = |name: &str| Charset::declared(Some(name.as_bytes().to_vec()));
        assert_eq!(declared("US-ASCII").of(b"a").as_deref(), Some("utf-8"));
        assert_eq!(
            declared("iso-8859-1").of(b"\xe9").as_deref(),
            Some("iso-8859-1")
        );
        assert_eq!(
            declared("iso-2022-jp").of(b"a").as_deref(),
            Some("iso-2022-jp")
        );
        assert_eq!(Charset(None).of("é".as_bytes()).as_deref(), Some("utf-8"));
        assert_eq!(Charset(None).of(b"\xe9"), None);
        assert_eq!(declared("a b\r\n").of(b"\xe9"), None);
    }
}
