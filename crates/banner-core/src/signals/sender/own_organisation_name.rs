//! The name in From is the reader's own organisation, the address is not the organisation's.
//!
//! Why: `acme.example Mail Support` is written into thousands of messages by a program that knows
//! nothing but the reader's address; a name that the reader sees every day is believed.
//!
//! Wrong when: a service that the organisation uses writes in its name (silent for known brands,
//! for hosts that name themselves, and for what is entered among the trusted domains); customers
//! and shops share a name that is a word (the name alone counts only beside words of service).
use crate::context::Organisation;
use crate::names::Domain;
use crate::names::hosting;
use crate::signals::display_name::{named_sender, shown_address, words};
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};
use crate::word_list::{WordList, word_list};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "sender.own_organisation_name",
    group: Group::Sender,
    direction: Direction::Threat,
    threats: &[Threat::Impersonation, Threat::CredentialPhishing],
    evidence: &["organisation", "domain"],
    since: "0.1.0",
    inspect,
};

/// Words beside an organisation's name that leave it the name of one of its own desks.
const DESKS: WordList = word_list![
    "account",
    "admin",
    "administrator",
    "alert",
    "alerts",
    "center",
    "cpanel",
    "department",
    "desk",
    "email",
    "finance",
    "help",
    "helpdesk",
    "hr",
    "human",
    "it",
    "mail",
    "mailbox",
    "mailer",
    "manager",
    "message",
    "messaging",
    "notification",
    "notifications",
    "office",
    "payroll",
    "portal",
    "resources",
    "security",
    "server",
    "service",
    "storage",
    "support",
    "system",
    "team",
    "voicemail",
    "webmail",
    "postmaster",
    "quota",
    "upgrade",
    "verification",
];

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let organisation = &examination.context.organisation;
    let sender = named_sender(examination.message)?;
    if organisation.trusts(sender.domain)
        || examination.is_from_known()
        || examination.is_from_list()
        || sender.is_passed_on_by_host(examination.message)
        // An address in the name has its own signal.
        || shown_address(&sender.name).is_some()
    {
        return None;
    }
    let (own, strength) = named(&sender.name, organisation)?;
    Some(
        SIGNAL
            .found()
            .with("organisation", own)
            .with("domain", sender.host())
            .at(strength),
    )
}

/// The own domain whose name stands in `text`: fully where it is written out, half where its
/// label stands among words of service.
fn named<'o>(text: &str, organisation: &'o Organisation) -> Option<(&'o Domain, Strength)> {
    let mut hosts = text
        .split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | '"' | '|' | ','))
        .filter(|word| word.contains('.'))
        .filter_map(|word| Domain::parse(word.trim_matches(['.', ':', '-', '_'])));
    let own = &organisation.own_domains;
    let written = hosts.find_map(|host| own.iter().find(|own| host.same_organisation(own)));
    if let Some(own) = written {
        return Some((own, Strength::FULL));
    }
    let shown = words(text);
    let desks: Vec<String> = DESKS.iter().flat_map(words).collect();
    let is_desk = |domain: &&Domain| {
        let label = words(&domain.main_label_unicode());
        let rest: Vec<_> = shown.iter().filter(|word| !label.contains(word)).collect();
        label.concat().chars().count() >= 3
            && !hosting::is_freemail(domain)
            && shown.windows(label.len()).any(|window| window == label)
            && !rest.is_empty()
            && rest.iter().all(|word| desks.contains(word))
    };
    Some((own.iter().find(is_desk)?, Strength::HALF))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_the_own_domain_written_out() {
        for name in [
            "acme.example",
            "acme.example Mail Support",
            "\"Webmail (acme.example)\"",
            "mail.acme.example",
            "\"ACME.EXAMPLE: storage\"",
        ] {
            let finding = assert_fires(&SIGNAL, Mail::from(&format!("{name} <x@evil.example>")));
            assert_fact(&finding, "organisation", "acme.example");
            assert_fact(&finding, "domain", "evil.example");
            assert_eq!(finding.strength, Strength::FULL, "{name}");
        }
    }

    #[test]
    fn fires_less_on_the_own_name_beside_words_of_service() {
        for name in [
            "Acme Support",
            "Acme IT Helpdesk",
            "ACME mail-server",
            "Асmе Support",
        ] {
            let mail = Mail::from(&format!("{name} <x@evil.example>"));
            assert_eq!(
                assert_fires(&SIGNAL, mail).strength,
                Strength::HALF,
                "{name}"
            );
        }
    }

    #[test]
    fn fires_on_a_free_mailbox_under_the_own_name() {
        assert_fires(&SIGNAL, Mail::from("acme.example <acme.desk@gmail.com>"));
    }

    #[test]
    fn silent_on_our_own_and_our_partners_addresses() {
        assert_silent(
            &SIGNAL,
            Mail::from("acme.example Support <it@acme.example>"),
        );
        assert_silent(&SIGNAL, Mail::from("Acme Support <desk@partner.example>"));
    }

    #[test]
    fn silent_on_services_that_the_organisation_uses() {
        assert_silent(&SIGNAL, Mail::from("Acme Support <no-reply@github.com>"));
        assert_silent(
            &SIGNAL,
            Mail::from("\"Acme Support (Dockets)\" <notify@dockets.example>")
                .header("Sender", "notify@dockets.example"),
        );
        assert_silent(
            &SIGNAL,
            Mail::from("Acme Team <friends@lists.example>")
                .header("List-Id", "<friends.lists.example>"),
        );
    }

    #[test]
    fn silent_on_others_who_bear_the_word() {
        for name in [
            "Acme",
            "Acme Bakery Berlin",
            "Anna Acme",
            "Support",
            "example",
            "Mail Support",
        ] {
            assert_silent(&SIGNAL, Mail::from(&format!("{name} <x@sender.example>")));
        }
    }

    #[test]
    fn silent_on_an_organisation_that_has_named_no_domains() {
        let mail = Mail::from("acme.example <x@evil.example>");
        assert_silent(
            &SIGNAL,
            mail.context(|context| context.organisation.own_domains.clear()),
        );
    }
}
