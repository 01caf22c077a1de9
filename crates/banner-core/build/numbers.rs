//! Writes numbers in as few octets as they need.

/// LEB128: seven bits an octet, the lowest first, the eighth set when more follow.
pub fn push(stream: &mut Vec<u8>, mut number: u32) {
    while number > 127 {
        stream.push(number as u8 | 128);
        number >>= 7;
    }
    stream.push(number as u8);
}

/// Small distances of either sign as small numbers.
pub fn zigzag(distance: i64) -> Result<u32, std::num::TryFromIntError> {
    u32::try_from((distance << 1) ^ (distance >> 63))
}
