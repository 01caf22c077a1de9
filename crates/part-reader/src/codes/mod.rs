//! Codes (QR) in the pictures that a message shows.

use banner_core::Message;
use banner_core::readings::CodeReading;

/// Reads the codes in all pictures that `message` shows, in its order.
pub fn in_message(_message: &Message<'_>) -> Vec<CodeReading> {
    Vec::new()
}
