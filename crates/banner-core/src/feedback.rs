//! A reader's answer, as it goes over the wire. It carries no mail text by construction.

mod sketch;

pub use sketch::sketch;

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::error::Error;
use crate::level::Level;
use crate::message::Message;
use crate::verdict::Verdict;

/// What a reader said of a banner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct FeedbackReport {
    /// Made by the client (UUID, RFC 9562): the same answer sent twice counts once.
    pub id: String,
    /// Was the banner right?
    pub answer: Answer,
    /// What the message really is, if the reader said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correction: Option<Correction>,
    /// The reader's own words, at most [`FeedbackReport::LONGEST_COMMENT`] characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// The level that was shown.
    pub level: Level,
    /// The probability behind it, from 0 to 1.
    pub probability: f64,
    /// What was found, without evidence.
    pub findings: Vec<ReportedFinding>,
    /// The version of the model that judged.
    pub model: String,
    /// A keyed hash of the Message-ID, from [`message_key`].
    pub message_key: String,
    /// What the organisation lets a report carry.
    pub grade: Grade,
}

/// Was the banner right?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// The banner was right.
    Accurate,
    /// The banner was wrong.
    NotAccurate,
}

/// What the message really is, in the reader's opinion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum Correction {
    /// It is meant to deceive.
    Phishing,
    /// It is unwanted but honest about what it is.
    Spam,
    /// It is what it says.
    Legitimate,
    /// The reader does not know.
    Unsure,
}

/// What a report may carry.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// Finding ids, strengths, level, model and a keyed hash: nothing of the message itself.
    #[default]
    Signals,
}

/// A finding as a report carries it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct ReportedFinding {
    /// The signal's id.
    pub id: String,
    /// Its strength: above 0, at most 1.
    pub strength: f32,
}

impl FeedbackReport {
    /// The longest comment, in characters.
    pub const LONGEST_COMMENT: usize = 2_000;
    /// The most findings that a report may list.
    pub const MOST_FINDINGS: usize = 256;

    /// The report of `answer` on `verdict`, without correction and comment.
    pub fn new(
        id: String,
        answer: Answer,
        verdict: &Verdict,
        message_key: String,
    ) -> FeedbackReport {
        FeedbackReport {
            id,
            answer,
            correction: None,
            comment: None,
            level: verdict.level,
            probability: verdict.probability,
            findings: verdict
                .findings
                .iter()
                .map(|reason| ReportedFinding {
                    id: reason.id.clone(),
                    strength: reason.strength,
                })
                .collect(),
            model: verdict.model.clone(),
            message_key,
            grade: Grade::Signals,
        }
    }

    /// Checks every field that a hostile client could fill with something else.
    ///
    /// # Errors
    /// [`Error::Report`] names the first field that does not hold what it may.
    pub fn check(&self) -> Result<(), Error> {
        let wrong = |field, rule| Err(Error::Report { field, rule });
        if !is_uuid(&self.id) {
            return wrong("id", "must be a UUID in its usual spelling (RFC 9562)");
        }
        if self
            .comment
            .as_ref()
            .is_some_and(|text| text.chars().count() > Self::LONGEST_COMMENT)
        {
            return wrong("comment", "must have at most 2,000 characters");
        }
        if !(0.0..=1.0).contains(&self.probability) {
            return wrong("probability", "must lie between 0 and 1");
        }
        if self.findings.len() > Self::MOST_FINDINGS {
            return wrong("findings", "must list at most 256 findings");
        }
        if !self
            .findings
            .iter()
            .all(|finding| is_signal_id(&finding.id))
        {
            return wrong("findings", "must name signals as group.name");
        }
        if !self
            .findings
            .iter()
            .all(|finding| finding.strength > 0.0 && finding.strength <= 1.0)
        {
            return wrong("findings", "must have strengths above 0 and at most 1");
        }
        if self.model.is_empty() || self.model.len() > 64 {
            return wrong(
                "model",
                "must name the model's version in 1 to 64 characters",
            );
        }
        let hex = |text: &str| {
            text.bytes()
                .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
        };
        if self.message_key.len() != 64 || !hex(&self.message_key) {
            return wrong("message_key", "must be 64 hexadecimal digits in lower case");
        }
        Ok(())
    }
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, b)| match at {
            8 | 13 | 18 | 23 => b == b'-',
            _ => b.is_ascii_hexdigit() && !b.is_ascii_uppercase(),
        })
}

/// Whether `text` can be the id of a signal: `group.name`, in small letters, digits and underscores, of at most 80 bytes.
pub fn is_signal_id(text: &str) -> bool {
    let word = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    };
    text.len() <= 80
        && text
            .split_once('.')
            .is_some_and(|(group, name)| word(group) && word(name))
}

/// A keyed hash by which reports on the same message are counted together without telling which
/// message it is: HMAC-SHA-256 (RFC 2104) of the Message-ID, or of the From, Date and Subject
/// fields when there is none; 64 hexadecimal digits.
pub fn message_key(key: &[u8], message: &Message<'_>) -> String {
    // HMAC takes keys of any length, so this cannot fail; an empty text would be the honest answer.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
        return String::new();
    };
    match message.message_id() {
        Some(id) => {
            mac.update(b"message-id\0");
            mac.update(id.as_bytes());
        }
        None => {
            mac.update(b"fields\0");
            for name in ["From", "Date", "Subject"] {
                mac.update(
                    message
                        .headers()
                        .get(name)
                        .map_or("", |header| &header.value)
                        .as_bytes(),
                );
                mac.update(b"\0");
            }
        }
    }
    mac.finalize()
        .into_bytes()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests;
