//! Draws codes as mail and cameras distort them.

use image::codecs::jpeg::JpegEncoder;
use image::{ImageReader, RgbImage};
use qrcodegen::{QrCode, QrCodeEcc};

use super::random::Random;

/// A colour, each part from 0 to 255.
pub type Colour = [f32; 3];

pub const BLACK: Colour = [0.0; 3];
pub const WHITE: Colour = [255.0; 3];

/// How a module is drawn.
#[derive(Clone, Copy, PartialEq)]
pub enum Shape {
    Square,
    Dot,
}

/// A code and how it is to be drawn.
#[derive(Clone)]
pub struct Drawing {
    pub code: QrCode,
    pub dark: Colour,
    pub light: Colour,
    /// Width of the light border in modules.
    pub quiet: f32,
    /// Pixels a module.
    pub module: f32,
    /// In degrees.
    pub angle: f32,
    /// Turned away from the eye, around the upright and the level axis, in degrees.
    pub tilt: [f32; 2],
    /// Part of the side that a picture in the middle covers, and its colour.
    pub logo: Option<(f32, Colour)>,
    pub shape: Shape,
    /// What is around the code's own border.
    pub ground: Colour,
}

impl Drawing {
    /// Plain black on white.
    pub fn of(text: &str, level: QrCodeEcc) -> Drawing {
        Drawing {
            code: QrCode::encode_text(text, level).unwrap(),
            dark: BLACK,
            light: WHITE,
            quiet: 4.0,
            module: 4.0,
            angle: 0.0,
            tilt: [0.0; 2],
            logo: None,
            shape: Shape::Square,
            ground: WHITE,
        }
    }

    /// Modules along a side.
    pub fn size(&self) -> usize {
        self.code.size() as usize
    }

    /// The colour at a place in modules from the code's upper left corner; none outside its border.
    fn at(&self, u: f32, v: f32) -> Option<Colour> {
        let size = self.size() as f32;
        let within = |at: f32| at > -self.quiet && at < size + self.quiet;
        if !within(u) || !within(v) {
            return None;
        }
        if let Some((part, colour)) = self.logo {
            let off = |at: f32| (at - size / 2.0).abs() / size * 2.0;
            let (x, y) = (off(u), off(v));
            if x < part && y < part {
                // A border in the light colour and a disc that is cut out, as logos are.
                let round = x.hypot(y) / part;
                return Some(if !(0.35..=0.85).contains(&round) {
                    self.light
                } else {
                    colour
                });
            }
        }
        let is_dark = self.code.get_module(u.floor() as i32, v.floor() as i32);
        let is_inside = match self.shape {
            Shape::Square => true,
            Shape::Dot => {
                let finder = |u: f32, v: f32| u < 7.0 && v < 7.0;
                finder(u, v)
                    || finder(size - u, v)
                    || finder(u, size - v)
                    || (u.fract() - 0.5).hypot(v.fract() - 0.5) < 0.42
            }
        };
        Some(if is_dark && is_inside {
            self.dark
        } else {
            self.light
        })
    }

    /// The picture, just large enough.
    pub fn draw(&self) -> RgbImage {
        let size = self.size() as f32;
        let side = size + 2.0 * self.quiet;
        let turned = self.angle.to_radians();
        let reach = side * (turned.sin().abs() + turned.cos().abs()) * self.module;
        let pixels = reach.ceil().max(8.0) as u32;
        self.draw_on(pixels, pixels, [pixels as f32 / 2.0; 2])
    }

    /// The picture with the code's middle at a place of it.
    pub fn draw_on(&self, width: u32, height: u32, middle: [f32; 2]) -> RgbImage {
        let mut picture = RgbImage::from_pixel(width, height, rgb(self.ground));
        self.lay_on(&mut picture, middle);
        picture
    }

    /// Lays the code on a picture.
    pub fn lay_on(&self, picture: &mut RgbImage, middle: [f32; 2]) {
        let size = self.size() as f32;
        let (sine, cosine) = self.angle.to_radians().sin_cos();
        let (upright, level) = (self.tilt[0].to_radians(), self.tilt[1].to_radians());
        // The eye is three sides away.
        let far = 3.0 * size;
        let fine = if self.module.fract() == 0.0
            && self.angle == 0.0
            && self.tilt == [0.0; 2]
            && self.shape == Shape::Square
        {
            1
        } else {
            4
        };
        for (x, y, pixel) in picture.enumerate_pixels_mut() {
            let below = [
                f32::from(pixel.0[0]),
                f32::from(pixel.0[1]),
                f32::from(pixel.0[2]),
            ];
            let mut sum = [0.0; 3];
            for at in 0..fine * fine {
                let part = |at: u32| (at as f32 + 0.5) / fine as f32;
                let px = (x as f32 + part(at % fine) - middle[0]) / self.module;
                let py = (y as f32 + part(at / fine) - middle[1]) / self.module;
                // The ray through this pixel meets the tilted plane.
                let depth = far / (far - px * upright.tan() - py * level.tan()).max(1.0);
                let (px, py) = (px * depth / upright.cos(), py * depth / level.cos());
                let u = px * cosine + py * sine + size / 2.0;
                let v = py * cosine - px * sine + size / 2.0;
                let colour = self.at(u, v).unwrap_or(below);
                for (sum, part) in sum.iter_mut().zip(colour) {
                    *sum += part;
                }
            }
            *pixel = rgb(sum.map(|sum| sum / (fine * fine) as f32));
        }
    }
}

