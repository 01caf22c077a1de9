//! Holds numbers or keys that should not travel by mail: identity and card numbers, private keys, access tokens.
//!
//! Why: who answers or forwards the message passes them on, and who finds them in a mailbox can use them. It says nothing
//! against the sender, so its weight is nothing and it leads to a notice; it names the kinds and how many, never the numbers.
//!
//! Wrong when: a sample number of a manual stands for a real one. Silent on a single IBAN, as each invoice has, on numbers
//! whose check digit is wrong, on lists, and on public keys.
use crate::signals::identifiers::{Identifier, count};
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "content.sensitive_data",
    group: Group::Content,
    direction: Direction::Threat,
    threats: &[Threat::CredentialPhishing],
    evidence: &["kinds", "numbers"],
    since: "0.1.0",
    inspect,
};

/// Fewer account numbers than this are an invoice, not a list of accounts.
const FEWEST_IBANS: usize = 3;

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    if examination.message.is_list() {
        return None;
    }
    let mut kinds = String::new();
    let mut numbers = 0_u32;
    for (kind, count) in count(examination.message.body().visible()) {
        let fewest = if kind == Identifier::Iban {
            FEWEST_IBANS
        } else {
            1
        };
        if count >= fewest {
            if numbers > 0 {
                kinds.push_str(", ");
            }
            kinds.push_str(kind.name());
            numbers = numbers.saturating_add(u32::try_from(count).unwrap_or(u32::MAX));
        }
    }
    if numbers == 0 {
        return None;
    }
    Some(
        SIGNAL
            .found()
            .with("kinds", kinds)
            .with("numbers", numbers)
            .at(Strength::FULL),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_a_chinese_identity_number_and_does_not_repeat_it() {
        let mail = Mail::any().text("身份证号：11010519491231002X，请查收。");
        let finding = assert_fires(&SIGNAL, mail);
        assert_fact(&finding, "kinds", "居民身份证 (CN ID)");
        assert_fact(&finding, "numbers", "1");
        assert!(!format!("{finding:?}").contains("1949"));
    }

    #[test]
    fn fires_on_several_kinds_at_once() {
        let mail =
            Mail::any().text("Card 4012 8888 8888 1881\r\nSSN: 219-09-9999\r\nSSN: 219-09-9998");
        let finding = assert_fires(&SIGNAL, mail);
        assert_fact(&finding, "kinds", "Visa/Mastercard/银联, SSN (US)");
        assert_fact(&finding, "numbers", "3");
    }

    #[test]
    fn fires_on_a_private_key() {
        let mail = Mail::any().text("-----BEGIN RSA PRIVATE KEY-----\r\nMIIB\r\n");
        assert_fact(&assert_fires(&SIGNAL, mail), "kinds", "private key");
    }

    #[test]
    fn fires_on_a_list_of_accounts() {
        let mail = Mail::any().text(
            "DE89 3704 0044 0532 0130 00\r\nGB82 WEST 1234 5698 7654 32\r\nNL91 ABNA 0417 1643 00",
        );
        assert_fact(&assert_fires(&SIGNAL, mail), "kinds", "IBAN");
    }

    #[test]
    fn silent_on_an_invoice_with_its_account() {
        assert_silent(
            &SIGNAL,
            Mail::any()
                .text("Rechnung 2214, IBAN DE89 3704 0044 0532 0130 00, fällig am 30.11.2026"),
        );
    }

    #[test]
    fn silent_on_telephone_and_order_numbers() {
        assert_silent(
            &SIGNAL,
            Mail::any()
                .text("Tel. +44 20 7946 0123, order 4111111111111111, 订单号 110105194912310021"),
        );
    }

    #[test]
    fn silent_on_a_patch_on_a_list() {
        let mail = Mail::any()
            .header("List-Id", "<dev.sender.example>")
            .text("+-----BEGIN RSA PRIVATE KEY-----");
        assert_silent(&SIGNAL, mail);
    }
}
