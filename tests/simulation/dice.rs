//! Chance that is the same in every run: a number for each question, whatever was asked before.

const FIRST: u64 = 0x9e37_79b9_7f4a_7c15;

/// A number from 0 (inclusive) to 1 for what is asked, told apart by all of `of`; another one for each `seed`.
pub fn dice(seed: u64, of: &[u64]) -> f64 {
    // SplitMix64 over each number in turn.
    let mixed = of
        .iter()
        .fold(FIRST.wrapping_mul(seed + 1), |state, number| {
            let mut z = (state ^ number).wrapping_add(FIRST);
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^ (z >> 31)
        });
    (mixed >> 11) as f64 / (1_u64 << 53) as f64
}

/// One of `count`.
pub fn choose(count: usize, seed: u64, of: &[u64]) -> usize {
    ((dice(seed, of) * count as f64) as usize).min(count.saturating_sub(1))
}
