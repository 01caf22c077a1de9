//! What an answer on a banner says of the message.

use banner_core::{Answer, Correction, Level};

use super::Opinion;

/// What the message is by an answer; `None` where the reader does not know. What a reader names outright counts; without that,
/// "accurate" takes the banner's word and "not accurate" its opposite. A notice is no alarm, so it counts as a banner that
/// found nothing harmful.
pub fn implied(answer: Answer, correction: Option<Correction>, level: Level) -> Option<Opinion> {
    match correction {
        Some(correction) => settled(correction),
        None => Some(match (answer, level >= Level::Caution) {
            (Answer::Accurate, true) | (Answer::NotAccurate, false) => Opinion::Harmful,
            (Answer::Accurate, false) | (Answer::NotAccurate, true) => Opinion::Legitimate,
        }),
    }
}

/// What a label that was chosen by name says.
pub(crate) fn settled(label: Correction) -> Option<Opinion> {
    match label {
        Correction::Phishing => Some(Opinion::Harmful),
        Correction::Spam => Some(Opinion::Unwanted),
        Correction::Legitimate => Some(Opinion::Legitimate),
        Correction::Unsure => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_takes_the_banners_word_or_its_opposite() {
        let alone = |answer, level| implied(answer, None, level);
        for level in [Level::Caution, Level::Suspicious, Level::Danger] {
            assert_eq!(alone(Answer::Accurate, level), Some(Opinion::Harmful));
            assert_eq!(alone(Answer::NotAccurate, level), Some(Opinion::Legitimate));
        }
        for level in [Level::None, Level::Notice] {
            assert_eq!(alone(Answer::Accurate, level), Some(Opinion::Legitimate));
            assert_eq!(alone(Answer::NotAccurate, level), Some(Opinion::Harmful));
        }
    }

    #[test]
    fn what_a_reader_names_counts_whatever_was_shown() {
        let named = |correction| implied(Answer::NotAccurate, Some(correction), Level::Danger);
        assert_eq!(named(Correction::Spam), Some(Opinion::Unwanted));
        assert_eq!(named(Correction::Phishing), Some(Opinion::Harmful));
        assert_eq!(named(Correction::Unsure), None);
    }
}
