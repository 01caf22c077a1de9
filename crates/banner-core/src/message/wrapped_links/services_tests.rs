//! Tests of the gateways that write the address into the path, and of addresses in hexadecimal.

use crate::message::links::LinkTarget;
use crate::message::wrapped_links::unwrap;

fn undone(address: &str) -> Option<(String, &'static str)> {
    let unwrapped = unwrap(address, &LinkTarget::parse(address, None))?;
    Some((unwrapped.address, unwrapped.wrapper.name))
}

#[test]
fn gateways_that_show_the_address_are_undone() {
    for (address, inside, name) in [
        (
            "https://protect.checkpoint.com/v2/___https://evil.example/x?y=1___.YzJ1OmFjbWU6Yzpv",
            "https://evil.example/x?y=1",
            "Check Point",
        ),
        (
            "https://url.avanan.click/v2/r01/___https://evil.example/a___b___.YXAzOm",
            "https://evil.example/a___b",
            "Check Point",
        ),
        (
            "https://avanan.url-protection.com/v1/url?o=https%3A//evil.example/x&g=NzQ&s=1",
            "https://evil.example/x",
            "Check Point",
        ),
        (
            "https://shared.outlook.inky.com/link?domain=evil.example&t=h.eJx",
            "https://evil.example/",
            "INKY",
        ),
        (
            "https://a.example/go?url=68747470733a2f2f6576696c2e6578616d706c652f78",
            "https://evil.example/x",
            "",
        ),
        (
            "https://a.example/visit?clickurl=https%3A%2F%2Fevil.example%2F",
            "https://evil.example/",
            "",
        ),
    ] {
        assert_eq!(
            undone(address),
            Some((inside.to_owned(), name)),
            "{address}"
        );
    }
}

#[test]
fn what_only_looks_alike_stays() {
    for address in [
        "https://protect.checkpoint.com/v2/YzJ1OmFjbWU6Yzpv",
        "https://a.example/v2/___evil.example___.x",
        "https://a.example/go?url=687474703z",
        "https://a.example/go?url=6874747020697320612070726f746f636f6c",
    ] {
        assert_eq!(undone(address), None, "{address}");
    }
}
