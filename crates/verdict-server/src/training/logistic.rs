//! Fits a logistic regression over sparse rows, with example weights, bounds per weight and a prior mean.
//!
//! What is made least is
//!
//! `sum over rows of weight x loss(row) / sum of the weights + l2 / 2 x sum over features of penalty x (w - prior)^2`
//!
//! where the loss of a row is the cross entropy, in nats, between its label and `1 / (1 + exp(-(bias + w . features)))`.
//! Since the loss is a mean, `l2` means the same whatever the number of rows. The function is convex, so what is found does
//! not depend on where the search begins (with `l2` above 0 it is the only least point).
//!
//! The search is L-BFGS over the weights that are free, with each step projected onto the bounds (two-metric projection;
//! Bertsekas, 1982). Rows are summed in a fixed number of shares whatever the number of cores, so that the same rows give
//! the same bits on one core and on many.

mod memory;

use std::thread;

use memory::Memory;

/// One example.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// Which features it has, and how much of each; finite. A feature may stand more than once, then its values add up. One
    /// that is not below [`Options::features`] is passed over.
    pub features: &'a [(u32, f32)],
    /// 0 for one class, 1 for the other, between for what is not known surely.
    pub label: f32,
    /// How much it counts; a row of weight 2 is as two rows. Rows of weight 0 are passed over.
    pub weight: f32,
}

/// What bounds and draws the weights. A list may be empty; where it is shorter than the features, the rest has the default.
#[derive(Debug, Clone, Copy)]
pub struct Options<'a> {
    /// How many features there are.
    pub features: usize,
    /// How strongly weights are drawn to their prior mean.
    pub l2: f64,
    /// A factor on `l2` for each feature; 1 by default.
    pub penalty: &'a [f64],
    /// The prior mean of each weight; 0 by default.
    pub prior: &'a [f64],
    /// The least that each weight may be; no bound by default.
    pub lower: &'a [f64],
    /// The most that each weight may be; no bound by default. Below `lower` it is passed over.
    pub upper: &'a [f64],
    /// After how many steps the search ends at the latest.
    pub steps: usize,
    /// The search ends when no free component of the gradient is larger than this.
    pub tolerance: f64,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Options {
            features: 0,
            l2: 1e-4,
            penalty: &[],
            prior: &[],
            lower: &[],
            upper: &[],
            steps: 300,
            tolerance: 1e-6,
        }
    }
}

/// What was fitted.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// The log odds of a row without features. Never bounded, never drawn anywhere.
    pub bias: f64,
    /// The weight of each feature.
    pub weights: Vec<f64>,
    /// How many steps it took.
    pub steps: usize,
    /// Whether the search ended because the gradient was small, or no step was found that helps; false when it ended for
    /// want of steps.
    pub converged: bool,
}

impl Weights {
    /// The log odds of a row with these features.
    pub fn logit(&self, features: &[(u32, f32)]) -> f64 {
        self.bias + dot(features, &self.weights)
    }

    /// The probability of a row with these features.
    pub fn probability(&self, features: &[(u32, f32)]) -> f64 {
        sigmoid(self.logit(features))
    }
}

/// In how many shares rows are summed. Fixed, since sums of floating point numbers depend on their order.
const SHARES: usize = 8;
/// Fewer rows than this are summed at once.
const ROWS_WORTH_SHARING: usize = 2_000;
/// How many earlier steps the shape of the function is read from.
const MEMORY: usize = 10;
/// What share of the promised descent a step must keep (Armijo).
const SUFFICIENT_DESCENT: f64 = 1e-4;

/// Fits the weights. Rows of one class only give a bias as far off as the steps allow; no rows give the prior.
pub fn fit(rows: &[Row<'_>], options: Options<'_>) -> Weights {
    let problem = Problem::new(rows, options);
    let mut point = problem.start();
    let (mut value, mut gradient) = problem.evaluate(&point);
    let mut memory = Memory::new(problem.curvature());
    let (mut steps, mut converged) = (0, false);
    while steps < options.steps {
        let free = problem.free(&point, &gradient);
        if largest(&free, &gradient) <= options.tolerance {
            converged = true;
            break;
        }
        let direction = memory.direction(&free, &gradient);
        match problem.descend(&point, value, &gradient, &direction) {
            Some((next, next_value, next_gradient)) => {
                memory.remember(
                    difference(&next, &point),
                    difference(&next_gradient, &gradient),
                );
                (point, value, gradient) = (next, next_value, next_gradient);
                steps += 1;
            }
            // The remembered shape may mislead at a bound: try once more along the scaled gradient.
            None if !memory.pairs.is_empty() => memory.pairs.clear(),
            None => {
                converged = true;
                break;
            }
        }
    }
    let bias = point.pop().unwrap_or_default();
    Weights {
        bias,
        weights: point,
        steps,
        converged,
    }
}

/// The function and its bounds over points that are the weights with the bias behind them.
struct Problem<'a> {
    rows: &'a [Row<'a>],
    options: Options<'a>,
    total: f64,
}

