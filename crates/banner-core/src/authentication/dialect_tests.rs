//! What large receivers and common servers write, each as it arrives, with the profile that reads it.

use super::*;

/// The results of a message with these headers, for a profile of these identifiers and hosts.
fn read(ids: &[&str], hosts: &[&str], headers: &str) -> Assessment {
    let organisation = Organisation {
        authserv_ids: ids.iter().map(|id| (*id).to_owned()).collect(),
        own_mail_hosts: hosts.iter().map(|host| (*host).to_owned()).collect(),
        microsoft365: ids.is_empty(),
        ..Organisation::default()
    };
    let raw = format!("{}\r\n\r\nHello\r\n", headers.trim().replace('\n', "\r\n"));
    Assessment::of(&Message::parse(raw.as_bytes()), &organisation)
}

/// What an assessment says, in one line: `spf Pass a.example; dkim None; dmarc Fail; NotProven`.
#[track_caller]
fn assert_read(found: &Assessment, expected: &str) {
    let checked = |method: &str, checked: &Checked| {
        let domain = checked.domain.as_ref().map_or("", Domain::ascii);
        format!("{method} {:?} {domain}", checked.result)
            .trim()
            .to_owned()
    };
    let mut said: Vec<String> = Vec::new();
    said.extend(found.spf.iter().map(|spf| checked("spf", spf)));
    said.extend(found.dkim.iter().map(|dkim| checked("dkim", dkim)));
    said.extend(found.dmarc.iter().map(|dmarc| format!("dmarc {dmarc:?}")));
    said.push(format!("{:?}", found.standing()));
    assert_eq!(said.join("; "), expected);
    assert_eq!(found.forged, None);
}

#[test]
fn google() {
    let found = read(
        &["mx.google.com"],
        &["*.google.com"],
        "Delivered-To: julia@acme.example
Received: by 2002:a05:6a10:b0:0:0:0:0 with SMTP id x1csp1; Mon, 2 Nov 2026 01:00:09 -0800 (PST)
X-Received: by 2002:a17:90a:1 with SMTP id y; Mon, 2 Nov 2026 01:00:09 -0800 (PST)
ARC-Seal: i=1; a=rsa-sha256; t=1793610009; cv=none; d=google.com; s=arc-20240605; b=YWJj
ARC-Message-Signature: i=1; a=rsa-sha256; c=relaxed/relaxed; d=google.com; s=arc-20240605; h=from; bh=YWJj; b=YWJj; darn=acme.example
ARC-Authentication-Results: i=1; mx.google.com; dkim=pass header.i=@shop.example header.s=s1 header.b=J1ekXRaH; spf=pass smtp.mailfrom=\"bounce+a=b@em.shop.example\"; dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=shop.example
Return-Path: <bounce+a=b@em.shop.example>
Received: from o1.em.shop.example (o1.em.shop.example. [192.0.2.7]) by mx.google.com with ESMTPS id d9-2si1 for <julia@acme.example> (version=TLS1_3 cipher=TLS_AES_128_GCM_SHA256 bits=128/128); Mon, 02 Nov 2026 01:00:08 -0800 (PST)
Received-SPF: pass (google.com: domain of bounce+a=b@em.shop.example designates 192.0.2.7 as permitted sender) client-ip=192.0.2.7;
Authentication-Results: mx.google.com;
       dkim=pass header.i=@shop.example header.s=s1 header.b=J1ekXRaH;
       dkim=neutral (body hash did not verify) header.i=@mailer.example header.s=k2 header.b=ab12cd34;
       spf=pass (google.com: domain of bounce+a=b@em.shop.example designates 192.0.2.7 as permitted sender) smtp.mailfrom=\"bounce+a=b@em.shop.example\";
       dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=shop.example
From: Shop <news@shop.example>",
    );
    assert_read(
        &found,
        "spf Pass em.shop.example; dkim Pass shop.example; dkim Neutral mailer.example; dmarc Pass; Proven",
    );
}

