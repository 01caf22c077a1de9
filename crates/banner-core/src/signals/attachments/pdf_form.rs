//! An attached document has a form that sends what is typed in it over the network.
//!
//! Why: it asks for passwords and card numbers outside the browser, which would warn of the address.
//!
//! Wrong when: authorities and insurers send forms with a button to send them.
use crate::readings::Feature;
use crate::signals::parts;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "attachments.pdf_form",
    group: Group::Attachments,
    direction: Direction::Threat,
    threats: &[Threat::CredentialPhishing],
    evidence: &["name"],
    since: "0.2.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    parts::finding(&SIGNAL, examination, Feature::Form)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readings::PartContents;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    fn mail(features: Vec<Feature>) -> Mail {
        let contents = PartContents {
            features,
            ..PartContents::default()
        };
        Mail::any()
            .attach("form.pdf", "application/octet-stream", b"\x00")
            .reading(0, contents)
    }

    #[test]
    fn fires_on_a_form_that_sends() {
        let finding = assert_fires(&SIGNAL, mail(vec![Feature::Form]));
        assert_fact(&finding, "name", "form.pdf");
    }

    #[test]
    fn silent_on_other_features() {
        assert_silent(&SIGNAL, mail(vec![Feature::Script]));
    }

    #[test]
    fn silent_on_documents_that_were_not_read() {
        assert_silent(
            &SIGNAL,
            Mail::any().attach("form.pdf", "application/octet-stream", b"\x00"),
        );
    }
}
