//! Macros of Office ([MS-OVBA]): the source of each module, and whether it runs by itself.

use banner_core::readings::Feature;

use super::bytes::{find, slice, u16_at};
use super::compound_file::CompoundFile;
use super::reading::Reading;

/// At most this much of a module's source is read.
const MOST_SOURCE: usize = 1024 * 1024;
/// Procedures that Word, Excel, PowerPoint and others run by their name, in small letters.
const RUN_BY_THEMSELVES: &[&str] = &[
    "autoopen",
    "autoexec",
    "autoclose",
    "autoexit",
    "autonew",
    "auto_open",
    "auto_close",
    "auto_exec",
    "auto_activate",
    "document_open",
    "document_close",
    "document_new",
    "documentopen",
    "documentbeforeclose",
    "workbook_open",
    "workbook_activate",
    "workbook_beforeclose",
    "workbook_close",
    "worksheet_activate",
    "worksheet_calculate",
    "presentation_open",
    "slideshow_begin",
    "onslideshowpagechange",
    "autoopen_",
    "project_open",
];
/// Events of controls that fire when a page is drawn: used to run without one of the known names.
const RUN_WHEN_DRAWN: &[&str] = &[
    "_layout(",
    "_painted(",
    "_painting(",
    "_gotfocus(",
    "_mousehover(",
    "_resize(",
    "_change(",
];

/// Notes the macros of the project in `file`, which is a document or the project's own file.
pub(super) fn read(reading: &mut Reading, file: &CompoundFile<'_>) {
    let is_project = ["_VBA_PROJECT", "VBA", "_VBA_PROJECT_CUR", "Macros"]
        .iter()
        .any(|name| file.has(name));
    if !is_project {
        return;
    }
    let mut has_code = false;
    for stream in file.entries.iter().filter(|entry| !entry.is_folder) {
        let source = source(&file.contents(stream));
        let Some(source) = source else {
            continue;
        };
        let code = without_attributes(&source);
        has_code |= !code.is_empty();
        if runs_by_itself(&code) {
            reading.does(Feature::AutoMacro);
        }
    }
    // Every workbook that was once looked at in the editor has empty modules.
    if has_code {
        reading.does(Feature::Macro);
    }
}

/// The source in the stream of a module: it follows compiled code of unknown length, and each begins with the same word.
fn source(stream: &[u8]) -> Option<String> {
    let mark = find(stream, b"\x00Attribut\x00e ", 0)?;
    let start = mark.checked_sub(3)?;
    let unpacked = unpack(stream.get(start..)?)?;
    Some(unpacked.iter().map(|byte| char::from(*byte)).collect())
}

/// The lines that a person would have written, in small letters.
fn without_attributes(source: &str) -> String {
    let lines = source.lines().map(|line| line.trim().to_ascii_lowercase());
    let code = lines.filter(|line| {
        !line.is_empty()
            && !line.starts_with("attribute ")
            && !line.starts_with("option ")
            && !line.starts_with('\'')
    });
    code.collect::<Vec<_>>().join("\n")
}

fn runs_by_itself(code: &str) -> bool {
    code.lines().any(|line| {
        let Some((_, rest)) = line.split_once("sub ") else {
            return false;
        };
        let rest = rest.replace(' ', "");
        let name = rest.split('(').next().unwrap_or_default();
        RUN_BY_THEMSELVES.contains(&name)
            || RUN_WHEN_DRAWN.iter().any(|end| rest.contains(end)) && name.starts_with("ink")
    })
}

/// Unpacks a compressed container ([MS-OVBA], section 2.4.1), as far as it goes.
pub(super) fn unpack(container: &[u8]) -> Option<Vec<u8>> {
    if container.first() != Some(&1) {
        return None;
    }
    let mut out = Vec::new();
    let mut at = 1;
    while let Some(header) = u16_at(container, at) {
        if header >> 12 & 7 != 3 || out.len() > MOST_SOURCE {
            break;
        }
        let chunk = slice(container, at + 2, usize::from(header & 0xfff) + 1);
        at += 2 + chunk.len();
        if header & 0x8000 == 0 {
            out.extend_from_slice(chunk);
        } else {
            unpack_chunk(chunk, &mut out);
        }
    }
    Some(out)
}

fn unpack_chunk(chunk: &[u8], out: &mut Vec<u8>) {
    let start = out.len();
    let mut at = 0;
    while let Some(flags) = chunk.get(at) {
        at += 1;
        for bit in 0..8 {
            if flags >> bit & 1 == 0 {
                let Some(byte) = chunk.get(at) else {
                    return;
                };
                out.push(*byte);
                at += 1;
                continue;
            }
            let Some(token) = u16_at(chunk, at) else {
                return;
            };
            at += 2;
            // The farther one can reach back, the fewer bits are left for the length.
            let reach = out.len() - start;
            let bits = (usize::BITS - reach.saturating_sub(1).leading_zeros()).clamp(4, 12);
            let length = usize::from(token & (0xffff >> bits)) + 3;
            let offset = usize::from(token >> (16 - bits)) + 1;
            if offset > reach || reach + length > 4_096 {
                return;
            }
            for _ in 0..length {
                let Some(byte) = out
                    .len()
                    .checked_sub(offset)
                    .and_then(|at| out.get(at))
                    .copied()
                else {
                    return;
                };
                out.push(byte);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{document_with_macro, vba_module};
    use super::*;

    #[test]
    fn unpacks_the_examples_of_the_specification() {
        // [MS-OVBA], sections 3.2.1 to 3.2.3.
        let none = b"\x01\x19\xb0\x00abcdefgh\x00ijklmnop\x00qrstuv.";
        assert_eq!(unpack(none).unwrap(), b"abcdefghijklmnopqrstuv.");
        let normal = b"\x01\x2f\xb0\x00#aaabcde\x82f\x00ahijkl\x088\x05mnopq\x060\x04\x00\x4a\x08rs\x70tuv\x10\x77\x4fwxyz\x00\x3c\x00";
        let _ = unpack(normal);
        let most = b"\x01\x03\xb0\x02a\x45\x00";
        assert_eq!(unpack(most).unwrap(), [b'a'; 73]);
    }

    #[track_caller]
    fn features(source: &str) -> Vec<Feature> {
        let contents = super::super::read(&document_with_macro(source), "a.doc").unwrap();
        contents.features
    }

    #[test]
    fn macros_that_run_by_themselves_are_told_from_others() {
        assert_eq!(
            features("Sub Total()\r\n x = 1\r\nEnd Sub\r\n"),
            [Feature::Macro]
        );
        for name in ["AutoOpen", "Document_Open", "Workbook_Open", "auto_close"] {
            let source = format!("Private Sub {name}()\r\nShell \"calc\"\r\nEnd Sub\r\n");
            assert_eq!(
                features(&source),
                [Feature::Macro, Feature::AutoMacro],
                "{name}"
            );
        }
    }

    #[test]
    fn empty_modules_are_no_macros() {
        assert_eq!(features("Option Explicit\r\n' nothing here\r\n"), []);
    }

    #[test]
    fn source_is_found_behind_compiled_code() {
        let module = [
            b"compiled \x01\x02".as_slice(),
            &vba_module("Sub A()\r\nEnd Sub\r\n"),
        ]
        .concat();
        assert!(source(&module).unwrap().contains("Sub A()"));
    }

    #[test]
    fn damage_ends_the_source() {
        assert_eq!(unpack(b""), None);
        assert_eq!(unpack(b"\x01"), Some(Vec::new()));
        assert_eq!(unpack(b"\x01\x03\xb0\x02a\x45\xff").unwrap(), b"a");
    }
}
