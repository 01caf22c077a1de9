//! Messages, invitations and pages inside files, handed to the core as they are: it knows how to read them.

use banner_core::readings::{MAX_MESSAGE_BYTES, MAX_PART_MESSAGES};

use super::compound_file::{CompoundFile, Stream};
use super::reading::{Place, Reading};
use super::unpack::Unpacked;
use super::{Inside, bytes, enter, xml};

/// At most this much of one is handed on: as much as the core reads of one that is attached by itself.
const LONGEST: usize = 1024 * 1024;
/// How many files attached to an Outlook message are looked at.
const MOST_ATTACHED: usize = 100;
/// How many bodies of one are handed on.
pub(super) const MOST_BODIES: usize = 3;
/// How many bytes of a name, an address or a subject are read.
pub(super) const LONGEST_LINE: usize = 4 * 1024;

/// A message file (RFC 5322).
pub(super) const MESSAGE: &str = "Content-Type: message/rfc822\r\n\r\n";
/// A calendar.
pub(super) const CALENDAR: &str =
    "Content-Type: text/calendar\r\nContent-Disposition: attachment\r\n\r\n";
/// A web page.
pub(super) const PAGE: &str = "Content-Type: text/html\r\nContent-Disposition: attachment\r\n\r\n";

/// Hands a file on as the mail that has nothing but it. When there are too many or they are too long, those stay that lead
/// somewhere or ask for something, and of these the short ones: their order is up to the sender.
pub(super) fn hand_on(reading: &mut Reading, header: &str, file: &[u8]) {
    let file = bytes::slice(file, 0, LONGEST);
    let message = [header, &xml::text(file)].concat();
    let rank = (is_idle(file), message.len());
    let kept = &mut reading.contents.messages;
    let place = reading.ranks.partition_point(|known| *known <= rank);
    reading.ranks.insert(place, rank);
    kept.insert(place.min(kept.len()), message);
    let mut length: usize = kept.iter().map(String::len).sum();
    while kept.len() > MAX_PART_MESSAGES || length > MAX_MESSAGE_BYTES {
        length -= kept.pop().map_or(length, |last| last.len());
        reading.ranks.pop();
    }
}

/// Whether a file neither leads anywhere nor has a field, a form or a script.
pub(super) fn is_idle(file: &[u8]) -> bool {
    let file = file.to_ascii_lowercase();
    let marks = [
        "href", "http", "www.", "<form", "<input", "<script", "base64",
    ];
    !marks
        .iter()
        .any(|mark| bytes::holds(&file, mark.as_bytes()))
}

/// Reads a message as Outlook keeps it ([MS-OXMSG]) and the messages attached to it; whether the file is one. Their streams are
/// named by the numbers and types of their properties; each attachment lies in a folder of its own, as do recipients, whose
/// properties are not the message's.
pub(super) fn outlook(reading: &mut Reading, file: &CompoundFile<'_>, place: &Place) -> bool {
    let Some(root) = file.entries.first() else {
        return false;
    };
    let mut own = file.inside(root);
    if own.is_empty() {
        // A directory without a tree: all lies in one.
        own = file.entries.iter().collect();
    }
    if !own
        .iter()
        .any(|entry| entry.name == "__properties_version1.0")
    {
        return false;
    }
    let mut messages = vec![own];
    let mut attached = 0;
    while let Some(own) = messages.pop() {
        message(reading, file, &own);
        if !own.iter().any(|entry| entry.is_folder) {
            attachment(reading, file, &own, place);
        }
        for folder in &own {
            if !folder.name.starts_with("__attach_version1.0_") {
                continue;
            }
            attached += 1;
            if attached > MOST_ATTACHED {
                return true;
            }
            let inside = file.inside(folder);
            let embedded = |entry: &&&Stream| entry.is_folder && is_named(entry, "3701000D");
            match inside.iter().find(embedded) {
                Some(message) => messages.push(file.inside(message)),
                None => attachment(reading, file, &inside, place),
            }
        }
    }
    true
}

