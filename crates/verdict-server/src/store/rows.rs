//! What goes into the store and comes out of it. Never sent to a client as it is.

use std::fmt;

use banner_core::{Answer, Correction, FeedbackReport, Level, ReportedFinding};
use ring::hmac;
use serde::{Deserialize, Serialize};

use super::{CampaignKey, StoreError};

/// An organisation, by its number in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrganisationId(pub(crate) i64);

/// Who answered: a keyed hash of the name by which the organisation knows the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReporterId(pub(super) [u8; 16]);

/// The id of an answer: the 16 bytes of its UUID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AnswerId(pub(super) [u8; 16]);

/// Stands for a message: the keyed hash of its Message-ID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageKey(pub(super) [u8; 32]);

/// What a report may carry; each grade allows what those before it do.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    clap::ValueEnum,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// Finding ids, strengths, level, model and a keyed hash: nothing of the message itself.
    #[default]
    Signals,
    /// Hashed features of the text too.
    Features,
    /// The whole original, which the reader chose to send.
    Message,
}

/// What a report carries besides the core's own; text and original under a higher grade only.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contents {
    /// Hashed features of the text: a sketch by which messages are grouped, or whatever else was sent.
    pub features: Vec<u32>,
    /// The whole original.
    pub message: Option<Vec<u8>>,
    /// What stands for the message's campaign; under every grade.
    pub campaign: Option<CampaignKey>,
}

/// An answer to be kept.
#[derive(Debug, Clone, PartialEq)]
pub struct NewAnswer {
    /// What the reader's side sent, checked.
    pub report: FeedbackReport,
    /// Who answered.
    pub reporter: ReporterId,
    /// What the report was allowed to carry.
    pub grade: Grade,
    /// What it carries besides; at most the campaign under [`Grade::Signals`].
    pub contents: Contents,
    /// When it came, in milliseconds since 1970-01-01T00:00Z.
    pub received_at: i64,
    /// From which network, as [`OrganisationRow::network`](super::OrganisationRow::network) names it; `None` where nobody can say.
    pub network: Option<i64>,
    /// The digest of the report as it was sent, where it is kept otherwise: what is made of it may
    /// change before it is sent again, and it is the same report all the same.
    pub sent: Option<ReportDigest>,
}

/// SHA-256 over everything that a report says, by which the same report is known again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportDigest(pub(super) [u8; 32]);

impl ReportDigest {
    /// The digest of a report and what it carries besides.
    ///
    /// # Errors
    /// When the report cannot be written as JSON, which cannot happen to one that was read as such.
    pub fn of(report: &FeedbackReport, contents: &Contents) -> Result<ReportDigest, StoreError> {
        let mut canonical =
            serde_json::to_vec(report).map_err(|error| StoreError::Engine(error.to_string()))?;
        let features = contents.features.iter();
        canonical.extend(features.flat_map(|feature| feature.to_be_bytes()));
        canonical.extend(contents.message.iter().flatten());
        canonical.extend(contents.campaign.iter().flat_map(|key| key.0));
        let digest = ring::digest::digest(&ring::digest::SHA256, &canonical);
        let bytes = digest.as_ref().try_into();
        bytes
            .map(ReportDigest)
            .map_err(|_| StoreError::Engine("SHA-256 gave no 32 bytes".into()))
    }
}

/// What became of answers that were handed over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Receipt {
    /// How many are kept now and were not before.
    pub accepted: u64,
    /// How many were kept before.
    pub duplicates: u64,
}

/// An answer as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptAnswer {
    /// Its id.
    pub id: AnswerId,
    /// Who answered.
    pub reporter: ReporterId,
    /// The message that it is about.
    pub message_key: MessageKey,
    /// When it came, in milliseconds since 1970-01-01T00:00Z.
    pub received_at: i64,
    /// The level that was shown.
    pub level: Level,
    /// The probability behind it.
    pub probability: f64,
    /// Was the banner right?
    pub answer: Answer,
    /// What the message really is, if the reader said so.
    pub correction: Option<Correction>,
    /// The reader's own words.
    pub comment: Option<String>,
    /// The version of the model that judged.
    pub model: String,
    /// What was found, the weightiest first.
    pub findings: Vec<ReportedFinding>,
    /// What the report was allowed to carry.
    pub grade: Grade,
    /// Whether the same reporter has answered on the same message again, so that this is history.
    pub superseded: bool,
    /// From which network it came, where that is known.
    pub network: Option<i64>,
}

/// How many answers a level got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LevelCount {
    /// The level.
    pub level: Level,
    /// What was answered.
    pub answer: Answer,
    /// How often.
    pub count: u64,
}

/// How many answers a level of a model got in an hour.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct HourCount {
    /// Hours since 1970-01-01T00:00Z.
    pub hour: i64,
    /// The signal that was among the findings; `None` for all answers, whatever was found.
    pub signal: Option<String>,
    /// The level.
    pub level: Level,
    /// The version of the model.
    pub model: String,
    /// What was answered, by its name on the wire.
    pub answer: &'static str,
    /// How often.
    pub count: u64,
}

/// How many answers banners with a signal got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignalCount {
    /// The signal.
    pub signal: String,
    /// What was answered.
    pub answer: Answer,
    /// How often.
    pub count: u64,
}

