//! Whole mails, read through the public view.

use super::*;

const ORDER: &[u8] = b"Return-Path: <bounce@mail.shop.example>\r\n\
Received: from out.shop.example (mail7.shop.example [192.0.2.7]) by mx.acme.example with ESMTPS;\r\n Tue, 3 Feb 2026 10:00:02 +0000\r\n\
Authentication-Results: mx.acme.example; spf=pass smtp.mailfrom=mail.shop.example;\r\n dmarc=pass header.from=shop.example\r\n\
Received-SPF: pass (mx.acme.example: ok) client-ip=192.0.2.7\r\n\
DKIM-Signature: v=1; d=shop.example; s=k1; h=from; b=x\r\n\
From: =?utf-8?Q?Nordwind_H=C3=A4ndler?= <orders@shop.example>\r\n\
Sender: robot@shop.example\r\nReply-To: help@shop.example\r\nTo: julia@acme.example, b@acme.example\r\nCc: c@acme.example\r\n\
Subject: =?utf-8?B?SWhyZSBCZXN0ZWxsdW5n?=\r\nDate: Tue, 3 Feb 2026 10:00:00 +0000\r\nMessage-ID: <1@shop.example>\r\n\
\r\nThank you. https://shop.example/o/1\r\n";

#[test]
fn reads_a_whole_mail() {
    let mail = Message::parse(ORDER);
    assert_eq!(mail.raw_len(), ORDER.len());
    assert_eq!(mail.from()[0].name.as_deref(), Some("Nordwind Händler"));
    assert_eq!(mail.from_domain().unwrap().ascii(), "shop.example");
    assert_eq!(mail.sender().unwrap().address, "robot@shop.example");
    assert_eq!(mail.reply_to()[0].local, "help");
    assert_eq!(
        mail.return_path().unwrap().address,
        "bounce@mail.shop.example"
    );
    assert_eq!((mail.to().len(), mail.cc().len()), (2, 1));
    assert_eq!(mail.subject(), "Ihre Bestellung");
    assert_eq!(
        (mail.message_id(), mail.date()),
        (Some("1@shop.example"), Some(1_770_112_800))
    );
    assert_eq!(mail.headers().iter().next().unwrap().name, "Return-Path");
    assert!(!mail.is_list());
    let authentication = mail.authentication();
    assert_eq!(authentication.results[0].position, 2);
    assert_eq!(authentication.received_spf[0].result, ResultCode::Pass);
    assert_eq!(authentication.dkim_signatures[0].domain, "shop.example");
    assert_eq!(mail.received()[0].ip, Some("192.0.2.7".parse().unwrap()));
    assert_eq!(mail.links()[0].href, "https://shop.example/o/1");
    assert!(mail.attachments().is_empty());
    assert_eq!(mail.defects(), []);
}

#[test]
fn keeps_both_from_headers_and_takes_the_first() {
    let mail = Message::parse(b"From: a@b.example\nFrom: c@d.example\n\nx");
    assert_eq!(mail.from_domain().unwrap().ascii(), "b.example");
    assert_eq!(mail.headers().count("From"), 2);
    assert!(mail.defects().contains(&Defect::MultipleFrom));
}

#[test]
fn keeps_what_is_seen_apart_from_where_it_comes_from() {
    let mail = Message::parse(b"From: PayPal <service@paypal.example> <x@y.example>\n\nx");
    assert_eq!(
        mail.from()[0].name.as_deref(),
        Some("PayPal <service@paypal.example>")
    );
    assert_eq!(mail.from_domain().unwrap().ascii(), "y.example");
    assert_eq!(
        mail.headers().get("From").unwrap().value,
        "PayPal <service@paypal.example> <x@y.example>"
    );
    assert!(mail.defects().contains(&Defect::MalformedFrom));
}

#[test]
fn only_a_group_that_holds_a_mailbox_is_a_malformed_sender() {
    for (from, is_malformed) in [
        ("PayPal: x@y.example;", true),
        ("PayPal: x@y.example;, z@y.example", true),
        ("\"Team: x\" <a@b.example>;", false),
        ("Team: x <a@b.example>", false),
        ("None:;, a@b.example", false),
    ] {
        let raw = ["From: ", from, "\n\nx"].concat();
        let mail = Message::parse(raw.as_bytes());
        let found = mail.defects().contains(&Defect::MalformedFrom);
        assert_eq!(found, is_malformed, "{from}");
    }
}

#[test]
fn knows_mailing_lists_from_newsletters() {
    assert!(Message::parse(b"List-Id: <dev.lists.example>\n\n").is_list());
    assert!(!Message::parse(b"List-Unsubscribe: <https://n.example/u>\n\n").is_list());
}

#[test]
fn records_what_is_missing() {
    let mail = Message::parse(b"X: y\n\nhello");
    for defect in [
        Defect::MissingFrom,
        Defect::MissingDate,
        Defect::MissingMessageId,
    ] {
        assert!(mail.defects().contains(&defect), "{defect:?}");
    }
    assert_eq!(
        (mail.from_domain(), mail.date(), mail.subject()),
        (None, None, "")
    );
}
