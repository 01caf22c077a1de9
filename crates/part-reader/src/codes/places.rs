//! Which three finder patterns belong to one code, and how large its modules are.

use super::finders::Finder;

/// At most this many threes are tried in one picture.
const MOST: usize = 24;

/// A point of a picture.
pub(super) type Point = [f32; 2];

/// Three finders that look like the corners of a code: upper left, upper right, lower left.
#[derive(Clone, Copy, Debug)]
pub(super) struct Corners {
    pub(super) finders: [Finder; 3],
    /// How far they are from what a flat code would have: 0 is perfect.
    odds: f32,
}

impl Corners {
    /// The middles.
    pub(super) fn points(&self) -> [Point; 3] {
        self.finders.map(|finder| [finder.x, finder.y])
    }

    /// About how many modules a side has, told by the finders' own size.
    pub(super) fn modules(&self) -> f32 {
        let [corner, right, below] = self.points();
        let side = |end: Point, finder: &Finder| {
            let (dx, dy) = ((end[0] - corner[0]).abs(), (end[1] - corner[1]).abs());
            let length = dx.hypot(dy);
            let [first, ..] = &self.finders;
            // A row or column that cuts a slanted square is longer than its side.
            let slant = dx.max(dy) / length.max(0.001);
            length / (slant * (first.length + finder.length) / 14.0) + 7.0
        };
        let [_, at_right, at_below] = &self.finders;
        (side(right, at_right) + side(below, at_below)) / 2.0
    }
}

/// All threes, the likeliest first.
pub(super) fn threes(finders: &[Finder]) -> Vec<Corners> {
    let mut found = Vec::new();
    for (place, a) in finders.iter().enumerate() {
        let later = finders.iter().enumerate().skip(place + 1);
        for (second, b) in later.filter(|(_, b)| are_alike(a, b)) {
            for c in finders.iter().skip(second + 1) {
                if are_alike(a, c) && are_alike(b, c) {
                    found.extend(corners(*a, *b, *c));
                }
            }
        }
    }
    found.sort_by(|a, b| a.odds.total_cmp(&b.odds));
    found.truncate(MOST);
    found
}

fn are_alike(a: &Finder, b: &Finder) -> bool {
    let larger = a.length.max(b.length);
    larger < a.length.min(b.length) * 1.7 && (a.x - b.x).hypot(a.y - b.y) > larger * 1.2
}

fn corners(a: Finder, b: Finder, c: Finder) -> Option<Corners> {
    let distance = |a: &Finder, b: &Finder| (a.x - b.x).hypot(a.y - b.y);
    let (ab, ac, bc) = (distance(&a, &b), distance(&a, &c), distance(&b, &c));
    // The upper left one lies opposite the longest side.
    let (corner, mut right, mut below) = if bc >= ab && bc >= ac {
        (a, b, c)
    } else if ac >= ab {
        (b, a, c)
    } else {
        (c, a, b)
    };
    let cross =
        (right.x - corner.x) * (below.y - corner.y) - (right.y - corner.y) * (below.x - corner.x);
    if cross < 0.0 {
        std::mem::swap(&mut right, &mut below);
    }
    let (across, down) = (distance(&corner, &right), distance(&corner, &below));
    let sine = cross.abs() / (across * down).max(0.001);
    let sides = across.max(down) / across.min(down).max(0.001);
    if sine < 0.7 || sides > 2.0 {
        return None;
    }
    let sizes = [corner.length, right.length, below.length];
    let largest = sizes.iter().fold(0.0_f32, |a, b| a.max(*b));
    let smallest = sizes.iter().fold(f32::MAX, |a, b| a.min(*b));
    let corners = Corners {
        finders: [corner, right, below],
        odds: (1.0 - sine) * 2.0 + (sides - 1.0) + (largest / smallest - 1.0),
    };
    // 21 modules at least and 177 at most, with room for wrong sizes.
    (14.0..230.0)
        .contains(&corners.modules())
        .then_some(corners)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finder(x: f32, y: f32, length: f32) -> Finder {
        Finder {
            x,
            y,
            length,
            lines: 3,
        }
    }

    #[test]
    fn the_corner_is_the_one_at_the_right_angle() {
        let (a, b, c) = (
            finder(10.0, 10.0, 14.0),
            finder(46.0, 10.0, 14.0),
            finder(10.0, 46.0, 14.0),
        );
        for order in [[a, b, c], [c, a, b], [b, c, a], [c, b, a]] {
            let found = threes(&order);
            assert_eq!(found.len(), 1);
            assert_eq!(
                found[0].points(),
                [[10.0, 10.0], [46.0, 10.0], [10.0, 46.0]]
            );
            assert!((found[0].modules() - 25.0).abs() < 0.1);
        }
    }

    #[test]
    fn a_slanted_code_has_as_many_modules() {
        let (a, b, c) = (
            finder(0.0, 0.0, 19.8),
            finder(25.46, 25.46, 19.8),
            finder(-25.46, 25.46, 19.8),
        );
        assert!((threes(&[a, b, c])[0].modules() - 25.0).abs() < 0.2);
    }

    #[test]
    fn patterns_in_a_line_or_of_other_sizes_belong_to_none() {
        let (a, b) = (finder(10.0, 10.0, 14.0), finder(46.0, 10.0, 14.0));
        assert!(threes(&[a, b, finder(90.0, 10.0, 14.0)]).is_empty());
        assert!(threes(&[a, b, finder(10.0, 46.0, 40.0)]).is_empty());
    }
}
