//! Zstandard (RFC 8878): frames behind each other, and notes of programs between them.

use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use super::bytes::{holds, slice};
use super::unpack::Unpacked;

/// How a frame begins.
const FRAME: &[u8] = b"\x28\xb5\x2f\xfd";
/// Even the first letter takes the work of a whole block, which counts as so many bytes unpacked.
pub(super) const COST: usize = 128 * 1024;
/// Blocks may hold next to nothing, and take their time nevertheless: so many are read, and one more for so many bytes.
const LEAST_BLOCKS: usize = 64;
const BLOCK: usize = 32 * 1024;
/// The largest window that a program writes. It takes no room here: what is unpacked stays in one place to the end.
const MOST_WINDOW: u64 = 1 << 31;
/// An empty last block, and a checksum, which nobody looks at.
const END: &[u8] = b"\x01\0\0\0\0\0\0";

/// Whether a file is of this kind: it begins with a frame, or with a note before one.
pub(super) fn is_one(bytes: &[u8]) -> bool {
    let is_note = matches!(bytes, [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..]);
    bytes.starts_with(FRAME) || is_note && holds(bytes, FRAME)
}

/// Unpacks at most `limit` bytes; what was read before damage counts. None when it is no such stream.
pub(super) fn unpack(packed: &[u8], limit: usize) -> Option<Unpacked> {
    let mut rest = packed;
    let mut blocks = LEAST_BLOCKS + limit / BLOCK;
    let mut unpacked = None;
    let mut is_whole = true;
    while is_whole && blocks > 0 && !rest.is_empty() {
        let bytes = unpacked.as_ref().map_or(0, Vec::len);
        let Some(room) = limit.checked_sub(bytes) else {
            break;
        };
        // Another decoder for each frame: one that is used again makes room for the window that the frame states.
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(MOST_WINDOW);
        match decoder.init(&mut rest) {
            Ok(()) => {}
            Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                length,
                ..
            })) => {
                blocks -= 1;
                let length = usize::try_from(length).unwrap_or(usize::MAX);
                rest = rest.get(length..).unwrap_or_default();
                continue;
            }
            Err(_) => break,
        }
        let own = slice(rest, 0, length(rest, &mut blocks));
        let mut left = own;
        let until = BlockDecodingStrategy::UptoBytes(room.saturating_add(1));
        is_whole = decoder.decode_blocks(&mut left, until).unwrap_or(false);
        rest = slice(rest, own.len() - left.len(), rest.len());
        if !is_whole {
            // What a frame says last is given out only behind its end.
            let _ = decoder.decode_blocks(END, BlockDecodingStrategy::All);
        }
        let said = decoder.collect().unwrap_or_default();
        unpacked.get_or_insert_default().extend(said);
    }
    let mut bytes: Vec<u8> = unpacked?;
    let cut = bytes.len() > limit || blocks == 0 && !rest.is_empty();
    bytes.truncate(limit);
    Some(Unpacked { bytes, cut })
}

/// How long the blocks of a frame are together, and its checksum; only so many are counted, and fewer may be read then.
fn length(frame: &[u8], blocks: &mut usize) -> usize {
    let mut at = 0usize;
    while let Some([a, b, c]) = frame.get(at..).and_then(|rest| rest.first_chunk()) {
        let Some(fewer) = blocks.checked_sub(1) else {
            return at;
        };
        *blocks = fewer;
        let header = usize::from(*a) | usize::from(*b) << 8 | usize::from(*c) << 16;
        // One letter that is repeated so often.
        let is_repeated = header >> 1 & 3 == 1;
        at += 3 + if is_repeated { 1 } else { header >> 3 };
        if header & 1 == 1 {
            return at + 4;
        }
    }
    frame.len()
}

/// A program of some bytes, as zstd 1.5 packs it.
#[cfg(test)]
pub(super) const PROGRAM: &[u8] = b"\x28\xb5\x2f\xfd\x24\x0f\x79\x00\x00\x4d\x5a\x90\x00\x03\x00\x00\x00\x70\x72\x6f\x67\x72\x61\x6d\x19\x38\xa8\x08";

