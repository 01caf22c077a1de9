//! The address is nearly one with which the reader has corresponded, and is another.
//!
//! Why: fraud over invoices goes on in a thread that the reader knows, from `anna.berg@gmai1.com`
//! or from `anna.berg.office@gmail.com` in place of `anna.berg@partner.example`.
//!
//! Wrong when: the correspondent has a new or a private mailbox, which is why the same name at a
//! free mail service counts half, with words beside it too (`office`, `private`); and when two people have nearly one name at one service, which
//! is why short names are not compared. Domains that look alike have their own signal.

use banner_unicode::lowercase;

use crate::message::Mailbox;
use crate::names::distance::{SLIP, distance};
use crate::names::{Domain, hosting};
use crate::signals::{
    Direction, Examination, Finding, Group, Signal, Strength, Threat, sender_list,
};
use crate::word_list::{WordList, word_list};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "sender.known_address_imitated",
    group: Group::Sender,
    direction: Direction::Threat,
    threats: &[Threat::Impersonation, Threat::PaymentFraud],
    evidence: &["address", "known"],
    since: "0.1.0",
    inspect,
};

/// Names shorter than this are soon alike by chance.
const SHORTEST: usize = 8;
/// A longer history is not looked through.
const MOST: usize = 20_000;
/// Words beside a name that leave it the name of the same person.
const BESIDE: WordList = word_list![
    "office", "work", "business", "private", "privat", "personal", "new", "neu", "mail", "email",
    "home", "mobile", "official", "ceo", "cfo", "cn", "my",
];

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let organisation = &examination.context.organisation;
    let known = organisation.reader.known_correspondents.as_ref()?;
    let sender = examination.message.from().first()?;
    let domain = sender.domain.as_ref()?;
    let is_free = hosting::is_freemail(domain);
    if !is_free || organisation.trusts(domain) || examination.is_from_list() {
        return None;
    }
    let own = name(&sender.local);
    if own.len() < SHORTEST || sender.local.len() > 64 {
        return None;
    }
    let bare = bare(&sender.local);
    let known = || known.iter().take(MOST);
    if known().any(|address| sender_list::is_same_address(address, sender)) {
        return None;
    }
    let (address, strength) = known()
        .find_map(|address| Some((address, likeness(sender, &own, &bare, domain, address)?)))?;
    Some(
        SIGNAL
            .found()
            .with("address", sender.address.as_str())
            .with("known", address.as_str())
            .at(strength),
    )
}

/// How clearly the sender passes for a known address.
fn likeness(
    sender: &Mailbox,
    own: &str,
    bare: &str,
    domain: &Domain,
    known: &str,
) -> Option<Strength> {
    let (local, host) = known.trim().rsplit_once('@')?;
    let other = name(local);
    // Cheap first: a history has thousands of addresses.
    let is_bare = bare == other;
    if own.len().abs_diff(other.len()) > 1 && !is_bare || other.len() < SHORTEST {
        return None;
    }
    let is_same_host = host.eq_ignore_ascii_case(domain.ascii());
    if own == other {
        // Dots and hyphens are overlooked; `julia.berg` and `juliaberg` are one at Gmail itself.
        let is_gmail = is_same_host && matches!(domain.ascii(), "gmail.com" | "googlemail.com");
        let is_personal = local.contains(['.', '_']) && sender.local.contains(['.', '_']);
        return match is_same_host {
            true => (!is_gmail).then_some(Strength::HALF),
            false => is_personal.then_some(Strength::HALF),
        };
    }
    // Brothers and namesakes have a number or a letter more; a slip of the eye has neither.
    let has_same_digits = own
        .bytes()
        .filter(u8::is_ascii_digit)
        .eq(other.bytes().filter(u8::is_ascii_digit));
    if is_bare {
        let is_persons = local.contains(['.', '_', '-']) && (has_same_digits || !is_same_host);
        return is_persons.then_some(Strength::HALF);
    }
    (is_same_host && has_same_digits && distance(own, &other, SLIP).is_some())
        .then_some(Strength::FULL)
}

