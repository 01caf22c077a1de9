//! Tests of reading Received in the forms of many servers.

use super::*;

#[track_caller]
fn reads(value: &str, helo: &str, rdns: &str, ip: &str, by: &str, with: &str) {
    let hop = parse(value, 0);
    let text = |o: &Option<String>| o.clone().unwrap_or_default();
    let found_ip = hop.ip.map(|i| i.to_string()).unwrap_or_default();
    let found = (
        text(&hop.helo),
        text(&hop.rdns),
        found_ip,
        text(&hop.by),
        text(&hop.with),
    );
    let expected = (helo.into(), rdns.into(), ip.into(), by.into(), with.into());
    assert_eq!(found, expected, "{value}");
}

#[test]
fn reads_postfix_exim_qmail_exchange_and_coremail() {
    reads(
        "from out.shop.example (mail7.shop.example [192.0.2.7]) by mx.acme.example (Postfix) with ESMTPS id 4F for <a@acme.example>; Tue, 3 Feb 2026 10:00:00 +0000 (UTC)",
        "out.shop.example",
        "mail7.shop.example",
        "192.0.2.7",
        "mx.acme.example",
        "ESMTPS",
    );
    reads(
        "from mail7.shop.example ([192.0.2.7] helo=out.shop.example) by mx.acme.example with esmtps (TLS1.3) id 1a; Tue, 3 Feb 2026 10:00:00 +0000",
        "out.shop.example",
        "mail7.shop.example",
        "192.0.2.7",
        "mx.acme.example",
        "esmtps",
    );
    reads(
        "from unknown (HELO out.shop.example) (192.0.2.7) by 0 with SMTP; 3 Feb 2026 10:00:00 -0000",
        "out.shop.example",
        "unknown",
        "192.0.2.7",
        "0",
        "SMTP",
    );
    reads(
        "from AM9P.eurprd.example (2001:db8::12) by DB6.eurprd.example with Microsoft SMTP Server (version=TLS1_2) id 15.20; Tue, 3 Feb 2026 10:00:00 +0000",
        "AM9P.eurprd.example",
        "",
        "2001:db8::12",
        "DB6.eurprd.example",
        "Microsoft",
    );
    reads(
        "from gongsi.example (unknown [192.0.2.9]) by mtada-g2-5 (Coremail) with SMTP id _____w; Tue, 03 Feb 2026 18:00:00 +0800 (CST)",
        "gongsi.example",
        "",
        "192.0.2.9",
        "mtada-g2-5",
        "SMTP",
    );
    reads(
        "from [IPv6:2001:db8::5] (port=4711 helo=[10.0.0.2]) by x.example",
        "[10.0.0.2]",
        "",
        "2001:db8::5",
        "x.example",
        "",
    );
}

#[test]
fn reads_lines_in_which_a_name_is_missing() {
    reads(
        "from (unknown [192.0.2.202]) by cat.example with smtp id 7",
        "",
        "",
        "192.0.2.202",
        "cat.example",
        "smtp",
    );
    reads(
        "from ([192.0.2.5:39348] helo=mta.example) by osu1.example (ecelerity 2.0 r) with ESMTP",
        "mta.example",
        "",
        "192.0.2.5",
        "osu1.example",
        "ESMTP",
    );
    reads(
        "from (2001:db8:208:fe::31) by BL0P.prod.outlook.com (2001:db8:d:25::8) with Microsoft SMTP Server",
        "",
        "",
        "2001:db8:208:fe::31",
        "BL0P.prod.outlook.com",
        "Microsoft",
    );
    reads(
        "from Lot (unknown []) by (Postfix) with ESMTPA id 9",
        "Lot",
        "",
        "",
        "",
        "ESMTPA",
    );
    reads(
        "from ([127.0.0.1]) with MailEnable ESMTP; Mon, 2 Nov 2026 09:00:00 +0000",
        "",
        "",
        "127.0.0.1",
        "",
        "MailEnable",
    );
    reads(
        "from  by mx.acme.example with ESMTP",
        "",
        "",
        "",
        "mx.acme.example",
        "ESMTP",
    );
    reads("from a by with ESMTP", "a", "", "", "", "ESMTP");
}

#[test]
fn reads_addresses_with_a_zone_or_a_port() {
    reads(
        "from LV3P.PROD.OUTLOOK.COM (fe80::7085:506c%6) by LV3P.PROD.OUTLOOK.COM with HTTPS",
        "LV3P.PROD.OUTLOOK.COM",
        "",
        "fe80::7085:506c",
        "LV3P.PROD.OUTLOOK.COM",
        "HTTPS",
    );
    for seen in ["[192.0.2.1:25]", "[192.0.2.1]:25", "192.0.2.1:25"] {
        let hop = parse(&format!("from a (b.example {seen}) by c"), 0);
        assert_eq!(hop.ip, "192.0.2.1".parse().ok(), "{seen}");
    }
}

#[test]
fn the_address_that_was_seen_is_not_the_one_that_a_host_calls_itself_by() {
    for line in [
        "from [10.0.0.1] (unknown [198.51.100.9]) by mx",
        "from 10.0.0.1 (unknown [198.51.100.9]) by mx",
        "from [IPv6:::1] (evil.example [198.51.100.9]) by mx",
        "from [10.0.0.1] (198.51.100.9) by mx",
        "from evil.example (HELO [10.0.0.1]) (198.51.100.9) by mx",
        "from [198.51.100.9] (port=4711 helo=[10.0.0.1]) by mx",
        "from evil.example ([198.51.100.9] helo=[10.0.0.1]) by mx",
        "from evil.example (10.0.0.1 [198.51.100.9] (may be forged)) by mx",
    ] {
        assert_eq!(parse(line, 0).ip, "198.51.100.9".parse().ok(), "{line}");
    }
}

#[test]
fn a_name_that_does_not_lead_back_is_doubtful() {
    for (line, doubtful) in [
        (
            "from a (mx.acme.example [192.0.2.7] (may be forged)) by mx",
            true,
        ),
        ("from mx.acme.example (HELO evil) (192.0.2.7) by mx", true),
        ("from a (mx.acme.example [192.0.2.7]) by mx", false),
        ("from mx.acme.example ([192.0.2.7] helo=a) by mx", false),
    ] {
        let hop = parse(line, 0);
        assert_eq!(hop.rdns.as_deref(), Some("mx.acme.example"), "{line}");
        assert_eq!(hop.proven_rdns().is_none(), doubtful, "{line}");
    }
}

#[test]
fn reads_date_recipient_and_identifier() {
    let hop = parse(
        "by mx.example with SMTP id 7 for <a@b.example>; Thu, 1 Jan 1970 01:00:00 +0100",
        2,
    );
    assert_eq!(
        (hop.date, hop.recipient.as_deref(), hop.position),
        (Some(0), Some("a@b.example"), 2)
    );
    assert_eq!(hop.id.as_deref(), Some("7"));
}

#[test]
fn keeps_what_it_can_of_broken_hops() {
    assert_eq!(parse("", 0), ReceivedHop::default());
    assert_eq!(
        parse("from a (never closed by b; x", 0).helo.as_deref(),
        Some("a")
    );
    parse(&"(".repeat(50_000), 0);
    parse(&"from a (b) ".repeat(5_000), 0);
}
