//! One JSON line a message.

use std::io::{self, Write};

use banner_core::Verdict;
use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

use super::Scored;
use crate::terminal::commands_terminal;

#[derive(Serialize)]
#[serde(untagged)]
enum Line<'l> {
    Judged {
        path: &'l str,
        verdict: &'l Verdict,
        elapsed_us: u64,
    },
    Failed {
        path: &'l str,
        error: &'l str,
    },
}

pub(super) fn write(to: &mut Vec<u8>, scored: &Scored) -> io::Result<()> {
    let path = scored.path.as_str();
    let line = match &scored.result {
        Ok(judged) => Line::Judged {
            path,
            verdict: &judged.verdict,
            elapsed_us: judged.elapsed_us,
        },
        Err(error) => Line::Failed { path, error },
    };
    line.serialize(&mut Serializer::with_formatter(&mut *to, TerminalSafe))?;
    to.push(b'\n');
    Ok(())
}

/// Escapes what a terminal would obey: a sender could otherwise hide or forge lines by the control
/// characters of ISO 6429 and by turning the direction of writing.
struct TerminalSafe;

impl Formatter for TerminalSafe {
    fn write_string_fragment<W: Write + ?Sized>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((at, character)) = rest
            .char_indices()
            .find(|(_, character)| commands_terminal(*character))
        {
            let (before, behind) = rest.split_at(at);
            writer.write_all(before.as_bytes())?;
            write!(writer, "\\u{:04x}", u32::from(character))?;
            rest = behind.get(character.len_utf8()..).unwrap_or_default();
        }
        writer.write_all(rest.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(path: &str, error: &str) -> String {
        let mut to = Vec::new();
        write(
            &mut to,
            &Scored {
                path: path.into(),
                result: Err(error.into()),
            },
        )
        .unwrap();
        String::from_utf8(to).unwrap()
    }

    #[test]
    fn a_failure_is_a_line_of_path_and_error() {
        assert_eq!(
            line("a.eml", "It is empty."),
            "{\"path\":\"a.eml\",\"error\":\"It is empty.\"}\n"
        );
    }

    #[test]
    fn escapes_what_a_terminal_would_obey_and_nothing_else() {
        let text = "a\u{1b}[2J\u{9b}2J\u{202e}\u{7f}é\"\n财";
        let written = line(text, "x");
        assert!(
            written.contains("a\\u001b[2J\\u009b2J\\u202e\\u007fé\\\"\\n财"),
            "{written}"
        );
        let read: serde_json::Value = serde_json::from_str(&written).unwrap();
        assert_eq!(read["path"], text);
    }
}
