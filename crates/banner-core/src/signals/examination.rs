//! What every signal is handed: the message, the context, and facts that several of them share.

use std::cell::OnceCell;

use crate::authentication::Assessment;
use crate::context::Context;
use crate::lexicon::Hits;
use crate::message::Message;

/// One message under examination. Shared facts are computed at the first question, once.
pub(crate) struct Examination<'e> {
    /// The message.
    pub message: &'e Message<'e>,
    /// What the host knows.
    pub context: &'e Context,
    assessment: OnceCell<Assessment>,
    hits: OnceCell<Hits>,
}

impl<'e> Examination<'e> {
    /// Begins the examination of `message`.
    pub fn new(message: &'e Message<'e>, context: &'e Context) -> Examination<'e> {
        Examination { message, context, assessment: OnceCell::new(), hits: OnceCell::new() }
    }

    /// What the trusted authentication results say of the From address.
    pub fn authentication(&self) -> &Assessment {
        self.assessment.get_or_init(|| Assessment::of(self.message, &self.context.organisation))
    }

    /// Which phrases of the lexicon stand in the subject and the visible text.
    pub fn phrases(&self) -> &Hits {
        self.hits.get_or_init(|| Hits::in_message(self.message))
    }
}
