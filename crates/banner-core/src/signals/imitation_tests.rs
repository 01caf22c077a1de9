//! A domain passes for those that this reader trusts, and for none that it belongs to.

use super::*;
use crate::names::TopSites;
use crate::signals::testing::acme;
use crate::signals::visited::Visited;
use Resemblance::*;

fn domain(name: &str) -> Domain {
    Domain::parse(name).unwrap()
}

fn imitation(name: &str) -> Option<Imitation> {
    let organisation = acme().organisation;
    Imitation::of(
        &domain(name),
        &organisation,
        &Visited::new(&TopSites::new()),
    )
}

#[track_caller]
fn found(name: &str) -> (String, String, Resemblance) {
    let imitation = imitation(name).unwrap_or_else(|| panic!("{name} passes for nothing"));
    (
        imitation.name,
        imitation.genuine.ascii().to_owned(),
        imitation.resemblance,
    )
}

#[test]
fn knows_whom_a_domain_passes_for() {
    for (domain, name, genuine, how) in [
        ("paypa1.com", "PayPal", "paypal.com", Confusable),
        (
            "acme-login.example",
            "acme",
            "acme.example",
            NameWithAdditions,
        ),
        (
            "nordque11-bank.example",
            "Nordquell Bank",
            "nordquell-bank.example",
            Confusable,
        ),
        (
            "nordquel-bank-login.example",
            "Nordquell Bank",
            "nordquell-bank.example",
            NameWithAdditions,
        ),
        ("outlok.com", "Microsoft", "outlook.com", Typo),
        (
            "paypa1.com.evil.test",
            "PayPal",
            "paypal.com",
            NameInSubdomain,
        ),
        ("partnner.example", "partner", "partner.example", Typo),
    ] {
        let wanted = (name.to_owned(), genuine.to_owned(), how);
        assert_eq!(found(domain), wanted);
    }
}

#[test]
fn a_partners_whole_domain_left_of_another_is_an_imitation() {
    let name = "partner.example.evil.example";
    assert_eq!(found(name).1, "partner.example");
    assert_eq!(found(name).2, NameInSubdomain);
}

#[test]
fn a_name_below_free_hosting_is_contained_not_alike() {
    assert_eq!(found("paypal.weebly.com").2, NameInSubdomain);
}

#[test]
fn either_end_of_a_very_long_name_is_looked_at() {
    let middle = "a.".repeat(80);
    assert_eq!(
        found(&format!("paypal.com.{middle}evil.example")).0,
        "PayPal"
    );
    assert_eq!(found(&format!("x.{middle}paypa1.com")).0, "PayPal");
}

#[test]
fn a_correspondents_name_is_known_to_the_sender_alone() {
    let mut organisation = acme().organisation;
    let known = [
        "ilse@quellwerk.example",
        "a@gmail.com",
        "b@tin.harrowfield.example",
    ];
    organisation.reader.known_correspondents = Some(known.map(str::to_owned).into());
    let found = |name: &str| {
        Imitation::of_correspondent(
            &domain(name),
            &organisation,
            &Visited::new(&TopSites::new()),
        )
    };
    let near = found("quellwerrk.example").unwrap();
    assert_eq!(near.genuine.ascii(), "quellwerk.example");
    assert!(near.of_correspondent);
    assert_eq!(found("harowfield.example").unwrap().resemblance, Typo);
    assert_eq!(imitation("quellwerrk.example"), None);
    for name in [
        "quellwerk.example",
        "mail.quellwerk.example",
        "gmial.com",
        "quellwerk-shop.example",
    ] {
        assert_eq!(
            found(name).filter(|found| found.of_correspondent),
            None,
            "{name}"
        );
    }
}

#[test]
fn nobody_imitates_himself_or_a_stranger() {
    for name in [
        "mail.acme.example",
        "www.partner.example",
        "nordquell-bank.example",
        "paypal.com",
        "gardening.example",
        "partner-login.example",
        "partner.evil.example",
    ] {
        assert_eq!(imitation(name), None, "{name}");
    }
}

#[test]
fn owners_and_trusted_names_are_told() {
    let organisation = acme().organisation;
    assert!(same_owner(
        &domain("www.paypal.com"),
        &domain("paypalobjects.com")
    ));
    assert!(!same_owner(
        &domain("paypal.com"),
        &domain("sender.example")
    ));
    assert!(is_trusted_name(&domain("www.paypal.com"), &organisation));
    assert!(is_trusted_name(
        &domain("nordquell-bank.example"),
        &organisation
    ));
    assert!(!is_trusted_name(&domain("sender.example"), &organisation));
    assert!(!is_trusted_name(
        &domain("someone.github.io"),
        &organisation
    ));
}

#[test]
fn a_customers_name_owns_nothing_of_its_provider() {
    let is_of = |host: &str, from: &str| is_of_sender(&domain(host), &domain(from));
    assert!(is_of("www.microsoft.com", "office.com"));
    assert!(is_of("a.onmicrosoft.com", "mail.a.onmicrosoft.com"));
    for host in [
        "x.blob.core.windows.net",
        "windows.net",
        "www.microsoft.com",
        "b.onmicrosoft.com",
        "onmicrosoft.com",
    ] {
        assert!(!is_of(host, "a.onmicrosoft.com"), "{host}");
    }
}
