//! How many slips of the hand or eye lie between two labels.

/// The cost of a letter too many or missing. Slips that hands and eyes make easily cost [`SLIP`].
pub const EDIT: u32 = 2;

/// The cost of a slip: neighbours swapped (`papyal`), a letter doubled or undoubled
/// (`paypaal`), a key beside the right one (`paypsl`), a letter of nearly the same shape.
pub const SLIP: u32 = 1;

/// The cost of a letter in the place of an unrelated one, which seldom is a slip and often
/// another word (`lacoste`, `laposte`).
pub const SUBSTITUTION: u32 = 3;

/// Longer texts are no labels, and are not compared.
const LONGEST: usize = 63;

/// The optimal string alignment distance of two labels, with [`SLIP`] for easy slips,
/// [`EDIT`] for a letter too many or missing and [`SUBSTITUTION`] for a wrong one; `None` when it is above `limit` or a label has more than 63
/// characters.
pub fn distance(one: &str, other: &str, limit: u32) -> Option<u32> {
    let one: Vec<char> = one.chars().take(LONGEST.saturating_add(1)).collect();
    let other: Vec<char> = other.chars().take(LONGEST.saturating_add(1)).collect();
    if one.len() > LONGEST || other.len() > LONGEST {
        return None;
    }
    // Even if every letter that is left over were a doubled one.
    let surplus = u32::try_from(one.len().abs_diff(other.len())).ok()?;
    if surplus.saturating_mul(SLIP) > limit {
        return None;
    }

    let mut before: Vec<u32> = Vec::with_capacity(other.len().saturating_add(1));
    let mut above = before.clone();
    let mut current = before.clone();
    let mut sum = 0_u32;
    above.push(sum);
    for column in 0..other.len() {
        sum = sum.saturating_add(letter_cost(&other, column));
        above.push(sum);
    }
    let mut first = 0_u32;
    let mut best_above = 0;
    for (row, &a) in one.iter().enumerate() {
        let drop_a = letter_cost(&one, row);
        first = first.saturating_add(drop_a);
        let mut left = first;
        let mut best = first;
        current.clear();
        current.push(first);
        for (column, &b) in other.iter().enumerate() {
            let cell = |cells: &[u32], index: usize| cells.get(index).copied().unwrap_or(u32::MAX);
            let mut cost = cell(&above, column)
                .saturating_add(swap_cost(a, b))
                .min(cell(&above, column.saturating_add(1)).saturating_add(drop_a))
                .min(left.saturating_add(letter_cost(&other, column)));
            if let (Some(last_row), Some(last_column)) = (row.checked_sub(1), column.checked_sub(1))
                && one.get(last_row) == Some(&b)
                && other.get(last_column) == Some(&a)
                && a != b
            {
                cost = cost.min(cell(&before, last_column).saturating_add(SLIP));
            }
            current.push(cost);
            left = cost;
            best = best.min(cost);
        }
        // A transposition reaches back two rows, so both must be out of reach.
        if best > limit && best_above > limit {
            return None;
        }
        best_above = best;
        std::mem::swap(&mut before, &mut above);
        std::mem::swap(&mut above, &mut current);
    }
    above.last().copied().filter(|&cost| cost <= limit)
}

/// What it costs to add or drop the letter at `index`: little where it doubles its neighbour.
fn letter_cost(label: &[char], index: usize) -> u32 {
    let letter = label.get(index);
    let doubles = index
        .checked_sub(1)
        .is_some_and(|before| label.get(before) == letter);
    if doubles { SLIP } else { EDIT }
}

fn swap_cost(a: char, b: char) -> u32 {
    if a == b {
        0
    } else if is_easy_swap(a, b) {
        SLIP
    } else {
        SUBSTITUTION
    }
}

/// Letters of which neighbours are easily hit or seen for one another: QWERTY neighbours in a row or a column, shapes that
/// differ by a stroke.
const ALIKE: &[u8] =
    b"qwertyuiop asdfghjkl zxcvbnm qaz wsx edc rfv tgb yhn ujm ol gq uv mn oce hn ft ij lt sz";

/// For each letter from `a` to `z` the set of those that it is easily taken for, a bit each.
#[allow(
    clippy::indexing_slicing,
    reason = "the compiler runs this, and what panicked there would not compile"
)]
const EASY_SWAPS: [u32; 26] = {
    let mut swaps = [0; 26];
    let mut at = 1;
    while at < ALIKE.len() {
        let (one, other) = (ALIKE[at - 1], ALIKE[at]);
        if one != b' ' && other != b' ' {
            swaps[(one - b'a') as usize] |= 1 << (other - b'a');
            swaps[(other - b'a') as usize] |= 1 << (one - b'a');
        }
        at += 1;
    }
    swaps
};

/// Whether one letter is easily hit or seen for the other; not whether they are the same.
pub fn is_easy_swap(a: char, b: char) -> bool {
    let place = |letter: char| u32::from(letter).wrapping_sub(u32::from('a'));
    let swaps = usize::try_from(place(a)).ok();
    let swaps = swaps.and_then(|place| EASY_SWAPS.get(place));
    swaps.is_some_and(|swaps| swaps.checked_shr(place(b)).unwrap_or(0) & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_easy_slips_as_half_an_edit() {
        assert_eq!(distance("paypal", "paypal", 4), Some(0));
        assert_eq!(distance("papyal", "paypal", 4), Some(SLIP));
        assert_eq!(distance("paypall", "paypal", 4), Some(SLIP));
        assert_eq!(distance("gogle", "google", 4), Some(SLIP));
        assert_eq!(distance("paypsl", "paypal", 4), Some(SLIP));
    }

    #[test]
    fn neighbours_are_the_same_in_both_directions() {
        for (one, other) in [('q', 'w'), ('a', 'z'), ('l', 'o'), ('m', 'n'), ('j', 'i')] {
            assert!(
                is_easy_swap(one, other) && is_easy_swap(other, one),
                "{one} {other}"
            );
        }
        for (one, other) in [
            ('p', 'a'),
            ('l', 'z'),
            ('z', 'q'),
            ('a', '1'),
            ('д', 'л'),
            ('{', 'a'),
        ] {
            assert!(
                !is_easy_swap(one, other) && !is_easy_swap(other, one),
                "{one} {other}"
            );
        }
    }

    #[test]
    fn counts_other_edits_whole() {
        assert_eq!(distance("payal", "paypal", 4), Some(EDIT));
        assert_eq!(distance("paypxal", "paypal", 4), Some(EDIT));
        assert_eq!(distance("payxal", "paypal", 8), Some(SUBSTITUTION));
        assert_eq!(distance("lacoste", "laposte", 2), None);
    }

    #[test]
    fn is_the_same_in_both_directions() {
        for (one, other) in [
            ("netflix", "netfllx"),
            ("amazon", "amzaon"),
            ("", "ab"),
            ("дом", "дым"),
        ] {
            assert_eq!(
                distance(one, other, 20),
                distance(other, one, 20),
                "{one} {other}"
            );
        }
    }

    #[test]
    fn gives_up_above_the_limit() {
        assert_eq!(distance("paypal", "example", 4), None);
        assert_eq!(distance("ab", "abcdefgh", 4), None);
        assert_eq!(distance("paypal", "payal", 1), None);
    }

    #[test]
    fn does_not_compare_what_is_longer_than_a_label() {
        let long = "a".repeat(64);
        assert_eq!(distance(&long, &long, 100), None);
        assert_eq!(distance(&"a".repeat(63), &"a".repeat(63), 0), Some(0));
    }
}
