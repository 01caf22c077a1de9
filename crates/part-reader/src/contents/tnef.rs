//! What Outlook packs into `winmail.dat` ([MS-OXTNEF]): the files that are attached, and the letter as Outlook shows it.

use banner_core::readings::MAX_PART_MESSAGES;

use super::bytes::{self, place_at, slice, u16_at};
use super::enter_plain;
use super::messages::{LONGEST_LINE, MOST_BODIES, is_idle, letter, line};
use super::reading::{Place, Reading};

/// At most this many attributes, and properties of one of them, are read.
const MOST: usize = 2_000;
/// How many files are entered.
const MOST_FILES: usize = 200;

// Attributes (section 2.1.3.2), without their types.
const BODY: u16 = 0x800c;
const SUBJECT: u16 = 0x8004;
const FILE: u16 = 0x800f;
const TITLE: u16 = 0x8010;
const NEXT_FILE: u16 = 0x9002;
const OF_MESSAGE: u16 = 0x9003;
const OF_FILE: u16 = 0x9005;

// Properties of MAPI ([MS-OXPROPS]).
const PLAIN: u16 = 0x1000;
const HTML: u16 = 0x1013;
const DATA: u16 = 0x3701;
const LONG_NAME: u16 = 0x3707;
/// The type of those that are an object, such as a message that is attached.
const OBJECT: u16 = 0x0d;

/// A file that is attached.
#[derive(Default)]
struct Attached<'a> {
    name: String,
    data: &'a [u8],
}

/// Reads a file of TNEF; attributes stand one behind the other, each file begins with one of its own.
pub(super) fn read(reading: &mut Reading, file: &[u8], place: &Place) {
    let (mut subject, mut bodies) = (String::new(), Vec::<(&str, String)>::new());
    let (mut attached, mut files) = (Attached::default(), 0);
    let mut at = 6_usize;
    for _ in 0..MOST {
        let (Some(kind), Some(length)) = (
            u16_at(file, at.saturating_add(1)),
            place_at(file, at.saturating_add(5)),
        ) else {
            break;
        };
        let value = slice(file, at.saturating_add(9), length);
        at = at.saturating_add(11).saturating_add(length);
        match kind {
            SUBJECT => subject = bytes::text(slice(value, 0, LONGEST_LINE)),
            BODY => keep(&mut bodies, "plain", value, false),
            OF_MESSAGE => each(value, &mut |property, value, is_wide| match property {
                PLAIN => keep(&mut bodies, "plain", value, is_wide),
                HTML => keep(&mut bodies, "html", value, is_wide),
                _ => {}
            }),
            NEXT_FILE if files < MOST_FILES => {
                files += 1;
                enter(reading, place, std::mem::take(&mut attached));
            }
            TITLE if attached.name.is_empty() => {
                attached.name = bytes::text(slice(value, 0, LONGEST_LINE));
            }
            FILE => attached.data = value,
            OF_FILE => each(value, &mut |property, value, is_wide| match property {
                LONG_NAME => attached.name = text(slice(value, 0, LONGEST_LINE), is_wide),
                DATA if attached.data.is_empty() => attached.data = value,
                _ => {}
            }),
            _ => {}
        }
    }
    enter(reading, place, attached);
    let head = ["Subject: ", &line(&subject)].concat();
    for (kind, body) in bodies {
        letter(reading, &head, kind, &body);
    }
}

/// Keeps a letter. There may be many, and which of them is shown is the program's choice: those that say nothing leave room for
/// the rest.
fn keep(bodies: &mut Vec<(&str, String)>, kind: &'static str, value: &[u8], is_wide: bool) {
    if bodies.len() >= MAX_PART_MESSAGES || value.is_empty() {
        return;
    }
    let body = text(value, is_wide);
    if bodies.len() < MOST_BODIES || !is_idle(body.as_bytes()) {
        bodies.push((kind, body));
    }
}

