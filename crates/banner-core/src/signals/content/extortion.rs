//! Threatens to publish or destroy unless money is paid.
//!
//! Why: the threat is nearly always empty, the wallet is real.
//!
//! Wrong when: articles and colleagues quote such letters: silent on one phrase without a wallet to pay to, half strength
//! on two.
use crate::lexicon::{Hits, Topic};
use crate::signals::wallet::first_wallet;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "content.extortion",
    group: Group::Content,
    direction: Direction::Threat,
    threats: &[Threat::Extortion],
    evidence: &["phrase"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    // The letters are long: phrases count wherever they stand.
    let phrases = examination.phrases();
    let phrase = phrases.first(Topic::Extortion)?;
    let strength = match apart(phrases) {
        4.. => Strength::FULL,
        _ if first_wallet(examination.message.body().visible()).is_some() => Strength::FULL,
        2.. => Strength::HALF,
        _ => return None,
    };
    Some(SIGNAL.found().with("phrase", phrase).at(strength))
}

/// How many phrases there are that share no words.
fn apart(phrases: &Hits) -> usize {
    let mut end = None;
    phrases
        .of(Topic::Extortion)
        .filter(|hit| hit.in_subject || end.replace(hit.end()).is_none_or(|end| hit.at >= end))
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_a_threat_with_a_wallet() {
        let mail = Mail::any().subject("Your account").text(
            "I hacked your device. Send 900 USD in BTC to 1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2 now.",
        );
        let finding = assert_fires(&SIGNAL, mail);
        assert_fact(&finding, "phrase", "i hacked your");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_on_several_threats_without_a_wallet() {
        let mail =
            Mail::any().text("I hacked your device. I will send the video to all your contacts.");
        assert_fires(&SIGNAL, mail);
    }

    #[test]
    fn fires_on_a_chinese_threat_with_a_wallet() {
        let mail = Mail::any()
            .text("我入侵了你的电脑。比特币地址：bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::FULL);
    }

    #[test]
    fn fires_on_german_threats() {
        let mail = Mail::any().text("Ich bin ein Hacker. Das Video geht an alle deine Kontakte.");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::HALF);
    }

    #[test]
    fn silent_on_a_colleague_who_speaks_of_one() {
        assert_silent(
            &SIGNAL,
            Mail::any().text("Somebody wrote \"I hacked your account\" to me, do we report that?"),
        );
    }

    #[test]
    fn silent_on_a_wallet_without_threat() {
        assert_silent(
            &SIGNAL,
            Mail::any().text("Donations: bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq. Thank you!"),
        );
    }

    #[test]
    fn silent_on_one_threat_beside_a_word_that_is_no_wallet() {
        assert_silent(
            &SIGNAL,
            Mail::any().text(
                "\"I hacked your account\", it said. Ticket 1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVNZ.",
            ),
        );
    }
}
