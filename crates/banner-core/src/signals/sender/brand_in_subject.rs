//! The subject opens with a brand in brackets, as the brand's own notices do, and the brand did not send it.
//!
//! Why: lists of mail show the subject beside the sender, and in many, in the first place.
//!
//! Wrong when: a reseller or a partner writes so about the brand whose goods it sells, or the brand sends from a domain that
//! the list of brands lacks. Silent on mailing lists, which tag subjects in this way, on replies and forwarded mail, and
//! where the links lead to the brand alone.
use crate::names::brands;
use crate::signals::brand_sender::is_from_brand;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "sender.brand_in_subject",
    group: Group::Sender,
    direction: Direction::Threat,
    threats: &[Threat::Impersonation, Threat::CredentialPhishing],
    evidence: &["brand", "domain"],
    since: "0.1.0",
    inspect,
};

/// Opening brackets and what closes them.
const BRACKETS: [(char, char); 5] = [
    ('[', ']'),
    ('【', '】'),
    ('［', '］'),
    ('「', '」'),
    ('《', '》'),
];

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let message = examination.message;
    let brand = brands::named_in(bracketed(message.subject())?)?;
    let mailbox = message.from().first()?;
    let domain = message.from_domain()?;
    let organisation = &examination.context.organisation;
    if message.is_list()
        || examination.is_from_list()
        || organisation.trusts(domain)
        || is_from_brand(brand, mailbox, domain, examination)
    {
        return None;
    }
    let leads = examination.leads();
    let strength = match leads.to_brands > 0 && leads.to_others == 0 && leads.inside == 0 {
        true => return None,
        false if leads.anywhere() => Strength::FULL,
        false => Strength::HALF,
    };
    Some(
        SIGNAL
            .found()
            .with("brand", brand.name)
            .with("domain", domain)
            .at(strength),
    )
}

/// What stands in the brackets with which the subject begins.
fn bracketed(subject: &str) -> Option<&str> {
    let subject = subject.trim_start();
    let opening = subject.chars().next()?;
    let (_, closing) = BRACKETS.iter().find(|(open, _)| *open == opening)?;
    let inside = subject.get(opening.len_utf8()..)?;
    Some(inside.split_once(*closing)?.0.trim())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    const LINK: &str = "Sign in: https://quibusdam.example/login";

    #[test]
    fn fires_on_a_japanese_bank_card_from_elsewhere() {
        let mail = Mail::from("お知らせ <info@quibusdam.example>")
            .subject("【三井住友カード】お支払い予定金額のご案内")
            .text("ご利用内容の確認 https://quibusdam.example/card");
        let finding = assert_fires(&SIGNAL, mail);
        assert_fact(&finding, "domain", "quibusdam.example");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_on_square_brackets() {
        let mail = Mail::from("Service <service@quibusdam.example>")
            .subject("[PayPal] Your account is limited");
        assert_fact(&assert_fires(&SIGNAL, mail.text(LINK)), "brand", "PayPal");
    }

    #[test]
    fn fires_at_half_strength_where_nothing_can_be_followed() {
        let mail = Mail::from("Service <service@quibusdam.example>")
            .subject("[PayPal] Your account is limited");
        assert_eq!(
            assert_fires(&SIGNAL, mail.text("Answer us.")).strength,
            Strength::HALF
        );
    }

    #[test]
    fn silent_on_the_brand_itself() {
        let mail = Mail::from("PayPal <service@paypal.com>").subject("[PayPal] Your receipt");
        assert_silent(&SIGNAL, mail.text("https://www.paypal.com/activity"));
    }

    #[test]
    fn silent_on_a_list_about_the_brand() {
        let mail = Mail::from("Anna <anna@quibusdam.example>")
            .subject("[PayPal] New SDK")
            .header("List-Id", "<paypal.lists.quibusdam.example>");
        assert_silent(&SIGNAL, mail.text(LINK));
    }

    #[test]
    fn silent_on_replies_and_on_brands_without_brackets() {
        for subject in [
            "Re: [PayPal] Your account",
            "PayPal and we: news",
            "[Minutes] PayPal",
            "【会議】",
        ] {
            assert_silent(
                &SIGNAL,
                Mail::from("Anna <anna@quibusdam.example>")
                    .subject(subject)
                    .text(LINK),
            );
        }
    }

    #[test]
    fn silent_where_links_lead_to_the_brand_alone() {
        let mail = Mail::from("Anna <anna@quibusdam.example>").subject("[PayPal] How to pay us");
        assert_silent(&SIGNAL, mail.text("https://www.paypal.com/signin"));
    }
}
