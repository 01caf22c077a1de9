//! A name in From beside the name of a person: whether they are one.

use super::Strength;
use super::display_name::{is_unspaced, words};
use crate::names::distance::{SLIP, distance};
use crate::sorting::sorted;

/// A name in From, ready to be compared with several.
pub(super) struct ShownName {
    /// Its words in an order of their own, as `Rennert, Tobias` is `Tobias Rennert`.
    sorted: Vec<String>,
    /// Its words without the gaps between them.
    joined: String,
}

impl ShownName {
    /// The name as its words tell it.
    pub(super) fn of(name: &str) -> ShownName {
        let words = words(name);
        ShownName {
            joined: words.concat(),
            sorted: sorted(words, String::cmp),
        }
    }

    /// How clearly it is the name of `person`: fully with nothing beside it, half with other words,
    /// as in `CEO Tobias Rennert`. A name of one word has to stand alone.
    pub(super) fn likeness(&self, person: &str) -> Option<Strength> {
        let surname = words(person).pop().unwrap_or_default();
        let person = ShownName::of(person);
        if person.sorted.is_empty() {
            return None;
        }
        // Gaps between the characters of `王 建国` are none between words.
        if person.sorted == self.sorted || person.joined == self.joined {
            return Some(Strength::FULL);
        }
        // Two characters begin many a longer name, as Wang Wei does Wang Weimin.
        let is_unspaced_name =
            person.joined.chars().count() >= 3 && person.joined.chars().all(is_unspaced);
        let is_contained = if is_unspaced_name {
            self.joined.contains(&person.joined)
        } else {
            let mut rest = self.sorted.iter();
            person.sorted.len() >= 2
                && person
                    .sorted
                    .iter()
                    .all(|word| rest.any(|other| other == word))
        };
        (is_contained || self.is_nearly(&person, &surname)).then_some(Strength::HALF)
    }

    fn only_word_not_in(&self, other: &ShownName) -> Option<&str> {
        let mut words = self
            .sorted
            .iter()
            .filter(|word| !other.sorted.contains(word));
        let word = words.next()?;
        words.next().is_none().then_some(word)
    }

    /// Whether one word of both stands alone for the other: an initial (`T. Rennert`), or the word with a slip in it
    /// (`Tobias Renert`).
    fn is_nearly(&self, person: &ShownName, surname: &str) -> bool {
        let (Some(shown), Some(own)) =
            (self.only_word_not_in(person), person.only_word_not_in(self))
        else {
            return false;
        };
        if self.sorted.len() != person.sorted.len() || person.sorted.len() < 2 || own.len() < 2 {
            return false;
        }
        // Who has the other name of a pair is another (`Christian`, `Christina`).
        let is_slip = || {
            own.len() >= 6
                && own.bytes().next_back() == shown.bytes().next_back()
                && distance(shown, own, SLIP).is_some()
        };
        // `Tobias R.` is one of many.
        shown.chars().count() == 1 && own.starts_with(shown) && own != surname || is_slip()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn likeness(shown: &str, person: &str) -> Option<Strength> {
        ShownName::of(shown).likeness(person)
    }

    #[test]
    fn one_name_in_any_order_and_case_is_one_person() {
        for shown in [
            "Julia Sommer",
            "SOMMER, Julia",
            "julia  sommer",
            "Júlia Sommer",
        ] {
            assert_eq!(
                likeness(shown, "Julia Sommer"),
                Some(Strength::FULL),
                "{shown}"
            );
        }
        for shown in ["王建国", "王 建 國", "王·建国"] {
            assert_eq!(likeness(shown, "王建国"), Some(Strength::FULL), "{shown}");
        }
    }

    #[test]
    fn words_beside_a_name_leave_it_half() {
        assert_eq!(
            likeness("Julia M. Sommer", "Julia Sommer"),
            Some(Strength::HALF)
        );
        assert_eq!(likeness("王建国总经理", "王建国"), Some(Strength::HALF));
    }

    #[test]
    fn an_initial_or_a_slip_leaves_it_half() {
        for shown in [
            "J. Sommer",
            "Sommer, J.",
            "Julia Somer",
            "Julia Sommmer",
            "Julia Smomer",
        ] {
            let found = likeness(shown, "Julia Sommer");
            assert_eq!(found, Some(Strength::HALF), "{shown}");
        }
        for (shown, person) in [
            ("K. Sommer", "Julia Sommer"),
            ("Julia S.", "Martin Sommer"),
            ("J. S.", "Julia Sommer"),
            ("Julia S.", "Julia Sommer"),
            ("Sommmer", "Sommer"),
            ("Anna Sommer", "Ana Sommer"),
            ("Christina Berg", "Christian Berg"),
            ("Julia Semmer", "Julia Sommer"),
            ("王建民", "王建国"),
        ] {
            assert_eq!(likeness(shown, person), None, "{shown} {person}");
        }
    }

    #[test]
    fn parts_of_names_are_nobody() {
        for (shown, person) in [
            ("Julia", "Julia Sommer"),
            ("Julia Sommerfeld", "Julia Sommer"),
            ("Julia Berg", "Julia"),
            ("王建国", "王建"),
            ("Julia", ""),
            ("", "Julia"),
        ] {
            assert_eq!(likeness(shown, person), None, "{shown} {person}");
        }
    }
}
