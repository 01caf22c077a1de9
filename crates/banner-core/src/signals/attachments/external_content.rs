//! An attached document loads pictures or the like from the network when it is opened.
//!
//! Why: its sender learns that it was read, when and where, and on a Windows network an address of a share gets the reader's hashed password.
//!
//! Wrong when: letters link their logo, and exported pages their pictures: a small sign.
use crate::readings::Feature;
use crate::signals::parts;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "attachments.external_content",
    group: Group::Attachments,
    direction: Direction::Threat,
    threats: &[Threat::Malware],
    evidence: &["name"],
    since: "0.2.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    parts::finding(&SIGNAL, examination, Feature::ExternalContent)
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
            .attach("letter.docx", "application/octet-stream", b"\x00")
            .reading(0, contents)
    }

    #[test]
    fn fires_on_a_picture_from_the_network() {
        let finding = assert_fires(&SIGNAL, mail(vec![Feature::ExternalContent]));
        assert_fact(&finding, "name", "letter.docx");
    }

    #[test]
    fn silent_on_templates() {
        assert_silent(&SIGNAL, mail(vec![Feature::RemoteTemplate]));
    }

    #[test]
    fn silent_on_documents_that_were_not_read() {
        assert_silent(
            &SIGNAL,
            Mail::any().attach("letter.docx", "application/octet-stream", b"\x00"),
        );
    }
}
