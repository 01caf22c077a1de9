//! Codes (QR) in the pictures that a message shows.
//!
//! A reader of its own, because those at hand read less of what mail brings: small, blurred, coloured, inverted codes and
//! such with a picture in the middle. `cargo xtask codes` measures it. All work is bounded, whatever the picture.

mod binary;
mod codewords;
mod drawing;
mod effort;
mod finders;
mod fit;
mod gray;
#[cfg(feature = "images")]
mod picture;
mod pieces;
mod pixels;
mod places;
mod reader;
mod reed_solomon;
mod symbol;
mod text;

pub use drawing::drawn;
pub use effort::{Effort, read};
pub use pieces::put_together;
pub use pixels::{MOST_PIXELS, Pixels};

use banner_core::Message;
use banner_core::readings::CodeReading;

/// The pictures that `message` shows, decoded, put together and drawn, in its order.
#[cfg(feature = "images")]
pub fn pictures<'m>(message: &'m Message<'_>) -> impl Iterator<Item = Pixels> + use<'m> {
    message
        .pictures()
        .into_iter()
        .flat_map(|picture| picture::pixels(&picture, &mut { MOST_DECODED }))
}

/// Reads the codes in all pictures that `message` shows, and in the picture `files` that its documents show, each text once.
///
/// Small pictures come first and large ones beyond what a message may cost are left out, so that a few large ones which show
/// nothing do not keep the reader from a smaller one that shows a code. Many that are a little smaller than that one still do.
#[cfg(feature = "images")]
pub fn in_message(message: &Message<'_>, files: Vec<Vec<u8>>) -> Vec<CodeReading> {
    use banner_core::message::Picture;

    let in_documents = files
        .into_iter()
        .map(|file| Picture::Images(vec![vec![file.into()]]));
    let mut pictures: Vec<(usize, Picture<'_>)> = message
        .pictures()
        .into_iter()
        .chain(in_documents)
        .map(|picture| (picture::size(&picture), picture))
        .collect();
    pictures.sort_by_key(|(size, _)| *size);
    let mut room = MOST_DECODED;
    pictures.retain(|(size, _)| {
        let left = room.checked_sub(*size);
        room = left.unwrap_or(room);
        left.is_some()
    });
    let mut effort = Effort::default();
    let mut codes: Vec<CodeReading> = Vec::new();
    for (place, (_, picture)) in pictures.iter().enumerate() {
        for pixels in picture::pixels(picture, &mut room) {
            for text in effort.read(&pixels, pictures.len() - 1 - place) {
                if !codes.iter().any(|known| known.text == text) {
                    codes.push(CodeReading { text });
                }
            }
        }
        if codes.len() >= banner_core::readings::MAX_CODES {
            break;
        }
    }
    codes
}

/// Without the feature `images` nothing decodes a picture here: a page has its browser do that and calls [`read`].
#[cfg(not(feature = "images"))]
pub fn in_message(_message: &Message<'_>, _files: Vec<Vec<u8>>) -> Vec<CodeReading> {
    Vec::new()
}

/// Pixels that are decoded for one message, all pictures together.
#[cfg(feature = "images")]
const MOST_DECODED: usize = 120_000_000;
