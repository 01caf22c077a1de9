//! Sends an order or asks for a quotation out of the blue, with a file to open or an answer to a free mailbox.
//!
//! Why: sellers open every order; the file holds a program or a sign-in page, or goods are shipped on credit to nobody.
//!
//! Wrong when: small firms buy with free mailboxes: half strength for one sign alone. Silent on orders from an
//! organisation's own address with an ordinary document, and on answers in a conversation.
use crate::lexicon::Topic;
use crate::message::FileKind;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "content.purchase_order",
    group: Group::Content,
    direction: Direction::Threat,
    threats: &[Threat::Malware, Threat::PaymentFraud],
    evidence: &["phrase"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let order = examination.mention(Topic::PurchaseOrder)?;
    let message = examination.message;
    if message.headers().get("References").is_some() || examination.is_from_list() {
        return None;
    }
    let leads = examination.leads();
    let hides = leads.page_attached
        || message
            .attachments()
            .iter()
            .any(|file| is_wrapping(file.sniffed));
    let by_freemail = examination.is_answered_by_freemail();
    let attached = !message.attachments().is_empty() || leads.to_others > 0;
    let strength = match (hides, by_freemail) {
        (true, true) => Strength::FULL,
        (true, false) if order.is_clear() => Strength::FULL,
        (true, false) => Strength::HALF,
        (false, true) if attached || order.is_clear() => Strength::HALF,
        _ => return None,
    };
    Some(SIGNAL.found().with("phrase", order.phrase).at(strength))
}

/// Whether a file wraps others or is none to read, as no order is.
fn is_wrapping(kind: FileKind) -> bool {
    matches!(
        kind,
        FileKind::Zip
            | FileKind::Rar
            | FileKind::SevenZip
            | FileKind::Gzip
            | FileKind::OtherArchive
            | FileKind::DiskImage
            | FileKind::Executable
            | FileKind::Shortcut
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_an_order_in_an_archive_from_a_free_mailbox() {
        let mail = Mail::from("Purchase Dept <order.desk88@gmail.com>")
            .subject("New purchase order")
            .text("Please confirm the order attached and send proforma invoice.")
            .attach("PO-4471.zip", "application/zip", b"PK\x03\x04\x14\x00");
        let finding = assert_fires(&SIGNAL, mail);
        assert_fact(&finding, "phrase", "new purchase order");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_on_a_page_that_poses_as_an_order() {
        let mail = Mail::any()
            .text("Kindly find attached our new order.")
            .attach("order.html", "text/html", b"<html><form>");
        assert_fires(&SIGNAL, mail);
    }

    #[test]
    fn fires_on_a_chinese_and_a_german_enquiry() {
        let mail = Mail::from("采购部 <caigou77@163.com>")
            .subject("询价单")
            .text("附件是我司采购订单，请尽快报价。");
        assert_fires(&SIGNAL, mail);
        let mail = Mail::from("Einkauf <einkauf.nord@gmx.de>")
            .subject("Neue Bestellung")
            .text("Bitte senden Sie uns Ihr bestes Angebot. Im Anhang unsere Bestellung.");
        assert_fires(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_an_order_of_a_known_kind() {
        let mail = Mail::any()
            .subject("Purchase order 2214")
            .text("Please find attached our purchase order.")
            .attach("po.pdf", "application/pdf", b"%PDF-1.7");
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_an_answer_in_a_conversation() {
        let mail = Mail::from("Ben <ben@gmail.com>")
            .header("References", "<1@acme.example>")
            .text("Thanks for your quotation. Please find attached our purchase order.");
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_a_shop_that_confirms() {
        assert_silent(
            &SIGNAL,
            Mail::any().html("<p>Your order 2214 has shipped.</p><a href='https://www.sender.example/'>Track</a>"),
        );
    }
}
