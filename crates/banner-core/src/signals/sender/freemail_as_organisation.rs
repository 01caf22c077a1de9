//! The name in From is an organisation's or a service's, the address is a free mailbox.
//!
//! Why: banks, authorities and help desks have domains of their own; a free mailbox costs nothing
//! and is gone tomorrow.
//!
//! Wrong when: a small firm or club really uses a free mailbox, which is common in many countries:
//! company forms (`Ltd`, `有限公司`) count half. The free mail service's own notices are silent, and
//! so are people named Bank.
use crate::lexicon::folded;
use crate::names::hosting;
use crate::signals::display_name::{is_unspaced, mentions, named_sender, words};
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};
use crate::word_list::{WordList, word_list};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "sender.freemail_as_organisation",
    group: Group::Sender,
    direction: Direction::Threat,
    threats: &[Threat::Impersonation],
    evidence: &["name", "domain"],
    since: "0.1.0",
    inspect,
};

/// What only those who speak for an organisation call themselves.
const AUTHORITY: WordList = word_list![
    // English
    "support",
    "helpdesk",
    "help desk",
    "help center",
    "customer care",
    "customer service",
    "service desk",
    "security",
    "billing",
    "accounts payable",
    "payroll",
    "human resources",
    "administrator",
    "admin team",
    "webmail",
    "mail team",
    "account team",
    "notification",
    "notifications",
    "no reply",
    "noreply",
    "alert",
    "alerts",
    "verification",
    "tax office",
    "revenue service",
    "customs",
    "ministry",
    "embassy",
    "police",
    "federal bureau",
    "fbi",
    "interpol",
    "europol",
    "united nations",
    "african union",
    "monetary fund",
    "monetary funds",
    "compensation commission",
    "world bank",
    "central bank",
    "reserve bank",
    "lottery",
    "foundation",
    // German, French, Spanish, Portuguese, Italian, Dutch, Polish, Turkish, Russian
    "kundenservice",
    "kundendienst",
    "finanzamt",
    "amt für",
    "volksbank",
    "bundesbank",
    "polizei",
    "sicherheit",
    "service client",
    "assistance",
    "impots",
    "banque",
    "sécurité",
    "gendarmerie",
    "servicio al cliente",
    "atencion al cliente",
    "soporte",
    "banco",
    "seguridad",
    "hacienda",
    "suporte",
    "atendimento",
    "receita federal",
    "segurança",
    "comunicado",
    "protocolo",
    "assistenza",
    "servizio clienti",
    "sicurezza",
    "klantenservice",
    "belastingdienst",
    "beveiliging",
    "obsluga klienta",
    "urzad",
    "destek",
    "müşteri hizmetleri",
    "служба поддержки",
    "служба безопасности",
    "сервис почты",
    "почтовый сервис",
    "администрация почты",
    "налоговая",
    "поддержка",
    "безопасность",
    "банк",
    // Chinese, Japanese, Korean
    "客服",
    "银行",
    "管理员",
    "财务部",
    "人事部",
    "人力资源部",
    "税务",
    "公安",
    "法院",
    "社保",
    "社会保",
    "医疗保障",
    "公积金",
    "财政局",
    "海关",
    "检察院",
    "人民政府",
    "政务",
    "监督管理",
    "补贴",
    "健保",
    "劳工保险",
    "安全中心",
    "通知中心",
    "系统通知",
    "邮箱中心",
    "銀行",
    "カスタマー",
    "サポート",
    "国税",
    "고객센터",
    "은행",
    "관리자",
];

/// Words that firms have in their names.
const FORMS: WordList = word_list![
    "ltd",
    "limited",
    "inc",
    "llc",
    "corp",
    "corporation",
    "company",
    "gmbh",
    "ag",
    "kg",
    "llp",
    "srl",
    "versicherung",
    "plc",
    "s a",
    "sarl",
    "s r l",
    "spa",
    "bv",
    "b v",
    "nv",
    "pty",
    "eg",
    "e g",
    "kör",
    "kdör",
    "ohg",
    "gbr",
    "ug",
    "e v",
    "sas",
    "sasu",
    "eurl",
    "s l",
    "s a s",
    "ltda",
    "eireli",
    "lda",
    "s p a",
    "s n c",
    "ооо",
    "оао",
    "зао",
    "пао",
    "合同会社",
    "合資会社",
    "有限合伙",
    "bank",
    "credit union",
    "service",
    "services",
    "rewards",
    "commission",
    "agency",
    "group",
    "holdings",
    "logistics",
    "express",
    "trading",
    "insurance",
    "office",
    "department",
    "university",
    "有限公司",
    "集团",
    "公司",
    "株式会社",
    "有限会社",
    "주식회사",
];

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let sender = named_sender(examination.message)?;
    if !hosting::is_freemail(sender.domain)
        || examination.context.organisation.trusts(sender.domain)
    {
        return None;
    }
    if examination.is_from_list() || is_services_own(&sender.mailbox.local) {
        return None;
    }
    // Public bodies write their names in either script.
    let simplified = folded(&sender.name);
    let has = |list: WordList| {
        let mut words = list.iter();
        words.any(|word| mentions(&sender.name, word) || mentions(&simplified, word))
    };
    let strength = if has(AUTHORITY) {
        Strength::FULL
    } else if has(FORMS) && !is_person(&sender.name) {
        Strength::HALF
    } else {
        return None;
    };
    Some(
        SIGNAL
            .found()
            .with("name", &*sender.name)
            .with("domain", sender.domain)
            .at(strength),
    )
}

