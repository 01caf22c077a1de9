//! Promises a subsidy, a refund, back pay or another benefit that is to be claimed.
//!
//! Why: money that seems due from employer or state lets people give their card number away; sent from a stolen inside
//! account, the request is the only thing that betrays it.
//!
//! Wrong when: a pay office announces a real allowance with a link to the organisation's own pages, or a shop confirms a
//! refund: a hint at most while every link stays with the organisation in From, silent when nothing is to be followed.
use crate::lexicon::Topic;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "content.benefit_lure",
    group: Group::Content,
    direction: Direction::Threat,
    threats: &[
        Threat::CredentialPhishing,
        Threat::PaymentFraud,
        Threat::InternalAccountAbuse,
    ],
    evidence: &["phrase"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let lure = examination.mention(Topic::BenefitLure)?;
    let leads = examination.leads();
    let attached = !examination.message.attachments().is_empty();
    let strength = match lure.is_clear() {
        // A code to scan is part of the mail, and so are the papers that hold one.
        true if leads.elsewhere() || leads.inside == 0 && (leads.pictures > 0 || attached) => {
            Strength::FULL
        }
        // A code in an attached document is the usual form of it.
        _ if leads.is_scanned && leads.inside == 0 => Strength::FULL,
        false
            if leads.elsewhere()
                || leads.document && leads.inside == 0
                || examination.is_answered_by_freemail() =>
        {
            Strength::HALF
        }
        true if examination.is_answered_by_freemail() => Strength::HALF,
        true if leads.anywhere() => Strength::WEAK,
        _ => return None,
    };
    Some(SIGNAL.found().with("phrase", lure.phrase).at(strength))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_a_wage_subsidy_at_a_strangers_page() {
        let mail = Mail::from("财务部 <notice@quibusdam.example>")
            .subject("关于2026年工资补贴的通知")
            .text("劳动补贴现已开始发放，请打开 http://butie.other.example/2026/ 登记");
        let finding = assert_fires(&SIGNAL, mail);
        assert_fact(&finding, "phrase", "工资补贴");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_on_a_code_to_scan_from_an_inside_account() {
        let mail = Mail::from("王芳 <wang@acme.example>")
            .subject("工资补贴")
            .html("<p>请扫描二维码</p><img src='cid:code' width=220 height=220>");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::FULL);
    }

    #[test]
    fn fires_on_a_tax_refund() {
        let mail = Mail::any().subject("Your tax refund").html("<p>You are eligible for a tax refund.</p><a href='https://quibusdam.example/'>Claim</a>");
        assert_fires(&SIGNAL, mail);
    }

    #[test]
    fn fires_on_a_german_refund() {
        let mail = Mail::any()
            .subject("Ihre Steuererstattung")
            .text("Jetzt beantragen: https://quibusdam.example/");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::FULL);
    }

    #[test]
    fn silent_on_an_everyday_mention() {
        let mail = Mail::from("李明 <liming@acme.example>")
            .text("报价单请发给财务部，工资补贴的问题下周再谈。");
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_an_offer_that_promises_no_benefit() {
        assert_silent(
            &SIGNAL,
            Mail::any().html("<p>20 % off all books.</p><a href='https://other.example/'>Shop</a>"),
        );
    }
}