fn enter(reading: &mut Reading, place: &Place, file: Attached<'_>) {
    if !file.data.is_empty() || !file.name.is_empty() {
        let size = file.data.len() as u64;
        enter_plain(reading, place, &file.name, size, file.data);
    }
}

/// A text as UTF-8.
fn text(value: &[u8], is_wide: bool) -> String {
    match is_wide {
        true => bytes::utf16(value),
        false => bytes::text(value),
    }
}

/// Hands on each property whose value has a length of its own, and whether that is UTF-16 (section 2.1.3.4).
fn each<'a>(list: &'a [u8], take: &mut dyn FnMut(u16, &'a [u8], bool)) {
    let mut at = 4_usize;
    for _ in 0..place_at(list, 0).unwrap_or_default().min(MOST) {
        let (Some(kind), Some(property)) = (u16_at(list, at), u16_at(list, at.saturating_add(2)))
        else {
            return;
        };
        at = at.saturating_add(4);
        if property >= 0x8000 {
            // A name: a family, and a number or a text.
            let is_text = place_at(list, at.saturating_add(16)) == Some(1);
            let length = if is_text {
                place_at(list, at.saturating_add(20))
            } else {
                None
            };
            at = padded(at.saturating_add(24), length.unwrap_or_default());
        }
        let has_length = matches!(kind & 0xfff, OBJECT | 0x1e | 0x1f | 0x102);
        let is_many = kind & 0x1000 != 0;
        let mut count = 1;
        if has_length || is_many {
            count = place_at(list, at).unwrap_or_default().min(MOST);
            at = at.saturating_add(4);
        }
        let size = match kind & 0xfff {
            0x05 | 0x06 | 0x07 | 0x14 | 0x40 => 8,
            0x48 => 16,
            _ => 4,
        };
        for _ in 0..count {
            if !has_length {
                at = at.saturating_add(size);
                continue;
            }
            let Some(length) = place_at(list, at) else {
                return;
            };
            let mut value = slice(list, at.saturating_add(4), length);
            if kind & 0xfff == OBJECT {
                // It stands behind the number of its interface.
                value = value.get(16..).unwrap_or_default();
            }
            take(property, value, kind & 0xfff == 0x1f);
            at = padded(at.saturating_add(4), length);
        }
    }
}

