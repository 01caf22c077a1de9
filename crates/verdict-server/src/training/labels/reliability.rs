//! How reliable each reporter is, by Dawid and Skene's EM with Beta priors.
//!
//! For reporter `r` and message `m`, with `x(r,m)` = 1 where `r` calls `m` harmful and 0 where not, and `q(m)` the probability
//! that `m` is harmful:
//!
//! ```text
//! M:  a(r) = (A·k + sum over m of q(m)·x(r,m))         / (k + sum over m of q(m))
//!     b(r) = (B·k + sum over m of (1-q(m))·(1-x(r,m))) / (k + sum over m of (1-q(m)))
//!     p    = (1 + sum over m of q(m)) / (2 + number of m), from 0.2 to 0.8
//! E:  ln(q(m)/(1-q(m))) = ln(p/(1-p)) + sum over r of e(r,m)
//!     e(r,m) = ln(a/(1-b))  where x(r,m) = 1,   ln((1-a)/b)  where it is 0
//! ```
//!
//! `A` = `B` = [`PRIOR`] with the weight of `k` = [`PRIOR_WEIGHT`] messages is what is believed of a new reporter. In the E-step
//! `a` and `b` are those of `r` without `m` itself. `q` of a decided message is 0 or 1 in every round. It begins with the plain
//! majority; [`ROUNDS`] rounds are made, or fewer where nothing moves any more. An answer of a reporter who is wrong more often than
//! right counts as nothing rather than as its opposite: who lies need not be made an oracle.

use std::collections::BTreeMap;

use super::evidence::Side;
use super::{MessageId, Network, Opinion, Reporter, Settled, Voice};

/// What is believed of a new reporter: that they are right on so many of each kind.
pub const PRIOR: f64 = 0.6;
/// How many messages that belief is worth.
pub const PRIOR_WEIGHT: f64 = 8.0;
/// The most rounds.
pub const ROUNDS: usize = 30;
/// The rounds end where no probability moves by more.
const STILL: f64 = 1e-9;
/// Between what the share of harmful messages is estimated: nothing follows from its being extreme.
const PREVALENCE: (f64, f64) = (0.2, 0.8);
/// The 97.5 % point of the standard normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// A share that was estimated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// The mean of what is believed of it.
    pub mean: f64,
    /// The lower end of its 95 % interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// How reliable a reporter is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reliability {
    /// The share of harmful messages that they call harmful.
    pub harmful: Share,
    /// The share of others that they do not call harmful.
    pub harmless: Share,
    /// On how many messages they answered.
    pub answers: usize,
    /// On how many of these an administrator decided.
    pub decided: usize,
    /// How many of those they had right.
    pub right: usize,
}

impl Reliability {
    /// Both kinds in one number from 0 to 1: the mean of the two shares (balanced accuracy), with its interval.
    pub fn overall(&self) -> Share {
        Share {
            mean: f64::midpoint(self.harmful.mean, self.harmless.mean),
            low: f64::midpoint(self.harmful.low, self.harmless.low),
            high: f64::midpoint(self.harmful.high, self.harmless.high),
        }
    }
}

/// Rows, put in order and counted once.
pub(super) struct Counted {
    messages: Vec<Message>,
    reporters: Vec<(Reporter, Vec<usize>)>,
}

struct Message {
    id: MessageId,
    /// Reporter's place, what they say and where from.
    voices: Vec<(usize, Opinion, Option<Network>)>,
    /// `None` where nobody decided; `Some(None)` where somebody could not tell.
    settled: Option<Option<Opinion>>,
}

/// A message as evidence is weighed.
pub(super) struct Heard<'c> {
    pub id: MessageId,
    pub voices: &'c [(usize, Opinion, Option<Network>)],
    pub settled: Option<Option<Opinion>>,
    place: usize,
}

/// What is believed when the rounds have ended.
pub(super) struct Estimated<'c> {
    counted: &'c Counted,
    harmful: Vec<f64>,
    prevalence: f64,
    tallies: Vec<Tally>,
}

/// What a reporter said on how much of each kind.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    harmful: f64,
    harmful_called: f64,
    harmless: f64,
    harmless_called: f64,
}

impl Tally {
    fn add(&mut self, harmful: f64, calls_harmful: bool, sign: f64) {
        self.harmful += sign * harmful;
        self.harmless += sign * (1.0 - harmful);
        match calls_harmful {
            true => self.harmful_called += sign * harmful,
            false => self.harmless_called += sign * (1.0 - harmful),
        }
    }

