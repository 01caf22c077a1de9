//! The reader's mail store has marked the message with the keyword `$Phishing`.
//!
//! Why: the keyword (registered for IMAP, RFC 9051, section 2.3.2) is set by the store's own filter
//! or by somebody of the reader's side, and "SHOULD" be shown as a warning.
//!
//! Wrong when: the store's filter is. The host hands keywords over beside the message; nothing in
//! the message can set them.
use crate::signals::{Direction, Examination, Finding, Group, Signal, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "headers.marked_phishing",
    group: Group::Headers,
    direction: Direction::Threat,
    threats: &[Threat::CredentialPhishing, Threat::Spoofing],
    evidence: &["keyword"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let is_marked = examination.context.has_keyword("$Phishing");
    is_marked.then(|| SIGNAL.found().with("keyword", "$Phishing"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    fn with(keyword: &str) -> Mail {
        Mail::any().context(|context| context.keywords.push(keyword.into()))
    }

    #[test]
    fn fires_on_the_keyword_in_any_case() {
        assert_fact(
            &assert_fires(&SIGNAL, with("$Phishing")),
            "keyword",
            "$Phishing",
        );
        assert_fires(&SIGNAL, with("$phishing"));
    }

    #[test]
    fn silent_on_other_keywords_and_on_none() {
        assert_silent(&SIGNAL, with("$Junk"));
        assert_silent(&SIGNAL, with("Phishing"));
        assert_silent(&SIGNAL, Mail::any());
    }

    #[test]
    fn silent_on_a_field_of_the_message() {
        assert_silent(&SIGNAL, Mail::any().on_top("X-Keywords", "$Phishing"));
    }
}
