//! Presses the reader: a deadline, a last warning, a loss that threatens.
//!
//! Why: haste keeps people from looking twice.
//!
//! Wrong when: real deadlines, reminders and sales are urgent too: never more than half strength, and a single phrase in
//! the text is a hint where the message leads to another organisation. Silent where it does not.
use crate::lexicon::Topic;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "content.pressure",
    group: Group::Content,
    direction: Direction::Threat,
    threats: &[Threat::CredentialPhishing, Threat::PaymentFraud],
    evidence: &["phrase"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let pressure = examination.mention(Topic::Pressure)?;
    let strength = match pressure.is_clear() {
        true => Strength::HALF,
        false if examination.leads().elsewhere() => Strength::WEAK,
        false => return None,
    };
    Some(SIGNAL.found().with("phrase", pressure.phrase).at(strength))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_a_last_warning_in_the_subject() {
        let finding = assert_fires(&SIGNAL, Mail::any().subject("FINAL WARNING: your domain"));
        assert_fact(&finding, "phrase", "final warning");
        assert_eq!(finding.strength, Strength::HALF);
    }

    #[test]
    fn fires_on_two_threats_in_the_text() {
        let mail = Mail::any().text("Act now. Your access will be suspended.");
        assert_fires(&SIGNAL, mail);
    }

    #[test]
    fn fires_on_chinese_deadlines() {
        assert_fires(
            &SIGNAL,
            Mail::any().text("请在24小时内完成登记，否则将被注销，影响正常使用。"),
        );
    }

    #[test]
    fn fires_on_a_german_demand() {
        assert_fires(&SIGNAL, Mail::any().subject("Dringender Handlungsbedarf"));
    }

    #[test]
    fn fires_as_a_hint_on_one_phrase_before_a_foreign_link() {
        let mail = Mail::any().text("Act now: https://quibusdam.example/");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::WEAK);
    }

    #[test]
    fn silent_on_a_single_deadline_in_the_text() {
        assert_silent(
            &SIGNAL,
            Mail::any().text("We answer within 24 hours. Have a nice day."),
        );
    }

    #[test]
    fn silent_on_phrases_that_share_words() {
        assert_silent(
            &SIGNAL,
            Mail::any().text("The train service has been temporarily suspended."),
        );
    }
}
