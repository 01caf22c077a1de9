//! Names an address at which a cryptocurrency is received, in a message that asks for something.
//!
//! Why: what is paid there cannot be called back, and extortion, investment fraud and false suppliers are paid so, in
//! whatever language they are written.
//!
//! Wrong when: exchanges confirm a transfer, projects ask for donations, traders are paid so: silent on a sender that
//! links to its own pages and on lists; full strength only from a free mailbox or beside pressure or threats. The
//! checksum of the address is verified, so other long words do not count.
use crate::lexicon::Topic;
use crate::signals::wallet::first_wallet;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "content.wallet_address",
    group: Group::Content,
    direction: Direction::Threat,
    threats: &[Threat::Extortion, Threat::PaymentFraud],
    evidence: &["currency"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let currency = first_wallet(examination.message.body().visible())?;
    if examination.leads().inside > 0 || examination.is_from_list() {
        return None;
    }
    let topics = [
        Topic::Extortion,
        Topic::Pressure,
        Topic::InvestmentLure,
        Topic::Prize,
        Topic::Secrecy,
    ];
    let phrases = examination.phrases();
    let is_pressed = topics.iter().any(|topic| phrases.first(*topic).is_some());
    let strength = if is_pressed || examination.is_answered_by_freemail() {
        Strength::FULL
    } else {
        Strength::HALF
    };
    Some(
        SIGNAL
            .found()
            .with("currency", currency.name())
            .at(strength),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    const BITCOIN: &str = "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq";

    #[test]
    fn fires_on_a_threat_in_a_language_without_a_lexicon() {
        let mail = Mail::any().text(&format!(
            "Cunosc parola ta. Trimite 900 de dolari în Bitcoin la {BITCOIN} până mâine."
        ));
        let finding = assert_fires(&SIGNAL, mail);
        assert_fact(&finding, "currency", "Bitcoin");
        assert_eq!(finding.strength, Strength::HALF);
    }

    #[test]
    fn fires_fully_beside_pressure() {
        let mail = Mail::any()
            .text("Act now: send USDT to TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t within 24 hours.");
        let finding = assert_fires(&SIGNAL, mail);
        assert_fact(&finding, "currency", "TRON (USDT)");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_on_a_chinese_request_from_a_free_mailbox() {
        let mail = Mail::from("客服 <service8812@163.com>")
            .text("请将USDT转到 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed，完成后截图。");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::FULL);
    }

    #[test]
    fn silent_on_an_exchange_that_links_to_itself() {
        let mail = Mail::any().html(&format!(
            "<p>Your withdrawal to {BITCOIN} is complete.</p><a href='https://www.sender.example/history'>History</a>"
        ));
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_a_project_of_a_mailing_list() {
        let mail = Mail::any()
            .header("List-Id", "<users.sender.example>")
            .text(&format!("Donations keep us going: {BITCOIN}"));
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_an_address_with_a_wrong_checksum() {
        assert_silent(
            &SIGNAL,
            Mail::any().text("Build bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdz failed, act now."),
        );
    }
}
