//! Numbers are told by their checksums, and only where they stand as such numbers are written.

use proptest::prelude::*;

use super::*;

fn kinds(text: &str) -> Vec<(Identifier, usize)> {
    count(text)
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .collect()
}

#[test]
fn knows_cards_by_prefix_and_check_digit() {
    for text in [
        "4012 8888 8888 1881",
        "5555-5555-5555-4444",
        "3782 822463 10005",
        "Card number: 4012888888881881",
        "卡号：6222020000000000018",
        "卡号：6222 0212 3456 7890 128",
        "Номер карты: 2200 1234 5678 9019",
        "Номер карты: 2200123456789019",
    ] {
        let found = kinds(text);
        assert_eq!(found, [(Identifier::Card, 1)], "{text}");
    }
    for text in [
        "4012 8888 8888 1882",
        "4111 1111 1111 1111",
        "order 4012888888881881",
        "9111 1111 1111 1111",
        "0000 0000 0000 0000",
        "4012 8888-8888 1881 x",
        "卡号：6222 0212 3456 7890 129",
        "6222 0212 3456 7890",
    ] {
        assert_eq!(kinds(text), [], "{text}");
    }
}

#[test]
fn knows_chinese_resident_numbers() {
    assert_eq!(
        kinds("身份证号：11010519491231002X"),
        [(Identifier::ResidentId, 1)]
    );
    for text in [
        "110105194912310021",
        "99010519491231002X",
        "11010519491331002X",
        "1101051949123100",
    ] {
        assert_eq!(kinds(text), [], "{text}");
    }
}

#[test]
fn knows_social_security_numbers_where_they_are_called_so() {
    assert_eq!(kinds("SSN: 219-09-9999"), [(Identifier::Ssn, 1)]);
    assert_eq!(
        kinds("Social Security Number\n219-09-9999"),
        [(Identifier::Ssn, 1)]
    );
    for text in [
        "219-09-9999",
        "SSN 000-12-3456",
        "SSN 666-12-3456",
        "SSN 219-00-9999",
    ] {
        assert_eq!(kinds(text), [], "{text}");
    }
}

#[test]
fn knows_ibans_by_length_and_remainder() {
    for text in [
        "IBAN: DE89 3704 0044 0532 0130 00",
        "GB82WEST12345698765432",
        "NL91 ABNA 0417 1643 00, thank you",
        "FR14 2004 1010 0505 0001 3M02 606",
    ] {
        assert_eq!(kinds(text), [(Identifier::Iban, 1)], "{text}");
    }
    for text in [
        "DE88 3704 0044 0532 0130 00",
        "DE89 3704 0044 0532",
        "XX89 3704 0044 0532 0130 00",
    ] {
        assert_eq!(kinds(text), [], "{text}");
    }
}

#[test]
fn knows_keys_and_tokens_by_their_shapes() {
    assert_eq!(
        kinds("-----BEGIN OPENSSH PRIVATE KEY-----\nabc"),
        [(Identifier::PrivateKey, 1)]
    );
    for token in [
        format!("AKIA{}", "IOSFODNN7EXAMPLE"),
        format!("ghp_{}", "A1b2".repeat(9)),
        format!("glpat-{}", "Ab1xY".repeat(4)),
    ] {
        assert_eq!(
            kinds(&format!("key={token};")),
            [(Identifier::ApiKey, 1)],
            "{token}"
        );
    }
    assert_eq!(
        kinds("AKIAHELLO ghp_short BEGIN PUBLIC KEY AKIAAAAAAAAAAAAAAAAA"),
        []
    );
}

#[test]
fn the_same_number_counts_once() {
    let text = "DE89 3704 0044 0532 0130 00 and DE89370400440532013000 and GB82WEST12345698765432";
    assert_eq!(kinds(text), [(Identifier::Iban, 2)]);
}

#[test]
fn stays_cheap_on_a_long_line_of_groups() {
    let found = kinds(&"DE89 3704 ".repeat(100_000));
    assert_eq!(found, []);
    let found = kinds(&"visa 4012888888881881, ".repeat(100_000));
    assert_eq!(found, [(Identifier::Card, 1)]);
}

proptest! {
    #[test]
    fn any_text_is_counted_without_panic(text in "[A-Z0-9a-z \\-._\u{A0}äé身号\n]{0,300}") {
        for (_, count) in count(&text) {
            prop_assert!(count <= MOST);
        }
    }
}
