//! What documents and slides before 2007 say, and the pictures that lie in them.

use super::bytes::{place_at, slice, u16_at, u32_at};
use super::compound_file::CompoundFile;
use super::reading::Reading;

/// How many pieces of a document are read, how many letters in all of them, since pieces may lie over each other, and how many
/// records of slides.
const MOST_PIECES: usize = 2_000;
const MOST_LETTERS: usize = 256 * 1024;
const MOST_RECORDS: usize = 20_000;
/// How many pictures are looked for in one stream.
const MOST_PICTURES: usize = 40;
/// The end of every PNG.
const PNG_END: &[u8] = b"IEND\xae\x42\x60\x82";

/// Notes the text of a document, whose pieces the table stream lists (Clx, [MS-DOC] 2.9.38).
pub(super) fn document(reading: &mut Reading, file: &CompoundFile<'_>, document: &[u8]) {
    let name = match u16_at(document, 10).is_some_and(|flags| flags & 0x200 != 0) {
        true => "1Table",
        false => "0Table",
    };
    // FibRgFcLcb97.fcClx and lcbClx.
    let (Some(start), Some(length)) = (place_at(document, 0x1a2), place_at(document, 0x1a6)) else {
        return;
    };
    let Some(table) = file.stream(name) else {
        return;
    };
    let mut clx = slice(&table, start, length);
    // Formatting stands before the pieces.
    while let Some((1, rest)) = clx.split_first() {
        let length = usize::from(u16_at(rest, 0).unwrap_or_default());
        clx = rest.get(2 + length..).unwrap_or_default();
    }
    let Some((2, rest)) = clx.split_first() else {
        return;
    };
    let size = place_at(rest, 0).unwrap_or_default();
    let plc = slice(rest, 4, size);
    // A place for each piece and one for the end, then eight bytes for each piece.
    let count = plc.len().saturating_sub(4) / 12;
    let (mut text, mut left) = (Text::default(), MOST_LETTERS);
    for piece in 0..count.min(MOST_PIECES) {
        let (Some(from), Some(to)) = (place_at(plc, piece * 4), place_at(plc, piece * 4 + 4))
        else {
            return;
        };
        let at = (count + 1) * 4 + piece * 8 + 2;
        let place = u32_at(plc, at).unwrap_or_default();
        let letters = to.saturating_sub(from).min(left);
        left -= letters;
        let start = usize::try_from(place & 0x3fff_ffff).unwrap_or_default();
        if place & 0x4000_0000 != 0 {
            let bytes = slice(document, start / 2, letters);
            bytes.iter().for_each(|byte| text.add(char::from(*byte)));
        } else {
            wide(slice(document, start, letters.saturating_mul(2)), |c| {
                text.add(c)
            });
        }
        if !reading.may_say() {
            return;
        }
        reading.says(&std::mem::take(&mut text.out));
    }
}

/// Text without the instructions of fields.
#[derive(Default)]
struct Text {
    out: String,
    is_instruction: bool,
}

impl Text {
    fn add(&mut self, c: char) {
        match c {
            '\u{13}' => self.is_instruction = true,
            '\u{14}' | '\u{15}' => self.is_instruction = false,
            _ if self.is_instruction => {}
            '\r' | '\u{b}' | '\u{c}' => self.out.push('\n'),
            '\u{7}' | '\t' => self.out.push(' '),
            c if c.is_control() => {}
            c => self.out.push(c),
        }
    }
}

/// Notes what slides say: their records of text ([MS-PPT] 2.9.42 and 2.9.43), wherever they are.
pub(super) fn slides(reading: &mut Reading, stream: &[u8]) {
    let (mut at, mut records) = (0usize, 0);
    while let (Some(version), Some(kind), Some(length)) = (
        u16_at(stream, at),
        u16_at(stream, at + 2),
        place_at(stream, at + 4),
    ) {
        records += 1;
        at += 8;
        if records > MOST_RECORDS || !reading.may_say() {
            return;
        }
        // Records of others are gone into.
        if version & 0xf == 0xf {
            continue;
        }
        let data = slice(stream, at, length);
        let mut text = Text::default();
        match kind {
            0x0fa0 => wide(data, |c| text.add(c)),
            0x0fa8 => data.iter().for_each(|byte| text.add(char::from(*byte))),
            _ => {}
        }
        if !text.out.is_empty() {
            reading.says(&text.out);
            reading.says("\n");
        }
        at = at.saturating_add(length).min(stream.len());
    }
}

fn wide(bytes: &[u8], each: impl FnMut(char)) {
    let units = bytes.as_chunks::<2>().0.iter();
    let units = units.map(|unit| u16::from_le_bytes(*unit));
    char::decode_utf16(units)
        .filter_map(Result::ok)
        .for_each(each);
}

