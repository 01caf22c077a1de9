//! Tests of the links in attachments.

use crate::message::{Link, LinkOrigin, Message};

fn mixed(parts: &[&str]) -> String {
    let mut raw = String::from(
        "From: a@b.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nHello\r\n",
    );
    for part in parts {
        raw.push_str(&format!("--x\r\n{part}\r\n"));
    }
    raw.push_str("--x--\r\n");
    raw
}

#[track_caller]
fn finds(raw: &str, expected: &[(&str, LinkOrigin)]) {
    let message = Message::parse(raw.as_bytes());
    let found = |link: &Link| (link.target.url.as_ref().unwrap().to_string(), link.origin);
    let found: Vec<_> = message.links().iter().map(found).collect();
    let expected: Vec<_> = expected
        .iter()
        .map(|(url, origin)| ((*url).to_owned(), *origin))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn reads_every_place_of_a_calendar_entry() {
    let calendar = "Content-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n\
        SUMMARY:Review\r\nURL:https://a.example/1\r\nATTACH;FMTTYPE=application/pdf:https://b.example/2\r\n\
        LOCATION;ALTREP=\"https://c.example/3\":Room 7\r\nDESCRIPTION:Join at https://d.exam\r\n ple/4\\nor call\r\n\
        X-ALT-DESC;FMTTYPE=text/html:<a href=\"https://e.example/5\">join</a>\r\nUID:https://f.example/6\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    let calendar_link = |url| (url, LinkOrigin::Calendar);
    finds(
        &mixed(&[calendar]),
        &[
            "https://a.example/1",
            "https://b.example/2",
            "https://c.example/3",
            "https://d.example/4",
            "https://e.example/5",
        ]
        .map(calendar_link),
    );
}

#[test]
fn reads_attached_pages_and_messages() {
    let page = "Content-Type: text/html; name=\"invoice.html\"\r\nContent-Disposition: attachment; filename=\"invoice.html\"\r\n\
        Content-Transfer-Encoding: base64\r\n\r\nPGEgaHJlZj0iaHR0cHM6Ly9wYWdlLmV4YW1wbGUvIj54PC9hPg==";
    let message =
        "Content-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\nsee https://inner.example/";
    finds(
        &mixed(&[page, message]),
        &[
            ("https://page.example/", LinkOrigin::AttachedPage),
            ("https://inner.example/", LinkOrigin::AttachedMessage),
        ],
    );
}

#[test]
fn reads_messages_inside_messages_without_end() {
    let mut raw = String::new();
    for level in 0..2_000 {
        raw.push_str(&format!(
            "Subject: {level}\r\nContent-Type: message/rfc822\r\n\r\n"
        ));
    }
    raw.push_str("\r\nhttps://deep.example/");
    Message::parse(raw.as_bytes());
    let two = "Content-Type: message/rfc822\r\n\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\nhttps://deep.example/";
    finds(
        &mixed(&[two]),
        &[("https://deep.example/", LinkOrigin::AttachedMessage)],
    );
}

#[test]
fn a_page_that_is_the_body_counts_once() {
    let raw = "Content-Type: text/html; name=a.html\r\n\r\n<a href='https://a.example/'>x</a>";
    finds(raw, &[("https://a.example/", LinkOrigin::Anchor)]);
}

#[test]
fn stops_at_its_limits() {
    let many: Vec<String> = (0..300)
        .map(|n| {
            format!("Content-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\nhttps://h{n}.example/")
        })
        .collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let raw = mixed(&many);
    assert_eq!(
        Message::parse(raw.as_bytes()).links().len(),
        super::MAX_MESSAGES
    );
    let long = format!(
        "Content-Type: text/calendar\r\n\r\nDESCRIPTION:{}",
        "https://a.example/ ".repeat(100_000)
    );
    assert_eq!(
        Message::parse(mixed(&[&long]).as_bytes()).links().len(),
        crate::message::links::MAX_LINKS
    );
}

#[test]
fn reads_cards_and_texts() {
    let card = "Content-Type: text/vcard\r\n\r\nBEGIN:VCARD\r\nFN:Anna\r\nitem1.URL;type=pref:https://a.example/1\r\n\
        NOTE:see https://b.exam\r\n ple/2\r\nEND:VCARD\r\n";
    let text = "Content-Type: text/plain; name=Report.TXT\r\nContent-Disposition: attachment\r\n\r\nOpen https://c.example/3 today.\r\n";
    let table = "Content-Type: application/octet-stream; name=a.csv\r\n\r\nname,page\r\nA,https://d.example/4\r\n";
    let bare =
        "Content-Type: text/plain\r\nContent-Disposition: attachment\r\n\r\nwww.e.example/5\r\n";
    let found = [
        ("https://a.example/1", LinkOrigin::Calendar),
        ("https://b.example/2", LinkOrigin::Calendar),
        ("https://c.example/3", LinkOrigin::AttachedText),
        ("https://d.example/4", LinkOrigin::AttachedText),
        ("http://www.e.example/5", LinkOrigin::AttachedText),
    ];
    let raw = mixed(&[card, text, table, bare]);
    finds(&raw, &found);
    let message = Message::parse(raw.as_bytes());
    assert!(message.attached_text().contains("Open https"));
}

#[test]
fn leaves_patches_and_programs_alone() {
    let patch = "Content-Type: text/plain; name=a.patch\r\nContent-Disposition: attachment\r\n\r\n+https://a.example/1\r\n";
    let source = "Content-Type: text/x-python; name=a.py\r\n\r\n# https://b.example/2\r\n";
    finds(&mixed(&[patch, source]), &[]);
}
