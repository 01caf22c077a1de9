//! Sorts lists of any type by way of their places, so that a page loads one copy of the sort.
//!
//! The sort of the standard library is some four kilobytes for each type and order it is used with: a dozen of them were a
//! thirtieth of the download.

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

#[inline(never)]
fn sort(places: &mut [usize], compare: &dyn Fn(usize, usize) -> Ordering) {
    places.sort_by(|one, other| compare(*one, *other));
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
    fn keeps_equals_as_they_stood() {
        let pairs = (0..100).map(|number| (number % 3, number)).collect();
        let sorted = sorted(pairs, |one: &(u32, u32), other| one.0.cmp(&other.0));
        assert!(sorted.is_sorted());
    }
}
