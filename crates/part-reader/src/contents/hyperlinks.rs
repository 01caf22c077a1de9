//! Addresses in fields and in the binary streams of documents.

use std::net::{Ipv4Addr, Ipv6Addr};

use banner_core::readings::Feature;

use super::bytes::{slice, starts, wide};
use super::excel::is_program;
use super::reading::Reading;

/// How long an address may be.
const LONGEST: usize = 2_000;
/// How many places are looked at in one stream.
const MOST: usize = 2_000;

/// Reads the instruction of a field: `HYPERLINK "https://…"`, `DDEAUTO program topic`, `INCLUDEPICTURE "https://…"`.
pub(super) fn in_field(reading: &mut Reading, instruction: &str) {
    let mut words = instruction.trim_start().splitn(2, char::is_whitespace);
    let (kind, rest) = (
        words.next().unwrap_or_default().to_ascii_uppercase(),
        words.next().unwrap_or_default().trim(),
    );
    match kind.as_str() {
        "DDE" | "DDEAUTO" => {
            let service = match rest.strip_prefix('"') {
                Some(quoted) => quoted.split('"').next(),
                None => rest.split_whitespace().next(),
            };
            if service.is_some_and(is_program) {
                reading.does(Feature::Dde);
                reading.runs(rest);
            }
        }
        "HYPERLINK" => reading.leads_to(address(rest)),
        "INCLUDEPICTURE" | "INCLUDETEXT" | "LINK" | "IMPORT" => {
            let address = address(rest);
            if is_elsewhere(address) {
                reading.does(Feature::ExternalContent);
                reading.leads_to(address);
            }
        }
        _ => {}
    }
}

fn address(rest: &str) -> &str {
    let from = rest
        .find("http")
        .or_else(|| rest.find("file:"))
        .or_else(|| rest.find("\\\\"));
    let found = from.and_then(|from| rest.get(from..)).unwrap_or_default();
    found
        .split(['"', '\u{14}', '\u{15}'])
        .next()
        .unwrap_or_default()
        .trim()
}

/// The `host\\path` of an address that asks a server for a file: `\\\\host\\path`, `//host/path`, `file://host/path`, and with any more
/// slashes but the one that begins a path on the own disk (`file:///C:/path`).
pub(super) fn on_server(address: &str) -> Option<&str> {
    let is_file = starts(address.as_bytes(), b"file:");
    let rest = if is_file { address.get(5..)? } else { address };
    let path = rest.trim_start_matches(['/', '\\']);
    let slashes = rest.len() - path.len();
    // `\\\\?\\UNC\\host\\path`, in whatever letters and slashes, is the long form; a dot may stand for the question mark.
    let path = match path.as_bytes() {
        [b'?' | b'.', b'/' | b'\\', long @ ..] if is_unc(long) => path.get(6..)?,
        _ => path,
    };
    let host = path.split(['/', '\\']).next()?;
    let is_drive = matches!(host.as_bytes(), [_, b':' | b'|']);
    let is_own = matches!(host, "" | "." | "?") || host.eq_ignore_ascii_case("localhost");
    (matches!(slashes, 2 | 4..) && !is_own && !is_drive).then_some(path)
}

/// Whether an address leads out of the house: to the web, or to a server whose name is not one of the own network, where offices
/// keep their templates.
pub(super) fn is_elsewhere(address: &str) -> bool {
    let Some(path) = on_server(address) else {
        return address.contains("://") && !starts(address.as_bytes(), b"file:");
    };
    let host = path.split(['/', '\\', '@']).next().unwrap_or_default();
    !is_of_the_house(host)
}

/// Whether `UNC` and a slash stand there.
fn is_unc(path: &[u8]) -> bool {
    starts(path, b"UNC") && matches!(path.get(3), Some(b'/' | b'\\'))
}

/// Whether a host is one of the own network: an address that is not routed, a name of one label, or one under a name that the
/// web does not know.
fn is_of_the_house(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    if let Ok(number) = host.parse::<Ipv4Addr>() {
        return number.is_private() || number.is_loopback() || number.is_link_local();
    }
    if let Ok(number) = host.trim_matches(['[', ']']).parse::<Ipv6Addr>() {
        return number.is_unique_local() || number.is_loopback() || number.is_unicast_link_local();
    }
    match host.rsplit_once('.') {
        Some((_, last)) => matches!(
            last,
            "local" | "lan" | "intern" | "internal" | "corp" | "home" | "localdomain"
        ),
        // A word without a letter is an address as a number (`3325256711`, `0xc0000207`); other signs may hide a dot.
        None => {
            host.contains(char::is_alphabetic)
                && !host.starts_with("0x")
                && host
                    .chars()
                    .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
        }
    }
}

