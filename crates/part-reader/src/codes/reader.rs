//! Reads the codes of one picture: tries what is most likely to show them first, and stops when enough work is done.

use super::binary::Binary;
use super::codewords::{Modules, decode};
use super::finders::{Finder, find};
use super::fit::Fit;
use super::gray::Gray;
use super::pixels::Pixels;
use super::places::{Corners, Point, threes};

/// At most this many codes are read in one picture.
const MOST_CODES: usize = 8;
/// What looking at one place costs, in pixels looked at: a few fits, each of which samples the picture some thousand times.
const PLACE: usize = 15_000;
/// A picture is made smaller until so many attempts are within its share.
const FEWEST_ATTEMPTS: usize = 3;
/// The longest side of a picture that is looked at as it is; larger ones are made smaller.
const LONGEST: usize = 1_800;
/// Pictures with less contrast show nothing to a telephone either.
const LEAST_CONTRAST: u8 = 8;
/// Attempts after the first code was read, for others beside it.
const ATTEMPTS_AFTER: usize = 3;

/// The texts of the codes in a picture, each once, and what finding them cost: at most `share`, in pixels looked at.
pub(super) fn read_within(pixels: &Pixels, share: usize) -> (Vec<String>, usize) {
    let mut search = Search {
        texts: Vec::new(),
        share,
        work: 0,
        left: None,
    };
    for plane in pixels.planes() {
        if !search.in_plane(&plane) {
            break;
        }
    }
    (search.texts, search.work)
}

/// The parting into dark and light that an attempt works with.
#[derive(Clone, Copy)]
enum Parting {
    OneLevel,
    /// With this part of the longer side as radius.
    Surroundings(usize),
}

struct Search {
    texts: Vec<String>,
    /// What all attempts may cost together, in pixels looked at.
    share: usize,
    /// What those so far did cost.
    work: usize,
    /// Attempts left after the first success.
    left: Option<usize>,
}

impl Search {
    /// Looks through one plane; whether another may be worth it.
    fn in_plane(&mut self, plane: &Gray) -> bool {
        let (least, greatest) = plane.range();
        if greatest - least < LEAST_CONTRAST {
            return true;
        }
        let longest = plane.width.max(plane.height);
        let within_share = (1..8)
            .find(|factor| plane.pixels.len() / (factor * factor) * FEWEST_ATTEMPTS <= self.share);
        let whole = match longest.div_ceil(LONGEST).max(within_share.unwrap_or(8)) {
            0 | 1 => plane.clone(),
            factor => plane.smaller(factor),
        };
        use Parting::{OneLevel, Surroundings};
        let partings = [Surroundings(12), OneLevel, Surroundings(30)];
        let go_on = self.attempts(&whole, &partings);
        if !go_on {
            return false;
        }
        let longest = whole.width.max(whole.height);
        if longest <= 700 {
            let factor = if longest <= 250 { 3 } else { 2 };
            if !self.attempts(&whole.larger(factor), &[Surroundings(12), OneLevel]) {
                return false;
            }
        }
        let smooth = whole.smooth(2);
        if !self.attempts(&smooth, &[Surroundings(12), OneLevel])
            || !self.attempts(&whole.without_specks(), &[Surroundings(12)])
        {
            return false;
        }
        for factor in [2, 3, 4] {
            if longest / factor >= 60
                && !self.attempts(
                    &whole.smooth(1).smaller(factor),
                    &[Surroundings(12), OneLevel],
                )
            {
                return false;
            }
        }
        true
    }

