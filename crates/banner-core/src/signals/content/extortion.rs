//! Threatens to publish or destroy unless money is paid.
//!
//! Why: the threat is nearly always empty, the wallet is real.
//!
//! Wrong when: articles and colleagues quote such letters: silent on one phrase without a wallet to pay to, half strength
//! on two.
use crate::lexicon::{Hits, Topic};
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
        _ if names_wallet(examination.message.body().visible()) => Strength::FULL,
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
        .filter(|hit| {
            hit.in_subject
                || end
                    .replace(hit.at.saturating_add(hit.phrase.len()))
                    .is_none_or(|end| hit.at >= end)
        })
        .count()
}

/// Whether a word has the shape of an address at which Bitcoin, Ether or Monero is received.
fn names_wallet(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_alphanumeric())
        .any(|word| match word.as_bytes() {
            // Base58Check: P2PKH and P2SH addresses.
            [b'1' | b'3', rest @ ..] => (25..=34).contains(&rest.len()) && is_base58(rest),
            // Bech32 (BIP 173, BIP 350): one case, no 1, b, i, o in the data.
            [b'b', b'c', b'1', rest @ ..] => is_bech32(rest, u8::is_ascii_lowercase),
            [b'B', b'C', b'1', rest @ ..] => is_bech32(rest, u8::is_ascii_uppercase),
            [b'0', b'x', rest @ ..] => rest.len() == 40 && rest.iter().all(u8::is_ascii_hexdigit),
            [b'4' | b'8', rest @ ..] => rest.len() == 94 && is_base58(rest),
            _ => false,
        })
}

fn is_base58(word: &[u8]) -> bool {
    let kinds = [
        u8::is_ascii_digit,
        u8::is_ascii_lowercase,
        u8::is_ascii_uppercase,
    ];
    // A random address has all three kinds, a long number or word has not.
    kinds.iter().all(|kind| word.iter().any(kind))
        && !word
            .iter()
            .any(|byte| matches!(byte, b'0' | b'O' | b'I' | b'l'))
}

fn is_bech32(word: &[u8], case: fn(&u8) -> bool) -> bool {
    let is_data = |byte: &u8| byte.is_ascii_digit() || case(byte);
    (11..=71).contains(&word.len())
        && word.iter().all(|byte| {
            is_data(byte) && !matches!(byte.to_ascii_lowercase(), b'1' | b'b' | b'i' | b'o')
        })
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
    fn tells_wallets_from_other_long_words() {
        assert!(names_wallet("to 3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy."));
        assert!(names_wallet("0x52908400098527886E0F7030069857D2E4169EE7"));
        assert!(names_wallet("(BC1QAR0SRRR7XFKVY5L643LYDNW9RE59GTZZWF5MDQ)"));
        for other in [
            "1234567890123456789012345678",
            "0xdeadbeef",
            "bc1",
            "1ZE00000000000000000000000000",
            "3b18e512dba79e4c8300dd08aeb37f8e728b8dad",
        ] {
            assert!(!names_wallet(other), "{other}");
        }
    }
}
