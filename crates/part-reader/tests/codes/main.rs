//! How many codes are read, of all forms in which mail brings them, and that none is read where there is none.
//!
//! `cargo xtask codes` compares with other readers on the same pictures; the tests here hold what was measured.

mod canvas;
mod compare;
mod random;
mod variants;

use image::RgbImage;
use part_reader::codes::{self, Pixels};
use variants::{KINDS, variant};

/// The texts that our reader finds in a picture.
fn read(picture: &RgbImage) -> Vec<String> {
    let rgba = picture.pixels().flat_map(|pixel| [pixel.0[0], pixel.0[1], pixel.0[2], 255]);
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    codes::read(&Pixels::new(width, height, rgba.collect()).unwrap())
}
