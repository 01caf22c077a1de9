//! Cases: the messages of one campaign, with what readers said of them.
//!
//! A message belongs to the case that most of its answers name: its campaign (a keyed hash of normalised subject, sender's
//! domain and whether it is proven) where readers' sides sent one and more than half of those agree, or else the message
//! itself. So who answers first cannot put a message among others. Answers that carry sketches of texts that are alike name one
//! campaign, whichever they were sent with. The counts of a case are kept in the
//! transaction that keeps the answers; whatever goes away is counted anew from what stays, so that a case is at any time
//! what a recount of all answers gives.

mod belonging;
mod contents;
mod counting;
mod grouping;
mod keeping;
mod likeness;
mod listing;
mod ranking;
mod recounting;
mod regrouping;
mod settling;
mod trusting;
mod units;
mod withdrawing;

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

use banner_core::{Correction, Level, ReportedFinding, Threat};

use super::rows::{unhex, write_hex};
use super::{AnswerId, MessageKey};

pub use contents::{ANSWERS_LOOKED_AT, MESSAGES_LOOKED_AT};
pub(super) use contents::{answers, decisions, messages, originals, reporters};
pub(super) use counting::{Delta, Deltas};
pub(super) use grouping::{forget_sketches, group, joined, wait_for_others};
pub(super) use keeping::{Why, add, refresh};
pub use listing::CASES_LOOKED_AT;
pub(super) use listing::{case, find, list, of_message, open_count, place_after};
pub(super) use ranking::rank_some;
pub(super) use recounting::recount;
pub(super) use regrouping::{regroup, taken_back};
pub(super) use settling::{confirmed, recount_of_message, settle};
pub(super) use trusting::trust;
pub(super) use units::of_messages;
pub(super) use withdrawing::{answer as withdraw_answer, decision as withdraw_decision};

/// A case, by the first half of the keyed hash that makes it one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseId(pub(super) [u8; 16]);

impl CaseId {
    /// The hash.
    pub(crate) fn bytes(self) -> [u8; 16] {
        self.0
    }
}

/// The first half of a keyed hash of normalised subject and sender's domain, made by the reader's side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CampaignKey(pub(super) [u8; 16]);

/// What readers said, in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Said {
    /// Answers that count: one a reader and message.
    pub answers: u64,
    /// Those that find the banner right.
    pub accurate: u64,
    /// Those that call it phishing.
    pub phishing: u64,
    /// Those that call it spam.
    pub spam: u64,
    /// Those that call it legitimate.
    pub legitimate: u64,
    /// Those whose reader does not know.
    pub unsure: u64,
    /// How many were given on a banner of each level, the lowest first.
    pub levels: [u64; 5],
}

/// A decision of an operator on a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// What it really is.
    pub label: Correction,
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// By whom.
    pub by: String,
    /// On how many messages of the case.
    pub messages: u64,
}

/// A case.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// Which.
    pub id: CaseId,
    /// How many messages it has.
    pub messages: u64,
    /// How many of them are decided.
    pub decided: u64,
    /// What readers said.
    pub said: Said,
    /// When the first answer came, in milliseconds since 1970.
    pub first_at: i64,
    /// When the last one came.
    pub last_at: i64,
    /// An answer that stands for all.
    pub sample: AnswerId,
    /// What was found in its message, the weightiest first.
    pub findings: Vec<ReportedFinding>,
    /// The highest level that was shown.
    pub level: Level,
    /// Its place in the order.
    pub rank: i64,
    /// The latest decision.
    pub settled: Option<Settled>,
}

/// A message of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseMessage {
    /// Which.
    pub message_key: MessageKey,
    /// How many answers count on it.
    pub answers: u64,
    /// Whether it is decided.
    pub decided: bool,
}

/// Which cases are asked for, and in which order: those that are open, the one most worth a look first; those that are
/// settled, the latest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseFilter {
    /// Settled ones instead of open ones.
    pub settled: bool,
    /// Only those of that highest level.
    pub level: Option<Level>,
    /// Only those in which that was found.
    pub threat: Option<Threat>,
    /// Only those of which readers say that.
    pub said: Option<Saying>,
    /// Only those with an answer since then (milliseconds since 1970).
    pub since: Option<i64>,
    /// Only those in which that signal was found.
    pub signal: Option<String>,
}

/// What readers say of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saying {
    /// Some find the banner right, some wrong, or they call it by different names.
    Different,
    /// All find the banner right.
    Accurate,
    /// Somebody finds it wrong.
    NotAccurate,
    /// Somebody calls it that.
    Is(Correction),
}

/// A place in the order of cases, after which more are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CasePlace {
    /// The rank of the case before.
    pub rank: i64,
    /// When its first answer came: of those of one rank the newest comes first.
    pub first_at: i64,
    /// The case before.
    pub id: CaseId,
}

