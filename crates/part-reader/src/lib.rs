//! Looks inside a message's attachments and pictures: archives, documents, codes.
//!
//! Separate from banner-core, which every page loads: a page loads this crate only for a message that has something to
//! look into. Nothing is unpacked to disk, run or fetched, and all work is bounded.

pub mod codes;
pub mod contents;

use banner_core::Message;
use banner_core::readings::{PartReading, Readings};

/// Reads all that `message` holds, for hosts that can do so at once: a server, the command line.
pub fn readings(message: &Message<'_>) -> Readings {
    let attachments = message.attachments().iter().enumerate();
    let mut pictures = Vec::new();
    let parts = attachments
        .filter_map(|(place, attachment)| {
            let name = attachment.name.as_deref().unwrap_or_default();
            let (contents, shown) = contents::read_with_pictures(&attachment.contents(), name)?;
            pictures.extend(shown);
            Some(PartReading {
                attachment: place,
                contents,
            })
        })
        .collect();
    Readings {
        parts,
        codes: codes::in_message(message, pictures),
    }
}
