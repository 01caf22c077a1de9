//! Reads the numbers of packed tables.

/// The next number (LEB128: seven bits an octet, the lowest first, the eighth set when more follow); `None` at the end.
pub fn leb128(stream: &mut std::slice::Iter<'_, u8>) -> Option<u32> {
    let (mut number, mut shift) = (0_u32, 0_u32);
    loop {
        let octet = *stream.next()?;
        number |= u32::from(octet & 127).checked_shl(shift)?;
        if octet < 128 {
            return Some(number);
        }
        shift += 7;
    }
}
