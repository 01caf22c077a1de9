//! What passes for another name, and the words and names that are near by chance.

use super::*;
use Resemblance::*;

fn domain(name: &str) -> Domain {
    Domain::parse(name).unwrap()
}

/// What the candidate is to the genuine name.
fn of(candidate: &str, genuine: &str, whose: Whose) -> Option<Resemblance> {
    resembles(&domain(candidate), &domain(genuine), whose)
}

#[track_caller]
fn passes(candidate: &str, genuine: &str, as_what: Resemblance) {
    let found = of(candidate, genuine, Whose::Anybodys);
    assert_eq!(found, Some(as_what), "{candidate}");
}

#[track_caller]
fn passes_not(candidate: &str, genuine: &str) {
    let found = of(candidate, genuine, Whose::Anybodys);
    assert_eq!(found, None, "{candidate}");
}

#[test]
fn finds_names_that_read_the_same() {
    passes("paypa1.com", "paypal.com", Confusable);
    passes("rnicrosoft.com", "microsoft.com", Confusable);
    passes("раураl.com", "paypal.com", Confusable);
    passes("xn--pypal-4ve.example", "paypal.com", Confusable);
    passes("arnazon.co.uk", "amazon.com", Confusable);
    passes("d1sney.example", "disney.com", Confusable);
    passes("dh1.example", "dhl.com", Confusable);
}

#[test]
fn finds_slips() {
    passes("papyal.com", "paypal.com", Typo);
    passes("paypall.com", "paypal.com", Typo);
    passes("microsft.com", "microsoft.com", Typo);
    passes("netfflix.com", "netflix.com", Typo);
    passes("linkedln-n.com", "linkedin-n.com", Confusable);
    passes("northwindtradres.example", "northwindtraders.example", Typo);
}

#[test]
fn finds_a_key_beside_the_right_one_in_names_of_six_letters() {
    for (typo, name) in [
        ("amaxon.com", "amazon.com"),
        ("googke.com", "google.com"),
        ("githun.com", "github.com"),
        ("alipau.com", "alipay.com"),
        ("paypao.com", "paypal.com"),
    ] {
        passes(typo, name, Typo);
    }
}

#[test]
fn finds_a_key_beside_the_first_letter() {
    for (typo, name) in [
        ("oaypal.com", "paypal.com"),
        ("nicrosoft.com", "microsoft.com"),
        ("nicrosoft.example", "microsoft.com"),
        ("dacebook.com", "facebook.com"),
        ("vooking.com", "booking.com"),
    ] {
        passes(typo, name, Typo);
    }
    let near = |candidate: &str, genuine: &str, whose| {
        resembles(
            &domain(&format!("{candidate}.example")),
            &domain(&format!("{genuine}.example")),
            whose,
        )
    };
    assert_eq!(near("scmebank", "acmebank", Whose::Own), Some(Typo));
    assert_eq!(
        near("rollmanntools", "tollmanntools", Whose::Correspondents),
        Some(Typo)
    );
    // Another word, another family, and more than one slip.
    for (candidate, genuine, whose) in [
        ("scme", "acme", Whose::Own),
        ("hofmann", "gofmann", Whose::Correspondents),
        ("binance", "finance", Whose::Own),
        ("nicrosift", "microsoft", Whose::Anybodys),
        ("icrosoft", "microsoft", Whose::Anybodys),
    ] {
        assert_eq!(
            near(candidate, genuine, whose),
            None,
            "{candidate} {genuine}"
        );
    }
    passes_not("morton.com", "norton.com");
    passes_not("oaypal.example", "paypal.com");
    passes_not("medbank.lt", "nedbank.co.za");
    passes_not("laufland.de", "kaufland.de");
    passes_not("r-mobile.com", "t-mobile.com");
    passes_not("oaypal-login.com", "paypal.com");
}

