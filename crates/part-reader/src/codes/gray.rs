//! A picture of one plane of brightness, made smaller, larger or smoother.

/// Brightness of pixels, row by row: 0 is black, 255 white.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Gray {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) pixels: Vec<u8>,
}

impl Gray {
    /// The pixel at a place, or the one at the edge nearest to it.
    pub(super) fn at(&self, x: i32, y: i32) -> u8 {
        let within = |at: i32, length: usize| {
            usize::try_from(at)
                .unwrap_or(0)
                .min(length.saturating_sub(1))
        };
        let place = within(y, self.height) * self.width + within(x, self.width);
        self.pixels.get(place).copied().unwrap_or(255)
    }

    /// Brightness at a place between pixels, whose middles lie at halves.
    pub(super) fn sample(&self, x: f32, y: f32) -> f32 {
        let (x, y) = (x - 0.5, y - 0.5);
        let (left, top) = (x.floor(), y.floor());
        let (across, down) = (x - left, y - top);
        let (left, top) = (left as i32, top as i32);
        let row = |y| {
            f32::from(self.at(left, y)) * (1.0 - across) + f32::from(self.at(left + 1, y)) * across
        };
        row(top) * (1.0 - down) + row(top + 1) * down
    }

    /// Made smaller by a whole number: each pixel is the mean of a square.
    pub(super) fn smaller(&self, factor: usize) -> Gray {
        let (width, height) = ((self.width / factor).max(1), (self.height / factor).max(1));
        let mut pixels = Vec::with_capacity(width * height);
        let area = (factor * factor) as u32;
        for y in 0..height {
            let mut sums = vec![0_u32; width];
            for row in y * factor..(y + 1) * factor {
                let start = row * self.width;
                let row = self
                    .pixels
                    .get(start..start + self.width)
                    .unwrap_or_default();
                for (sum, square) in sums.iter_mut().zip(row.chunks(factor)) {
                    *sum += square.iter().map(|pixel| u32::from(*pixel)).sum::<u32>();
                }
            }
            pixels.extend(sums.into_iter().map(|sum| (sum / area) as u8));
        }
        Gray {
            width,
            height,
            pixels,
        }
    }

    /// Made larger by a whole number, with what lies between worked out.
    pub(super) fn larger(&self, factor: usize) -> Gray {
        let (width, height) = (self.width * factor, self.height * factor);
        let step = 1.0 / factor as f32;
        let mut pixels = Vec::with_capacity(width * height);
        for y in 0..height {
            for x in 0..width {
                let place = |at: usize| (at as f32 + 0.5) * step;
                pixels.push(self.sample(place(x), place(y)).round() as u8);
            }
        }
        Gray {
            width,
            height,
            pixels,
        }
    }

    /// With the noise of single pixels evened out (binomial, `rounds` times 3 by 3).
    pub(super) fn smooth(&self, rounds: usize) -> Gray {
        let mut gray = self.clone();
        for _ in 0..rounds {
            gray = gray.blurred(1).blurred(gray.width);
        }
        gray
    }

    /// One direction of smoothing: neighbours lie `step` pixels apart. Those of the edge keep what they have.
    fn blurred(&self, step: usize) -> Gray {
        let here = self.pixels.iter();
        let before = std::iter::repeat_n(&0, step).chain(&self.pixels);
        let after = self
            .pixels
            .iter()
            .skip(step)
            .chain(std::iter::repeat_n(&0, step));
        let mut at = 0;
        let (count, width) = (self.pixels.len(), self.width);
        let pixels = here.zip(before.zip(after)).map(|(here, (before, after))| {
            let place = at;
            at += 1;
            let is_edge = match step {
                1 => place % width == 0 || place % width == width - 1,
                _ => place < step || place + step >= count,
            };
            if is_edge {
                return *here;
            }
            ((u16::from(*before) + 2 * u16::from(*here) + u16::from(*after) + 2) / 4) as u8
        });
        Gray {
            width,
            height: self.height,
            pixels: pixels.collect(),
        }
    }

    /// The middle of each 3 by 3 square: takes specks away and keeps edges.
    pub(super) fn without_specks(&self) -> Gray {
        let mut pixels = Vec::with_capacity(self.pixels.len());
        for y in 0..self.height as i32 {
            for x in 0..self.width as i32 {
                let mut nine = [0_u8; 9];
                let places = (-1..2).flat_map(|dy| (-1..2).map(move |dx| (x + dx, y + dy)));
                for (slot, (x, y)) in nine.iter_mut().zip(places) {
                    *slot = self.at(x, y);
                }
                let (_, middle, _) = nine.select_nth_unstable(4);
                pixels.push(*middle);
            }
        }
        Gray {
            width: self.width,
            height: self.height,
            pixels,
        }
    }

    /// The least and the greatest brightness but for two in a hundred pixels at either end.
    pub(super) fn range(&self) -> (u8, u8) {
        let mut counts = [0_usize; 256];
        for pixel in &self.pixels {
            if let Some(count) = counts.get_mut(usize::from(*pixel)) {
                *count += 1;
            }
        }
        let rest = self.pixels.len() / 50;
        let (mut below, mut least) = (0, 0);
        let (mut above, mut greatest) = (0, 255);
        for (level, count) in counts.iter().enumerate() {
            below += count;
            if below <= rest {
                least = (level + 1).min(255) as u8;
            }
        }
        for (level, count) in counts.iter().enumerate().rev() {
            above += count;
            if above <= rest {
                greatest = level.saturating_sub(1) as u8;
            }
        }
        (least.min(greatest), greatest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ramp() -> Gray {
        Gray {
            width: 4,
            height: 2,
            pixels: vec![0, 80, 160, 240, 0, 80, 160, 240],
        }
    }

    #[test]
    fn between_pixels_lies_what_is_between_them() {
        assert_eq!(ramp().sample(0.5, 0.5), 0.0);
        assert_eq!(ramp().sample(1.0, 1.0), 40.0);
        assert_eq!(ramp().sample(-9.0, 99.0), 0.0);
    }

    #[test]
    fn sizes_change_by_whole_numbers() {
        assert_eq!(ramp().smaller(2).pixels, [40, 200]);
        let larger = ramp().larger(3);
        assert_eq!((larger.width, larger.height), (12, 6));
        assert_eq!(larger.at(4, 4), 80);
        assert_eq!(ramp().smaller(9).pixels.len(), 1);
    }

    #[test]
    fn specks_go_and_even_planes_stay() {
        let mut gray = Gray {
            width: 5,
            height: 5,
            pixels: vec![200; 25],
        };
        assert_eq!(gray.smooth(2), gray);
        gray.pixels[12] = 0;
        assert_eq!(gray.without_specks().pixels, [200; 25]);
        assert_eq!(gray.smooth(1).at(2, 2), 150);
        assert_eq!(gray.range(), (0, 200));
    }
}
