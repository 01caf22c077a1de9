//! The names of levels, answers, corrections and grades in the database, which are those of the wire.

use banner_core::{Answer, Correction, Level};

use super::{Grade, StoreError};

/// The name of an answer in the database, which is that of the wire.
pub(crate) fn answer_name(answer: Answer) -> &'static str {
    match answer {
        Answer::Accurate => "accurate",
        Answer::NotAccurate => "not_accurate",
    }
}

/// The answer of that name.
pub(crate) fn answer_named(name: &str) -> Option<Answer> {
    [Answer::Accurate, Answer::NotAccurate]
        .into_iter()
        .find(|answer| answer_name(*answer) == name)
}

/// The name of a correction in the database, which is that of the wire.
pub(crate) fn correction_name(correction: Correction) -> &'static str {
    match correction {
        Correction::Phishing => "phishing",
        Correction::Spam => "spam",
        Correction::Legitimate => "legitimate",
        Correction::Unsure => "unsure",
    }
}

/// The correction of that name.
pub(crate) fn correction_named(name: &str) -> Option<Correction> {
    [
        Correction::Phishing,
        Correction::Spam,
        Correction::Legitimate,
        Correction::Unsure,
    ]
    .into_iter()
    .find(|correction| correction_name(*correction) == name)
}

/// The level of that name.
pub(crate) fn level_named(name: &str) -> Option<Level> {
    Level::ALL.into_iter().find(|level| level.name() == name)
}

/// What the database holds under `name`, or why that cannot be told.
pub(super) fn known<T>(name: &str, named: impl Fn(&str) -> Option<T>) -> Result<T, StoreError> {
    named(name).ok_or_else(|| {
        StoreError::Engine(format!(
            "it holds \"{name}\", which this version does not know"
        ))
    })
}

impl Grade {
    /// All of them, the one that carries least first.
    pub const ALL: [Grade; 3] = [Grade::Signals, Grade::Features, Grade::Message];

    /// Its name on the wire and in the database.
    pub fn name(self) -> &'static str {
        match self {
            Grade::Signals => "signals",
            Grade::Features => "features",
            Grade::Message => "message",
        }
    }

    /// The grade of that name.
    pub fn named(name: &str) -> Option<Grade> {
        Grade::ALL.into_iter().find(|grade| grade.name() == name)
    }
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
