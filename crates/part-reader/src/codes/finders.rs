//! Finder patterns: the squares in three corners of a code, which any line through their middle cuts 1 : 1 : 3 : 1 : 1.

use super::binary::Binary;

/// At most this many are looked at in one picture.
const MOST: usize = 40;
/// At most this many places are merged into finders; a picture of noise has many.
const MOST_PLACES: usize = 400;

/// A place that may be the middle of a finder pattern.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Finder {
    pub(super) x: f32,
    pub(super) y: f32,
    /// How long the cut through all seven modules is in pixels.
    pub(super) length: f32,
    /// How many lines found it.
    pub(super) lines: u32,
}

/// Finds them in dark on light, or the other way round; those that most lines found come first.
pub(super) fn find(binary: &Binary, inverted: bool) -> Vec<Finder> {
    let mut found: Vec<Finder> = Vec::new();
    for y in 0..binary.height {
        let start = y * binary.width;
        let row = binary
            .dark
            .get(start..start + binary.width)
            .unwrap_or_default();
        scan(row, inverted, |middle, length| {
            let Some(finder) = confirm(binary, middle, y as i32, length) else {
                return;
            };
            let near = |other: &&mut Finder| {
                let reach = finder.length.max(other.length) * 0.3;
                (other.x - finder.x).abs() < reach
                    && (other.y - finder.y).abs() < reach
                    && finder.length < other.length * 1.5
                    && other.length < finder.length * 1.5
            };
            let has_room = found.len() < MOST_PLACES;
            match found.iter_mut().rev().find(near) {
                Some(other) => {
                    let before = other.lines as f32;
                    let mean = |old: f32, new: f32| (old * before + new) / (before + 1.0);
                    other.x = mean(other.x, finder.x);
                    other.y = mean(other.y, finder.y);
                    other.length = mean(other.length, finder.length);
                    other.lines += 1;
                }
                None if has_room => found.push(finder),
                None => {}
            }
        });
    }
    // By the part of the lines through the middle square that found it, so that large ones do not drown small ones.
    let share = |finder: &Finder| finder.lines as f32 / (finder.length * 3.0 / 7.0).max(1.0);
    found.sort_by(|a, b| share(b).min(1.2).total_cmp(&share(a).min(1.2)));
    found.truncate(MOST);
    found
}

/// Calls `hit` with middle and length of every five runs of a row that have the proportions.
fn scan(row: &[bool], inverted: bool, mut hit: impl FnMut(f32, f32)) {
    let mut runs = [0_u32; 5];
    let mut rest = row;
    let mut at = 0_u32;
    let mut seen = 0;
    while let Some(first) = rest.first().copied() {
        let length = rest
            .iter()
            .position(|dark| *dark != first)
            .unwrap_or(rest.len());
        rest = rest.get(length..).unwrap_or_default();
        runs.rotate_left(1);
        let [.., last] = &mut runs;
        *last = length as u32;
        at += length as u32;
        seen += 1;
        if seen >= 5 && first != inverted && has_proportions(&runs) {
            let [_, _, middle, fourth, fifth] = runs;
            let centre = (at - fifth - fourth) as f32 - middle as f32 / 2.0;
            hit(centre, runs.iter().sum::<u32>() as f32);
        }
    }
}

fn has_proportions(runs: &[u32; 5]) -> bool {
    let all: u32 = runs.iter().sum();
    let module = all as f32 / 7.0;
    if module < 0.9 {
        return false;
    }
    // Edges lie a pixel off at most, which weighs more the smaller the modules are.
    let slack = (module * 0.5).max(0.8);
    let fits = |run: &u32, expected: f32, slack: f32| (*run as f32 - expected).abs() <= slack;
    let [first, second, middle, fourth, fifth] = runs;
    [first, second, fourth, fifth]
        .iter()
        .all(|run| fits(run, module, slack))
        && fits(middle, module * 3.0, slack * 2.0)
}

