//! Wants the reader to telephone about a charge, a renewal or an order.
//!
//! Why: there is nothing to check in a number; the fraud happens on the telephone.
//!
//! It says so in set phrases; or it says in any words to call in order to cancel, or because it was not the reader, beside an
//! amount of money and a brand that is not the sender's.
//!
//! Wrong when: receipts name a charge and a service number too: silent while the mail links to the organisation in
//! From, as receipts do, unless that is a free mail provider. Silent on bookings and signatures with a number.
use crate::lexicon::{Topic, is_cjk};
use crate::names::brands;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "content.callback_number",
    group: Group::Content,
    direction: Direction::Threat,
    threats: &[Threat::Callback, Threat::PaymentFraud],
    evidence: &["phone"],
    since: "0.1.0",
    inspect,
};

/// Above this many links to others the links are the way, not the number.
const MOST_LINKS: u32 = 1;
/// How much of the text is searched from its beginning, in bytes, and as much before its end: a long text above does not hide
/// the number that is to be called.
const SEARCHED: usize = 8_000;

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let charge = examination.mention(Topic::Callback);
    let call = examination.mention(Topic::AsksToCall);
    let said = charge.or(call)?;
    let leads = examination.leads();
    if leads.to_others > MOST_LINKS || leads.inside > 0 || leads.form {
        return None;
    }
    let phone = telephone_number(examination.message.body().visible())?;
    if charge.is_none() && !bills_for_another(examination, &phone) {
        return None;
    }
    let strength = match (said.count, examination.is_from_freemail()) {
        (2.., _) => Strength::FULL,
        (_, true) => Strength::FULL,
        _ => Strength::HALF,
    };
    Some(SIGNAL.found().with("phone", phone).at(strength))
}

/// How far before the number the amount and the brand stand, and behind it, in bytes.
const BEFORE: usize = 800;
const BEHIND: usize = 200;
/// What stands beside an amount of money.
const MONEY: [&str; 13] = [
    "$", "€", "£", "¥", "￥", "₽", "元", "円", "EUR", "Euro", "euro", "USD", "руб",
];

/// Words before the name of a service that somebody paid with, and cards, which everybody pays with.
const MEANS: [&str; 10] = [
    "with",
    "by",
    "via",
    "per",
    "mit",
    "con",
    "com",
    "avec",
    "par",
    "через",
];
const CARDS: [&str; 3] = ["Visa", "Mastercard", "American Express"];

/// Whether an amount of money and a brand that is not the sender's are named near `phone`.
fn bills_for_another(examination: &Examination<'_>, phone: &str) -> bool {
    let text = examination.message.body().visible();
    let at = text.find(phone).unwrap_or_default();
    let start = text.floor_char_boundary(at.saturating_sub(BEFORE));
    let end = text.ceil_char_boundary(at.saturating_add(BEHIND));
    let near = text.get(start..end).unwrap_or_default();
    let owner = examination.message.from_domain().and_then(brands::owner_of);
    let is_anothers = |brand: &brands::Brand| {
        !CARDS.contains(&brand.name) && owner.is_none_or(|owner| owner.name != brand.name)
    };
    let is_digit = |octet: Option<u8>| octet.is_some_and(|octet| octet.is_ascii_digit());
    let is_amount = |(at, sign): (usize, &str)| {
        let before = near.get(..at).unwrap_or_default();
        let after = near.get(at + sign.len()..).unwrap_or_default();
        is_digit(before.trim_end().bytes().next_back())
            || is_digit(after.trim_start().bytes().next())
    };
    // Word by word, for `Norton` is a surname too, and two by two for `Geek Squad`. Who paid `with PayPal`, paid the sender.
    let mut before = "";
    let mut words = near.split(|c: char| c.is_whitespace() || c == '-' || is_cjk(c));
    let names_another = words.any(|word| {
        let is_means = MEANS.iter().any(|means| before.eq_ignore_ascii_case(means));
        let both = [before, word].concat();
        before = word;
        let named = brands::named_in(word).or_else(|| brands::named_in(&both));
        !is_means && named.is_some_and(is_anothers)
    });
    names_another
        && MONEY
            .iter()
            .any(|sign| near.match_indices(sign).any(is_amount))
}

/// So many letters that look like digits may stand in a row.
const LIKE_DIGITS: usize = 5;

/// The first telephone number in `text`, as it is written there.
pub(in crate::signals) fn telephone_number(text: &str) -> Option<String> {
    let (head, rest) = text.split_at(text.floor_char_boundary(SEARCHED));
    let tail = rest.ceil_char_boundary(rest.len().saturating_sub(SEARCHED));
    first_number(head).or_else(|| first_number(rest.get(tail..)?))
}

