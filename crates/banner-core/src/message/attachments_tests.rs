//! Attachments as senders write them and as attackers disguise them.

use super::super::{LinkOrigin, Message};
use super::*;

fn mail(part: &str) -> String {
    format!("Content-Type: multipart/mixed; boundary=a\n\n--a\n\nbody\n--a\n{part}\n--a--\n")
}

#[test]
fn reads_name_types_and_content() {
    let raw = mail(
        "Content-Type: application/pdf; name=x\nContent-Disposition: attachment; filename=\"Invoice.pdf.exe\"\nContent-Transfer-Encoding: base64\n\nTVqQAAMAAAA=",
    );
    let message = Message::parse(raw.as_bytes());
    let attachment = &message.attachments()[0];
    assert_eq!(attachment.name.as_deref(), Some("Invoice.pdf.exe"));
    assert_eq!(
        (attachment.declared.as_str(), attachment.sniffed),
        ("application/pdf", FileKind::Executable)
    );
    assert_eq!(attachment.extension().as_deref(), Some("exe"));
    assert_eq!(&*attachment.contents(), b"MZ\x90\x00\x03\x00\x00\x00");
    assert_eq!(
        (&*attachment.head(2), attachment.inline),
        (b"MZ".as_slice(), false)
    );
}

#[test]
fn decodes_names_in_rfc_2231_and_rfc_2047() {
    let extended = mail(
        "Content-Type: application/zip\nContent-Disposition: attachment;\n filename*0*=utf-8''%E5%8F%91;\n filename*1*=%E7%A5%A8.zip\n\nx",
    );
    assert_eq!(
        Message::parse(extended.as_bytes()).attachments()[0]
            .name
            .as_deref(),
        Some("发票.zip")
    );
    let word = mail("Content-Type: application/zip; name=\"=?UTF-8?B?5Y+R56WoLnppcA==?=\"\n\nx");
    assert_eq!(
        Message::parse(word.as_bytes()).attachments()[0]
            .name
            .as_deref(),
        Some("发票.zip")
    );
}

#[test]
fn takes_the_name_clients_save_where_there_are_two() {
    let both = mail(
        "Content-Type: application/pdf\nContent-Disposition: attachment; filename=a.pdf; filename*=utf-8''a.hta\n\nx",
    );
    let message = Message::parse(both.as_bytes());
    assert_eq!(message.attachments()[0].name.as_deref(), Some("a.hta"));
}

#[test]
fn lists_files_in_entries_of_calendars() {
    let entry = "BEGIN:VCALENDAR\nATTACH;ENCODING=BASE64;VALUE=BINARY;X-FILENAME=\"plan.exe\":TVqQ\n AAMAAAA=\nATTACH:https://a.example/x\nEND:VCALENDAR";
    let raw = mail(&format!("Content-Type: text/calendar\n\n{entry}"));
    let message = Message::parse(raw.as_bytes());
    let [_, inside] = message.attachments() else {
        panic!("{:?}", message.attachments());
    };
    assert_eq!(inside.name.as_deref(), Some("plan.exe"));
    assert_eq!(inside.sniffed, FileKind::Executable);
}

#[test]
fn lists_files_in_entries_of_calendars_in_whatever_letters_and_quotes() {
    for attached in [
        "ATTACH;VALUE=BINARY;X-FILENAME=\"plan.exe\";ENCODING=base64:TVqQAAMAAAA=",
        "attach;ENCODING=BASE64;VALUE=BINARY;x-filename=plan.exe:TVqQAAMAAAA=",
        "ATTACH;ENCODING=\"BASE64\";FILENAME=plan.exe:TVqQAAMAAAA=",
        "ATTACH;X-A=\";ENCODING=8BIT:\";ENCODING=BASE64;FILENAME=plan.exe:TVqQAAMAAAA=",
    ] {
        let raw = mail(&format!(
            "Content-Type: text/calendar\n\nBEGIN:VCALENDAR\n{attached}"
        ));
        let message = Message::parse(raw.as_bytes());
        let names = message.attachments().iter();
        let names: Vec<_> = names.map(|file| file.name.as_deref()).collect();
        assert_eq!(names.last(), Some(&Some("plan.exe")), "{attached}");
    }
    for linked in [
        "ATTACH;FMTTYPE=application/pdf:https://a.example/?;ENCODING=BASE64:x",
        "ATTACHED;ENCODING=BASE64:TVqQ",
        "ATTACH;X-A=\";ENCODING=BASE64\":https://a.example/x",
    ] {
        let raw = mail(&format!(
            "Content-Type: text/calendar\n\nBEGIN:VCALENDAR\n{linked}"
        ));
        let message = Message::parse(raw.as_bytes());
        assert_eq!(message.attachments().len(), 1, "{linked}");
    }
}

#[test]
fn looks_into_archives() {
    let zip = archive::tests::zip(
        &[
            "[Content_Types].xml",
            "word/document.xml",
            "word/vbaProject.bin",
        ],
        false,
    );
    let mut raw = mail("Content-Type: application/octet-stream\nContent-Disposition: attachment; filename=a.docx\n\n").into_bytes();
    let at = raw.len() - "\n--a--\n".len();
    raw.splice(at..at, zip);
    let message = Message::parse(&raw);
    assert_eq!(message.attachments()[0].sniffed, FileKind::OoxmlMacro);
    assert_eq!(
        message.attachments()[0]
            .archive
            .as_ref()
            .unwrap()
            .entries
            .len(),
        3
    );
}

