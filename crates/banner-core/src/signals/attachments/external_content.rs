//! An attached document loads pictures or the like from the network when it is opened.
//!
//! Why: its sender learns that it was read, when and where, and on a Windows network an address of a share gets the reader's hashed password.
//!
//! Wrong when: letters link their logo, and exported pages their pictures: a small sign.
use crate::readings::Feature;
use crate::signals::parts;
use crate::signals::{Examination, Finding, Signal};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "attachments.external_content",
    inspect,
    ..parts::IN_DOCUMENT
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    parts::finding(&SIGNAL, examination, Feature::ExternalContent)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{assert_fact, assert_fires, assert_silent, document};

    #[test]
    fn fires_on_a_picture_from_the_network() {
        let finding = assert_fires(&SIGNAL, document("letter.docx", Feature::ExternalContent));
        assert_fact(&finding, "name", "letter.docx");
    }

    #[test]
    fn silent_on_templates() {
        assert_silent(&SIGNAL, document("letter.docx", Feature::RemoteTemplate));
    }
}