/// Mailboxes that no customer of a mail service can have (RFC 2142 and the services' own).
fn is_services_own(local: &str) -> bool {
    [
        "postmaster",
        "abuse",
        "mailer-daemon",
        "noreply",
        "no-reply",
    ]
    .iter()
    .any(|own| local.eq_ignore_ascii_case(own))
}

/// Two words, of which the second is a surname as well as a firm's word: `Peter Bank`.
fn is_person(name: &str) -> bool {
    let words = words(name);
    let surname = ["bank", "group", "office", "limited"]
        .iter()
        .any(|word| words.last() == Some(&word_folded(word)));
    words.len() == 2 && surname && !name.chars().any(is_unspaced)
}

fn word_folded(word: &str) -> String {
    words(word).concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_an_authority_with_a_free_mailbox() {
        for name in [
            "Account Security",
            "IT Helpdesk",
            "Customer Care",
            "Finanzamt Nordstadt",
            "Amt für Steuern",
            "FBI",
            "Volksbank eG",
            "Сервис почты",
            "World Bank Payment Office",
        ] {
            let finding = assert_fires(&SIGNAL, Mail::from(&format!("{name} <x.2211@gmail.com>")));
            assert_eq!(finding.strength, Strength::FULL, "{name}");
            assert_fact(&finding, "name", name);
            assert_fact(&finding, "domain", "gmail.com");
        }
    }

    #[test]
    fn fires_on_chinese_services() {
        let mail = Mail::from("=?utf-8?B?6YKu566x566h55CG5ZGY?= <3388221@qq.com>");
        assert_fact(&assert_fires(&SIGNAL, mail), "name", "邮箱管理员");
    }

    #[test]
    fn fires_on_chinese_public_bodies_in_either_script() {
        for name in [
            "杭州市社会保险局",
            "深圳市社會保險基金管理局",
            "上海市公积金管理中心",
            "勞動部勞工保險局",
        ] {
            let finding = assert_fires(&SIGNAL, Mail::from(&format!("{name} <hzsbj@163.com>")));
            assert_eq!(finding.strength, Strength::FULL, "{name}");
            // It is shown as it is written.
            assert_fact(&finding, "name", name);
        }
    }

    #[test]
    fn fires_less_on_a_firm() {
        for name in [
            "Kestrel Freight Ltd",
            "Lindqvist GmbH",
            "First Credit Union",
            "Hallbrook Papier AG",
            "Molkerei Nordstadt eG",
            "Studentenwerk Nordstadt KdöR",
            "ООО Ромашка",
            "Lindqvist e.V.",
            "Carvalho Ltda",
            "=?utf-8?B?5pif5rKz6LS45piT5pyJ6ZmQ5YWs5Y+4?=",
        ] {
            let finding = assert_fires(
                &SIGNAL,
                Mail::from(&format!("{name} <kestrel.freight@163.com>")),
            );
            assert_eq!(finding.strength, Strength::HALF, "{name}");
        }
    }

    #[test]
    fn silent_on_people() {
        for name in [
            "Anna Berg",
            "Peter Bank",
            "Incarnata Supporti",
            "Egon Amtmann",
            "Eva Amt",
            "Sasha Ugolini",
            "=?utf-8?B?546L5bu65Zu9?=",
        ] {
            assert_silent(
                &SIGNAL,
                Mail::from(&format!("{name} <anna.berg@gmail.com>")),
            );
        }
    }

    #[test]
    fn silent_on_organisations_at_their_own_domain() {
        assert_silent(&SIGNAL, Mail::from("Customer Care <care@sender.example>"));
    }

    #[test]
    fn silent_on_the_mail_services_own_notices_and_on_lists() {
        assert_silent(
            &SIGNAL,
            Mail::from("Mail Delivery Support <postmaster@gmail.com>"),
        );
        let list = Mail::from("Park Support <park.support@gmail.com>")
            .header("List-Id", "<friends.lists.example>");
        assert_silent(&SIGNAL, list);
    }

    #[test]
    fn fires_on_a_list_field_that_the_envelope_contradicts() {
        let mail = Mail::from("IT Helpdesk <x.2211@gmail.com>")
            .on_top("Return-Path", "<x.2211@gmail.com>")
            .header("List-Id", "<friends.lists.example>");
        assert_fires(&SIGNAL, mail);
    }
}