/// What somebody saw of a case who decides on it: only that is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// When the latest decision was made; 0 without one.
    pub decided_at: i64,
    /// When the last answer came; messages that joined later are not decided.
    pub until: i64,
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.decided_at, self.until)
    }
}

impl FromStr for Seen {
    type Err = ParseIntError;

    /// Reads what [`Display`](fmt::Display) writes.
    fn from_str(text: &str) -> Result<Seen, ParseIntError> {
        let (decided_at, until) = text.split_once('.').unwrap_or((text, ""));
        Ok(Seen {
            decided_at: decided_at.parse()?,
            until: until.parse()?,
        })
    }
}

/// What became of the wish to settle a case or to take its decision back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settling {
    /// It is done.
    Done,
    /// Somebody else was quicker, and it stays as that person left it.
    Meanwhile(Option<Settled>),
    /// There is no such case.
    Nothing,
}

impl Case {
    /// Whether a message of it is not decided.
    pub fn is_open(&self) -> bool {
        self.messages > self.decided
    }

    /// Its place in the order.
    pub fn place(&self) -> CasePlace {
        CasePlace {
            rank: self.rank,
            first_at: self.first_at,
            id: self.id,
        }
    }

    /// What whoever looks at it now sees of it.
    pub fn seen(&self) -> Seen {
        Seen {
            decided_at: self.settled.as_ref().map_or(0, |settled| settled.at),
            until: self.last_at,
        }
    }
}

/// The letters of a case's number: no I, L, O and U, which are misread (Crockford's Base32).
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl CaseId {
    /// The case of answers on that message of that campaign.
    pub(super) fn of(message: &MessageKey, campaign: Option<&CampaignKey>) -> CaseId {
        let own = || CaseId(first_half(&message.0));
        campaign.map_or_else(own, |campaign| CaseId(campaign.0))
    }

    /// The number by which people call it: eight letters of its first 40 bits.
    pub fn number(&self) -> String {
        let mut text = String::with_capacity(9);
        let bits = self
            .0
            .iter()
            .take(5)
            .fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
        for place in (0..8).rev() {
            let letter = usize::try_from(bits >> (place * 5) & 31).unwrap_or(0);
            text.extend(LETTERS.get(letter).map(|letter| char::from(*letter)));
            if place == 4 {
                text.push('-');
            }
        }
        text
    }

    /// The first and the last case of that number.
    pub(super) fn numbered(text: &str) -> Option<(CaseId, CaseId)> {
        let letters: Vec<u8> = text
            .bytes()
            .filter(|letter| *letter != b'-')
            .map(|letter| letter.to_ascii_uppercase())
            .collect();
        if letters.len() != 8 {
            return None;
        }
        let mut bits = 0_u64;
        for letter in letters {
            let value = LETTERS.iter().position(|known| *known == letter)?;
            bits = bits << 5 | u64::try_from(value).ok()?;
        }
        let (mut first, mut last) = ([0; 16], [0xff; 16]);
        let [_, _, _, head @ ..] = bits.to_be_bytes();
        for (at, byte) in head.into_iter().enumerate() {
            if let (Some(first), Some(last)) = (first.get_mut(at), last.get_mut(at)) {
                (*first, *last) = (byte, byte);
            }
        }
        Some((CaseId(first), CaseId(last)))
    }

    /// The case that is written in these 32 hexadecimal digits.
    pub fn from_hex(text: &str) -> Option<CaseId> {
        unhex(text).map(CaseId)
    }
}

impl fmt::Display for CaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(f, &self.0)
    }
}

impl CampaignKey {
    /// The key that is written in these 64 hexadecimal digits, of which the first half is kept.
    pub fn from_hex(text: &str) -> Option<CampaignKey> {
        unhex(text).map(|whole| CampaignKey(first_half(&whole)))
    }
}

fn first_half(whole: &[u8; 32]) -> [u8; 16] {
    let mut half = [0; 16];
    for (to, from) in half.iter_mut().zip(whole) {
        *to = *from;
    }
    half
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_leads_back_to_its_case() {
        let id = CaseId::from_hex("0123456789abcdef0123456789abcdef").unwrap();
        assert_eq!(id.number(), "04HM-ASW9");
        for spelling in ["04HM-ASW9", "04hmasw9"] {
            let (first, last) = CaseId::numbered(spelling).unwrap();
            assert!(first <= id && id <= last, "{spelling}");
            assert_eq!(first.number(), id.number());
        }
        for wrong in ["", "04HM-ASW", "04HM-ASWU", "<script>"] {
            assert_eq!(CaseId::numbered(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_message_without_a_campaign_is_a_case_of_its_own() {
        let message = MessageKey::from_hex(&"0f".repeat(32)).unwrap();
        let campaign = CampaignKey::from_hex(&"a5".repeat(32)).unwrap();
        assert_eq!(CaseId::of(&message, None).to_string(), "0f".repeat(16));
        let of_campaign = CaseId::of(&message, Some(&campaign));
        assert_eq!(of_campaign.to_string(), "a5".repeat(16));
    }
}