fn first_number(text: &str) -> Option<String> {
    let mut number = String::new();
    let mut before = ' ';
    // One more at the end closes the last candidate.
    let mut letters = text.chars().chain(['\n']);
    while let Some(c) = letters.next() {
        let starts =
            number.is_empty() && (c.is_ascii_digit() || matches!(c, '+' | '(' | '＋' | '（'));
        let goes_on =
            !number.is_empty() && (c.is_ascii_digit() || is_separator(c)) && number.len() < 80;
        // Letters that look like digits, before another digit: (8O8) 555 O142, or after one: 1-8OO-555.
        let is_like = |c: &char| matches!(c, 'O' | 'o' | 'I' | 'l');
        let is_disguised = !number.is_empty() && is_like(&c) && {
            let after = letters.clone().take(LIKE_DIGITS).find(|c| !is_like(c));
            let is_inside = before.is_ascii_digit() || is_like(&before);
            after.is_some_and(|c| c.is_ascii_digit() || is_inside && is_separator(c))
        };
        if starts
            && !is_in_word(before)
            && !matches!(
                before,
                '$' | '€' | '£' | '¥' | '￥' | '#' | '/' | '-' | '.' | ',' | '_' | '='
            )
            || goes_on
            || is_disguised
        {
            number.push(c);
            before = c;
            continue;
        }
        if !number.is_empty() {
            let candidate = number.trim_end_matches(|c: char| !c.is_ascii_digit());
            let is_whole = candidate.len() < number.len() || !is_in_word(c);
            let digits = candidate.replace(['O', 'o'], "0").replace(['I', 'l'], "1");
            if is_whole && is_telephone_number(&digits) {
                return Some(candidate.to_owned());
            }
            number.clear();
        }
        before = c;
    }
    None
}

/// Whether a character beside a number makes one word with it. Chinese and Japanese are written without spaces.
fn is_in_word(c: char) -> bool {
    c.is_alphanumeric() && !is_cjk(c)
}

/// What stands between the digits of a number, tricks against filters included.
fn is_separator(c: char) -> bool {
    matches!(c, ' ' | '\u{A0}' | '-' | '.' | '(' | ')' | '（' | '）' | '/' | '*' | '~' | '_' | '•' | '·' | '+' | '\u{2010}'..='\u{2015}' | '\u{2000}'..='\u{200F}')
}

/// Whether digits and separators are written as telephone numbers are: with a country code, in the
/// North American 3-3-4, with a leading zero in groups, or as Chinese mobile and service numbers.
fn is_telephone_number(text: &str) -> bool {
    let groups: Vec<&str> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|group| !group.is_empty())
        .collect();
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    let digits: usize = lengths.iter().sum();
    let first = groups.first().copied().unwrap_or_default();
    if text.starts_with(['+', '＋']) || text.starts_with("(+") {
        return (8..=15).contains(&digits);
    }
    match lengths.as_slice() {
        [3, 3, 4] | [3, 7] => {
            !first.starts_with(['0', '1'])
                || first == "010"
                || first.starts_with('0') && digits == 10
        }
        [1, 3, 3, 4] => first == "1",
        [10] => {
            first.starts_with(['2', '3', '4', '5', '6', '7', '8', '9']) && text.starts_with('(')
        }
        [11] => {
            first.starts_with('1')
                && !first.starts_with(['0'])
                && matches!(first.as_bytes().get(1), Some(b'3'..=b'9'))
        }
        [3, 4, 4] => first.starts_with("1") || first.starts_with("0"),
        [3, 3, 4, ..] | [1, 3, 3, 4, ..] => false,
        [_, _, ..] => {
            first.starts_with('0')
                && (9..=13).contains(&digits)
                && first.len() >= 2
                && !is_date(&lengths)
        }
        _ => false,
    }
}