    /// The two shares.
    fn shares(self) -> (f64, f64) {
        let share = |called: f64, of: f64| {
            ((PRIOR * PRIOR_WEIGHT + called) / (PRIOR_WEIGHT + of)).clamp(1e-6, 1.0 - 1e-6)
        };
        (
            share(self.harmful_called, self.harmful),
            share(self.harmless_called, self.harmless),
        )
    }

    /// The same without one message.
    fn without(mut self, harmful: f64, calls_harmful: bool) -> Tally {
        self.add(harmful, calls_harmful, -1.0);
        self
    }

    /// The evidence of one answer, in log-odds that the message is harmful.
    fn evidence(self, calls_harmful: bool) -> f64 {
        let (a, b) = self.shares();
        match calls_harmful {
            true => (a / (1.0 - b)).ln().max(0.0),
            false => ((1.0 - a) / b).ln().min(0.0),
        }
    }
}

impl Counted {
    pub fn of(voices: &[Voice], settled: &[Settled]) -> Counted {
        // The latest of a reporter on a message; of two of the same time the greater, whatever their order.
        let mut latest: BTreeMap<(MessageId, Reporter), Voice> = BTreeMap::new();
        for voice in voices {
            let kept = latest
                .entry((voice.message, voice.reporter))
                .or_insert(*voice);
            if (voice.at, voice.opinion, voice.network) > (kept.at, kept.opinion, kept.network) {
                *kept = *voice;
            }
        }
        let mut places: BTreeMap<Reporter, usize> =
            latest.keys().map(|(_, reporter)| (*reporter, 0)).collect();
        for (place, number) in places.values_mut().enumerate() {
            *number = place;
        }
        let decisions: BTreeMap<MessageId, Option<Opinion>> = settled
            .iter()
            .map(|one| (one.message, one.opinion))
            .collect();
        let mut messages: BTreeMap<MessageId, Message> = BTreeMap::new();
        let fresh = |id: MessageId| Message {
            id,
            voices: Vec::new(),
            settled: decisions.get(&id).copied(),
        };
        for ((id, reporter), voice) in &latest {
            if let Some(place) = places.get(reporter) {
                let message = messages.entry(*id).or_insert_with(|| fresh(*id));
                message.voices.push((*place, voice.opinion, voice.network));
            }
        }
        for id in decisions.keys() {
            messages.entry(*id).or_insert_with(|| fresh(*id));
        }
        let messages: Vec<Message> = messages.into_values().collect();
        let mut reporters: Vec<(Reporter, Vec<usize>)> =
            places.into_keys().map(|id| (id, Vec::new())).collect();
        for (place, message) in messages.iter().enumerate() {
            for (reporter, ..) in &message.voices {
                if let Some((_, of_reporter)) = reporters.get_mut(*reporter) {
                    of_reporter.push(place);
                }
            }
        }
        Counted {
            messages,
            reporters,
        }
    }

    pub fn messages(&self) -> impl Iterator<Item = Heard<'_>> {
        self.messages
            .iter()
            .enumerate()
            .map(|(place, message)| Heard {
                id: message.id,
                voices: &message.voices,
                settled: message.settled,
                place,
            })
    }

    pub fn estimated(&self) -> Estimated<'_> {
        let mut estimated = Estimated {
            counted: self,
            harmful: self.messages.iter().map(Message::majority).collect(),
            prevalence: 0.5,
            tallies: Vec::new(),
        };
        for _ in 0..ROUNDS {
            estimated.count();
            if estimated.weigh() <= STILL {
                break;
            }
        }
        estimated.count();
        estimated
    }
}

impl Message {
    /// What was decided, as a probability; a message that nobody could tell stays undecided here.
    fn certain(&self) -> Option<f64> {
        let opinion = self.settled.flatten()?;
        Some(f64::from(u8::from(opinion.is_harmful())))
    }

    fn majority(&self) -> f64 {
        let harmful = self
            .voices
            .iter()
            .filter(|(_, opinion, _)| opinion.is_harmful());
        let share = (harmful.count() as f64 + 1.0) / (self.voices.len() as f64 + 2.0);
        self.certain().unwrap_or(share)
    }
}