pub fn rgb(colour: Colour) -> image::Rgb<u8> {
    image::Rgb(colour.map(|part| part.round().clamp(0.0, 255.0) as u8))
}

/// Adds noise of that standard deviation to every pixel.
pub fn add_noise(picture: &mut RgbImage, deviation: f32, random: &mut Random) {
    for pixel in picture.pixels_mut() {
        let noise = random.normal() * deviation;
        for part in &mut pixel.0 {
            *part = (f32::from(*part) + noise).round().clamp(0.0, 255.0) as u8;
        }
    }
}

/// Makes that part of the pixels black or white.
pub fn add_specks(picture: &mut RgbImage, part: f32, random: &mut Random) {
    for pixel in picture.pixels_mut() {
        if random.between(0.0, 1.0) < part {
            *pixel = rgb(if random.whole(0, 1) == 0 {
                BLACK
            } else {
                WHITE
            });
        }
    }
}

/// Blurs by a normal distribution.
pub fn blur(picture: &RgbImage, deviation: f32) -> RgbImage {
    image::imageops::blur(picture, deviation)
}

/// Through JPEG of that quality and back.
pub fn through_jpeg(picture: &RgbImage, quality: u8) -> RgbImage {
    let mut bytes = Vec::new();
    picture
        .write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, quality))
        .unwrap();
    let reader = ImageReader::with_format(std::io::Cursor::new(bytes), image::ImageFormat::Jpeg);
    reader.decode().unwrap().into_rgb8()
}

/// Darkens towards one side, as a shadow does.
pub fn shade(picture: &mut RgbImage, darkest: f32, random: &mut Random) {
    let direction = random.between(0.0, std::f32::consts::TAU);
    let (sine, cosine) = direction.sin_cos();
    let (width, height) = (picture.width() as f32, picture.height() as f32);
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        let at = (x as f32 / width - 0.5) * cosine + (y as f32 / height - 0.5) * sine;
        let light = darkest + (1.0 - darkest) * (at * 2.0 + 0.5).clamp(0.0, 1.0);
        for part in &mut pixel.0 {
            *part = (f32::from(*part) * light) as u8;
        }
    }
}

/// A picture of soft hills of colour, lines and discs, such as photographs and banners have.
pub fn scenery(width: u32, height: u32, random: &mut Random) -> RgbImage {
    let waves: Vec<[f32; 6]> = (0..6)
        .map(|_| {
            let mut of = |least, greatest| random.between(least, greatest);
            [
                of(-0.06, 0.06),
                of(-0.06, 0.06),
                of(0.0, 6.0),
                of(0.0, 50.0),
                of(0.0, 50.0),
                of(0.0, 50.0),
            ]
        })
        .collect();
    let mut picture = RgbImage::from_fn(width, height, |x, y| {
        let mut colour = [128.0; 3];
        for [a, b, phase, red, green, blue] in &waves {
            let height = (x as f32 * a + y as f32 * b + phase).sin();
            colour = [
                colour[0] + height * red,
                colour[1] + height * green,
                colour[2] + height * blue,
            ];
        }
        rgb(colour)
    });
    for _ in 0..random.whole(4, 16) {
        let (x, y) = (
            random.between(0.0, width as f32),
            random.between(0.0, height as f32),
        );
        let (radius, is_disc) = (random.between(4.0, 60.0), random.whole(0, 1) == 0);
        let colour = [0; 3].map(|_| random.between(0.0, 255.0));
        for (px, py, pixel) in picture.enumerate_pixels_mut() {
            let (dx, dy) = ((px as f32 - x).abs(), (py as f32 - y).abs());
            let distance = if is_disc { dx.hypot(dy) } else { dx.max(dy) };
            if distance < radius {
                *pixel = rgb(colour);
            }
        }
    }
    picture
}
