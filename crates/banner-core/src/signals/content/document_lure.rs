//! Says that a document, fax, voice message or signature waits behind a link or an attached page.
//!
//! Why: a shared file is everyday office life, and the page that "opens" it asks for the password.
//!
//! Wrong when: a sharing or signing service of which the brand list knows nothing sends for somebody. A hint
//! while the links stay with an unknown organisation in From, silent for a known one, and on ordinary attachments, which
//! other checks look at.
use crate::lexicon::Topic;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "content.document_lure",
    group: Group::Content,
    direction: Direction::Threat,
    threats: &[Threat::DocumentLure, Threat::CredentialPhishing],
    evidence: &["phrase"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let lure = examination.mention(Topic::DocumentLure)?;
    let leads = examination.leads();
    let strength = match (lure.is_clear(), leads.to_others > 0 || leads.page_attached) {
        (true, true) => Strength::FULL,
        (false, true) => Strength::HALF,
        // All links go to a known service, as a person's own mail with a shared file does.
        (_, false) if leads.elsewhere() => Strength::WEAK,
        // A sender whom nobody knows links to a page of its own.
        (true, false) if leads.inside > 0 && !examination.is_from_known() => Strength::WEAK,
        _ => return None,
    };
    Some(SIGNAL.found().with("phrase", lure.phrase).at(strength))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_a_shared_file_at_free_hosting() {
        let mail = Mail::any().subject("Karin shared a file with you").html(
            "<p>Karin shared a file with you</p><a href='https://quibusdam.web.app/s'>Open</a>",
        );
        let finding = assert_fires(&SIGNAL, mail);
        assert_fact(&finding, "phrase", "shared a file with you");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_on_a_voice_message_as_an_attached_page() {
        let mail = Mail::any().subject("New voice message").attach(
            "VM_0311.html",
            "text/html",
            b"<html><script>",
        );
        assert_fires(&SIGNAL, mail);
    }

    #[test]
    fn fires_on_a_chinese_shared_document() {
        let mail = Mail::any().html("<p>张伟与您分享了两份资料，请打开附件或查看文件详情。</p><a href='https://quibusdam.example/d'>打开</a>");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::FULL);
    }

    #[test]
    fn fires_on_a_german_document_to_sign() {
        let mail = Mail::any()
            .subject("Dokument zur Unterschrift")
            .html("<p>Bitte prüfen.</p><a href='https://quibusdam.example/d'>Dokument ansehen</a>");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::FULL);
    }

    #[test]
    fn silent_on_a_sharing_service_that_links_to_itself() {
        let mail = Mail::from("Dropbox <no-reply@dropbox.com>").html(
            "<p>Anna shared a file with you</p><a href='https://www.dropbox.com/s/1'>View</a>",
        );
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_an_ordinary_attachment() {
        let mail = Mail::any()
            .text("Please review the attached offer.")
            .attach("offer.pdf", "application/pdf", b"%PDF-1.7");
        assert_silent(&SIGNAL, mail);
    }
}
