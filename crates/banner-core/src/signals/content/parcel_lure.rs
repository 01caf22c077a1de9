//! Says that a parcel waits for a fee or an address, behind a link that is no carrier's.
//!
//! Why: most people wait for some parcel, and a fee of one or two looks harmless; the card number is the aim.
//!
//! Wrong when: a small carrier without entry in the brand list writes through a sending service. Silent on shops and
//! carriers that link to themselves or to a known carrier's page.
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
    if leads.to_others == 0 && !leads.page_attached && !by_attachment {
        return None;
    }
    let strength = if lure.is_clear() {
        Strength::FULL
    } else {
        Strength::HALF
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
    fn silent_on_a_carrier_that_links_to_itself() {
        let mail = Mail::from("DHL <noreply@dhl.com>").html(
            "<p>We could not deliver your parcel.</p><a href='https://www.dhl.com/t'>Track</a>",
        );
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_a_shop_that_links_to_the_carrier() {
        let mail = Mail::any().html("<p>Reschedule your delivery:</p><a href='https://www.dhl.com/t'>DHL</a><a href='https://sender.example/'>Shop</a>");
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_a_delivery_date() {
        assert_silent(
            &SIGNAL,
            Mail::any().text("The parts will be delivered on 12 May, see https://other.example/"),
        );
    }
}
