//! Pictures that show nothing, sent before one that shows a code, do not keep the reader from it.

use banner_core::Message;
use image::{DynamicImage, GrayImage, ImageFormat, Luma, RgbImage};
use part_reader::codes;
use qrcodegen::QrCodeEcc;

use crate::canvas::{self, Drawing};
use crate::random::Random;

const TEXT: &str = "https://quibusdam.example/login";

fn encoded(picture: DynamicImage) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

fn code() -> Vec<u8> {
    let mut drawing = Drawing::of(TEXT, QrCodeEcc::Medium);
    drawing.module = 6.0;
    encoded(drawing.draw().into())
}

#[track_caller]
fn is_read_behind(decoys: Vec<Vec<u8>>) {
    let mut files = decoys;
    files.push(code());
    let found = codes::in_message(&Message::parse(b""), files);
    let texts: Vec<&str> = found.iter().map(|code| code.text.as_str()).collect();
    assert_eq!(texts, [TEXT]);
}

#[test]
fn large_empty_pictures_before_a_code_do_not_hide_it() {
    let empty = encoded(GrayImage::from_pixel(4_000, 3_999, Luma([255])).into());
    assert!(empty.len() < 100_000, "{}", empty.len());
    is_read_behind(vec![empty; 12]);
}

#[test]
fn many_pictures_full_of_corners_before_a_code_do_not_hide_it() {
    let corners = Drawing::of("x", QrCodeEcc::Low).draw();
    let mut random = Random::new(3);
    let mut decoys = Vec::new();
    for place in 0..99 {
        let mut decoy = RgbImage::from_fn(220, 220, |x, y| {
            *corners.get_pixel((x + place) % 44, (y + place * 7) % 44)
        });
        canvas::add_noise(&mut decoy, 30.0, &mut random);
        decoys.push(encoded(decoy.into()));
    }
    is_read_behind(decoys);
}
