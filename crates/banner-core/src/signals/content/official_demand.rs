//! Demands that a fine, a toll, a tax or a debt be paid, or summons the reader before a court or the police.
//!
//! Why: nobody wants trouble with an authority, and the sum is small enough to be paid at once on the page that is linked.
//!
//! Wrong when: authorities and toll roads do write: a hint at most while every link stays with the organisation in From;
//! silent when nothing is to be followed, opened or answered to a free mailbox.
use crate::lexicon::Topic;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "content.official_demand",
    group: Group::Content,
    direction: Direction::Threat,
    threats: &[
        Threat::PaymentFraud,
        Threat::CredentialPhishing,
        Threat::Extortion,
    ],
    evidence: &["phrase"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let demand = examination.mention(Topic::OfficialDemand)?;
    let leads = examination.leads();
    let by_freemail = examination.is_answered_by_freemail();
    let strength = match (
        leads.elsewhere() || leads.form || by_freemail,
        demand.is_clear(),
    ) {
        (true, true) => Strength::FULL,
        (true, false) => Strength::HALF,
        (false, _) if leads.anywhere() => Strength::WEAK,
        _ => return None,
    };
    Some(SIGNAL.found().with("phrase", demand.phrase).at(strength))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_an_unpaid_toll() {
        let mail = Mail::any()
            .subject("Unpaid toll")
            .html("<p>You have an unpaid toll of $6.99.</p><a href='https://toll.quibusdam.example/'>Pay</a>");
        let finding = assert_fires(&SIGNAL, mail);
        assert_fact(&finding, "phrase", "unpaid toll");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_on_a_french_summons_from_a_free_mailbox() {
        let mail = Mail::from("Brigade <brigade.mineurs@gmail.com>").text(
            "Vous faites l'objet de poursuites judiciaires. Répondez à cette convocation judiciaire sous 72 heures.",
        );
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::FULL);
    }

    #[test]
    fn fires_on_a_chinese_fine() {
        for text in ["您有一笔交通违章未处理", "您有一筆交通罰單未繳納"] {
            let mail = Mail::any().text(&format!("{text}：http://quibusdam.example/"));
            assert_fires(&SIGNAL, mail);
        }
    }

    #[test]
    fn fires_on_a_german_fine() {
        let mail = Mail::any()
            .subject("Bußgeldbescheid")
            .text("Offenes Bußgeld: https://quibusdam.example/");
        assert_fires(&SIGNAL, mail);
    }

    #[test]
    fn fires_as_a_hint_while_links_stay_with_the_sender() {
        let mail =
            Mail::any().html("<p>Unpaid toll</p><a href='https://www.sender.example/'>Pay</a>");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::WEAK);
    }

    #[test]
    fn silent_on_a_letter_that_leads_nowhere() {
        assert_silent(
            &SIGNAL,
            Mail::any().text("The unpaid toll was my fault, sorry."),
        );
    }

    #[test]
    fn silent_on_talk_of_courts() {
        let mail =
            Mail::any().text("The tennis court is booked: https://other.example/ Fine with you?");
        assert_silent(&SIGNAL, mail);
    }
}
