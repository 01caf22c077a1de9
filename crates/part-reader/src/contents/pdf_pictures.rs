//! The pictures in a PDF as files that any decoder of pictures takes: a JPEG is one already, and rows of pixels become a bitmap.

use super::pdf_tokens::Token;
use super::unpack;

/// At most this many pixels of one picture are unpacked: a page in print quality.
const MOST_PIXELS: usize = 12_000_000;

/// The file of the picture with that dictionary and stream, of which at most `limit` bytes are unpacked; none when it is no
/// picture, or packed in a way that is not read (fax, JPEG 2000, four colours).
pub(super) fn file(dictionary: &[Token], stream: &[u8], limit: usize) -> Option<Vec<u8>> {
    let is = |key: &str, value: &str| {
        dictionary.windows(2).any(|pair| {
            matches!(pair, [Token::Name(one), Token::Name(other)] if one == key && other == value)
        })
    };
    if !is("Subtype", "Image") {
        return None;
    }
    let has = |filter: &str| {
        dictionary
            .iter()
            .any(|token| matches!(token, Token::Name(name) if name == filter))
    };
    let is_packed = has("FlateDecode");
    if has("DCTDecode") {
        return (!is_packed).then(|| stream.to_vec());
    }
    let number = |key: &str| {
        let at = dictionary
            .iter()
            .position(|token| matches!(token, Token::Name(name) if name == key))?;
        match dictionary.get(at + 1)? {
            Token::Number(number) => usize::try_from(*number).ok(),
            _ => None,
        }
    };
    let (width, height) = (number("Width")?, number("Height")?);
    let is_mask = dictionary.windows(2).any(|pair| {
        matches!(pair, [Token::Name(key), Token::Word(word)] if key == "ImageMask" && word == "true")
    });
    let bits = if is_mask {
        1
    } else {
        number("BitsPerComponent")?
    };
    let pixels = width.checked_mul(height)?;
    if !is_packed || pixels == 0 || pixels > MOST_PIXELS || !matches!(bits, 1 | 8) {
        return None;
    }
    let unpacked = unpack::inflate_zlib(stream, limit.min(pixels * 3 + height)).bytes;
    let filtered = usize::from(number("Predictor").is_some_and(|predictor| predictor >= 10));
    // How many colours there are shows in the length.
    let colours = [1, 3].into_iter().find(|colours| {
        let row = (width * colours * bits).div_ceil(8) + filtered;
        unpacked.len().abs_diff(row * height) <= 2
    })?;
    let row = (width * colours * bits).div_ceil(8);
    let rows = match filtered {
        0 => unpacked,
        _ => unfiltered(&unpacked, row, (colours * bits).div_ceil(8)),
    };
    Some(bitmap(&rows, width, height, row, bits, colours))
}

/// Undoes the filters of PNG (ISO/IEC 15948, section 9), of which each row names its own.
fn unfiltered(bytes: &[u8], row: usize, pixel: usize) -> Vec<u8> {
    let mut rows: Vec<u8> = Vec::with_capacity(bytes.len());
    for line in bytes.chunks(row + 1) {
        let Some((filter, line)) = line.split_first() else {
            continue;
        };
        let start = rows.len();
        let at = |rows: &[u8], back: usize, column: usize| match start.checked_sub(back) {
            Some(before) => rows.get(before + column).copied().unwrap_or(0),
            None => 0,
        };
        for (column, value) in line.iter().enumerate() {
            let left = match column.checked_sub(pixel) {
                Some(column) => at(&rows, 0, column),
                None => 0,
            };
            let above = at(&rows, row, column);
            let corner = match column.checked_sub(pixel) {
                Some(column) => at(&rows, row, column),
                None => 0,
            };
            let guess = match filter {
                1 => left,
                2 => above,
                3 => left.midpoint(above),
                4 => paeth(left, above, corner),
                _ => 0,
            };
            rows.push(value.wrapping_add(guess));
        }
        // Rows stay as long as they should be, whatever is missing.
        rows.resize(start + row, 0);
    }
    rows
}

fn paeth(left: u8, above: u8, corner: u8) -> u8 {
    let guess = i16::from(left) + i16::from(above) - i16::from(corner);
    let far = |from: u8| (guess - i16::from(from)).abs();
    if far(left) <= far(above) && far(left) <= far(corner) {
        left
    } else if far(above) <= far(corner) {
        above
    } else {
        corner
    }
}

