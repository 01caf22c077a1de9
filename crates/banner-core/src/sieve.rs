//! A set of hashes that lets a few more through than were put in: whoever is stopped here needs no search.

/// A bit for each place that a hash may have.
#[derive(Debug)]
pub(crate) struct Sieve {
    bits: Vec<u32>,
}

impl Sieve {
    /// An empty one with `1 << bits` places, and 32 at least.
    pub fn new(bits: u32) -> Sieve {
        let words = 1_usize.checked_shl(bits.saturating_sub(u32::BITS.ilog2()));
        Sieve {
            bits: vec![0; words.unwrap_or(1)],
        }
    }

    pub fn put(&mut self, hash: u32) {
        let (word, bit) = self.place(hash);
        if let Some(bits) = self.bits.get_mut(word) {
            *bits |= bit;
        }
    }

    /// Whether the hash may have been put in.
    pub fn passes(&self, hash: u32) -> bool {
        let (word, bit) = self.place(hash);
        self.bits.get(word).is_some_and(|bits| bits & bit != 0)
    }

    fn place(&self, hash: u32) -> (usize, u32) {
        let word = usize::try_from(hash / u32::BITS).unwrap_or(0);
        let bit = 1_u32.checked_shl(hash % u32::BITS).unwrap_or(0);
        (word & self.bits.len().saturating_sub(1), bit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_in_passes() {
        let mut sieve = Sieve::new(18);
        for hash in [0, 31, 32, 1 << 17, u32::MAX] {
            assert!(!sieve.passes(hash), "{hash}");
            sieve.put(hash);
            assert!(sieve.passes(hash), "{hash}");
        }
    }

    #[test]
    fn little_else_does() {
        let mut sieve = Sieve::new(10);
        sieve.put(77);
        let passing = (0..1 << 10).filter(|hash| sieve.passes(*hash)).count();
        assert_eq!(passing, 1);
        assert!(sieve.passes(77 + (1 << 10)));
    }
}
