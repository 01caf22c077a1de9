//! How far two texts are alike, by sketches of them: some hashes in place of each text.
//!
//! A sketch is made where the message is read: one-permutation MinHash (Li, Owen and Zhang, "One Permutation Hashing", 2012). Each
//! piece of the text is hashed once; the hash falls into one of 64 bins, and each bin keeps the least hash that fell into it. One
//! number of the sketch is one bin that is not empty: the bin in its low 6 bits, the hash in the upper 26. The share of numbers
//! that two sketches have in common estimates the share of pieces that the two texts have in common (with 64 numbers to
//! within 0.06, one standard deviation).
//!
//! Alike sketches are looked up by bands, each of four neighbouring bins: two sketches meet where a whole band is the same. Of two
//! texts whose sketches are full, those of a likeness of 0.6 meet with a probability of 0.89, of 0.7 with 0.99, of 0.3
//! with 0.12. A sketch with gaps in every band is never found.

/// From which likeness on two sketches are alike.
pub(in crate::store) const ALIKE: f64 = 0.6;
/// Fewer numbers say too little.
pub(in crate::store) const FEWEST: usize = 16;
/// How many bins there are, and so how many numbers at most.
const BINS: usize = 64;
/// How many neighbouring bins are a band.
const BAND: u32 = 4;

/// A sketch of a text, its numbers in the order of their bins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) struct Sketch(Vec<u32>);

impl Sketch {
    /// The sketch that was sent as features; `None` when they are something else, or too few to group by.
    pub fn of(features: &[u32]) -> Option<Sketch> {
        let is_sound = (FEWEST..=BINS).contains(&features.len())
            && features.is_sorted_by(|one, next| bin(*one) < bin(*next));
        is_sound.then(|| Sketch(features.to_vec()))
    }

    /// The share of numbers in common, from 0 to 1, if that is enough to call the two alike.
    pub fn alike(&self, other: &Sketch) -> Option<f64> {
        let larger = self.0.len().max(other.0.len());
        let likeness = self.in_common(other) as f64 / larger as f64;
        (likeness >= ALIKE).then_some(likeness)
    }

    fn in_common(&self, other: &Sketch) -> usize {
        let in_other = |number: &&u32| {
            let at = other.0.binary_search_by_key(&bin(**number), |n| bin(*n));
            at.is_ok_and(|at| other.0.get(at) == Some(number))
        };
        self.0.iter().filter(in_other).count()
    }

    /// What stands for each band of which no bin is empty.
    pub fn bands(&self) -> Vec<i64> {
        let bands = self
            .0
            .chunk_by(|one, next| bin(*one) / BAND == bin(*next) / BAND);
        let whole = bands.filter(|band| band.len() == BAND as usize);
        whole.filter_map(key).collect()
    }
}

/// The bin of a number.
fn bin(number: u32) -> u32 {
    number % BINS as u32
}

/// A hash of the numbers of a band, which say which band it is, too.
fn key(band: &[u32]) -> Option<i64> {
    let bytes: Vec<u8> = band.iter().flat_map(|n| n.to_be_bytes()).collect();
    let digest = ring::digest::digest(&ring::digest::SHA256, &bytes);
    let first = digest.as_ref().first_chunk::<8>()?;
    Some(i64::from_be_bytes(*first))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers of these bins, of which those in `other` are of another text.
    fn numbers(bins: std::ops::Range<u32>, other: std::ops::Range<u32>) -> Vec<u32> {
        let number = |bin| (1_000 + bin + u32::from(other.contains(&bin))) << 6 | bin;
        bins.map(number).collect()
    }

    fn sketch(bins: std::ops::Range<u32>, other: std::ops::Range<u32>) -> Sketch {
        Sketch::of(&numbers(bins, other)).unwrap()
    }

    #[test]
    fn likeness_is_what_is_in_common_of_the_larger() {
        let text = sketch(0..64, 0..0);
        assert_eq!(text.alike(&text), Some(1.0));
        assert_eq!(text.alike(&sketch(0..64, 0..16)), Some(0.75));
        assert_eq!(text.alike(&sketch(0..48, 0..0)), Some(0.75));
        assert_eq!(sketch(0..48, 0..0).alike(&text), Some(0.75));
        assert_eq!(text.alike(&sketch(0..64, 0..64)), None);
    }

    #[test]
    fn three_fifths_in_common_are_alike_and_less_is_not() {
        let text = sketch(0..60, 0..0);
        assert_eq!(text.alike(&sketch(0..60, 0..24)), Some(ALIKE));
        assert_eq!(text.alike(&sketch(0..60, 0..25)), None);
    }

    #[test]
    fn what_is_no_sketch_is_none() {
        assert!(Sketch::of(&numbers(0..FEWEST as u32, 0..0)).is_some());
        assert_eq!(Sketch::of(&[]), None);
        assert_eq!(Sketch::of(&numbers(0..15, 0..0)), None);
        let whole = numbers(0..64, 0..0);
        let mut longer = whole.clone();
        longer.push(u32::MAX);
        assert_eq!(Sketch::of(&longer), None, "65 numbers");
        let mut twice = whole.clone();
        twice[1] = 7 << 6;
        assert_eq!(Sketch::of(&twice), None, "a bin twice");
        let mut backwards = whole;
        backwards.reverse();
        assert_eq!(Sketch::of(&backwards), None, "not in order");
        assert_eq!(Sketch::of(&[7; 32]), None, "one number many times");
    }

    #[test]
    fn a_band_is_there_when_all_of_its_bins_are() {
        let text = sketch(0..64, 0..0);
        assert_eq!(text.bands().len(), 16);
        assert_eq!(sketch(1..64, 0..0).bands(), text.bands()[1..]);
        let every_other: Vec<u32> = numbers(0..64, 0..0).into_iter().step_by(2).collect();
        assert!(Sketch::of(&every_other).unwrap().bands().is_empty());
    }

    #[test]
    fn bands_are_the_same_where_the_texts_are() {
        let (text, other) = (sketch(0..64, 0..0), sketch(0..64, 10..30));
        let same = |at: usize| text.bands()[at] == other.bands()[at];
        let met: Vec<usize> = (0..16).filter(|at| same(*at)).collect();
        assert_eq!(met, [0, 1, 8, 9, 10, 11, 12, 13, 14, 15]);
        let mut all = [text.bands(), other.bands()].concat();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 22);
    }
}