impl ReporterId {
    /// The reporter whom the organisation with this `secret` knows as `name`.
    pub fn of(secret: &[u8; 32], name: &str) -> ReporterId {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
        let tag = hmac::sign(&key, name.as_bytes());
        let mut short = [0; 16];
        for (to, from) in short.iter_mut().zip(tag.as_ref()) {
            *to = *from;
        }
        ReporterId(short)
    }

    /// The reporter whose hash this is.
    pub(crate) fn of_bytes(bytes: [u8; 16]) -> ReporterId {
        ReporterId(bytes)
    }

    /// The hash.
    pub(crate) fn bytes(self) -> [u8; 16] {
        self.0
    }

    /// The reporter whose hash is written in these 32 hexadecimal digits.
    pub fn from_hex(text: &str) -> Option<ReporterId> {
        unhex(text).map(ReporterId)
    }
}

impl fmt::Display for ReporterId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(f, &self.0)
    }
}

impl AnswerId {
    /// The id that is written as a UUID.
    pub fn parse(text: &str) -> Option<AnswerId> {
        let shape = text.len() == 36
            && text
                .bytes()
                .enumerate()
                .all(|(at, byte)| (byte == b'-') == matches!(at, 8 | 13 | 18 | 23));
        shape
            .then(|| unhex(&text.replace('-', "")))
            .flatten()
            .map(AnswerId)
    }

    /// When it was made, in milliseconds since 1970; `None` for one that is no UUID of version 7
    /// (RFC 9562, section 5.7), and so tells no time.
    pub fn made_at(&self) -> Option<i64> {
        let [a, b, c, d, e, f, version, _, variant, ..] = self.0;
        let time = i64::from_be_bytes([0, 0, a, b, c, d, e, f]);
        (version >> 4 == 7 && variant >> 6 == 0b10).then_some(time)
    }
}

impl AnswerId {
    /// What sorts before every id of version 7 that was made at this time (milliseconds since 1970) or later.
    pub(crate) fn first_of(milliseconds: i64) -> Option<AnswerId> {
        let [0, 0, a, b, c, d, e, f] = milliseconds.to_be_bytes() else {
            return None;
        };
        let mut bytes = [0; 16];
        for (to, from) in bytes.iter_mut().zip([a, b, c, d, e, f]) {
            *to = from;
        }
        Some(AnswerId(bytes))
    }
}

impl fmt::Display for AnswerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, byte) in self.0.iter().enumerate() {
            if matches!(at, 4 | 6 | 8 | 10) {
                f.write_str("-")?;
            }
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl MessageKey {
    /// The hash.
    pub(crate) fn bytes(self) -> [u8; 32] {
        self.0
    }

    /// The key that is written in these 64 hexadecimal digits.
    pub fn from_hex(text: &str) -> Option<MessageKey> {
        unhex(text).map(MessageKey)
    }
}

impl fmt::Display for MessageKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(f, &self.0)
    }
}

pub(super) fn write_hex(f: &mut fmt::Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
}

/// The `N` bytes that are written in hexadecimal digits.
pub(crate) fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.as_bytes();
    if digits.len() != N * 2 {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        for digit in pair {
            let value = (*digit as char).to_digit(16)?;
            *byte = (*byte << 4) | u8::try_from(value).ok()?;
        }
    }
    Some(bytes)
}

/// The hour of a time, counted since 1970.
pub(crate) fn hour_of(milliseconds: i64) -> i64 {
    milliseconds.div_euclid(3_600_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_written_as_they_are_read() {
        let text = "01890a5d-ac96-774b-bcce-b302099a8057";
        assert_eq!(AnswerId::parse(text).unwrap().to_string(), text);
        for wrong in [
            "",
            "01890a5dac96774bbcceb302099a8057",
            "01890a5d-ac96-774b-bcce-b302099a805g",
            "01890a5d+ac96-774b-bcce-b302099a8057",
        ] {
            assert_eq!(AnswerId::parse(wrong), None, "{wrong}");
        }
        let key = "0f".repeat(32);
        assert_eq!(MessageKey::from_hex(&key).unwrap().to_string(), key);
    }

    #[test]
    fn ids_of_version_7_tell_their_time() {
        let made_at = |text| AnswerId::parse(text).unwrap().made_at();
        // The example of RFC 9562, appendix A.6: 2022-02-22T19:22:22.00Z.
        let example = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f";
        assert_eq!(made_at(example), Some(1_645_557_742_000));
        for other in [
            // Of version 4, of another variant, and the greatest of all.
            "919108f7-52d1-4320-9bac-f847db4148a8",
            "017f22e2-79b0-7cc3-18c4-dc0c0c07398f",
            "ffffffff-ffff-ffff-ffff-ffffffffffff",
        ] {
            assert_eq!(made_at(other), None, "{other}");
        }
    }

    #[test]
    fn one_reporter_has_another_id_in_each_organisation() {
        let (one, other) = ([1; 32], [2; 32]);
        assert_eq!(ReporterId::of(&one, "julia"), ReporterId::of(&one, "julia"));
        assert_ne!(
            ReporterId::of(&one, "julia"),
            ReporterId::of(&other, "julia")
        );
        assert_ne!(
            ReporterId::of(&one, "julia"),
            ReporterId::of(&one, "tobias")
        );
    }

    #[test]
    fn hours_begin_at_the_full_hour_before_1970_too() {
        assert_eq!(hour_of(3_599_999), 0);
        assert_eq!(hour_of(-1), -1);
    }
}