impl<'a> Problem<'a> {
    fn new(rows: &'a [Row<'a>], options: Options<'a>) -> Self {
        let total: f64 = rows.iter().map(|row| f64::from(row.weight)).sum();
        Problem {
            rows,
            options,
            total: if total > 0.0 { total } else { 1.0 },
        }
    }

    /// The prior means within the bounds, and the log odds of the mean label as the bias.
    fn start(&self) -> Vec<f64> {
        let prior = |feature| self.options.prior.get(feature).copied().unwrap_or(0.0);
        let mut point: Vec<f64> = (0..self.options.features)
            .map(|feature| self.within(feature, prior(feature)))
            .collect();
        let positive: f64 = self
            .rows
            .iter()
            .map(|row| f64::from(row.weight) * f64::from(row.label))
            .sum();
        let share = (positive / self.total).clamp(1e-6, 1.0 - 1e-6);
        point.push(if self.rows.is_empty() {
            0.0
        } else {
            (share / (1.0 - share)).ln()
        });
        point
    }

    fn penalty(&self, feature: usize) -> f64 {
        self.options.l2 * self.options.penalty.get(feature).copied().unwrap_or(1.0)
    }

    fn bounds(&self, feature: usize) -> (f64, f64) {
        let lower = self.options.lower.get(feature).copied();
        let upper = self.options.upper.get(feature).copied();
        let lower = lower.unwrap_or(f64::NEG_INFINITY);
        (lower, upper.unwrap_or(f64::INFINITY).max(lower))
    }

    fn within(&self, feature: usize, weight: f64) -> f64 {
        let (lower, upper) = self.bounds(feature);
        weight.max(lower).min(upper)
    }

    /// Which components may move: those that are not held at a bound by the gradient.
    fn free(&self, point: &[f64], gradient: &[f64]) -> Vec<bool> {
        let components = point.iter().zip(gradient).enumerate();
        let free = components.map(|(feature, (weight, slope))| {
            let (lower, upper) = self.bounds(feature);
            !(*weight <= lower && *slope > 0.0 || *weight >= upper && *slope < 0.0)
        });
        free.collect()
    }

    /// The value and the gradient at a point.
    fn evaluate(&self, point: &[f64]) -> (f64, Vec<f64>) {
        let (mut value, mut gradient) = self.over_rows(point, Sum::Loss);
        value /= self.total;
        for (feature, (slope, weight)) in gradient
            .iter_mut()
            .zip(point)
            .enumerate()
            .take(self.options.features)
        {
            let away = weight - self.options.prior.get(feature).copied().unwrap_or(0.0);
            let penalty = self.penalty(feature);
            *slope = *slope / self.total + penalty * away;
            value += 0.5 * penalty * away * away;
        }
        if let Some(slope) = gradient.last_mut() {
            *slope /= self.total;
        }
        (value, gradient)
    }

    /// An upper bound on the second derivative along each component: what a first step is scaled by.
    fn curvature(&self) -> Vec<f64> {
        let point = vec![0.0; self.options.features + 1];
        let (_, mut curvature) = self.over_rows(&point, Sum::Curvature);
        for (feature, bend) in curvature.iter_mut().enumerate() {
            let penalty = if feature < self.options.features {
                self.penalty(feature)
            } else {
                0.0
            };
            *bend = (*bend / self.total + penalty).max(1e-12);
        }
        curvature
    }

    /// Sums over all rows, in shares that several cores may take, added up in the order of the rows.
    fn over_rows(&self, point: &[f64], sum: Sum) -> (f64, Vec<f64>) {
        if self.rows.len() < ROWS_WORTH_SHARING {
            return share(self.rows, point, sum);
        }
        let size = self.rows.len().div_ceil(SHARES);
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let mut shares = Vec::with_capacity(SHARES);
        let all: Vec<&[Row<'_>]> = self.rows.chunks(size).collect();
        for some in all.chunks(cores.min(SHARES)) {
            thread::scope(|scope| {
                let started: Vec<_> = some
                    .iter()
                    .map(|rows| scope.spawn(move || share(rows, point, sum)))
                    .collect();
                for (thread, rows) in started.into_iter().zip(some) {
                    // A thread that died is done again here, so that nothing is left out.
                    shares.push(thread.join().unwrap_or_else(|_| share(rows, point, sum)));
                }
            });
        }
        let mut totals = (0.0, vec![0.0; point.len()]);
        for (value, gradient) in shares {
            totals.0 += value;
            for (total, slope) in totals.1.iter_mut().zip(gradient) {
                *total += slope;
            }
        }
        totals
    }

    /// A point along the direction, within the bounds, that is enough lower, with its value and gradient; none where there is
    /// no such point.
    fn descend(
        &self,
        point: &[f64],
        value: f64,
        gradient: &[f64],
        direction: &[f64],
    ) -> Option<(Vec<f64>, f64, Vec<f64>)> {
        let mut length = 1.0;
        for _ in 0..40 {
            let next: Vec<f64> = point
                .iter()
                .zip(direction)
                .enumerate()
                .map(|(feature, (weight, way))| self.within(feature, weight + length * way))
                .collect();
            let promised = inner(&difference(&next, point), gradient);
            if promised >= 0.0 {
                return None;
            }
            let (next_value, next_gradient) = self.evaluate(&next);
            if next_value <= value + SUFFICIENT_DESCENT * promised {
                return (next_value < value).then_some((next, next_value, next_gradient));
            }
            length *= 0.5;
        }
        None
    }
}

