//! A picture in which each pixel is dark or light.

use super::gray::Gray;

/// Dark and light pixels, row by row.
#[derive(Clone, Debug)]
pub(super) struct Binary {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) dark: Vec<bool>,
}

impl Binary {
    /// Parts a picture at one level, the one that parts its pixels best into two heaps (Otsu 1979).
    pub(super) fn at_one_level(gray: &Gray) -> Binary {
        let mut counts = [0_u32; 256];
        for pixel in &gray.pixels {
            if let Some(count) = counts.get_mut(usize::from(*pixel)) {
                *count += 1;
            }
        }
        let all = gray.pixels.len() as f64;
        let levels = counts.iter().enumerate();
        let sum: f64 = levels
            .clone()
            .map(|(level, count)| level as f64 * f64::from(*count))
            .sum();
        let (mut below, mut sum_below) = (0.0, 0.0);
        let (mut best, mut level) = (-1.0, 0);
        for (at, count) in levels {
            below += f64::from(*count);
            sum_below += at as f64 * f64::from(*count);
            let above = all - below;
            if below == 0.0 || above <= 0.0 {
                continue;
            }
            let apart = sum_below / below - (sum - sum_below) / above;
            let parted = below * above * apart * apart;
            if parted > best {
                (best, level) = (parted, at);
            }
        }
        let dark = gray.pixels.iter().map(|pixel| usize::from(*pixel) <= level);
        Binary {
            width: gray.width,
            height: gray.height,
            dark: dark.collect(),
        }
    }

    /// Parts each pixel from the mean of those within `radius` of it.
    pub(super) fn by_surroundings(gray: &Gray, radius: usize) -> Binary {
        let (width, height) = (gray.width, gray.height);
        let stride = width + 1;
        // Sums over the rectangles from the upper left corner; no picture that is read is large enough to overflow.
        let mut sums = vec![0_u32; stride * (height + 1)];
        for y in 0..height {
            let mut row = 0_u32;
            for x in 0..width {
                row += u32::from(gray.pixels.get(y * width + x).copied().unwrap_or(0));
                let above = sums.get(y * stride + x + 1).copied().unwrap_or(0);
                if let Some(sum) = sums.get_mut((y + 1) * stride + x + 1) {
                    *sum = above.wrapping_add(row);
                }
            }
        }
        let sum = |x: usize, y: usize| sums.get(y * stride + x).copied().unwrap_or(0);
        let mut dark = Vec::with_capacity(width * height);
        for y in 0..height {
            let (top, bottom) = (y.saturating_sub(radius), (y + radius + 1).min(height));
            for x in 0..width {
                let (left, right) = (x.saturating_sub(radius), (x + radius + 1).min(width));
                let around = sum(right, bottom)
                    .wrapping_add(sum(left, top))
                    .wrapping_sub(sum(left, bottom))
                    .wrapping_sub(sum(right, top));
                let area = ((right - left) * (bottom - top)) as u32;
                let pixel = u32::from(gray.pixels.get(y * width + x).copied().unwrap_or(255));
                // An even plane is light, whatever its brightness.
                dark.push((pixel + 2) * area < around);
            }
        }
        Binary {
            width,
            height,
            dark,
        }
    }

    /// Whether the pixel at a place is dark; outside none is.
    pub(super) fn is_dark(&self, x: i32, y: i32) -> Option<bool> {
        let (x, y) = (usize::try_from(x).ok()?, usize::try_from(y).ok()?);
        if x >= self.width {
            return None;
        }
        self.dark.get(y * self.width + x).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_level_parts_two_heaps() {
        let gray = Gray {
            width: 6,
            height: 1,
            pixels: vec![10, 14, 9, 90, 80, 99],
        };
        let expected = [true, true, true, false, false, false];
        assert_eq!(Binary::at_one_level(&gray).dark, expected);
    }

    #[test]
    fn surroundings_part_what_lies_on_a_slope() {
        let pixels: Vec<u8> = (0..60)
            .map(|at| 3 * at + if at % 6 < 3 { 0 } else { 30 })
            .collect();
        let gray = Gray {
            width: 60,
            height: 1,
            pixels,
        };
        let binary = Binary::by_surroundings(&gray, 6);
        let right = (6..54)
            .filter(|at| binary.dark[*at] == (at % 6 < 3))
            .count();
        assert!(right >= 40, "{right} of 48");
        assert_eq!(binary.is_dark(-1, 0), None);
        assert_eq!(binary.is_dark(60, 0), None);
    }
}