/// Hands on the message with those properties.
fn message(reading: &mut Reading, file: &CompoundFile<'_>, own: &[&Stream]) {
    let text = |property| text(file, own, property);
    let address = Some(text("5D01")).filter(|address| address.contains('@'));
    let address = address.unwrap_or_else(|| text("0C1F"));
    let head = format!(
        "From: \"{}\" <{}>\r\nSubject: {}",
        line(&text("0C1A")),
        line(&address),
        line(&text("0037")),
    );
    // There may be several of different types, and which of them is shown is the program's choice.
    let pages = texts(file, own, "1013", LONGEST * 2).take(MOST_BODIES);
    let pages: Vec<String> = pages.filter(|html| html.contains("</")).collect();
    for html in &pages {
        letter(reading, &head, "html", html);
    }
    if pages.is_empty() {
        let body = texts(file, own, "1000001", LONGEST * 2).next();
        let body = body.unwrap_or_default();
        letter(reading, &head, "plain", &body);
    }
}

/// Hands on a letter of that head whose text is of that kind.
pub(super) fn letter(reading: &mut Reading, head: &str, kind: &str, body: &str) {
    let kind = ["\r\nContent-Type: text/", kind, "; charset=utf-8\r\n\r\n"].concat();
    hand_on(reading, MESSAGE, [head, &kind, body].concat().as_bytes());
}

/// Notes the file that an attachment with those properties is.
fn attachment(reading: &mut Reading, file: &CompoundFile<'_>, own: &[&Stream], place: &Place) {
    let Some(data) = own.iter().find(|entry| is_stream(entry, "3701")) else {
        return;
    };
    // Each has a short name, and all but old ones a long one.
    let long = Some(text(file, own, "3707")).filter(|name| !name.is_empty());
    let inside = Inside {
        name: &long.unwrap_or_else(|| text(file, own, "3704")),
        size: data.size,
        packed: usize::try_from(data.size).unwrap_or(usize::MAX),
        encrypted: false,
    };
    enter(reading, place, &inside, &|limit| {
        let bytes = file.beginning(data, limit);
        let cut = bytes.len() >= limit && data.size > bytes.len() as u64;
        Some(Unpacked { bytes, cut })
    });
}

/// Whether an entry is named by a property, of whatever type, or of that one.
fn is_named(entry: &Stream, property: &str) -> bool {
    let rest = entry.name.strip_prefix("__substg1.0_");
    rest.is_some_and(|rest| bytes::starts(rest.as_bytes(), property.as_bytes()))
}

fn is_stream(entry: &Stream, property: &str) -> bool {
    !entry.is_folder && is_named(entry, property)
}

/// What the streams of a property say, `most` bytes of each.
fn texts(
    file: &CompoundFile<'_>,
    own: &[&Stream],
    property: &str,
    most: usize,
) -> impl Iterator<Item = String> {
    let found = own.iter().filter(move |entry| is_stream(entry, property));
    found.map(move |entry| {
        let text = unwidened(file.beginning(entry, most));
        String::from_utf8_lossy(&text).into_owned()
    })
}

/// A property that is a line.
fn text(file: &CompoundFile<'_>, own: &[&Stream], property: &str) -> String {
    let mut found = texts(file, own, property, LONGEST_LINE);
    found.next().unwrap_or_default()
}

/// A text as UTF-8 that may be in UTF-16, in which every other byte of an ordinary one is zero.
fn unwidened(text: Vec<u8>) -> Vec<u8> {
    match bytes::holds(bytes::slice(&text, 0, 1_024), b"\0") {
        true => bytes::utf16(&text).into_bytes(),
        false => text,
    }
}

