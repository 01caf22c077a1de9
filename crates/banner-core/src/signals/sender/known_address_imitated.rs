//! The address is nearly one with which the reader has corresponded, and is another.
//!
//! Why: fraud over invoices goes on in a thread that the reader knows, from `anna.berg@gmai1.com`
//! or from `anna.berg.office@gmail.com` in place of `anna.berg@partner.example`.
//!
//! Wrong when: the correspondent has a new or a private mailbox, which is why the same name at a
//! free mail service counts half; and when two people have nearly one name at one service, which
//! is why short names are not compared. Domains that look alike have their own signal.

use banner_unicode::lowercase;

use crate::message::Mailbox;
use crate::names::distance::{SLIP, distance};
use crate::names::{Domain, hosting};
use crate::signals::{
    Direction, Examination, Finding, Group, Signal, Strength, Threat, sender_list,
};

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
    let known = || known.iter().take(MOST);
    if known().any(|address| sender_list::is_same_address(address, sender)) {
        return None;
    }
    let (address, strength) =
        known().find_map(|address| Some((address, likeness(sender, &own, domain, address)?)))?;
    Some(
        SIGNAL
            .found()
            .with("address", sender.address.as_str())
            .with("known", address.as_str())
            .at(strength),
    )
}

/// How clearly the sender passes for a known address.
fn likeness(sender: &Mailbox, own: &str, domain: &Domain, known: &str) -> Option<Strength> {
    let (local, host) = known.trim().rsplit_once('@')?;
    let other = name(local);
    // Cheap first: a history has thousands of addresses.
    if own.len().abs_diff(other.len()) > 1 || other.len() < SHORTEST {
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
    (is_same_host && has_same_digits && distance(own, &other, SLIP).is_some())
        .then_some(Strength::FULL)
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
