//! Messages, invitations and pages inside files, handed to the core as they are: it knows how to read them.

use banner_core::readings::MAX_PART_MESSAGES;

use super::compound_file::CompoundFile;
use super::enter_plain;
use super::reading::{Place, Reading};
use super::{bytes, xml};

/// At most this much of one is handed on, and no more when as much of one attachment is.
const LONGEST: usize = 256 * 1024;
const MOST: usize = 1024 * 1024;
/// How many files attached to an Outlook message are looked at.
const MOST_ATTACHED: usize = 100;

/// A message file (RFC 5322).
pub(super) const MESSAGE: &str = "Content-Type: message/rfc822\r\n\r\n";
/// A calendar.
pub(super) const CALENDAR: &str =
    "Content-Type: text/calendar\r\nContent-Disposition: attachment\r\n\r\n";
/// A web page.
pub(super) const PAGE: &str = "Content-Type: text/html\r\nContent-Disposition: attachment\r\n\r\n";

/// Hands a file on as the mail that has nothing but it.
pub(super) fn hand_on(reading: &mut Reading, header: &str, file: &[u8]) {
    let kept = &mut reading.contents.messages;
    let length: usize = kept.iter().map(String::len).sum();
    let file = bytes::slice(file, 0, LONGEST);
    if kept.len() < MAX_PART_MESSAGES && length < MOST {
        kept.push([header, &xml::text(file)].concat());
    }
}

/// Reads a message as Outlook keeps it ([MS-OXMSG]); whether the file is one. Its streams are named by the numbers and types of
/// their properties, and those of what is attached lie in folders of the same shape, in order.
pub(super) fn outlook(reading: &mut Reading, file: &CompoundFile<'_>, place: &Place) -> bool {
    if !file.has("__properties_version1.0") {
        return false;
    }
    let sender = text(file, "0C1A");
    let address = Some(text(file, "5D01")).filter(|address| address.contains('@'));
    let address = address.unwrap_or_else(|| text(file, "0C1F"));
    let subject = text(file, "0037");
    // The tables of names have streams with numbers like those of properties.
    let html = texts(file, "1013").find(|html| html.contains("</"));
    let (kind, body) = match html {
        Some(html) => ("html", html),
        None => ("plain", text(file, "1000001")),
    };
    let message = format!(
        "From: \"{}\" <{}>\r\nSubject: {}\r\nContent-Type: text/{kind}; charset=utf-8\r\n\r\n{body}",
        line(&sender),
        line(&address),
        line(&subject),
    );
    hand_on(reading, MESSAGE, message.as_bytes());
    let long: Vec<String> = texts(file, "3707").collect();
    let short: Vec<String> = texts(file, "3704").collect();
    let data: Vec<Vec<u8>> = streams(file, "3701").take(MOST_ATTACHED).collect();
    // Each has a short name, and all but old ones a long one.
    let names = if long.len() < data.len() { short } else { long };
    for (at, data) in data.iter().enumerate() {
        let name = names.get(at).map_or("", String::as_str);
        enter_plain(reading, place, name, data.len() as u64, data);
    }
    true
}

/// The streams of a property, of whatever type, or of that one; that of the message itself stands before those of what is attached.
fn streams<'f>(
    file: &'f CompoundFile<'_>,
    property: &'f str,
) -> impl Iterator<Item = Vec<u8>> + use<'f> {
    let is_named = move |name: &str| {
        let rest = name.strip_prefix("__substg1.0_");
        rest.is_some_and(|rest| bytes::starts(rest.as_bytes(), property.as_bytes()))
    };
    let found = file.entries.iter();
    found
        .filter(move |entry| !entry.is_folder && is_named(&entry.name))
        .map(|entry| file.contents(entry))
}

fn texts<'f>(
    file: &'f CompoundFile<'_>,
    property: &'f str,
) -> impl Iterator<Item = String> + use<'f> {
    let found = streams(file, property).take(MOST_ATTACHED);
    found.map(|text| String::from_utf8_lossy(&unwidened(text)).into_owned())
}