/// A bitmap (BMP, 24 bits) of rows of gray or coloured pixels.
pub(super) fn bitmap(
    rows: &[u8],
    width: usize,
    height: usize,
    row: usize,
    bits: usize,
    colours: usize,
) -> Vec<u8> {
    let line = (width * 3).next_multiple_of(4);
    let number = |number: usize| u32::try_from(number).unwrap_or(0).to_le_bytes();
    let mut file = b"BM".to_vec();
    file.extend(number(54 + line * height));
    file.extend(number(0));
    file.extend(number(54));
    file.extend(number(40));
    file.extend(number(width));
    file.extend(number(height));
    file.extend([1, 0, 24, 0]);
    file.extend([0; 24]);
    // From below to above.
    for y in (0..height).rev() {
        let pixels = rows.get(y * row..).unwrap_or_default();
        for x in 0..width {
            let value = |colour: usize| match bits {
                1 => {
                    let octet = pixels.get(x / 8).copied().unwrap_or(0);
                    if octet >> (7 - x % 8) & 1 == 1 {
                        255
                    } else {
                        0
                    }
                }
                _ => pixels.get(x * colours + colour).copied().unwrap_or(0),
            };
            file.extend(match colours {
                1 => [value(0); 3],
                _ => [value(2), value(1), value(0)],
            });
        }
        file.resize(54 + line * (height - y), 0);
    }
    file
}

#[cfg(test)]
mod tests {
    use super::super::pdf_tokens::tokens;
    use super::*;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        miniz_oxide::deflate::compress_to_vec_zlib(bytes, 6)
    }

    #[test]
    fn a_jpeg_is_given_as_it_lies_there() {
        let dictionary =
            tokens(b"<</Type/XObject/Subtype/Image/Filter/DCTDecode/Width 1/Height 1>>");
        assert_eq!(file(&dictionary, b"\xff\xd8x", 9).unwrap(), b"\xff\xd8x");
        let font = tokens(b"<</Subtype/Type1/Filter/DCTDecode>>");
        assert_eq!(file(&font, b"\xff\xd8x", 9), None);
    }

    #[test]
    fn rows_of_pixels_become_a_bitmap_from_below_to_above() {
        let dictionary = tokens(b"<</Subtype/Image/Width 2/Height 2/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/FlateDecode>>");
        let pixels = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
        let bitmap = file(&dictionary, &packed(&pixels), 1_000).unwrap();
        assert_eq!(bitmap.len(), 54 + 2 * 8);
        assert_eq!(
            bitmap[54..],
            [9, 8, 7, 12, 11, 10, 0, 0, 3, 2, 1, 6, 5, 4, 0, 0]
        );
    }

    #[test]
    fn black_and_white_and_filtered_rows_are_read() {
        let dictionary =
            tokens(b"<</Subtype/Image/Width 2/Height 1/BitsPerComponent 1/Filter/FlateDecode>>");
        let bitmap = file(&dictionary, &packed(&[0b0100_0000]), 1_000).unwrap();
        assert_eq!(bitmap[54..60], [0, 0, 0, 255, 255, 255]);
        let dictionary = tokens(b"<</Subtype/Image/Width 2/Height 2/BitsPerComponent 8/Filter/FlateDecode/DecodeParms<</Predictor 15/Colors 1/Columns 2>>>>");
        let bitmap = file(&dictionary, &packed(&[1, 5, 5, 2, 1, 1]), 1_000).unwrap();
        assert_eq!(bitmap[54..60], [6, 6, 6, 11, 11, 11]);
        assert_eq!(bitmap[62..68], [5, 5, 5, 10, 10, 10]);
    }

    #[test]
    fn what_is_too_large_or_of_another_kind_is_none() {
        for dictionary in [
            &b"<</Subtype/Image/Width 60000/Height 60000/BitsPerComponent 8/Filter/FlateDecode>>"[..],
            b"<</Subtype/Image/Width 0/Height 2/BitsPerComponent 8/Filter/FlateDecode>>",
            b"<</Subtype/Image/Width 2/Height 2/BitsPerComponent 8/Filter/JPXDecode>>",
            b"<</Subtype/Image/Width 2/Height 2/BitsPerComponent 16/Filter/FlateDecode>>",
            b"<</Subtype/Image/Width 9/Height 9/BitsPerComponent 8/Filter/FlateDecode>>",
        ] {
            assert_eq!(file(&tokens(dictionary), &packed(&[0; 12]), 1_000), None);
        }
    }
}
