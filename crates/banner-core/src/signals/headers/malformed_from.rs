//! The From field cannot be read as RFC 5322, section 3.4, writes addresses.
//!
//! Why: mail programs of people and of services write From by the grammar. Home-made senders glue
//! name and address together, leave quotes open, put a second address where the first one shows, or name a host that is none
//! (`xn--a.com`, `[192.0.2.1]`), at which nobody can be answered or checked. A group (`Support: karl@sender.example;`) hides the
//! address behind its name.
//!
//! Wrong when: an unquoted comma, full stop or accented letter stands in the name (`Doe, Jane
//! <jane@…>`), as address books and old programs write it, or the address stands there twice: such
//! names are read without complaint. Servers' own reports have no address.
use crate::message::Defect;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "headers.malformed_from",
    group: Group::Headers,
    direction: Direction::Threat,
    threats: &[Threat::Spoofing, Threat::Impersonation],
    evidence: &["from"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let message = examination.message;
    let broken = [Defect::MalformedFrom, Defect::InvalidFromDomain];
    if !message
        .defects()
        .iter()
        .any(|defect| broken.contains(defect))
    {
        return None;
    }
    let from = message.headers().get("From")?;
    let text = from.decoded();
    let has_address = message
        .from()
        .iter()
        .any(|mailbox| mailbox.domain.is_some());
    if text.trim().is_empty()
        || is_notice(&from.value)
        || has_address && is_only_unquoted(&from.value)
    {
        return None;
    }
    // Without any address there is nobody to answer to, and nobody to check.
    let strength = if has_address {
        Strength::HALF
    } else {
        Strength::FULL
    };
    Some(SIGNAL.found().with("from", text.into_owned()).at(strength))
}

/// One name and one whole address in angle brackets, and nothing worse in the name than signs that
/// should stand in quotes.
fn is_only_unquoted(value: &str) -> bool {
    let Some((name, rest)) = value.split_once('<') else {
        return false;
    };
    let Some(address) = rest.trim_end().strip_suffix('>') else {
        return false;
    };
    let whole = address.split_once('@').is_some_and(|(local, host)| {
        let plain = |text: &str| {
            !text.is_empty() && !text.contains(['<', '>', '@', ' ', ',', '"', '(', ')'])
        };
        plain(local) && plain(host) && host.contains('.')
    });
    let name = name.trim();
    // Some programs write the address twice. A comma belongs between names, not behind them.
    let is_harmless =
        name == address || !(name.contains(['@', '>', '"']) || name.ends_with([',', '(', '_']));
    whole && is_harmless && name.chars().count() >= 2
}

/// A mail server's own report, which has no address or none with a host (RFC 5321, section 4.5.5).
fn is_notice(value: &str) -> bool {
    let value = value.trim().to_ascii_lowercase();
    let is_server = ["mailer-daemon", "postmaster", "mail deliver"]
        .iter()
        .any(|word| value.contains(word));
    !value.contains('@') && (value == "<>" || is_server)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_two_addresses_one_after_the_other() {
        let mail = Mail::from("Nordquell Bank <service@nordquell-bank.example> <x@evil.example>");
        let finding = assert_fires(&SIGNAL, mail);
        assert_fact(
            &finding,
            "from",
            "Nordquell Bank <service@nordquell-bank.example> <x@evil.example>",
        );
    }

    #[test]
    fn fires_less_on_a_group_with_a_member() {
        for from in [
            "Support: karl@sender.example;",
            "Support: Karl <karl@sender.example>;",
        ] {
            let finding = assert_fires(&SIGNAL, Mail::from(from));
            assert_eq!(finding.strength, Strength::HALF, "{from}");
        }
        assert_silent(
            &SIGNAL,
            Mail::from("\"Karl: Support;\" <karl@sender.example>"),
        );
    }

    #[test]
    fn fires_on_an_open_quotation_mark_or_bracket() {
        assert_fires(&SIGNAL, Mail::from("\"Nordquell Bank <x@evil.example>"));
        assert_fires(&SIGNAL, Mail::from("Nordquell Bank <x@evil.example"));
    }

    #[test]
    fn fires_fully_on_a_name_without_any_address() {
        let finding = assert_fires(&SIGNAL, Mail::from("Nordquell Bank"));
        assert_eq!(finding.strength, Strength::FULL);
        let hidden = "=?utf-8?B?QmFuayA8c2VydmljZUBiYW5rLmV4YW1wbGU+?=";
        assert_fact(
            &assert_fires(&SIGNAL, Mail::from(hidden)),
            "from",
            "Bank <service@bank.example>",
        );
    }

    #[test]
    fn fires_on_a_host_that_is_no_name() {
        for host in ["xn--a.com", "[198.51.100.7]", "198.51.100.7", "evil..org"] {
            let from = format!("Nordquell Bank <x@{host}>");
            let finding = assert_fires(&SIGNAL, Mail::from(&from));
            assert_eq!(finding.strength, Strength::FULL, "{host}");
        }
        assert_silent(&SIGNAL, Mail::from("Anna <anna@mail_1.sender.example>"));
    }

    #[test]
    fn silent_on_an_unquoted_comma_or_parenthesis_in_a_name() {
        assert_silent(&SIGNAL, Mail::from("Doe, Jane <jane@sender.example>"));
        assert_silent(&SIGNAL, Mail::from("Support (24h <help@sender.example>"));
    }

    #[test]
    fn fires_on_a_comma_between_the_name_and_its_address() {
        assert_fires(&SIGNAL, Mail::from("Nordquell Bank, <x@evil.example>"));
        assert_fires(&SIGNAL, Mail::from("Nordquell Bank,(<x@evil.example>)"));
    }

    #[test]
    fn silent_on_an_address_written_twice() {
        assert_silent(
            &SIGNAL,
            Mail::from("anna@sender.example <anna@sender.example>"),
        );
    }

    #[test]
    fn silent_on_a_mail_servers_report() {
        for from in [
            "MAILER-DAEMON <>",
            "<>",
            "Mail Delivery Subsystem <MAILER-DAEMON>",
            "Mail Delivery System <>",
        ] {
            assert_silent(&SIGNAL, Mail::from(from));
        }
    }

    #[test]
    fn silent_on_every_proper_form() {
        for from in [
            "anna@sender.example",
            "Anna Berg <anna@sender.example>",
            "\"Berg, Anna\" <anna@sender.example>",
            "anna@sender.example (Anna Berg)",
            "=?utf-8?Q?Anna_M=C3=BCller?= <anna@sender.example>",
            "=?gb2312?B?xPq6ww==?= <kefu@sender.example>",
        ] {
            assert_silent(&SIGNAL, Mail::from(from));
        }
    }

    #[test]
    fn silent_on_a_missing_from() {
        assert_silent(&SIGNAL, Mail::any().header("From", ""));
    }
}
