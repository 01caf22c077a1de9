//! Says that the reader has won or is to receive a prize or reward, to be claimed elsewhere.
//!
//! Why: "shipping" for the prize is paid with a card, or the answers to the survey are the loot.
//!
//! Wrong when: a shop's own raffle or loyalty programme writes: half strength at most while its links stay with the
//! organisation in From, silent when that is a known brand, and when there is nothing to follow. One phrase in the text may stand
//! in any newsletter: weak.
use crate::lexicon::Topic;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "content.prize",
    group: Group::Content,
    direction: Direction::Threat,
    threats: &[Threat::PaymentFraud, Threat::AdvanceFee],
    evidence: &["phrase"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let prize = examination.mention(Topic::Prize)?;
    let leads = examination.leads();
    let strength = match (
        leads.elsewhere() || examination.is_answered_by_freemail(),
        prize.is_clear(),
    ) {
        (true, true) => Strength::FULL,
        (true, false) => Strength::WEAK,
        // A throw-away domain links to itself as a shop does.
        (false, true) if leads.inside > 0 && !examination.is_from_known() => Strength::HALF,
        _ => return None,
    };
    Some(SIGNAL.found().with("phrase", prize.phrase).at(strength))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_a_prize_behind_a_foreign_link() {
        let mail = Mail::any()
            .subject("Congratulations! You have been selected")
            .html("<p>Claim your prize.</p><a href='https://track.quibusdam.example/'>CLAIM</a>");
        let finding = assert_fires(&SIGNAL, mail);
        assert_fact(&finding, "phrase", "congratulations you have been");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_on_a_lottery_that_is_answered_by_free_mail() {
        let mail = Mail::any()
            .header("Reply-To", "agent@gmail.com")
            .text("You have won the lottery. Claim your prize from our agent.");
        assert_fires(&SIGNAL, mail);
    }

    #[test]
    fn fires_on_a_chinese_prize() {
        let mail = Mail::any()
            .subject("中奖通知")
            .text("您是幸运用户，点击领取：https://quibusdam.example/");
        assert_fires(&SIGNAL, mail);
    }

    #[test]
    fn fires_on_a_french_prize() {
        let mail = Mail::any().text("Vous avez été sélectionné : https://quibusdam.example/");
        assert_fires(&SIGNAL, mail);
    }

    #[test]
    fn fires_at_half_on_an_unknown_sender_that_links_to_itself() {
        let page = "<p>Claim your prize.</p><a href='https://track.sender.example/r'>CLAIM</a>";
        let mail = Mail::any()
            .subject("Congratulations! You have won")
            .html(page);
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::HALF);
    }

    #[test]
    fn silent_on_a_shops_own_raffle() {
        let mail = Mail::any().html("<p>Claim your prize in our shop.</p><a href='https://www.sender.example/raffle'>Shop</a>");
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_congratulations() {
        assert_silent(
            &SIGNAL,
            Mail::from("Ben <ben@gmail.com>").text("Congratulations on your new job!"),
        );
    }
}
