//! Lays the layout of a version over a picture: where each module lies, corrected for perspective until the patterns that
//! are known match best.

use super::gray::Gray;
use super::places::{Corners, Point};
use super::symbol::{Module, Symbol};

/// Parts of the picture's contrast that the known patterns must show for a fit to be refined, and to be read.
const WORTH_REFINING: f32 = 0.12;
const WORTH_READING: f32 = 0.35;
/// How often each step of the refinement goes round all corners.
const ROUNDS: usize = 3;

/// A layout laid over a picture.
pub(super) struct Fit<'p> {
    gray: &'p Gray,
    pub(super) symbol: Symbol,
    /// Columns, rows and darkness of the modules that are known.
    known: Vec<(f32, f32, bool)>,
    /// Where in the picture the middles of the finders lie, and the place that would be that of the fourth: upper left,
    /// upper right, lower right, lower left.
    pub(super) quad: [Point; 4],
    /// How much lighter the known light modules are than the dark ones, in levels of brightness.
    pub(super) contrast: f32,
}

/// From places in a code, where the middles of the finders are at 0 and 1, to places in a picture.
#[derive(Clone, Copy, Debug)]
pub(super) struct Projection {
    across: [f32; 3],
    down: [f32; 3],
    depth: [f32; 2],
}

impl Projection {
    /// The projection of the unit square to four corners (Heckbert 1989, section 2.2.3); none when they make no surface.
    pub(super) fn onto(quad: &[Point; 4]) -> Option<Projection> {
        let [a, b, c, d] = quad;
        let (first, second) = ([b[0] - c[0], b[1] - c[1]], [d[0] - c[0], d[1] - c[1]]);
        let sum = [a[0] - b[0] + c[0] - d[0], a[1] - b[1] + c[1] - d[1]];
        let area = first[0] * second[1] - second[0] * first[1];
        if area.abs() < 1.0 {
            return None;
        }
        let g = (sum[0] * second[1] - second[0] * sum[1]) / area;
        let h = (first[0] * sum[1] - sum[0] * first[1]) / area;
        Some(Projection {
            across: [b[0] - a[0] + g * b[0], d[0] - a[0] + h * d[0], a[0]],
            down: [b[1] - a[1] + g * b[1], d[1] - a[1] + h * d[1], a[1]],
            depth: [g, h],
        })
    }

    /// Where a place lies.
    pub(super) fn of(&self, u: f32, v: f32) -> Point {
        let depth = 1.0 / (self.depth[0] * u + self.depth[1] * v + 1.0).max(0.05);
        let along = |axis: &[f32; 3]| (axis[0] * u + axis[1] * v + axis[2]) * depth;
        [along(&self.across), along(&self.down)]
    }
}

