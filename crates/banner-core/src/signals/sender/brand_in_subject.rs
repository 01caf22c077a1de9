//! The subject opens with a brand in brackets, as the brand's own notices do, and the brand did not send it.
//!
//! Why: lists of mail show the subject beside the sender, and in many, in the first place.
//!
//! Wrong when: a reseller or a partner writes so about the brand whose goods it sells, or the brand sends from a domain that
//! the list of brands lacks. So it counts only beside words that lures use, and less while all links stay with the sender.
//! Silent on mailing lists, which tag subjects in this way, on replies and forwarded mail, where the brackets hold more than
//! the brand's name, where the name in From says the brand already, and where the links lead to the brand alone.
use crate::names::brands;
use crate::names::confusable::{folded, is_ignorable};
use crate::signals::brand_sender::{is_from_brand, is_run_by_sender, lures};
use crate::signals::display_name::words;
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
const BRACKETS: [(char, char); 8] = [
    ('[', ']'),
    ('(', ')'),
    ('（', '）'),
    ('〔', '〕'),
    ('【', '】'),
    ('［', '］'),
    ('「', '」'),
    ('《', '》'),
];

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let message = examination.message;
    let named = bracketed(message.subject())?;
    let brand = brands::named_in(&named)?;
    let mailbox = message.from().first()?;
    let domain = message.from_domain()?;
    let shown = mailbox.name.as_deref().and_then(brands::named_in);
    if !is_name_of(brand, &named)
        || shown.is_some_and(|shown| shown.name == brand.name)
        || examination.is_from_list()
        || examination.context.organisation.trusts(domain)
        || is_from_brand(brand, mailbox, domain, examination)
        || is_run_by_sender(brand, examination)
    {
        return None;
    }
    let leads = examination.leads();
    let brands_alone = leads.to_brands > 0 && leads.to_others == 0 && leads.inside == 0;
    if brands_alone || !lures(examination) {
        return None;
    }
    let strength = if leads.to_others > 0 || leads.page_attached || leads.form {
        Strength::FULL
    } else {
        Strength::HALF
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
fn bracketed(subject: &str) -> Option<String> {
    let is_seen = |c: &char| !is_ignorable(*c);
    let subject: String = subject.chars().take(200).filter(is_seen).collect();
    let subject = subject.trim_start();
    let opening = subject.chars().next()?;
    let (_, closing) = BRACKETS.iter().find(|(open, _)| *open == opening)?;
    let inside = subject.get(opening.len_utf8()..)?;
    Some(inside.split_once(*closing)?.0.trim().to_owned())
}

/// Whether the text is a name of the brand and nothing else: `[Steam]`, not `[Steam museum]`.
fn is_name_of(brand: &brands::Brand, text: &str) -> bool {
    let one = |text: &str| words(text).concat();
    let text = one(&folded(text));
    let mut names = std::iter::once(&brand.name).chain(&brand.aliases);
    names.any(|name| one(&folded(name)) == text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    const LINK: &str = "Please verify your account: https://alibi.example/login";

    #[test]
    fn fires_on_a_japanese_bank_card_from_elsewhere() {
        let mail = Mail::from("お知らせ <info@quibusdam.example>")
            .subject("【三井住友カード】お支払い予定金額のご案内")
            .text("お支払い方法の更新をお願いします https://alibi.example/card");
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
    fn fires_at_half_strength_while_all_links_stay_with_the_sender() {
        for text in [
            "Please verify your account.",
            "Please verify your account: https://quibusdam.example/login",
        ] {
            let mail = Mail::from("Service <service@quibusdam.example>")
                .subject("[PayPal] Your account is limited")
                .text(text);
            assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::HALF);
        }
    }

    #[test]
    fn fires_whatever_the_brackets_and_what_cannot_be_seen_before_them() {
        for subject in [
            "(PayPal) Limited",
            "\u{200b}[PayPal] Limited",
            "［PayPal］Limited",
        ] {
            let mail = Mail::from("Service <service@quibusdam.example>").subject(subject);
            assert_fires(&SIGNAL, mail.text(LINK));
        }
    }

    #[test]
    fn fires_although_a_stranger_writes_list_fields() {
        let mail = Mail::from("Service <service@quibusdam.example>")
            .subject("[PayPal] Your account is limited")
            .header("List-Id", "<paypal.lists.alibi.example>");
        assert_fires(
            &SIGNAL,
            mail.on_top("Return-Path", "<x@quibusdam.example>")
                .text(LINK),
        );
    }

    #[test]
    fn silent_on_everyday_words_and_on_talk_of_a_brands_goods() {
        for subject in [
            "[Apple] harvest on Saturday",
            "[Target] Q3 plan",
            "[DHL] Abholung Dienstag",
            "【Zoom】第3回勉強会のご案内",
            "[Steam museum] Opening hours",
            "[PayPal and us] News",
        ] {
            let mail = Mail::from("Anna <anna@quibusdam.example>").subject(subject);
            assert_silent(&SIGNAL, mail.text("See https://alibi.example/plan"));
        }
        let more = Mail::from("Anna <anna@quibusdam.example>").subject("[PayPal and us] News");
        assert_silent(&SIGNAL, more.text(LINK));
    }

    #[test]
    fn silent_where_the_name_in_from_says_it_already_and_on_software_that_the_sender_runs() {
        let named = Mail::from("PayPal <service@quibusdam.example>").subject("[PayPal] Limited");
        assert_silent(&SIGNAL, named.text(LINK));
        let run = Mail::from("Anna Berg <jira@tools.widgetworks.example>")
            .subject("[Jira] (WID-1) Crash on start");
        assert_silent(
            &SIGNAL,
            run.text("https://tools.widgetworks.example/browse/WID-1"),
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
