//! Phrases by which lures are known, in many languages, found in one pass over a message's words.
//!
//! The phrases stand in `data/lexicon/*.toml`, one file a language; a topic may occur in each. Looked for are those of the
//! languages that the message may hold ([`spoken`]), wherever it is judged.
//! What hides words from a check is undone first ([`Undone`]). What a phrase means for the message is the signals' business.

mod asked;
mod folded;
mod likeness;
mod lookup;
mod normalised;
mod spaced;
mod spoken;
mod topic;
mod uncovered;

use crate::message::Message;
use asked::Asked;
pub(crate) use folded::folded;
pub use likeness::{HEAVIEST, Likeness, PASSAGE, grams};
pub(crate) use lookup::Lexicon;
pub(crate) use normalised::{is_cjk, normalised};
pub(crate) use topic::Topic;
pub(crate) use uncovered::{Trick, Undone};

/// How much of the visible text is read, in bytes: what comes later, a reader hardly sees.
const MOST_TEXT: usize = 64 * 1024;
/// Where a letter comes to its point, in bytes of the text from its beginning, so that text added
/// below takes nothing away, and from its end, so that text added above does not either: a lure
/// says here what it wants, and what an article, a digest or a quoted thread says between is not
/// asked of the reader.
const OPENING: usize = 4 * 1024;
/// How many characters of a passage are shown.
const SHOWN: usize = 80;
/// How many different phrases are kept.
const MOST_HITS: usize = 128;

/// Where in a message a phrase stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In the subject or the opening of the text.
    Opening,
    /// At the end of the text, below the opening.
    End,
    /// Between them.
    Between,
}

/// One phrase that the message holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hit {
    /// What the phrase speaks of.
    pub topic: Topic,
    /// The phrase as the message has it, in lower case.
    pub phrase: String,
    /// Whether it stands in the subject.
    pub in_subject: bool,
    /// Where it begins in the subject or the text, in bytes of their normalised and folded form.
    pub at: usize,
    /// The phrase as it was looked up: without accents, and Chinese in simplified characters.
    pub folded: String,
    /// Whether it stands where a message comes to its point.
    place: Place,
    /// Whether it is a whole sentence that asks for a secret.
    is_request: bool,
}

impl Hit {
    /// Where it ends, as it begins in [`Hit::at`].
    pub fn end(&self) -> usize {
        self.at.saturating_add(self.folded.len())
    }
}

/// The subject and the visible text of a message as [`grams`] takes them: in one spelling, without accents and without what
/// hides words.
pub fn readable(message: &Message<'_>) -> (String, String) {
    let read = |text| folded(&normalised::read(text, MOST_TEXT).0);
    (read(message.subject()), read(message.body().visible()))
}

/// What the subject and the opening of the text say of a topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mention<'h> {
    /// The first phrase, which is the subject's if it has any.
    pub phrase: &'h str,
    /// Whether the subject speaks of it.
    pub in_subject: bool,
    /// How many different phrases there are; those that share words are one.
    pub count: usize,
    /// Whether one is a whole sentence that asks for a secret.
    pub is_request: bool,
}

impl Mention<'_> {
    /// Whether the message is about it, rather than touching it in passing.
    pub fn is_clear(&self) -> bool {
        self.in_subject || self.count >= 2 || self.is_request
    }
}

/// The different phrases that a message holds, in the order of their first appearance.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Hits {
    hits: Vec<Hit>,
    undone: Vec<Undone>,
    lacking: Vec<&'static str>,
    likeness: Option<(f64, String)>,
}

impl Hits {
    /// The phrases in a subject and the text below it, and how much these read like what `likeness` was made from.
    pub fn in_texts(
        subject: &str,
        text: &str,
        lexicon: &Lexicon,
        likeness: Option<&Likeness>,
    ) -> Hits {
        let mut hits = Hits::default();
        let subject = hits.undo(subject);
        let text = hits.undo(text);
        let spoken = spoken::languages([&subject.1, &text.1]);
        hits.lacking = lexicon.lacking(spoken);
        hits.likeness = likeness.and_then(|table| {
            let (sum, end) = table.highest(&subject.1, &text.1);
            let passage = text.0.chars().skip(end.saturating_sub(SHOWN)).take(SHOWN);
            Some((table.strength(sum)?, passage.collect()))
        });
        hits.read(&subject, true, lexicon, spoken);
        hits.read(&text, false, lexicon, spoken);
        hits
    }

    /// The files of the languages that the message may hold and the lexicon does not know.
    pub fn lacking(&self) -> &[&'static str] {
        &self.lacking
    }

    /// The phrases of one topic.
    pub fn of(&self, topic: Topic) -> impl Iterator<Item = &Hit> {
        self.hits.iter().filter(move |hit| hit.topic == topic)
    }

