//! The pixels of a picture as a screen shows them, and the planes of brightness in which a code may show.

use super::gray::Gray;

/// The most pixels that are looked at.
pub const MOST_PIXELS: usize = 16_000_000;

/// Colours that lie further apart than this are seen as such.
const COLOURFUL: u8 = 40;

/// The pixels of a picture: red, green, blue and opacity, row by row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pixels {
    width: usize,
    height: usize,
    rgba: Vec<u8>,
}

impl Pixels {
    /// A picture of `width` by `height` pixels of four bytes each; none when there are not as many, or too many.
    pub fn new(width: usize, height: usize, rgba: Vec<u8>) -> Option<Pixels> {
        let count = width.checked_mul(height)?;
        let fits = count > 0 && count <= MOST_PIXELS && rgba.len() == count * 4;
        fits.then_some(Pixels {
            width,
            height,
            rgba,
        })
    }

    /// Width in pixels.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Height in pixels.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Red, green, blue and opacity of all pixels, row by row.
    pub fn rgba(&self) -> &[u8] {
        &self.rgba
    }

    /// Brightness first; then, where there is colour, each colour alone, in which a red code on green shows that is grey
    /// on grey otherwise; then opacity.
    pub(super) fn planes(&self) -> impl Iterator<Item = Gray> + '_ {
        let (pixels, _) = self.rgba.as_chunks::<4>();
        let is_coloured = pixels
            .iter()
            .filter(|[r, g, b, _]| r.max(g).max(b) - r.min(g).min(b) > COLOURFUL)
            .nth(pixels.len() / 200)
            .is_some();
        let is_clear = pixels.iter().any(|[_, _, _, opacity]| *opacity < 255);
        let luma = |[r, g, b, a]: &[u8; 4]| {
            let sum = 299 * u32::from(*r) + 587 * u32::from(*g) + 114 * u32::from(*b);
            on_white((sum / 1_000) as u8, *a)
        };
        let plane = move |of: &dyn Fn(&[u8; 4]) -> u8| Gray {
            width: self.width,
            height: self.height,
            pixels: pixels.iter().map(of).collect(),
        };
        let colour = move |at: usize| {
            is_coloured
                .then(|| plane(&|pixel| on_white(pixel.get(at).copied().unwrap_or(0), pixel[3])))
        };
        (0..5).filter_map(move |number| match number {
            0 => Some(plane(&luma)),
            4 => is_clear.then(|| plane(&|[_, _, _, opacity]| 255 - opacity)),
            number => colour(number - 1),
        })
    }
}

/// Mail is shown on white.
fn on_white(level: u8, opacity: u8) -> u8 {
    let opacity = u32::from(opacity);
    ((u32::from(level) * opacity + 255 * (255 - opacity)) / 255) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_as_many_bytes_as_pixels_make_a_picture() {
        assert!(Pixels::new(2, 1, vec![0; 8]).is_some());
        assert!(Pixels::new(2, 1, vec![0; 7]).is_none());
        assert!(Pixels::new(0, 9, Vec::new()).is_none());
        assert!(Pixels::new(usize::MAX, 2, Vec::new()).is_none());
    }

    #[test]
    fn what_is_clear_is_white() {
        let picture = Pixels::new(1, 2, vec![0, 0, 0, 255, 0, 0, 0, 0]).unwrap();
        let planes: Vec<Gray> = picture.planes().collect();
        assert_eq!(planes[0].pixels, [0, 255]);
        assert_eq!(planes[1].pixels, [0, 255]);
    }

    #[test]
    fn colours_of_one_brightness_show_in_a_plane_of_their_own() {
        let picture = Pixels::new(2, 1, vec![200, 0, 0, 255, 0, 102, 0, 255]).unwrap();
        let planes: Vec<Gray> = picture.planes().collect();
        assert_eq!(planes[0].pixels, [59, 59]);
        assert_eq!(planes[1].pixels, [200, 0]);
        assert_eq!(planes.len(), 4);
    }
}
