//! The name or address in From holds characters that nobody sees and that change how it reads, or the subject such as turn
//! the direction of reading.
//!
//! Why: `Pay\u{200b}Pal` is read as PayPal and not found by filters, and an override of direction
//! shows `moc.lapyap` as `paypal.com`. Names have no other use for such characters.
//!
//! Wrong when: nearly never. Marks of direction beside words that run from right to left, joiners
//! inside scripts that need them and inside emoji, isolates that programs put around a name, and
//! the mark that begins some texts are left alone.
use crate::names::confusable::is_ignorable;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "sender.hidden_characters",
    group: Group::Sender,
    direction: Direction::Threat,
    threats: &[Threat::Impersonation, Threat::Spoofing],
    evidence: &["shown", "hidden"],
    since: "0.1.0",
    inspect,
};

/// Longer names are cut: what stands behind is on nobody's screen.
const LONGEST: usize = 1000;

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let sender = examination.message.from().first()?;
    let name = sender.name.as_deref().unwrap_or_default();
    let in_name = hidden_in(name);
    let in_address = sender
        .address
        .chars()
        .take(LONGEST)
        .filter(|character| is_ignorable(*character) || is_direction(*character))
        .count();
    let hidden = in_name.saturating_add(in_address);
    if hidden == 0 {
        return in_subject(examination.message.subject());
    }
    let shown = if name.is_empty() {
        &sender.address
    } else {
        name
    };
    // One alone may be what a form or a page left behind.
    let strength = if in_address > 0 || in_name > 1 || name.contains(is_override) {
        Strength::FULL
    } else {
        Strength::HALF
    };
    Some(
        SIGNAL
            .found()
            .with("shown", &*crate::names::as_displayed(shown))
            .with("hidden", u32::try_from(hidden).unwrap_or(u32::MAX))
            .at(strength),
    )
}

/// A subject that is written backwards in part shows something else than filters read.
fn in_subject(subject: &str) -> Option<Finding> {
    let hidden = subject.chars().take(LONGEST).filter(|c| is_override(*c));
    let hidden = u32::try_from(hidden.count()).unwrap_or(u32::MAX);
    let finding = SIGNAL
        .found()
        .with("shown", &*crate::names::as_displayed(subject))
        .with("hidden", hidden);
    (hidden > 0).then(|| finding.said("sender.hidden_in_subject"))
}

/// How many characters in a name are hidden to deceive: overrides of direction, and what is
/// invisible between two letters of a script that is written without it.
fn hidden_in(name: &str) -> usize {
    let letters = |character: &char| !is_ignorable(*character);
    let mut hidden = 0_usize;
    let mut before = None;
    for (at, character) in name.char_indices().take(LONGEST) {
        if is_override(character) {
            hidden = hidden.saturating_add(1);
        } else if is_ignorable(character) && !is_direction(character) {
            let rest = name.get(at..).unwrap_or_default();
            let after = rest.chars().take(LONGEST).find(letters);
            let is_inside = before.is_some_and(is_plain) && after.is_some_and(is_plain);
            hidden = hidden.saturating_add(usize::from(is_inside));
        } else {
            before = Some(character);
        }
    }
    hidden
}

fn is_override(character: char) -> bool {
    matches!(character, '\u{202d}' | '\u{202e}')
}

/// Marks, embeddings and isolates (UAX #9).
fn is_direction(character: char) -> bool {
    matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Letters and digits of Latin, Greek, Cyrillic, and Chinese, which need no joiners between them.
fn is_plain(character: char) -> bool {
    character.is_alphanumeric()
        && matches!(character, '\0'..='\u{52f}' | '\u{1e00}'..='\u{1fff}' | '\u{3400}'..='\u{9fff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn fires_on_a_subject_that_turns_its_direction() {
        let mail = Mail::any().subject("Invoice \u{202e}fdp.exe");
        let finding = assert_fires(&SIGNAL, mail);
        assert_eq!(finding.sentence, "sender.hidden_in_subject");
        assert_silent(&SIGNAL, Mail::any().subject("שלום \u{200f}Anna"));
    }

    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_an_override_that_turns_a_name() {
        let mail = Mail::from("=?utf-8?Q?=E2=80=AEmoc.lapyap?= <x@evil.example>");
        let finding = assert_fires(&SIGNAL, mail);
        assert_fact(&finding, "shown", "paypal.com");
        assert_fact(&finding, "hidden", "1");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_on_invisible_characters_inside_words() {
        let mail = Mail::from("=?utf-8?Q?P=E2=80=8Bay=C2=ADPal?= <x@evil.example>");
        let finding = assert_fires(&SIGNAL, mail);
        assert_fact(&finding, "shown", "PayPal");
        assert_fact(&finding, "hidden", "2");
        let chinese =
            Mail::from("=?utf-8?Q?=E8=B4=A2=E2=80=8B=E5=8A=A1=E9=83=A8?= <x@evil.example>");
        assert_eq!(assert_fires(&SIGNAL, chinese).strength, Strength::HALF);
    }

    #[test]
    fn fires_on_an_address_with_invisible_characters() {
        let finding = assert_fires(&SIGNAL, Mail::from("<anna\u{200b}@sender.example>"));
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn silent_on_scripts_and_emoji_that_need_joiners() {
        for name in [
            "می\u{200c}خواهم",
            "क\u{94d}\u{200d}ष",
            "👩\u{200d}💻 Anna",
            "❤\u{fe0f} Shop",
            "שלום\u{200f} (Anna)",
        ] {
            assert_silent(
                &SIGNAL,
                Mail::from(&format!("{name} <anna@sender.example>")),
            );
        }
    }

    #[test]
    fn silent_on_isolates_and_on_marks_at_either_end() {
        for name in [
            "\u{2068}Anna Berg\u{2069} via Dockets",
            "\u{feff}Anna Berg",
            "Anna Berg\u{200b}",
        ] {
            assert_silent(
                &SIGNAL,
                Mail::from(&format!("{name} <anna@sender.example>")),
            );
        }
    }

    #[test]
    fn silent_on_ordinary_names_and_a_missing_from() {
        assert_silent(&SIGNAL, Mail::any());
        assert_silent(&SIGNAL, Mail::any().header("From", ""));
    }

    #[test]
    fn does_bounded_work_on_a_name_of_nothing_visible() {
        let name = format!("a{}b", "\u{200b}".repeat(20_000));
        assert_silent(
            &SIGNAL,
            Mail::from(&format!("{name} <anna@sender.example>")),
        );
    }
}
