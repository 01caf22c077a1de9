//! An attached document or table has a field that starts a program (Dynamic Data Exchange).
//!
//! Why: it runs a command without any macro, after questions that most readers answer with yes.
//!
//! Wrong when: fields that fetch figures from Excel and Word are not counted, only such that name a program of the system.
use crate::readings::Feature;
use crate::signals::parts;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "attachments.dde",
    group: Group::Attachments,
    direction: Direction::Threat,
    threats: &[Threat::Malware],
    evidence: &["name", "command"],
    since: "0.2.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    parts::finding(&SIGNAL, examination, Feature::Dde)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readings::PartContents;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    fn mail(features: Vec<Feature>) -> Mail {
        let contents = PartContents {
            features,
            command: Some("cmd /c calc".into()),
            ..PartContents::default()
        };
        Mail::any()
            .attach("order.docx", "application/octet-stream", b"\x00")
            .reading(0, contents)
    }

    #[test]
    fn fires_on_a_field_that_starts_a_program() {
        let finding = assert_fires(&SIGNAL, mail(vec![Feature::Dde]));
        assert_fact(&finding, "name", "order.docx");
        assert_fact(&finding, "command", "cmd /c calc");
    }

    #[test]
    fn silent_on_other_features() {
        assert_silent(&SIGNAL, mail(vec![Feature::ExternalContent]));
    }

    #[test]
    fn silent_on_documents_that_were_not_read() {
        assert_silent(
            &SIGNAL,
            Mail::any().attach("order.docx", "application/octet-stream", b"\x00"),
        );
    }
}
