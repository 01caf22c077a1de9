//! An attached document loads an object, a frame or a part of itself from the network when it is opened.
//!
//! Why: what it loads is not in the mail, so that no filter has seen it, and flaws of the programs that show it run it.
//!
//! Wrong when: companies link tables and drawings on a server of their own, which only colleagues can open.
use crate::readings::Feature;
use crate::signals::parts;
use crate::signals::{Examination, Finding, Signal};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "attachments.remote_object",
    inspect,
    ..parts::IN_DOCUMENT
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    parts::finding(&SIGNAL, examination, Feature::RemoteObject)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{assert_fact, assert_fires, assert_silent, document};

    #[test]
    fn fires_on_an_object_from_the_network() {
        let finding = assert_fires(&SIGNAL, document("order.docx", Feature::RemoteObject));
        assert_fact(&finding, "name", "order.docx");
    }

    #[test]
    fn silent_on_pictures() {
        assert_silent(&SIGNAL, document("order.docx", Feature::ExternalContent));
    }
}