#[test]
fn lists_attached_messages_without_showing_them() {
    let raw = mail("Content-Type: message/rfc822\n\nFrom: x@y.example\n\nhttps://inside.example");
    let message = Message::parse(raw.as_bytes());
    assert_eq!(message.attachments()[0].sniffed, FileKind::Message);
    assert!(!message.body().visible().contains("inside"));
    assert_eq!(message.links()[0].origin, LinkOrigin::AttachedMessage);
}

#[test]
fn tells_inline_images_from_files() {
    let raw = "Content-Type: multipart/related; boundary=a\n\n--a\nContent-Type: text/html\n\n<img src=cid:i>\n--a\nContent-Type: image/gif\nContent-ID: <i>\n\nGIF89a\n--a--\n";
    let message = Message::parse(raw.as_bytes());
    let image = &message.attachments()[0];
    assert_eq!(
        (image.inline, image.content_id.as_deref(), image.sniffed),
        (true, Some("i"), FileKind::Gif)
    );
}

#[test]
fn takes_a_named_text_part_as_a_file() {
    let raw = mail("Content-Type: text/html; name=login.html\n\n<html><form>");
    let message = Message::parse(raw.as_bytes());
    assert_eq!(message.attachments()[0].sniffed, FileKind::Html);
    assert!(!message.body().has_html());
}

#[test]
fn reads_a_mail_that_is_one_attachment() {
    let raw = b"Content-Type: application/pdf\nContent-Disposition: attachment; filename=a.pdf\n\n%PDF-1.4";
    let message = Message::parse(raw);
    assert_eq!(
        (message.attachments().len(), message.body().visible()),
        (1, "")
    );
}

#[test]
fn bounds_the_number_of_attachments() {
    let raw = format!(
        "Content-Type: multipart/mixed; boundary=a\n\n{}",
        "--a\nContent-Type: image/png\n\nx\n".repeat(MAX_ATTACHMENTS + 9)
    );
    let message = Message::parse(raw.as_bytes());
    assert_eq!(message.attachments().len(), MAX_ATTACHMENTS);
    assert!(message.defects().contains(&Defect::TooManyAttachments));
}

#[test]
fn what_is_attached_to_attached_messages_is_attached() {
    let inner = "From: a@b.example\nSubject: Invoice\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\ntext\n--b\nContent-Type: application/octet-stream; name=a.exe\nContent-Transfer-Encoding: base64\n\nTVqQAAMAAAA=\n--b--\n";
    let plain = mail(&format!("Content-Type: message/rfc822\n\n{inner}"));
    let message = Message::parse(plain.as_bytes());
    let [outer, inside] = message.attachments() else {
        panic!("{:?}", message.attachments());
    };
    let encoded = mail(
        "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nU3ViamVjdDogeApDb250ZW50LVR5cGU6IGEvYjsgbmFtZT1hLmpzCgp2YXIgYQ==",
    );
    let message_in_base64 = Message::parse(encoded.as_bytes());
    let script = &message_in_base64.attachments()[1];
    assert_eq!(
        (&*script.contents(), script.within.as_deref()),
        (b"var a".as_slice(), Some("x"))
    );
    assert_eq!((outer.sniffed, &outer.within), (FileKind::Message, &None));
    assert_eq!(inside.within.as_deref(), Some("Invoice"));
    assert_eq!(inside.name.as_deref(), Some("a.exe"));
    assert_eq!(&*inside.contents(), b"MZ\x90\x00\x03\x00\x00\x00");
}

#[test]
fn attached_messages_are_opened_only_so_deep() {
    let mut inner = "Content-Type: application/octet-stream; name=a.exe\n\nMZ".to_owned();
    for number in 0..10 {
        inner = format!("Subject: {number}\nContent-Type: message/rfc822\n\n{inner}");
    }
    let message = Message::parse(inner.as_bytes());
    let attachments = message.attachments();
    assert_eq!(attachments.len(), 1 + usize::from(MAX_NESTED));
    assert_eq!(attachments[3].within.as_deref(), Some("8 › 7 › 6"));
}

#[test]
fn only_what_can_be_looked_into_wants_a_reader() {
    for (part, wants) in [
        ("Content-Type: application/pdf\n\n%PDF-1.7", true),
        (
            "Content-Type: application/x; name=a.URL\n\n[InternetShortcut]",
            true,
        ),
        (
            "Content-Type: application/x; name=a.txt\n\nPK\x03\x04",
            true,
        ),
        ("Content-Type: image/svg+xml; name=a.svg\n\n<svg/>", true),
        // No PDF, whatever its name says: perhaps a disk whose mark stands at its end.
        ("Content-Type: application/pdf; name=a.pdf\n\n\0\0", true),
        ("Content-Type: image/png; name=a.png\n\n\x7fPNG", false),
        ("Content-Type: text/plain; name=a.txt\n\nhello", false),
        ("Content-Type: text/plain; name=a\n\nbegin 644 a", true),
        (
            "Content-Type: text/plain; name=a\n\n\r\n \nbegin 644 a",
            true,
        ),
        ("Content-Type: text/plain; name=a.UUE\n\nSee\nbegin 6", true),
        ("Content-Type: text/plain; name=a\n\nto begin 644", false),
        (
            "Content-Type: text/plain; name=a\n\nThe quote:\nbegin here\nbegin 644 a",
            true,
        ),
        (
            "Content-Type: text/plain; name=a\n\nWe\nbegin with it",
            false,
        ),
    ] {
        let raw = mail(part);
        let message = Message::parse(raw.as_bytes());
        assert_eq!(message.attachments()[0].wants_reader(), wants, "{part}");
    }
}
