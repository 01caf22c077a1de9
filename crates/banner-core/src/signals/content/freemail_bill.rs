//! Confirms an order or a payment that the reader is to recognise, from a free mailbox.
//!
//! Why: shops and payment services write from domains of their own; the shock of a charge that nobody made is to bring the
//! reader to the telephone.
//!
//! Wrong when: a small trader keeps to a free mailbox: so it counts only where a brand is named or a number is to be called,
//! and half on a single phrase, unless the brand stands at the head and a number is to be called. Silent on replies and forwarded mail that hold what is answered.
use crate::lexicon::{Topic, folded, normalised};
use crate::names::brands;
use crate::signals::content::callback_number::telephone_number;
use crate::signals::content::hijacked_thread::continues_a_thread;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "content.freemail_bill",
    group: Group::Content,
    direction: Direction::Threat,
    threats: &[Threat::Callback, Threat::PaymentFraud],
    evidence: &["phrase", "domain"],
    since: "0.1.0",
    inspect,
};

/// How much of the text may name the brand, in bytes: its first lines, and what stands around the confirmation, so that a long
/// text above does not hide it.
const NEAR: usize = 400;
/// The longest line at the head that is a letterhead, in bytes.
const HEAD: usize = 24;
/// How much of the text is read, in bytes.
const READ: usize = 64 * 1024;

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let message = examination.message;
    let domain = message.from_domain()?;
    if !examination.is_from_freemail() || continues_a_thread(examination) {
        return None;
    }
    let order = examination.mention(Topic::OrderReceipt)?;
    let text = folded(&normalised(message.body().visible(), READ));
    let confirmed = examination.phrases().of(Topic::OrderReceipt);
    let around = confirmed.filter(|hit| !hit.in_subject).map(|hit| hit.at);
    let name = message.from().first().and_then(|from| from.name.as_deref());
    let mut lines = message.body().visible().lines().map(str::trim);
    // As letterheads have it; who was paid through a service, or writes of one, names it in a sentence.
    let head = lines
        .find(|line| !line.is_empty())
        .filter(|line| line.len() <= HEAD);
    let poses = name
        .into_iter()
        .chain(head)
        .any(|name| brands::named_in(name).is_some());
    let names_brand = poses || around.chain([0]).any(|at| names_brand_near(&text, at));
    let names_number = telephone_number(message.body().visible()).is_some();
    if !names_brand && !names_number {
        return None;
    }
    let strength = if order.count >= 2 || poses && names_number {
        Strength::FULL
    } else {
        Strength::HALF
    };
    Some(
        SIGNAL
            .found()
            .with("phrase", order.phrase)
            .with("domain", domain)
            .at(strength),
    )
}

fn names_brand_near(text: &str, at: usize) -> bool {
    let start = text.floor_char_boundary(at.saturating_sub(NEAR));
    let end = text.ceil_char_boundary(at.saturating_add(NEAR));
    text.get(start..end)
        .unwrap_or_default()
        .split_whitespace()
        .any(|word| brands::named_in(word).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_an_order_from_a_free_mailbox() {
        let mail = Mail::from("Paid <kbx77@gmail.com>")
            .subject("Thank you for your order (#375829)")
            .text("McAfee\nYour payment has been received. Order number 823-70-898, USD 503.00");
        let finding = assert_fires(&SIGNAL, mail);
        assert_fact(&finding, "phrase", "thank you for your order");
        assert_fact(&finding, "domain", "gmail.com");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_at_half_strength_on_one_phrase_beside_a_brand() {
        let mail =
            Mail::from("Order <kbx77@gmail.com>").text("PayPal\nYour payment has been received.");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::HALF);
    }

    #[test]
    fn fires_on_one_phrase_below_a_brands_name_with_a_number_to_call() {
        let mail = Mail::from("Order <kbx77@gmail.com>")
            .text("PayPal\nYour payment has been received. Questions? +1 (202) 555-0147");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::FULL);
    }

    #[test]
    fn fires_at_half_strength_on_a_trader_who_was_paid_through_a_service() {
        let greeting = "Dear Julia,\nthe three jars of lime honey and the two of clover left with this morning's post, well packed in straw. ";
        let mail = Mail::from("Anna Berg <berg.honey@gmail.com>").text(&format!(
            "{greeting}Your payment has been received by PayPal. Call me: +1 (202) 555-0147"
        ));
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::HALF);
    }

    #[test]
    fn fires_at_most_at_half_strength_on_people_who_write_of_an_order() {
        for text in [
            "Hi, thanks for your order on eBay! It left today. You can call me at +1 202 555 0147.",
            "Hey, Amazon says the order is paid but no parcel so far. Can you call me at +1 202 555 0147?",
            "Dear Julia, thanks for your order. Three jars leave tomorrow. +1 202 555 0147",
            "Hi Julia!\neBay tells me that your payment has been received. Call me: +1 202 555 0147",
        ] {
            let mail = Mail::from("Anna Berg <berg.anna7@gmail.com>").text(text);
            assert!(
                mail.found(&SIGNAL)
                    .is_none_or(|finding| finding.strength != Strength::FULL),
                "{text}"
            );
        }
    }

    #[test]
    fn fires_below_a_long_text_about_something_else() {
        let padding = "The garden club meets on Thursday and brings plants.\r\n".repeat(400);
        let mail = Mail::from("Order <kbx77@gmail.com>")
            .text(&format!("{padding}PayPal\nYour payment has been received."));
        assert_fires(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_a_shop_with_a_domain_of_its_own() {
        let mail =
            Mail::from("Shop <orders@quibusdam.example>").subject("Thank you for your order");
        assert_silent(&SIGNAL, mail.text("Your payment has been received."));
    }

    #[test]
    fn silent_on_a_trader_who_mentions_an_order_once_and_on_replies() {
        for (subject, text) in [
            ("Hello", "Hi! Your payment has been received, thanks a lot."),
            (
                "Thank you for your order",
                "Your payment has been received. The honey comes on Friday.",
            ),
            (
                "Vielen Dank für Ihre Bestellung",
                "Ihre Zahlung wurde erfolgreich verbucht.",
            ),
        ] {
            let trader = Mail::from("Anna <anna@gmail.com>").subject(subject);
            assert_silent(&SIGNAL, trader.text(text));
        }
        let quoted = "Your payment has been received, see below. Call me: +1 202 555 0147\n\n> Thank you for your order at PayPal";
        for subject in [
            "Re: Thank you for your order",
            "Fwd: Thank you for your order",
        ] {
            let reply = Mail::from("Anna <anna@gmail.com>").subject(subject);
            assert_silent(
                &SIGNAL,
                reply.text(&format!("{quoted}\n----- Original Message -----")),
            );
        }
    }

    #[test]
    fn fires_on_a_number_to_call_and_whatever_thread_is_claimed() {
        let mail = Mail::from("Desk <kbx77@gmail.com>")
            .header("In-Reply-To", "<1@quibusdam.example>")
            .subject("Thank you for your order")
            .text("Your payment has been received. Not you? +1 (202) 555-0147");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::FULL);
    }
}
