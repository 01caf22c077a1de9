//! The pixels of the pictures in a mail: files of images decoded, pieces put together.

use std::borrow::Cow;
use std::io::Cursor;

use banner_core::message::Picture;
use image::codecs::gif::GifDecoder;
use image::{AnimationDecoder, ImageFormat, ImageReader, Limits, RgbaImage};

use super::drawing::drawn;
use super::pieces::put_together;
use super::pixels::{MOST_PIXELS, Pixels};

/// The longest side of an image that is decoded.
const LONGEST: u32 = 20_000;
/// Memory that decoding one image may take, in bytes.
const MOST_MEMORY: u64 = 256 * 1024 * 1024;
/// At most this many frames of an animation are gone through for the last.
const MOST_FRAMES: usize = 200;

/// The pictures to look at for one that a mail shows.
pub(super) fn pixels(picture: &Picture<'_>) -> Vec<Pixels> {
    match picture {
        Picture::Drawn(lines) => drawn(lines),
        Picture::Images(rows) => match rows.as_slice() {
            [row] if row.len() == 1 => row.iter().flat_map(|bytes| decoded(bytes)).collect(),
            rows => put_together(&decoded_rows(rows)),
        },
    }
}

fn decoded_rows(rows: &[Vec<Cow<'_, [u8]>>]) -> Vec<Vec<Pixels>> {
    let mut room = MOST_PIXELS;
    let mut piece = |bytes: &Cow<'_, [u8]>| {
        let first = decoded(bytes).into_iter().next()?;
        room = room.checked_sub(first.width() * first.height())?;
        Some(first)
    };
    rows.iter()
        .map(|row| row.iter().filter_map(&mut piece).collect())
        .collect()
}

/// The pixels of an image file; of an animation its first and its last frame. None of what is damaged or too large.
pub(super) fn decoded(bytes: &[u8]) -> Vec<Pixels> {
    let reader = || {
        ImageReader::new(Cursor::new(bytes))
            .with_guessed_format()
            .ok()
    };
    let size = reader().and_then(|reader| reader.into_dimensions().ok());
    let fits = size.is_some_and(|(width, height)| {
        width <= LONGEST && height <= LONGEST && width as usize * height as usize <= MOST_PIXELS
    });
    let Some(mut reader) = reader().filter(|_| fits) else {
        return Vec::new();
    };
    if reader.format() == Some(ImageFormat::Gif) {
        return frames(bytes);
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let image = reader.decode().ok();
    image
        .and_then(|image| of(image.into_rgba8()))
        .into_iter()
        .collect()
}

fn frames(bytes: &[u8]) -> Vec<Pixels> {
    let Ok(decoder) = GifDecoder::new(Cursor::new(bytes)) else {
        return Vec::new();
    };
    let mut room = 4 * MOST_PIXELS;
    let mut frames = decoder.into_frames().take(MOST_FRAMES).map_while(|frame| {
        let image = frame.ok()?.into_buffer();
        room = room.checked_sub(image.as_raw().len() / 4)?;
        Some(image)
    });
    let first = frames.next();
    let last = frames.last();
    [first, last].into_iter().flatten().filter_map(of).collect()
}

fn of(image: RgbaImage) -> Option<Pixels> {
    let (width, height) = image.dimensions();
    Pixels::new(width as usize, height as usize, image.into_raw())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_image_has_no_pixels() {
        assert!(decoded(b"").is_empty());
        assert!(decoded(b"\x89PNG\r\n\x1a\n").is_empty());
        assert!(decoded(b"GIF89a").is_empty());
    }

    #[test]
    fn an_image_that_says_it_is_huge_is_not_decoded() {
        // A bitmap header of 60,000 by 60,000 pixels.
        let mut bytes = b"BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0".to_vec();
        bytes.extend(60_000_u32.to_le_bytes());
        bytes.extend(60_000_u32.to_le_bytes());
        bytes.extend([1, 0, 24, 0]);
        bytes.extend([0; 64]);
        assert!(decoded(&bytes).is_empty());
    }

    #[test]
    fn the_first_and_the_last_frame_of_an_animation_are_looked_at() {
        let mut bytes = Vec::new();
        let mut encoder = image::codecs::gif::GifEncoder::new(&mut bytes);
        for level in [0, 90, 200] {
            let frame = RgbaImage::from_pixel(8, 8, image::Rgba([level, level, level, 255]));
            encoder.encode_frame(image::Frame::new(frame)).unwrap();
        }
        drop(encoder);
        let frames = decoded(&bytes);
        let levels: Vec<u8> = frames.iter().map(|frame| frame.rgba()[0]).collect();
        assert_eq!(levels, [0, 200]);
    }
}
