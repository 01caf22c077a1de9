//! The shape of the function as the last steps showed it (L-BFGS, two-loop recursion; Nocedal 1980).

use std::collections::VecDeque;

use super::{MEMORY, add, inner};

/// What the last steps tell of the shape of the function.
pub(super) struct Memory {
    curvature: Vec<f64>,
    pub(super) pairs: VecDeque<(Vec<f64>, Vec<f64>)>,
}

impl Memory {
    pub(super) fn new(curvature: Vec<f64>) -> Self {
        Memory {
            curvature,
            pairs: VecDeque::with_capacity(MEMORY),
        }
    }

    pub(super) fn remember(&mut self, step: Vec<f64>, change: Vec<f64>) {
        if self.pairs.len() == MEMORY {
            self.pairs.pop_front();
        }
        self.pairs.push_back((step, change));
    }

    /// The way down over the free components (the two loops of L-BFGS; Nocedal and Wright, algorithm 7.4).
    pub(super) fn direction(&self, free: &[bool], gradient: &[f64]) -> Vec<f64> {
        let masked = |vector: &[f64]| -> Vec<f64> {
            let kept = vector.iter().zip(free);
            kept.map(|(value, free)| if *free { *value } else { 0.0 })
                .collect()
        };
        let pairs: Vec<(Vec<f64>, Vec<f64>, f64)> = self
            .pairs
            .iter()
            .map(|(step, change)| (masked(step), masked(change)))
            .map(|(step, change)| {
                let along = inner(&step, &change);
                (step, change, along)
            })
            .filter(|(step, _, along)| *along > 1e-12 * inner(step, step))
            .collect();
        let mut way = masked(gradient);
        let mut factors = Vec::with_capacity(pairs.len());
        for (step, change, along) in pairs.iter().rev() {
            let factor = inner(step, &way) / along;
            add(&mut way, -factor, change);
            factors.push(factor);
        }
        let scaled = |vector: &[f64]| -> Vec<f64> {
            let components = vector.iter().zip(&self.curvature);
            components.map(|(value, bend)| value / bend).collect()
        };
        let scale = pairs.last().map_or(1.0, |(_, change, along)| {
            along / inner(change, &scaled(change))
        });
        way = scaled(&way);
        way.iter_mut().for_each(|value| *value *= scale);
        for ((step, change, along), factor) in pairs.iter().zip(factors.iter().rev()) {
            let back = inner(change, &way) / along;
            add(&mut way, factor - back, step);
        }
        way.iter_mut().for_each(|value| *value = -*value);
        masked(&way)
    }
}
