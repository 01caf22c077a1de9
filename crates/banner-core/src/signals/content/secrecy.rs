//! Asks the reader to tell nobody, or says that the writer can be reached by mail only.
//!
//! Why: whoever asks a colleague would be told that it is a fraud; transfers "in confidence" and favours for a superior
//! live from it.
//!
//! Wrong when: people are in meetings and have secrets: silent unless the message also asks for money, cards or data, or
//! comes from a free mailbox with two such phrases, and on confidentiality notices below a signature.
use crate::lexicon::Topic;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "content.secrecy",
    group: Group::Content,
    direction: Direction::Threat,
    threats: &[Threat::PaymentFraud, Threat::Impersonation],
    evidence: &["phrase"],
    since: "0.1.0",
    inspect,
};

/// What a message asks for when the secret is the means.
const REQUESTS: [Topic; 6] = [
    Topic::PaymentChange,
    Topic::GiftCard,
    Topic::AdvanceFee,
    Topic::StaffData,
    Topic::IdentityRequest,
    Topic::InvestmentLure,
];

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let secret = examination.mention(Topic::Secrecy)?;
    let requests = REQUESTS
        .iter()
        .filter_map(|topic| examination.mention(*topic))
        .map(|request| request.count)
        .sum::<usize>();
    let by_freemail = examination.is_answered_by_freemail();
    let strength = match (requests, secret.is_clear()) {
        (2.., true) => Strength::FULL,
        (2.., false) | (1, true) => Strength::HALF,
        (1, false) if by_freemail => Strength::HALF,
        (0, true) if by_freemail => Strength::HALF,
        _ => return None,
    };
    Some(SIGNAL.found().with("phrase", secret.phrase).at(strength))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_a_transfer_in_confidence() {
        let mail = Mail::any().subject("Confidential").text(
            "Keep this confidential and do not tell anyone. Process a wire today; wire transfer instructions follow.",
        );
        let finding = assert_fires(&SIGNAL, mail);
        assert_fact(&finding, "phrase", "keep this confidential");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_on_a_chinese_favour() {
        let mail = Mail::any().text("我在开会，不方便接电话。帮我买几张购物卡，发送卡密给我。");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::FULL);
    }

    #[test]
    fn fires_on_a_traditional_chinese_favour_too() {
        let mail = Mail::any().text("我在開會，不方便接電話。請安排付款，匯至以下帳戶。");
        assert_fact(&assert_fires(&SIGNAL, mail), "phrase", "我在開會");
    }

    #[test]
    fn fires_on_a_german_stranger_with_a_secret() {
        let mail = Mail::from("Dr. Kern <kern.kanzlei@gmx.de>")
            .text("Die Sache ist streng vertraulich, bitte sprechen Sie mit niemandem darüber.");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::HALF);
    }

    #[test]
    fn silent_on_a_colleague_in_a_meeting() {
        assert_silent(
            &SIGNAL,
            Mail::any().text("I'm in a meeting until noon, shall we talk after that?"),
        );
    }

    #[test]
    fn silent_on_a_notice_below_a_signature() {
        let mail =
            Mail::any().text("See you on Monday.\r\n--\r\nThis e-mail is strictly confidential.");
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_a_surprise_party() {
        assert_silent(
            &SIGNAL,
            Mail::from("Ben <ben@gmail.com>").text("Don't tell anyone: we meet at eight."),
        );
    }
}