/// Notes the web addresses that stand in a binary stream as UTF-16, which is how hyperlinks are kept.
pub(super) fn in_bytes(reading: &mut Reading, stream: &[u8]) {
    for at in memchr::memmem::find_iter(stream, &wide("http")).take(MOST) {
        let units = slice(stream, at, LONGEST * 2).as_chunks::<2>().0;
        let address: String = units
            .iter()
            .map_while(|unit| match unit {
                [letter @ 33..=126, 0] => Some(char::from(*letter)),
                _ => None,
            })
            .collect();
        if !is_of_the_format(&address) {
            reading.leads_to(&address);
        }
    }
}

/// Whether an address is the name of a vocabulary, which documents hold by the dozen and nobody follows.
pub(super) fn is_of_the_format(address: &str) -> bool {
    [
        "http://schemas.",
        "http://purl.org",
        "http://www.w3.org",
        "http://ns.adobe.com",
        "http://iptc.org",
        "http://cipa.jp",
        "http://www.aiim.org",
        "http://www.npes.org",
        "http://www.iec.ch",
    ]
    .iter()
    .any(|known| address.starts_with(known))
}

#[cfg(test)]
mod tests {
    use super::*;
    use banner_core::readings::PartContents;

    fn field(instruction: &str) -> PartContents {
        let mut reading = Reading::default();
        in_field(&mut reading, instruction);
        reading.contents
    }

    #[test]
    fn fields_are_read() {
        assert_eq!(
            field(" HYPERLINK \"https://a.example/x\" \\o \"tip\" ").links,
            ["https://a.example/x"]
        );
        assert_eq!(
            field("INCLUDEPICTURE \"https://a.example/x.png\" \\d").features,
            [Feature::ExternalContent]
        );
        assert_eq!(
            field("DDEAUTO c:\\\\Windows\\\\cmd.exe \"/k\"").features,
            [Feature::Dde]
        );
        assert_eq!(
            field("DDE \"cmd.exe\" \"/k calc\"").command.as_deref(),
            Some("\"cmd.exe\" \"/k calc\"")
        );
    }

    #[test]
    fn servers_are_told_from_the_own_disk_and_network() {
        for address in [
            r"\\evil.example\s\t.dotm",
            r"file:///\\evil.example\s\t.dotm",
            "file://evil.example/t.dotm",
            "FILE:////evil.example/t.dotm",
            "//evil.example/t.dotm",
            r"\\?\UNC\evil.example\s",
            r"\\evil.example@SSL\s",
            r"\\192.0.2.7\s",
            "https://evil.example/",
            r"\\evil.example.\s\t.dotm",
            r"\\3325256711\s\t.dotm",
            r"\\0xc0000207\s\t.dotm",
            r"\\192.0.519\s\t.dotm",
            r"\\?\unc\evil.example\s\t.dotm",
            "//?/Unc/evil.example/s/t.dotm",
            r"\\.\UNC\evil.example\s\t.dotm",
            "file://[2001:db8::7]/s/t.dotm",
            "file://evil%2Eexample/t.dotm",
            "file://evil\u{3002}example/t.dotm",
            r"\\2001-db8--7.ipv6-literal.net\s",
        ] {
            assert!(is_elsewhere(address), "{address}");
        }
        for address in [
            "file:///C:/Templates/Letter.dotx",
            "file://C:/Templates/Letter.dotx",
            "file:////C:/Templates/Letter.dotx",
            "file://localhost/Letter.dotx",
            r"\\server7\Templates\Letter.dotx",
            r"file:///\\files.acme.local\Letter.dotx",
            r"\\10.0.0.7\Letter.dotx",
            r"\\server7.\Templates\Letter.dotx",
            r"\\?\unc\server7\Templates\Letter.dotx",
            r"\\.\C:\Letter.dotx",
            "file://[fd00::7]/Letter.dotx",
            r"\\?\C:\Letter.dotx",
            "Letter.dotx",
            "../Letter.dotx",
            "file://",
        ] {
            assert!(!is_elsewhere(address), "{address}");
        }
    }

    #[test]
    fn harmless_fields_are_silent() {
        for instruction in [
            "PAGE \\* MERGEFORMAT",
            "DDEAUTO Excel \"Book1\" \"R1C1\"",
            "HYPERLINK \\l \"_Toc1\"",
            "",
        ] {
            assert_eq!(field(instruction), PartContents::default(), "{instruction}");
        }
    }
}
