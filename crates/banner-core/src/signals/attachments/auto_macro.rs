//! An attached document carries a macro that runs by itself when the document is opened or closed.
//!
//! Why: nobody has to start it: where macros are allowed, or are allowed by one click, it runs at once.
//!
//! Wrong when: workbooks of colleagues set themselves up at their opening.
use crate::readings::Feature;
use crate::signals::parts;
use crate::signals::{Examination, Finding, Signal};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "attachments.auto_macro",
    inspect,
    ..parts::IN_DOCUMENT
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    parts::finding(&SIGNAL, examination, Feature::AutoMacro)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{assert_fact, assert_fires, assert_silent, document};

    #[test]
    fn fires_on_a_macro_that_runs_by_itself() {
        let finding = assert_fires(&SIGNAL, document("order.doc", Feature::AutoMacro));
        assert_fact(&finding, "name", "order.doc");
    }

    #[test]
    fn silent_on_other_macros() {
        assert_silent(&SIGNAL, document("order.doc", Feature::Macro));
    }
}
