//! Says that an invoice, bill or receipt is to be opened or downloaded, away from whoever sent it.
//!
//! Why: nobody leaves a bill unread, and what opens is a program or a page that asks for a password.
//!
//! Wrong when: a small firm sends its bills through a service of which the list of brands knows nothing; so it counts half
//! unless the link leads where anybody can publish, or the sender writes from a free mailbox. Silent while the links stay with
//! the organisation in From and where the bill is attached as a PDF, which other checks look at.
use crate::lexicon::Topic;
use crate::message::FileKind;
use crate::names::hosting;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "content.invoice_lure",
    group: Group::Content,
    direction: Direction::Threat,
    threats: &[Threat::DocumentLure, Threat::Malware],
    evidence: &["phrase"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let bill = examination.mention(Topic::InvoiceLure)?;
    let leads = examination.leads();
    let mut files = examination.message.attachments().iter();
    let is_attached = files.clone().any(|file| file.sniffed == FileKind::Pdf);
    let is_program = files.any(|file| runs(file.sniffed));
    if is_attached && !leads.page_attached && !is_program {
        return None;
    }
    let mut hosts = examination.links().filter_map(|link| link.target.domain());
    let is_anybodys = is_program
        || examination.is_from_freemail()
        || hosts.any(|host| hosting::is_free_hosting(host) || hosting::is_shortener(host));
    let strength = match (
        is_anybodys,
        leads.to_others > 0 || leads.page_attached || is_program,
    ) {
        (true, true) if bill.is_clear() => Strength::FULL,
        (_, true) if bill.is_clear() => Strength::HALF,
        (true, true) => Strength::HALF,
        (true, false) if bill.is_clear() && leads.anywhere() => Strength::HALF,
        _ => return None,
    };
    Some(SIGNAL.found().with("phrase", bill.phrase).at(strength))
}

/// Whether no bill is a file of this kind.
fn runs(kind: FileKind) -> bool {
    use FileKind::{Executable, Help, OneNote, Script, Shortcut};
    matches!(kind, Executable | Help | OneNote | Script | Shortcut)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_a_bill_elsewhere_in_several_languages() {
        for (subject, phrase) in [
            (
                "Nota fiscal eletrônica emitida em seu nome",
                "nota fiscal eletrônica",
            ),
            ("Comprobante fiscal digital 68541", "comprobante fiscal"),
            ("电子发票已开具", "发票已开具"),
            ("Offene Rechnung 4711", "offene rechnung"),
            (
                "Votre facture est disponible",
                "votre facture est disponible",
            ),
        ] {
            let mail = |from: &str, to: &str| {
                let link = format!("<a href='{to}'>PDF</a>");
                Mail::from(from).subject(subject).html(&link)
            };
            let finding = assert_fires(
                &SIGNAL,
                mail("Faktura <a@quibusdam.example>", "https://x.weebly.com/"),
            );
            assert_fact(&finding, "phrase", phrase);
            assert_eq!(finding.strength, Strength::FULL);
            let finding = mail("Faktura <a@quibusdam.example>", "https://alibi.example/x");
            assert_eq!(assert_fires(&SIGNAL, finding).strength, Strength::HALF);
            let finding = mail("Faktura <kbx77@gmail.com>", "https://alibi.example/x");
            assert_eq!(assert_fires(&SIGNAL, finding).strength, Strength::FULL);
        }
    }

    #[test]
    fn fires_on_a_bill_that_is_a_program() {
        let mail = Mail::from("Billing <a@quibusdam.example>")
            .subject("Overdue invoice")
            .attach("invoice.exe", "application/octet-stream", b"MZ\x90\0");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::FULL);
    }

    #[test]
    fn fires_as_a_hint_on_one_phrase_in_the_text() {
        let mail = Mail::from("Billing <a@quibusdam.example>")
            .text("Please download your invoice here: https://x.weebly.com/");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::HALF);
        let mail = Mail::from("Billing <a@quibusdam.example>")
            .text("Please download your invoice here: https://alibi.example/x");
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_bills_at_the_senders_own_site() {
        let mail = Mail::from("Hosting <billing@quibusdam.example>")
            .subject("Your invoice is ready: download your invoice")
            .html("<a href='https://my.quibusdam.example/invoices/4711'>Download your invoice</a>");
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_an_attached_bill_and_on_talk_of_bills() {
        let mail = Mail::from("Hosting <billing@quibusdam.example>")
            .subject("Invoice attached")
            .attach("invoice.pdf", "application/pdf", b"%PDF-1.7");
        assert_silent(&SIGNAL, mail);
        let signed = Mail::from("Hosting <billing@quibusdam.example>")
            .subject("Unpaid invoice")
            .html("<p>The invoice is attached. <a href='https://guild.example/'>Guild</a></p>")
            .attach("invoice.pdf", "application/pdf", b"%PDF-1.7");
        assert_silent(&SIGNAL, signed);
        let talk = Mail::from("Anna <anna@quibusdam.example>")
            .text("Did you pay the invoice? https://alibi.example/");
        assert_silent(&SIGNAL, talk);
    }
}