/// Sixty words, packed by zstd 1.5 as far as it can (`-19`): coded letters, and what was said before.
#[cfg(test)]
pub(super) const ORDER: &[u8] = b"\x28\xb5\x2f\xfd\x64\xcd\x00\x45\x04\x00\x82\xc4\x0d\x11\xc0\xb7\x01\x00\x44\xb2\xdb\x22\x05\x2c\x4a\x92\xac\xaa\x45\x75\x66\xe7\x9f\x70\x43\x13\x03\x3d\xb8\x83\xfa\xcb\x35\xc7\x6a\xf1\x97\x5c\xea\x36\x12\xe1\x28\xe2\xcd\x2d\xbd\x30\x68\xdd\x5a\x3c\x69\xe6\xba\xf1\x49\x09\x27\xa8\x71\x87\x2d\x6d\xfd\xcf\x10\x24\xa4\x25\x0f\x10\x22\x01\x14\xb8\x1c\xb9\x01\x46\x04\x30\x90\x0a\x2b\x57\x88\xf0\xa3\x8a\x5b\xdb\x9b\xa4\x1e\x85\x23\xa2\x2d\x36\xce\xe5\x07\xd9\x25\x51\x81\x50\x54\x63\x05\xb3\xe7\xe6\x61\xbe\x3b\xa2\x69\xae\xfe\xba\x9a\x13\xea\x9d\x97\x54\x42\x12\x82\x4f\x46\xa7\x54\x01\x69\xd3\x45\x9c";

#[cfg(test)]
mod tests {
    use super::super::fixtures::{names, tar};
    use super::super::read;
    use super::super::reading::MOST_UNPACKED;
    use super::*;
    use banner_core::readings::{Kind, Unread};

    const NOTE: &[u8] = b"\x50\x2a\x4d\x18\x04\0\0\0\x1c\0\0\0";
    /// A frame without a checksum, of a window of 2 MB.
    const HEAD: &[u8] = b"\x28\xb5\x2f\xfd\0\x58";

    fn block(kind: usize, size: usize, is_last: bool) -> Vec<u8> {
        let header = u32::try_from(size << 3 | kind << 1 | usize::from(is_last)).unwrap();
        header.to_le_bytes()[..3].to_vec()
    }

    /// The only block of [`ORDER`], as one that others follow.
    fn order() -> Vec<u8> {
        let body = &ORDER[10..ORDER.len() - 4];
        [block(2, body.len(), false), body.to_vec()].concat()
    }

