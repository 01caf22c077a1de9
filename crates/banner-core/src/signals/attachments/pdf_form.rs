//! An attached document has a form that sends what is typed in it over the network.
//!
//! Why: it asks for passwords and card numbers outside the browser, which would warn of the address.
//!
//! Wrong when: authorities and insurers send forms with a button to send them.
use crate::readings::Feature;
use crate::signals::parts;
use crate::signals::{Examination, Finding, Signal, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "attachments.pdf_form",
    threats: &[Threat::CredentialPhishing],
    inspect,
    ..parts::IN_DOCUMENT
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    parts::finding(&SIGNAL, examination, Feature::Form)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{assert_fact, assert_fires, assert_silent, document};

    #[test]
    fn fires_on_a_form_that_sends() {
        let finding = assert_fires(&SIGNAL, document("form.pdf", Feature::Form));
        assert_fact(&finding, "name", "form.pdf");
    }

    #[test]
    fn silent_on_other_features() {
        assert_silent(&SIGNAL, document("form.pdf", Feature::Script));
    }
}
