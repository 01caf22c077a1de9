//! Each rule with invented mail, and what holds for any bytes.

use super::*;

mod whole;

fn marks() -> Marks {
    Marks::read(
        "addresses = [\"trap@jar\"]\nhosts = [\"gather.example\"]\ngreeted = [\"trap\"]\ngreetings = [\"dear\"]\n\
         subject_tags = [\"spam\"]\nfooters = [\"You get this through the list\"]\nmessage_id_hosts = [\"made-up.example\"]\n",
    )
    .unwrap()
}

fn withheld(raw: &str) -> String {
    text(&normalise(raw.as_bytes(), Mode::Withheld, &marks()))
}

fn simulated(raw: &str) -> String {
    text(&normalise(raw.as_bytes(), Mode::Simulated, &marks()))
}

fn text(raw: &[u8]) -> String {
    String::from_utf8_lossy(raw).into_owned()
}

/// The unfolded value of a field of what was written; none when it is not there.
fn value(mail: &str, name: &str) -> Option<String> {
    let message = Message::parse(mail.as_bytes());
    let header = message.headers().get(name)?;
    Some(header.value.to_string())
}

#[track_caller]
fn assert_value(mail: &str, name: &str, expected: &str) {
    assert_eq!(value(mail, name).as_deref(), Some(expected), "{mail}");
}

const LETTER: &str = "Return-Path: <mia@wool.example>\n\
    Delivered-To: jo@home.example\n\
    Received: from a.wool.example by mx.home.example; Wed, 5 Mar 2014 10:00:05 +0100\n\
    X-Spam-Status: No\n\
    DKIM-Signature: v=1; d=wool.example\n\
    From: Mia <mia@wool.example>\n\
    To: Jo <jo@home.example>\n\
    Date: Wed, 5 Mar 2014 10:00:00 +0100\n\
    Message-ID: <1@wool.example>\n\
    Subject: Wool\n\
    X-Mailer: Needle 2\n\n\
    Hello jo@home.example, see https://wool.example/2014?to=jo%40home.example\n";

#[test]
fn only_end_to_end_headers_stay() {
    let mail = withheld(LETTER);
    let message = Message::parse(mail.as_bytes());
    let names: Vec<&str> = message.headers().iter().map(|header| header.name).collect();
    assert_eq!(
        names,
        [
            "Return-Path",
            "Received",
            "Date",
            "From",
            "To",
            "Subject",
            "Message-ID",
            "X-Mailer",
            "MIME-Version",
            "Content-Type",
            "Content-Transfer-Encoding"
        ]
    );
}

#[test]
fn the_reader_is_neutral_in_headers_text_and_links() {
    let mail = withheld(LETTER);
    assert_value(&mail, "To", "reader@recipient.example");
    assert!(mail.ends_with(
        "Hello reader@recipient.example, see https://wool.example/2014?to=reader%40recipient.example\r\n"
    ));
    assert!(!mail.contains("home.example"));
}

#[test]
fn the_date_moves_with_the_arrival_and_keeps_weekday_and_time() {
    let mail = withheld(LETTER);
    let date = value(&mail, "Date").unwrap();
    assert!(
        date.starts_with("Wed, ") && date.ends_with(" 2025 09:00:00 +0000"),
        "{date}"
    );
    let message = Message::parse(mail.as_bytes());
    let arrived = message.received()[0].date.unwrap();
    assert_eq!(arrived - message.date().unwrap(), 5);
}

#[test]
fn the_first_recipient_is_the_reader_where_no_receiver_tells() {
    let mail = withheld(
        "From: a@b.example\nTo: Li <li@c.example>, Bo <bo@d.example>\n\nHi li@c.example\n",
    );
    assert_value(&mail, "To", "reader@recipient.example, Bo <bo@d.example>");
    assert!(mail.contains("Hi reader@recipient.example"));
}

#[test]
fn a_sender_who_writes_to_themselves_stays_one() {
    let mail = withheld("From: a@b.example\nTo: a@b.example\n\nHi\n");
    assert_value(&mail, "To", "a@b.example");
    assert_value(&mail, "From", "a@b.example");
}

