//! The name in From is one of the organisation's departments, the address is not the organisation's.
//!
//! Why: what finance, personnel or the help desk asks is done without questions.
//!
//! Wrong when: another organisation's department writes and names itself as ours does (half
//! strength when the name has more words than the department's, and when the organisation has not
//! named the department as its own; a bare `HR` or `Finance` that it has not named counts only at a free mailbox or an address
//! that no check proves). Silent when the organisation has
//! named no domains of its own, because then nobody can be told to be outside.
use crate::authentication::Standing;
use crate::signals::display_name::{is_unspaced, mentions, named_sender, words};
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};
use crate::word_list::{WordList, word_list};

/// Departments that every Chinese organisation has; elsewhere names differ too much.
const CHINESE: WordList = word_list![
    "财务部",
    "财务处",
    "财务科",
    "人事部",
    "人事处",
    "人力资源部",
    "行政部",
    "信息中心",
    "网络中心",
    "信息技术部",
    "人力资源中心",
    "财务中心",
    "系统管理员",
    "邮箱管理员",
    "邮件管理员",
    "薪酬部",
];

/// Departments elsewhere. Others have them too, so that they count only alone, and half.
const ELSEWHERE: WordList = word_list![
    "human resources",
    "finance department",
    "accounting department",
    "accounts department",
    "helpdesk",
    "help desk",
    "hr department",
    "it helpdesk",
    "it help desk",
    "it support",
    "it service desk",
    "it department",
    "payroll department",
    "payroll",
    "email administrator",
    "personalabteilung",
    "it abteilung",
    "recursos humanos",
    "ressources humaines",
    "service informatique",
    "отдел кадров",
    "служба поддержки ит",
    "人事課",
    "総務部",
    "情報システム部",
];

/// And by names so short that a partner's department has them too: only where checks do not speak for the address, or anybody has one like it.
const SHORT: WordList = word_list!["hr", "it", "finance", "accounts"];

/// Words around a department that name nobody else.
const AROUND: WordList = word_list![
    "the",
    "your",
    "our",
    "team",
    "department",
    "dept",
    "desk",
    "office",
    "notice",
    "notification",
    "admin",
    "no",
    "reply",
    "noreply",
    "internal",
    "abteilung",
];

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "sender.department_name",
    group: Group::Sender,
    direction: Direction::Threat,
    threats: &[Threat::Impersonation, Threat::PaymentFraud],
    evidence: &["department", "domain"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let organisation = &examination.context.organisation;
    let sender = named_sender(examination.message)?;
    if organisation.own_domains.is_empty()
        || organisation.trusts(sender.domain)
        || sender.is_passed_on_by_host(examination.message)
    {
        return None;
    }
    let mut configured = organisation.departments.iter().map(String::as_str);
    let is_named = |name: &&str| mentions(&sender.name, name) || is_variant(&sender.name, name);
    let named = configured
        .find(is_named)
        .or_else(|| CHINESE.iter().find(is_named));
    let is_whole = |name: &&str| is_whole_name(&sender.name, name);
    let (department, is_whole, strength) = match named {
        Some(name) if is_whole(&name) => (name, true, Strength::FULL),
        Some(name) => (name, false, Strength::HALF),
        None => {
            let is_shown = |name: &&str| mentions(&sender.name, name) && is_whole(name);
            let is_doubtful = || {
                let standing = examination.authentication().standing();
                matches!(
                    standing,
                    Standing::Failed | Standing::NotProven | Standing::Inconclusive
                ) || examination.is_from_freemail()
            };
            let short = || SHORT.iter().find(is_shown).filter(|_| is_doubtful());
            let name = ELSEWHERE.iter().find(is_shown).or_else(short)?;
            (name, true, Strength::HALF)
        }
    };
    // As the reader sees it, where the name says nothing else.
    let shown = if is_whole {
        sender.name.trim()
    } else {
        department
    };
    Some(
        SIGNAL
            .found()
            .with("department", shown)
            .with("domain", sender.host())
            .at(strength),
    )
}

/// Whether the name is the department's, written otherwise: `H.R.`, `ITHelpdesk`, `HR部门`, `人力资源` for `人力资源部`.
fn is_variant(name: &str, department: &str) -> bool {
    let [name, department] = [name, department].map(|text| {
        let joined = words(text).concat();
        let kinds = ["部门", "中心", "部", "处", "科"];
        let mut ends = kinds.iter().filter_map(|kind| joined.strip_suffix(kind));
        ends.next().map(str::to_owned).unwrap_or(joined)
    });
    !name.is_empty() && name == department
}

