//! Unpacking in memory, never more than asked for.

use std::io::Read;

use lzma_rust2::{Lzma2Reader, LzmaReader, XzReader};
use miniz_oxide::inflate::{decompress_to_vec_with_limit, decompress_to_vec_zlib_with_limit};

/// What came out, and whether more would have.
pub(super) struct Unpacked {
    pub bytes: Vec<u8>,
    /// It was cut at the limit.
    pub cut: bool,
}

/// Inflates raw DEFLATE data (RFC 1951); what was read before damage counts.
pub(super) fn inflate(packed: &[u8], limit: usize) -> Unpacked {
    inflated(decompress_to_vec_with_limit(packed, limit), limit)
}

/// Inflates zlib data (RFC 1950).
pub(super) fn inflate_zlib(packed: &[u8], limit: usize) -> Unpacked {
    inflated(decompress_to_vec_zlib_with_limit(packed, limit), limit)
}

fn inflated(
    result: Result<Vec<u8>, miniz_oxide::inflate::DecompressError>,
    limit: usize,
) -> Unpacked {
    use miniz_oxide::inflate::TINFLStatus;
    match result {
        Ok(bytes) => Unpacked { bytes, cut: false },
        Err(error) => {
            let cut = error.status == TINFLStatus::HasMoreOutput;
            let mut bytes = error.output;
            bytes.truncate(limit);
            Unpacked { bytes, cut }
        }
    }
}

/// Unpacks a raw LZMA stream with its five bytes of properties, as 7-Zip writes them.
pub(super) fn lzma(packed: &[u8], properties: &[u8], size: u64, limit: usize) -> Option<Unpacked> {
    let (props, dictionary) = properties.split_first()?;
    let dictionary = super::bytes::u32_at(dictionary, 0)?;
    let reader = LzmaReader::new_with_props(
        packed,
        size,
        *props,
        fitting(dictionary, size, limit)?,
        None,
    );
    Some(read(reader.ok()?, limit))
}

/// Unpacks an LZMA2 stream with its byte of properties.
pub(super) fn lzma2(packed: &[u8], properties: &[u8], size: u64, limit: usize) -> Option<Unpacked> {
    let bits = *properties.first()?;
    let dictionary = match bits {
        0..=39 => (2 | u32::from(bits & 1)) << (bits / 2 + 11),
        40 => u32::MAX,
        _ => return None,
    };
    Some(read(
        Lzma2Reader::new(packed, fitting(dictionary, size, limit)?, None),
        limit,
    ))
}

/// Unpacks an .xz file.
pub(super) fn xz(packed: &[u8], limit: usize) -> Option<Unpacked> {
    let memory = u32::try_from(limit / 1024)
        .unwrap_or(u32::MAX)
        .saturating_add(16 * 1024);
    Some(read(XzReader::new_mem_limit(packed, false, memory), limit))
}

/// No dictionary need be larger than what it unpacks: the stated one is the sender's.
fn fitting(dictionary: u32, size: u64, limit: usize) -> Option<u32> {
    let most = u32::try_from(size.min(limit as u64)).ok()?;
    Some(dictionary.min(most).max(4096))
}

fn read(reader: impl Read, limit: usize) -> Unpacked {
    let mut bytes = Vec::new();
    // What was read before damage counts.
    let _ = reader.take(limit as u64 + 1).read_to_end(&mut bytes);
    let cut = bytes.len() > limit;
    bytes.truncate(limit);
    Unpacked { bytes, cut }
}
