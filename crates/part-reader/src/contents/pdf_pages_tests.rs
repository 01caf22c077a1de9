//! Pages as the usual programs write them, and as those who hide things do.

use super::super::fixtures::pdf;
use super::super::reading::MOST_UNPACKED;
use super::super::{read, read_with_pictures};
use super::*;

fn stream(dictionary: &str, content: &[u8]) -> Vec<u8> {
    [
        format!("<<{dictionary}/Length {}>>\nstream\n", content.len()).as_bytes(),
        content,
        b"\nendstream",
    ]
    .concat()
}

fn deflated(content: &[u8]) -> Vec<u8> {
    miniz_oxide::deflate::compress_to_vec_zlib(content, 6)
}

/// A page with a Latin font `F1` and one `F2` with its own table, which draws `content`.
fn page(content: &[u8]) -> Vec<u8> {
    let table = b"1 begincodespacerange <0000><FFFF> endcodespacerange 1 beginbfrange <0001> <0003> [<8BF7> <626B> <7801>] endbfrange";
    pdf(&[
        b"<</Type/Pages/Kids[2 0 R]/Resources<</Font<</F1 4 0 R/F2 5 0 R>>/XObject<</X1 7 0 R>>>>>>".to_vec(),
        b"<</Type/Page/Parent 1 0 R/Contents[3 0 R]>>".to_vec(),
        stream("/Filter/FlateDecode", &deflated(content)),
        b"<</Type/Font/Subtype/TrueType/BaseFont/Arial>>".to_vec(),
        b"<</Type/Font/Subtype/Type0/Encoding/Identity-H/ToUnicode 6 0 R>>".to_vec(),
        stream("", table),
        stream("/Type/XObject/Subtype/Form", b"BT /F1 9 Tf 9 9 Td (in a form) Tj ET"),
    ])
}

#[track_caller]
fn assert_says(content: &str, text: &str) {
    let contents = read(&page(content.as_bytes()), "a.pdf").unwrap();
    let said: Vec<&str> = contents.text.lines().collect();
    let mut expected: Vec<&str> = text.lines().collect();
    expected.push("in a form");
    assert_eq!(said, expected);
}

#[test]
fn lines_and_spaces_are_told_apart() {
    assert_says(
        "BT /F1 12 Tf 72 700 Td (Verify your account) Tj 0 -14 Td (within 24 hours) Tj ET",
        "Verify your account\nwithin 24 hours",
    );
    assert_says(
        "BT /F1 12 Tf 1 0 0 1 72 700 Tm [(Ver)20(ify)-300(your)] TJ (acc) ' (ount) Tj ET",
        "Verify your\nacc ount",
    );
}

#[test]
fn addresses_that_a_page_shows_are_links() {
    let content = "BT /F1 12 Tf 72 700 Td (Go to https://evil.example/x. Thanks, a.example) Tj ET";
    let contents = read(&page(content.as_bytes()), "a.pdf").unwrap();
    assert_eq!(contents.links, ["https://evil.example/x"]);
}

#[test]
fn letters_that_are_placed_one_by_one_are_words() {
    assert_says(
        "BT /F1 10 Tf 10 10 Td (P) Tj 6 0 Td (a) Tj 5.5 0 Td (y) Tj 12 0 Td (i) Tj 3 0 Td (t) Tj ET",
        "Pay it",
    );
}

#[test]
fn lines_that_are_moved_as_a_whole_are_lines() {
    assert_says(
        "q 1 0 0 1 72 700 cm BT /F1 12 Tf (one) Tj ET Q q 1 0 0 1 72 680 cm BT /F1 12 Tf (two) Tj ET Q",
        "one\ntwo",
    );
}

#[test]
fn a_fonts_own_codes_are_read() {
    assert_says("BT /F2 12 Tf 9 9 Td <000100020003> Tj ET", "请扫码");
}

#[test]
fn text_in_letters_for_bytes_is_unpacked() {
    assert_eq!(ascii85(b"87cURD]i,\"Ebo80~>", 100), b"Hello World!");
    assert_eq!(ascii85(b"z!!~", 100), [0, 0, 0, 0, 0]);
}

