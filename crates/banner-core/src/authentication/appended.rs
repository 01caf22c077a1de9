//! Fields that a server of ours added below the sender's own, as Coremail does.
//!
//! Coremail (NetEase's 163.com and 126.com, and many universities and companies in China) puts what it found below everything
//! that it was sent, and begins with the identifier under which it took the message:
//!
//! ```text
//! Received: from out.shop.example (unknown [192.0.2.38]) by mx19 (Coremail) with SMTP id x8mowAAX--.49102S3; …
//! From: Shop <news@shop.example>
//! X-CM-TRANSID:x8mowAAX--.49102S3
//! Authentication-Results: mx19; spf=pass smtp.mail=news@shop.example
//! ```
//!
//! Whoever sends a message cannot know that identifier beforehand. Those of other servers may be known: Exchange writes the
//! number of its version.

use std::ops::Range;

use crate::message::{Message, ReceivedHop};

/// Where the fields stand that our border appended; `None` when it appended none that are known for its own.
///
/// Some servers of Coremail write theirs right below their line instead, and append nothing under the line's identifier.
pub(super) fn fields(message: &Message<'_>, border: &ReceivedHop) -> Option<Range<usize>> {
    // The last such field is the one that was added last.
    let mark = message.headers().all("X-CM-TRANSID").last()?;
    let id = border.id.as_deref()?;
    if !is_coremail(border) || id.is_empty() || id != mark.value {
        return None;
    }
    // Where a server and this reader part header and body at different places, fields of the sender stand behind its own.
    let below = message.headers().iter().skip(mark.position + 1);
    let mut has_results = false;
    let run = below.take_while(|header| {
        let is_result = is_results(header.name);
        let is_second = is_result && has_results;
        has_results |= is_result;
        (is_result || is_coremails_field(header.name)) && !is_second
    });
    Some(mark.position..mark.position + 1 + run.count())
}

/// Whether our border is a server of Coremail. Behind another server of ours, which checked before, it hands on what it was sent.
pub(super) fn is_coremail(border: &ReceivedHop) -> bool {
    let note = border.by_note.as_deref();
    note.is_some_and(|note| note.eq_ignore_ascii_case("Coremail"))
}

fn is_coremails_field(name: &str) -> bool {
    ["x-cm-", "x-coremail-", "x-originating-ip"]
        .iter()
        .any(|start| {
            let own = name.get(..start.len());
            own.is_some_and(|own| own.eq_ignore_ascii_case(start))
        })
}