/// Where the next value begins: all take a multiple of four bytes.
fn padded(at: usize, length: usize) -> usize {
    at.saturating_add(length.saturating_add(3) / 4 * 4)
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{attribute, names, properties, tnef, wide_bytes};
    use super::super::read;
    use banner_core::readings::Kind;

    const NEXT_FILE: u32 = 0x0006_9002;
    const TITLE: u32 = 0x0001_8010;
    const FILE: u32 = 0x0006_800f;
    const OF_FILE: u32 = 0x0006_9005;
    const OF_MESSAGE: u32 = 0x0006_9003;
    const SUBJECT: u32 = 0x0001_8004;
    const BODY: u32 = 0x0002_800c;

    #[test]
    fn files_attached_are_entered_under_their_long_names() {
        let long = wide_bytes("Invoice of May.exe\0");
        let file = tnef(&[
            attribute(1, SUBJECT, b"Plans\0"),
            attribute(2, NEXT_FILE, &[0; 14]),
            attribute(2, TITLE, b"INVOIC~1.EXE\0"),
            attribute(2, FILE, b"MZ\x90\0\x03"),
            attribute(
                2,
                OF_FILE,
                &properties(&[(0x03, 0x3705, b"\x01\0\0\0"), (0x1f, 0x3707, &long)]),
            ),
            attribute(2, NEXT_FILE, &[0; 14]),
            attribute(2, TITLE, b"notes.txt\0"),
            attribute(2, FILE, b"hello"),
        ]);
        let contents = read(&file, "winmail.dat").unwrap();
        assert_eq!(names(&contents), ["Invoice of May.exe", "notes.txt"]);
        assert_eq!(contents.entries[0].kind, Some(Kind::Program));
        assert!(contents.messages.is_empty());
    }

    #[test]
    fn the_letter_inside_is_handed_on() {
        let page = b"<a href='https://evil.example/x'>here</a>";
        let list = properties(&[
            (0x0b, 0x0e1f, b"\x01\0\0\0"),
            (0x40, 0x0039, &[0; 8]),
            (0x102, 0x1013, page),
        ]);
        let file = tnef(&[
            attribute(1, SUBJECT, b"Your\naccount\0"),
            attribute(1, OF_MESSAGE, &list),
        ]);
        let contents = read(&file, "winmail.dat").unwrap();
        let message = &contents.messages[0];
        for part in ["Subject: Your account\r\n", "text/html", "evil.example"] {
            assert!(message.contains(part), "{message}");
        }
    }

    #[test]
    fn letters_that_say_nothing_leave_room_for_one_that_leads_somewhere() {
        let page = b"<a href='https://evil.example/x'>here</a>";
        let idle = attribute(1, BODY, b"Plan of the garden\0");
        let list = properties(&[(0x102, 0x1013, page)]);
        for order in [[3, 0], [0, 3]] {
            let [before, after] = order.map(|count| vec![idle.clone(); count]);
            let letter = vec![attribute(1, OF_MESSAGE, &list)];
            let file = tnef(&[before, letter, after].concat());
            let contents = read(&file, "winmail.dat").unwrap();
            assert!(contents.messages[0].contains("evil.example"), "{order:?}");
        }
    }

    #[test]
    fn a_message_attached_inside_is_read() {
        let inner = tnef(&[
            attribute(1, SUBJECT, b"Forwarded\0"),
            attribute(2, NEXT_FILE, &[0; 14]),
            attribute(2, TITLE, b"invoice.exe\0"),
            attribute(2, FILE, b"MZ\x90\0\x03"),
        ]);
        // The number of the interface of messages (IID_IMessage).
        let interface = b"\x07\x03\x02\0\0\0\0\0\xc0\0\0\0\0\0\0\x46";
        let object = [interface.as_slice(), &inner].concat();
        let file = tnef(&[
            attribute(2, NEXT_FILE, &[0; 14]),
            attribute(2, TITLE, b"Forwarded\0"),
            attribute(2, OF_FILE, &properties(&[(0x0d, 0x3701, &object)])),
            attribute(2, NEXT_FILE, &[0; 14]),
            attribute(2, TITLE, b"notes.txt\0"),
            attribute(2, OF_FILE, &properties(&[(0x102, 0x3701, b"hello")])),
        ]);
        let contents = read(&file, "winmail.dat").unwrap();
        assert_eq!(
            names(&contents),
            ["Forwarded", "Forwarded/invoice.exe", "notes.txt"]
        );
        assert_eq!(contents.entries[1].kind, Some(Kind::Program));
        assert_eq!(contents.entries[2].size, 5);
    }

    #[test]
    fn no_more_than_three_letters_are_handed_on() {
        let many = properties(&[(0x1e, 0x1000, &b"letter"[..]); 20]);
        let none = properties(&[(0x1e, 0x1000, &b""[..]); 20]);
        let file = tnef(&[
            attribute(1, OF_MESSAGE, &none),
            attribute(1, OF_MESSAGE, &many),
        ]);
        let contents = read(&file, "winmail.dat").unwrap();
        assert!((1..=3).contains(&contents.messages.len()), "{contents:?}");
    }

    #[test]
    fn lengths_beyond_the_end_are_read_to_the_end_alone() {
        // A name of its own as long as can be said.
        let mut list = properties(&[(0x1e, 0x8000, b"")]);
        list.splice(
            8..,
            [[0; 16].as_slice(), &[1, 0, 0, 0], &[0xff; 4]].concat(),
        );
        let file = tnef(&[attribute(1, OF_MESSAGE, &list)]);
        assert!(read(&file, "winmail.dat").unwrap().messages.is_empty());
    }
}