    /// Tries several partings of one picture; whether to go on.
    fn attempts(&mut self, gray: &Gray, partings: &[Parting]) -> bool {
        let inverse = Gray {
            pixels: gray.pixels.iter().map(|pixel| 255 - pixel).collect(),
            ..*gray
        };
        for parting in partings {
            if !self.affords(gray.pixels.len()) {
                return false;
            }
            let longer = gray.width.max(gray.height);
            let binary = match parting {
                Parting::OneLevel => Binary::at_one_level(gray),
                Parting::Surroundings(part) => {
                    Binary::by_surroundings(gray, (longer / part).max(8))
                }
            };
            self.in_picture(gray, find(&binary, false));
            self.in_picture(&inverse, find(&binary, true));
            if self.texts.len() >= MOST_CODES {
                return false;
            }
            if let Some(left) = &mut self.left {
                *left = left.saturating_sub(1);
                if *left == 0 {
                    return false;
                }
            } else if !self.texts.is_empty() {
                self.left = Some(ATTEMPTS_AFTER);
            }
        }
        true
    }

    /// Whether so much work is left; if so it is taken.
    fn affords(&mut self, work: usize) -> bool {
        let is_left = work <= self.share - self.work;
        if is_left {
            self.work += work;
        }
        is_left
    }

    fn in_picture(&mut self, gray: &Gray, finders: Vec<Finder>) {
        if finders.len() < 3 {
            return;
        }
        let (least, greatest) = gray.range();
        let range = f32::from(greatest - least);
        let mut read: Vec<Point> = Vec::new();
        for corners in threes(&finders) {
            let is_read = |point: &Point| read.contains(point);
            if corners.points().iter().any(is_read) {
                continue;
            }
            if !self.affords(PLACE) {
                return;
            }
            if let Some(text) = read_at(gray, &corners, range) {
                read.extend(corners.points());
                if !self.texts.contains(&text) && self.texts.len() < MOST_CODES {
                    self.texts.push(text);
                }
            }
        }
    }
}

/// The text of the code in three corners.
fn read_at(gray: &Gray, corners: &Corners, range: f32) -> Option<String> {
    let modules = corners.modules();
    let middle = ((modules - 17.0) / 4.0).round();
    // What the size of a finder tells of a large code is less exact.
    let spread = (modules * 0.07 / 4.0).ceil().max(1.0);
    let versions =
        (middle - spread).max(1.0) as usize..=(middle + spread).clamp(1.0, 40.0) as usize;
    // A code does not show more contrast than the darkest and lightest parts of its finders.
    let own = local_range(gray, corners).min(range).max(1.0);
    let mut fits: Vec<Fit<'_>> = versions
        .filter_map(|version| Fit::flat(gray, corners, version, own))
        .collect();
    fits.sort_by(|a, b| b.contrast.total_cmp(&a.contrast));
    fits.truncate(3);
    fits.iter_mut()
        .find_map(|fit| if fit.refine(own) { read_fit(fit) } else { None })
}

/// How far apart the levels in the finders are.
fn local_range(gray: &Gray, corners: &Corners) -> f32 {
    let (mut least, mut greatest) = (255.0_f32, 0.0_f32);
    for finder in &corners.finders {
        let module = finder.length / 7.0;
        for [dx, dy] in [[0.0, 0.0], [2.0, 0.0], [-2.0, 0.0], [0.0, 2.0], [0.0, -2.0]] {
            let level = gray.sample(finder.x + dx * module, finder.y + dy * module);
            (least, greatest) = (least.min(level), greatest.max(level));
        }
    }
    greatest - least
}

/// How much of a module's light each neighbour in its row and column gets, as blur has it.
const BLURS: [f32; 4] = [0.0, 0.12, 0.2, 0.27];

/// Reads what a fit shows, with several ideas of what is dark.
fn read_fit(fit: &Fit<'_>) -> Option<String> {
    let (brightness, levels) = fit.sampled()?;
    let size = fit.symbol.size;
    let [corner, right, below] = levels;
    let slope = (size - 7) as f32;
    let by_finders = brightness.iter().enumerate().map(|(place, level)| {
        let across = ((place % size) as f32 - 3.0) / slope;
        let down = ((place / size) as f32 - 3.0) / slope;
        corner + (right - corner) * across + (below - corner) * down - level
    });
    let by_finders: Vec<f32> = by_finders.collect();
    let attempt = |darkness: Vec<f32>| decode(&Modules { darkness, size }, &fit.symbol);
    let by_surroundings = || {
        let around = surroundings(&brightness, size, 5);
        brightness
            .iter()
            .zip(around)
            .map(|(level, mean)| mean - level)
            .collect()
    };
    attempt(by_finders.clone())
        .or_else(|| attempt(by_surroundings()))
        .or_else(|| {
            let mut blurs = BLURS.iter().skip(1);
            blurs.find_map(|blur| attempt(without_blur(&by_finders, size, *blur)))
        })
}

