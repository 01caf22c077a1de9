//! Every signal that asks where a link leads, with such a link in each place where a message can have one.

use super::testing::{Mail, assert_fires, assert_silent};
use super::{Group, registry};
use crate::context::{Intelligence, IntelligenceEntry, ListEntry};
use crate::readings::{Kind, PartContents};

/// A signal and an address that makes it fire.
const TARGETS: [(&str, &str); 24] = [
    (
        "links.brand_in_host",
        "https://paypal.com.quibusdam.example/x",
    ),
    (
        "links.brand_in_path",
        "https://quibusdam.example/paypal/login/index.php",
    ),
    ("links.concealed_host", "https://%65%76il.example/x"),
    ("links.dangerous_scheme", "data:text/html;base64,PGZvcm0+"),
    (
        "links.dangerous_scheme",
        "javascript:location='https://quibusdam.example/'",
    ),
    (
        "links.dangerous_scheme",
        "file://files.quibusdam.example/x.lnk",
    ),
    (
        "links.dangerous_scheme",
        r"\\files.quibusdam.example\share\x.lnk",
    ),
    (
        "links.dangerous_scheme",
        "blob:https://quibusdam.example/0c7a3b5e",
    ),
    ("links.deny_listed", "https://blocked.example/x"),
    ("links.dynamic_dns", "https://julia-post.duckdns.org/x"),
    ("links.file_share", "https://we.tl/t-x7"),
    ("links.free_hosting", "https://mailbox-update.weebly.com/"),
    ("links.ip_host", "http://192.0.2.7/x"),
    (
        "links.ipfs_gateway",
        "https://gate.example/ipfs/QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG",
    ),
    ("links.known_bad", "https://harmful.example/kit/a.html"),
    ("links.leads_away", "https://quibusdam.example/x"),
    ("links.lookalike_host", "https://paypa1.com/x"),
    ("links.mixed_script_host", "https://gаrdening.example/x"),
    ("links.odd_port", "http://quibusdam.example:8384/x"),
    ("links.online_document", "https://docs.google.com/forms/d/x"),
    (
        "links.reader_address_in_link",
        "https://quibusdam.example/#julia@acme.example",
    ),
    (
        "links.redirector",
        "https://www.google.com/url?q=https%3A%2F%2Flogin.quibusdam.example%2F",
    ),
    ("links.shortener", "https://bit.ly/3abcDEF"),
    (
        "links.userinfo",
        "https://www.paypal.com@quibusdam.example/x",
    ),
];

/// The signals of links that no target alone can set off, and why.
const BY_NATURE: [(&str, &str); 5] = [
    (
        "links.base_elsewhere",
        "asks where the paths of the mail's own HTML begin",
    ),
    (
        "links.form_in_mail",
        "asks what is typed into a form of the mail",
    ),
    (
        "links.meta_refresh",
        "asks whether the mail moves on by itself",
    ),
    (
        "links.qr_code",
        "asks whether a link is a code, wherever it leads",
    ),
    (
        "links.text_target_mismatch",
        "compares the target with the words of the link, wherever it has some",
    ),
];

#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    Body,
    Code,
    Document,
    Page,
    Message,
    Calendar,
}

const PLACES: [Place; 6] = [
    Place::Body,
    Place::Code,
    Place::Document,
    Place::Page,
    Place::Message,
    Place::Calendar,
];

/// A mail with a link to `target` in that place.
fn mail(place: Place, target: &str) -> Mail {
    mail_showing(place, target, "the plan")
}

/// The same with these words for the link, where it has some.
fn mail_showing(place: Place, target: &str, words: &str) -> Mail {
    let quoted = target.replace('&', "&amp;").replace('\'', "&#39;");
    let page = format!("<html><body><p>See <a href='{quoted}'>{words}</a></p></body></html>");
    let greeting = Mail::any().html("<p>Hello Julia</p>");
    let mail = match place {
        Place::Body => Mail::any().html(&page),
        Place::Code => greeting.code(target),
        Place::Document => {
            let contents = PartContents {
                kind: Some(Kind::Document),
                links: vec![target.into()],
                ..PartContents::default()
            };
            let mail = greeting.attach("plan.pdf", "application/pdf", b"%PDF-1.7");
            mail.reading(0, contents)
        }
        Place::Page => greeting.attach("plan.html", "text/html", page.as_bytes()),
        Place::Message => {
            let inner =
                format!("Subject: Plan\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{page}");
            greeting.attach("plan.eml", "message/rfc822", inner.as_bytes())
        }
        Place::Calendar => {
            let line = match target.starts_with("http") {
                true => format!("DESCRIPTION:See {target} for more"),
                false => format!("DESCRIPTION;ALTREP=\"{target}\":Plan"),
            };
            let entry = format!(
                "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{line}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
            );
            greeting.attach("plan.ics", "text/calendar", entry.as_bytes())
        }
    };
    mail.context(|context| {
        context.organisation.deny.push(ListEntry {
            pattern: "blocked.example".into(),
            ..ListEntry::default()
        });
        context.intelligence = Intelligence::new(vec![IntelligenceEntry {
            url: Some("https://harmful.example/kit/".into()),
            ..IntelligenceEntry::default()
        }]);
    })
}

