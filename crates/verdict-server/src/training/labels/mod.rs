//! What readers' answers and administrators' decisions say a message is, and how surely.
//!
//! A decision is certain. Without one, answers are weighed by how reliable their reporters have been, by the method of Dawid and
//! Skene (1979): each reporter `r` has a share `a` of harmful messages that they call harmful and a share `b` of harmless ones
//! that they call harmless, and what a message is and what reporters are worth are estimated from each other in turn (EM).
//! Beta priors hold a new reporter near the average, `a` and `b` are those *without the message that is judged*, so that nobody
//! vouches for themselves, and decisions stay what they are in every round, so that a crowd that contradicts them loses its
//! weight wherever it speaks. [`reliability`] holds the equations.
//!
//! What an answer can do is bounded whatever its reporter has earned: see [`Caps`]. All of this is a function of the rows that
//! are given, in any order; taking rows away gives what there would be if they had never been.

mod evidence;
mod reading;
pub mod reliability;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub use evidence::Caps;
pub use reading::implied;
pub(crate) use reading::settled;
pub use reliability::{Reliability, Share};

/// A message, by the keyed hash of its Message-ID; or a case, by the keyed hash that makes it one.
pub type MessageId = [u8; 32];
/// A reporter: a keyed hash of who answered.
pub type Reporter = [u8; 16];
/// A network that answers come from, as whoever keeps it names it.
pub type Network = u64;

/// What somebody says that a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Opinion {
    /// It is meant to deceive.
    Harmful,
    /// It is unwanted, and honest about what it is.
    Unwanted,
    /// It is what it says.
    Legitimate,
}

impl Opinion {
    fn is_harmful(self) -> bool {
        self == Opinion::Harmful
    }
}

/// One answer that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Voice {
    /// The message.
    pub message: MessageId,
    /// Who answered. Of several answers of one reporter on a message the latest counts.
    pub reporter: Reporter,
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// What it says; see [`implied`].
    pub opinion: Opinion,
    /// Where it came from, if that is known.
    pub network: Option<Network>,
}

/// What an administrator decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Settled {
    /// The message.
    pub message: MessageId,
    /// What it is; `None` where the administrator could not tell either, so that nothing is learnt.
    pub opinion: Option<Opinion>,
}

/// What is known of a message.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judged {
    /// What it is.
    pub opinion: Opinion,
    /// How much may be learnt from it: 1 where it was decided, from 0 to 1 otherwise.
    pub weight: f64,
    /// The probability that it is harmful, by all answers; 0 or 1 where it was decided.
    pub harmful: f64,
    /// How much its reporters disagree: 0 where all say the same, 1 where the evidence on both sides is equal.
    pub contested: f64,
    /// How much evidence there is on both sides together, in log-odds after the caps: what reporters of no worth say adds nothing.
    pub evidence: f64,
    /// How many reporters answered.
    pub voices: usize,
    /// Whether an administrator decided.
    pub decided: bool,
}

/// All that follows from answers and decisions.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Labels {
    /// Every message that was answered or decided on. One that was decided to be unclear has the weight 0.
    pub messages: BTreeMap<MessageId, Judged>,
    /// Every reporter.
    pub reporters: BTreeMap<Reporter, Reliability>,
}

/// What follows from these rows. Their order says nothing.
pub fn labels(voices: &[Voice], settled: &[Settled], caps: Caps) -> Labels {
    let counted = reliability::Counted::of(voices, settled);
    let estimated = counted.estimated();
    let messages = counted
        .messages()
        .map(|message| (message.id, evidence::judged(&message, &estimated, caps)))
        .collect();
    Labels {
        messages,
        reporters: estimated.reporters(),
    }
}

impl Labels {
    /// What may be learnt from: decided messages, and those whose answers weigh `least` or more and agree; never unwanted mail,
    /// which is an example of neither side.
    pub fn learnable(&self, least: f64) -> impl Iterator<Item = (&MessageId, &Judged)> {
        self.messages.iter().filter(move |(_, judged)| {
            judged.opinion != Opinion::Unwanted && judged.weight >= least && judged.weight > 0.0
        })
    }

    /// The messages without a decision on which an administrator's look is worth most, the most contested first; of those that
    /// are alike the one with more evidence.
    pub fn disputed(&self) -> Vec<(&MessageId, &Judged)> {
        let mut disputed: Vec<_> = self
            .messages
            .iter()
            .filter(|(_, judged)| !judged.decided && judged.contested > 0.0)
            .collect();
        disputed.sort_by(|(one_id, one), (other_id, other)| {
            other
                .contested
                .total_cmp(&one.contested)
                .then(other.evidence.total_cmp(&one.evidence))
                .then(one_id.cmp(other_id))
        });
        disputed
    }
}
