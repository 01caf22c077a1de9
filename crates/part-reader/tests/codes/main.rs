//! How many codes are read, of all forms in which mail brings them, and that none is read where there is none.
//!
//! `cargo xtask codes` compares with other readers on the same pictures; the tests here hold what was measured.

#![allow(
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test that cannot draw has failed, and the comparison is printed"
)]

mod canvas;
mod compare;
mod decoys;
mod mails;
mod random;
mod variants;

use banner_core::Message;
use image::RgbImage;
use mails::{MAILS, mail};
use part_reader::codes::{self, Pixels};
use random::Random;
use variants::{KINDS, variant};

/// A variant of any kind as readers are given it.
struct Shown {
    /// What its codes say.
    texts: Vec<String>,
    pictures: Vec<RgbImage>,
    /// Has our reader read it.
    read: Box<dyn Fn() -> Vec<String>>,
}

/// The names of the kinds of pictures and, after them, of mails.
fn all_kinds() -> Vec<&'static str> {
    let pictures = KINDS.iter().map(|(name, _)| *name);
    pictures
        .chain(MAILS.iter().map(|(name, _)| *name))
        .collect()
}

fn shown(kind: usize, seed: u64) -> Shown {
    if kind < KINDS.len() {
        let variant = variant(kind, seed);
        let picture = variant.picture.clone();
        return Shown {
            texts: variant.texts,
            pictures: vec![variant.picture],
            read: Box::new(move || read(&picture)),
        };
    }
    let (raw, text) = mail(kind - KINDS.len(), seed);
    let message = Message::parse(&raw);
    let pictures = codes::pictures(&message).map(|pixels| {
        let size = (pixels.width() as u32, pixels.height() as u32);
        let rgba = image::RgbaImage::from_raw(size.0, size.1, pixels.rgba().to_vec());
        image::DynamicImage::from(rgba.unwrap()).into_rgb8()
    });
    let pictures = pictures.collect();
    drop(message);
    Shown {
        texts: vec![text],
        pictures,
        read: Box::new(move || {
            let found = codes::in_message(&Message::parse(&raw), Vec::new());
            found.into_iter().map(|code| code.text).collect()
        }),
    }
}

/// The texts that our reader finds in a picture.
fn read(picture: &RgbImage) -> Vec<String> {
    let rgba = picture
        .pixels()
        .flat_map(|pixel| [pixel.0[0], pixel.0[1], pixel.0[2], 255]);
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    codes::read(&Pixels::new(width, height, rgba.collect()).unwrap())
}

/// Variants of each kind that the tests read; their seeds are others than those of the comparison.
const SEEDS: std::ops::Range<u64> = 1_000..1_004;
/// Of a hundred codes in these variants so many are read at least. `cargo xtask codes` tells of more of them.
const FLOOR: f64 = 95.0;

#[test]
fn as_many_codes_are_read_as_were_measured_and_no_other_texts() {
    let (mut expected, mut found) = (0, 0);
    let mut missed = Vec::new();
    for (kind, name) in all_kinds().into_iter().enumerate() {
        // Large pictures take long to draw, not to read.
        if name == "large" {
            continue;
        }
        for seed in SEEDS {
            let shown = shown(kind, seed);
            let read = (shown.read)();
            for text in &read {
                assert!(
                    shown.texts.contains(text),
                    "{name} {seed}: {text:?} is not there"
                );
            }
            expected += shown.texts.len();
            found += read.len();
            if read.len() < shown.texts.len() {
                missed.push(format!("{name} {seed}"));
            }
        }
    }
    let share = found as f64 * 100.0 / expected as f64;
    assert!(
        share >= FLOOR,
        "{found} of {expected} codes are read; not {}",
        missed.join(", ")
    );
}

#[test]
fn no_code_is_read_in_noise_scenery_and_lattices() {
    let mut random = Random::new(7);
    let mut pictures = Vec::new();
    for _ in 0..4 {
        pictures.push(canvas::scenery(320, 240, &mut random));
        let mut noise = RgbImage::from_pixel(200, 200, image::Rgb([128; 3]));
        canvas::add_noise(&mut noise, 90.0, &mut random);
        pictures.push(noise);
        // Modules at random, as a damaged code has them.
        let side = random.whole(3, 6) as u32;
        let cells: Vec<bool> = (0..40 * 40).map(|_| random.whole(0, 1) == 0).collect();
        pictures.push(RgbImage::from_fn(40 * side, 40 * side, |x, y| {
            image::Rgb(
                [if cells[(y / side * 40 + x / side) as usize] {
                    0
                } else {
                    255
                }; 3],
            )
        }));
    }
    // Finder patterns without a code.
    let mut empty = canvas::Drawing::of("x", qrcodegen::QrCodeEcc::High);
    empty.logo = Some((0.3, canvas::WHITE));
    let mut picture = empty.draw();
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        let module = |at: u32| at as i32 / 4 - 4;
        let (x, y) = (module(x), module(y));
        if x > 7 && y > 7 || (8..13).contains(&x) || (8..13).contains(&y) {
            *pixel = image::Rgb([if (x * 7 + y * 3) % 5 < 2 { 0 } else { 255 }; 3]);
        }
    }
    pictures.push(picture);
    for picture in &pictures {
        assert_eq!(read(picture), Vec::<String>::new());
    }
}

#[test]
fn a_code_too_damaged_to_be_sure_of_is_not_guessed() {
    for seed in 0..6 {
        let mut random = Random::new(seed);
        let text = variants::address(&mut random);
        let mut drawing = canvas::Drawing::of(&text, qrcodegen::QrCodeEcc::Low);
        drawing.logo = Some((0.6, [90.0, 160.0, 40.0]));
        for found in read(&drawing.draw()) {
            assert_eq!(found, text);
        }
    }
}

#[test]
fn work_is_bounded_on_a_picture_full_of_finder_patterns() {
    let drawing = canvas::Drawing::of("x", qrcodegen::QrCodeEcc::Low);
    let code = drawing.draw();
    // Hundreds of corners, none of which makes a code with its neighbours.
    let picture = RgbImage::from_fn(900, 900, |x, y| *code.get_pixel(x % 44, y % 44));
    assert_eq!(read(&picture), Vec::<String>::new());
}

#[test]
fn codes_in_the_pictures_of_documents_are_read() {
    let mut drawing = canvas::Drawing::of("https://a.example/x", qrcodegen::QrCodeEcc::Medium);
    drawing.module = 6.0;
    let mut jpeg = Vec::new();
    let encoder = image::codecs::jpeg::JpegEncoder::new(&mut jpeg);
    drawing.draw().write_with_encoder(encoder).unwrap();
    let mut pdf = b"%PDF-1.7\n1 0 obj\n<</Subtype/Image/Filter/DCTDecode>>stream\n".to_vec();
    pdf.extend(jpeg);
    pdf.extend(b"\nendstream\nendobj\n");
    let mut raw = b"From: a@b.example\nContent-Type: multipart/mixed; boundary=frontier\n\n--frontier\nContent-Type: application/pdf; name=a.pdf\nContent-Disposition: attachment\nContent-Transfer-Encoding: binary\n\n".to_vec();
    raw.extend(pdf);
    raw.extend(b"\n--frontier--\n");
    let readings = part_reader::readings(&Message::parse(&raw));
    assert_eq!(readings.codes[0].text, "https://a.example/x");
}
