//! An attached document loads an object, a frame or a part of itself from the network when it is opened.
//!
//! Why: what it loads is not in the mail, so that no filter has seen it, and flaws of the programs that show it run it.
//!
//! Wrong when: companies link tables and drawings on a server of their own, which only colleagues can open.
use crate::readings::Feature;
use crate::signals::parts;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "attachments.remote_object",
    group: Group::Attachments,
    direction: Direction::Threat,
    threats: &[Threat::Malware],
    evidence: &["name"],
    since: "0.2.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    parts::finding(&SIGNAL, examination, Feature::RemoteObject)
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
            .attach("order.docx", "application/octet-stream", b"\x00")
            .reading(0, contents)
    }

    #[test]
    fn fires_on_an_object_from_the_network() {
        let finding = assert_fires(&SIGNAL, mail(vec![Feature::RemoteObject]));
        assert_fact(&finding, "name", "order.docx");
    }

    #[test]
    fn silent_on_pictures() {
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