    /// A file in a ZIP archive packed by a method, without a directory.
    fn zipped(method: u8, name: &str, packed: &[u8]) -> Vec<u8> {
        let size = u32::try_from(packed.len()).unwrap().to_le_bytes();
        let name_size = u8::try_from(name.len()).unwrap();
        [
            b"PK\x03\x04\x3f\0\0\0".as_slice(),
            &[method, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            &size,
            &size,
            &[name_size, 0, 0, 0],
            name.as_bytes(),
            packed,
        ]
        .concat()
    }

    #[test]
    fn frames_of_its_own_program_are_unpacked() {
        let unpacked = unpack(PROGRAM, 1_000).unwrap();
        assert_eq!(unpacked.bytes, b"MZ\x90\0\x03\0\0\0program");
        assert!(!unpacked.cut);
        let unpacked = unpack(ORDER, 1_000).unwrap();
        let text = String::from_utf8(unpacked.bytes).unwrap();
        assert!(text.starts_with("please account transfer total"), "{text}");
        assert!(text.ends_with("amount payment number invoice"), "{text}");
        assert_eq!((text.len(), unpacked.cut), (461, false));
    }

    #[test]
    fn a_packed_program_is_told_by_its_contents() {
        let frames = [NOTE, PROGRAM, NOTE, ORDER].concat();
        for (bytes, name) in [(PROGRAM, "invoice.exe.zst"), (&frames, "invoice.exe.zst")] {
            let contents = read(bytes, name).unwrap();
            assert_eq!(names(&contents), ["invoice.exe"]);
            assert_eq!(contents.kind, Some(Kind::Archive));
            assert_eq!(contents.entries[0].kind, Some(Kind::Program));
        }
        for method in [93, 20] {
            let contents = read(&zipped(method, "a.pdf", PROGRAM), "a.zip").unwrap();
            assert_eq!(names(&contents), ["a.pdf"]);
            assert_eq!(contents.entries[0].kind, Some(Kind::Program));
        }
        let contents = read(&zipped(93, "a.txt", ORDER), "a.zip").unwrap();
        assert_eq!((contents.entries[0].kind, contents.unread), (None, None));
    }

    #[test]
    fn a_packed_tar_archive_is_opened() {
        let archive = tar(&[("a/b.exe", b"MZ\x90\0"), ("c.txt", b"hello")]);
        let frame = [HEAD, &block(0, archive.len(), true), &archive].concat();
        let contents = read(&frame, "x.tzst").unwrap();
        assert_eq!(names(&contents), ["x.tar", "x.tar/a/b.exe", "x.tar/c.txt"]);
    }

    #[test]
    fn frames_behind_each_other_are_one_file_and_cut_at_the_limit() {
        let frames = [NOTE, PROGRAM, PROGRAM, NOTE, ORDER].concat();
        let whole = unpack(&frames, 1_000).unwrap();
        assert_eq!((whole.bytes.len(), whole.cut), (15 + 15 + 461, false));
        let exact = unpack(&frames, whole.bytes.len()).unwrap();
        assert_eq!((exact.bytes.len(), exact.cut), (whole.bytes.len(), false));
        for limit in [0, 9, 15, 20, 40] {
            let unpacked = unpack(&frames, limit).unwrap();
            assert!(unpacked.cut, "{limit}");
            assert_eq!(unpacked.bytes, &whole.bytes[..limit]);
        }
    }

    #[test]
    fn what_was_said_before_damage_counts() {
        let body = [block(0, 4, false), b"MZ\x90\0".to_vec()].concat();
        for end in [b"".as_slice(), b"\x07\0\0", &block(2, 9, true)] {
            let frame = [HEAD, &body, end].concat();
            assert_eq!(unpack(&frame, 99).unwrap().bytes, b"MZ\x90\0");
        }
        let cut = &PROGRAM[..PROGRAM.len() - 2];
        assert_eq!(
            unpack(cut, 99).unwrap().bytes,
            unpack(PROGRAM, 99).unwrap().bytes
        );
    }

    #[test]
    fn what_is_none_is_told() {
        for bytes in [
            b"".as_slice(),
            b"hello",
            &FRAME[..3],
            FRAME,
            NOTE,
            &NOTE[..6],
        ] {
            assert!(unpack(bytes, 99).is_none(), "{bytes:?}");
        }
        // One that wants a dictionary.
        assert!(unpack(b"\x28\xb5\x2f\xfd\x01\x58\x07\x01\0\0", 99).is_none());
        assert_eq!(read(NOTE, "a"), None);
        assert!(!is_one(b"P*M") && is_one(HEAD));
    }

    #[test]
    fn a_packed_desert_is_a_bomb() {
        let head = tar(&[("a", &vec![0; MOST_UNPACKED + 1])]);
        let desert = [block(1, 128 * 1024, false), vec![0]].concat().repeat(300);
        let frame = [HEAD, &block(0, 512, false), &head[..512], &desert].concat();
        let contents = read(&frame, "a.tar.zst").unwrap();
        assert_eq!(contents.unread, Some(Unread::Bomb));
    }

    #[test]
    fn a_window_that_nothing_fills_takes_no_room() {
        // 2 GB, and one above all.
        let frame = |window| [FRAME, &[0, window], &block(0, 2, true), b"ab"].concat();
        let many = frame(21 << 3).repeat(900);
        assert_eq!(unpack(&many, MOST_UNPACKED).unwrap().bytes.len(), 1_800);
        assert!(unpack(&frame(22 << 3), 99).is_none());
    }

    #[test]
    fn hostile_frames_are_read_in_bounded_time() {
        let empty = [HEAD, &block(0, 0, true)].concat();
        let blocks = [HEAD, &order().repeat(100_000)].concat();
        let nothing = [HEAD, &block(0, 0, false).repeat(1_000_000)].concat();
        for bytes in [empty.repeat(300_000), NOTE.repeat(300_000), blocks, nothing] {
            let unpacked = unpack(&bytes, MOST_UNPACKED);
            assert!(unpacked.is_none_or(|unpacked| unpacked.cut));
        }
    }
}
