//! Much visited sites and brands pass for nobody, and nothing else is excused.

use super::*;
use crate::context::Context;
use crate::lists::Lists;
use crate::message::Message;
use crate::readings::Readings;
use crate::signals::imitation::Imitation;
use crate::signals::inspect_all;
use crate::signals::{Examination, testing::acme};

/// An organisation whose own domains are a slip or a suffix away from a much visited site and from a brand, and whose reader knows
/// another such.
fn near_others() -> Context {
    let mut context = acme();
    context.organisation.own_domains = ["wordreferense.example", "paypel.example"]
        .iter()
        .filter_map(|name| Domain::parse(name))
        .collect();
    context.organisation.reader.known_correspondents =
        Some(vec!["ilse@accuweathar.example".to_owned()]);
    context
}

/// The signals of imitation that fire with these lists, and the files that were lacking.
fn found(mail: &str, lists: &Lists) -> (Vec<&'static str>, Vec<&'static str>) {
    let (context, readings) = (near_others(), Readings::default());
    let message = Message::parse(mail.as_bytes());
    let examination = Examination::with(&message, &readings, &context, lists, None);
    let (findings, lacking) = inspect_all(&examination);
    let ids = findings.iter().map(|finding| finding.id);
    let of_names = [
        "domain.lookalike",
        "links.lookalike_host",
        "sender.known_address_imitated",
        "sender.reply_to_lookalike",
    ];
    (ids.filter(|id| of_names.contains(id)).collect(), lacking)
}

fn from(domain: &str) -> String {
    format!("From: News <news@{domain}>\r\nSubject: Hello\r\n\r\nHello\r\n")
}

#[test]
fn mail_from_a_much_visited_site_near_our_own_name_is_no_imitation() {
    let (fired, lacking) = found(&from("wordreference.com"), &Lists::new());
    assert!(fired.is_empty(), "{fired:?}");
    assert!(lacking.is_empty());
}

#[test]
fn mail_from_a_much_visited_site_near_a_correspondent_is_no_imitation() {
    let (found, _) = found(&from("accuweather.com"), &Lists::new());
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn mail_from_a_brand_near_our_own_name_is_no_imitation() {
    let (found, _) = found(&from("paypal.com"), &Lists::new());
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn links_and_answers_to_a_much_visited_site_near_our_own_name_are_no_imitation() {
    let mail = "From: A <a@quellwerk.example>\r\nReply-To: b@wordreference.com\r\nSubject: Hello\r\n\r\n\
                See https://www.wordreference.com/x\r\n";
    let (found, _) = found(mail, &Lists::new());
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn another_name_as_near_is_an_imitation() {
    for domain in [
        "wordreferrense.com",
        "wordreferense.test",
        "paypell.example",
        "accuweathor.example",
    ] {
        let (found, lacking) = found(&from(domain), &Lists::new());
        assert!(!found.is_empty(), "{domain}");
        assert!(lacking.is_empty(), "{domain}");
    }
}

#[test]
fn a_much_visited_site_excuses_no_name_left_of_it() {
    let sites = TopSites::new();
    let visited = Visited::new(&sites);
    let domain = Domain::parse("wordreferense.example.wordreference.com").unwrap();
    assert!(!visited.excuses(&domain, Resemblance::NameInSubdomain));
    assert!(visited.excuses(&domain, Resemblance::Typo));
}

#[test]
fn a_name_that_a_brand_lets_anybody_have_is_an_imitation() {
    let mut context = acme();
    let sites = TopSites::new();
    for name in [
        "acme-payroll.s3.amazonaws.com",
        "acme-login.blob.core.windows.net",
        "acme-sso.auth.eu-west-1.amazoncognito.com",
    ] {
        let domain = Domain::parse(name).unwrap();
        let visited = Visited::new(&sites);
        assert!(
            !visited.excuses(&domain, Resemblance::NameWithAdditions),
            "{name}"
        );
    }
    context.organisation.own_domains = vec![Domain::parse("wordreferense.example").unwrap()];
    let domain = Domain::parse("wordreferense-payroll.s3.amazonaws.com").unwrap();
    let visited = Visited::new(&sites);
    assert!(Imitation::of(&domain, &context.organisation, &visited).is_some());
}

#[test]
fn until_the_sites_are_known_their_file_is_asked_for_where_it_matters() {
    let mut lists = Lists {
        top_sites: TopSites::default(),
        ..Lists::new()
    };
    let (unread, lacking) = found(&from("wordreference.com"), &lists);
    assert_eq!(lacking, [TopSites::file()]);
    assert!(!unread.is_empty(), "it is taken for an imitation");
    let (_, lacking) = found(&from("gardening.example"), &lists);
    assert!(lacking.is_empty(), "most mail needs none");

    let (file, content) = TopSites::content().unwrap();
    assert!(lists.learn(file, content.to_owned()));
    let (read, lacking) = found(&from("wordreference.com"), &lists);
    assert!(read.is_empty(), "{read:?}");
    assert!(lacking.is_empty());
}

#[test]
fn a_message_inside_asks_for_them_too() {
    let lists = Lists {
        top_sites: TopSites::default(),
        ..Lists::new()
    };
    let mail = format!(
        "From: a@quellwerk.example\r\nSubject: Fwd\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
         --b\r\nContent-Type: message/rfc822\r\n\r\n{}\r\n--b--\r\n",
        from("wordreference.com")
    );
    let (_, lacking) = found(&mail, &lists);
    assert_eq!(lacking, [TopSites::file()]);
}
