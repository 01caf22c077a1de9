//! The judgement of one message, as it goes over the wire.

mod facts;

pub use facts::{FactValue, Facts};

use serde::{Deserialize, Serialize};

use crate::level::Level;
use crate::signals::{Group, Threat};

/// The judgement of one message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct Verdict {
    /// How bad it is.
    pub level: Level,
    /// The probability that the message is harmful, from 0 to 1.
    pub probability: f64,
    /// What it would mean for the reader, the likeliest first.
    pub threats: Vec<Threat>,
    /// What was found, ordered by falling share; reassuring findings, whose share is negative, last.
    pub findings: Vec<Reason>,
    /// The domain of the From address, in ASCII form, proven or not; missing when From has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sender_domain: Option<String>,
    /// The version of the model that judged.
    pub model: String,
}

/// One finding with its part in the judgement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct Reason {
    /// The signal's id.
    pub id: String,
    /// The signal's group.
    pub group: Group,
    /// How clearly the message shows it: above 0, at most 1.
    pub strength: f32,
    /// Its term in the model's sum (log-odds): the explanation is the model itself.
    pub share: f64,
    /// True when the model has no weight for this signal, so that its share means nothing yet.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub untrained: bool,
    /// The finding in the reader's language.
    pub text: String,
    /// The facts behind it: texts, host names in ASCII form, counts.
    #[cfg_attr(
        feature = "typescript",
        tsify(type = "Record<string, string | number>")
    )]
    pub evidence: Facts,
}
