//! What a name in From says is told whatever stands behind the at sign, and where nothing does.

use super::find;
use super::testing::{Mail, assert_fact, assert_fires, assert_silent};
use crate::signals::Signal;

fn signal(id: &str) -> &'static Signal {
    find(id).unwrap()
}

fn hosts() -> [String; 6] {
    [
        "xn--a.com".into(),
        "[198.51.100.7]".into(),
        "198.51.100.7".into(),
        "evil..org".into(),
        "a..paypal.com".into(),
        format!("{}.org", "a".repeat(70)),
    ]
}

/// Names in From, and the signals that know them.
const NAMES: [(&str, &str); 7] = [
    ("PayPal", "sender.brand_in_display_name"),
    ("Nordquell Bank", "sender.brand_in_display_name"),
    ("Tobias Rennert", "sender.protected_person"),
    ("Julia Sommer", "sender.readers_own_name"),
    ("IT Helpdesk", "sender.department_name"),
    ("Acme Mail Support", "sender.own_organisation_name"),
    ("\"service@paypal.com\"", "sender.address_in_display_name"),
];

#[test]
fn a_name_is_judged_at_a_host_that_is_none() {
    for host in hosts() {
        for (name, id) in NAMES {
            assert_fires(signal(id), Mail::from(&format!("{name} <x@{host}>")));
        }
    }
}

#[test]
fn the_host_is_shown_as_it_is_written() {
    let mail = Mail::from("PayPal <x@[198.51.100.7]>");
    let finding = assert_fires(signal("sender.brand_in_display_name"), mail);
    assert_fact(&finding, "domain", "[198.51.100.7]");
}

#[test]
fn a_host_that_is_none_is_a_stranger() {
    for host in hosts() {
        let mail = Mail::from(&format!("Anna Berg <anna@{host}>"));
        let mail = mail.context(|context| {
            context.organisation.reader.known_correspondents = Some(Vec::new());
        });
        assert_fires(signal("sender.first_contact"), mail);
    }
}

#[test]
fn tricks_with_characters_are_seen_at_a_host_that_is_none() {
    for host in hosts() {
        let hidden = Mail::from(&format!("Pay\u{200b}P\u{200b}al <x@{host}>"));
        assert_fires(signal("sender.hidden_characters"), hidden);
        let turned = Mail::from(&format!("\u{202e}laPyaP <x@{host}>"));
        assert_fires(signal("sender.brand_in_display_name"), turned);
        let encoded = Mail::from(&format!("=?utf-8?B?UGF5UGFs?= <x@{host}>"));
        assert_fires(signal("sender.brand_in_display_name"), encoded);
        let twice = Mail::from(&format!("Anna <x@{host}>")).at_bottom("From", "b@other.example");
        assert_fires(signal("headers.several_from"), twice);
    }
}

#[test]
fn the_name_of_a_group_is_a_name() {
    for (name, id) in NAMES {
        let group = format!("\"{}\": x@evil.example;", name.trim_matches('"'));
        assert_fires(signal(id), Mail::from(&group));
    }
    let brand = signal("sender.brand_in_display_name");
    assert_fires(brand, Mail::from("PayPal: Anna Berg <x@evil.example>;"));
    assert_fires(brand, Mail::from("PayPal:;"));
    assert_fires(signal("sender.no_address"), Mail::from("PayPal:;"));
}

#[test]
fn silent_on_other_names_at_such_hosts_and_in_groups() {
    for (_, id) in NAMES {
        for host in hosts() {
            assert_silent(signal(id), Mail::from(&format!("Anna Berg <anna@{host}>")));
        }
        assert_silent(signal(id), Mail::from("Friends: anna@sender.example;"));
        assert_silent(signal(id), Mail::from("Undisclosed senders:;"));
    }
    let groups = ["headers.malformed_from", "sender.first_contact"];
    for id in groups {
        assert_silent(signal(id), Mail::from("Undisclosed senders:;"));
    }
}