    /// What the subject and the opening of the text, or its end, say of a topic; `None` if nothing.
    pub fn mention(&self, topic: Topic) -> Option<Mention<'_>> {
        // The two are told apart, for a newsletter touches on this and that at either end; the subject stands above both.
        let with_subject = |place: Place| {
            let hits = self.of(topic);
            told(hits.filter(move |hit| hit.in_subject || hit.place == place))
        };
        let (opening, end) = (with_subject(Place::Opening), with_subject(Place::End));
        let (Some(above), Some(below)) = (&opening, &end) else {
            return opening.or(end);
        };
        let says_more = match above.in_subject {
            true => below.count > above.count,
            false => !above.is_clear() && below.is_clear(),
        };
        if says_more { end } else { opening }
    }

    /// The first phrase of a topic.
    pub fn first(&self, topic: Topic) -> Option<&str> {
        self.of(topic).next().map(|hit| hit.phrase.as_str())
    }

    /// Every phrase.
    pub fn all(&self) -> &[Hit] {
        &self.hits
    }

    /// How much the passage that is likest to known lures is like them, and the end of that passage.
    pub fn likeness(&self) -> Option<(f64, &str)> {
        let (strength, passage) = self.likeness.as_ref()?;
        Some((*strength, passage))
    }

    /// The words that the subject and the text hid from a check, each once.
    pub fn undone(&self) -> &[Undone] {
        &self.undone
    }

    /// How many different phrases of a topic there are.
    #[cfg(test)]
    pub fn count(&self, topic: Topic) -> usize {
        self.of(topic).count()
    }

    /// Whether there is any phrase of a topic.
    #[cfg(test)]
    pub fn has(&self, topic: Topic) -> bool {
        self.first(topic).is_some()
    }

    /// The text normalised, and folded besides.
    fn undo(&mut self, text: &str) -> (String, String) {
        let (text, undone) = normalised::read(text, MOST_TEXT);
        self.undone.extend(undone);
        let folded = folded(&text);
        (text, folded)
    }

    fn read(
        &mut self,
        (text, folded): &(String, String),
        in_subject: bool,
        lexicon: &Lexicon,
        spoken: spoken::Languages,
    ) {
        let end = folded.len().saturating_sub(OPENING);
        let mut asked = Asked::default();
        lexicon.find(spoken, folded, |topic, phrase, at| {
            let alone = at.saturating_add(phrase.len());
            let Some((told, at, whole)) = asked.read(folded, topic, at, alone) else {
                return;
            };
            // That a password runs out asks for nothing yet.
            let is_request = told != topic && topic != Topic::LapsesAfter;
            let topic = told;
            let phrase = folded.get(at..whole).unwrap_or(phrase);
            let place = if in_subject || at < OPENING {
                Place::Opening
            } else if at >= end {
                Place::End
            } else {
                Place::Between
            };
            // A phrase in the middle of the text does not hide that it comes again at the end.
            let known = self.hits.iter().any(|hit| {
                hit.topic == topic
                    && hit.folded == phrase
                    && (hit.place != Place::Between || place == Place::Between)
            });
            if !known && self.hits.len() < MOST_HITS {
                self.hits.push(Hit {
                    topic,
                    phrase: same_characters(text, folded, at, phrase),
                    in_subject,
                    at,
                    folded: phrase.to_owned(),
                    place,
                    is_request,
                });
            }
        });
    }
}

/// What `text` has where `folded`, which is as many characters long, has `phrase`.
fn same_characters(text: &str, folded: &str, at: usize, phrase: &str) -> String {
    if text.len() == folded.len() {
        // Then every character is as long, for accents only make them longer.
        return text
            .get(at..at.saturating_add(phrase.len()))
            .unwrap_or(phrase)
            .to_owned();
    }
    let before = folded.get(..at).unwrap_or_default().chars().count();
    text.chars()
        .skip(before)
        .take(phrase.chars().count())
        .collect()
}

/// What phrases of one topic say together, in the order in which they stand in the text.
fn told<'h>(mut hits: impl Iterator<Item = &'h Hit>) -> Option<Mention<'h>> {
    let first = hits.next()?;
    let (mut phrase, mut count, mut last) = (&first.phrase, 1, first);
    let mut is_request = first.is_request;
    for hit in hits {
        is_request |= hit.is_request;
        // Phrases that share words say one thing; the longest says it best.
        if hit.in_subject != last.in_subject || hit.at >= last.end() {
            count += 1;
        } else if count == 1 && hit.phrase.len() > phrase.len() {
            phrase = &hit.phrase;
        }
        last = hit;
    }
    Some(Mention {
        phrase,
        in_subject: first.in_subject,
        count,
        is_request,
    })
}

#[cfg(test)]
mod tests;
