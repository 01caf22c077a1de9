//! Codes that the page of a PDF or an SVG draws as squares or thick lines, as a picture: many small rectangles, painted in the order
//! of the page.

use super::pdf_pictures::bitmap;
use super::pdf_tokens::{Token, thousandths_of};

/// As many small rectangles are the least that a code may be drawn with, row by row; and the most that are kept.
const FEWEST: usize = 60;
const MOST: usize = 40_000;
/// The side of a code's square in the picture, in pixels, and the longest side of the picture.
const SQUARE: i64 = 4;
const LONGEST: i64 = 1_200;
/// No rectangle of a code is as many squares long.
const MOST_SQUARES: i64 = 60;
/// So many squares in a row of a code are never all light.
const GAP: i64 = 12;
/// At most as many pixels are painted.
const MOST_PAINTED: i64 = 12_000_000;
/// Places are kept within a million points.
const FAR: i64 = 1_000_000_000;
/// States inside states that are kept.
const DEEPEST: usize = 64;

/// A rectangle on the page, in thousandths of a point.
#[derive(Clone, Copy)]
struct Rectangle {
    left: i64,
    low: i64,
    width: i64,
    height: i64,
    dark: bool,
}

impl Rectangle {
    /// The shorter one.
    fn side(&self) -> i64 {
        self.width.min(self.height)
    }
}

/// Where things are drawn, and in what colour.
#[derive(Clone, Copy)]
struct State {
    /// Scales and places: what turns or leans is not read.
    across: (i64, i64),
    up: (i64, i64),
    dark: bool,
    /// The same for lines, and how thick they are.
    dark_lines: bool,
    line: i64,
}

/// What a page draws so far.
pub(super) struct Drawing {
    state: State,
    saved: Vec<State>,
    unsaved: usize,
    /// Rectangles whose outlines are drawn and not yet filled begin here.
    filled: usize,
    rectangles: Vec<Rectangle>,
    /// The corners of the outline that is being drawn, and the lines that were not painted yet.
    corners: Vec<(i64, i64)>,
    lines: Vec<((i64, i64), (i64, i64))>,
}

impl Default for Drawing {
    fn default() -> Drawing {
        let state = State {
            across: (1_000, 0),
            up: (1_000, 0),
            dark: true,
            dark_lines: true,
            line: 1_000,
        };
        Drawing {
            state,
            saved: Vec::new(),
            unsaved: 0,
            filled: 0,
            rectangles: Vec::new(),
            corners: Vec::new(),
            lines: Vec::new(),
        }
    }
}

impl Drawing {
    /// Takes an operator (ISO 32000-1, section 8) with what stands before it.
    pub fn take(&mut self, operator: &str, operands: &[Token]) {
        let all: Vec<i64> = operands
            .iter()
            .rev()
            .take(6)
            .rev()
            .map(|token| clamped(thousandths_of(token)))
            .collect();
        match (operator, all.as_slice()) {
            ("q", _) if self.saved.len() < DEEPEST => self.saved.push(self.state),
            // Beyond that, what is kept counts for the states inside it.
            ("q", _) => self.unsaved += 1,
            ("Q", _) if self.unsaved > 0 => self.unsaved -= 1,
            ("Q", _) => self.state = self.saved.pop().unwrap_or(self.state),
            ("cm", [a, _, _, d, e, f]) => {
                let within = |(scale, place): (i64, i64), by: i64, to: i64| {
                    let scaled = |number: i64| clamped(clamped(number) * clamped(scale) / 1_000);
                    (scaled(by), clamped(scaled(to) + place))
                };
                self.state.across = within(self.state.across, *a, *e);
                self.state.up = within(self.state.up, *d, *f);
            }
            ("g" | "rg" | "k" | "sc" | "scn", colour) => self.state.dark = is_dark(colour),
            ("G" | "RG" | "K" | "SC" | "SCN", colour) => self.state.dark_lines = is_dark(colour),
            ("w", [width]) => self.state.line = *width,
            ("re", [.., x, y, width, height]) => {
                let (right, high) = (
                    clamped(*x) + clamped(*width),
                    clamped(*y) + clamped(*height),
                );
                let put = self.place();
                self.add(put(*x, *y), put(right, high), true);
            }
            ("m" | "l", [.., x, y]) => {
                if operator == "m" {
                    self.end_outline();
                }
                // More corners than a rectangle has say that it is none.
                if self.corners.len() < 6 {
                    self.corners.push(self.place()(*x, *y));
                }
            }
            ("c" | "v" | "y", _) => self.corners.resize(6, (0, 0)),
            ("h", _) => self.end_outline(),
            ("f" | "F" | "f*" | "B" | "B*" | "b" | "b*", _) => {
                self.end_outline();
                for rectangle in self.rectangles.iter_mut().skip(self.filled) {
                    rectangle.dark = self.state.dark;
                }
                self.filled = self.rectangles.len();
                self.lines.clear();
            }
            // What is only outlined, or cuts what follows.
            ("n" | "S" | "s", _) => {
                self.end_outline();
                self.rectangles.truncate(self.filled);
                let lines = std::mem::take(&mut self.lines);
                for (from, to) in lines.into_iter().filter(|_| operator != "n") {
                    let half = clamped(self.state.line) * self.state.across.0.abs() / 2_000;
                    let thick = |one: i64, other: i64| if one == other { half } else { 0 };
                    let (x, y) = (thick(from.0, to.0), thick(from.1, to.1));
                    let low = (from.0.min(to.0) - x, from.1.min(to.1) - y);
                    let high = (from.0.max(to.0) + x, from.1.max(to.1) + y);
                    self.add(low, high, self.state.dark_lines);
                }
                self.filled = self.rectangles.len();
            }
            _ => {}
        }
    }

