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
//! Whoever sends a message cannot know that identifier beforehand.

use super::own_hops::own_hops;
use crate::context::Organisation;
use crate::message::Message;

/// From which position on all fields are our server's; `None` when it appended none.
pub(super) fn begin(message: &Message<'_>, organisation: &Organisation) -> Option<usize> {
    // The last such field is the one that was added last.
    let mark = message.headers().all("X-CM-TRANSID").last()?;
    let is_ours = own_hops(message, organisation)
        .iter()
        .any(|hop| hop.id.as_deref() == Some(&*mark.value));
    (is_ours && !mark.value.is_empty()).then_some(mark.position)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::acme;

    const ID: &str = "AQAAfwD3naUrHbFfU0FXAA--.11999S2";

    fn begins(by: &str, mark: &str) -> Option<usize> {
        let raw = format!(
            "Received: from x.example (unknown [192.0.2.9]) by {by} (Coremail) with SMTP id {ID}; Mon, 02 Nov 2026 17:00:09 +0800 (CST)\r\n\
             From: a@sender.example\r\n{mark}X-Coremail-Antispam: 1UD129\r\n\r\nHello\r\n"
        );
        begin(&Message::parse(raw.as_bytes()), &acme().organisation)
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
}