/// A text that may stand in a line of a header.
pub(super) fn line(text: &str) -> String {
    text.replace(['\r', '\n', '"', '<', '>'], " ")
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{compound_file, names, wide_bytes, zip};
    use super::super::read;
    use super::*;
    use banner_core::readings::{Feature, Kind, PartContents};

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
    fn what_belongs_to_a_recipient_is_not_the_messages() {
        let page = b"<a href='https://evil.example/x'>here</a>";
        let contents = read(
            &compound_file(&[
                ("__properties_version1.0", b"x"),
                ("__substg1.0_10130102", page),
                ("__recip_version1.0_#00000000/", b""),
                ("__substg1.0_10130102", b"<p>Plan</p>"),
                ("__substg1.0_0037001F", &wide_bytes("Plan")),
            ]),
            "a.msg",
        )
        .unwrap();
        assert_eq!(contents.messages.len(), 1);
        assert!(contents.messages[0].contains("Subject: \r\n"));
        assert!(contents.messages[0].contains("evil.example"));
    }

    #[test]
    fn a_document_that_is_made_to_look_like_a_message_is_read_too() {
        let package = super::super::fixtures::ole10_native("a", "C:\\a.exe", b"MZ\x90\0");
        let document = [
            ("__properties_version1.0", &b"x"[..]),
            ("\u{1}Ole10Native", &package),
        ];
        let contents = read(&compound_file(&document), "a.doc").unwrap();
        assert_eq!(contents.features, [Feature::EmbeddedFile]);
    }

    #[test]
    fn files_that_all_lie_in_the_same_place_are_read_no_more_than_a_file_may_hold() {
        let large = vec![b'A'; 32 * 1024];
        let mut all: Vec<(&str, &[u8])> = vec![("__properties_version1.0", b"x")];
        for _ in 0..20 {
            all.push(("__attach_version1.0_#00000000/", b""));
            all.push(("__substg1.0_37010102", b"A"));
            all.push(("__substg1.0_3707001F", b"A"));
        }
        all.push(("large", &large));
        let mut bytes = compound_file(&all);
        let file = CompoundFile::read(&bytes).unwrap();
        let (streams, last) = (file.entries.len(), file.entries.last().unwrap());
        assert_eq!(file.contents(last).len(), large.len());
        let at = bytes::find(&bytes, &bytes::wide("Root Entry"), 0).unwrap();
        let place = at + (streams - 1) * 128;
        let mark: Vec<u8> = bytes[place + 116..place + 128].to_vec();
        for stream in 1..streams {
            let place = at + stream * 128;
            if bytes[place + 66] == 2 {
                bytes[place + 116..place + 128].copy_from_slice(&mark);
            }
        }
        let mut reading = Reading::default();
        let file = CompoundFile::read(&bytes).unwrap();
        assert!(outlook(&mut reading, &file, &Place::default()));
        assert_eq!(reading.contents.entries.len(), 20);
        assert!(
            reading
                .contents
                .entries
                .iter()
                .all(|entry| entry.path.len() <= 2 * LONGEST_LINE)
        );
        assert!(!file.is_bomb());
        for _ in 0..100 {
            file.entries
                .iter()
                .for_each(|entry| drop(file.contents(entry)));
        }
        assert!(file.is_bomb());
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
        for (message, header) in contents.messages.iter().zip([MESSAGE, PAGE, CALENDAR]) {
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
        assert_eq!(reading.contents.messages.len(), 2);
        let mut reading = Reading::default();
        for _ in 0..200 {
            hand_on(&mut reading, PAGE, b"");
        }
        assert_eq!(reading.contents.messages.len(), MAX_PART_MESSAGES);
        assert_eq!(reading.ranks.len(), MAX_PART_MESSAGES);
    }

    #[test]
    fn pages_that_say_nothing_leave_room_for_one_that_leads_somewhere() {
        let mut reading = Reading::default();
        let lure = "<a href=https://evil.example/>x</a>".repeat(30);
        for _ in 0..150 {
            hand_on(&mut reading, PAGE, b"<p>Plan of the garden</p>");
        }
        hand_on(&mut reading, PAGE, &[b'x'; 1024 * 1024]);
        hand_on(&mut reading, PAGE, lure.as_bytes());
        assert!(reading.contents.messages[0].ends_with(&lure));
        // As much is read of a page inside as of one that is attached by itself.
        let mut reading = Reading::default();
        let late = [" ".repeat(1_000_000), lure.clone()].concat();
        hand_on(&mut reading, PAGE, late.as_bytes());
        assert!(reading.contents.messages[0].ends_with(&lure));
    }
}
