//! What a lure says is found in each of the eight languages alike, and honest mail about the same things passes.
//!
//! A file of `testdata/languages` holds, for each language, a lure as it is written by those who live in it, and a
//! message near to it that is honest. Both were written before the phrases of the lexicon were looked at, but for locked accounts, energy
//! benefits, full mailboxes, parcels and safety claims, whose phrases were written by the same hand.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::registry::find;
use super::testing::Mail;
use super::{Finding, Signal, Strength};

/// The languages that are treated alike.
const LANGUAGES: [&str; 8] = ["de", "en", "es", "fr", "ja", "pt", "ru", "zh"];

/// A file: a signal, how strongly it must fire, and the mails of each language.
#[derive(Deserialize)]
struct Table {
    signal: String,
    strength: Clarity,
    /// The name of an archive that comes with each mail.
    attach: Option<String>,
    #[serde(flatten)]
    languages: BTreeMap<String, Pair>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Clarity {
    Half,
    Full,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pair {
    lure: Text,
    /// The same wish in other words.
    again: Option<Text>,
    legit: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    from: Option<String>,
    subject: String,
    text: String,
}

impl Table {
    fn found(&self, signal: &Signal, text: &Text) -> Option<Finding> {
        let mail = text.from.as_deref().map_or_else(Mail::any, Mail::from);
        let mail = mail.subject(&text.subject).text(&text.text);
        let mail = match &self.attach {
            Some(name) => mail.attach(name, "application/zip", b"PK\x03\x04\x14\x00"),
            None => mail,
        };
        mail.found(signal)
    }
}

/// Asserts that each lure of a file is found and each honest mail passes; tells of all that are not at once.
#[track_caller]
fn assert_alike(file: &str) {
    let table: Table = toml::from_str(file).unwrap();
    assert!(table.languages.keys().eq(LANGUAGES.iter()));
    let signal = find(&table.signal).unwrap();
    let least = match table.strength {
        Clarity::Half => Strength::HALF,
        Clarity::Full => Strength::FULL,
    };
    let mut wrong = Vec::new();
    for (language, pair) in &table.languages {
        for lure in std::iter::once(&pair.lure).chain(&pair.again) {
            let found = table.found(signal, lure);
            if found.as_ref().is_none_or(|found| found.strength < least) {
                wrong.push(format!("{language}: {:?} passes: {found:?}", lure.subject));
            }
        }
        if let Some(found) = table.found(signal, &pair.legit) {
            wrong.push(format!(
                "{language}: an honest mail is taken for a lure: {found:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", signal.id, wrong.join("\n"));
}

macro_rules! alike {
    ($($test:ident: $file:literal),+ $(,)?) => {
        $(#[test]
        fn $test() {
            assert_alike(include_str!(concat!("testdata/languages/", $file)));
        })+
    };
}

alike! {
    a_threat_with_a_wallet_is_told_in_all_languages: "extortion.toml",
    a_wish_for_gift_cards_is_told_in_all_languages: "gift_card.toml",
    an_inheritance_from_a_stranger_is_told_in_all_languages: "advance_fee.toml",
    a_deadline_is_told_in_all_languages: "pressure.toml",
    a_secret_transfer_is_told_in_all_languages: "secrecy.toml",
    a_social_benefit_is_told_in_all_languages: "benefit_lure.toml",
    a_tax_refund_is_told_in_all_languages: "tax_refund.toml",
    a_tax_debt_is_told_in_all_languages: "tax_debt.toml",
    a_document_to_sign_is_told_in_all_languages: "signature.toml",
    a_voice_message_is_told_in_all_languages: "voicemail.toml",
    an_order_out_of_the_blue_is_told_in_all_languages: "purchase_order.toml",
    a_wish_for_identity_papers_is_told_in_all_languages: "identity_request.toml",
    a_wish_for_the_data_of_all_staff_is_told_in_all_languages: "staff_data.toml",
    a_charge_to_be_cancelled_by_telephone_is_told_in_all_languages: "callback_number.toml",
    an_invoice_elsewhere_is_told_in_all_languages: "invoice_lure.toml",
    a_bank_that_wants_data_is_told_in_all_languages: "bank.toml",
    a_password_that_expires_is_told_in_all_languages: "password_expiry.toml",
    a_claim_of_safety_is_told_in_all_languages: "safety_claim.toml",
    a_parcel_that_waits_is_told_in_all_languages: "parcel.toml",
    a_mailbox_that_is_full_is_told_in_all_languages: "mailbox_full.toml",
    an_energy_allowance_is_told_in_all_languages: "energy_benefit.toml",
    a_prize_is_told_in_all_languages: "prize.toml",
    easy_work_is_told_in_all_languages: "job_offer.toml",
    a_sure_profit_is_told_in_all_languages: "investment.toml",
    a_subscription_that_ended_is_told_in_all_languages: "subscription.toml",
    an_account_that_is_locked_is_told_in_all_languages: "account_locked.toml",
}

#[test]
fn a_threat_is_told_without_its_wallet_too() {
    let table: Table = toml::from_str(include_str!("testdata/languages/extortion.toml")).unwrap();
    let signal = find(&table.signal).unwrap();
    let mut passing = Vec::new();
    for (language, pair) in &table.languages {
        let mut text = pair.lure.text.clone();
        for wallet in WALLETS {
            text = text.replace(wallet, "(below)");
        }
        assert_ne!(text, pair.lure.text);
        let mail = Mail::any().subject(&pair.lure.subject).text(&text);
        if mail.found(signal).is_none() {
            passing.push(language);
        }
    }
    assert!(passing.is_empty(), "{passing:?}");
}

/// The wallets in the threats.
const WALLETS: [&str; 2] = [
    "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2",
    "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
];

/// What lures in Chinese speak of, each alone in a subject, and the signal that must tell of it.
const CHINESE: [(&str, &str, &str); 14] = [
    ("财务补贴", "content.benefit_lure", "2026年财务补贴发放公告"),
    ("工资补贴", "content.benefit_lure", "关于工资补贴的说明"),
    ("社保", "content.benefit_lure", "您的社保账户需要核实"),
    ("社保", "content.benefit_lure", "社保卡异常提醒"),
    ("个税", "content.benefit_lure", "个税退税办理提醒"),
    ("个税", "content.benefit_lure", "您的个税申报有误"),
    ("语音留言", "content.document_lure", "您有一条新的语音留言"),
    ("签署", "content.document_lure", "一份文件等待您签署"),
    ("电子签", "content.document_lure", "电子签约提醒"),
    ("发票", "content.invoice_lure", "您的发票已开具"),
    ("快递", "content.parcel_lure", "您的快递无法派送"),
    ("快递", "content.parcel_lure", "快递地址有误提醒"),
    ("邮箱容量", "content.mailbox_lure", "邮箱容量不足"),
    ("邮箱容量", "content.mailbox_lure", "您的邮箱容量已达上限"),
];

#[test]
fn each_chinese_lure_is_told_by_its_own_word_alone() {
    let mut passing = Vec::new();
    for (word, id, subject) in CHINESE {
        let mail = Mail::any()
            .subject(subject)
            .text("https://quibusdam.example/a");
        let found = mail.found(find(id).unwrap());
        let phrase = found.and_then(|found| Some(found.evidence.get("phrase")?.display()));
        if phrase.as_ref().is_none_or(|phrase| !phrase.contains(word)) {
            passing.push(format!("{subject}: {phrase:?}"));
        }
    }
    assert!(passing.is_empty(), "{}", passing.join("\n"));
}

#[test]
fn the_same_chinese_words_in_everyday_mail_are_no_lure() {
    for (text, id) in [
        (
            "财务补贴和工资补贴的口径我问过财务了，周五例会上一起讲。",
            "content.benefit_lure",
        ),
        (
            "新员工的社保和个税这个月由我来报，材料放我桌上就好。",
            "content.benefit_lure",
        ),
        (
            "你的语音留言我听到了，合同今天下午签署，到时会议室见。",
            "content.document_lure",
        ),
        (
            "发票和快递单都收到了，谢谢，款项下周支付。",
            "content.invoice_lure",
        ),
        ("快递放在前台了，下班记得带走。", "content.parcel_lure"),
        (
            "行政通知：大家的邮箱容量下个月统一扩大，无需操作。",
            "content.mailbox_lure",
        ),
    ] {
        let mail = Mail::from("王芳 <wang@partner.example>").text(text);
        assert!(mail.found(find(id).unwrap()).is_none(), "{text}");
    }
}