#[test]
fn microsoft_365() {
    let found = read(
        &[],
        &[],
        "Received: from DB9PR02CA0001.eurprd02.prod.outlook.com (2603:10a6:10:1d9::6) by AS8PR01MB1.eurprd01.prod.exchangelabs.com (2603:10a6:20b:2c6::12) with Microsoft SMTP Server (version=TLS1_2) id 15.20.9115.13; Mon, 2 Nov 2026 09:00:09 +0000
Received: from DB5EUR01FT011.eop-EUR01.prod.protection.outlook.com (2603:10a6:10:1d9:cafe::86) by DB9PR02CA0001.outlook.office365.com (2603:10a6:10:1d9::6) with Microsoft SMTP Server; Mon, 2 Nov 2026 09:00:09 +0000
Authentication-Results: spf=softfail (sender IP is 192.0.2.9)
 smtp.mailfrom=city.example; dkim=fail (no key for signature)
 header.d=city.example;dmarc=fail action=quarantine
 header.from=city.example;compauth=fail reason=000
Received-SPF: SoftFail (protection.outlook.com: domain of transitioning city.example discourages use of 192.0.2.9 as permitted sender)
Received: from mail.city.example (192.0.2.9) by DB5EUR01FT011.mail.protection.outlook.com (10.152.4.240) with Microsoft SMTP Server id 15.20.9115.13 via Frontend Transport; Mon, 2 Nov 2026 09:00:08 +0000
From: City <office@city.example>",
    );
    // The key is missing, which is not the same as a signature that does not match.
    assert_read(
        &found,
        "spf SoftFail city.example; dkim PermError city.example; dmarc Fail; Failed",
    );
    assert_eq!(found.composite, Some((ResultCode::Fail, 0)));
}

#[test]
fn yahoo() {
    let found = read(
        &["atlas-*.yahoo.com"],
        &["*.yahoo.com"],
        "Received: from 192.0.2.70 by atlas-production.v2-mail-prod1-bf1.omega.yahoo.com with HTTP; Mon, 2 Nov 2026 09:00:09 +0000
Return-Path: <news@edm.shop.example>
X-Originating-Ip: [192.0.2.70]
Received-SPF: none (domain of edm.shop.example does not designate permitted sender hosts)
Authentication-Results: atlas-production.v2-mail-prod1-bf1.omega.yahoo.com;
 dkim=unknown;
 spf=none smtp.mailfrom=edm.shop.example arc_overridden_status=NOT_OVERRIDDEN;
 dmarc=unknown header.from=edm.shop.example arc_overridden_status=NOT_OVERRIDDEN;
X-Apparently-To: julia@yahoo.example; Mon, 2 Nov 2026 09:00:09 +0000
From: Shop <news@edm.shop.example>",
    );
    // "unknown" is Yahoo's word for a message without signature and a domain without policy.
    assert_read(
        &found,
        "spf None edm.shop.example; dkim None; dmarc None; NotProven",
    );
}

#[test]
fn apple_icloud_writes_a_header_for_each_check_under_names_of_their_own() {
    let found = read(
        &["*.icloud.com"],
        &["p120-mailgateway-*", "p00-icloudmta-*"],
        "Received: from p00-icloudmta-smtpin-us-east-2a-100-percent-1 by p120-mailgateway-smtp-7b5c (mailgateway 2615B21) with SMTP id 6b1; Mon, 2 Nov 2026 09:00:09 GMT
X-Apple-MoveToFolder: INBOX
Received: from out.shop.example (out.shop.example [192.0.2.70]) by p00-icloudmta-smtpin-us-east-2a-100-percent-1 (Postfix) with ESMTPS id 5D; Mon, 2 Nov 2026 09:00:08 +0000 (UTC)
X-ICL-SCORE: 3.33303403222
Authentication-Results: bimi.icloud.com; bimi=skipped reason=\"insufficient dmarc\"
X-ARC-Info: policy=fail; arc=none
Authentication-Results: arc.icloud.com; arc=none
Authentication-Results: dmarc.icloud.com; dmarc=none header.from=shop.example
X-DMARC-Policy: none
Authentication-Results: dkim-verifier.icloud.com;
\tdkim=pass (2048-bit key) header.d=shop.example header.i=@shop.example header.b=ku0XoLqQ
Authentication-Results: spf.icloud.com; spf=softfail (spf.icloud.com: domain of transitioning x@bounce.example does not designate 192.0.2.70 as permitted sender) smtp.mailfrom=x@bounce.example
Received-SPF: softfail (spf.icloud.com: domain of transitioning x@bounce.example does not designate 192.0.2.70 as permitted sender) receiver=spf.icloud.com; client-ip=192.0.2.70; helo=out.shop.example; envelope-from=x@bounce.example
From: Shop <news@shop.example>",
    );
    assert_read(
        &found,
        "spf SoftFail bounce.example; dkim Pass shop.example; dmarc None; Proven",
    );
}