/// Notes the pictures in a stream, which lie there as the files that they were ([MS-ODRAW] 2.2.23).
pub(super) fn pictures(reading: &mut Reading, stream: &[u8]) {
    for start in memchr::memmem::find_iter(stream, b"\x89PNG\r\n\x1a\n").take(MOST_PICTURES) {
        let rest = stream.get(start..).unwrap_or_default();
        if let Some(end) = memchr::memmem::find(rest, PNG_END) {
            reading.shows(slice(rest, 0, end + PNG_END.len()).to_vec());
        }
    }
    for start in memchr::memmem::find_iter(stream, b"\xff\xd8\xff").take(MOST_PICTURES) {
        // The record stands before it, with one mark of sixteen bytes or two, and says how long it is.
        let length = [17, 33].into_iter().find_map(|marks| {
            let record = start.checked_sub(marks + 8)?;
            let is_jpeg = u16_at(stream, record + 2) == Some(0xf01d);
            place_at(stream, record + 4)
                .filter(|_| is_jpeg)?
                .checked_sub(marks)
        });
        if let Some(length) = length {
            reading.shows(slice(stream, start, length).to_vec());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{compound_file, wide_bytes};
    use super::super::{read, read_with_pictures};

    /// A document whose text lies in a piece of one byte a letter and one of two.
    fn word(narrow: &[u8], broad: &str) -> Vec<u8> {
        let units = broad.encode_utf16().count();
        let mut stream = vec![0; 5_000];
        stream[600..600 + narrow.len()].copy_from_slice(narrow);
        let letters = wide_bytes(broad);
        stream[2_000..2_000 + letters.len()].copy_from_slice(&letters);
        let number = |number: usize| u32::try_from(number).unwrap().to_le_bytes();
        let plc = [
            number(0),
            number(narrow.len()),
            number(narrow.len() + units),
        ]
        .concat();
        let piece = |place: u32| [&[0, 0], place.to_le_bytes().as_slice(), &[0, 0]].concat();
        let plc = [plc, piece(0x4000_0000 + 600 * 2), piece(2_000)].concat();
        let clx = [b"\x01\x02\0ab\x02".as_slice(), &number(plc.len()), &plc].concat();
        let table = [vec![0; 32], clx.clone(), vec![0; 5_000]].concat();
        stream[0x1a2..0x1a6].copy_from_slice(&number(32));
        stream[0x1a6..0x1aa].copy_from_slice(&number(clx.len()));
        compound_file(&[("WordDocument", &stream), ("0Table", &table)])
    }

    #[test]
    fn a_document_says_its_pieces_without_instructions() {
        let document = word(
            b"Please verify\r\x13 HYPERLINK x \x14here\x15 ",
            "请扫码领取",
        );
        assert_eq!(
            read(&document, "a.doc").unwrap().text,
            "Please verify\nhere 请扫码领取"
        );
    }

    #[test]
    fn pieces_that_lie_over_each_other_are_not_read_again_and_again() {
        let number = |number: usize| u32::try_from(number).unwrap().to_le_bytes();
        let document = |letters: usize| {
            // Ten pieces of letters that say nothing, then one that says something.
            let mut stream = vec![1; 600 + letters];
            stream[10..12].fill(0);
            stream[560..565].copy_from_slice(b"hello");
            let places: Vec<u8> = (0..=10).flat_map(|piece| number(piece * letters)).collect();
            let piece = |place: u32| [&[0, 0], place.to_le_bytes().as_slice(), &[0, 0]].concat();
            let plc = [
                places,
                number(10 * letters + 5).to_vec(),
                piece(0x4000_0000 + 600 * 2).repeat(10),
                piece(0x4000_0000 + 560 * 2),
            ]
            .concat();
            let clx = [b"\x02".as_slice(), &number(plc.len()), &plc].concat();
            let table = [clx.clone(), vec![0; 5_000]].concat();
            stream[0x1a2..0x1a6].copy_from_slice(&number(0));
            stream[0x1a6..0x1aa].copy_from_slice(&number(clx.len()));
            compound_file(&[("WordDocument", &stream), ("0Table", &table)])
        };
        assert_eq!(read(&document(9_000), "a.doc").unwrap().text, "hello");
        assert_eq!(
            read(&document(super::MOST_LETTERS / 9), "a.doc")
                .unwrap()
                .text,
            ""
        );
    }

    #[test]
    fn slides_say_their_texts() {
        let record = |version: u16, kind: u16, data: &[u8]| {
            let length = u32::try_from(data.len()).unwrap();
            [
                &version.to_le_bytes(),
                &kind.to_le_bytes(),
                length.to_le_bytes().as_slice(),
                data,
            ]
            .concat()
        };
        let texts = [
            record(0, 0x0fa0, &wide_bytes("工资补贴")),
            record(0, 0x03e9, b"layout"),
            record(0, 0x0fa8, b"scan the code"),
        ]
        .concat();
        let mut stream = record(0xf, 0x03e8, &texts);
        stream.resize(5_000, 0);
        let slides = compound_file(&[("PowerPoint Document", &stream)]);
        assert_eq!(
            read(&slides, "a.ppt").unwrap().text,
            "工资补贴\nscan the code\n"
        );
    }

    #[test]
    fn pictures_are_given_as_the_files_that_they_were() {
        let png = b"\x89PNG\r\n\x1a\nxxIEND\xae\x42\x60\x82";
        let jpeg = b"\xff\xd8\xff\xe0picture";
        let record = |marks: usize| {
            let length = u32::try_from(marks + jpeg.len()).unwrap();
            [
                b"\0\0\x1d\xf0".as_slice(),
                &length.to_le_bytes(),
                &vec![7; marks],
                jpeg,
            ]
            .concat()
        };
        let mut data = [
            png.as_slice(),
            &record(17),
            &record(33),
            b"\xff\xd8\xff no record",
        ]
        .concat();
        data.resize(5_000, 0);
        let document = compound_file(&[("WordDocument", &[0; 5_000]), ("Data", &data)]);
        let (_, pictures) = read_with_pictures(&document, "a.doc").unwrap();
        assert_eq!(pictures, [png.to_vec(), jpeg.to_vec(), jpeg.to_vec()]);
    }

    #[test]
    fn damaged_tables_say_nothing() {
        let mut document = vec![0xff; 5_000];
        document[10..12].fill(0);
        let file = compound_file(&[("WordDocument", &document), ("0Table", &[2; 5_000])]);
        assert_eq!(read(&file, "a.doc").unwrap().text, "");
        let slides = compound_file(&[("PowerPoint Document", &[0xff; 5_000])]);
        assert_eq!(read(&slides, "a.ppt").unwrap().text, "");
    }
}
