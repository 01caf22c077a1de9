//! A link opens code, a file or a network share instead of a web page.
//!
//! Why: `data:` and `javascript:` carry a whole fake page or code in the link; `file:`, `smb:`
//! and `\\host\share` make Windows send the reader's password hash; `search-ms:` and `ms-msdt:`
//! have started programs, and `ms-word:` and its like open a file from the web in Office, past the browser's warnings.
//!
//! Wrong when: a newsletter was made from a web page and keeps links such as
//! `javascript:void(0)`; when a picture is written into the link; and when colleagues send a path
//! on their own computer or share, which counts little unless it names a server on the Internet, and
//! nothing in plain text.
use std::net::Ipv4Addr;

use crate::context::Organisation;
use crate::message::{Link, LinkOrigin};
use crate::names::Domain;
use crate::signals::strongest::strongest;
use crate::signals::web_hosts::is_offered;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};
use crate::word_list::{WordList, word_list};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "links.dangerous_scheme",
    group: Group::Links,
    direction: Direction::Threat,
    threats: &[Threat::Malware, Threat::CredentialPhishing],
    evidence: &["scheme"],
    since: "0.1.0",
    inspect,
};

/// Protocols that Windows hands to a program, each of them abused by mail.
const HANDLERS: WordList = word_list![
    "ms-msdt",
    "search-ms",
    "search",
    "ms-officecmd",
    "ms-appinstaller",
    "mk",
    "ms-its",
    "its",
    "shell",
];

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let offered = examination.links().filter(|link| is_offered(link));
    let organisation = &examination.context.organisation;
    let dangers = offered.filter_map(|link| danger(link, organisation));
    let (scheme, strength) = strongest(dangers)?;
    let is_share = scheme.starts_with(r"\\");
    let finding = SIGNAL.found().with("scheme", scheme).at(strength);
    Some(if is_share {
        finding.said("links.network_share")
    } else {
        finding
    })
}

fn danger(link: &Link, organisation: &Organisation) -> Option<(String, Strength)> {
    // Nobody can press the HTML of a description that calendars write into such an address, nor one in an attached text.
    if matches!(link.origin, LinkOrigin::Calendar | LinkOrigin::AttachedText) {
        return None;
    }
    // What is handed to a program leads to the web.
    let written = link.written().split_once(':').unwrap_or_default().0;
    let written = written.trim_start().to_ascii_lowercase();
    let scheme = match link.target.is_web() {
        true => written.as_str(),
        false => link.target.scheme.as_str(),
    };
    if let Some(path) = on_server(link.written().trim_start(), scheme) {
        let strength = share(path, organisation);
        // A path in the own house is no more than said where it is text; programs make links of shares in it, of nothing else.
        let is_said = link.origin == LinkOrigin::PlainText && strength != Strength::FULL;
        return (!is_said).then(|| (shown(path), strength));
    }
    if link.origin == LinkOrigin::PlainText {
        return None;
    }
    let strength = match scheme {
        "javascript" | "vbscript" => code(&link.target.path)?,
        "data" => page(&link.target.path)?,
        "blob" | "filesystem" | "smb" => Strength::FULL,
        "file" => Strength::WEAK,
        _ if HANDLERS.contains(scheme) => Strength::FULL,
        "ms-word" | "ms-excel" | "ms-powerpoint" | "ms-visio" | "ms-access" | "ms-project"
        | "ms-publisher" => Strength::HALF,
        _ => return None,
    };
    Some((format!("{scheme}:"), strength))
}

/// The path behind the server of `\\host\path`, `file://host/path`, `file:////host/path` or `file:///\\host\path`; none on the own disk.
/// `file://host@SSL/path` asks the web server of that name (WebDAV).
fn on_server<'h>(href: &'h str, scheme: &str) -> Option<&'h str> {
    let rest = match scheme {
        "file" => href.split_once(':')?.1,
        _ => href,
    };
    let path = rest.trim_start_matches(['/', '\\']);
    let slashes = rest.len() - path.len();
    let host = path.split(['/', '\\']).next().unwrap_or_default();
    let is_drive = matches!(host.as_bytes(), [_, b':' | b'|']);
    let is_server = match scheme {
        "file" => matches!(slashes, 2 | 4..) && !host.is_empty() && !is_drive,
        _ => rest.starts_with(r"\\"),
    };
    is_server.then_some(path)
}

/// How code begins that does nothing, or nothing outside the window.
const IDLE: WordList = word_list![
    "void",
    "return",
    "window.print",
    "print(",
    "history.",
    "window.history",
    "self.close",
    "window.close",
    "//",
    "{}",
];

