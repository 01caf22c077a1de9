//! A code in a picture (QR) prepares a payment: WeChat Pay, Alipay, a cryptocurrency, a bank transfer.
//!
//! Why: one look through the telephone and the money is on its way to whoever made the code, whose name the mail need not
//! show; swindlers collect "fees" and "fines" that way.
//!
//! Wrong when: invoices carry such codes by custom (SEPA, QR-bill, UPI, PIX): a hint for these, and none at all when the sender
//! has proven to be who he says and is a known correspondent.
use crate::authentication::Standing;
use crate::readings::Purpose;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "content.payment_code",
    group: Group::Content,
    direction: Direction::Threat,
    threats: &[Threat::PaymentFraud, Threat::QrPhishing],
    evidence: &["means"],
    since: "0.1.0",
    inspect,
};

/// Means of payment that stand on invoices.
const ON_INVOICES: [&str; 4] = ["SEPA", "QR-bill", "UPI", "EMV QR"];

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let codes = examination.readings.codes.iter();
    let means = codes
        .map(|code| Purpose::of(&code.text))
        .find_map(|purpose| match purpose {
            Purpose::Payment(means) => Some(means),
            _ => None,
        })?;
    let is_proven = examination.authentication().standing() == Standing::Proven;
    let from = examination.message.from().first();
    let known = examination
        .context
        .organisation
        .reader
        .known_correspondents
        .as_deref();
    let is_known = from.is_some_and(|from| {
        let mut known = known.unwrap_or_default().iter();
        known.any(|address| address.eq_ignore_ascii_case(&from.address))
    });
    if is_proven && is_known {
        return None;
    }
    let strength = match (ON_INVOICES.contains(&means), is_proven) {
        (true, true) => Strength::WEAK,
        (true, false) | (false, true) => Strength::HALF,
        (false, false) => Strength::FULL,
    };
    Some(SIGNAL.found().with("means", means).at(strength))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_codes_of_wallets() {
        for (code, means) in [
            ("wxp://f2f0DeV", "WeChat Pay"),
            ("https://qr.alipay.com/fkx01", "Alipay"),
            ("bitcoin:bc1qxyz?amount=0.02", "Bitcoin"),
        ] {
            let finding = assert_fires(&SIGNAL, Mail::any().code(code));
            assert_fact(&finding, "means", means);
            assert_eq!(finding.strength, Strength::FULL);
        }
    }

    #[test]
    fn fires_less_on_the_code_of_an_invoice() {
        let mail = Mail::any().code("BCD\n002\n1\nSCT\n\nBerg\nDE00\nEUR9\n");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::HALF);
        let mail = Mail::any()
            .results("spf=pass smtp.mailfrom=sender.example; dkim=pass header.d=sender.example; dmarc=pass header.from=sender.example")
            .code("SPC\n0200\n1\n");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::WEAK);
    }

    #[test]
    fn silent_on_a_known_correspondent_who_is_proven() {
        let mail = Mail::any()
            .results("spf=pass smtp.mailfrom=sender.example; dkim=pass header.d=sender.example; dmarc=pass header.from=sender.example")
            .context(|context| {
                context.organisation.reader.known_correspondents = Some(vec!["anna@sender.example".into()]);
            })
            .code("wxp://f2f0DeV");
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_other_codes() {
        assert_silent(&SIGNAL, Mail::any().code("https://pay.example/bitcoin:x"));
        assert_silent(&SIGNAL, Mail::any().text("bitcoin:bc1qxyz"));
    }
}
