//! The fit is held against problems whose answer is known, and against the conditions that any answer must meet.

use super::*;

/// Four kinds of rows, told apart by one feature: how many of each label.
fn table(with: (u32, u32), without: (u32, u32)) -> Vec<Row<'static>> {
    let row = |features, label, count: u32| Row {
        features,
        label,
        weight: count as f32,
    };
    vec![
        row(&[(0, 1.0)], 1.0, with.0),
        row(&[(0, 1.0)], 0.0, with.1),
        row(&[], 1.0, without.0),
        row(&[], 0.0, without.1),
    ]
}

fn options(features: usize) -> Options<'static> {
    Options {
        features,
        l2: 0.0,
        tolerance: 1e-9,
        ..Options::default()
    }
}

#[track_caller]
fn assert_close(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-4, "{found} is not {expected}");
}

/// Numbers that look random and are the same each time.
fn numbers(mut seed: u64) -> impl FnMut() -> f32 {
    move || {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 40) as f32 / (1u64 << 24) as f32
    }
}

/// Rows over `features` features, of which the even ones speak for the label 1 and the odd ones against it.
fn many(count: usize, features: u32) -> Vec<(Vec<(u32, f32)>, f32)> {
    let mut number = numbers(7);
    let mut rows = Vec::new();
    for _ in 0..count {
        let mut row = Vec::new();
        let mut logit = -0.3;
        for feature in 0..features {
            if number() < 0.2 {
                let amount = 0.5 + number();
                let sign = if feature % 2 == 0 { 1.0 } else { -1.0 };
                logit += sign * amount * 0.3 * (1 + feature % 5) as f32;
                row.push((feature, amount));
            }
        }
        let label = f32::from(u8::from(number() < 1.0 / (1.0 + (-logit).exp())));
        rows.push((row, label));
    }
    rows
}

fn borrowed(rows: &[(Vec<(u32, f32)>, f32)]) -> Vec<Row<'_>> {
    let rows = rows.iter().map(|(features, label)| Row {
        features,
        label: *label,
        weight: 1.0,
    });
    rows.collect()
}

