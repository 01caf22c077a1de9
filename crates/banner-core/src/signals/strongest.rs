//! The clearest of several things that one signal found.

use super::Strength;

/// The first of the strongest.
pub(super) fn strongest<T>(
    found: impl IntoIterator<Item = (T, Strength)>,
) -> Option<(T, Strength)> {
    found
        .into_iter()
        .reduce(|best, next| if next.1 > best.1 { next } else { best })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strongest_wins_and_the_first_among_equals() {
        let found = [
            ("a", Strength::WEAK),
            ("b", Strength::FULL),
            ("c", Strength::FULL),
        ];
        assert_eq!(strongest(found), Some(("b", Strength::FULL)));
    }

    #[test]
    fn nothing_found_is_nothing() {
        assert_eq!(strongest::<&str>([]), None);
    }
}