/// What is summed over rows.
#[derive(Clone, Copy, PartialEq)]
enum Sum {
    /// The cross entropy and its slopes.
    Loss,
    /// A bound on the second derivative of the cross entropy, which does not depend on the point.
    Curvature,
}

fn share(rows: &[Row<'_>], point: &[f64], sum: Sum) -> (f64, Vec<f64>) {
    let mut value = 0.0;
    let mut sums = vec![0.0; point.len()];
    let bias = point.last().copied().unwrap_or_default();
    let weights = point.split_last().map(|(_, weights)| weights);
    let weights = weights.unwrap_or_default();
    for row in rows.iter().filter(|row| row.weight > 0.0) {
        let (label, weight) = (f64::from(row.label), f64::from(row.weight));
        let factor = match sum {
            Sum::Curvature => 0.25 * weight,
            Sum::Loss => {
                let logit = bias + dot(row.features, weights);
                // ln(1 + exp(logit)) without overflow.
                value += weight * (logit.max(0.0) + (-logit.abs()).exp().ln_1p() - label * logit);
                weight * (sigmoid(logit) - label)
            }
        };
        for (feature, amount) in row.features {
            let feature = *feature as usize;
            if feature >= weights.len() {
                continue;
            }
            let amount = f64::from(*amount);
            if let Some(total) = sums.get_mut(feature) {
                *total += match sum {
                    Sum::Loss => factor * amount,
                    Sum::Curvature => factor * amount * amount,
                };
            }
        }
        if let Some(total) = sums.last_mut() {
            *total += factor;
        }
    }
    (value, sums)
}

fn sigmoid(logit: f64) -> f64 {
    1.0 / (1.0 + (-logit).exp())
}

fn dot(features: &[(u32, f32)], weights: &[f64]) -> f64 {
    let terms = features.iter().map(|(feature, amount)| {
        weights.get(*feature as usize).copied().unwrap_or(0.0) * f64::from(*amount)
    });
    terms.sum()
}

fn inner(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn difference(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

fn add(to: &mut [f64], factor: f64, other: &[f64]) {
    for (value, other) in to.iter_mut().zip(other) {
        *value += factor * other;
    }
}

fn largest(free: &[bool], gradient: &[f64]) -> f64 {
    let slopes = gradient.iter().zip(free).filter(|(_, free)| **free);
    slopes.fold(0.0, |most, (slope, _)| most.max(slope.abs()))
}

#[cfg(test)]
#[path = "logistic_tests.rs"]
mod tests;
