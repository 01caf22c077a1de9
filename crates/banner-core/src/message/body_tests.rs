//! Bodies chosen and decoded as a reader sees them.

use super::super::Message;
use super::*;

#[track_caller]
fn sees(raw: &[u8], visible: &str) {
    assert_eq!(
        Message::parse(raw).body().visible(),
        visible,
        "{}",
        String::from_utf8_lossy(raw)
    );
}

const ALTERNATIVE: &[u8] =
    b"Content-Type: multipart/alternative; boundary=a\n\n--a\n\nplain https://p.example\n\
    --a\nContent-Type: text/html\n\n<p>html</p>\n--a--\n";

#[test]
fn shows_the_html_when_there_are_both() {
    let mail = Message::parse(ALTERNATIVE);
    assert_eq!(
        (mail.body().visible(), mail.body().plain().trim()),
        ("html", "plain https://p.example")
    );
    assert!(mail.body().has_html() && mail.body().has_plain());
    assert_eq!(mail.body().html().map(|h| &**h), Some("<p>html</p>"));
    assert!(mail.links().is_empty(), "the plain alternative is not seen");
    assert!(matches!(mail.body().html(), Some(Cow::Borrowed(_))));
}

#[test]
fn reads_where_a_button_leads_that_only_outlook_shows() {
    let raw = b"Content-Type: text/html\n\n<!--[if mso]><v:roundrect href=\"https://a.example/\">Open</v:roundrect><![endif]-->\
        <!--[if (gte mso 9)|(IE)]><a href='https://b.example/'>x</a><![endif]--><a href='https://b.example/'>Open</a>\
        <!-- <a href='https://c.example/'> --><!--[if !mso]> <a href='https://c.example/'> <![endif]-->";
    let mail = Message::parse(raw);
    let mut links: Vec<&str> = mail.links().iter().map(|link| &*link.href).collect();
    links.sort_unstable();
    assert_eq!(links, ["https://a.example/", "https://b.example/"]);
    assert_eq!(mail.body().visible(), "Open");
}

#[test]
fn shows_plain_text_beside_html() {
    let raw = b"Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: text/html\n\n<p>html</p>\n--a\n\nfooter\n--a--\n";
    sees(raw, "html\nfooter");
}

#[cfg(feature = "charsets")]
#[test]
fn decodes_transfer_encoding_and_charset() {
    sees(b"Content-Type: text/plain; charset=gb2312\nContent-Transfer-Encoding: base64\n\nxPq6ww==\n", "您好");
    sees("Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n<p>caf=C3=A9 =\nau lait".as_bytes(), "café au lait");
    sees(
        b"Content-Type: text/html; charset=big5\n\n<p>\xa7A\xa6n",
        "你好",
    );
    sees(
        b"Content-Type: text/html\n\n<meta charset=\"koi8-r\"><p>\xf0\xd2\xc9\xd7\xc5\xd4",
        "Привет",
    );
    sees(
        b"Content-Type: text/plain; charset=iso-2022-jp\n\n\x1b$B%O%m!<\x1b(B",
        "ハロー",
    );
}

#[test]
fn leaves_attached_text_out() {
    let raw = b"Content-Type: multipart/mixed; boundary=a\n\n--a\n\nbody\n--a\nContent-Type: text/html\nContent-Disposition: attachment; filename=x.html\n\n<p>attached\n--a--\n";
    let mail = Message::parse(raw);
    assert_eq!(
        (mail.body().visible().trim(), mail.attachments().len()),
        ("body", 1)
    );
}

#[test]
fn shows_a_lone_text_part_of_any_kind() {
    sees(b"Content-Type: text/plain; name=x.txt\n\nhello", "hello");
    sees(b"Content-Type: text/enriched\n\nhello", "hello");
}

#[test]
fn links_what_clients_make_clickable() {
    let raw = b"Content-Type: text/html\n\n<p>go to www.shop.example or <a href=https://evil.example>https://bank.example</a>";
    let mail = Message::parse(raw);
    let links: Vec<_> = mail
        .links()
        .iter()
        .map(|l| {
            (
                l.origin,
                l.shown.as_str(),
                l.target.domain().unwrap().ascii(),
            )
        })
        .collect();
    assert_eq!(
        links,
        [
            (LinkOrigin::Anchor, "https://bank.example", "evil.example"),
            (
                LinkOrigin::PlainText,
                "www.shop.example",
                "www.shop.example"
            ),
        ]
    );
}

#[test]
fn records_broken_text() {
    let mail =
        Message::parse(b"From: a@b.example\nContent-Transfer-Encoding: base64\n\n*aGVsbG8=*\n");
    assert_eq!(mail.body().visible(), "hello");
    assert!(mail.defects().contains(&Defect::BrokenTransferEncoding));
    let huge = [b"A: b\n\n".as_slice(), &b"x ".repeat(MAX_TEXT)].concat();
    let mail = Message::parse(&huge);
    assert!(mail.defects().contains(&Defect::TextPartTruncated));
    assert!(mail.defects().contains(&Defect::VisibleTextTruncated));
    assert!(mail.body().visible().len() <= MAX_VISIBLE);
}
