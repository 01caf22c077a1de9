//! Asks for payment to a new account, a changed salary account, or a transfer that must be made.
//!
//! Why: once the next invoice or salary is paid to the wrong account, the money is gone.
//!
//! Wrong when: a supplier really moves its account, or reminds of an invoice: one phrase in passing counts half. Silent
//! on invoices and fees that leave the account as it is.
use crate::lexicon::Topic;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "content.payment_change",
    group: Group::Content,
    direction: Direction::Threat,
    threats: &[Threat::PaymentFraud],
    evidence: &["phrase"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let change = examination.mention(Topic::PaymentChange)?;
    let strength = if change.is_clear() {
        Strength::FULL
    } else {
        Strength::HALF
    };
    Some(SIGNAL.found().with("phrase", change.phrase).at(strength))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_a_chinese_payroll_card() {
        for text in [
            "我换了银行，请在下次发工资前更新我的工资卡号",
            "麻烦把我的工资卡号改一下",
        ] {
            assert_fires(&SIGNAL, Mail::from("desk@gmail.com").text(text));
        }
    }

    #[test]
    fn fires_on_new_bank_details_of_a_supplier() {
        let mail = Mail::any()
            .subject("Re: Invoice 2214: new bank details")
            .text("Our bank account has changed. Please pay to the new one.");
        let finding = assert_fires(&SIGNAL, mail);
        assert_fact(&finding, "phrase", "new bank details");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_on_a_salary_account_at_half_strength() {
        let mail = Mail::any()
            .text("Hi, I would like to update my direct deposit before the next payroll.");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::HALF);
    }

    #[test]
    fn fires_on_a_chinese_change_of_account() {
        assert_fires(
            &SIGNAL,
            Mail::any().text("因审计需要，我司变更收款账户，请付至新的银行账户。"),
        );
    }

    #[test]
    fn fires_on_german_bank_details() {
        let mail = Mail::any()
            .subject("Geänderte Bankverbindung")
            .text("Bitte auf das neue Konto überweisen.");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::FULL);
    }

    #[test]
    fn fires_on_a_new_account_in_all_languages_alike() {
        for text in [
            "Our bank details have changed. Please pay the invoice to the new account.",
            "请将本次货款汇至以下新账户，原账户已停用。",
            "Le informamos que hemos cambiado de banco. A partir de ahora realice los pagos a la siguiente cuenta.",
            "Os nossos dados bancários mudaram. Por favor, pague a fatura para a nova conta.",
            "Unsere Bankverbindung hat sich geändert. Bitte überweisen Sie ab sofort auf folgendes Konto.",
            "Nous avons changé de banque. Merci d'effectuer désormais vos règlements sur le compte suivant.",
            "取引銀行の変更に伴い、今後のお支払いは下記の口座へお願いいたします。",
            "Мы сменили банк. Просим впредь перечислять оплату по новым реквизитам.",
        ] {
            let finding = assert_fires(&SIGNAL, Mail::any().text(text));
            assert_eq!(finding.strength, Strength::FULL, "{text}");
        }
    }

    #[test]
    fn silent_on_an_invoice_that_leaves_the_account_as_it_is() {
        let mail = Mail::any()
            .subject("Invoice 2214")
            .text("Please find our invoice attached. Bank details are as always in the invoice.");
        assert_silent(
            &SIGNAL,
            mail.attach("invoice.pdf", "application/pdf", b"%PDF-1.7"),
        );
    }

    #[test]
    fn silent_on_a_yearly_fee() {
        assert_silent(
            &SIGNAL,
            Mail::any().text("Der Jahresbeitrag von 60 Euro ist am 31. März fällig."),
        );
    }
}
