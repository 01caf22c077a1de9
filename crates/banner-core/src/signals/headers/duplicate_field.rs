//! A field that a message has once at most stands there twice, with different contents
//! (RFC 5322, section 3.6; RFC 2045, section 3).
//!
//! Why: programs pick different ones, so that what is checked or filtered is not what is shown.
//!
//! Wrong when: a gateway between mail systems adds its own identifier beside the first. Two From
//! fields are told by `several_from`; the same text twice deceives nobody.
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "headers.duplicate_field",
    group: Group::Headers,
    direction: Direction::Threat,
    threats: &[Threat::Spoofing],
    evidence: &["doubled"],
    since: "0.1.0",
    inspect,
};

/// What the reader sees, or what decides how the body is read, stands first.
const ONCE: &[(&str, Strength)] = &[
    ("Subject", Strength::FULL),
    ("Date", Strength::FULL),
    ("To", Strength::FULL),
    ("Reply-To", Strength::FULL),
    ("Sender", Strength::FULL),
    ("Content-Type", Strength::FULL),
    ("Content-Transfer-Encoding", Strength::FULL),
    ("Cc", Strength::HALF),
    ("Message-ID", Strength::HALF),
];

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let headers = examination.message.headers();
    let differs = |name: &str| {
        let mut values = headers.all(name).map(|header| header.value.trim());
        let first = values.next();
        values.any(|value| Some(value) != first)
    };
    let (field, strength) = ONCE.iter().find(|(name, _)| differs(name))?;
    Some(SIGNAL.found().with("doubled", *field).at(*strength))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_each_field_that_stands_there_twice() {
        for (field, _) in ONCE {
            let mail = Mail::any()
                .on_top(field, "one thing")
                .at_bottom(field, "another");
            assert_fact(&assert_fires(&SIGNAL, mail), "doubled", field);
        }
    }

    #[test]
    fn fires_less_on_an_identifier_that_a_gateway_adds() {
        let mail = Mail::any().at_bottom("Message-ID", "<4711@gateway.example>");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::HALF);
    }

    #[test]
    fn silent_on_the_same_text_twice() {
        assert_silent(&SIGNAL, Mail::any().at_bottom("Subject", " Hello "));
    }

    #[test]
    fn silent_on_fields_that_may_come_often() {
        let mail = Mail::any()
            .at_bottom(
                "Received",
                "from pc by mail.sender.example; Mon, 2 Nov 2026 08:59:00 +0000",
            )
            .at_bottom("DKIM-Signature", "v=1; d=a.example")
            .at_bottom("DKIM-Signature", "v=1; d=b.example")
            .at_bottom("Comments", "a")
            .at_bottom("Comments", "b");
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_two_from_fields() {
        assert_silent(&SIGNAL, Mail::any().at_bottom("From", "x@evil.example"));
    }
}