impl Estimated<'_> {
    /// The M-step.
    fn count(&mut self) {
        self.tallies = vec![Tally::default(); self.counted.reporters.len()];
        for (message, harmful) in self.counted.messages.iter().zip(&self.harmful) {
            for (reporter, opinion, _) in &message.voices {
                if let Some(tally) = self.tallies.get_mut(*reporter) {
                    tally.add(*harmful, opinion.is_harmful(), 1.0);
                }
            }
        }
        let answered = self.counted.messages.iter().zip(&self.harmful);
        let answered = answered.filter(|(message, _)| !message.voices.is_empty());
        let (sum, count) = answered.fold((0.0, 0.0), |(sum, count), (_, harmful)| {
            (sum + harmful, count + 1.0)
        });
        self.prevalence = ((1.0 + sum) / (2.0 + count)).clamp(PREVALENCE.0, PREVALENCE.1);
    }

    /// The E-step; gives by how much the probability moved that moved most.
    fn weigh(&mut self) -> f64 {
        let mut moved = 0.0_f64;
        let mut harmful = Vec::with_capacity(self.harmful.len());
        for (place, (message, before)) in
            self.counted.messages.iter().zip(&self.harmful).enumerate()
        {
            let now = message.certain().unwrap_or_else(|| {
                let evidence = message
                    .voices
                    .iter()
                    .map(|(reporter, opinion, _)| self.evidence(place, *reporter, *opinion));
                let logit = self.prior() + evidence.sum::<f64>();
                1.0 / (1.0 + (-logit).exp())
            });
            moved = moved.max((now - before).abs());
            harmful.push(now);
        }
        self.harmful = harmful;
        moved
    }

    fn prior(&self) -> f64 {
        (self.prevalence / (1.0 - self.prevalence)).ln()
    }

    /// What an answer says on the message at `place`, by all else that its reporter said.
    fn evidence(&self, place: usize, reporter: usize, opinion: Opinion) -> f64 {
        let harmful = self.harmful.get(place).copied().unwrap_or(0.5);
        let tally = self.tallies.get(reporter).copied().unwrap_or_default();
        tally
            .without(harmful, opinion.is_harmful())
            .evidence(opinion.is_harmful())
    }

    /// What each voice on the message says: evidence, and where it came from.
    pub fn sides(&self, message: &Heard<'_>) -> Vec<Side> {
        let side = |(reporter, opinion, network): &(usize, Opinion, Option<Network>)| Side {
            evidence: self.evidence(message.place, *reporter, *opinion),
            opinion: *opinion,
            network: *network,
        };
        message.voices.iter().map(side).collect()
    }

    /// The probability that a message is harmful.
    pub fn harmful(&self, message: &Heard<'_>) -> f64 {
        self.harmful.get(message.place).copied().unwrap_or(0.5)
    }

    pub fn reporters(&self) -> BTreeMap<Reporter, Reliability> {
        let of = |((id, places), tally): (&(Reporter, Vec<usize>), &Tally)| {
            let (mut decided, mut right) = (0, 0);
            for place in places {
                let message = self.counted.messages.get(*place);
                let Some((message, truth)) =
                    message.and_then(|message| Some((message, message.settled.flatten()?)))
                else {
                    continue;
                };
                decided += 1;
                let places = self
                    .counted
                    .reporters
                    .binary_search_by_key(id, |(id, _)| *id);
                let said = message
                    .voices
                    .iter()
                    .find(|(reporter, ..)| places == Ok(*reporter));
                let is_right =
                    said.is_some_and(|(_, said, _)| said.is_harmful() == truth.is_harmful());
                right += usize::from(is_right);
            }
            let reliability = Reliability {
                harmful: share(tally.harmful_called, tally.harmful),
                harmless: share(tally.harmless_called, tally.harmless),
                answers: places.len(),
                decided,
                right,
            };
            (*id, reliability)
        };
        self.counted
            .reporters
            .iter()
            .zip(&self.tallies)
            .map(of)
            .collect()
    }
}

/// The mean of the Beta distribution that is believed, with the interval that a normal one of the same variance has.
fn share(called: f64, of: f64) -> Share {
    let count = PRIOR_WEIGHT + of;
    let mean = (PRIOR * PRIOR_WEIGHT + called) / count;
    let spread = Z * (mean * (1.0 - mean) / (count + 1.0)).max(0.0).sqrt();
    Share {
        mean,
        low: (mean - spread).max(0.0),
        high: (mean + spread).min(1.0),
    }
}