/// The slope of the function at what was found, written down anew: the bias last.
fn slopes(rows: &[Row<'_>], options: &Options<'_>, found: &Weights) -> Vec<f64> {
    let total: f64 = rows.iter().map(|row| f64::from(row.weight)).sum();
    let mut slopes: Vec<f64> = found
        .weights
        .iter()
        .enumerate()
        .map(|(at, weight)| options.l2 * (weight - options.prior.get(at).unwrap_or(&0.0)))
        .collect();
    slopes.push(0.0);
    for row in rows {
        let error = f64::from(row.weight)
            * (found.probability(row.features) - f64::from(row.label))
            / total;
        for (feature, amount) in row.features {
            slopes[*feature as usize] += error * f64::from(*amount);
        }
        *slopes.last_mut().unwrap() += error;
    }
    slopes
}

#[test]
fn one_feature_is_worth_the_logarithm_of_the_odds_ratio() {
    let found = fit(&table((30, 10), (20, 60)), options(1));
    assert_close(found.bias, (20.0f64 / 60.0).ln());
    assert_close(found.weights[0], (3.0f64).ln() - (20.0f64 / 60.0).ln());
    assert!(found.converged);
}

#[test]
fn a_bias_alone_is_the_log_odds_of_the_mean_of_soft_labels() {
    let rows = [(0.9, 1.0), (0.3, 3.0)].map(|(label, weight)| Row {
        features: &[],
        label,
        weight,
    });
    let found = fit(&rows, options(0));
    assert_close(found.bias, (0.45f64 / 0.55).ln());
}

#[test]
fn a_row_of_weight_two_is_as_two_rows() {
    let rows = many(200, 6);
    let mut once = borrowed(&rows);
    once[3].weight = 2.0;
    let mut twice = borrowed(&rows);
    twice.push(twice[3]);
    let options = Options {
        l2: 1e-3,
        ..options(6)
    };
    let (once, twice) = (fit(&once, options), fit(&twice, options));
    for (a, b) in once.weights.iter().zip(&twice.weights) {
        assert_close(*a, *b);
    }
}

#[test]
fn a_weight_stays_at_the_bound_that_it_would_cross_and_the_bias_makes_up_for_it() {
    let found = fit(
        &table((30, 10), (20, 60)),
        Options {
            upper: &[0.0],
            ..options(1)
        },
    );
    assert_eq!(found.weights, [0.0]);
    assert_close(found.bias, (50.0f64 / 70.0).ln());
    let found = fit(
        &table((30, 10), (20, 60)),
        Options {
            lower: &[5.0],
            ..options(1)
        },
    );
    assert_eq!(found.weights, [5.0]);
}

#[test]
fn a_bound_that_is_not_reached_changes_nothing() {
    let found = fit(
        &table((30, 10), (20, 60)),
        Options {
            lower: &[0.0],
            upper: &[9.0],
            ..options(1)
        },
    );
    assert_close(found.weights[0], 9.0f64.ln());
}

#[test]
fn a_strong_penalty_draws_weights_to_their_prior_mean_but_not_the_bias() {
    let options = Options {
        l2: 1e6,
        prior: &[0.7],
        ..options(1)
    };
    let found = fit(&table((30, 10), (20, 60)), options);
    assert_close(found.weights[0], 0.7);
    let mean = 0.333_333 * found.probability(&[(0, 1.0)]) + 0.666_667 * found.probability(&[]);
    assert_close(mean, 50.0 / 120.0);
}

#[test]
fn a_penalty_of_zero_frees_one_weight_alone() {
    let rows = many(1_000, 4);
    let rows = borrowed(&rows);
    let found = fit(
        &rows,
        Options {
            l2: 1e4,
            penalty: &[1.0, 1.0, 0.0, 1.0],
            ..options(4)
        },
    );
    assert!(found.weights[2] > 0.3, "{found:?}");
    assert!(found.weights[1].abs() < 1e-3, "{found:?}");
}

#[test]
fn at_the_answer_free_slopes_are_nought_and_the_others_push_against_their_bound() {
    let owned = many(3_000, 40);
    let rows = borrowed(&owned);
    let (lower, upper) = ([0.0; 40], [0.6; 40]);
    let options = Options {
        l2: 1e-3,
        lower: &lower,
        upper: &upper,
        ..options(40)
    };
    let found = fit(&rows, options);
    let slopes = slopes(&rows, &options, &found);
    let (mut low, mut high, mut between) = (0, 0, 0);
    for (weight, slope) in found.weights.iter().zip(&slopes) {
        if *weight <= 0.0 {
            low += 1;
            assert!(*slope >= -1e-6, "{weight} {slope}");
        } else if *weight >= 0.6 {
            high += 1;
            assert!(*slope <= 1e-6, "{weight} {slope}");
        } else {
            between += 1;
            assert!(slope.abs() < 1e-6, "{weight} {slope}");
        }
    }
    assert!(slopes.last().unwrap().abs() < 1e-6);
    assert!(low > 5 && high > 5 && between > 5, "{low} {high} {between}");
}

#[test]
fn features_of_very_different_size_are_fitted_in_few_steps() {
    let owned: Vec<_> = many(1_000, 10)
        .into_iter()
        .map(|(mut row, label)| {
            for (feature, amount) in &mut row {
                *amount *= 10f32.powi(*feature as i32 % 5 - 2);
            }
            (row, label)
        })
        .collect();
    let rows = borrowed(&owned);
    let found = fit(
        &rows,
        Options {
            l2: 1e-9,
            tolerance: 1e-6,
            ..options(10)
        },
    );
    assert!(found.converged && found.steps < 60, "{}", found.steps);
}

#[test]
fn the_same_rows_give_the_same_bits() {
    let owned = many(5_000, 30);
    let rows = borrowed(&owned);
    let options = Options {
        features: 30,
        ..Options::default()
    };
    assert_eq!(fit(&rows, options), fit(&rows, options));
}

#[test]
fn shares_of_rows_add_up_to_all_rows() {
    let owned = many(5_000, 30);
    let rows = borrowed(&owned);
    let problem = Problem::new(
        &rows,
        Options {
            features: 30,
            ..Options::default()
        },
    );
    let point = vec![0.1; 31];
    let (at_once, gradient) = share(&rows, &point, Sum::Loss);
    let (in_shares, other) = problem.over_rows(&point, Sum::Loss);
    assert!((at_once - in_shares).abs() < 1e-6 * at_once);
    for (a, b) in gradient.iter().zip(&other) {
        assert!((a - b).abs() < 1e-6);
    }
}

#[test]
fn features_out_of_range_and_rows_of_no_weight_are_passed_over() {
    let mut rows = table((30, 10), (20, 60));
    let plain = fit(&rows, options(1));
    rows[2].features = &[(9, 1.0), (1, 1.0)];
    rows.push(Row {
        features: &[(0, 1.0)],
        label: 0.0,
        weight: 0.0,
    });
    assert_eq!(fit(&rows, options(1)), plain);
}

#[test]
fn no_rows_give_the_prior_within_the_bounds() {
    let found = fit(
        &[],
        Options {
            prior: &[2.0, 0.5],
            upper: &[1.0],
            l2: 1.0,
            ..options(2)
        },
    );
    assert_eq!((found.bias, found.weights), (0.0, vec![1.0, 0.5]));
}

#[test]
fn classes_that_part_cleanly_without_a_penalty_end_with_the_steps() {
    let found = fit(&table((10, 0), (0, 10)), options(1));
    assert!(found.weights[0].is_finite() && found.weights[0] > 5.0);
    assert!(found.probability(&[(0, 1.0)]) > 0.99);
}
