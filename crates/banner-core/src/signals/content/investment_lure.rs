//! Promises sure profits: a trading platform, doubled coins, inside tips on shares.
//!
//! Why: the first profits are shown, not paid; what is paid in is gone.
//!
//! Wrong when: brokers and newspapers speak of returns: one phrase in passing counts only where the answer leaves for a
//! free mailbox or the link for another organisation, and then half.
use crate::lexicon::Topic;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "content.investment_lure",
    group: Group::Content,
    direction: Direction::Threat,
    threats: &[Threat::AdvanceFee, Threat::PaymentFraud],
    evidence: &["phrase"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let promise = examination.mention(Topic::InvestmentLure)?;
    let leaves = examination.leads().elsewhere() || examination.is_answered_by_freemail();
    let strength = match (promise.count, leaves) {
        (3.., _) | (2, true) => Strength::FULL,
        (2, false) => Strength::HALF,
        (_, true) => Strength::HALF,
        (_, false) => return None,
    };
    Some(SIGNAL.found().with("phrase", promise.phrase).at(strength))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_sure_profits_elsewhere() {
        let mail = Mail::any().text(
            "Guaranteed profit, no risk: double your bitcoin in a week. https://quibusdam.example/",
        );
        let finding = assert_fires(&SIGNAL, mail);
        assert_fact(&finding, "phrase", "guaranteed profit");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_on_chinese_tips() {
        for text in [
            "内部消息，牛股推荐，稳赚不赔",
            "內部消息，牛股推薦，穩賺不賠",
        ] {
            assert_fires(&SIGNAL, Mail::from("老师 <laoshi@qq.com>").text(text));
        }
    }

    #[test]
    fn fires_on_a_german_and_a_portuguese_promise() {
        assert_fires(
            &SIGNAL,
            Mail::any()
                .text("Garantierte Rendite mit automatischem Handel: https://quibusdam.example/"),
        );
        assert_fires(
            &SIGNAL,
            Mail::any().text("Lucro garantido e renda extra: https://quibusdam.example/"),
        );
    }

    #[test]
    fn silent_on_one_phrase_that_leads_nowhere() {
        assert_silent(
            &SIGNAL,
            Mail::any().text("There is no guaranteed profit in farming."),
        );
    }

    #[test]
    fn silent_on_news_of_the_market() {
        let mail = Mail::any().text("Shares rose by 2 % on Monday: https://other.example/market");
        assert_silent(&SIGNAL, mail);
    }
}