/// 02.11.2026 and 02/11/26 are no numbers to call.
fn is_date(lengths: &[usize]) -> bool {
    matches!(lengths, [1 | 2, 1 | 2, 2 | 4, ..] | [4, 1 | 2, 1 | 2, ..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    const RENEWAL: &str = "Thank you for your subscription renewal, $489.99 will be charged within 24 hours.\r\n\
                           If you did not authorize this, call +1 (202) 555-0147.";

    #[test]
    fn fires_on_a_renewal_with_a_number_to_call() {
        let mail = Mail::from("Billing Desk <ellisonharper4471@gmail.com>")
            .subject("Order NTN-88127-4410")
            .text(RENEWAL);
        let finding = assert_fires(&SIGNAL, mail);
        assert_fact(&finding, "phone", "+1 (202) 555-0147");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_on_one_phrase_at_half_strength() {
        let mail = Mail::any().text("The amount will be debited tomorrow. Questions: 202-555-0147");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::HALF);
    }

    #[test]
    fn fires_on_a_chinese_renewal() {
        let mail = Mail::any().text("您的会员已自动续订，如需取消请致电客服取消：400-555-0147。");
        assert_fact(&assert_fires(&SIGNAL, mail), "phone", "400-555-0147");
    }

    #[test]
    fn fires_on_a_number_between_characters_that_stand_without_spaces() {
        for text in [
            "您的会员已自动续费，如需退款请立即拨打客服热线400-555-0147办理。",
            "年会費が自動更新されました。キャンセルはお電話03-5550-0147までご連絡ください。",
        ] {
            assert_fires(&SIGNAL, Mail::any().text(text));
        }
    }

    #[test]
    fn fires_below_a_long_text_about_something_else() {
        let padding = "The garden club meets on Thursday and brings plants.\r\n".repeat(400);
        let mail = Mail::any().text(&format!("{padding}{RENEWAL}"));
        assert_fact(&assert_fires(&SIGNAL, mail), "phone", "+1 (202) 555-0147");
    }

    #[test]
    fn fires_on_a_brands_charge_to_be_undone_by_telephone_in_any_words() {
        for text in [
            "Thank you for your order of Norton 360. $399.99 will be charged today. To cancel, call +1 (888) 555-0199.",
            "Your PayPal account was charged $599.00 for Bitcoin. Not you? Call 1-888-555-0199.",
            "Ihr Norton-Abo wurde für 399,99 € verlängert. Zum Widerruf rufen Sie an: +49 30 5550199.",
            "Geek Squad: $399.99 for one year. To cancel, call +1 (888) 555-0199.",
            "McAfee : 399,99 € ont été prélevés. Si ce n'est pas vous, appelez le +33 1 55 50 01 47.",
            "PayPal: cargo de 399,99 €. Si no fue usted, llame al +34 910 555 014.",
            "PayPal: compra de R$ 1.899,00. Não foi você? Ligue para 0800 555 0147.",
            "Оплата Norton: 8 990 руб. Если это не вы, звоните: +7 495 555 01 47.",
            "Nortonの料金39,800円です。お心当たりがなければ03-5550-0147へお電話ください。",
            "PayPal扣款 $599.00。非本人操作请致电400-555-0147。",
        ] {
            assert_fires(&SIGNAL, Mail::from("Desk <desk@sender.example>").text(text));
        }
    }

    #[test]
    fn silent_on_orders_of_the_senders_own_and_on_numbers_below_invoices() {
        for text in [
            "Your order of three jars of honey comes to $39.90. To cancel it, call us at 202-555-0147.",
            "Your order of three jars comes to $39.90, paid with PayPal from your Visa. To cancel it, call us at 202-555-0147.",
            "Rechnung: Reparatur Ihrer Waschmaschine, 120 €. Stornieren können Sie bis Freitag, rufen Sie an: 030 555 01 47",
            "Invoice 4410: installation of Norton 360 on two computers, $120. Thank you!\r\nSam Wells, Tel. 202-555-0147",
            "Rechnung: Einrichtung von PayPal im Laden, 120 €. Zahlbar in 14 Tagen.\r\nBerg Computer, Tel. 030 555 01 47",
        ] {
            assert_silent(&SIGNAL, Mail::any().text(text));
        }
        let own = "You paid $59.00 with PayPal. Not you? Call 1-888-555-0199.";
        assert_silent(&SIGNAL, Mail::from("PayPal <service@paypal.com>").text(own));
    }

    #[test]
    fn silent_on_a_receipt_that_links_to_its_sender() {
        let receipt = "<p>Your subscription renewal: you have been charged 9.99. Questions? +1 202 555 0147</p><a href='https://www.sender.example/account'>Account</a>";
        assert_silent(&SIGNAL, Mail::any().html(receipt));
    }

    #[test]
    fn silent_on_a_booking_with_a_number() {
        assert_silent(
            &SIGNAL,
            Mail::any()
                .text("Su reserva está confirmada. Teléfono: +34 910 555 014. Total 120 EUR."),
        );
    }

    #[test]
    fn silent_on_a_charge_without_a_number() {
        assert_silent(
            &SIGNAL,
            Mail::any()
                .text("Your subscription renewal of 2026-11-02, invoice 4410-88127, USD 489.99."),
        );
    }

    #[test]
    fn a_word_behind_a_number_is_not_part_of_it() {
        let text = "call 808 555 0142 or +1 808 555 0199 I hope";
        assert_eq!(telephone_number(text).as_deref(), Some("808 555 0142"));
    }

    #[test]
    fn tells_telephone_numbers_from_other_numbers() {
        for number in [
            "+49 30 5550147",
            "(202) 555-0147",
            "1-800-555-0147",
            "1 • 808 • 555 • 0147",
            "030 555 01 47",
            "010-5555 0147",
            "13800138000",
            "+86 138 0013 8000",
            // Letters that look like digits are shown as they stand.
            "1 (8O8) 555 O142",
            "+1 (8o8) 555-0l42",
            "1-8OO-555-OI42",
        ] {
            assert_eq!(
                telephone_number(&format!("call {number} now")).as_deref(),
                Some(number)
            );
        }
        for other in [
            "2026-11-02",
            "02.11.2026",
            "02/11/2026 09:30",
            "192.168.100.200",
            "NTN-88127-4410",
            "$1 489.99",
            "1234567890123456",
            "https://a.example/1-800-555-0147",
            "4111 1111 1111 1111",
            "2026110209",
            "12 lots of 808 at 5.55",
            "1Ol 2O2 room",
        ] {
            assert_eq!(
                telephone_number(&format!("see {other} now")),
                None,
                "{other}"
            );
        }
    }
}
