//! Calls the reader by the address that the message was sent to, in the subject or in the greeting.
//!
//! Why: whoever has an account with a firm is greeted by name or not at all. A list of addresses, bought or stolen, holds
//! nothing else to greet anybody by.
//!
//! Wrong when: a service knows no more of its users than their address, as some do for a confirmation or a reset. An address that
//! a sentence mentions, a quoted header or a long line holds is no greeting.
use banner_unicode::lowercased;

use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "content.greeted_by_address",
    group: Group::Content,
    direction: Direction::Threat,
    threats: &[Threat::CredentialPhishing],
    evidence: &["address"],
    since: "0.2.0",
    inspect,
};

/// A letter to more is no personal one.
const RECIPIENTS: usize = 4;
/// A greeting stands in so many of the first characters.
const OPENING: usize = 600;
/// So much may stand before the address in its line: "Sehr geehrte Kundin, sehr geehrter Kunde".
const BEFORE: usize = 40;
/// The shortest address that is looked for.
const SHORTEST: usize = 6;

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let message = examination.message;
    // A letter to a list is to the list's address.
    if examination.is_from_list() {
        return None;
    }
    let reader = examination.context.organisation.reader.address.as_deref();
    let to = message.to();
    let to = if to.len() <= RECIPIENTS { to } else { &[] };
    let subject = lowercased(message.subject());
    let opening: String = message.body().visible().chars().take(OPENING).collect();
    let opening = lowercased(&opening);
    let addresses = reader
        .into_iter()
        .chain(to.iter().map(|to| to.address.as_str()));
    for address in addresses.filter(|address| address.len() >= SHORTEST) {
        let address = lowercased(address);
        if subject.contains(&address) || opening.lines().any(|line| greets(line, &address)) {
            return Some(SIGNAL.found().with("address", address).at(Strength::FULL));
        }
    }
    None
}

/// Whether the line is a few words, the address and the mark that ends a greeting.
fn greets(line: &str, address: &str) -> bool {
    let Some((before, after)) = line.split_once(address) else {
        return false;
    };
    let mark = after.trim_start().chars().next();
    let ends = matches!(mark, Some(',' | '!' | '，' | '！' | '：' | '、'));
    // "To: anna@…, ben@…" is a header that was quoted.
    ends && before.chars().count() <= BEFORE && !before.contains([':', '：', '<', '(', '@', '.'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn silent_on_a_list_that_has_its_address_in_the_subject() {
        let mail = Mail::any()
            .header("List-Id", "Friends <friends.acme.example>")
            .subject("New on julia@acme.example");
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn fires_on_an_address_in_the_subject() {
        let mail = Mail::any().subject("Julia@acme.example, your parcel is waiting");
        assert_fact(
            &assert_fires(&SIGNAL, mail),
            "address",
            "julia@acme.example",
        );
    }

    #[test]
    fn fires_on_a_greeting_in_any_language() {
        for greeting in [
            "Dear julia@acme.example,",
            "julia@acme.example,",
            "Sehr geehrter Kunde JULIA@acme.example!",
            "尊敬的 julia@acme.example：",
            "Olá, julia@acme.example !",
        ] {
            let mail = Mail::any().text(&format!(
                "Account notice\r\n{greeting}\r\n\r\nPlease confirm."
            ));
            assert_fires(&SIGNAL, mail);
        }
    }

    #[test]
    fn silent_on_an_address_within_a_sentence() {
        assert_silent(
            &SIGNAL,
            Mail::any()
                .text("Hello Julia,\r\nwe write to julia@acme.example because you asked us to."),
        );
    }

    #[test]
    fn silent_on_a_line_that_says_whom_it_was_sent_to() {
        for line in [
            "This was sent to julia@acme.example",
            "julia@acme.example",
            "julia@acme.example: unknown",
        ] {
            assert_silent(&SIGNAL, Mail::any().text(line));
        }
    }

    #[test]
    fn silent_on_a_quoted_header() {
        assert_silent(
            &SIGNAL,
            Mail::any().text("From: Anna\r\nTo: julia@acme.example\r\n\r\nHello"),
        );
    }

    #[test]
    fn silent_on_an_address_far_below() {
        let text = format!("{}\r\njulia@acme.example\r\n", "Hello Julia. ".repeat(60));
        assert_silent(&SIGNAL, Mail::any().text(&text));
    }

    #[test]
    fn silent_on_a_letter_to_many() {
        let many =
            "julia@acme.example, b@acme.example, c@acme.example, d@acme.example, e@acme.example";
        assert_silent(
            &SIGNAL,
            Mail::any().header("To", many).text("Hello b@acme.example,"),
        );
    }
}
