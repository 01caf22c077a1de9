//! Phrases by which lures are known, in many languages, found in one pass over a message's words.
//!
//! The phrases stand in `data/lexicon/*.toml`, one file a language; a topic may occur in each.
//! What a phrase means for the message is the signals' business.

mod automaton;
mod normalised;
mod topic;

pub(crate) use topic::Topic;

use crate::message::Message;

/// How much of the visible text is read, in bytes: what comes later, a reader hardly sees.
const MOST_TEXT: usize = 64 * 1024;
/// How many different phrases are kept.
const MOST_HITS: usize = 128;

/// One phrase that the message holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hit {
    /// What the phrase speaks of.
    pub topic: Topic,
    /// The phrase as the message has it, in lower case.
    pub phrase: String,
    /// Whether it stands in the subject.
    pub in_subject: bool,
}

/// The different phrases that a message holds, in the order of their first appearance.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Hits(Vec<Hit>);

impl Hits {
    /// The phrases in the subject and the visible text of `message`.
    pub fn in_message(message: &Message<'_>) -> Hits {
        let mut hits = Hits::default();
        hits.read(message.subject(), true);
        hits.read(message.body().visible(), false);
        hits
    }

    /// The phrases of one topic.
    pub fn of(&self, topic: Topic) -> impl Iterator<Item = &Hit> {
        self.0.iter().filter(move |hit| hit.topic == topic)
    }

    /// The first phrase of a topic.
    pub fn first(&self, topic: Topic) -> Option<&str> {
        self.of(topic).next().map(|hit| hit.phrase.as_str())
    }

    /// How many different phrases of a topic there are.
    pub fn count(&self, topic: Topic) -> usize {
        self.of(topic).count()
    }

    /// Whether there is any phrase of a topic.
    pub fn has(&self, topic: Topic) -> bool {
        self.first(topic).is_some()
    }

    fn read(&mut self, text: &str, in_subject: bool) {
        let text = normalised::normalised(text, MOST_TEXT);
        automaton::find(&text, |topic, phrase| {
            let known = self.0.iter().any(|hit| hit.topic == topic && hit.phrase == phrase);
            if !known && self.0.len() < MOST_HITS {
                self.0.push(Hit { topic, phrase: phrase.to_owned(), in_subject });
            }
        });
    }
}

#[cfg(test)]
mod tests;