/// Looks at the column through a hit, then at the row through the middle of that, then at a diagonal.
fn confirm(binary: &Binary, x: f32, y: i32, length: f32) -> Option<Finder> {
    let (offset, height) = cut(binary, x as i32, y, (0, 1), length)?;
    let middle = y as f32 + 0.5 + offset;
    let (offset, width) = cut(binary, x as i32, middle as i32, (1, 0), length)?;
    let x = x.floor() + 0.5 + offset;
    let stretch = width / height;
    if !(0.55..1.8).contains(&stretch) {
        return None;
    }
    // A cross of lines has both cuts too, but no square around; one diagonal may be cut badly by noise.
    let reach = width.max(height);
    let is_square = cut(binary, x as i32, middle as i32, (1, 1), reach).is_some()
        || cut(binary, x as i32, middle as i32, (1, -1), reach).is_some();
    is_square.then_some(Finder {
        x,
        y: middle,
        length: (width + height) / 2.0,
        lines: 1,
    })
}

/// Cuts through a place along `step`: how far off the middle of the pattern lies, and its length; none when the proportions
/// are not there.
fn cut(binary: &Binary, x: i32, y: i32, step: (i32, i32), length: f32) -> Option<(f32, f32)> {
    let middle = binary.is_dark(x, y)?;
    let longest = (length * 1.2) as i32 + 4;
    let walk = |direction: i32| -> Option<[u32; 3]> {
        let mut runs = [0_u32; 3];
        let mut at = 0;
        for (number, run) in runs.iter_mut().enumerate() {
            let colour = middle == (number % 2 == 0);
            loop {
                at += 1;
                if at > longest {
                    return None;
                }
                let place = (x + direction * at * step.0, y + direction * at * step.1);
                match binary.is_dark(place.0, place.1) {
                    Some(dark) if dark == colour => *run += 1,
                    // The pattern may touch the edge of the picture.
                    None if number == 2 && *run > 0 => break,
                    None => return None,
                    Some(_) => break,
                }
            }
            // The pixel that ended a run is the first of the next.
            if number < 2 {
                at -= 1;
            }
        }
        Some(runs)
    };
    let ([before, second, first], [after, fourth, fifth]) = (walk(-1)?, walk(1)?);
    let runs = [first, second, before + 1 + after, fourth, fifth];
    if !has_proportions(&runs) {
        return None;
    }
    let offset = (after as f32 - before as f32) / 2.0;
    Some((offset, runs.iter().sum::<u32>() as f32))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A finder pattern of modules of `module` pixels at a place of a light picture of 120 by 100.
    fn picture(module: usize, left: usize, top: usize) -> Binary {
        let mut dark = vec![false; 120 * 100];
        for y in 0..7 * module {
            for x in 0..7 * module {
                let ring = (x / module).abs_diff(3).max((y / module).abs_diff(3));
                dark[(top + y) * 120 + left + x] = ring != 2;
            }
        }
        Binary {
            width: 120,
            height: 100,
            dark,
        }
    }

    #[test]
    fn a_pattern_is_found_in_its_middle() {
        for module in [1, 2, 3, 5, 9] {
            let found = find(&picture(module, 20, 30), false);
            assert_eq!(found.len(), 1, "modules of {module}");
            let half = module as f32 * 3.5;
            assert!((found[0].x - 20.0 - half).abs() < 1.0, "{found:?}");
            assert!((found[0].y - 30.0 - half).abs() < 1.0, "{found:?}");
        }
    }

    #[test]
    fn an_inverted_pattern_is_found_as_such_only() {
        let mut binary = picture(4, 50, 40);
        binary.dark.iter_mut().for_each(|dark| *dark = !*dark);
        assert_eq!(find(&binary, true).len(), 1);
        assert_eq!(find(&binary, false).len(), 0);
    }

    #[test]
    fn stripes_and_even_planes_have_none() {
        let mut binary = picture(4, 50, 40);
        binary.dark = (0..120 * 100).map(|at| at % 120 % 8 < 4).collect();
        assert!(find(&binary, false).is_empty());
        binary.dark.fill(true);
        assert!(find(&binary, false).is_empty() && find(&binary, true).is_empty());
    }
}