#[test]
fn a_page_of_nothing_known_says_nothing() {
    for content in [
        &b"BT (ab"[..],
        b"\xff\xfe(((",
        b"Tf Tm Td TJ re cm Q Q",
        b"-9223372036854775808 9223372036854775807 9223372036854775807 rg 9223372036854775807 w 0 0 m 9223372036854775807 0 l S",
        b"BT -9223372036854775808 Tf -9223372036854775808 0 0 1 -9223372036854775808 9223372036854775807 Tm 9223372036854775807 9223372036854775807 Td () Tj",
        b"",
    ] {
        let contents = read(&page(content), "a.pdf").unwrap();
        assert!(contents.text.len() < 20, "{:?}", contents.text);
    }
    let endless = pdf(&[b"<</Type/Page/Parent 1 0 R/Contents 1 0 R/Resources 1 0 R>>".to_vec()]);
    assert_eq!(read(&endless, "a.pdf").unwrap().text, "");
}

#[test]
fn streams_that_hold_next_to_nothing_are_not_gone_over_without_end() {
    let document = |size: usize| {
        let contents = "3 0 R ".repeat(40);
        pdf(&[
            format!("<</Type/Page/Contents[{contents}]>>").into_bytes(),
            b"<</Type/Page/Contents[4 0 R]>>".to_vec(),
            stream("/Filter/ASCII85Decode", &b" ".repeat(size)),
            stream("", b"BT (behind it) Tj ET"),
        ])
    };
    assert_eq!(
        read(&document(10_000), "a.pdf").unwrap().text,
        "behind it\n"
    );
    assert_eq!(
        read(&document(MOST_UNPACKED / 30), "a.pdf").unwrap().text,
        ""
    );
}

#[test]
fn an_encrypted_document_says_nothing() {
    let mut bytes = page(b"BT /F1 12 Tf 9 9 Td (noise) Tj ET");
    bytes.extend(b"trailer<</Root 1 0 R/Encrypt<</R 3/O(x)/U(y)/P -1>>>>");
    assert_eq!(read(&bytes, "a.pdf").unwrap().text, "");
}

/// A checked area of that many squares, each drawn by itself.
fn squares(side: usize, before: &str) -> String {
    let mut content = format!("{before} 1 g 0 0 300 300 re f 0 g ");
    for (x, y) in (0..side * side).map(|at| (at % side, at / side)) {
        if (x + y) % 2 == 0 || y == 0 {
            content.push_str(&format!(
                "{} {} 2.5 2.5 re f ",
                x * 5 / 2,
                y * 5 / 2 + y % 2
            ));
        }
    }
    content
}

#[test]
fn many_squares_become_a_picture_with_a_margin() {
    let (_, pictures) = read_with_pictures(&page(squares(21, "").as_bytes()), "a.pdf").unwrap();
    let picture = pictures.first().unwrap();
    assert!(picture.starts_with(b"BM"));
    let width = u32::from_le_bytes(picture[18..22].try_into().unwrap());
    assert!((110..=122).contains(&width), "{width}");
    // Its margin is light, the row at the bottom dark.
    assert_eq!(picture[54..57], [255; 3]);
    let row = (width as usize * 3).next_multiple_of(4);
    assert_eq!(picture[54 + 18 * row + 20 * 3..][..3], [0; 3]);
}

#[test]
fn few_rectangles_outlines_and_far_ones_are_no_code() {
    let few = "0 0 5 5 re f ".repeat(20);
    let outlined = "0 0 5 5 re S 9 9 5 5 re W n ".repeat(200);
    let far = (0..200)
        .map(|n| format!("{} 0 1 1 re f ", n * 9_000))
        .collect::<String>();
    let large =
        "-9e9 -999999999999 999999999999 99999999 re f 99999999 0 0 99999999 9 9 cm ".repeat(200);
    for content in [few, outlined, far, large] {
        let (_, pictures) = read_with_pictures(&page(content.as_bytes()), "a.pdf").unwrap();
        assert!(pictures.is_empty());
    }
}