impl<'p> Fit<'p> {
    /// Lays a version flat over three corners; none when its patterns are not there at all.
    pub(super) fn flat(
        gray: &'p Gray,
        corners: &Corners,
        version: usize,
        range: f32,
    ) -> Option<Fit<'p>> {
        let symbol = Symbol::of(version)?;
        let size = symbol.size;
        let mut known = Vec::new();
        for y in 0..size {
            for x in 0..size {
                if let Module::Known(dark) = symbol.module(x, y) {
                    known.push((x as f32, y as f32, dark));
                }
            }
        }
        let [a, b, d] = corners.points();
        let mut fit = Fit {
            gray,
            symbol,
            known,
            quad: [a, b, [b[0] + d[0] - a[0], b[1] + d[1] - a[1]], d],
            contrast: 0.0,
        };
        fit.contrast = fit.contrast_of(&fit.quad);
        let tilted = tilted(corners);
        let contrast = fit.contrast_of(&tilted);
        if contrast > fit.contrast {
            (fit.quad, fit.contrast) = (tilted, contrast);
        }
        (fit.contrast > range * WORTH_REFINING).then_some(fit)
    }

    /// A module's length in pixels.
    pub(super) fn module(&self) -> f32 {
        let [a, b, _, d] = &self.quad;
        let sides = (a[0] - b[0]).hypot(a[1] - b[1]) + (a[0] - d[0]).hypot(a[1] - d[1]);
        sides / 2.0 / (self.symbol.size - 7) as f32
    }

    fn place(&self, projection: &Projection, x: f32, y: f32) -> Point {
        let side = (self.symbol.size - 7) as f32;
        projection.of((x - 3.0) / side, (y - 3.0) / side)
    }

    fn contrast_over(&self, quad: &[Point; 4], modules: &[(f32, f32, bool)]) -> f32 {
        let Some(projection) = Projection::onto(quad) else {
            return 0.0;
        };
        let (mut dark, mut light) = ((0.0, 0.0), (0.0, 0.0));
        for (x, y, is_dark) in modules {
            let [px, py] = self.place(&projection, *x, *y);
            let heap = if *is_dark { &mut dark } else { &mut light };
            heap.0 += self.gray.sample(px, py);
            heap.1 += 1.0;
        }
        light.0 / f32::max(light.1, 1.0) - dark.0 / f32::max(dark.1, 1.0)
    }

    fn contrast_of(&self, quad: &[Point; 4]) -> f32 {
        self.contrast_over(quad, &self.known)
    }

    /// Moves the corners until the known patterns match best; whether they match well enough to be read.
    pub(super) fn refine(&mut self, range: f32) -> bool {
        self.find_fourth_corner();
        let module = self.module();
        for part in [0.5, 0.25, 0.12] {
            let step = module * part;
            for _ in 0..ROUNDS {
                let before = self.contrast;
                for corner in 0..4 {
                    // Perspective shows most in the corner that no finder holds.
                    let step = if corner == 2 { step * 2.0 } else { step };
                    for [dx, dy] in [[step, 0.0], [-step, 0.0], [0.0, step], [0.0, -step]] {
                        self.try_moving(corner, dx, dy);
                    }
                }
                if self.contrast <= before {
                    break;
                }
            }
        }
        self.contrast > range * WORTH_READING
    }

    fn try_moving(&mut self, corner: usize, dx: f32, dy: f32) {
        let mut quad = self.quad;
        if let Some(point) = quad.get_mut(corner) {
            *point = [point[0] + dx, point[1] + dy];
        }
        let contrast = self.contrast_of(&quad);
        if contrast > self.contrast {
            (self.quad, self.contrast) = (quad, contrast);
        }
    }

    /// Looks for the alignment pattern that is nearest to the fourth corner, as far off as perspective may move it.
    fn find_fourth_corner(&mut self) {
        let last = self.symbol.size as f32 - 7.0;
        let near = |at: f32| (at - last).abs() <= 2.0;
        let pattern: Vec<_> = if self.symbol.version == 1 {
            self.known.clone()
        } else {
            let nearest = self.known.iter().filter(|(x, y, _)| near(*x) && near(*y));
            nearest.copied().collect()
        };
        let reach = (self.symbol.size / 5).clamp(3, 14) as i32;
        let module = self.module();
        let mut best = (self.quad, self.contrast_over(&self.quad, &pattern));
        for dy in -reach..=reach {
            for dx in -reach..=reach {
                let mut quad = self.quad;
                let [_, _, corner, _] = &mut quad;
                *corner = [
                    corner[0] + dx as f32 * module,
                    corner[1] + dy as f32 * module,
                ];
                // What lies far off must match better.
                let doubt = (dx * dx + dy * dy) as f32 / (reach * reach) as f32 * 0.1;
                let contrast = self.contrast_over(&quad, &pattern) * (1.0 - doubt);
                if contrast > best.1 {
                    best = (quad, contrast);
                }
            }
        }
        let contrast = self.contrast_of(&best.0);
        if contrast > self.contrast {
            (self.quad, self.contrast) = (best.0, contrast);
        }
    }

    /// The brightness of all modules, row by row, and of each finder with its separator: the level between its dark and
    /// its light modules (upper left, upper right, lower left).
    pub(super) fn sampled(&self) -> Option<(Vec<f32>, [f32; 3])> {
        let projection = Projection::onto(&self.quad)?;
        let points = match self.module() {
            ..2.5 => 1,
            ..6.0 => 3,
            _ => 5,
        };
        let spread = 0.5 / points as f32;
        let size = self.symbol.size;
        let mut brightness = Vec::with_capacity(size * size);
        for y in 0..size {
            for x in 0..size {
                let mut sum = 0.0;
                for row in 0..points {
                    for column in 0..points {
                        let off = |at: i32| (at as f32 - (points - 1) as f32 / 2.0) * spread;
                        let [px, py] =
                            self.place(&projection, x as f32 + off(column), y as f32 + off(row));
                        sum += self.gray.sample(px, py);
                    }
                }
                brightness.push(sum / (points * points) as f32);
            }
        }
        let level = |left: usize, top: usize| {
            let (mut dark, mut light) = ((0.0, 0), (0.0, 0));
            for y in top..top + 8 {
                for x in left..left + 8 {
                    let heap = match self.symbol.module(x, y) {
                        Module::Known(true) => &mut dark,
                        Module::Known(false) => &mut light,
                        _ => continue,
                    };
                    heap.0 += brightness.get(y * size + x).copied().unwrap_or(0.0);
                    heap.1 += 1;
                }
            }
            (dark.0 / dark.1.max(1) as f32 + light.0 / light.1.max(1) as f32) / 2.0
        };
        let levels = [level(0, 0), level(size - 8, 0), level(0, size - 8)];
        Some((brightness, levels))
    }
}

/// The corners of a code that is turned away from the eye as the sizes of its finders tell: what is farther is smaller.
fn tilted(corners: &Corners) -> [Point; 4] {
    let [a, b, d] = corners.points();
    let [first, right, below] = corners.finders.map(|finder| finder.length.max(1.0));
    // A cut shrinks with the depth and, along the tilt, once more.
    let depth = |length: f32| (first / length).powf(0.67).clamp(0.6, 1.7) - 1.0;
    let (g, h) = (depth(right), depth(below));
    let sum = (1.0 + g + h).max(0.2);
    let fourth = [0, 1].map(|axis| {
        let of = |point: &Point| point.get(axis).copied().unwrap_or(0.0);
        (of(&b) * (1.0 + g) + of(&d) * (1.0 + h) - of(&a)) / sum
    });
    [a, b, fourth, d]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corners_are_projected_onto_corners() {
        let quad = [[10.0, 20.0], [90.0, 30.0], [80.0, 100.0], [15.0, 85.0]];
        let projection = Projection::onto(&quad).unwrap();
        for (at, [u, v]) in [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]
            .into_iter()
            .enumerate()
        {
            let [x, y] = projection.of(u, v);
            assert!((x - quad[at][0]).abs() < 0.01 && (y - quad[at][1]).abs() < 0.01);
        }
    }

    #[test]
    fn a_line_is_no_surface() {
        assert!(Projection::onto(&[[0.0, 0.0], [10.0, 0.0], [20.0, 0.0], [30.0, 0.0]]).is_none());
    }
}
