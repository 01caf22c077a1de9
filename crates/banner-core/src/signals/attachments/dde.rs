//! An attached document or table has a field that starts a program (Dynamic Data Exchange).
//!
//! Why: it runs a command without any macro, after questions that most readers answer with yes.
//!
//! Wrong when: fields that fetch figures from Excel and Word are not counted, only such that name a program of the system.
use crate::readings::Feature;
use crate::signals::parts;
use crate::signals::{Examination, Finding, Signal};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "attachments.dde",
    evidence: &["name", "command"],
    inspect,
    ..parts::IN_DOCUMENT
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    parts::finding(&SIGNAL, examination, Feature::Dde)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{COMMAND, assert_fact, assert_fires, assert_silent, document};

    #[test]
    fn fires_on_a_field_that_starts_a_program() {
        let finding = assert_fires(&SIGNAL, document("order.docx", Feature::Dde));
        assert_fact(&finding, "name", "order.docx");
        assert_fact(&finding, "command", COMMAND);
    }

    #[test]
    fn silent_on_other_features() {
        assert_silent(&SIGNAL, document("order.docx", Feature::ExternalContent));
    }
}
