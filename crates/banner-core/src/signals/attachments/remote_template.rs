//! An attached document loads its template from the network when it is opened.
//!
//! Why: the document itself is clean; the template brings the macros.
//!
//! Wrong when: offices that keep templates on a web server send letters made with them; templates on a disk or in the own network are not counted.
use crate::readings::Feature;
use crate::signals::parts;
use crate::signals::{Examination, Finding, Signal};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "attachments.remote_template",
    inspect,
    ..parts::IN_DOCUMENT
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    parts::finding(&SIGNAL, examination, Feature::RemoteTemplate)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{assert_fact, assert_fires, assert_silent, document};

    #[test]
    fn fires_on_a_template_from_the_network() {
        let finding = assert_fires(&SIGNAL, document("order.docx", Feature::RemoteTemplate));
        assert_fact(&finding, "name", "order.docx");
    }

    #[test]
    fn silent_on_pictures() {
        assert_silent(&SIGNAL, document("order.docx", Feature::ExternalContent));
    }
}
