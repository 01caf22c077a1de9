//! An attached PDF does something at its opening: it runs a script, leads to a page or sends data.
//!
//! Why: it happens before anything was read or clicked.
//!
//! Wrong when: forms set their fields up that way; turning to a page is not counted.
use crate::readings::Feature;
use crate::signals::parts;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "attachments.open_action",
    group: Group::Attachments,
    direction: Direction::Threat,
    threats: &[Threat::Malware, Threat::CredentialPhishing],
    evidence: &["name"],
    since: "0.2.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    parts::finding(&SIGNAL, examination, Feature::OpenAction)
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
            .attach("invoice.pdf", "application/octet-stream", b"\x00")
            .reading(0, contents)
    }

    #[test]
    fn fires_on_an_action_at_the_opening() {
        let finding = assert_fires(&SIGNAL, mail(vec![Feature::OpenAction]));
        assert_fact(&finding, "name", "invoice.pdf");
    }

    #[test]
    fn silent_on_scripts_that_wait() {
        assert_silent(&SIGNAL, mail(vec![Feature::Script]));
    }

    #[test]
    fn silent_on_documents_that_were_not_read() {
        assert_silent(
            &SIGNAL,
            Mail::any().attach("invoice.pdf", "application/octet-stream", b"\x00"),
        );
    }
}
