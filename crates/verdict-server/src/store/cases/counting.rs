//! By how much an answer changes the counts of its message and its case.

use std::collections::BTreeMap;

use banner_core::{Answer, Correction, Level};

use super::super::sql::Value;
use super::super::{AnswerId, MessageKey, OrganisationId};
use super::{CaseId, Said};

/// How many counts there are.
pub(super) const COUNTS: usize = 11;

/// By how much the counts of a message change, in the order of the columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) struct Delta {
    /// Answers, accurate, phishing, spam, legitimate, unsure, and the levels from none to danger.
    pub(super) counts: [i64; COUNTS],
    pub(super) first_at: i64,
    pub(super) last_at: i64,
    /// Where the message belongs if it is new: time and id of the first answer, its case, and its findings.
    pub(super) opening: (i64, AnswerId, CaseId, String),
    /// The case that answers name which came together and count.
    pub(super) named: Option<CaseId>,
    /// Whether these name different cases, or one names another case than its reporter's answer before.
    pub(super) differ: bool,
}

/// By how much each message's counts change.
pub(in crate::store) type Deltas = BTreeMap<(OrganisationId, MessageKey), Delta>;

/// The place of a level in the order of the columns.
pub(super) fn level_index(level: Level) -> i64 {
    let place = Level::ALL.iter().position(|other| *other == level);
    place
        .and_then(|place| i64::try_from(place).ok())
        .unwrap_or(0)
}

impl Delta {
    /// Of a message on which an answer came at `at`, which opens it unless another one does, in the case that it names.
    pub fn opened(
        at: i64,
        answer: AnswerId,
        message: &MessageKey,
        named: Option<CaseId>,
        findings: String,
    ) -> Delta {
        let case = named.unwrap_or_else(|| CaseId::of(message, None));
        Delta {
            counts: [0; COUNTS],
            first_at: at,
            last_at: at,
            opening: (at, answer, case, findings),
            named,
            differ: false,
        }
    }

    /// Another new answer on the same message.
    pub fn also(&mut self, other: Delta) {
        self.first_at = self.first_at.min(other.first_at);
        self.last_at = self.last_at.max(other.last_at);
        self.differ |=
            other.differ || (self.named.zip(other.named)).is_some_and(|(one, other)| one != other);
        self.named = self.named.or(other.named);
        if (other.opening.0, other.opening.1) < (self.opening.0, self.opening.1) {
            self.opening = other.opening;
        }
    }

    /// Counts an answer once more (`by` = 1) or once less (-1).
    pub fn count(&mut self, answer: Answer, correction: Option<Correction>, level: Level, by: i64) {
        let correction = correction.map(|correction| match correction {
            Correction::Phishing => 2,
            Correction::Spam => 3,
            Correction::Legitimate => 4,
            Correction::Unsure => 5,
        });
        let level = 6 + usize::try_from(level_index(level)).unwrap_or(0);
        let accurate = (answer == Answer::Accurate).then_some(1);
        for place in [Some(0), accurate, correction, Some(level)]
            .into_iter()
            .flatten()
        {
            if let Some(count) = self.counts.get_mut(place) {
                *count += by;
            }
        }
    }

    /// One of the answers names another case than what its reporter said before, or none.
    pub fn renames(&mut self) {
        self.differ = true;
    }

    /// Whether the message may belong to another case than this one by now.
    pub(super) fn may_move(&self, case: CaseId) -> bool {
        self.differ || self.named.is_some_and(|named| named != case)
    }

    pub(super) fn values(&self) -> impl Iterator<Item = Value> {
        self.counts.into_iter().map(Value::from)
    }
}

impl Said {
    /// From the columns.
    pub(super) fn of(counts: [i64; COUNTS]) -> Said {
        let [
            answers,
            accurate,
            phishing,
            spam,
            legitimate,
            unsure,
            levels @ ..,
        ] = counts.map(|count| u64::try_from(count).unwrap_or(0));
        Said {
            answers,
            accurate,
            phishing,
            spam,
            legitimate,
            unsure,
            levels,
        }
    }

    /// The highest level on which an answer was given.
    pub(super) fn level(&self) -> Level {
        let given = Level::ALL.into_iter().zip(self.levels);
        given
            .filter(|(_, count)| *count > 0)
            .map(|(level, _)| level)
            .max()
            .unwrap_or(Level::None)
    }
}
