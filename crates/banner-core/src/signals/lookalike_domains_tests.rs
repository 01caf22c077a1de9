//! Every way in which a whole domain is made to look like a genuine one, and the neighbours that are nobody's imitation.

use super::testing::{Mail, assert_fact, assert_fires, assert_silent};
use super::{Signal, find};
use crate::context::{Context, ProtectedBrand};
use crate::names::Domain;

const GENUINE: &str = "willowmoor.example";

/// What was done to the name, and the domain that came of it.
const IN_OTHER_LETTERS: [(&str, &str); 15] = [
    ("vv for w", "vvillowmoor.example"),
    ("0 for o", "will0wmoor.example"),
    ("rn for m", "willowrnoor.example"),
    ("1 for l", "wi1lowmoor.example"),
    ("a capital I for l, as it is sent", "wilIowmoor.example"),
    ("a key beside the right one", "willowmiir.example"),
    ("a key beside the right one, once", "wilkowmoor.example"),
    ("a doubled letter dropped", "wilowmoor.example"),
    ("a lone letter dropped", "willowmor.example"),
    ("another letter dropped", "willomoor.example"),
    ("a letter doubled", "willowwmoor.example"),
    ("neighbours swapped", "wlilowmoor.example"),
    ("a hyphen put in", "willow-moor.example"),
    ("a Cyrillic о", "will\u{43E}wmoor.example"),
    ("an accent", "willówmoor.example"),
];
const WITH_MORE: [(&str, &str); 4] = [
    ("a word behind", "willowmoor-security.example"),
    ("a word before", "login-willowmoor.example"),
    (
        "the whole name below another",
        "willowmoor.example.quibusdam.example",
    ),
    ("the name below another", "willowmoor.quibusdam.example"),
];

/// For whom the name is genuine.
#[derive(Clone, Copy, Debug)]
enum Whose {
    Own,
    Brand,
    Correspondent,
}

fn trusting(whose: Whose, mail: Mail) -> Mail {
    mail.context(|context: &mut Context| {
        let organisation = &mut context.organisation;
        let genuine = Domain::parse(GENUINE).unwrap();
        match whose {
            Whose::Own => organisation.own_domains.push(genuine),
            Whose::Brand => organisation.protected_brands.push(ProtectedBrand {
                name: "Willowmoor".into(),
                domains: vec![genuine],
            }),
            Whose::Correspondent => {
                organisation.reader.known_correspondents =
                    Some(vec!["accounts@willowmoor.example".into()]);
            }
        }
    })
}

fn signal(id: &str) -> &'static Signal {
    find(id).unwrap()
}

fn from(domain: &str) -> Mail {
    Mail::from(&format!("Accounts <accounts@{domain}>"))
}

fn link(host: &str) -> Mail {
    Mail::any().html(&format!("<a href='https://{host}/x'>Sign in</a>"))
}

#[test]
fn a_name_in_other_letters_fires_for_whomever_it_is_genuine() {
    for (what, name) in IN_OTHER_LETTERS {
        for whose in [Whose::Own, Whose::Brand, Whose::Correspondent] {
            let finding = assert_fires(signal("domain.lookalike"), trusting(whose, from(name)));
            assert_fact(&finding, "genuine", GENUINE);
            let encoded = Domain::parse(name).unwrap();
            let punycode = trusting(whose, from(encoded.ascii()));
            assert_eq!(
                assert_fires(signal("domain.lookalike"), punycode).strength,
                finding.strength,
                "{what}"
            );
        }
        // Links are compared with what the organisation trusts, not with the reader's history.
        for whose in [Whose::Own, Whose::Brand] {
            let finding = assert_fires(signal("links.lookalike_host"), trusting(whose, link(name)));
            assert_fact(&finding, "genuine", GENUINE);
        }
    }
}

#[test]
fn a_name_with_more_fires_for_whomever_it_is_genuine() {
    for (_, name) in WITH_MORE {
        for whose in [Whose::Own, Whose::Brand] {
            assert_fires(signal("domain.brand_in_name"), trusting(whose, from(name)));
            assert_fires(signal("links.brand_in_host"), trusting(whose, link(name)));
        }
    }
    for name in [
        "willowmoor-security.example",
        "willowmoor-authentication.example",
        "login-willowmoor.example",
        "willowmoor.example.quibusdam.example",
    ] {
        let mail = trusting(Whose::Correspondent, from(name));
        assert_fact(
            &assert_fires(signal("domain.brand_in_name"), mail),
            "brand",
            "willowmoor",
        );
    }
}

#[test]
fn a_name_under_another_suffix_fires_for_whomever_it_is_genuine() {
    for name in ["willowmoor.net", "willowmoor.top"] {
        for whose in [Whose::Own, Whose::Brand, Whose::Correspondent] {
            let finding = assert_fires(signal("domain.lookalike"), trusting(whose, from(name)));
            assert_fact(&finding, "genuine", GENUINE);
        }
    }
}

/// What a sender's domain or a link's host passes for.
const OF_SENDERS: [&str; 3] = [
    "domain.lookalike",
    "domain.brand_in_name",
    "domain.mixed_script",
];
const OF_LINKS: [&str; 4] = [
    "links.lookalike_host",
    "links.brand_in_host",
    "links.mixed_script_host",
    "links.concealed_host",
];

#[track_caller]
fn passes_for_nothing(name: &str, change: impl Fn(Mail) -> Mail) {
    for id in OF_SENDERS {
        assert_silent(signal(id), change(from(name)));
    }
    for id in OF_LINKS {
        assert_silent(signal(id), change(link(name)));
    }
}

#[test]
fn silent_on_other_firms_with_near_names() {
    for whose in [Whose::Own, Whose::Brand, Whose::Correspondent] {
        for name in [
            GENUINE,
            "post.willowmoor.example",
            "willowmead.example",
            "willowbrook.example",
            "willow.example",
            "moor.example",
            "hollowmoor.example",
            "billowmoor.example",
        ] {
            passes_for_nothing(name, |mail| trusting(whose, mail));
        }
    }
    // The host of one firm may have another's name; a word beside it may be a third's.
    for name in ["willowmoor.quibusdam.example", "willowmoor-garden.example"] {
        passes_for_nothing(name, |mail| trusting(Whose::Correspondent, mail));
    }
}

#[test]
fn silent_on_firms_whose_names_are_near_a_brands() {
    for name in [
        // Beside PayPal, Amazon, Adobe, Microsoft, Intel, La Poste, Visa, Apple, booking.com, FedEx, IONOS, Santander, Stripe.
        "paypay.ne.jp",
        "amazone.de",
        "abode.com",
        "micron.com",
        "intelsat.com",
        "lacoste.com",
        "visma.com",
        "applegate.com",
        "brookings.edu",
        "fedora.org",
        "ionis.com",
        "sandvik.com",
        "stripes.com",
        "citic.com",
        "postnl.nl",
    ] {
        passes_for_nothing(name, |mail| mail);
    }
}

#[test]
fn silent_on_names_in_one_script() {
    for name in [
        "示例.example",
        "北京大学.中国",
        "日本語.jp",
        "한국.kr",
        "пример.example",
        "москва.рф",
        "қазақстан.example",
        "παράδειγμα.example",
        "αθήνα.ελ",
        "müller.example",
    ] {
        passes_for_nothing(name, |mail| mail);
        let encoded = Domain::parse(name).unwrap();
        passes_for_nothing(encoded.ascii(), |mail| mail);
    }
}