#[test]
fn finds_letters_swapped_into_a_pair_that_reads_as_one() {
    for typo in ["parnter", "patrner", "partenr", "partnre"] {
        let near = |whose| {
            let (typo, genuine) = (
                domain(&format!("{typo}.example")),
                domain("partner.example"),
            );
            resembles(&typo, &genuine, whose)
        };
        assert_eq!(near(Whose::Correspondents), Some(Typo), "{typo}");
        assert_eq!(near(Whose::Own), Some(Typo), "{typo}");
    }
    assert_eq!(of("wesetrn.com", "western.com", Whose::Own), Some(Typo));
    passes_not("concern.com", "concert.com");
    passes_not("eastern.com", "western.com");
}

#[test]
fn finds_a_letter_dropped_in_names_of_six_letters() {
    for (typo, name) in [
        ("gihub.com", "github.com"),
        ("payal.com", "paypal.com"),
        ("amaon.com", "amazon.com"),
        ("yanex.com", "yandex.com"),
        ("trelo.com", "trello.com"),
    ] {
        passes(typo, name, Typo);
    }
    passes("gihub-login.com", "github.com", NameWithAdditions);
    passes("secure-payal.com", "paypal.com", NameWithAdditions);
}

#[test]
fn silent_on_words_that_a_dropped_letter_leaves() {
    for word in WORDS.iter() {
        assert_eq!(confusable::folded(word), word);
    }
    for (word, name) in [
        ("papal.com", "paypal.com"),
        ("goole.com", "google.com"),
        ("cosco.com", "costco.com"),
        ("skill.com", "skrill.com"),
        ("inuit.com", "intuit.com"),
        ("trust-account.com", "truist.com"),
        // Of another suffix, without the last letter, and with another first one.
        ("gihub.example", "github.com"),
        ("amazo.com", "amazon.com"),
        ("ithub.com", "github.com"),
    ] {
        passes_not(word, name);
    }
    let near = |whose| resembles(&domain("jasen.example"), &domain("jansen.example"), whose);
    assert_eq!(near(Whose::Correspondents), None);
}

#[test]
fn own_names_may_be_short_and_anything_beside_them_is_an_addition() {
    let own = |candidate: &str| of(candidate, "acme.example", Whose::Own);
    for typo in ["acne", "avme", "amce", "accme", "acm"] {
        assert_eq!(own(&format!("{typo}.example")), Some(Typo), "{typo}");
    }
    for addition in [
        "acme-hr",
        "acme-xy",
        "acmegroup",
        "my-acme",
        "myacme",
        "acme2",
        "acme-2026",
    ] {
        let found = own(&format!("{addition}.test"));
        assert_eq!(found, Some(NameWithAdditions), "{addition}");
    }
    for other in ["acm.test", "dome.example", "acmeology.test", "cme.example"] {
        assert_eq!(own(other), None, "{other}");
    }
}

#[test]
fn a_name_with_hyphens_has_words_beside_it_too() {
    let near = |candidate: &str, whose| of(candidate, "hallbrook-paper.example", whose);
    for word in ["com", "net", "group-com", "xy"] {
        let found = near(&format!("hallbrook-paper-{word}.test"), Whose::Own);
        assert_eq!(found, Some(NameWithAdditions), "{word}");
    }
    for word in [
        "payment",
        "invoices",
        "rechnungen",
        "facturas",
        "accounting",
        "net",
    ] {
        let found = near(
            &format!("hallbrook-paper-{word}.test"),
            Whose::Correspondents,
        );
        assert_eq!(found, Some(NameWithAdditions), "{word}");
    }
    for other in ["hallbrook-paper-garden.test", "hallbrook-invoices.test"] {
        assert_eq!(near(other, Whose::Correspondents), None, "{other}");
    }
    assert_eq!(near("hallbrook-xy-paper.test", Whose::Own), None);
}