/// Whether the name says the department and nobody else.
fn is_whole_name(name: &str, department: &str) -> bool {
    if is_variant(name, department) {
        return true;
    }
    // Words that are written without spaces are whole only where the name is, which is_variant says.
    if department.chars().any(is_unspaced) {
        return false;
    }
    let department = words(department);
    let around: Vec<String> = AROUND.iter().flat_map(words).collect();
    words(name)
        .iter()
        .all(|word| department.contains(word) || around.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_a_department_at_a_foreign_address() {
        for name in ["HR", "The HR Team", "IT Helpdesk", "it helpdesk (no-reply)"] {
            let finding =
                assert_fires(&SIGNAL, Mail::from(&format!("\"{name}\" <x@evil.example>")));
            assert_eq!(finding.strength, Strength::FULL, "{name}");
            assert_fact(&finding, "domain", "evil.example");
        }
    }

    #[test]
    fn fires_on_a_chinese_department_configured_or_not() {
        let finance = assert_fires(
            &SIGNAL,
            Mail::from("=?utf-8?B?6LSi5Yqh6YOo?= <x@evil.example>"),
        );
        assert_fact(&finance, "department", "财务部");
        let personnel = assert_fires(
            &SIGNAL,
            Mail::from("=?utf-8?B?5Lq65Yqb6LWE5rqQ6YOo?= <x@evil.example>"),
        );
        assert_fact(&personnel, "department", "人力资源部");
    }

    #[test]
    fn fires_on_a_department_written_otherwise() {
        for name in [
            "H.R.",
            "ITHelpdesk",
            "IT Help-Desk",
            "HR部门",
            "财务中心",
            "人力资源",
            "财务",
        ] {
            let mail = Mail::from(&format!("{name} <x@evil.example>"));
            assert_eq!(
                assert_fires(&SIGNAL, mail).strength,
                Strength::FULL,
                "{name}"
            );
        }
        for name in ["Finance Department", "Helpdesk", "Help Desk"] {
            let mail = Mail::from(&format!("{name} <x@evil.example>"));
            let finding = assert_fires(&SIGNAL, mail);
            assert_eq!(finding.strength, Strength::HALF, "{name}");
        }
        for name in [
            "Support",
            "Desk",
            "Finance Times",
            "财务软件",
            "H.R. Berg",
            "Department",
        ] {
            assert_silent(&SIGNAL, Mail::from(&format!("{name} <x@sender.example>")));
        }
    }

    #[test]
    fn fires_less_on_a_longer_name() {
        let finding = assert_fires(
            &SIGNAL,
            Mail::from("HR Kestrel Freight <hr@kestrel.example>"),
        );
        assert_eq!(finding.strength, Strength::HALF);
    }

    #[test]
    fn fires_less_on_a_department_that_nobody_has_configured() {
        for name in [
            "Human Resources",
            "IT Support Team",
            "Payroll",
            "Отдел кадров",
        ] {
            let mail = Mail::from(&format!("{name} <x@evil.example>"));
            let finding = assert_fires(
                &SIGNAL,
                mail.context(|context| context.organisation.departments.clear()),
            );
            assert_eq!(finding.strength, Strength::HALF, "{name}");
        }
        let company = Mail::from("Kestrel Human Resources <hr@kestrel.example>");
        assert_silent(
            &SIGNAL,
            company.context(|context| context.organisation.departments.clear()),
        );
    }

    #[test]
    fn fires_less_on_a_bare_department_whose_address_checks_do_not_speak_for() {
        let unnamed = |mail: Mail| mail.context(|context| context.organisation.departments.clear());
        for name in ["HR", "The IT Team", "Finance", "Accounts"] {
            let stranger = Mail::from(&format!("{name} <x@sender.example>"));
            assert_silent(&SIGNAL, unnamed(stranger));
            let stranger = Mail::from(&format!("{name} <x@sender.example>"))
                .results("spf=fail smtp.mailfrom=sender.example; dkim=none");
            let finding = assert_fires(&SIGNAL, unnamed(stranger));
            assert_eq!(finding.strength, Strength::HALF, "{name}");
            // A name whose servers do not answer is easily had.
            let unclear = Mail::from(&format!("{name} <x@sender.example>"))
                .results("spf=none; dkim=temperror header.d=broken.example");
            assert_fires(&SIGNAL, unnamed(unclear));
            let free = Mail::from(&format!("{name} <hr.2026@gmail.com>"));
            assert_fires(
                &SIGNAL,
                unnamed(free.results("dmarc=pass header.from=gmail.com")),
            );
            let partner = Mail::from(&format!("{name} <hr@sender.example>"));
            let partner = partner.results("dkim=pass header.d=sender.example");
            assert_silent(&SIGNAL, unnamed(partner));
        }
        for name in [
            "Finance News",
            "Hr Novak",
            "IT Weekly",
            "Accounts of Kestrel",
        ] {
            let mail = Mail::from(&format!("{name} <x@sender.example>"));
            assert_silent(&SIGNAL, unnamed(mail));
        }
    }

    #[test]
    fn silent_on_our_own_addresses_and_partners() {
        assert_silent(&SIGNAL, Mail::from("HR <hr@acme.example>"));
        assert_silent(&SIGNAL, Mail::from("HR <hr@staff.acme.example>"));
        assert_silent(&SIGNAL, Mail::from("IT Helpdesk <desk@partner.example>"));
    }

    #[test]
    fn silent_on_short_names_inside_other_words() {
        for name in ["Christine Berg", "Chronicle", "Helpdesk of Kestrel"] {
            assert_silent(&SIGNAL, Mail::from(&format!("{name} <x@sender.example>")));
        }
    }

    #[test]
    fn silent_on_an_organisation_that_has_named_no_domains() {
        let mail = Mail::from("HR <x@evil.example>");
        assert_silent(
            &SIGNAL,
            mail.context(|context| context.organisation.own_domains.clear()),
        );
    }
}