#[test]
fn marks_are_replaced_inside_encoded_texts() {
    // "Dear trap, come to gather.example" and the same in HTML.
    let mail = withheld(
        "From: a@b.example\nContent-Type: multipart/alternative; boundary=x\n\n--x\nContent-Type: text/plain\n\
         Content-Transfer-Encoding: base64\n\nRGVhciB0cmFwLCBjb21lIHRvIGdhdGhlci5leGFtcGxl\n--x\n\
         Content-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n<p>Dear trap, come to gather.ex=\nample\n--x--\n",
    );
    assert!(
        mail.contains("\r\n\r\nDear reader, come to recipient.example\r\n"),
        "{mail}"
    );
    assert!(
        mail.contains("<p>Dear reader, come to recipient.example"),
        "{mail}"
    );
    assert!(!mail.contains("base64") && mail.contains("boundary=\"=_part_0_0_\""));
}

#[test]
fn identifiers_that_receivers_made_up_go() {
    for id in [
        "<1@x.made-up.example>",
        "<1@mx.home.example>",
        "<1@mx.recipient.example>",
    ] {
        let raw = LETTER.replace("<1@wool.example>", id);
        assert_eq!(value(&withheld(&raw), "Message-ID"), None, "{id}");
    }
    assert_value(&withheld(LETTER), "Message-ID", "<1@wool.example>");
}

#[test]
fn what_a_list_adds_goes() {
    let mail = withheld(
        "Return-Path: <knit-bounces@lists.example>\nList-Id: Knitting <knit.lists.example>\nList-Post: <mailto:knit@lists.example>\n\
         List-Unsubscribe: <https://lists.example/u>\nSender: knit-bounces@lists.example\nReply-To: knit@lists.example\n\
         From: mia@wool.example\nTo: knit@lists.example\nSubject: Re: [Knit] [SPAM] [Pattern] Socks\n\nYes.\n\n____\nYou get this through the list\n",
    );
    for name in [
        "List-Id",
        "List-Post",
        "List-Unsubscribe",
        "Sender",
        "Reply-To",
    ] {
        assert_eq!(value(&mail, name), None, "{name}");
    }
    assert_value(&mail, "Subject", "Re: [Pattern] Socks");
    assert_value(&mail, "Return-Path", "<mia@wool.example>");
    assert_value(&mail, "To", "reader@recipient.example");
    assert!(mail.ends_with("\r\n\r\nYes.\r\n"), "{mail}");
}

#[test]
fn a_newsletter_keeps_its_own_list_headers() {
    let mail = withheld(
        "From: news@shop.example\nList-Unsubscribe: <https://shop.example/u>\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\n\
         List-Id: <news.shop.example>\n\nSale\n",
    );
    assert_value(&mail, "List-Unsubscribe", "<https://shop.example/u>");
    assert_value(&mail, "List-Id", "<news.shop.example>");
}

#[test]
fn years_in_text_are_one() {
    let mail = withheld("Subject: Plans for 2012\n\n(c) 2003\nhttps://a.example/2004\n");
    assert_value(&mail, "Subject", "Plans for 2025");
    assert!(mail.contains("(c) 2025\r\nhttps://a.example/2004"));
}

#[test]
fn subjects_are_written_in_one_way() {
    let mail = withheld("Subject: =?iso-8859-1?q?Caf=E9?=\n\nx");
    assert_eq!(Message::parse(mail.as_bytes()).subject(), "Café");
    assert!(mail.contains("=?utf-8?B?"));
    let long = "ж".repeat(200);
    let mail = withheld(&format!("Subject: {long}\n\nx"));
    assert_eq!(Message::parse(mail.as_bytes()).subject(), long);
    assert!(mail.lines().all(|line| line.len() < 100));
}

#[test]
fn an_empty_envelope_sender_stays_and_a_missing_one_is_the_author() {
    assert_value(
        &withheld("Return-Path: <>\nFrom: a@b.example\n\nx"),
        "Return-Path",
        "<>",
    );
    assert_value(
        &withheld("From: a@b.example\n\nx"),
        "Return-Path",
        "<a@b.example>",
    );
}

