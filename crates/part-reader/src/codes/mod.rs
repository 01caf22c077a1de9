//! Codes (QR) in the pictures that a message shows.
//!
//! A reader of its own, because those at hand read less of what mail brings: small, blurred, coloured, inverted codes and
//! such with a picture in the middle. `cargo xtask codes` measures it. All work is bounded, whatever the picture.

mod binary;
mod codewords;
mod drawing;
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
pub use pieces::put_together;
pub use pixels::{MOST_PIXELS, Pixels};
pub use reader::read;

use banner_core::Message;
use banner_core::readings::CodeReading;

/// The pictures that `message` shows, decoded, put together and drawn, in its order.
#[cfg(feature = "images")]
pub fn pictures<'m>(message: &'m Message<'_>) -> impl Iterator<Item = Pixels> + use<'m> {
    message
        .pictures()
        .into_iter()
        .flat_map(|picture| picture::pixels(&picture))
}

/// Reads the codes in all pictures that `message` shows, in its order, and then in the picture `files` that its documents show,
/// each text once.
#[cfg(feature = "images")]
pub fn in_message(message: &Message<'_>, files: Vec<Vec<u8>>) -> Vec<CodeReading> {
    let mut room = MOST_IN_MESSAGE;
    let mut codes: Vec<CodeReading> = Vec::new();
    let files = files.into_iter().flat_map(|file| picture::decoded(&file));
    for pixels in pictures(message).chain(files) {
        let count = pixels.width() * pixels.height();
        if count > room || codes.len() >= banner_core::readings::MAX_CODES {
            break;
        }
        room -= count;
        for text in read(&pixels) {
            if !codes.iter().any(|known| known.text == text) {
                codes.push(CodeReading { text });
            }
        }
    }
    codes
}

/// Without the feature `images` nothing decodes a picture here: a page has its browser do that and calls [`read`].
#[cfg(not(feature = "images"))]
pub fn in_message(_message: &Message<'_>, _files: Vec<Vec<u8>>) -> Vec<CodeReading> {
    Vec::new()
}

/// Pixels that are looked at in one message, all pictures together.
#[cfg(feature = "images")]
const MOST_IN_MESSAGE: usize = 60_000_000;
