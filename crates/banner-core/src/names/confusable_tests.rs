//! Which texts look alike, and which scripts go together.

use super::*;

#[track_caller]
fn looks_alike(one: &str, other: &str) {
    assert_eq!(folded(one), folded(other), "{one} {other}");
}

#[test]
fn gives_lookalikes_one_skeleton() {
    assert_eq!(skeleton("раураl"), "paypal");
    assert_eq!(skeleton("paypal"), "paypal");
    assert_eq!(skeleton("m"), "rn");
    assert_eq!(skeleton("𝐩𝐚𝐲𝐩𝐚𝐥"), "paypal");
    assert_eq!(skeleton("ſ"), skeleton("f"));
    assert_ne!(skeleton("example"), skeleton("exampel"));
}

#[test]
fn every_character_of_the_list_has_its_target() {
    let list = include_str!("../../data/confusables.txt");
    let character = |code: &str| {
        let code = u32::from_str_radix(code.trim(), 16).unwrap();
        char::from_u32(code).unwrap()
    };
    let mut count = 0;
    for line in list.lines() {
        let Some((source, targets)) = line.split('#').next().unwrap().split_once(';') else {
            continue;
        };
        let target: String = targets.split_whitespace().map(character).collect();
        assert_eq!(
            prototype(character(source)),
            Some(target.as_str()),
            "{line}"
        );
        count += 1;
    }
    assert!(count > 6_000 && PROTOTYPES.places.len() == count);
}

#[test]
fn leaves_invisible_characters_out_of_a_skeleton() {
    assert_eq!(
        skeleton("pay\u{200b}p\u{200d}al\u{feff}\u{ad}\u{2060}"),
        "paypal"
    );
    assert_eq!(skeleton("\u{202e}paypal"), "paypal");
}

#[test]
fn keeps_canonical_equivalents_together() {
    assert_eq!(skeleton("é"), skeleton("e\u{301}"));
    assert_eq!(skeleton("한"), skeleton("한"));
}

#[test]
fn folds_what_a_reader_confuses() {
    looks_alike("rnicrosoft", "Microsoft");
    looks_alike("vvalmart", "walmart");
    looks_alike("iclоud", "ldoud");
    looks_alike("paypa1", "PAYPAI");
    looks_alike("g00gle", "google");
    looks_alike("5potify", "spotify");
    looks_alike("Ｐａｙｐａｌ", "paypal");
    looks_alike("ⓟaypal", "paypal");
    looks_alike("páypäł", "paypal");
    looks_alike("ВАNК", "bank");
    looks_alike("faсeboоk", "facebook");
}

#[test]
fn keeps_different_words_apart() {
    assert_ne!(folded("citi"), folded("dti"));
    assert_ne!(folded("支付宝"), folded("支付"));
    assert_ne!(folded("банк"), folded("bank"));
}

#[test]
fn calls_one_script_single_whatever_it_is() {
    for label in [
        "paypal",
        "中国银行",
        "россия",
        "ελλάδα",
        "ไทย",
        "日本",
        "123",
        "",
        "a-1",
        "한국",
        "שלום",
        "भारत",
    ] {
        assert_eq!(script_mix(label), ScriptMix::Single, "{label}");
    }
}

#[test]
fn allows_the_scripts_that_one_language_mixes() {
    for label in [
        "qq邮箱",
        "ソニー製品",
        "さくら楽天",
        "lg전자",
        "楽天カードabc",
        "ㄅ注音",
    ] {
        assert_eq!(script_mix(label), ScriptMix::Allowed, "{label}");
    }
}

#[test]
fn calls_other_mixes_mixed() {
    for label in ["pаypal", "gοοgle", "россияй日", "한かな", "aแ", "ελπб"] {
        assert_eq!(script_mix(label), ScriptMix::Mixed, "{label}");
    }
}

#[test]
fn finds_labels_that_pass_for_latin_throughout() {
    assert_eq!(
        whole_script_confusable_with_latin("раура").as_deref(),
        Some("paypa")
    );
    assert_eq!(
        whole_script_confusable_with_latin("арре").as_deref(),
        Some("appe")
    );
    assert_eq!(whole_script_confusable_with_latin("сбербанк"), None);
    assert_eq!(whole_script_confusable_with_latin("pаypal"), None);
    assert_eq!(whole_script_confusable_with_latin("paypal"), None);
    assert_eq!(whole_script_confusable_with_latin("bücher"), None);
    assert_eq!(whole_script_confusable_with_latin("中国"), None);
}