#[test]
fn fastmail() {
    let found = read(
        &["mx*.messagingengine.com"],
        &["*.messagingengine.com", "*.internal", "sloti*"],
        "Received: from phl-compute-02.internal (phl-compute-02.phl.internal [10.202.2.42]) by sloti01d1p2 (Cyrus 3.13.0-alpha0) with LMTPA; Mon, 02 Nov 2026 04:00:09 -0500
Received: from mx3.messagingengine.com ([10.202.2.202]) by phl-compute-02.internal (LMTPProxy); Mon, 02 Nov 2026 04:00:09 -0500
Received: from mx3.messagingengine.com (localhost [127.0.0.1]) by mailmx.phl.internal (Postfix) with ESMTP id 6B; Mon, 2 Nov 2026 04:00:08 -0500 (EST)
Authentication-Results: mx3.messagingengine.com; arc=none (no signatures found);
    bimi=skipped (DMARC Policy is not at enforcement);
    dkim=pass (2048-bit rsa key sha256) header.d=a.example header.i=@a.example header.b=o5Bz+/x= header.a=rsa-sha256 header.s=fm1 x-bits=2048;
    dmarc=pass policy.published-domain-policy=none policy.applied-disposition=none (p=none,d=none,d.eval=none) policy.policy-from=p header.from=a.example;
    iprev=pass smtp.remote-ip=192.0.2.4 (out4.a.example);
    spf=pass smtp.mailfrom=berta@a.example smtp.helo=out4.a.example
X-ME-Authentication-Results: mx3.messagingengine.com; x-aligned-from=pass (Address match)
Received: from out4.a.example (out4.a.example [192.0.2.4]) by mx3.messagingengine.com (Postfix) with ESMTPS id 2D for <julia@box.example>; Mon, 2 Nov 2026 04:00:08 -0500 (EST)
From: Berta <berta@a.example>",
    );
    assert_read(
        &found,
        "spf Pass a.example; dkim Pass a.example; dmarc Pass; Proven",
    );
}

#[test]
fn yandex() {
    let found = read(
        &["*.yandex.net"],
        &["*.yandex.net"],
        "Received: from mxfront3q.mail.yandex.net (localhost.localdomain [127.0.0.1]) by mxfront3q.mail.yandex.net with LMTP id kY1; Mon, 2 Nov 2026 12:00:09 +0300
Received: from mail.shop.example (mail.shop.example [192.0.2.7]) by mxfront3q.mail.yandex.net (mxfront/Yandex) with ESMTPS id rGx1; Mon, 02 Nov 2026 12:00:09 +0300
Authentication-Results: mxfront3q.mail.yandex.net; spf=pass (mxfront3q.mail.yandex.net: domain of bounce.shop.example designates 192.0.2.7 as permitted sender, rule=[ip4:192.0.2.0/24]) smtp.mail=x@bounce.shop.example; dkim=pass header.i=@shop.example
X-Yandex-Spam: 1
From: Shop <news@shop.example>",
    );
    assert_read(
        &found,
        "spf Pass bounce.shop.example; dkim Pass shop.example; Proven",
    );
}

#[test]
fn mail_ru() {
    let found = read(
        &["mxs.mail.ru"],
        &["*.mail.ru"],
        "Return-path: <anna@shop.example>
Authentication-Results: mxs.mail.ru; spf=none () smtp.mailfrom=anna@shop.example smtp.helo=out4.shop.example;
\t dkim=pass header.d=shop.example;
\t dkim=pass header.d=mailer.example; dmarc=pass header.from=anna@shop.example
Received: from out4.shop.example ([192.0.2.4]:41234) by mx285.i.mail.ru with esmtp (envelope-from <anna@shop.example>) id 1a; Mon, 02 Nov 2026 12:00:09 +0300
From: Anna <anna@shop.example>",
    );
    assert_read(
        &found,
        "spf None shop.example; dkim Pass shop.example; dkim Pass mailer.example; dmarc Pass; Proven",
    );
}

#[test]
fn proton_writes_a_header_for_each_check_and_two_for_a_signature() {
    let found = read(
        &["mail*.protonmail.ch"],
        &["*.protonmail.ch"],
        "Return-Path: <root@host7.example>
Authentication-Results: mail.protonmail.ch; dkim=fail (Bad 0 bit rsa-sha256 signature.) header.d=host7.example header.a=rsa-sha256
Authentication-Results: mail.protonmail.ch; dmarc=fail (p=none dis=none) header.from=bank.example
Authentication-Results: mail.protonmail.ch; spf=none smtp.mailfrom=host7.example
Authentication-Results: mail.protonmail.ch; arc=none smtp.remote-ip=192.0.2.245
Authentication-Results: mail.protonmail.ch; dkim=fail reason=\"key not found in DNS\" (0-bit key) header.d=host7.example header.i=@host7.example header.b=\"XFVjBFda\"
Received: from host7.example (host7.example [192.0.2.245]) by mailin024.protonmail.ch (Postfix) with ESMTPS id 4X; Mon, 2 Nov 2026 09:00:09 +0000 (UTC)
From: Bank <info@bank.example>",
    );
    assert_read(
        &found,
        "spf None host7.example; dkim Fail host7.example; dkim PermError host7.example; dmarc Fail; Failed",
    );
}

