//! What is to be written for a group of requests: nothing here touches a database.
//!
//! A request is kept whole or refused whole. Of the answers of one reporter on one message the one
//! with the greatest id counts, since ids rise with time: whichever way answers travel, and however
//! often, all servers agree on which is the last word.

use std::collections::{BTreeMap, HashMap};

use banner_core::Correction;

use super::cases::CaseId;
use super::counting::{Changes, Counted};
use super::names::answer_name;
use super::rows::hour_of;
use super::{
    AnswerId, MessageKey, NewAnswer, OrganisationId, Receipt, ReportDigest, ReporterId, StoreError,
};

/// An answer that is to be kept, with what is made of it once.
#[derive(Debug)]
pub(super) struct Prepared {
    pub answer: NewAnswer,
    pub id: AnswerId,
    pub message_key: MessageKey,
    pub digest: [u8; 32],
}

/// A request of one client.
#[derive(Debug)]
pub(super) struct Request {
    pub organisation: OrganisationId,
    pub answers: Vec<Prepared>,
}

/// Who has a voice on what.
pub(super) type VoiceKey = (OrganisationId, MessageKey, ReporterId);

/// An answer that counts at the moment.
#[derive(Debug, Clone)]
pub(super) struct Standing {
    pub id: AnswerId,
    pub hour: i64,
    pub level: String,
    pub model: String,
    pub answer: String,
    pub correction: Option<Correction>,
    /// The case that it names, if it names one.
    pub case: Option<CaseId>,
    pub signals: Vec<String>,
}

impl Prepared {
    /// # Errors
    /// When the report was not checked before.
    pub fn new(answer: NewAnswer) -> Result<Prepared, StoreError> {
        let unchecked = || StoreError::Engine("a report came in unchecked".into());
        Ok(Prepared {
            id: AnswerId::parse(&answer.report.id).ok_or_else(unchecked)?,
            message_key: MessageKey::from_hex(&answer.report.message_key).ok_or_else(unchecked)?,
            digest: match answer.sent {
                Some(sent) => sent.0,
                None => ReportDigest::of(&answer.report, &answer.contents)?.0,
            },
            answer,
        })
    }

    fn counted(&self, organisation: OrganisationId) -> Counted<'_> {
        Counted {
            organisation,
            hour: hour_of(self.answer.received_at),
            level: self.answer.report.level.name(),
            model: &self.answer.report.model,
            answer: answer_name(self.answer.report.answer),
        }
    }

    fn signals(&self) -> impl Iterator<Item = &str> {
        self.answer
            .report
            .findings
            .iter()
            .map(|finding| finding.id.as_str())
    }
}

/// What became of each request, and which answers are new.
pub(super) struct Sorted<'r> {
    pub outcomes: Vec<Result<Receipt, StoreError>>,
    pub fresh: Vec<(OrganisationId, &'r Prepared)>,
}

/// What is known of the answers that are kept already.
pub(super) type Known = HashMap<(OrganisationId, AnswerId), [u8; 32]>;

/// Tells new answers from known ones. Nothing of a request is new when one of its answers has the
/// id of another answer.
pub(super) fn sort_out<'r>(requests: &'r [Request], mut known: Known) -> Sorted<'r> {
    let mut sorted = Sorted {
        outcomes: Vec::with_capacity(requests.len()),
        fresh: Vec::new(),
    };
    for Request {
        organisation,
        answers,
    } in requests
    {
        let mut mine: HashMap<AnswerId, usize> = HashMap::new();
        let mut fresh: Vec<&Prepared> = Vec::new();
        let mut conflict = None;
        for (index, new) in answers.iter().enumerate() {
            let before = known
                .get(&(*organisation, new.id))
                .copied()
                .or_else(|| fresh.get(*mine.get(&new.id)?).map(|earlier| earlier.digest));
            match before {
                None => {
                    mine.insert(new.id, fresh.len());
                    fresh.push(new);
                }
                Some(same) if same == new.digest => {}
                Some(_) => {
                    conflict = Some(StoreError::Conflict { index });
                    break;
                }
            }
        }
        sorted.outcomes.push(match conflict {
            Some(conflict) => Err(conflict),
            None => {
                let accepted = fresh.len();
                for new in fresh {
                    known.insert((*organisation, new.id), new.digest);
                    sorted.fresh.push((*organisation, new));
                }
                Ok(Receipt {
                    accepted: accepted as u64,
                    duplicates: (answers.len() - accepted) as u64,
                })
            }
        });
    }
    sorted
}

/// What is to be written.
#[derive(Debug, Default)]
pub(super) struct Settlement<'r> {
    /// Every new answer, and whether it is history from the start.
    pub insert: Vec<(OrganisationId, &'r Prepared, bool)>,
    /// Answers that counted until now.
    pub supersede: Vec<(OrganisationId, AnswerId)>,
    /// Words that are not, or no longer, the last.
    pub earlier_words: Vec<(VoiceKey, AnswerId)>,
    /// Voices that were not there.
    pub new_voices: BTreeMap<VoiceKey, AnswerId>,
    /// Voices that say something else now.
    pub changed_voices: BTreeMap<VoiceKey, AnswerId>,
    /// By how much the counts change.
    pub changes: Changes<'r>,
}

/// Lets each voice say its last word.
pub(super) fn settle<'r>(
    fresh: &[(OrganisationId, &'r Prepared)],
    standing: &'r HashMap<VoiceKey, Standing>,
) -> Settlement<'r> {
    let voice = |organisation: OrganisationId, new: &Prepared| {
        (organisation, new.message_key, new.answer.reporter)
    };
    let mut last_words: HashMap<VoiceKey, AnswerId> = HashMap::with_capacity(fresh.len());
    for (organisation, new) in fresh {
        let word = last_words
            .entry(voice(*organisation, new))
            .or_insert(new.id);
        *word = (*word).max(new.id);
    }
    let mut settlement = Settlement::default();
    for (key, last) in &mut last_words {
        match standing.get(key) {
            None => {
                settlement.new_voices.insert(*key, *last);
            }
            Some(earlier) if earlier.id < *last => {
                settlement.changed_voices.insert(*key, *last);
                settlement.supersede.push((key.0, earlier.id));
                settlement.earlier_words.push((*key, earlier.id));
                let counted = Counted {
                    organisation: key.0,
                    hour: earlier.hour,
                    level: &earlier.level,
                    model: &earlier.model,
                    answer: &earlier.answer,
                };
                let signals = earlier.signals.iter().map(String::as_str);
                settlement.changes.count(counted, signals, -1);
            }
            Some(earlier) => *last = earlier.id,
        }
    }
    for (organisation, new) in fresh {
        let voice = voice(*organisation, new);
        let counts = last_words.get(&voice) == Some(&new.id);
        if counts {
            settlement
                .changes
                .count(new.counted(*organisation), new.signals(), 1);
        } else {
            settlement.earlier_words.push((voice, new.id));
        }
        settlement.insert.push((*organisation, new, !counts));
    }
    settlement
        .insert
        .sort_unstable_by_key(|(organisation, new, _)| (*organisation, new.id));
    settlement.supersede.sort_unstable();
    settlement.earlier_words.sort_unstable();
    settlement
}

#[cfg(test)]
mod tests;
