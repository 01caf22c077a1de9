//! Asks for gift cards, or opens as those do who will: a superior with a quick favour and no time to talk.
//!
//! Why: the codes are money, and whoever has them keeps it.
//!
//! Wrong when: a friend asks for a favour, which counts half at most. Silent on shops that sell gift cards, which have
//! links, where this fraud has none.
use crate::lexicon::Topic;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "content.gift_card",
    group: Group::Content,
    direction: Direction::Threat,
    threats: &[Threat::PaymentFraud, Threat::Impersonation],
    evidence: &["phrase"],
    since: "0.1.0",
    inspect,
};

/// The favour is asked in few words: above this many characters it is another kind of letter.
const LONGEST: usize = 1_500;

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let asked = examination.mention(Topic::GiftCard)?;
    let leads = examination.leads();
    let text = examination.message.body().visible();
    let is_note = text.chars().nth(LONGEST).is_none()
        && leads.inside == 0
        && leads.to_others <= 2
        && leads.pictures == 0;
    let secret = examination.mention(Topic::Secrecy).is_some();
    let strength = match asked.count {
        2.. if is_note => Strength::FULL,
        1 if is_note && secret => Strength::FULL,
        1 if is_note => Strength::HALF,
        _ => return None,
    };
    Some(SIGNAL.found().with("phrase", asked.phrase).at(strength))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_a_superior_who_needs_cards() {
        let mail = Mail::from("Tobias Rennert <t.rennert.office@gmail.com>")
            .subject("Quick favor")
            .text("I'm in a meeting and can't talk. I need you to purchase five Apple gift cards and send me the codes.");
        let finding = assert_fires(&SIGNAL, mail);
        assert_fact(&finding, "phrase", "quick favor");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_on_an_opening_at_half_strength() {
        let mail = Mail::any().text("Are you available at the moment?");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::HALF);
    }

    #[test]
    fn fires_on_a_chinese_request_in_confidence() {
        let mail = Mail::any().text("帮我买几张购物卡，不要告诉任何人。");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::FULL);
    }

    #[test]
    fn fires_on_a_french_request() {
        let mail =
            Mail::any().text("Je voudrais acheter des cartes cadeaux. À garder entre nous deux.");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::FULL);
    }

    #[test]
    fn silent_on_a_shop_that_sells_them() {
        let offer = "<p>Apple gift cards and Amazon gift cards, 5 % off</p><a href='https://www.sender.example/1'>1</a>\
                     <a href='https://www.sender.example/2'>2</a><a href='https://www.sender.example/3'>3</a>";
        assert_silent(&SIGNAL, Mail::any().html(offer));
    }

    #[test]
    fn silent_on_a_newsletter_that_warns_of_it() {
        let text =
            "Scammers ask staff to buy gift cards. Read on: https://www.sender.example/awareness";
        assert_silent(&SIGNAL, Mail::any().text(text));
    }

    #[test]
    fn silent_on_a_friend_who_asks_for_help() {
        let mail = Mail::from("Ben <ben@gmail.com>")
            .text("Could you help me carry the sofa on Saturday? Pizza is on me.");
        assert_silent(&SIGNAL, mail);
    }
}
