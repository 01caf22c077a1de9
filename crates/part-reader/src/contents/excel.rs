//! Workbooks of Excel before 2007 ([MS-XLS]): macro sheets of Excel 4, passwords, DDE.

use banner_core::readings::Feature;

use super::bytes::{slice, text, u16_at, utf16};
use super::reading::Reading;

const FILEPASS: u16 = 0x2f;
const BOUNDSHEET: u16 = 0x85;
const NAME: u16 = 0x18;
const SUPBOOK: u16 = 0x1ae;

/// Reads the stream of the workbook.
pub(super) fn read(reading: &mut Reading, stream: &[u8]) {
    let mut at = 0;
    while let (Some(kind), Some(length)) = (u16_at(stream, at), u16_at(stream, at + 2)) {
        let record = slice(stream, at + 4, usize::from(length));
        at += 4 + usize::from(length);
        match kind {
            // What follows is encrypted.
            FILEPASS => {
                reading.contents.encrypted = true;
                return;
            }
            BOUNDSHEET if record.get(5) == Some(&1) => reading.does(Feature::Macro),
            NAME => {
                if opens_itself(record) {
                    reading.does(Feature::AutoMacro);
                }
            }
            SUPBOOK => {
                if starts_program(record) {
                    reading.does(Feature::Dde);
                }
            }
            // The records of the sheets follow the list of them.
            0x0a => return,
            _ => {}
        }
    }
}

/// Whether a name is the built-in one of a macro that runs at the opening or the end, of a macro sheet.
fn opens_itself(record: &[u8]) -> bool {
    let flags = u16_at(record, 0).unwrap_or_default();
    let (built_in, is_macro) = (flags & 0x20 != 0, flags & 0x0e != 0);
    let name = record.get(15..).unwrap_or_default();
    let number = if record.get(14) == Some(&0) {
        name.first()
    } else {
        name.get(1)
    };
    built_in
        && is_macro
        && matches!(
            record.get(14).and(number).or(name.first()),
            Some(1 | 2 | 10 | 11)
        )
}

/// Whether another "workbook" is a program with a topic, as DDE names them: `cmd`, 3, `/c calc`.
fn starts_program(record: &[u8]) -> bool {
    // Zero sheets and a path: an OLE or DDE link.
    if u16_at(record, 0) != Some(0) {
        return false;
    }
    let body = record.get(5..).unwrap_or_default();
    let path = match record.get(4) {
        Some(0) => text(body),
        _ => utf16(body),
    };
    let program = path
        .split('\u{3}')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    path.contains('\u{3}') && is_program(&program)
}

/// Whether a DDE service is a program rather than Excel or Word, with which documents exchange figures.
pub(super) fn is_program(service: &str) -> bool {
    let service = service
        .trim()
        .trim_matches(['"', '\\'])
        .to_ascii_lowercase();
    let name = service.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = name.strip_suffix(".exe").unwrap_or(name);
    const STARTED: &[&str] = &[
        "cmd",
        "powershell",
        "pwsh",
        "mshta",
        "rundll32",
        "regsvr32",
        "wscript",
        "cscript",
        "certutil",
        "bitsadmin",
        "wmic",
        "msiexec",
        "explorer",
        "conhost",
        "forfiles",
        "hh",
        "curl",
    ];
    STARTED.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{biff, workbook};
    use super::*;

    #[track_caller]
    fn features(records: &[(u16, &[u8])]) -> (Vec<Feature>, bool) {
        let contents = super::super::read(&workbook(&biff(records)), "a.xls").unwrap();
        (contents.features, contents.encrypted)
    }

    #[test]
    fn macro_sheets_and_their_opening_are_found() {
        let sheet = b"\0\0\0\0\x01\x01\x06\0Macro1";
        // grbit: built-in, a command macro; then the name, one character: Auto_Open.
        let name = b"\x2a\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\x01";
        assert_eq!(features(&[(BOUNDSHEET, sheet)]).0, [Feature::Macro]);
        assert_eq!(
            features(&[(BOUNDSHEET, sheet), (NAME, name)]).0,
            [Feature::Macro, Feature::AutoMacro]
        );
    }

    #[test]
    fn ordinary_sheets_and_names_are_none() {
        let sheet = b"\0\0\0\0\0\0\x06\0Sheet1";
        let print_area = b"\x20\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\x06";
        assert_eq!(features(&[(BOUNDSHEET, sheet), (NAME, print_area)]).0, []);
    }

    #[test]
    fn a_password_ends_the_reading() {
        assert!(features(&[(FILEPASS, &[0; 6])]).1);
    }

    #[test]
    fn programs_behind_links_are_told_from_workbooks() {
        let cmd = b"\0\0\x0c\0\0cmd\x03/c calc.exe";
        let excel = b"\0\0\x0c\0\0Excel\x03[a.xls]Sheet1";
        assert_eq!(features(&[(SUPBOOK, cmd)]).0, [Feature::Dde]);
        assert_eq!(features(&[(SUPBOOK, excel)]).0, []);
        assert!(is_program("C:\\\\Windows\\\\System32\\\\cmd.exe"));
    }
}
