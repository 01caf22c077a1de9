//! The mbox format (RFC 4155 and the mboxrd variant): many messages in one file.

use std::io::{self, BufRead, Read};

use super::{LARGEST_MESSAGE, Slice};

/// How the line between two messages begins.
pub(super) const SEPARATOR: &[u8] = b"From ";

/// A longer line is read in pieces, so that a file without line ends costs no memory.
const LONGEST_PIECE: u64 = 64 * 1024;

/// Splits an mbox into its messages while it is read, holding one line at a time.
pub(super) struct Mbox<R> {
    reader: R,
    /// The offset of the next byte.
    position: u64,
    /// The message whose separator line was read last.
    begun: Option<(u64, u64)>,
    after_blank_line: bool,
    at_line_start: bool,
}

/// What standard input gave for one message; `None` when it was too large to keep.
pub(super) type Kept = Option<Vec<u8>>;

impl<R: BufRead> Mbox<R> {
    /// Splits what `reader` gives, which begins with a separator line.
    pub fn new(reader: R) -> Mbox<R> {
        Mbox {
            reader,
            position: 0,
            begun: None,
            after_blank_line: true,
            at_line_start: true,
        }
    }

    /// The next message; `None` after the last.
    pub fn next_slice(&mut self) -> io::Result<Option<Slice>> {
        self.next_with(|_| {})
    }

    /// The next message and its bytes, unescaped and without its separator line.
    pub fn next_kept(&mut self) -> io::Result<Option<(Slice, Kept)>> {
        let mut kept = Some(Vec::new());
        let slice = self.next_with(|line| {
            if let Some(raw) = &mut kept {
                raw.extend_from_slice(line);
                if raw.len() as u64 > LARGEST_MESSAGE {
                    kept = None;
                }
            }
        })?;
        Ok(slice.map(|slice| (slice, kept.map(unescaped))))
    }

    fn next_with(&mut self, mut line_of_message: impl FnMut(&[u8])) -> io::Result<Option<Slice>> {
        let mut line = Vec::new();
        loop {
            line.clear();
            let start = self.position;
            let read = self
                .reader
                .by_ref()
                .take(LONGEST_PIECE)
                .read_until(b'\n', &mut line)?;
            if read == 0 {
                return Ok(self.begun.take().map(|begun| slice(begun, start)));
            }
            self.position += read as u64;
            let separates =
                self.at_line_start && self.after_blank_line && is_separator(&line, start == 0);
            self.after_blank_line =
                self.at_line_start && matches!(line.as_slice(), b"\n" | b"\r\n");
            self.at_line_start = line.ends_with(b"\n");
            if separates {
                let before = self
                    .begun
                    .replace((self.begun.map_or(1, |(number, _)| number + 1), start));
                if let Some(before) = before {
                    return Ok(Some(slice(before, start)));
                }
            } else {
                line_of_message(&line);
            }
        }
    }
}

fn slice((number, start): (u64, u64), end: u64) -> Slice {
    Slice {
        number,
        start,
        length: end - start,
    }
}

/// RFC 4155 puts a time into every separator line, so that prose which begins with "From " after
/// an empty line, and which a careless writer did not escape, does not split a message.
fn is_separator(line: &[u8], is_first: bool) -> bool {
    let Some(rest) = line.strip_prefix(SEPARATOR) else {
        return false;
    };
    let has_time = rest.windows(4).any(
        |part| matches!(part, [h, b':', m, n] if [h, m, n].iter().all(|b| b.is_ascii_digit())),
    );
    is_first || has_time
}

/// `raw` behind its first line.
pub(super) fn without_first_line(mut raw: Vec<u8>) -> Vec<u8> {
    let end = raw
        .iter()
        .position(|byte| *byte == b'\n')
        .map_or(raw.len(), |at| at + 1);
    raw.drain(..end);
    raw
}

/// Takes one `>` off each line that the writer escaped (`>From `, `>>From `), and the empty line
/// that stands before the next separator off the end.
pub(super) fn unescaped(mut raw: Vec<u8>) -> Vec<u8> {
    for end in [&b"\r\n\r\n"[..], b"\n\n"] {
        if raw.ends_with(end) {
            raw.truncate(raw.len() - end.len() / 2);
            break;
        }
    }
    let is_escaped = |line: &[u8]| {
        let bare = without_quotes(line);
        bare.len() < line.len() && bare.starts_with(SEPARATOR)
    };
    if !raw.split_inclusive(|byte| *byte == b'\n').any(is_escaped) {
        return raw;
    }
    let mut clean = Vec::with_capacity(raw.len());
    for line in raw.split_inclusive(|byte| *byte == b'\n') {
        clean.extend_from_slice(if is_escaped(line) {
            line.get(1..).unwrap_or_default()
        } else {
            line
        });
    }
    clean
}

fn without_quotes(line: &[u8]) -> &[u8] {
    let quotes = line.iter().take_while(|byte| **byte == b'>').count();
    line.get(quotes..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str = "From a@b.example Mon Nov  2 10:00:00 2026\nSubject: one\n\nFrom now on, quiet.\n\
                       >From here escaped\n>>From twice\n\nFrom prose without a time\n\n\
                       From c@d.example Mon Nov  2 11:00:00 2026\nSubject: two\n\nend\n";

    fn kept(text: &str) -> Vec<String> {
        let mut mbox = Mbox::new(text.as_bytes());
        let mut messages = Vec::new();
        while let Some((_, raw)) = mbox.next_kept().unwrap() {
            messages.push(String::from_utf8(raw.unwrap()).unwrap());
        }
        messages
    }

    #[test]
    fn splits_at_separator_lines_only() {
        let messages = kept(TWO);
        assert_eq!(messages.len(), 2, "{messages:#?}");
        assert_eq!(
            messages[0],
            "Subject: one\n\nFrom now on, quiet.\nFrom here escaped\n>From twice\n\nFrom prose without a time\n"
        );
        assert_eq!(messages[1], "Subject: two\n\nend\n");
    }

    #[test]
    fn slices_cover_the_file_without_gaps() {
        let mut mbox = Mbox::new(TWO.as_bytes());
        let mut end = 0;
        for number in 1..=2 {
            let slice = mbox.next_slice().unwrap().unwrap();
            assert_eq!((slice.number, slice.start), (number, end));
            end += slice.length;
        }
        assert_eq!(end, TWO.len() as u64);
        assert_eq!(mbox.next_slice().unwrap(), None);
    }

    #[test]
    fn reads_carriage_returns_too() {
        let messages = kept(&TWO.replace('\n', "\r\n"));
        assert_eq!(messages.len(), 2);
        assert_eq!(messages[1], "Subject: two\r\n\r\nend\r\n");
    }

    #[test]
    fn a_separator_in_the_middle_of_a_long_line_is_none() {
        let long = "x".repeat(LONGEST_PIECE as usize - 1);
        let text = format!("From a 1:00\nA: b\n\n{long}\n\n{long}yFrom a@b 10:00:00\n");
        assert_eq!(kept(&text).len(), 1);
    }

    #[test]
    fn nothing_in_nothing_out() {
        assert!(kept("").is_empty());
        assert_eq!(kept("From a"), [""]);
    }
}
