//! An attached PDF carries a script.
//!
//! Why: flaws of readers are used by scripts, and a document to be read needs none.
//!
//! Wrong when: forms check and add up what is typed by scripts: a small sign by itself.
use crate::readings::Feature;
use crate::signals::parts;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "attachments.script_in_document",
    group: Group::Attachments,
    direction: Direction::Threat,
    threats: &[Threat::Malware],
    evidence: &["name"],
    since: "0.2.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    parts::finding(&SIGNAL, examination, Feature::Script)
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
    fn fires_on_a_script() {
        let finding = assert_fires(&SIGNAL, mail(vec![Feature::Script]));
        assert_fact(&finding, "name", "form.pdf");
    }

    #[test]
    fn silent_on_forms_without() {
        assert_silent(&SIGNAL, mail(vec![Feature::Form]));
    }

    #[test]
    fn silent_on_documents_that_were_not_read() {
        assert_silent(
            &SIGNAL,
            Mail::any().attach("form.pdf", "application/octet-stream", b"\x00"),
        );
    }
}
