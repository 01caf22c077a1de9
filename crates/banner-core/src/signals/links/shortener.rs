//! A short link hides where it leads.
//!
//! Why: neither the reader nor the mail system sees the address behind it, and it can be changed
//! after delivery.
//!
//! So do pages of known sites that lead on by a code alone (`www.baidu.com/link?url=CODE`).
//!
//! Wrong when: people and newsletters share short links among many others, so the strength tells
//! how much of the message they are; a service's own short name in its own mail (`lnkd.in` from
//! LinkedIn) is not counted, nor the tracker through which a service sends for the sender.
use crate::message::Link;
use crate::names::Domain;
use crate::names::hosting::is_shortener;
use crate::signals::web_hosts::followable;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};
use crate::word_list::{WordList, word_list};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "links.shortener",
    group: Group::Links,
    direction: Direction::Threat,
    threats: &[Threat::CredentialPhishing],
    evidence: &["host"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let hosts = examination.web_hosts();
    let is_strange = |domain: &&Domain| {
        !examination.is_senders(domain)
            && !examination
                .mail_path()
                .iter()
                .any(|other| other.same_organisation(domain))
    };
    let short = |domain: &&Domain| is_shortener(domain) && is_strange(domain);
    let found = hosts.iter().map(|host| &host.domain).find(short);
    let found = found.or_else(|| {
        let mut pages = followable(examination.links()).filter_map(leading_on_by_code);
        pages.find(is_strange)
    })?;
    let others = hosts
        .iter()
        .filter(|host| !is_shortener(&host.domain) && host.domain != *found)
        .count();
    let strength = match others {
        0 => Strength::FULL,
        1 | 2 => Strength::HALF,
        _ => Strength::WEAK,
    };
    Some(SIGNAL.found().with("host", found).at(strength))
}

/// Pages at sites that everybody knows which lead on to wherever a code says that stands behind them.
const PAGES: WordList = word_list!["www.baidu.com/link", "www.linkedin.com/slink"];

/// The site of such a page.
fn leading_on_by_code(link: &Link) -> Option<&Domain> {
    let domain = link.target.domain()?;
    let path = link.target.path.as_str();
    let is_page = |page: &str| {
        page.strip_prefix(domain.ascii())
            .is_some_and(|rest| rest == path)
    };
    PAGES.iter().any(is_page).then_some(domain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_a_lone_short_link() {
        let finding = assert_fires(
            &SIGNAL,
            Mail::any().html("<a href='https://bit.ly/3abcDEF'>Open</a>"),
        );
        assert_fact(&finding, "host", "bit.ly");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_on_chinese_short_links() {
        assert_fact(
            &assert_fires(&SIGNAL, Mail::any().text("请点击 https://dwz.cn/AbCd12")),
            "host",
            "dwz.cn",
        );
    }

    #[test]
    fn fires_on_pages_of_known_sites_that_lead_on_by_a_code() {
        for page in [
            "https://www.baidu.com/link?url=Vyx12abcdEf",
            "https://www.linkedin.com/slink?code=gRf5",
        ] {
            let finding = assert_fires(
                &SIGNAL,
                Mail::any().html(&format!("<a href='{page}'>Open</a>")),
            );
            assert_eq!(finding.strength, Strength::FULL);
        }
        for page in [
            "https://www.baidu.com/s?wd=link",
            "https://www.baidu.com/linkage",
            "https://www.linkedin.com/in/julia",
        ] {
            assert_silent(
                &SIGNAL,
                Mail::any().html(&format!("<a href='{page}'>Open</a>")),
            );
        }
        assert_silent(
            &SIGNAL,
            Mail::from("LinkedIn <news@linkedin.com>")
                .text("https://www.linkedin.com/slink?code=gRf5"),
        );
    }

    #[test]
    fn fires_less_beside_other_links() {
        let mail = Mail::any()
            .text("https://bit.ly/x https://a.example/ https://b.example/ https://c.example/");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::WEAK);
    }

    #[test]
    fn silent_on_a_services_own_short_name() {
        assert_silent(
            &SIGNAL,
            Mail::from("Bitly <news@bit.ly>").text("https://bit.ly/news"),
        );
    }

    #[test]
    fn silent_on_the_tracker_of_the_sending_service() {
        let mail = Mail::any()
            .header("Return-Path", "<b17@bounce.mjt.lu>")
            .html("<a href='https://mjt.lu/lnk/x'>News</a>");
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_ordinary_links() {
        assert_silent(
            &SIGNAL,
            Mail::any().text("https://www.sender.example/bit.ly"),
        );
    }
}
