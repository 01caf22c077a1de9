//! What every signal is handed: the message, the context, and facts that several of them share.

use std::cell::OnceCell;

use crate::authentication::Assessment;
use crate::context::Context;
use crate::lexicon::{Hits, Mention, Topic};
use crate::message::Message;
use crate::names::{brands, hosting};
use crate::signals::leads::Leads;

/// One message under examination. Shared facts are computed at the first question, once.
pub(crate) struct Examination<'e> {
    /// The message.
    pub message: &'e Message<'e>,
    /// What the host knows.
    pub context: &'e Context,
    assessment: OnceCell<Assessment>,
    hits: OnceCell<Hits>,
    leads: OnceCell<Leads>,
}

impl<'e> Examination<'e> {
    /// Begins the examination of `message`.
    pub fn new(message: &'e Message<'e>, context: &'e Context) -> Examination<'e> {
        Examination {
            message,
            context,
            assessment: OnceCell::new(),
            hits: OnceCell::new(),
            leads: OnceCell::new(),
        }
    }

    /// What the trusted authentication results say of the From address.
    pub fn authentication(&self) -> &Assessment {
        self.assessment
            .get_or_init(|| Assessment::of(self.message, &self.context.organisation))
    }

    /// Which phrases of the lexicon stand in the subject and the visible text.
    pub fn phrases(&self) -> &Hits {
        self.hits.get_or_init(|| Hits::in_message(self.message))
    }

    /// What the subject and the opening of the text say of `topic`; `None` if nothing.
    pub fn mention(&self, topic: Topic) -> Option<Mention<'_>> {
        self.phrases().mention(topic)
    }

    /// Where the message would take its reader.
    pub fn leads(&self) -> &Leads {
        self.leads
            .get_or_init(|| Leads::of(self.message, &self.context.organisation))
    }

    /// Whether From is an address at a provider where anybody can have one.
    pub fn is_from_freemail(&self) -> bool {
        self.message.from_domain().is_some_and(hosting::is_freemail)
    }

    /// Whether From is in the domain of a known brand or of one that the organisation trusts.
    pub fn is_from_known(&self) -> bool {
        let is_known =
            |from| self.context.organisation.trusts(from) || brands::owner_of(from).is_some();
        self.message.from_domain().is_some_and(is_known) && !self.is_from_freemail()
    }

    /// Whether an answer would reach a free mailbox.
    pub fn is_answered_by_freemail(&self) -> bool {
        match self.message.reply_to().first() {
            Some(mailbox) => mailbox.domain.as_ref().is_some_and(hosting::is_freemail),
            None => self.is_from_freemail(),
        }
    }
}
