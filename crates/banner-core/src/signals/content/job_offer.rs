//! Offers easy work for good pay: reshipping, ratings, payments passed on, an hour a day from home.
//!
//! Why: the worker pays a deposit that never comes back, or moves stolen money and goods in their own name.
//!
//! Wrong when: recruiters write to strangers too: one phrase counts only where the answer leaves for a free mailbox, a
//! messenger or another organisation. Silent on ordinary job advertisements.
use crate::lexicon::Topic;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "content.job_offer",
    group: Group::Content,
    direction: Direction::Threat,
    threats: &[Threat::AdvanceFee, Threat::PaymentFraud],
    evidence: &["phrase"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let offer = examination.mention(Topic::JobOffer)?;
    let strength = match offer.count {
        3.. => Strength::FULL,
        2 if examination.is_answered_by_freemail() => Strength::FULL,
        2 => Strength::HALF,
        _ if examination.is_answered_by_freemail() => Strength::HALF,
        _ if offer.in_subject && examination.leads().elsewhere() => Strength::HALF,
        _ => return None,
    };
    Some(SIGNAL.found().with("phrase", offer.phrase).at(strength))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_easy_work_from_a_free_mailbox() {
        let mail = Mail::from("HR Team <hr.jobs2026@gmail.com>")
            .text("No experience required. Earn $500 weekly, work from home, flexible hours.");
        let finding = assert_fires(&SIGNAL, mail);
        assert_fact(&finding, "phrase", "no experience required");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_on_a_chinese_offer() {
        for text in [
            "招聘兼职刷单，日结工资，在家即可操作",
            "招聘兼職刷單，日結工資，在家即可操作",
        ] {
            assert_fires(&SIGNAL, Mail::any().text(text));
        }
    }

    #[test]
    fn fires_on_a_russian_offer_in_the_subject() {
        let mail = Mail::any()
            .subject("Удаленная работа без опыта")
            .text("Подробнее: https://quibusdam.example/");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::HALF);
    }

    #[test]
    fn silent_on_an_advertisement_of_a_job_board() {
        let mail = Mail::any().html(
            "<p>Warehouse clerk, full-time, no experience required.</p><a href='https://www.sender.example/jobs/1'>Apply</a>",
        );
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_a_colleague_at_home() {
        assert_silent(
            &SIGNAL,
            Mail::from("Ben <ben@gmail.com>").text("I work from home on Monday. 我周一在家办公。"),
        );
    }
}
