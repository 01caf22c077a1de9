//! An attached PDF does something at its opening: it runs a script, leads to a page or sends data.
//!
//! Why: it happens before anything was read or clicked.
//!
//! Wrong when: forms set their fields up that way; turning to a page is not counted.
use crate::readings::Feature;
use crate::signals::parts;
use crate::signals::{Examination, Finding, Signal, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "attachments.open_action",
    threats: &[Threat::Malware, Threat::CredentialPhishing],
    inspect,
    ..parts::IN_DOCUMENT
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    parts::finding(&SIGNAL, examination, Feature::OpenAction)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{assert_fact, assert_fires, assert_silent, document};

    #[test]
    fn fires_on_an_action_at_the_opening() {
        let finding = assert_fires(&SIGNAL, document("invoice.pdf", Feature::OpenAction));
        assert_fact(&finding, "name", "invoice.pdf");
    }

    #[test]
    fn silent_on_scripts_that_wait() {
        assert_silent(&SIGNAL, document("invoice.pdf", Feature::Script));
    }
}
