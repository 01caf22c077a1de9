//! Asks the reader to send identity documents, codes, passwords or card data back.
//!
//! Why: a picture of a passport opens accounts in the reader's name, a code that has just arrived opens the reader's own.
//!
//! Whole sentences count as well as phrases: a verb of asking near what is asked for, and no word that forbids near them.
//!
//! Wrong when: landlords, employers and embassies ask for copies: half strength from an organisation's own address; full
//! only where the answer reaches a free mailbox or the mail asks for several such things.
use crate::lexicon::Topic;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "content.identity_request",
    group: Group::Content,
    direction: Direction::Threat,
    threats: &[Threat::CredentialPhishing, Threat::AdvanceFee],
    evidence: &["phrase"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let request = examination.mention(Topic::IdentityRequest)?;
    let strength = if request.count > 1 || examination.is_answered_by_freemail() {
        Strength::FULL
    } else {
        Strength::HALF
    };
    Some(SIGNAL.found().with("phrase", request.phrase).at(strength))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_a_passport_for_a_free_mailbox() {
        let mail = Mail::any()
            .header("Reply-To", "claims.office@gmail.com")
            .text("To go on, send a copy of your passport and your telephone number.");
        let finding = assert_fires(&SIGNAL, mail);
        assert_fact(&finding, "phrase", "copy of your passport");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_on_a_code_that_has_just_arrived() {
        let mail = Mail::any().text("You will get a text. Please send me the code you received.");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::HALF);
    }

    #[test]
    fn fires_on_both_sides_of_a_chinese_identity_card() {
        for text in [
            "请回复身份证正反面照片和银行卡号。",
            "請回覆身分證正反面照片和銀行卡號。",
        ] {
            assert_fires(&SIGNAL, Mail::any().text(text));
        }
    }

    #[test]
    fn fires_on_a_german_and_a_french_copy() {
        assert_fires(
            &SIGNAL,
            Mail::any().text("Senden Sie uns eine Kopie Ihres Ausweises."),
        );
        assert_fires(
            &SIGNAL,
            Mail::any().text("Merci d'envoyer une copie de votre pièce d'identité."),
        );
    }

    #[test]
    fn silent_on_a_reminder_to_bring_the_passport() {
        assert_silent(
            &SIGNAL,
            Mail::any()
                .text("Please bring your passport to the airport, and mind your code of conduct."),
        );
    }

    #[test]
    fn silent_on_a_service_that_sends_a_code() {
        assert_silent(
            &SIGNAL,
            Mail::any().text("Your verification code is 415230. Do not share it with anyone."),
        );
        assert_silent(
            &SIGNAL,
            Mail::any().text("您的验证码是 415230，请勿告诉他人。"),
        );
    }
}
