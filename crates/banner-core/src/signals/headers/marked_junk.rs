//! The reader's mail store has marked the message with the keyword `$Junk`.
//!
//! Why: the store's filter, or the reader, took it for junk, and much junk is phishing.
//!
//! Wrong when: the reader uses the mark to be rid of newsletters. Silent when `$NotJunk` stands
//! beside it, which is what a person sets who disagrees.
use crate::signals::{Direction, Examination, Finding, Group, Signal, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "headers.marked_junk",
    group: Group::Headers,
    direction: Direction::Threat,
    threats: &[Threat::Spoofing],
    evidence: &["keyword"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let context = examination.context;
    // Clients that are older than the registered names write these without the sign.
    let is_junk = context.has_keyword("$Junk") || context.has_keyword("Junk");
    let is_not = ["$NotJunk", "NotJunk", "NonJunk"]
        .iter()
        .any(|keyword| context.has_keyword(keyword));
    (is_junk && !is_not).then(|| SIGNAL.found().with("keyword", "$Junk"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    fn with(keywords: &[&str]) -> Mail {
        let keywords = keywords.iter().map(|keyword| (*keyword).to_owned());
        Mail::any().context(|context| context.keywords.extend(keywords))
    }

    #[test]
    fn fires_on_the_keyword_in_either_spelling() {
        assert_fact(
            &assert_fires(&SIGNAL, with(&["\\Seen", "$Junk"])),
            "keyword",
            "$Junk",
        );
        assert_fires(&SIGNAL, with(&["Junk"]));
    }

    #[test]
    fn silent_on_a_person_who_disagrees() {
        assert_silent(&SIGNAL, with(&["$Junk", "$NotJunk"]));
        assert_silent(&SIGNAL, with(&["Junk", "NonJunk"]));
    }

    #[test]
    fn silent_on_other_keywords_and_on_none() {
        assert_silent(&SIGNAL, with(&["$Phishing", "$Forwarded"]));
        assert_silent(&SIGNAL, Mail::any());
    }
}
