//! Tests of addresses that sites carry which are not known for it.

use super::tests::{stays, undone};
use super::*;

#[test]
fn notices_addresses_that_others_carry() {
    for address in [
        "https://shop.example/go?url=https%3A%2F%2Fa.example%2Fx",
        "https://shop.example/r?id=1&redirect_uri=https://a.example/x",
        "https://shop.example/r?u=aHR0cHM6Ly9hLmV4YW1wbGUveA==",
        "https://shop.example/r#url=https%253A%252F%252Fa.example%252Fx",
        "https://links.shop.example/CL0/https:%2F%2Fa.example%2Fx/1/0100",
        "https://link.shop.example/click/17/aHR0cHM6Ly9hLmV4YW1wbGUveA/64",
        "https://shop.example/r?url=//a.example/x",
        "https://shop.example/r?url=%2F%2Fa.example%2Fx",
        "https://shop.example/r?next=/\\a.example/x",
        "https://shop.example/r?url=a.example/x",
        "https://shop.example/r?https://a.example/x",
        "https://shop.example/r#https://a.example/x",
        "https://shop.example/r?jump=a.example/x",
        "https://shop.example/out/https://a.example/x",
    ] {
        let (inner, wrapper) = undone(address);
        assert!(inner.ends_with("://a.example/x"), "{address}: {inner}");
        assert_eq!(wrapper.kind, WrapperKind::Carrier, "{address}");
    }
}

#[test]
fn follows_numbers_and_ports_that_stand_there_without_a_scheme() {
    for (address, expected) in [
        (
            "https://shop.example/r?url=//203.0.113.7/x",
            "http://203.0.113.7/x",
        ),
        (
            "https://shop.example/r?next=%2F%2F203.0.113.7%2Fx",
            "http://203.0.113.7/x",
        ),
        (
            "https://shop.example/r?redirect=203.0.113.7/x",
            "http://203.0.113.7/x",
        ),
        (
            "https://shop.example/r?to=//203.0.113.7:8080/x",
            "http://203.0.113.7:8080/x",
        ),
        (
            "https://shop.example/r?to=//a.example:8080/x",
            "http://a.example:8080/x",
        ),
    ] {
        assert_eq!(undone(address).0, expected, "{address}");
    }
    for version in [
        "https://shop.example/r?to=1.2.3.4",
        "https://shop.example/r?next=//1.2.3/x",
        "https://shop.example/r?next=//a.example:b/x",
    ] {
        stays(version);
    }
}

#[test]
fn leaves_addresses_that_lead_nowhere_else() {
    for address in [
        "https://www.google.com/search?q=https://a.example/",
        "https://www.facebook.com/sharer/sharer.php?u=https://a.example/",
        "https://twitter.com/intent/tweet?url=https://a.example/",
        "https://shop.example/?utm_source=https://a.example/",
        "https://shop.example/?url=a.example",
        "https://shop.example/?url=https%3A%2F%2F",
        "https://shop.example/login?next=%2Faccount",
        "https://shop.example/login?next=/account/a.b/c",
        "https://shop.example/login?next=login.do",
        "https://shop.example/login?to=index.php%3Fa=b",
        "https://shop.example/login?url=1.2%2F3",
        "https://shop.example/docs/https/start",
        "https://notgoogle.example/url2?qq=https://a.example/",
        "https://a.example/https://b.example/",
        "https://clicktime.symantec.com/3Abc?u=0x3E.0004.0x10.0256/cl/1",
        "mailto:a@b.example?body=https://a.example/",
    ] {
        stays(address);
    }
}
