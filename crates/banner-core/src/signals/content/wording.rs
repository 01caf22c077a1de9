//! A passage of the message reads like the lures that the model was trained on.
//!
//! Why: lures are written again and again with other words, and no list of phrases holds them all. What they share is seen in
//! short runs of characters and words, in any language that the model was trained on.
//!
//! Wrong when: an honest message asks the same of its reader in the same words. So it fires on few honest messages, adds to other
//! signs and weighs little by itself. Silent with a model that has no table of words, as the one that is built in; harmless text
//! that stands beside does not help a passage.
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "content.wording",
    group: Group::Content,
    direction: Direction::Threat,
    threats: &[Threat::CredentialPhishing],
    evidence: &["phrase"],
    since: "0.2.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let (strength, passage) = examination.phrases().likeness()?;
    Some(
        SIGNAL
            .found()
            .with("phrase", passage)
            .at(Strength::of(strength)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Context;
    use crate::lexicon::{Likeness, grams};
    use crate::lists::Lists;
    use crate::message::Message;
    use crate::readings::Readings;

    /// What a table that knows `lure` finds in a message that says `text`.
    fn found(lure: &str, text: &str) -> Option<Finding> {
        let mut weights = vec![0_i8; 1 << 14];
        grams("", lure, |_, hashes| {
            for hash in hashes {
                weights[*hash as usize & 0x3FFF] = 3;
            }
        });
        let table = Likeness::packed(&weights, 60, 160);
        let raw =
            format!("Subject: Hello\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n");
        let message = Message::parse(raw.as_bytes());
        let (readings, context) = (Readings::default(), Context::default());
        let lists = Lists::built_in();
        inspect(&Examination::with(
            &message,
            &readings,
            &context,
            lists,
            Some(&table),
        ))
    }

    #[test]
    fn fires_on_a_passage_that_it_knows_wherever_it_stands() {
        let lure = "unlock your vault with the twelve words";
        let alone = found(lure, lure).unwrap();
        let below = found(lure, &format!("{}\r\n{lure}", "We met at sea. ".repeat(60))).unwrap();
        assert!(below.strength >= alone.strength);
    }

    #[test]
    fn fires_on_other_scripts_and_on_letters_in_disguise() {
        assert!(
            found(
                "请尽快领取您的工资补贴并完成认证",
                "请 尽快领取您的工资补贴并完成认证。"
            )
            .is_some()
        );
        let lure = "unlock your vault with the twelve words";
        assert!(
            found(
                lure,
                "unl\u{43e}ck y\u{200b}our vault with the tw\u{435}lve words"
            )
            .is_some()
        );
    }

    #[test]
    fn silent_on_other_text_and_without_a_table() {
        let lure = "unlock your vault with the twelve words";
        assert!(found(lure, "Hello Julia, see you on Monday at the harbour.").is_none());
        crate::signals::testing::assert_silent(
            &SIGNAL,
            crate::signals::testing::Mail::any().text(lure),
        );
    }
}