    fn add(&mut self, one: (i64, i64), other: (i64, i64), dark: bool) {
        if self.rectangles.len() < MOST {
            self.rectangles.push(Rectangle {
                left: one.0.min(other.0),
                low: one.1.min(other.1),
                width: (other.0 - one.0).abs(),
                height: (other.1 - one.1).abs(),
                dark,
            });
        }
    }

    /// Keeps the outline if it is a line or a rectangle along the page.
    fn end_outline(&mut self) {
        let along = |pair: &[(i64, i64)]| matches!(pair, [a, b] if a.0 == b.0 || a.1 == b.1);
        if self.corners.windows(2).all(along) {
            match self.corners.as_slice() {
                [from, to] if self.lines.len() < MOST => self.lines.push((*from, *to)),
                [one, _, other, _] | [one, _, other, _, _] => self.add(*one, *other, true),
                _ => {}
            }
        }
        self.corners.clear();
    }

    /// What puts a point that is drawn now on the page.
    pub fn place(&self) -> impl Fn(i64, i64) -> (i64, i64) + use<> {
        let State { across, up, .. } = self.state;
        let put = |number: i64, (scale, place): (i64, i64)| {
            clamped(clamped(number) * clamped(scale) / 1_000 + place)
        };
        move |x, y| (put(x, across), put(y, up))
    }

    /// The picture of a code, if there may be one.
    pub fn picture(&self) -> Option<Vec<u8>> {
        let filled = self.rectangles.get(..self.filled)?;
        let dark = || filled.iter().filter(|rectangle| rectangle.dark);
        let square = commonest(dark().map(Rectangle::side).collect())?;
        let longest = square.saturating_mul(MOST_SQUARES);
        let small = dark().filter(|one| one.width.max(one.height) <= longest);
        // Dust is no square, and squares far from all others are not of the code.
        let small = small.filter(|one| one.side() > square / 4).collect();
        let small = nearest(small, square, |one| (one.left, one.left + one.width));
        let small = nearest(small, square, |one| (one.low, one.low + one.height));
        if small.len() < FEWEST {
            return None;
        }
        let small = || small.iter();
        // A margin of four squares, as codes have.
        let margin = square.saturating_mul(4);
        let left = small().map(|one| one.left).min()? - margin;
        let low = small().map(|one| one.low).min()? - margin;
        let right = small().map(|one| one.left + one.width).max()? + margin;
        let high = small().map(|one| one.low + one.height).max()? + margin;
        let pixel = |distance: i64| (distance * SQUARE + square / 2) / square;
        let (width, height) = (pixel(right - left), pixel(high - low));
        if width > LONGEST || height > LONGEST {
            return None;
        }
        let (columns, rows) = (usize::try_from(width).ok()?, usize::try_from(height).ok()?);
        let mut gray = vec![255u8; columns * rows];
        let mut painted = 0;
        for one in filled {
            let column = |x: i64| usize::try_from(pixel(x - left).clamp(0, width)).unwrap_or(0);
            let row = |y: i64| usize::try_from(pixel(high - y).clamp(0, height)).unwrap_or(0);
            let (from, to) = (column(one.left), column(one.left + one.width));
            let (top, bottom) = (row(one.low + one.height), row(one.low));
            let area = to.saturating_sub(from) * bottom.saturating_sub(top);
            painted += i64::try_from(area).ok()?;
            if painted > MOST_PAINTED {
                return None;
            }
            for line in gray.chunks_mut(columns).take(bottom).skip(top) {
                if let Some(pixels) = line.get_mut(from..to) {
                    pixels.fill(if one.dark { 0 } else { 255 });
                }
            }
        }
        Some(bitmap(&gray, columns, rows, columns, 8, 1))
    }
}

/// The side of the squares that make up most, if there are enough of them.
fn commonest(mut sides: Vec<i64>) -> Option<i64> {
    sides.retain(|side| *side > 0);
    sides.sort_unstable();
    // Places are rounded, so that sides differ a little.
    let alike = sides.chunk_by(|one, next| next - one <= one / 20 + 1);
    let enough = alike.filter(|alike| alike.len() >= FEWEST);
    let largest = enough.max_by_key(|alike| alike.iter().sum::<i64>())?;
    largest.get(largest.len() / 2).copied()
}

/// The most that stand together along one axis, with no gap as wide as a code has none.
fn nearest(
    mut all: Vec<&Rectangle>,
    square: i64,
    along: impl Fn(&Rectangle) -> (i64, i64),
) -> Vec<&Rectangle> {
    all.sort_unstable_by_key(|one| along(one).0);
    let (mut best, mut from, mut end) = (0..0, 0, i64::MIN);
    for (at, one) in all.iter().enumerate() {
        let (start, stop) = along(one);
        if start > end.saturating_add(square.saturating_mul(GAP)) {
            from = at;
            end = stop;
        }
        end = end.max(stop);
        if at + 1 - from > best.len() {
            best = from..at + 1;
        }
    }
    all.get(best).map(<[_]>::to_vec).unwrap_or_default()
}

/// Whether a colour is dark: gray, of light, or of ink.
fn is_dark(colour: &[i64]) -> bool {
    match colour {
        [gray] => *gray < 500,
        [red, green, blue] => red + green + blue < 1_500,
        [cyan, magenta, yellow, black] => *black > 500 || cyan + magenta + yellow > 1_500,
        _ => true,
    }
}

fn clamped(number: i64) -> i64 {
    number.clamp(-FAR, FAR)
}
