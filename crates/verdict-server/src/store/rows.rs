//! What goes into the store and comes out of it. Never sent to a client as it is.

use banner_core::{Answer, Correction, FeedbackReport, Level, ReportedFinding};

/// An answer to be kept.
#[derive(Debug, Clone, PartialEq)]
pub struct NewAnswer {
    /// What the reader's side sent, checked.
    pub report: FeedbackReport,
    /// When it came, in milliseconds since 1970-01-01T00:00Z.
    pub received_at: i64,
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HourCount {
    /// Hours since 1970-01-01T00:00Z.
    pub hour: i64,
    /// The level.
    pub level: Level,
    /// The version of the model.
    pub model: String,
    /// What was answered.
    pub answer: Answer,
    /// How often.
    pub count: u64,
}

impl NewAnswer {
    /// The hour in which it came, counted since 1970.
    pub fn hour(&self) -> i64 {
        self.received_at.div_euclid(3_600_000)
    }
}

/// The name of an answer in the database, which is that of the wire.
pub(super) fn answer_name(answer: Answer) -> &'static str {
    match answer {
        Answer::Accurate => "accurate",
        Answer::NotAccurate => "not_accurate",
    }
}

/// The answer of that name.
pub(super) fn answer_named(name: &str) -> Option<Answer> {
    [Answer::Accurate, Answer::NotAccurate]
        .into_iter()
        .find(|answer| answer_name(*answer) == name)
}

/// The name of a correction in the database, which is that of the wire.
pub(super) fn correction_name(correction: Correction) -> &'static str {
    match correction {
        Correction::Phishing => "phishing",
        Correction::Spam => "spam",
        Correction::Legitimate => "legitimate",
        Correction::Unsure => "unsure",
    }
}

/// The correction of that name.
pub(super) fn correction_named(name: &str) -> Option<Correction> {
    [
        Correction::Phishing,
        Correction::Spam,
        Correction::Legitimate,
        Correction::Unsure,
    ]
    .into_iter()
    .find(|correction| correction_name(*correction) == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_wire() {
        for answer in [Answer::Accurate, Answer::NotAccurate] {
            assert_eq!(serde_json::to_value(answer).unwrap(), answer_name(answer));
            assert_eq!(answer_named(answer_name(answer)), Some(answer));
        }
        for correction in [
            Correction::Phishing,
            Correction::Spam,
            Correction::Legitimate,
            Correction::Unsure,
        ] {
            assert_eq!(
                serde_json::to_value(correction).unwrap(),
                correction_name(correction)
            );
            assert_eq!(
                correction_named(correction_name(correction)),
                Some(correction)
            );
        }
    }
}