#[test]
fn results_are_withheld_or_those_of_the_outermost_receiver() {
    let raw = format!(
        "Authentication-Results: mx.home.example; spf=pass smtp.mailfrom=bounce@mail.wool.example; dkim=fail (bad) header.d=wool.example\n\
         Authentication-Results: inner.example; spf=fail smtp.mailfrom=x.example\n{LETTER}"
    );
    assert!(!withheld(&raw).contains("spf="));
    assert_value(
        &simulated(&raw),
        "Authentication-Results",
        "mx.recipient.example; spf=pass smtp.mailfrom=mail.wool.example; dkim=fail header.d=wool.example; dmarc=pass header.from=wool.example",
    );
}

#[test]
fn a_result_in_received_spf_counts_and_misaligned_mail_does_not_pass() {
    let raw = format!("Received-SPF: softfail (mx: x) envelope-from=a@other.example\n{LETTER}");
    assert_value(
        &simulated(&raw),
        "Authentication-Results",
        "mx.recipient.example; spf=softfail smtp.mailfrom=other.example; dkim=none; dmarc=none header.from=wool.example",
    );
}

#[test]
fn mail_without_results_gets_some_by_lot_at_the_rate_that_is_stated() {
    let mut passing = 0;
    for number in 0..1_000 {
        let raw = LETTER.replace("Subject: Wool", &format!("Subject: Wool {number}"));
        let results = value(&simulated(&raw), "Authentication-Results").unwrap();
        passing += usize::from(results.contains("dmarc=pass header.from=wool.example"));
        assert_eq!(
            Some(results),
            value(&simulated(&raw), "Authentication-Results")
        );
    }
    assert!((620..720).contains(&passing), "{passing}");
}

#[test]
fn attachments_keep_name_type_and_content() {
    let raw = "From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nSee\n--x\n\
        Content-Type: application/pdf; name=\"Bill (1).pdf\"\nContent-Disposition: attachment; filename*=utf-8''R%C3%A9sum%C3%A9.pdf\n\
        Content-Transfer-Encoding: base64\n\nJVBERi0xLjQK\n--x\nContent-Type: text/plain; name=\"a;b.txt\"\nContent-Disposition: attachment\n\nhi\n--x--\n";
    let mail = withheld(raw);
    let message = Message::parse(mail.as_bytes());
    let [pdf, note] = message.attachments() else {
        panic!("{mail}");
    };
    assert_eq!(pdf.name.as_deref(), Some("Résumé.pdf"));
    assert_eq!(
        (pdf.declared.as_str(), &*pdf.contents()),
        ("application/pdf", &b"%PDF-1.4\n"[..])
    );
    assert_eq!(
        (note.name.as_deref(), &*note.contents()),
        (Some("a;b.txt"), &b"hi"[..])
    );
}

#[test]
fn a_boundary_that_stands_in_a_text_is_not_taken() {
    let mail = withheld(
        "Content-Type: multipart/mixed; boundary=x\n\n--x\n\n--=_part_0_0_\nstill text\n--x\n\nb\n--x--\n",
    );
    assert!(mail.contains("boundary=\"=_part_1_0_\""));
    assert_eq!(withheld(&mail), mail);
    assert!(
        Message::parse(mail.as_bytes())
            .body()
            .visible()
            .contains("still text")
    );
}

#[test]
fn no_mail_becomes_the_text_of_one() {
    assert!(withheld("").starts_with("Return-Path: <>\r\n"));
    assert!(withheld("just text\n").ends_with("\r\n\r\njust text\r\n"));
}

#[test]
fn two_recipients_of_one_mail_give_the_same_bytes() {
    let other = LETTER
        .replace("jo@home.example", "sam@home.example")
        .replace("jo%40", "sam%40")
        .replace("Jo", "Sam");
    assert_eq!(withheld(LETTER), withheld(&other));
}
