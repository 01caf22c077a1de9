//! Keccak-256 as Ethereum and Monero use it: the padding of the first submission, not of SHA-3 (FIPS 202).

/// The 24 round constants.
const ROUNDS: [u64; 24] = [
    0x0000_0000_0000_0001,
    0x0000_0000_0000_8082,
    0x8000_0000_0000_808A,
    0x8000_0000_8000_8000,
    0x0000_0000_0000_808B,
    0x0000_0000_8000_0001,
    0x8000_0000_8000_8081,
    0x8000_0000_0000_8009,
    0x0000_0000_0000_008A,
    0x0000_0000_0000_0088,
    0x0000_0000_8000_8009,
    0x0000_0000_8000_000A,
    0x0000_0000_8000_808B,
    0x8000_0000_0000_008B,
    0x8000_0000_0000_8089,
    0x8000_0000_0000_8003,
    0x8000_0000_0000_8002,
    0x8000_0000_0000_0080,
    0x0000_0000_0000_800A,
    0x8000_0000_8000_000A,
    0x8000_0000_8000_8081,
    0x8000_0000_0000_8080,
    0x0000_0000_8000_0001,
    0x8000_0000_8000_8008,
];
/// How far each lane turns on its way, and where it goes.
const TURNS: [u32; 24] = [
    1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44,
];
const LANES: [usize; 24] = [
    10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1,
];
/// How many bytes are taken in at a time.
const RATE: usize = 136;

/// The digest of `data`, or of its first 135 bytes: addresses are shorter.
pub(super) fn keccak_256(data: &[u8]) -> [u8; 32] {
    let mut block = [0_u8; RATE];
    let length = data.len().min(RATE - 1);
    for (byte, from) in block.iter_mut().zip(data.iter().take(length)) {
        *byte = *from;
    }
    for (at, byte) in block.iter_mut().enumerate() {
        *byte ^= u8::from(at == length) | if at == RATE - 1 { 0x80 } else { 0 };
    }
    let mut state = [0_u64; 25];
    for (lane, bytes) in state.iter_mut().zip(block.as_chunks::<8>().0) {
        *lane = u64::from_le_bytes(*bytes);
    }
    for constant in ROUNDS {
        round(&mut state, constant);
    }
    let mut digest = [0_u8; 32];
    for (bytes, lane) in digest.as_chunks_mut::<8>().0.iter_mut().zip(state) {
        *bytes = lane.to_le_bytes();
    }
    digest
}

#[allow(
    clippy::indexing_slicing,
    reason = "every index is below 25 by the tables above or by a remainder"
)]
fn round(state: &mut [u64; 25], constant: u64) {
    let mut parity = [0_u64; 5];
    for (at, lane) in state.iter().enumerate() {
        parity[at % 5] ^= lane;
    }
    for (at, lane) in state.iter_mut().enumerate() {
        *lane ^= parity[(at + 4) % 5] ^ parity[(at + 1) % 5].rotate_left(1);
    }
    let mut moving = state[1];
    for (lane, turn) in LANES.into_iter().zip(TURNS) {
        let next = state[lane];
        state[lane] = moving.rotate_left(turn);
        moving = next;
    }
    for row in state.as_chunks_mut::<5>().0 {
        let before = *row;
        for (at, lane) in row.iter_mut().enumerate() {
            *lane ^= !before[(at + 1) % 5] & before[(at + 2) % 5];
        }
    }
    state[0] ^= constant;
}

#[cfg(test)]
mod tests {
    use super::keccak_256;

    fn hex(data: &[u8]) -> String {
        let digest = keccak_256(data);
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn gives_the_published_digests() {
        assert_eq!(
            hex(b""),
            "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"
        );
        assert_eq!(
            hex(b"abc"),
            "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"
        );
    }

    #[test]
    fn every_byte_of_the_longest_address_counts() {
        let one = [7_u8; 65];
        let mut other = one;
        other[64] = 8;
        assert_ne!(keccak_256(&one), keccak_256(&other));
    }
}
