//! The message names several senders: more than one From field, or mailboxes of several
//! organisations in one.
//!
//! Why: a mail program shows one of them and the checks look at another, so that a sender who
//! passes the checks can lend the message somebody else's face.
//!
//! Wrong when: two people of one organisation sign a message together, which RFC 5322 allows.

use crate::signals::{Direction, Examination, Finding, Group, Signal, Threat};
use crate::sorting::sorted;

/// More senders than these are not told apart.
const MOST: usize = 100;

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "headers.several_from",
    group: Group::Headers,
    direction: Direction::Threat,
    threats: &[Threat::Spoofing, Threat::Impersonation],
    evidence: &["count"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let message = examination.message;
    let fields = message.headers().all("From").map(|from| from.value.trim());
    let organisations = message
        .from()
        .iter()
        .filter_map(|mailbox| Some(mailbox.domain.as_ref()?.organisational()));
    // A relay that repeats the very same field deceives nobody.
    let count = different(fields).max(different(organisations));
    (count > 1).then(|| {
        SIGNAL
            .found()
            .with("count", u32::try_from(count).unwrap_or(u32::MAX))
    })
}

/// How many different texts the first ones are.
fn different<'t>(texts: impl Iterator<Item = &'t str>) -> usize {
    let mut texts = sorted(texts.take(MOST).collect(), |one: &&str, other| {
        one.cmp(other)
    });
    texts.dedup();
    texts.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_two_from_fields() {
        let mail = Mail::any().at_bottom("From", "Nordquell Bank <service@nordquell-bank.example>");
        assert_fact(&assert_fires(&SIGNAL, mail), "count", "2");
    }

    #[test]
    fn fires_on_two_from_fields_whose_names_differ_in_case() {
        assert_fires(&SIGNAL, Mail::any().at_bottom("FROM", "x@evil.example"));
    }

    #[test]
    fn fires_on_mailboxes_of_several_organisations() {
        let mail = Mail::from("service@nordquell-bank.example, x@evil.example, y@other.example");
        assert_fact(&assert_fires(&SIGNAL, mail), "count", "3");
    }

    #[test]
    fn silent_on_two_people_of_one_organisation() {
        assert_silent(
            &SIGNAL,
            Mail::from("Anna <anna@sender.example>, Bert <bert@mail.sender.example>"),
        );
    }

    #[test]
    fn silent_on_one_field_that_a_relay_wrote_twice() {
        assert_silent(
            &SIGNAL,
            Mail::any().at_bottom("From", "Anna Berg <anna@sender.example>"),
        );
    }

    #[test]
    fn silent_on_a_missing_from() {
        assert_silent(&SIGNAL, Mail::any().header("From", ""));
    }
}