#[test]
fn qq() {
    let found = read(
        &["mx.qq.com"],
        &["*.qq.com"],
        "Received: from mail.gongsi.example ([192.0.2.29]) by newxmmxszc6-1.qq.com (NewMX) with SMTP id 6010A8AD for <julia@acme.example>; Mon, 02 Nov 2026 17:00:09 +0800
X-QQ-mid: xmmxszc6-1t1793610009tm9qrjq3k
Authentication-Results: mx.qq.com; spf=fail smtp.mailfrom=<li@gongsi.example>; dkim=none; dmarc=none(permerror) header.from=gongsi.example
X-QQ-XMRINFO: NgToQqU5s31XQ+vYT/V7+uk=
From: <li@gongsi.example>",
    );
    assert_read(
        &found,
        "spf Fail gongsi.example; dkim None; dmarc None; NotProven",
    );
}

/// As NetEase (163.com, 126.com, yeah.net) delivers: its fields stand below the sender's, cut after every 70th character.
#[test]
fn netease() {
    let found = read(
        &["mx19"],
        &["mx19"],
        "Received: from out.shop.example (unknown [192.0.2.38])
\tby mx19 (Coremail) with SMTP id x8mowAAX4tcS6zReRf_REg--.49102S3;
\tMon, 02 Nov 2026 17:00:09 +0800 (CST)
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/simple; s=k1; d=shop.example; h=From:To:Subject; bh=YWJj; b=YWJj
From: Shop <news@shop.example>
To: julia@163.example
Subject: November
MIME-Version: 1.0
Content-Type: text/plain; charset=UTF-8
Message-ID: <0101016ffeb63bb7-a63b8f9e@shop.example>
X-CM-TRANSID:x8mowAAX4tcS6zReRf_REg--.49102S3
Authentication-Results: mx19; spf=pass smtp.mail=0101016ffeb63bb7-a63b
\t8f9e-44d0-4b12-bbb1-000000@bounce.shop.example; dkim=pass header.i=@sh
\top.example
X-Coremail-Antispam: 1Uf129KBjDUn29KB7ZKAUJUUUUU529EdanIXcx71UUUUU7v73
\tVFW2AGmfu7bjvjm3AaLaJ3UbIYCTnIWIevJa73UjIFyTuYvjxUh8sqDUUUU
Sender: 0101016ffeb63bb7-a63b8f9e@bounce.shop.example",
    );
    assert_read(
        &found,
        "spf Pass bounce.shop.example; dkim Pass shop.example; Proven",
    );
}

/// As a Coremail server of an organisation's own writes, with a mail that claims to be from inside.
#[test]
fn coremail() {
    let found = read(
        &["mail.daxue.example"],
        &["mail.daxue.example"],
        "Received: from daxue.example (unknown [192.0.2.227])
 by mail.daxue.example (Coremail) with SMTP id
 AQAAfwD3naUrHbFfU0FXAA--.11999S2;
 Mon, 02 Nov 2026 17:00:09 +0800 (CST)
Date: Mon, 2 Nov 2026 17:00:05 +0800
From: \"Server\" <admin@daxue.example>
To: <li@daxue.example>
Message-ID: <20261102170005281646@daxue.example>
X-mailer: Foxmail 6, 13, 102, 15 [cn]
X-CM-TRANSID: AQAAfwD3naUrHbFfU0FXAA--.11999S2
Authentication-Results: mail.daxue.example; spf=softfail smtp.mail=adm
 in@daxue.example;
X-Coremail-Antispam: 1UD129KBjvdXoW7Jr43Zw4xXF43AF48Cr1kuFg_yoWxurcEgF
 42vr98KFZxtanxtr1Ykw1ku3yFg3WaqF1xurZ5XFW2gFn5tw1Fyr47W3yFgrZ7XFn7tFn7
X-CM-SenderInfo: pdgpx0o6eq313jof0z/",
    );
    assert_read(&found, "spf SoftFail daxue.example; NotProven");
}

