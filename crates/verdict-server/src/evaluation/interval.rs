//! How far a share may be from the truth: Wilson's score interval, and the exact bound of Clopper and Pearson.

/// The 97.5 % point of the standard normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// The 95 % score interval (Wilson 1927) of a share seen in `count` independent trials; all from 0 to 1 if `count` is 0.
/// It contains the share itself.
pub fn wilson(share: f64, count: f64) -> (f64, f64) {
    if count <= 0.0 {
        return (0.0, 1.0);
    }
    let spread = Z * ((share * (1.0 - share) + Z * Z / (4.0 * count)) / count).sqrt();
    let middle = share + Z * Z / (2.0 * count);
    let scale = 1.0 + Z * Z / count;
    // At the ends rounding would leave the share just outside of its own interval.
    (
        ((middle - spread) / scale).clamp(0.0, share),
        ((middle + spread) / scale).clamp(share, 1.0),
    )
}

/// The share that is not exceeded but for an error of `error`, when `hits` of `count` trials hit: the exact one-sided upper
/// bound (Clopper and Pearson 1934), at which so few hits or fewer have just that probability.
pub fn at_most(hits: usize, count: usize, error: f64) -> f64 {
    if hits >= count {
        return 1.0;
    }
    let ways = ln_ways(hits, count);
    // The probability of so few hits falls as the share rises.
    let (mut low, mut high) = (hits as f64 / count as f64, 1.0);
    for _ in 0..64 {
        let middle = f64::midpoint(low, high);
        if at_most_hits(hits, count, middle, ways) > error {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

/// The logarithm of how many ways there are to choose `hits` of `count`.
fn ln_ways(hits: usize, count: usize) -> f64 {
    let fewer = hits.min(count - hits);
    (1..=fewer)
        .map(|number| ((count - fewer + number) as f64 / number as f64).ln())
        .sum()
}

/// The probability of at most `hits` hits, summed from the largest term down, so that nothing underflows that counts.
fn at_most_hits(hits: usize, count: usize, share: f64, ln_ways: f64) -> f64 {
    if share >= 1.0 {
        return 0.0;
    }
    let odds = share / (1.0 - share);
    let misses = (count - hits) as f64;
    let mut term = 1.0;
    let mut sum = 1.0;
    for hit in (1..=hits).rev() {
        term *= hit as f64 / (count - hit + 1) as f64 / odds;
        sum += term;
        if term < sum * 1e-17 {
            break;
        }
    }
    (ln_ways + hits as f64 * share.ln() + misses * (-share).ln_1p()).exp() * sum
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn assert_near(a: f64, b: f64) {
        assert!((a - b).abs() < 6e-5, "{a} is not {b}");
    }

    #[test]
    fn gives_the_score_intervals_of_newcombe() {
        // Newcombe (1998), Statistics in Medicine 17, table I, method 3.
        for (hits, count, low, high) in [
            (81.0, 263.0, 0.2553, 0.3662),
            (15.0, 148.0, 0.0624, 0.1605),
            (0.0, 20.0, 0.0, 0.1611),
            (1.0, 29.0, 0.0061, 0.1718),
        ] {
            let interval = wilson(hits / count, count);
            assert_near(interval.0, low);
            assert_near(interval.1, high);
        }
    }

    #[test]
    fn gives_the_exact_bounds_of_newcombe() {
        // The same table, method 5: two-sided at 95 %, so each side at 2.5 %.
        for (hits, count, high) in [
            (81, 263, 0.3676),
            (15, 148, 0.1617),
            (0, 20, 0.1684),
            (1, 29, 0.1776),
        ] {
            assert_near(at_most(hits, count, 0.025), high);
        }
    }

    #[test]
    fn without_a_hit_the_bound_is_the_root() {
        // (1 - p)^n = 5 %, by which three in n is the rule of thumb.
        for count in [1, 20, 3_000, 100_000] {
            let exact = 1.0 - 0.05_f64.powf(1.0 / count as f64);
            assert!((at_most(0, count, 0.05) - exact).abs() < 1e-12);
        }
    }

    #[test]
    fn nothing_seen_says_nothing() {
        assert_eq!(wilson(0.0, 0.0), (0.0, 1.0));
        assert!((at_most(0, 0, 0.05) - 1.0).abs() < f64::EPSILON);
    }

    #[test]
    fn large_counts_neither_underflow_nor_take_long() {
        let bound = at_most(10_000, 20_000, 0.05);
        assert!(bound > 0.5 && bound < 0.51, "{bound}");
    }

    proptest! {
        #[test]
        fn an_interval_contains_its_share(count in 1_usize..5_000, part in 0.0..=1.0_f64) {
            let hits = (count as f64 * part) as usize;
            let share = hits as f64 / count as f64;
            let (low, high) = wilson(share, count as f64);
            prop_assert!(0.0 <= low && low <= share && share <= high && high <= 1.0);
            prop_assert!(at_most(hits, count, 0.05) >= share);
        }

        #[test]
        fn more_mail_makes_surer(hits in 0_usize..40, count in 40_usize..2_000) {
            prop_assert!(at_most(hits * 3, count * 3, 0.05) <= at_most(hits, count, 0.05) + 1e-12);
            let (low, high) = wilson(hits as f64 / count as f64, count as f64);
            let (surer_low, surer_high) = wilson(hits as f64 / count as f64, count as f64 * 3.0);
            prop_assert!(surer_high - surer_low < high - low);
        }
    }
}
