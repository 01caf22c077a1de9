//! An attached document has an action that starts a program, or an object whose only use is to run what it holds.
//!
//! Why: a document to be read needs to start nothing.
//!
//! Wrong when: old manuals on a disc open other files that way. Shortcuts are a matter of `shortcut_command`.
use crate::readings::{Feature, Kind};
use crate::signals::parts;
use crate::signals::{Examination, Finding, Signal};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "attachments.launch_action",
    evidence: &["name", "command"],
    inspect,
    ..parts::IN_DOCUMENT
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let (_, contents) = parts::doing(examination, Feature::Launch)?;
    if contents.kind == Some(Kind::Shortcut) {
        return None;
    }
    parts::finding(&SIGNAL, examination, Feature::Launch)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readings::PartContents;
    use crate::signals::testing::{
        COMMAND, Mail, assert_fact, assert_fires, assert_silent, document,
    };

    #[test]
    fn fires_on_an_action_that_starts_a_program() {
        let finding = assert_fires(&SIGNAL, document("manual.pdf", Feature::Launch));
        assert_fact(&finding, "name", "manual.pdf");
        assert_fact(&finding, "command", COMMAND);
    }

    #[test]
    fn silent_on_scripts() {
        assert_silent(&SIGNAL, document("manual.pdf", Feature::Script));
    }

    #[test]
    fn silent_on_shortcuts() {
        let contents = PartContents {
            kind: Some(Kind::Shortcut),
            features: vec![Feature::Launch],
            ..PartContents::default()
        };
        let mail = Mail::any().attach("a.lnk", "application/octet-stream", b"\x00");
        assert_silent(&SIGNAL, mail.reading(0, contents));
    }
}
