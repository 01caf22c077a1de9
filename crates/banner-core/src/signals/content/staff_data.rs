//! Asks for tax forms, payslips or lists of the people who work for the organisation.
//!
//! Why: with the wage statements of all staff, false tax returns are filed and salaries turned away in their names.
//!
//! Wrong when: a payroll office collects forms from its own people: half strength on one phrase from an organisation's
//! address. Silent where somebody only writes that a form is ready.
use crate::lexicon::Topic;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "content.staff_data",
    group: Group::Content,
    direction: Direction::Threat,
    threats: &[Threat::Impersonation, Threat::CredentialPhishing],
    evidence: &["phrase"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let request = examination.mention(Topic::StaffData)?;
    let strength = if request.is_clear() || examination.is_answered_by_freemail() {
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
    fn fires_on_the_wage_statements_of_all_staff() {
        let mail = Mail::from("Tobias Rennert <t.rennert.office@gmail.com>")
            .text("Kindly send me the W-2 of all employees for a quick review.");
        let finding = assert_fires(&SIGNAL, mail);
        assert_fact(&finding, "phrase", "w-2 of all");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_on_a_form_to_be_faxed() {
        let mail =
            Mail::any().text("Complete the W-8BEN form and fax it back to the number on it.");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::HALF);
    }

    #[test]
    fn fires_on_a_chinese_list_of_staff() {
        for text in [
            "请把公司通讯录和员工工资表发给我。",
            "請把公司通訊錄和員工工資表發給我。",
        ] {
            assert_fires(&SIGNAL, Mail::any().text(text));
        }
    }

    #[test]
    fn fires_on_german_payslips() {
        assert_fires(
            &SIGNAL,
            Mail::any().text("Bitte die Lohnabrechnungen aller Mitarbeiter als PDF."),
        );
    }

    #[test]
    fn silent_on_a_form_that_is_ready() {
        assert_silent(
            &SIGNAL,
            Mail::any().text("Your W-2 form for 2025 is ready in the staff portal."),
        );
    }

    #[test]
    fn silent_on_a_letter_to_all_staff() {
        assert_silent(
            &SIGNAL,
            Mail::any()
                .text("Dear all employees, the office is closed on Friday. 全体员工周五放假。"),
        );
    }
}