#[test]
fn every_signal_of_links_is_in_one_of_the_tables() {
    let of_links = registry()
        .iter()
        .filter(|signal| signal.group == Group::Links);
    let mut listed: Vec<&str> = TARGETS
        .iter()
        .chain(&BY_NATURE)
        .map(|(id, _)| *id)
        .collect();
    listed.dedup();
    listed.sort_unstable();
    let ids: Vec<&str> = of_links.map(|signal| signal.id).collect();
    assert_eq!(ids, listed);
}

/// What stays silent in a place, and why.
const EXCEPTED: [(Place, &str, &str); 3] = [
    (
        Place::Calendar,
        "links.dangerous_scheme",
        "calendars write the HTML of a description into such an address, and nobody can press it",
    ),
    (
        Place::Calendar,
        "links.leads_away",
        "an address that is shown as it is was written down to be read",
    ),
    (
        Place::Message,
        "links.leads_away",
        "where an attached message leads says nothing of whom the outer one leads to",
    ),
];

#[test]
fn a_target_is_found_wherever_the_link_is() {
    for place in PLACES {
        for (id, target) in TARGETS {
            let signal = super::find(id).unwrap();
            let is_excepted = EXCEPTED
                .iter()
                .any(|(at, other, _)| (*at, *other) == (place, id));
            match is_excepted {
                true => assert_silent(signal, mail(place, target)),
                false => {
                    assert_fires(signal, mail(place, target));
                }
            }
        }
    }
}

#[test]
fn an_address_that_a_link_shows_is_compared_wherever_it_shows_one() {
    let signal = super::find("links.text_target_mismatch").unwrap();
    let shown = "https://www.paypal.com/signin";
    for place in [Place::Body, Place::Page] {
        assert_fires(
            signal,
            mail_showing(place, "https://quibusdam.example/x", shown),
        );
        assert_silent(signal, mail_showing(place, shown, shown));
    }
    // Attached messages and invitations are examined as mail is.
    let page = |target| format!("<a href='{target}'>{shown}</a>");
    let message = |page: &str| {
        let inner = format!("Subject: Plan\r\nContent-Type: text/html\r\n\r\n{page}");
        Mail::any()
            .html("<p>Hello")
            .attach("plan.eml", "message/rfc822", inner.as_bytes())
    };
    let calendar = |page: &str| {
        let entry =
            format!("BEGIN:VCALENDAR\r\nX-ALT-DESC;FMTTYPE=text/html:{page}\r\nEND:VCALENDAR\r\n");
        Mail::any().attach("plan.ics", "text/calendar", entry.as_bytes())
    };
    for found in [
        message(&page("https://quibusdam.example/x")).all_found(),
        calendar(&page("https://quibusdam.example/x")).all_found(),
    ] {
        assert!(found.contains(&signal.id), "{found:?}");
    }
    for found in [
        message(&page(shown)).all_found(),
        calendar(&page(shown)).all_found(),
    ] {
        assert!(!found.contains(&signal.id), "{found:?}");
    }
}

#[test]
fn what_a_reader_of_parts_hands_on_is_examined_too() {
    let carrying = |header: &str, page: &str| {
        let contents = PartContents {
            messages: vec![format!("{header}\r\n\r\n{page}")],
            ..PartContents::default()
        };
        let mail = Mail::any()
            .html("<p>Hello")
            .attach("plan.zip", "application/zip", b"PK");
        mail.reading(0, contents).all_found()
    };
    let page = "<p>See <a href='https://paypa1.com/x'>https://www.paypal.com/</a></p>";
    let attached = "Content-Type: text/html\r\nContent-Disposition: attachment";
    let found = carrying(attached, page);
    assert!(found.contains(&"links.lookalike_host"), "{found:?}");
    assert!(found.contains(&"links.text_target_mismatch"), "{found:?}");
    let message = format!(
        "From: PayPal <a@quibusdam.example>\r\nSubject: x\r\nContent-Type: text/html\r\n\r\n{page}"
    );
    let found = carrying("Content-Type: message/rfc822", &message);
    assert!(found.contains(&"sender.brand_in_display_name"), "{found:?}");
    assert!(found.contains(&"links.lookalike_host"), "{found:?}");
    let honest = "<p>See <a href='https://www.sender.example/plan'>the plan</a></p>";
    let found = carrying(attached, honest);
    assert!(
        !found.iter().any(|id| id.starts_with("links.")),
        "{found:?}"
    );
}

#[test]
fn no_signal_of_targets_fires_on_a_link_to_the_sender_in_any_place() {
    for place in PLACES {
        for (id, _) in TARGETS {
            let signal = super::find(id).unwrap();
            assert_silent(signal, mail(place, "https://www.sender.example/plan"));
        }
    }
}
