//! The pixels of the pictures in a mail: files of images decoded, pieces put together.

use std::borrow::Cow;
use std::io::Cursor;

use banner_core::message::Picture;
use image::codecs::gif::GifDecoder;
use image::{AnimationDecoder, ImageFormat, ImageReader, Limits, RgbaImage};

use super::drawing::drawn;
use super::pieces::put_together;
use super::pixels::{MOST_PIXELS, Pixels};
use crate::contents::drawn_by;

/// The longest side of an image that is decoded.
const LONGEST: u32 = 20_000;
/// Memory that decoding one image may take, in bytes.
const MOST_MEMORY: u64 = 256 * 1024 * 1024;
/// At most this many frames of an animation are gone through for the last.
const MOST_FRAMES: usize = 200;

/// The pictures to look at for one that a mail shows. `room` is how many pixels of further frames may be gone through.
pub(super) fn pixels(picture: &Picture<'_>, room: &mut usize) -> Vec<Pixels> {
    match picture {
        Picture::Drawn(lines) => drawn(lines),
        Picture::Images(rows) => match rows.as_slice() {
            [row] if row.len() == 1 => {
                let images = row.iter().map(|bytes| decoded(bytes, room));
                images.flatten().collect()
            }
            rows => put_together(&decoded_rows(rows)),
        },
    }
}

/// How many pixels a picture has, as its files say.
pub(super) fn size(picture: &Picture<'_>) -> usize {
    let Picture::Images(rows) = picture else {
        return 0;
    };
    rows.iter()
        .flatten()
        .filter_map(|bytes| size_of(bytes))
        .sum()
}

/// How many pixels an image file says that it has; none of what is no image or too large.
fn size_of(bytes: &[u8]) -> Option<usize> {
    let (width, height) = reader(bytes)?.into_dimensions().ok()?;
    let size = width as usize * height as usize;
    (width <= LONGEST && height <= LONGEST && size <= MOST_PIXELS).then_some(size)
}

fn reader(bytes: &[u8]) -> Option<ImageReader<Cursor<&[u8]>>> {
    ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .ok()
}

fn decoded_rows(rows: &[Vec<Cow<'_, [u8]>>]) -> Vec<Vec<Pixels>> {
    let mut room = MOST_PIXELS;
    let mut piece = |bytes: &Cow<'_, [u8]>| {
        let first = decoded(bytes, &mut 0).into_iter().next()?;
        room = room.checked_sub(first.width() * first.height())?;
        Some(first)
    };
    rows.iter()
        .map(|row| row.iter().filter_map(&mut piece).collect())
        .collect()
}

/// The pixels of an image file; of an animation its first and its last frame. None of what is damaged or too large.
fn decoded(bytes: &[u8], room: &mut usize) -> Vec<Pixels> {
    let drawn = drawn_by(bytes);
    let bytes = drawn.as_deref().unwrap_or(bytes);
    let Some(mut reader) = size_of(bytes).and_then(|_| reader(bytes)) else {
        return Vec::new();
    };
    if reader.format() == Some(ImageFormat::Gif) {
        return frames(bytes, room);
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

fn frames(bytes: &[u8], room: &mut usize) -> Vec<Pixels> {
    let Ok(decoder) = GifDecoder::new(Cursor::new(bytes)) else {
        return Vec::new();
    };
    let mut frames = decoder
        .into_frames()
        .take(MOST_FRAMES)
        .map_while(|frame| Some(frame.ok()?.into_buffer()));
    let first = frames.next();
    let mut affordable = first
        .as_ref()
        .map_or(0, |image| *room / (image.as_raw().len() / 4).max(1));
    affordable = affordable.min(MOST_FRAMES);
    let mut last = None;
    for image in frames.by_ref().take(affordable) {
        *room = room.saturating_sub(image.as_raw().len() / 4);
        last = Some(image);
    }
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
        assert!(decoded(b"", &mut 0).is_empty());
        assert!(decoded(b"\x89PNG\r\n\x1a\n", &mut 0).is_empty());
        assert!(decoded(b"GIF89a", &mut 9).is_empty());
    }

    #[test]
    fn an_image_that_says_it_is_huge_is_not_decoded() {
        // A bitmap header of 60,000 by 60,000 pixels.
        let mut bytes = b"BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0".to_vec();
        bytes.extend(60_000_u32.to_le_bytes());
        bytes.extend(60_000_u32.to_le_bytes());
        bytes.extend([1, 0, 24, 0]);
        bytes.extend([0; 64]);
        assert!(decoded(&bytes, &mut 0).is_empty());
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
        let levels = |room: &mut usize| -> Vec<u8> {
            let frames = decoded(&bytes, room);
            frames.iter().map(|frame| frame.rgba()[0]).collect()
        };
        let mut room = 200;
        assert_eq!(levels(&mut room), [0, 200]);
        assert_eq!(room, 200 - 2 * 64);
        assert_eq!(levels(&mut room), [0, 90], "the last that may be gone to");
        assert_eq!(levels(&mut room), [0]);
    }
}
