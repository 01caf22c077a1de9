//! Mailboxes as RFC 5322 wants them and as senders write them.

use super::*;

fn parse_list(text: &str) -> MailboxList {
    super::parse_list(text, Charsets::default())
}

fn parse_path(text: &str) -> Option<Mailbox> {
    super::parse_path(text, Charsets::default())
}

#[track_caller]
fn reads(text: &str, expected: &[(&str, &str)]) -> bool {
    let list = parse_list(text);
    let found: Vec<(&str, &str)> = list
        .mailboxes
        .iter()
        .map(|m| (m.name.as_deref().unwrap_or(""), m.address.as_str()))
        .collect();
    assert_eq!(found, expected, "{text}");
    list.malformed
}

#[track_caller]
fn reads_well_formed(text: &str, expected: &[(&str, &str)]) {
    assert!(!reads(text, expected), "{text} is well formed");
}

#[track_caller]
fn reads_malformed(text: &str, expected: &[(&str, &str)]) {
    assert!(reads(text, expected), "{text} is malformed");
}

#[test]
fn reads_the_forms_of_rfc_5322() {
    reads_well_formed("jdoe@machine.example", &[("", "jdoe@machine.example")]);
    reads_well_formed(
        "John Doe <jdoe@machine.example>",
        &[("John Doe", "jdoe@machine.example")],
    );
    reads_well_formed(
        "\"Joe Q. Public\" <john.q@example.com>, Mary <mary@x.example>",
        &[
            ("Joe Q. Public", "john.q@example.com"),
            ("Mary", "mary@x.example"),
        ],
    );
    reads_well_formed(
        "A Group:Ed Jones <c@a.example>,joe@where.example,John <jdoe@one.example>;",
        &[
            ("A Group: Ed Jones", "c@a.example"),
            ("", "joe@where.example"),
            ("John", "jdoe@one.example"),
        ],
    );
    reads_well_formed("Undisclosed recipients:;", &[]);
    reads_well_formed(
        "\"Tobias Rennert\": x@evil.example, y@evil.example;",
        &[("Tobias Rennert", "x@evil.example"), ("", "y@evil.example")],
    );
    reads_well_formed(
        "=?utf-8?B?5pSv5LuY5a6d?=: x@evil.example;",
        &[("支付宝", "x@evil.example")],
    );
    reads_well_formed(
        "Pete(A nice \\) chap) <pete(his account)@silly.example(his host)>",
        &[("Pete", "pete@silly.example")],
    );
    reads_well_formed(
        "ann@b.example (Ann (from b))",
        &[("Ann (from b)", "ann@b.example")],
    );
    reads_well_formed(
        "<@a.example,@b.example:user@c.example>",
        &[("", "user@c.example")],
    );
    reads_well_formed(
        "\"quoted.local\"@b.example",
        &[("", "\"quoted.local\"@b.example")],
    );
}

#[test]
fn reads_the_last_address_when_there_are_two() {
    reads_malformed(
        "PayPal <service@paypal.example> <x@y.example>",
        &[("PayPal <service@paypal.example>", "x@y.example")],
    );
}

#[test]
fn keeps_an_address_in_the_name_apart_from_the_address() {
    reads_well_formed(
        "\"a@b.example\" <c@d.example>",
        &[("a@b.example", "c@d.example")],
    );
    reads_malformed(
        "a@b.example <c@d.example>",
        &[("a@b.example", "c@d.example")],
    );
    reads_well_formed(
        "=?utf-8?Q?Bank_=3Cservice=40bank.example=3E?= <x@y.example>",
        &[("Bank <service@bank.example>", "x@y.example")],
    );
}

#[test]
fn reads_a_whole_mailbox_hidden_in_an_encoded_word() {
    reads_malformed(
        "=?utf-8?B?QmFuayA8c2VydmljZUBiYW5rLmV4YW1wbGU+?=",
        &[("Bank <service@bank.example>", "")],
    );
}

#[test]
fn reads_unquoted_specials() {
    reads_malformed(
        "Doe, Jane <jane@b.example>",
        &[("Doe, Jane", "jane@b.example")],
    );
    reads_malformed(
        "Support (24h <s@b.example>",
        &[("Support (24h", "s@b.example")],
    );
    reads_malformed(
        "\"never closed <a@b.example>",
        &[("never closed", "a@b.example")],
    );
}

#[test]
fn reads_empty_and_broken_brackets() {
    reads_malformed("Nobody <>", &[("Nobody", "")]);
    reads_malformed("<<a@b.example>>", &[("", "a@b.example")]);
    reads_malformed(
        "Shop (<news@shop.example>)",
        &[("Shop", "news@shop.example")],
    );
    reads_malformed("Ann <a@b.example", &[("Ann", "a@b.example")]);
    reads_malformed("no address at all", &[("no address at all", "")]);
    reads_well_formed("", &[]);
}

#[cfg(feature = "charsets")]
#[test]
fn reads_encoded_words_with_specials_inside() {
    reads_well_formed(
        "=?UTF-8?Q?Foo,_Bar_(x)?= <a@b.example>",
        &[("Foo, Bar (x)", "a@b.example")],
    );
    reads_well_formed(
        "\"=?gb2312?B?xPq6ww==?=\" <a@b.example>",
        &[("您好", "a@b.example")],
    );
}

#[test]
fn splits_at_the_last_at_sign() {
    let list = parse_list("<\"a@b\"@c.example>");
    let mailbox = &list.mailboxes[0];
    assert_eq!(mailbox.local, "a@b");
    assert_eq!(mailbox.domain.as_ref().unwrap().ascii(), "c.example");
    assert!(parse_list("a@[192.0.2.1]").mailboxes[0].domain.is_none());
}

#[test]
fn bounds_the_number_of_mailboxes() {
    let list = parse_list(&"a@b.example,".repeat(MAX_MAILBOXES * 2));
    assert_eq!(
        (list.mailboxes.len(), list.truncated),
        (MAX_MAILBOXES, true)
    );
    parse_list(&"(".repeat(60_000));
    parse_list(&"<".repeat(60_000));
    parse_list(&"\"".repeat(60_001));
    parse_list(&"=?a?q?".repeat(10_000));
}

#[test]
fn reads_a_null_return_path_as_no_mailbox_address() {
    assert_eq!(parse_path("<>").map(|m| m.address), Some(String::new()));
    assert_eq!(
        parse_path("<a@b.example>").map(|m| m.address).as_deref(),
        Some("a@b.example")
    );
}

#[test]
fn the_name_of_an_empty_group_is_nobodys_who_follows() {
    let name = |text| {
        let list = parse_list(text);
        list.mailboxes[0].name.clone().unwrap()
    };
    assert_eq!(name("Undisclosed:;, Ed <c@a.example>"), "Ed");
    assert_eq!(name("Friends: Ed <c@a.example>;"), "Friends: Ed");
}
