//! A colleague's address sends what its owner would not: a subsidy to claim, a mailbox to save or a
//! payroll form, which leads outside.
//!
//! Why: that is how stolen accounts are used. The message passes every check, because it is really
//! from inside; only what it wants betrays it.
//!
//! Wrong when: the personnel office announces a real benefit on the pages of a provider that the
//! profile does not list as a partner, or a colleague hands on a suspicious message to ask about it
//! (half strength when it is marked as handed on). Mail that comes from outside in our name is told
//! by `authentication.own_domain_unproven`.
use banner_unicode::lowercased;

use crate::authentication::Standing;
use crate::lexicon::Topic;
use crate::names::hosting;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat, route};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "content.inside_account_lure",
    group: Group::Content,
    direction: Direction::Threat,
    threats: &[Threat::InternalAccountAbuse, Threat::CredentialPhishing],
    evidence: &["address", "phrase"],
    since: "0.1.0",
    inspect,
};

/// How mail programs mark what is handed on.
const HANDED_ON: &[&str] = &[
    "fw:",
    "fwd:",
    "wg:",
    "tr:",
    "rv:",
    "enc:",
    "转发:",
    "转发：",
    "答复:",
    "re:",
];

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let message = examination.message;
    let [from] = message.from() else {
        return None;
    };
    let domain = from.domain.as_ref()?;
    if !examination.context.organisation.owns(domain) || !is_from_inside(examination) {
        return None;
    }
    let lure = [Topic::BenefitLure, Topic::MailboxLure]
        .into_iter()
        .find_map(|topic| examination.mention(topic))?;
    let leads = examination.leads();
    let answers_outside = message
        .reply_to()
        .iter()
        .any(|mailbox| mailbox.domain.as_ref().is_some_and(hosting::is_freemail));
    // A code to scan is a picture that is part of the message, or in a document, with nothing beside it to click.
    let is_code = leads.inside == 0 && (leads.pictures > 0 && lure.is_clear() || leads.is_scanned);
    if !(leads.elsewhere() || leads.form || answers_outside || is_code) {
        return None;
    }
    let subject = lowercased(message.subject().trim());
    let is_handed_on = HANDED_ON.iter().any(|mark| subject.starts_with(mark));
    let strength = if (lure.is_clear() || leads.is_scanned) && !is_handed_on {
        Strength::FULL
    } else {
        Strength::HALF
    };
    Some(
        SIGNAL
            .found()
            .with("address", from.address.as_str())
            .with("phrase", lure.phrase)
            .at(strength),
    )
}

/// Whether the message is really from inside, or nothing says otherwise.
fn is_from_inside(examination: &Examination<'_>) -> bool {
    examination.authentication().standing() == Standing::Proven
        || !route::is_from_outside(examination)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    fn colleague() -> Mail {
        Mail::from("Lena Zhao <l.zhao@acme.example>").results("dkim=pass header.d=acme.example")
    }

    const MAILBOX: &str = "<p>Your mailbox is full.</p><a href='https://quota.quibusdam.example/'>Increase storage</a>";

    #[test]
    fn fires_on_a_mailbox_lure_from_a_proven_colleague() {
        let mail = colleague()
            .subject("Your mailbox is almost full")
            .html(MAILBOX);
        let finding = assert_fires(&SIGNAL, mail);
        assert_fact(&finding, "address", "l.zhao@acme.example");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_on_a_subsidy_with_a_code_to_scan() {
        let mail = colleague().subject("关于2026年工资补贴的通知").html(
            "<p>劳动补贴现已开始发放，请扫描二维码</p><img src='cid:code' width=220 height=220>",
        );
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::FULL);
    }

    /// A form about pay that all are to fill in, as a stolen account sends it round.
    const PAYROLL_FORMS: [&str; 8] = [
        "All staff must complete the payroll form before Friday so that salaries can be paid on time.",
        "请各位同事在周五前填写工资信息登记表，以免影响本月工资发放。",
        "Todo el personal debe rellenar el formulario de nómina antes del viernes para cobrar a tiempo.",
        "Todos devem preencher o formulário da folha de pagamento até sexta-feira para receber em dia.",
        "Bitte bestätigen Sie Ihre Gehaltsdaten bis Freitag im Formular, damit das Gehalt pünktlich kommt.",
        "Chacun doit remplir le formulaire de paie avant vendredi pour être payé à temps.",
        "給与を期日どおり支給するため、金曜日までに給与情報の更新をお願いします。",
        "До пятницы всем нужно заполнить форму для начисления зарплаты, иначе выплата задержится.",
    ];

    #[test]
    fn fires_on_a_payroll_form_outside_in_all_languages() {
        for text in PAYROLL_FORMS {
            let html = format!("<p>{text}</p><a href='https://forms.quibusdam.example/p'>Form</a>");
            assert_fires(&SIGNAL, colleague().html(&html));
        }
    }

    #[test]
    fn silent_on_a_payroll_form_on_our_own_pages() {
        for text in PAYROLL_FORMS {
            let html = format!("<p>{text}</p><a href='https://hr.acme.example/p'>Form</a>");
            assert_silent(&SIGNAL, colleague().html(&html));
        }
    }

    #[test]
    fn fires_on_answers_that_go_to_a_free_mailbox() {
        let mail = colleague()
            .subject("工资补贴登记")
            .text("工资补贴申请，请回复本邮件，附上姓名和银行卡号。")
            .header("Reply-To", "<butie2026@163.com>");
        assert_fires(&SIGNAL, mail);
    }

    #[test]
    fn fires_on_mail_from_inside_that_nothing_checked() {
        let mail = Mail::from("Lena Zhao <l.zhao@acme.example>")
            .header("Received", "from pc7 (pc7 [10.0.0.7]) by mx.acme.example with ESMTPSA; Mon, 2 Nov 2026 09:00:07 +0000")
            .subject("Your mailbox is almost full")
            .html(MAILBOX);
        assert_fires(&SIGNAL, mail);
    }

    #[test]
    fn fires_less_on_a_colleague_who_hands_it_on() {
        let mail = colleague()
            .subject("Fwd: Your mailbox is almost full")
            .html(MAILBOX);
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::HALF);
    }

    #[test]
    fn silent_on_our_own_pages() {
        let mail = colleague()
            .subject("Your mailbox is almost full")
            .html("<p>Your mailbox is full.</p><a href='https://mail.acme.example/quota'>Open</a>");
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_everyday_mail_of_colleagues() {
        let mail = colleague().html("<p>Lunch?</p><a href='https://maps.other.example/'>here</a>");
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_strangers_and_on_forged_colleagues_which_are_told_otherwise() {
        let stranger = Mail::any()
            .subject("Your mailbox is almost full")
            .html(MAILBOX);
        assert_silent(&SIGNAL, stranger);
        let forged = Mail::from("Lena Zhao <l.zhao@acme.example>")
            .results("spf=fail smtp.mailfrom=acme.example; dkim=none")
            .subject("Your mailbox is almost full")
            .html(MAILBOX);
        assert_silent(&SIGNAL, forged);
    }
}
