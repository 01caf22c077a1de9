//! A link leads to a document or a form that anybody can write online.
//!
//! Why: forms ask for passwords and cards under the name of Google, Microsoft or Tencent, and
//! shared documents hold the link to the fake page, so that the mail itself leads to a good name.
//!
//! Wrong when: people share documents and ask for opinions, most of them honestly; such messages
//! say little by themselves. One beside other links counts half, one in a digest not at all, and
//! the sender's own place is no news.
use crate::names::hosting::Hosting;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Threat, hosted};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "links.online_document",
    group: Group::Links,
    direction: Direction::Threat,
    threats: &[Threat::DocumentLure, Threat::CredentialPhishing],
    evidence: &["host"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let (host, strength) = hosted::first(examination, Hosting::Documents)?;
    Some(SIGNAL.found().with("host", host).at(strength))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::Strength;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_forms_around_the_world() {
        for address in [
            "https://docs.google.com/forms/d/e/1FAIp/viewform",
            "https://forms.gle/AbC",
            "https://forms.office.com/r/AbC",
            "https://acme-payroll.notion.site/x",
            "https://www.canva.com/design/AbC/view",
            "https://docs.qq.com/form/page/AbC",
            "https://www.kdocs.cn/l/AbC",
            "https://www.wjx.cn/vm/AbC.aspx",
        ] {
            let mail = Mail::any().html(&format!("<a href='{address}'>Open the document</a>"));
            assert_eq!(
                assert_fires(&SIGNAL, mail).strength,
                Strength::FULL,
                "{address}"
            );
        }
    }

    #[test]
    fn fires_on_a_form_in_a_calendar_entry() {
        let entry = b"BEGIN:VEVENT\r\nDESCRIPTION:Sign here https://docs.google.com/forms/d/x\r\nEND:VEVENT\r\n";
        let mail = Mail::any().attach("invite.ics", "text/calendar", entry);
        assert_fact(&assert_fires(&SIGNAL, mail), "host", "docs.google.com");
    }

    #[test]
    fn silent_on_the_service_itself() {
        let mail = Mail::from("Google Forms <forms-receipts-noreply@google.com>")
            .text("https://docs.google.com/forms/d/x");
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_other_places() {
        assert_silent(
            &SIGNAL,
            Mail::any().text("https://www.google.com/ https://x.weebly.com/"),
        );
    }
}