fn text(file: &CompoundFile<'_>, property: &str) -> String {
    texts(file, property).next().unwrap_or_default()
}

/// A text as UTF-8 that may be in UTF-16, in which every other byte of an ordinary one is zero.
fn unwidened(text: Vec<u8>) -> Vec<u8> {
    match bytes::holds(bytes::slice(&text, 0, 1_024), b"\0") {
        true => bytes::utf16(&text).into_bytes(),
        false => text,
    }
}

/// A text that may stand in a line of a header.
fn line(text: &str) -> String {
    text.replace(['\r', '\n', '"', '<', '>'], " ")
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{compound_file, names, wide_bytes, zip};
    use super::super::read;
    use super::*;
    use banner_core::readings::{Kind, PartContents};

    fn outlook_message(attached: &[(&str, &[u8])]) -> PartContents {
        let streams = [
            ("0037001F", "Your account"),
            ("0C1A001F", "PayPal"),
            ("0C1F001F", "service@quibusdam.example"),
            ("1013001F", "<a href='https://evil.example/x'>here</a>"),
        ]
        .map(|(name, text)| (format!("__substg1.0_{name}"), wide_bytes(text)));
        let mut all: Vec<(&str, &[u8])> = vec![
            ("__properties_version1.0", b"x"),
            ("__substg1.0_10130102", b"\x05\0\0\0\x08\0\x01\0"),
        ];
        all.extend(
            streams
                .iter()
                .map(|(name, text)| (name.as_str(), &text[..])),
        );
        let names: Vec<Vec<u8>> = attached.iter().map(|(name, _)| wide_bytes(name)).collect();
        for ((_, data), name) in attached.iter().zip(&names) {
            all.push(("__attach_version1.0_#00000000/", b""));
            all.push(("__substg1.0_37010102", data));
            all.push(("__substg1.0_3707001F", name));
        }
        read(&compound_file(&all), "a.msg").unwrap()
    }

    #[test]
    fn a_message_of_outlook_is_handed_on_and_what_is_attached_listed() {
        let contents = outlook_message(&[("notes.txt", b"hello"), ("invoice.exe", b"MZ\x90\0")]);
        let message = &contents.messages[0];
        for line in [
            "From: \"PayPal\" <service@quibusdam.example>\r\n",
            "Subject: Your account\r\n",
            "href='https://evil.example/x'",
        ] {
            assert!(message.contains(line), "{message}");
        }
        assert_eq!(names(&contents), ["notes.txt", "invoice.exe"]);
        assert_eq!(contents.entries[1].kind, Some(Kind::Program));
    }

    #[test]
    fn another_compound_file_is_no_message() {
        let contents = read(&compound_file(&[("WordDocument", &[0; 5_000])]), "a.doc").unwrap();
        assert_eq!(contents.messages, [""; 0]);
    }

    #[test]
    fn messages_invitations_and_pages_in_an_archive_are_handed_on() {
        let archive = zip(
            &[
                (
                    "a.eml",
                    b"From: a@b.example\r\nSubject: x\r\n\r\nhttps://a.example/",
                ),
                ("b.ics", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"),
                ("c.html", b"<html><a href=https://a.example/>x</a>"),
                ("d.txt", b"hello"),
            ],
            false,
        );
        let contents = read(&archive, "a.zip").unwrap();
        for (message, header) in contents.messages.iter().zip([MESSAGE, CALENDAR, PAGE]) {
            assert!(message.starts_with(header), "{message}");
        }
        assert_eq!(contents.messages.len(), 3);
    }

    #[test]
    fn what_is_handed_on_is_bounded() {
        let mut reading = Reading::default();
        for _ in 0..100 {
            hand_on(&mut reading, PAGE, &[b'x'; 400 * 1024]);
        }
        assert_eq!(reading.contents.messages.len(), 4);
        let mut reading = Reading::default();
        for _ in 0..100 {
            hand_on(&mut reading, PAGE, b"");
        }
        assert_eq!(reading.contents.messages.len(), MAX_PART_MESSAGES);
    }
}
