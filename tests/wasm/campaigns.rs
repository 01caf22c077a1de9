//! Which messages a page takes for one campaign.

use serde_json::{Value, json};

use super::package::{base64, campaigns};

const KEY: &str = "0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f";

fn job(subject: &str, domain: &str, findings: &[&str]) -> Value {
    let message = format!("From: a@{domain}\r\nSubject: {subject}\r\n\r\nHello\r\n");
    let findings: Vec<Value> = findings.iter().map(|id| json!({ "id": id })).collect();
    json!({
        "message": base64(message.as_bytes()),
        "verdict": { "sender_domain": domain, "findings": findings },
        "key": KEY,
    })
}

#[test]
fn copies_of_a_campaign_are_one_whatever_number_they_bear() {
    let keys = campaigns(&[
        job("Your invoice 4711", "shop.example", &["links.shortener"]),
        job("RE: your  INVOICE 815!", "SHOP.example", &[]),
        job("=?utf-8?q?Your_invoice_1?=", "shop.example", &[]),
        job("Your statement", "shop.example", &[]),
        job("Your invoice 4711", "other.example", &[]),
    ]);
    let [first, again, encoded, statement, elsewhere] = &keys[..] else {
        panic!("{keys:?}")
    };
    assert!(first.as_str().is_some_and(|key| key.len() == 64), "{first}");
    assert_eq!((first, first), (again, encoded));
    assert!(first != statement && first != elsewhere);
}

#[test]
fn a_forged_copy_is_not_of_the_campaign_that_it_copies() {
    let proven = ["authentication.aligned_pass"];
    let keys = campaigns(&[
        job("Your invoice", "shop.example", &proven),
        job("Your invoice", "shop.example", &[]),
        job("Your invoice", "shop.example", &proven),
    ]);
    assert_ne!(keys[0], keys[1]);
    assert_eq!(keys[0], keys[2]);
}

#[test]
fn what_says_too_little_is_of_no_campaign() {
    let keys = campaigns(&[
        job("", "shop.example", &[]),
        job("4711 !!", "shop.example", &[]),
        job("Your invoice", "", &[]),
    ]);
    assert_eq!(keys, [Value::Null, Value::Null, Value::Null]);
}
