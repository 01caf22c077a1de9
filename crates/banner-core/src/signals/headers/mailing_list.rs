//! The message came over a mailing list on which people write to each other.
//!
//! Why: a list has members and mostly a moderator, and its programs leave several fields (RFC 2369,
//! RFC 2919) that name the same list.
//!
//! Wrong when: somebody copies such fields, or sets up a list of their own. They count only when the list is also who sent the
//! message, and never for newsletters, which have no address to post to. Half strength where From fails its checks, as most
//! lists make it fail; silent where From is our own domain, which a list of a stranger cannot speak for, unless the profile
//! trusts the list's domain.
use crate::authentication::Standing;
use crate::message::Message;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, route};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "headers.mailing_list",
    group: Group::Headers,
    direction: Direction::Reassurance,
    threats: &[],
    evidence: &["list"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let message = examination.message;
    if !takes_posts(message) || !route::is_redistributed(examination) {
        return None;
    }
    let organisation = &examination.context.organisation;
    let is_trusted = || {
        let mut lists = route::list_domains(message).into_iter();
        lists.any(|list| organisation.trusts(&list))
    };
    let is_own = message
        .from_domain()
        .is_some_and(|from| organisation.owns(from));
    let strength = match examination.authentication().standing() {
        Standing::Proven => Strength::FULL,
        _ if is_trusted() => Strength::FULL,
        _ if is_own && route::is_from_outside(examination) => return None,
        Standing::Failed => Strength::HALF,
        _ => Strength::FULL,
    };
    Some(SIGNAL.found().with("list", name(message)?).at(strength))
}

/// Whether the list has an address to write to.
fn takes_posts(message: &Message<'_>) -> bool {
    let headers = message.headers();
    let post = headers
        .get("List-Post")
        .is_some_and(|post| post.value.contains("mailto:"));
    post || headers.get("X-Mailman-Version").is_some() || headers.get("Mailing-List").is_some()
}

/// What the list is called: the identifier, which is unique, before the words, which are not.
fn name(message: &Message<'_>) -> Option<String> {
    let headers = message.headers();
    if let Some(id) = headers.get("List-Id") {
        let text = id.decoded();
        let identifier = text
            .rsplit_once('<')
            .and_then(|(_, rest)| rest.split_once('>'))
            .map(|(id, _)| id);
        return Some(identifier.unwrap_or(&text).trim().to_owned()).filter(|name| !name.is_empty());
    }
    let address = |name| {
        headers
            .get(name)?
            .value
            .split(['<', '>', ':', ' ', ';', ',', '?'])
            .find(|word| word.contains('@'))
    };
    ["List-Post", "X-BeenThere", "Mailing-List"]
        .into_iter()
        .find_map(address)
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    fn list() -> Mail {
        Mail::any()
            .on_top("Return-Path", "<friends-bounces@lists.example>")
            .header("List-Id", "Friends of the park <friends.lists.example>")
            .header("List-Post", "<mailto:friends@lists.example>")
    }

    #[test]
    fn fires_on_a_discussion_list_and_names_it() {
        assert_fact(
            &assert_fires(&SIGNAL, list()),
            "list",
            "friends.lists.example",
        );
    }

    #[test]
    fn fires_on_an_old_list_that_has_no_identifier() {
        let mail = list().header("List-Id", "").header("Precedence", "list");
        assert_fact(
            &assert_fires(&SIGNAL, mail),
            "list",
            "friends@lists.example",
        );
    }

    #[test]
    fn silent_on_a_newsletter_without_an_address_to_post_to() {
        assert_silent(
            &SIGNAL,
            list()
                .header("List-Post", "")
                .header("List-Unsubscribe", "<https://news.example/u>"),
        );
        assert_silent(&SIGNAL, list().header("List-Post", "NO"));
    }

    #[test]
    fn silent_on_list_fields_that_somebody_else_copied() {
        assert_silent(&SIGNAL, list().header("Return-Path", "<x@evil.example>"));
    }

    const BROKEN: &str = "spf=pass smtp.mailfrom=lists.example; dmarc=fail";

    #[test]
    fn fires_less_where_the_list_broke_the_proof_of_the_sender() {
        assert_eq!(
            assert_fires(
                &SIGNAL,
                list().results("spf=pass smtp.mailfrom=lists.example; dmarc=none")
            )
            .strength,
            Strength::FULL
        );
        assert_eq!(
            assert_fires(&SIGNAL, list().results(BROKEN)).strength,
            Strength::HALF
        );
    }

    #[test]
    fn silent_on_our_own_domain_by_a_list_that_the_profile_does_not_trust() {
        let colleague = || {
            Mail::from("Tobias Rennert <t.rennert@acme.example>")
                .on_top("Return-Path", "<friends-bounces@lists.example>")
                .header("List-Id", "Friends of the park <friends.lists.example>")
                .header("List-Post", "<mailto:friends@lists.example>")
                .results(BROKEN)
        };
        assert_silent(&SIGNAL, colleague());
        let trusted = colleague().context(|context| {
            let lists = "lists.example".parse().unwrap();
            context.organisation.trusted_domains.push(lists);
        });
        assert_eq!(assert_fires(&SIGNAL, trusted).strength, Strength::FULL);
    }

    #[test]
    fn silent_on_a_message_from_person_to_person() {
        assert_silent(&SIGNAL, Mail::any());
    }
}