/// The mean brightness of the modules within `reach` of each.
fn surroundings(brightness: &[f32], size: usize, reach: usize) -> Vec<f32> {
    let mut means = Vec::with_capacity(brightness.len());
    for y in 0..size {
        let rows = y.saturating_sub(reach)..(y + reach + 1).min(size);
        for x in 0..size {
            let (left, right) = (x.saturating_sub(reach), (x + reach + 1).min(size));
            let (mut sum, mut count) = (0.0, 0.0);
            for row in rows.clone() {
                let run = brightness
                    .get(row * size + left..row * size + right)
                    .unwrap_or_default();
                sum += run.iter().sum::<f32>();
                count += run.len() as f32;
            }
            means.push(sum / f32::max(count, 1.0));
        }
    }
    means
}

/// What the modules were before that blur: what blurred again gives what is seen, and is nowhere darker or lighter than the
/// darkest and lightest that is (Van Cittert's iteration, with bounds).
fn without_blur(seen: &[f32], size: usize, blur: f32) -> Vec<f32> {
    let mut order = seen.to_vec();
    order.sort_by(f32::total_cmp);
    let at_part = |part: usize| order.get(order.len() * part / 100).copied().unwrap_or(0.0);
    let (least, greatest) = (at_part(3), at_part(97));
    let mut guess = seen.to_vec();
    for _ in 0..12 {
        let blurred = blurred(&blurred(&guess, size, 1, blur), size, size, blur);
        for ((guess, seen), blurred) in guess.iter_mut().zip(seen).zip(blurred) {
            *guess = (*guess + (seen - blurred) * 1.5).clamp(least, greatest.max(least));
        }
    }
    guess
}

/// Gives that part of each module to either neighbour, which lie `step` places apart.
fn blurred(modules: &[f32], size: usize, step: usize, part: f32) -> Vec<f32> {
    let place = |at: usize| modules.get(at).copied();
    let blurred = modules.iter().enumerate().map(|(at, here)| {
        let is_first = if step == 1 { at % size == 0 } else { at < size };
        let is_last = if step == 1 {
            at % size == size - 1
        } else {
            at + size >= modules.len()
        };
        let before = if is_first { None } else { place(at - step) };
        let after = if is_last { None } else { place(at + step) };
        here * (1.0 - 2.0 * part) + (before.unwrap_or(*here) + after.unwrap_or(*here)) * part
    });
    blurred.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blur_is_taken_back() {
        let sharp: Vec<f32> = (0..400)
            .map(|at| {
                if at * 7 % 11 < 5 || at % 20 < 7 {
                    60.0
                } else {
                    -60.0
                }
            })
            .collect();
        let seen = blurred(&blurred(&sharp, 20, 1, 0.27), 20, 20, 0.27);
        let wrong = |guess: &[f32]| {
            guess
                .iter()
                .zip(&sharp)
                .filter(|(a, b)| (**a > 0.0) != (**b > 0.0))
                .count()
        };
        assert!(wrong(&seen) > 20);
        assert!(wrong(&without_blur(&seen, 20, 0.27)) < wrong(&seen) / 3);
    }

    #[test]
    fn an_even_picture_has_no_code() {
        for level in [0, 128, 255] {
            let pixels = Pixels::new(300, 200, vec![level; 300 * 200 * 4]).unwrap();
            let (texts, _) = read_within(&pixels, 1_000_000);
            assert!(texts.is_empty());
        }
    }
}