/// Code that does nothing, or nothing outside the window, is a remnant of a web page.
fn code(path: &str) -> Option<Strength> {
    let whole = path.to_ascii_lowercase();
    let code: String = path
        .chars()
        .filter(|c| !c.is_whitespace())
        .take(40)
        .collect();
    let code = code.to_ascii_lowercase();
    let code = code.trim_end_matches(';').trim_start_matches("%20");
    if code.is_empty() || IDLE.iter().any(|start| code.starts_with(start)) {
        return None;
    }
    // `javascript:openWindow('…')` calls a function of the page it was copied from, which a mail
    // does not have; what leads somewhere or unpacks something is meant.
    let acts = [
        "location", "document", "eval", "atob", "unescape", "import", "fetch", "http", "msgbox",
        "shell",
    ];
    Some(if acts.iter().any(|word| whole.contains(word)) {
        Strength::FULL
    } else {
        Strength::WEAK
    })
}

/// A picture or a calendar entry in a `data:` address shows nothing to type into.
fn page(path: &str) -> Option<Strength> {
    let start: String = path.trim_start().chars().take(20).collect();
    let start = start.to_ascii_lowercase();
    let is_code = !start.starts_with("image/") || start.starts_with("image/svg");
    (is_code && !start.starts_with("text/calendar")).then_some(Strength::FULL)
}

/// `\\\\host`, as it is written in front of a share.
fn shown(path: &str) -> String {
    let host = path.split(['\\', '/', '@']).next().unwrap_or_default();
    format!(r"\\{host}")
}

fn share(path: &str, organisation: &Organisation) -> Strength {
    let host = path.split(['\\', '/', '@']).next().unwrap_or_default();
    let is_near = match (Domain::parse(host), host.parse::<Ipv4Addr>()) {
        (Some(host), _) => is_near(&host) || organisation.trusts(&host),
        (None, Ok(ip)) => ip.is_private() || ip.is_loopback() || ip.is_link_local(),
        // Any other number: Windows asks it as if it were a neighbour.
        (None, Err(_)) => false,
    };
    if is_near {
        Strength::WEAK
    } else {
        Strength::FULL
    }
}

