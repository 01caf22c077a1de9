//! An attached PDF carries a script.
//!
//! Why: flaws of readers are used by scripts, and a document to be read needs none.
//!
//! Wrong when: forms check and add up what is typed by scripts: a small sign by itself.
use crate::readings::Feature;
use crate::signals::parts;
use crate::signals::{Examination, Finding, Signal};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "attachments.script_in_document",
    inspect,
    ..parts::IN_DOCUMENT
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    parts::finding(&SIGNAL, examination, Feature::Script)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{assert_fact, assert_fires, assert_silent, document};

    #[test]
    fn fires_on_a_script() {
        let finding = assert_fires(&SIGNAL, document("form.pdf", Feature::Script));
        assert_fact(&finding, "name", "form.pdf");
    }

    #[test]
    fn silent_on_forms_without() {
        assert_silent(&SIGNAL, document("form.pdf", Feature::Form));
    }
}
