//! Says that a subscription, a protection or a storage has run out, or that its payment failed.
//!
//! Why: the page that renews it asks for the card, and what was never subscribed to costs nothing to doubt.
//!
//! Wrong when: services do write when a card expires: a hint at most while every link stays with the organisation in
//! From, and silent when nothing is to be followed.
use crate::lexicon::Topic;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "content.subscription_lure",
    group: Group::Content,
    direction: Direction::Threat,
    threats: &[Threat::CredentialPhishing, Threat::PaymentFraud],
    evidence: &["phrase"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let lure = examination.mention(Topic::SubscriptionLure)?;
    let leads = examination.leads();
    let strength = match (leads.elsewhere() || leads.form, lure.is_clear()) {
        (true, true) => Strength::FULL,
        (true, false) => Strength::HALF,
        (false, _) if leads.anywhere() => Strength::WEAK,
        _ => return None,
    };
    Some(SIGNAL.found().with("phrase", lure.phrase).at(strength))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    const ELSEWHERE: &str = "<a href='https://quibusdam.example/'>Renew</a>";

    #[test]
    fn fires_on_a_protection_that_ran_out() {
        let mail = Mail::any()
            .subject("Your antivirus has expired")
            .html(&format!("<p>Your device is at risk.</p>{ELSEWHERE}"));
        let finding = assert_fires(&SIGNAL, mail);
        assert_fact(&finding, "phrase", "antivirus has expired");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_on_photos_that_will_be_deleted() {
        let mail = Mail::any().html(&format!(
            "<p>Your photos and videos will be deleted.</p>{ELSEWHERE}"
        ));
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::HALF);
    }

    #[test]
    fn fires_on_a_chinese_membership() {
        for subject in ["您的会员自动续费失败", "您的會員自動續費失敗"] {
            let mail = Mail::any()
                .subject(subject)
                .html(&format!("<p>您好</p>{ELSEWHERE}"));
            assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::FULL);
        }
    }

    #[test]
    fn fires_on_a_spanish_and_a_japanese_payment() {
        for subject in ["No pudimos procesar su pago", "お支払いに失敗しました"] {
            let mail = Mail::any()
                .subject(subject)
                .html(&format!("<p>x</p>{ELSEWHERE}"));
            assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::FULL);
        }
    }

    #[test]
    fn fires_as_a_hint_when_the_service_links_to_itself() {
        let mail = Mail::any()
            .subject("Your payment method was declined")
            .html("<p>Hello</p><a href='https://www.sender.example/account'>Account</a>");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::WEAK);
    }

    #[test]
    fn silent_on_a_letter_without_links() {
        assert_silent(
            &SIGNAL,
            Mail::any().text("Your antivirus has expired, I can look on Monday."),
        );
    }

    #[test]
    fn silent_on_a_newsletter_that_one_subscribes_to() {
        let mail = Mail::any().html(&format!("<p>Thanks for your subscription.</p>{ELSEWHERE}"));
        assert_silent(&SIGNAL, mail);
    }
}