/// Coremail writes one such field.
fn is_results(name: &str) -> bool {
    name.eq_ignore_ascii_case("Authentication-Results")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::authentication::{Assessment, Standing, own_hops};
    use crate::message::ResultCode;
    use crate::signals::testing::acme;

    const ID: &str = "AQAAfwD3naUrHbFfU0FXAA--.11999S2";

    fn begins(by: &str, mark: &str) -> Option<usize> {
        let raw = format!(
            "Received: from x.example (unknown [192.0.2.9]) by {by} (Coremail) with SMTP id {ID}; Mon, 02 Nov 2026 17:00:09 +0800 (CST)\r\n\
             From: a@sender.example\r\n{mark}X-Coremail-Antispam: 1UD129\r\n\r\nHello\r\n"
        );
        let message = Message::parse(raw.as_bytes());
        let border = own_hops(&message, &acme().organisation).pop()?;
        fields(&message, border).map(|fields| fields.start)
    }

    #[test]
    fn the_identifier_of_our_own_line_tells_where_our_fields_begin() {
        let mark = format!("X-CM-TRANSID: {ID}\r\n");
        assert_eq!(begins("mx.acme.example", &mark), Some(2));
        let forged_above = format!("X-CM-TRANSID: {ID}x\r\n{mark}");
        assert_eq!(begins("mx.acme.example", &forged_above), Some(3));
    }

    #[test]
    fn another_identifier_or_anothers_line_tells_nothing() {
        let mark = format!("X-CM-TRANSID: {ID}\r\n");
        assert_eq!(begins("mx.sender.example", &mark), None);
        for other in ["", "X-CM-TRANSID:\r\n", "X-CM-TRANSID: AQAAfwD3\r\n"] {
            assert_eq!(begins("mx.acme.example", other), None, "{other}");
        }
    }

    #[test]
    fn an_identifier_of_another_kind_of_server_tells_nothing() {
        let raw = "Received: from evil.example (192.0.2.9) by mx.acme.example (10.0.0.1) with Microsoft SMTP Server id 15.20.9115.13; \
                   Mon, 02 Nov 2026 17:00:09 +0800\r\nFrom: a@paypal.com\r\nX-CM-TRANSID: 15.20.9115.13\r\n\
                   Authentication-Results: mx.acme.example; dmarc=pass header.from=paypal.com\r\n\r\nHello\r\n";
        let message = Message::parse(raw.as_bytes());
        assert_eq!(fields(&message, &message.received()[0]), None);
        let found = Assessment::of(&message, &acme().organisation);
        assert_ne!(found.standing(), Standing::Proven);
    }

    #[test]
    fn what_our_border_appends_stands_however_many_results_the_sender_wrote() {
        let pass =
            "Authentication-Results: mx.acme.example; dmarc=pass header.from=sender.example\n";
        for count in [49, 50, 60, 3_000] {
            let found = through_coremail(&pass.repeat(count), "AQAAfwD3--.11999S2");
            assert_ne!(found.standing(), Standing::Proven, "{count}");
            assert_eq!(found.dmarc, None, "{count}");
        }
        let found = through_coremail(&pass.repeat(60), "AQAAfwD3--.11999S2");
        assert_eq!(found.spf.unwrap().result, ResultCode::Fail);
    }

    #[test]
    fn where_our_border_appends_its_mark_alone_nothing_above_counts() {
        let raw = "Received: from evil.example (unknown [192.0.2.9]) by mx.acme.example (Coremail) with SMTP id AQAAfwD3--.11999S2; Mon, 02 Nov 2026 17:00:09 +0800 (CST)\n\
                   Authentication-Results: mx.acme.example; dmarc=pass header.from=sender.example\n\
                   From: a@sender.example\nSubject: x\nX-CM-TRANSID: AQAAfwD3--.11999S2\n\nHello\n";
        let found = Assessment::of(&Message::parse(raw.as_bytes()), &acme().organisation);
        assert_ne!(found.standing(), Standing::Proven);
    }

    #[test]
    fn what_stands_below_the_fields_of_our_border_is_the_senders() {
        let pass =
            "Authentication-Results: mx.acme.example; dmarc=pass header.from=sender.example\n";
        for between in ["Subject: x\n", "X-CM-SenderInfo: x\n", ""] {
            let raw = format!(
                "Received: from evil.example (unknown [192.0.2.9]) by mx.acme.example (Coremail) with SMTP id AQAAfwD3--.11999S2; Mon, 02 Nov 2026 17:00:09 +0800 (CST)\n\
             From: a@sender.example\nX-CM-TRANSID: AQAAfwD3--.11999S2\n\
             Authentication-Results: mx.acme.example; spf=fail smtp.mail=a@evil.example\nX-Coremail-Antispam: 1U\n{between}{pass}\nHello\n"
            );
            let found = Assessment::of(&Message::parse(raw.as_bytes()), &acme().organisation);
            assert_eq!(found.standing(), Standing::NotProven, "{between}");
            assert_eq!(found.dmarc, None, "{between}");
        }
    }

    #[test]
    fn results_of_our_gateway_before_coremail_count_where_it_wrote_them() {
        for between in ["", "X-Virus-Scanned: clamav at mx.acme.example\n"] {
            let raw = format!(
                "Received: from mx.acme.example (unknown [10.0.0.5]) by cm.acme.example (Coremail) with SMTP id AQAAfwD3--.11999S2; Mon, 02 Nov 2026 17:00:09 +0800 (CST)\n\
                 Received: from out.shop.example (out.shop.example [192.0.2.38]) by mx.acme.example (Postfix) with ESMTP id 4F; Mon, 02 Nov 2026 17:00:08 +0800\n\
                 {between}Authentication-Results: mx.acme.example; spf=pass smtp.mailfrom=a@shop.example; dmarc=pass header.from=shop.example\n\
                 From: a@shop.example\nSubject: x\nX-CM-TRANSID: AQAAfwD3--.11999S2\nX-Coremail-Antispam: 1U\n\nHello\n"
            );
            let found = Assessment::of(&Message::parse(raw.as_bytes()), &acme().organisation);
            assert_eq!(found.standing(), Standing::Proven, "{between}");
            assert_eq!(found.forged, None, "{between}");
        }
    }

    /// A message that came through a server which appends its fields, with what the sender wrote above
    /// them and the identifier that begins them.
    fn through_coremail(senders: &str, mark: &str) -> Assessment {
        let raw = format!(
            "Received: from evil.example (unknown [192.0.2.9]) by mx.acme.example (Coremail) with SMTP id AQAAfwD3--.11999S2; Mon, 02 Nov 2026 17:00:09 +0800 (CST)\n\
             {senders}From: a@sender.example\nSubject: x\nX-CM-TRANSID: {mark}\n\
             Authentication-Results: mx.acme.example; spf=fail smtp.mail=a@evil.example\n\nHello\n"
        );
        Assessment::of(&Message::parse(raw.as_bytes()), &acme().organisation)
    }

    #[test]
    fn results_that_our_border_appends_count_and_the_senders_in_its_name_do_not() {
        let pass =
            "Authentication-Results: mx.acme.example; dmarc=pass header.from=sender.example\n";
        for senders in ["", pass, &format!("X-CM-TRANSID: AQ\n{pass}")] {
            let found = through_coremail(senders, "AQAAfwD3--.11999S2");
            assert_eq!(found.standing(), Standing::NotProven, "{senders}");
            assert_eq!(found.dmarc, None, "{senders}");
            assert_eq!(found.spf.unwrap().result, ResultCode::Fail, "{senders}");
        }
        let deeper = through_coremail(&format!("X-Mailer: x\n{pass}"), "AQAAfwD3--.11999S2");
        assert_eq!(deeper.forged.as_deref(), Some("mx.acme.example"));
    }

    #[test]
    fn results_below_a_guessed_identifier_are_the_senders() {
        let found = through_coremail("", "AQAAfwD3--.11998S2");
        assert_eq!(found.standing(), Standing::NotVerified);
        assert_eq!(found.forged.as_deref(), Some("mx.acme.example"));
    }
}
