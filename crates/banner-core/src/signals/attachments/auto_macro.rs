//! An attached document carries a macro that runs by itself when the document is opened or closed.
//!
//! Why: nobody has to start it: where macros are allowed, or are allowed by one click, it runs at once.
//!
//! Wrong when: workbooks of colleagues set themselves up at their opening.
use crate::readings::Feature;
use crate::signals::parts;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "attachments.auto_macro",
    group: Group::Attachments,
    direction: Direction::Threat,
    threats: &[Threat::Malware],
    evidence: &["name"],
    since: "0.2.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    parts::finding(&SIGNAL, examination, Feature::AutoMacro)
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
            .attach("order.doc", "application/octet-stream", b"\x00")
            .reading(0, contents)
    }

    #[test]
    fn fires_on_a_macro_that_runs_by_itself() {
        let finding = assert_fires(&SIGNAL, mail(vec![Feature::AutoMacro]));
        assert_fact(&finding, "name", "order.doc");
    }

    #[test]
    fn silent_on_other_macros() {
        assert_silent(&SIGNAL, mail(vec![Feature::Macro]));
    }

    #[test]
    fn silent_on_documents_that_were_not_read() {
        assert_silent(
            &SIGNAL,
            Mail::any().attach("order.doc", "application/octet-stream", b"\x00"),
        );
    }
}
