//! How much looking for codes may cost in one message, shared out so that no picture uses up what others wait for.

use super::pixels::Pixels;
use super::reader::read_within;

/// What all pictures of a message may cost together, in pixels looked at: some three seconds.
const MESSAGE: usize = 120_000_000;
/// What one picture may cost.
const PICTURE: usize = 40_000_000;

/// Work that is left for a message, in pixels looked at.
#[derive(Debug)]
pub struct Effort {
    left: usize,
}

impl Default for Effort {
    fn default() -> Effort {
        Effort { left: MESSAGE }
    }
}

impl Effort {
    /// The texts of the codes in a picture behind which `later` others wait, each once. With many of them each gets a first
    /// look, in which most codes show; what a picture leaves over is the others'.
    pub fn read(&mut self, pixels: &Pixels, later: usize) -> Vec<String> {
        let share = self.left / (later + 1);
        let (texts, work) = read_within(pixels, share.min(PICTURE));
        self.left = self.left.saturating_sub(work);
        texts
    }
}

/// The texts of the codes in a picture that stands alone, each once.
pub fn read(pixels: &Pixels) -> Vec<String> {
    Effort::default().read(pixels, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What costs most: squares of seven modules, which all look like the corners of codes.
    fn finders(side: usize) -> Pixels {
        let is_dark = |at: usize| {
            let (x, y) = (at % side / 4 % 9, at / side / 4 % 9);
            let away = x.abs_diff(3).max(y.abs_diff(3));
            x < 7 && y < 7 && away != 2
        };
        let rgba = (0..side * side).flat_map(|at| {
            let level = if is_dark(at) { 0 } else { 255 };
            [level, level, level, 255]
        });
        Pixels::new(side, side, rgba.collect()).unwrap()
    }

    #[test]
    fn all_pictures_of_a_message_cost_no_more_than_it_may() {
        let mut effort = Effort::default();
        let picture = finders(400);
        for later in (0..300).rev() {
            let before = effort.left;
            assert!(effort.read(&picture, later).is_empty());
            let work = before - effort.left;
            assert!(work <= before / (later + 1) + 1, "{work} {later}");
        }
    }

    #[test]
    fn a_picture_costs_no_more_than_its_share() {
        let picture = finders(600);
        for share in [0, 1_000, 200_000, 3_000_000, PICTURE] {
            let (_, work) = read_within(&picture, share);
            assert!(work <= share, "{work} {share}");
        }
    }
}
