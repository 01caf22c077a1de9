//! Says that a parcel waits for a fee or an address, behind a link that is no carrier's.
//!
//! Why: most people wait for some parcel, and a fee of one or two looks harmless; the card number is the aim.
//!
//! Wrong when: a small carrier without entry in the brand list writes: half strength at most while it links to itself.
//! Silent on known carriers that link to themselves, and where the only links go to a known carrier's page.
use crate::lexicon::Topic;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "content.parcel_lure",
    group: Group::Content,
    direction: Direction::Threat,
    threats: &[Threat::PaymentFraud, Threat::CredentialPhishing],
    evidence: &["phrase"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let lure = examination.mention(Topic::ParcelLure)?;
    let leads = examination.leads();
    // Without any link the papers to open are attached.
    let by_attachment = !leads.anywhere() && !examination.message.attachments().is_empty();
    let elsewhere = leads.to_others > 0 || leads.page_attached || by_attachment;
    let strength = match (elsewhere, lure.is_clear()) {
        (true, true) => Strength::FULL,
        (true, false) => Strength::HALF,
        // A page of the sender's own says nothing for a sender whom nobody knows as a carrier.
        (false, true) if leads.inside > 0 && !examination.is_from_known() => Strength::HALF,
        (false, false) if leads.inside > 0 && !examination.is_from_known() => Strength::WEAK,
        _ => return None,
    };
    Some(SIGNAL.found().with("phrase", lure.phrase).at(strength))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_a_fee_to_be_paid_elsewhere() {
        let mail = Mail::any()
            .subject("Your parcel has been held")
            .html("<p>Please pay the customs fee.</p><a href='https://dhl-fee.quibusdam.example/'>Pay</a>");
        let finding = assert_fires(&SIGNAL, mail);
        assert_fact(&finding, "phrase", "parcel has been held");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_on_shipping_papers_attached() {
        let mail = Mail::any()
            .text("Your parcel could not be delivered. Open the papers.")
            .attach("AWB.iso", "application/x-iso9660-image", b"\0");
        assert_fires(&SIGNAL, mail);
    }

    #[test]
    fn fires_on_a_chinese_parcel_with_a_short_link() {
        let mail =
            Mail::any().text("您的快递因收件地址不详无法派送，请点击 https://t.cn/x 更新收件地址");
        assert_fires(&SIGNAL, mail);
    }

    #[test]
    fn fires_on_a_german_parcel() {
        let mail = Mail::any()
            .subject("Ihr Paket wartet")
            .text("Ausstehende Zollgebühren: https://quibusdam.example/zoll");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::FULL);
    }

    #[test]
    fn fires_on_a_parcel_that_waits_in_all_languages_alike() {
        for text in [
            "Your parcel could not be delivered. Pay a fee of 1.99 to reschedule:",
            "您的包裹无法派送，请点击更新地址：",
            "Su paquete no pudo ser entregado. Pague los gastos de aduana para recibir su paquete:",
            "O seu pacote está retido na alfândega. Pague a taxa de 2,99 € para receber a encomenda:",
            "Ihre Sendung wird beim Zoll zurückgehalten. Zahlen Sie die Zollgebühr, um Ihr Paket zu erhalten:",
            "Votre colis n'a pas pu être livré. Payez 1,99 € de frais :",
            "お荷物をお届けできませんでした。再配達の手続きをしてください：",
            "Ваша посылка не доставлена. Оплатите сбор 199 руб.:",
        ] {
            let finding = assert_fires(
                &SIGNAL,
                Mail::any().text(&format!("{text} https://quibusdam.example/a")),
            );
            assert_eq!(finding.strength, Strength::FULL, "{text}");
        }
    }

    #[test]
    fn silent_on_a_carrier_that_links_to_itself() {
        let mail = Mail::from("DHL <noreply@dhl.com>").html(
            "<p>We could not deliver your parcel.</p><a href='https://www.dhl.com/t'>Track</a>",
        );
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_a_shop_that_links_to_the_carrier() {
        let page = "<p>Reschedule your delivery:</p><a href='https://www.dhl.com/t'>DHL</a>";
        assert_silent(&SIGNAL, Mail::any().html(page));
    }

    #[test]
    fn fires_at_half_on_an_unknown_carrier_that_links_to_itself() {
        let page = "<p>Pay.</p><a href='https://www.sender.example/fee'>Pay</a>";
        let mail = Mail::any().subject("Your parcel has been held").html(page);
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::HALF);
    }

    #[test]
    fn silent_on_a_delivery_date() {
        assert_silent(
            &SIGNAL,
            Mail::any().text("The parts will be delivered on 12 May, see https://other.example/"),
        );
    }
}