/// The name of two words and more without what stands beside it: `anna.berg.office`, `anna.berg2`; nothing where none does.
fn bare(local: &str) -> String {
    let (mut bare, mut words) = (String::new(), 0_u32);
    for word in local.split(|c: char| !c.is_alphanumeric()) {
        let word = name(word.trim_end_matches(|c: char| c.is_ascii_digit()));
        if !word.is_empty() && !BESIDE.contains(word.as_str()) {
            bare.push_str(&word);
            words = words.saturating_add(1);
        }
    }
    if words < 2 {
        bare.clear();
    }
    bare
}

/// The letters and digits of a local part, without what is overlooked between them.
fn name(local: &str) -> String {
    local
        .chars()
        .filter(|character| character.is_alphanumeric())
        .map(lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    fn knowing(from: &str, known: &str) -> Mail {
        Mail::from(&format!("Anneke <{from}>")).context(|context| {
            context.organisation.reader.known_correspondents = Some(vec![known.to_owned()]);
        })
    }

    #[test]
    fn fires_on_a_slip_in_a_known_free_mailbox() {
        for from in ["anneke.vandrop@gmail.com", "anneke.vandorpp@gmail.com"] {
            let finding = assert_fires(&SIGNAL, knowing(from, "anneke.vandorp@gmail.com"));
            assert_fact(&finding, "address", from);
            assert_fact(&finding, "known", "anneke.vandorp@gmail.com");
            assert_eq!(finding.strength, Strength::FULL);
        }
    }

    #[test]
    fn fires_less_on_a_known_name_that_moved_to_free_mail() {
        let mail = knowing("ilse.brandt@outlook.com", "ilse.brandt@quellwerk.example");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::HALF);
    }

    #[test]
    fn fires_less_on_a_known_name_with_a_word_or_a_number_beside_it() {
        for from in [
            "anna.berg.office@gmail.com",
            "anna.berg.work@gmail.com",
            "private.anna.berg@gmail.com",
            "anna.berg2@gmail.com",
            "anna_berg_new2026@outlook.com",
        ] {
            let mail = knowing(from, "anna.berg@partner-firm.example");
            assert_eq!(
                assert_fires(&SIGNAL, mail).strength,
                Strength::HALF,
                "{from}"
            );
        }
        let mail = knowing("anna.berg.office@gmail.com", "anna.berg@gmail.com");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::HALF);
    }

    #[test]
    fn silent_on_other_words_beside_a_name_and_on_one_name_alone() {
        for (from, known) in [
            ("anna.berg.koch@gmail.com", "anna.berg@quellwerk.example"),
            ("annaberg.office@gmail.com", "anna.berg@quellwerk.example"),
            (
                "accounting.office@gmail.com",
                "accounting@quellwerk.example",
            ),
            ("anna.berg2@gmail.com", "anna.berg@gmail.com"),
        ] {
            assert_silent(&SIGNAL, knowing(from, known));
        }
    }

    #[test]
    fn fires_less_on_a_name_with_other_separators() {
        let mail = knowing("ilse-brandt@outlook.com", "ilse.brandt@outlook.com");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::HALF);
    }

    #[test]
    fn silent_on_the_known_address_itself() {
        assert_silent(
            &SIGNAL,
            knowing("Anneke.Vandorp@gmail.com", "anneke.vandorp@gmail.com"),
        );
        assert_silent(
            &SIGNAL,
            knowing("annekevandorp@gmail.com", "anneke.vandorp@gmail.com"),
        );
    }

    #[test]
    fn silent_on_short_names_numbers_and_other_people() {
        for (from, known) in [
            ("anna@gmail.com", "amna@gmail.com"),
            ("anneke.vandorp2@gmail.com", "anneke.vandorp@gmail.com"),
            ("anneke.vandorp77@gmail.com", "anneke.vandorp78@gmail.com"),
            ("martin.meier@gmail.com", "martin.maier.koch@gmail.com"),
            ("customerservice@gmail.com", "customerservice@shop.example"),
            ("mailer-daemon@gmail.com", "mailer-daemon@sender.example"),
        ] {
            assert_silent(&SIGNAL, knowing(from, known));
        }
    }

    #[test]
    fn silent_on_organisations_own_domains_and_without_a_history() {
        assert_silent(
            &SIGNAL,
            knowing(
                "ilse.brandt@new-job.example",
                "ilse.brandt@quellwerk.example",
            ),
        );
        assert_silent(&SIGNAL, Mail::from("Anneke <anneke.vandrop@gmail.com>"));
    }
}
