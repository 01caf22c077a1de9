//! Promises a fortune: an inheritance, a fund, a donation, a loan from a stranger.
//!
//! Why: before the fortune comes, fees are to be paid, again and again.
//!
//! Wrong when: banks, charities and notaries use some of these words: one phrase alone counts only when the answer
//! goes to a free mailbox. Silent on talk of such letters in passing.
use crate::lexicon::Topic;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "content.advance_fee",
    group: Group::Content,
    direction: Direction::Threat,
    threats: &[Threat::AdvanceFee],
    evidence: &["phrase"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let promise = examination.mention(Topic::AdvanceFee)?;
    let strength = match (promise.count, examination.is_answered_by_freemail()) {
        (3.., _) | (2, true) => Strength::FULL,
        (2, false) | (1, true) => Strength::HALF,
        _ => return None,
    };
    Some(SIGNAL.found().with("phrase", promise.phrase).at(strength))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_an_inheritance_that_is_answered_by_free_mail() {
        let mail = Mail::any()
            .header("Reply-To", "Barrister Cole <barrister.cole@gmail.com>")
            .text("I act for my late client, who died without a will. You may stand as the next of kin.");
        let finding = assert_fires(&SIGNAL, mail);
        assert_fact(&finding, "phrase", "my late client");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_on_many_phrases_from_anywhere() {
        let mail = Mail::any().text("I am a widow diagnosed with cancer. I have decided to donate the sum of $ 5.5 million usd to you.");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::FULL);
    }

    #[test]
    fn fires_on_a_chinese_inheritance() {
        let mail = Mail::from("Lawyer <law@gmail.com>").text("我的委托人留下了巨额遗产。");
        assert_fires(&SIGNAL, mail);
    }

    #[test]
    fn fires_on_a_german_inheritance() {
        let mail = Mail::from("Anwalt <anwalt@gmx.de>")
            .text("Ich bin Rechtsanwalt. Sie kommen als nächster Angehöriger in Frage.");
        assert_fires(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_one_phrase_in_a_firms_letter() {
        assert_silent(
            &SIGNAL,
            Mail::any().text("Please name your next of kin in the form for the trip."),
        );
    }

    #[test]
    fn silent_on_a_friends_news() {
        assert_silent(
            &SIGNAL,
            Mail::from("Ben <ben@gmail.com>")
                .text("My aunt left me her piano. Do you know a carrier?"),
        );
    }
}
