//! Holds numbers or keys that should not travel by mail: identity and card numbers, private keys, access tokens.
//!
//! A payment card's number without gaps counts only beside the word for a card: a tenth of all order numbers would pass its check.
//!
//! Why: who answers or forwards the message passes them on, and who finds them in a mailbox can use them. It says nothing
//! against the sender, so its weight is nothing and it leads to a notice; it names the kinds and how many, never the numbers.
//!
//! Wrong when: a sample number of a manual stands for a real one. Silent on a single IBAN, as each invoice has, on numbers
//! whose check digit is wrong, on lists, and on public keys.
use crate::signals::identifiers::{Identifier, count};
use crate::signals::{
    Direction, EvidenceValue, Examination, Finding, Group, Signal, Strength, Threat,
};

/// The kinds in the wording, as `term.NAME`.
#[cfg(test)]
pub(crate) const TERMS: &[&str] = &[
    "access_key",
    "account_numbers",
    "card_number",
    "national_id",
    "passport",
    "private_key",
    "resident_id",
    "social_security",
];

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
    let mut kinds = Vec::new();
    let mut numbers = 0_u32;
    let message = examination.message;
    let text = [message.subject(), "\n", message.body().visible()].concat();
    for (kind, count) in count(&text) {
        let fewest = if kind == Identifier::Iban {
            FEWEST_IBANS
        } else {
            1
        };
        if count >= fewest {
            kinds.push(kind.name());
            numbers = numbers.saturating_add(u32::try_from(count).unwrap_or(u32::MAX));
        }
    }
    if numbers == 0 {
        return None;
    }
    Some(
        SIGNAL
            .found()
            .with("kinds", EvidenceValue::Terms(kinds))
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
        assert_fact(&finding, "kinds", "resident_id");
        assert_fact(&finding, "numbers", "1");
        assert!(!format!("{finding:?}").contains("1949"));
    }

    #[test]
    fn fires_on_numbers_in_the_subject() {
        for (subject, kind) in [
            ("Card 4012 8888 8888 1881", "card_number"),
            ("SSN: 219-09-9999", "social_security"),
        ] {
            let finding = assert_fires(&SIGNAL, Mail::any().subject(subject));
            assert_fact(&finding, "kinds", kind);
        }
        assert_silent(&SIGNAL, Mail::any().subject("Order 4012 8888 8888 1882"));
    }

    #[test]
    fn fires_on_several_kinds_at_once() {
        let mail =
            Mail::any().text("Card 4012 8888 8888 1881\r\nSSN: 219-09-9999\r\nSSN: 219-09-9998");
        let finding = assert_fires(&SIGNAL, mail);
        assert_fact(&finding, "kinds", "card_number, social_security");
        assert_fact(&finding, "numbers", "3");
    }

    #[test]
    fn fires_on_numbers_of_states_where_they_are_called_so() {
        for text in [
            "CPF: 529.982.247-25",
            "DNI 12345678Z",
            "N° de sécurité sociale : 2 55 08 14 168 025 38",
            "Steuer-ID: 86 095 742 719",
            "СНИЛС 112-233-445 95",
            "マイナンバー：123456789018",
        ] {
            let finding = assert_fires(&SIGNAL, Mail::any().text(text));
            assert_fact(&finding, "kinds", "national_id");
        }
        for text in [
            "NI number: AB 12 34 56 C",
            "My National Insurance number is AB123456C.",
            "HKID A123456(3)",
            "My card is AB987654(3), from Kowloon",
            "國民身分證 A123456789",
        ] {
            let finding = assert_fires(&SIGNAL, Mail::any().text(text));
            assert_fact(&finding, "kinds", "national_id");
        }
        for text in [
            "Part AB 12 34 56 C and part AB123456C are in stock",
            "NI number: AB 12 34 56 E",
            "See A123456(4) and section B12(3)",
            "Order A123456789",
            "with local (Exim 4.86) id neko222-nyaaan-22; 29 Apr 2016",
            "國民身分證 A123456788",
        ] {
            assert_silent(&SIGNAL, Mail::any().text(text));
        }
        assert_silent(
            &SIGNAL,
            Mail::any().text("About your CPF:\r\n529 982 247 25"),
        );
        assert_silent(&SIGNAL, Mail::any().text("Bestellung 86095742719"));
        assert_silent(
            &SIGNAL,
            Mail::any().subject("Seu CPF encontra-se irregular. Protocolo: 861928936562"),
        );
    }

    #[test]
    fn fires_on_passports() {
        for text in [
            "Passport number: 123456789",
            "Reisepass Nr. C01X00T47",
            "护照号码：E12345678",
            "パスポート番号 TK1234567",
            "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\r\nL898902C36UTO7408122F1204159ZE184226B<<<<<10",
        ] {
            let finding = assert_fires(&SIGNAL, Mail::any().text(text));
            assert_fact(&finding, "kinds", "passport");
            assert_fact(&finding, "numbers", "1");
        }
        for text in [
            "Your passport is valid until 12.05.2031, bring it on 2026-11-02.",
            "Passport office: 020 7946 0112",
            "L898902C46UTO7408122F1204159ZE184226B<<<<<10",
        ] {
            assert_silent(&SIGNAL, Mail::any().text(text));
        }
    }

    #[test]
    fn fires_on_a_private_key() {
        let mail = Mail::any().text("-----BEGIN RSA PRIVATE KEY-----\r\nMIIB\r\n");
        assert_fact(&assert_fires(&SIGNAL, mail), "kinds", "private_key");
    }

    #[test]
    fn fires_on_a_list_of_accounts() {
        let mail = Mail::any().text(
            "DE89 3704 0044 0532 0130 00\r\nGB82 WEST 1234 5698 7654 32\r\nNL91 ABNA 0417 1643 00",
        );
        assert_fact(&assert_fires(&SIGNAL, mail), "kinds", "account_numbers");
    }

    #[test]
    fn fires_on_an_access_key() {
        let mail = Mail::any().text("key: AKIAIOSFODNN7EXAMPLE");
        assert_fact(&assert_fires(&SIGNAL, mail), "kinds", "access_key");
    }

    /// One of each kind.
    const SECRETS: [(&str, &str); 9] = [
        ("passport", "Passport number: 123456789"),
        ("national_id", "NI number: AB 12 34 56 C"),
        ("resident_id", "身份证号：11010519491231002X"),
        ("card_number", "Card 4012 8888 8888 1881, valid 12/29, 123"),
        ("social_security", "SSN: 219-09-9999"),
        ("national_id", "Steuer-ID: 86 095 742 719"),
        (
            "private_key",
            "-----BEGIN RSA PRIVATE KEY-----\r\nMIIBOgIBAAJBAKj34GkxFhD90vcNLYLInFEX6Ppy1tPf9Cnzj4p4WGeKLs1Pt8Qu\r\n",
        ),
        ("access_key", "key: AKIAIOSFODNN7EXAMPLE"),
        (
            "account_numbers",
            "DE89 3704 0044 0532 0130 00\r\nGB82 WEST 1234 5698 7654 32\r\nNL91 ABNA 0417 1643 00",
        ),
    ];

    /// Every four characters in a row of what is not to be repeated.
    fn pieces(secret: &str) -> Vec<String> {
        let bare: Vec<char> = secret.chars().filter(char::is_ascii_alphanumeric).collect();
        let windows = bare
            .windows(4)
            .map(|piece| piece.iter().collect::<String>());
        windows
            .filter(|piece| piece.contains(|c: char| c.is_ascii_digit()))
            .collect()
    }

    #[test]
    fn no_evidence_repeats_a_part_of_a_number_or_key() {
        use crate::message::Message;
        use crate::readings::Readings;
        use crate::signals::{inspect_all, testing::acme};
        for (kind, secret) in SECRETS {
            let pieces = pieces(secret);
            assert!(!pieces.is_empty(), "{secret}");
            // Alone, and in a letter that fires others.
            for text in [
                secret.to_owned(),
                format!("Urgent: please confirm your bank details and your card.\r\n{secret}\r\n"),
            ] {
                let raw = format!(
                    "From: Anna Berg <anna@sender.example>\r\nTo: julia@acme.example\r\n\
                     Subject: Hello\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}"
                );
                let message = Message::parse(raw.as_bytes());
                let (readings, context) = (Readings::default(), acme());
                let examination = Examination::new(&message, &readings, &context);
                let (findings, _) = inspect_all(&examination);
                let own = findings.iter().find(|finding| finding.id == SIGNAL.id);
                assert_fact(own.unwrap(), "kinds", kind);
                for finding in &findings {
                    let shown: String = format!("{:?}", finding.evidence)
                        .chars()
                        .filter(char::is_ascii_alphanumeric)
                        .collect();
                    let echoed = pieces.iter().find(|piece| shown.contains(*piece));
                    assert_eq!(echoed, None, "{}: {shown}", finding.id);
                }
            }
        }
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