/// Shares of the own network have names without a public suffix.
fn is_near(host: &Domain) -> bool {
    let name = host.ascii();
    !name.contains('.')
        || [".local", ".lan", ".intern", ".internal", ".corp"]
            .iter()
            .any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    fn anchor(href: &str) -> Mail {
        Mail::any().html(&format!(
            "<p>See</p><a href=\"{href}\">Open the document</a>"
        ))
    }

    #[test]
    fn fires_on_a_page_inside_the_link() {
        let finding = assert_fires(&SIGNAL, anchor("data:text/html;base64,PGZvcm0+"));
        assert_fact(&finding, "scheme", "data:");
    }

    #[test]
    fn silent_on_shares_of_our_own_servers_in_the_text() {
        for path in [
            r"\\fs01.acme.example\projects\2026",
            r"\\partner.example\plans",
            "file://fs01.acme.example/projects/2026",
            r"\\acme.local\dfs\projects",
            r"\\10.1.2.3\scan",
            r"\\172.16.4.9\projects",
            "file://172.16.4.9/projects",
            "file://127.0.0.1/projects",
            r"\\169.254.7.7\x",
        ] {
            let mail = Mail::any().text(&format!("It lies in {path} now."));
            assert_silent(&SIGNAL, mail);
        }
    }

    #[test]
    fn fires_weakly_on_a_link_to_our_own_server() {
        for href in [r"\\fs01.acme.example\projects", r"\\172.16.4.9\projects"] {
            let finding = assert_fires(&SIGNAL, anchor(href));
            assert_eq!(finding.strength, Strength::WEAK, "{href}");
        }
        let finding = assert_fires(&SIGNAL, anchor(r"\\172.33.4.9\projects"));
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_on_code() {
        assert_fires(&SIGNAL, anchor("JavaScript:eval(atob('YQ=='))"));
        assert_fires(&SIGNAL, anchor("vbscript:MsgBox(1)"));
        assert_fires(&SIGNAL, anchor("java\nscript:location='https://x.example'"));
    }

    #[test]
    fn fires_on_a_page_that_a_script_keeps_ready() {
        for href in [
            "blob:https://quibusdam.example/0c7a3b5e-91d4",
            "BLOB:null/0c7a3b5e-91d4",
            "filesystem:https://quibusdam.example/temporary/x.html",
        ] {
            assert_eq!(
                assert_fires(&SIGNAL, anchor(href)).strength,
                Strength::FULL,
                "{href}"
            );
        }
        let finding = assert_fires(&SIGNAL, anchor("blob:https://quibusdam.example/0c7a3b5e"));
        assert_fact(&finding, "scheme", "blob:");
    }

    #[test]
    fn fires_on_shares_and_files_of_servers_on_the_internet() {
        let finding = assert_fires(&SIGNAL, anchor(r"\\files.evil.example\share\invoice.lnk"));
        assert_fact(&finding, "scheme", r"\\files.evil.example");
        assert_eq!(finding.strength, Strength::FULL);
        let webdav = assert_fires(
            &SIGNAL,
            anchor("file://files.evil.example@SSL/DavWWWRoot/x.lnk"),
        );
        assert_eq!(webdav.strength, Strength::FULL);
        assert_eq!(webdav.sentence, "links.network_share");
        assert_eq!(
            assert_fires(&SIGNAL, anchor("file://files.evil.example/x")).strength,
            Strength::FULL
        );
        for href in [
            r"file:///\\files.evil.example\x",
            "file:////files.evil.example/x",
            "file://192.0.2.7/x",
        ] {
            assert_eq!(
                assert_fires(&SIGNAL, anchor(href)).strength,
                Strength::FULL,
                "{href}"
            );
        }
        assert_fires(
            &SIGNAL,
            anchor("search-ms:query=invoice&amp;crumb=location:x"),
        );
    }

    #[test]
    fn fires_weakly_on_paths_of_the_own_computer_or_network() {
        for href in [
            "file:///C:/Users/anna/plan.docx",
            "file://C:/Users/anna/plan.docx",
            r"\\server7\plans\plan.docx",
            r"file:///\\server7\plans\plan.docx",
            r"\\192.168.0.7\plans",
        ] {
            assert_eq!(
                assert_fires(&SIGNAL, anchor(href)).strength,
                Strength::WEAK,
                "{href}"
            );
        }
    }

    #[test]
    fn fires_on_what_is_handed_to_a_program_with_an_address() {
        for (href, strength) in [
            (
                "ms-word:ofe|u|https://quibusdam.example/a.docx",
                Strength::HALF,
            ),
            (
                "MS-EXCEL:ofv|u|https://quibusdam.example/a.xlsx",
                Strength::HALF,
            ),
            (
                "ms-appinstaller:?source=https://quibusdam.example/a.msix",
                Strength::FULL,
            ),
        ] {
            assert_eq!(
                assert_fires(&SIGNAL, anchor(href)).strength,
                strength,
                "{href}"
            );
        }
        assert_silent(&SIGNAL, anchor("webcal://quibusdam.example/a.ics"));
    }

    #[test]
    fn fires_weakly_on_a_call_into_a_page_that_is_not_there() {
        let finding = assert_fires(&SIGNAL, anchor("javascript:popUp('terms.html')"));
        assert_eq!(finding.strength, Strength::WEAK);
    }

    #[test]
    fn silent_on_remnants_of_web_pages() {
        for href in [
            "javascript:void(0)",
            "javascript:;",
            "javascript: void(0);",
            "javascript:window.print()",
        ] {
            assert_silent(&SIGNAL, anchor(href));
        }
    }

    #[test]
    fn silent_on_pictures_and_ordinary_links() {
        for href in [
            "data:image/png;base64,iVBOR",
            "https://a.example/",
            "mailto:a@b.example",
            "tel:+49",
            "cid:logo",
            "#top",
        ] {
            assert_silent(&SIGNAL, anchor(href));
        }
    }

    #[test]
    fn silent_on_the_html_of_a_description_in_a_calendar() {
        let entry = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDESCRIPTION;ALTREP=\"data:text/html,%3Cb%3EPlan%3C%2Fb%3E\":Plan\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        assert_silent(
            &SIGNAL,
            Mail::any().attach("plan.ics", "text/calendar", entry),
        );
    }

    #[test]
    fn silent_on_paths_in_attached_texts() {
        let text = br"copied to \\files.evil.example\share\x.lnk";
        assert_silent(&SIGNAL, Mail::any().attach("log.txt", "text/plain", text));
    }

    #[test]
    fn fires_on_shares_of_servers_on_the_internet_in_plain_text() {
        for address in [
            r"\\files.evil.example\share\x.lnk",
            "file://files.evil.example/share/x.lnk",
        ] {
            let mail = Mail::any().text(&format!("Open {address} to read it."));
            assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::FULL);
        }
    }

    #[test]
    fn silent_on_plain_text() {
        for text in [
            "type javascript:alert(1) and \\\\server7\\x, not blob:https://a.example/7",
            r"it lies at \\files.acme.local\plans and file:///C:/Users/anna/plan.docx",
            r"escape it as a\\b.c and C:\\temp\\a.txt",
            "see file://server7/plans/a.txt",
        ] {
            assert_silent(&SIGNAL, Mail::any().text(text));
        }
    }
}
