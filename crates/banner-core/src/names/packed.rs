//! Sorted lists of ASCII names, packed by the build and unpacked at first use.

use crate::digest::hash;
use crate::sieve::Sieve;

/// Some six times as many as the longest list has names, as a power of two.
const PLACES: u32 = 16;

/// A sorted list of names, each with a small value.
pub(super) struct PackedNames {
    /// All names, one behind the other.
    text: String,
    /// Where each name ends in `text`, and its value.
    ends: Vec<(u32, u8)>,
    /// The hashes of all names: most that are asked for are not in the list.
    hashes: Sieve,
}

impl PackedNames {
    /// Unpacks what `build/packed.rs` wrote; names behind a defect are left out.
    pub(super) fn unpack(mut packed: &[u8]) -> Self {
        let mut names = Self {
            text: String::with_capacity(packed.len().saturating_mul(2)),
            ends: Vec::new(),
            hashes: Sieve::new(PLACES),
        };
        let mut start = 0_usize;
        while let Some((&shared, rest)) = packed.split_first() {
            let Some(length) = rest.iter().position(|octet| *octet < 32) else {
                break;
            };
            let Some((name, [value, next @ ..])) = rest.split_at_checked(length) else {
                break;
            };
            let Ok(name) = std::str::from_utf8(name) else {
                break;
            };
            let end = names.text.len();
            let head = start..start.saturating_add(usize::from(shared)).min(end);
            names.text.extend_from_within(head);
            names.text.push_str(name);
            start = end;
            let name = names.text.as_bytes().get(start..).unwrap_or_default();
            names.hashes.put(hash(name));
            names
                .ends
                .push((u32::try_from(names.text.len()).unwrap_or(u32::MAX), *value));
            packed = next;
        }
        names
    }

    /// The value of `name`, if the list holds it.
    pub(super) fn get(&self, name: &str) -> Option<u8> {
        if !self.hashes.passes(hash(name.as_bytes())) {
            return None;
        }
        let (entry, value) = self.at(self.place(name))?;
        (entry == name).then_some(value)
    }

    /// The value of `name`, if the list holds it, and whether it may hold names that go on from there.
    pub(super) fn look(&self, name: &str) -> (Option<u8>, bool) {
        let place = self.place(name);
        match self.at(place) {
            Some((entry, value)) if entry == name => {
                let next = self.at(place.saturating_add(1));
                (
                    Some(value),
                    next.is_some_and(|(entry, _)| entry.starts_with(name)),
                )
            }
            other => (
                None,
                other.is_some_and(|(entry, _)| entry.starts_with(name)),
            ),
        }
    }

    /// The place of the first name that is not before `name`.
    fn place(&self, name: &str) -> usize {
        let (mut from, mut to) = (0_usize, self.ends.len());
        while from < to {
            let index = from.midpoint(to);
            if self.at(index).is_some_and(|(entry, _)| entry < name) {
                from = index.saturating_add(1);
            } else {
                to = index;
            }
        }
        from
    }

    fn at(&self, index: usize) -> Option<(&str, u8)> {
        let (end, value) = *self.ends.get(index)?;
        let start = match index.checked_sub(1) {
            Some(before) => self.ends.get(before)?.0,
            None => 0,
        };
        let entry = self
            .text
            .get(usize::try_from(start).ok()?..usize::try_from(end).ok()?)?;
        Some((entry, value))
    }

    /// Whether the list holds `name`.
    pub(super) fn contains(&self, name: &str) -> bool {
        self.get(name).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_every_name_and_no_other() {
        let names = PackedNames::unpack(b"\0com\x01\x03.example\x02\x02rn\x04\0net\x01");
        assert_eq!(names.get("com"), Some(1));
        assert_eq!(names.get("com.example"), Some(2));
        assert_eq!(names.get("corn"), Some(4));
        assert_eq!(names.get("net"), Some(1));
        for other in ["", "co", "com.", "com.exampl", "zzz", "a"] {
            assert_eq!(names.get(other), None, "{other}");
        }
    }

    #[test]
    fn tells_whether_longer_names_may_follow() {
        let names = PackedNames::unpack(b"\0com\x01\x03.example\x02\x02rn\x04\0net\x01");
        assert_eq!(names.look("com"), (Some(1), true));
        assert_eq!(names.look("com.exam"), (None, true));
        assert_eq!(names.look("com.example"), (Some(2), false));
        assert_eq!(names.look("com.other"), (None, false));
        assert_eq!(names.look("net"), (Some(1), false));
        assert_eq!(names.look("zzz"), (None, false));
    }

    #[test]
    fn reads_a_damaged_list_as_far_as_it_goes() {
        assert!(PackedNames::unpack(b"").get("com").is_none());
        assert!(PackedNames::unpack(b"\0com\x01\xffx").contains("com"));
        assert!(PackedNames::unpack(b"\0com\x01\xff\xff\x01").contains("com"));
        assert!(PackedNames::unpack(b"\xff").ends.is_empty());
    }
}