#[test]
fn a_slip_and_a_word_that_lures_pass_for_an_own_name() {
    for whose in [Whose::Own, Whose::Correspondents] {
        let near = |candidate: &str| of(candidate, "harrowfield.example", whose);
        assert_eq!(near("harowfield-billing.example"), Some(NameWithAdditions));
        assert_eq!(near("harowfield.example.evil.test"), Some(NameInSubdomain));
        assert_eq!(near("harowfield-garden.example"), None);
        assert_eq!(near("barrowfield-billing.example"), None);
    }
    let jansen = of("jensen.example", "jansen.example", Whose::Correspondents);
    assert_eq!(jansen, None);
    let parcel = |whose| of("harrowfield-shipping.example", "harrowfield.example", whose);
    assert_eq!(parcel(Whose::Correspondents), None);
    assert_eq!(parcel(Whose::Anybodys), Some(NameWithAdditions));
}

#[test]
fn beside_a_correspondents_name_only_a_word_that_lures_counts() {
    let near = |candidate: &str| of(candidate, "harrowfield.example", Whose::Correspondents);
    assert_eq!(near("harrowfield-billing.example"), Some(NameWithAdditions));
    assert_eq!(near("harrowfield-garden.example"), None);
    assert_eq!(near("harrowfield-group.example"), None);
    assert_eq!(near("harowfield.example"), Some(Typo));
}

#[test]
fn finds_a_number_behind_the_name() {
    passes("paypal2024.example", "paypal.com", NameWithAdditions);
    passes(
        "microsoft365-update.example",
        "microsoft.com",
        NameWithAdditions,
    );
    passes_not("delta9.example", "deltaair.com");
}

#[test]
fn finds_the_name_under_another_suffix() {
    passes("paypal.xyz", "paypal.com", OtherSuffix);
    passes("paypal.pages.dev", "paypal.com", OtherSuffix);
}

#[test]
fn finds_the_name_with_a_lure() {
    passes("paypal-security.com", "paypal.com", NameWithAdditions);
    passes("secure-paypa1-login.com", "paypal.com", NameWithAdditions);
    passes("paypalsupport.com", "paypal.com", NameWithAdditions);
    passes(
        "loginmicrosoftonline.com",
        "microsoftonline.com",
        NameWithAdditions,
    );
    passes("dhl-tracking.example", "dhl.com", NameWithAdditions);
    passes("pay-pal.example", "paypal.com", NameWithAdditions);
}

#[test]
fn finds_the_name_in_the_subdomain() {
    passes("paypal.com.evil.example", "paypal.com", NameInSubdomain);
    passes("paypal.evil.example", "paypal.com", NameInSubdomain);
    passes("www.dhl.com.evil.example", "dhl.com", NameInSubdomain);
    passes("secure-paypal.evil.example", "paypal.com", NameInSubdomain);
    passes("visa.verify.evil.example", "visa.com", NameInSubdomain);
    passes("visalogin.evil.example", "visa.com", NameInSubdomain);
}

#[test]
fn silent_within_one_organisation() {
    passes_not("mail.paypal.com", "paypal.com");
    passes_not("paypal.com", "www.paypal.com");
}

#[test]
fn silent_on_words_that_are_near() {
    passes_not("ample.com", "apple.com");
    passes_not("phase.com", "chase.com");
    passes_not("vista.com", "visa.com");
    passes_not("finance.example", "binance.com");
    passes_not("lacoste.com", "laposte.fr");
    passes_not("venom.example", "venmo.com");
    passes_not("amazonia.example", "amazon.com");
    passes_not("pineapple.com", "apple.com");
    passes_not("purchase.com", "chase.com");
    passes_not("visage.example", "visa.com");
    passes_not("ups.example.com", "usps.com");
    passes_not("lng.example", "dng.com");
}

#[test]
fn silent_on_short_names_inside_others() {
    passes_not("dhl.example.com", "dhl.com");
    passes_not("ing-marie.example", "ing.com");
    passes_not("groups.example", "ups.com");
}

#[test]
fn silent_on_names_below_a_delivery_network() {
    passes_not("www.paypal.com.edgekey.net", "paypal.com");
    passes_not("paypal.com.edgesuite.net", "paypal.com");
}

#[test]
fn does_bounded_work_on_names_of_many_parts() {
    let many = format!("{}.example", vec!["a-b-c-d-e-f-g-h"; 15].join("."));
    passes_not(&many, "paypal.com");
}
