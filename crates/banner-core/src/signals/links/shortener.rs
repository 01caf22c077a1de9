//! A short link hides where it leads.
//!
//! Why: neither the reader nor the mail system sees the address behind it, and it can be changed
//! after delivery.
//!
//! Wrong when: people and newsletters share short links among many others, so the strength tells
//! how much of the message they are; a service's own short name in its own mail (`lnkd.in` from
//! LinkedIn) is not counted, nor the tracker through which a service sends for the sender.
use crate::names::hosting::is_shortener;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

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
    let found = hosts.iter().find(|host| {
        is_shortener(&host.domain)
            && !examination.is_senders(&host.domain)
            && !examination
                .mail_path()
                .iter()
                .any(|domain| domain.same_organisation(&host.domain))
    })?;
    let others = hosts
        .iter()
        .filter(|host| !is_shortener(&host.domain))
        .count();
    let strength = match others {
        0 => Strength::FULL,
        1 | 2 => Strength::HALF,
        _ => Strength::WEAK,
    };
    Some(SIGNAL.found().with("host", &found.domain).at(strength))
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