#[test]
fn coremail_with_results_right_below_its_line() {
    let found = read(
        &["hzbj-icmmx-*"],
        &["hzbj-icmmx-*"],
        "Received: from mail.gongsi.example (unknown [192.0.2.29]) by hzbj-icmmx-7 (Coremail) with SMTP id _____wD3; Mon, 02 Nov 2026 17:00:09 +0800 (CST)
Authentication-Results: hzbj-icmmx-7; spf=neutral smtp.mail=li@gongsi.example; dkim=pass header.i=@gongsi.example
X-CM-TRANSID: AQAAfwAHbOkaC9xo
From: <li@gongsi.example>",
    );
    assert_read(
        &found,
        "spf Neutral gongsi.example; dkim Pass gongsi.example; Proven",
    );
}

#[test]
fn postfix_with_opendkim_opendmarc_and_policyd_spf() {
    let found = read(
        &["mail.acme.example"],
        &["mail.acme.example"],
        "Return-Path: <anna@a.example>
Authentication-Results: mail.acme.example; dmarc=pass (p=quarantine dis=none) header.from=a.example
Received-SPF: Pass (mailfrom) identity=mailfrom; client-ip=192.0.2.8; helo=out.a.example; envelope-from=anna@a.example; receiver=mail.acme.example
Authentication-Results: mail.acme.example;
\tdkim=pass (2048-bit key; unprotected) header.d=a.example header.i=@a.example header.a=rsa-sha256 header.s=dkim header.b=\"HtU1SaFY\";
\tdkim-atps=neutral
Received: from out.a.example (out.a.example [192.0.2.8]) by mail.acme.example (Postfix) with ESMTPS id 4F; Mon, 2 Nov 2026 09:00:09 +0000 (UTC)
From: Anna <anna@a.example>",
    );
    assert_read(
        &found,
        "spf Pass a.example; dkim Pass a.example; dmarc Pass; Proven",
    );
}

#[test]
fn rspamd() {
    let found = read(
        &["mx.acme.example"],
        &["mx.acme.example"],
        "Received: from mx.acme.example by mx.acme.example with LMTP id aB3; Mon, 02 Nov 2026 09:00:09 +0000
Received: from relay.mailer.example (relay.mailer.example [192.0.2.8]) by mx.acme.example (Postfix) with ESMTPS id 4F; Mon, 2 Nov 2026 09:00:09 +0000 (UTC)
Authentication-Results: mx.acme.example;
\tdkim=pass header.d=mailer.example header.s=s1 header.b=\"x/y=\";
\tdmarc=fail reason=\"SPF not aligned (relaxed), DKIM not aligned (relaxed)\" header.from=a.example (policy=reject);
\tspf=softfail (mx.acme.example: 192.0.2.8 is neither permitted nor denied by domain of z@a.example) smtp.mailfrom=z@a.example;
\tarc=none
X-Rspamd-Server: mx
From: Z <z@a.example>",
    );
    assert_read(
        &found,
        "spf SoftFail a.example; dkim Pass mailer.example; dmarc Fail; Failed",
    );
}

#[test]
fn stalwart() {
    let found = read(
        &["mail.acme.example"],
        &["mail.acme.example"],
        "Delivered-To: julia@acme.example
Received: from out.a.example (out.a.example [192.0.2.8]) (using TLSv1.3 with cipher TLS13_AES_256_GCM_SHA384) by mail.acme.example (Stalwart SMTP) with ESMTPS id 31F; Mon, 2 Nov 2026 09:00:09 +0000
Authentication-Results: mail.acme.example;
\tdkim=pass header.d=a.example header.s=202601 header.b=Ab3dEf7h;
\tdkim=temperror header.d=b.example header.s=k header.b=Qw3rTy12;
\tspf=pass (mail.acme.example: domain of anna@a.example designates 192.0.2.8 as permitted sender) smtp.mailfrom=anna@a.example smtp.helo=out.a.example;
\tiprev=pass policy.iprev=192.0.2.8;
\tdmarc=pass header.from=a.example policy.dmarc=reject
Received-SPF: pass (mail.acme.example: domain of anna@a.example designates 192.0.2.8 as permitted sender) receiver=mail.acme.example; client-ip=192.0.2.8; envelope-from=\"anna@a.example\"; helo=out.a.example;
From: Anna <anna@a.example>",
    );
    assert_read(
        &found,
        "spf Pass a.example; dkim Pass a.example; dkim TempError b.example; dmarc Pass; Proven",
    );
}
