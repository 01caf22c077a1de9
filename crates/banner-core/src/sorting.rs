//! Sorts lists of any type by way of their places, so that a page loads one copy of the sort.
//!
//! The sort of the standard library is some four kilobytes for each type and order it is used with: a dozen of them were a
//! thirtieth of the download. This one is a fifth of that, and sorts some thousand phrases in well under a millisecond.

use std::cmp::Ordering;

/// `list` in the order of `compare`; equals stay as they stood.
pub(crate) fn sorted<T>(list: Vec<T>, compare: impl Fn(&T, &T) -> Ordering) -> Vec<T> {
    let mut places: Vec<usize> = (0..list.len()).collect();
    sort(
        &mut places,
        &|one, other| match (list.get(one), list.get(other)) {
            (Some(one), Some(other)) => compare(one, other),
            _ => Ordering::Equal,
        },
    );
    let mut slots: Vec<Option<T>> = list.into_iter().map(Some).collect();
    places
        .into_iter()
        .filter_map(|place| slots.get_mut(place)?.take())
        .collect()
}

/// Merges runs of one, two, four, … places, each time from one list to another.
#[inline(never)]
fn sort(places: &mut Vec<usize>, compare: &dyn Fn(usize, usize) -> Ordering) {
    let mut length = 1;
    while length < places.len() {
        let mut merged = Vec::with_capacity(places.len());
        for pair in places.chunks(length.saturating_mul(2)) {
            let (left, right) = pair.split_at(length.min(pair.len()));
            let (mut left, mut right) = (left.iter().peekable(), right.iter().peekable());
            while let (Some(one), Some(other)) = (left.peek(), right.peek()) {
                let next = match compare(**one, **other) {
                    Ordering::Greater => right.next(),
                    _ => left.next(),
                };
                merged.extend(next);
            }
            merged.extend(left);
            merged.extend(right);
        }
        *places = merged;
        length = length.saturating_mul(2);
    }
}

#[cfg(test)]
mod tests {
    use super::sorted;

    #[test]
    fn sorts_and_keeps_everything() {
        let words: Vec<String> = ["c", "a", "b"].map(str::to_owned).to_vec();
        assert_eq!(sorted(words, String::cmp), ["a", "b", "c"]);
        assert!(sorted(Vec::<u8>::new(), u8::cmp).is_empty());
    }

    #[test]
    fn sorts_lists_of_every_length() {
        for length in 0_u32..70 {
            let scrambled = |number: u32| number.wrapping_mul(0x9E37_79B9) >> 25;
            let numbers: Vec<u32> = (0..length).map(scrambled).collect();
            let mut expected = numbers.clone();
            expected.sort();
            assert_eq!(sorted(numbers, u32::cmp), expected);
        }
    }

    #[test]
    fn keeps_equals_as_they_stood() {
        let pairs = (0..100).map(|number| (number % 3, number)).collect();
        let sorted = sorted(pairs, |one: &(u32, u32), other| one.0.cmp(&other.0));
        assert!(sorted.is_sorted());
    }
}
