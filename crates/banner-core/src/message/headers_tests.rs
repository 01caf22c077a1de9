//! Header sections, whole and broken.

use super::*;

fn read(raw: &[u8]) -> (Section<'_>, Vec<Defect>) {
    let mut defects = Defects::default();
    let section = read_section(
        raw,
        0,
        b'\n',
        MAX_LINES,
        Charsets::default(),
        &mut defects,
        |_| false,
    );
    (section, defects.as_slice().to_vec())
}

#[test]
fn keeps_fields_in_order_with_their_positions() {
    let (section, defects) = read(b"A: 1\r\nB: 2\r\na: 3\r\n\r\nbody");
    let names: Vec<_> = section
        .headers
        .iter()
        .map(|h| (h.name, &*h.value, h.position))
        .collect();
    assert_eq!(names, [("A", "1", 0), ("B", "2", 1), ("a", "3", 2)]);
    assert_eq!(section.headers.count("A"), 2);
    assert_eq!(section.headers.get("b").unwrap().value, "2");
    assert_eq!(section.body, 20);
    assert!(defects.is_empty());
}

#[test]
fn unfolds_continuation_lines_and_keeps_the_raw_bytes() {
    let (section, _) = read(b"Subject: one\n two\n\tthree\nX: y\n\n");
    let subject = section.headers.get("subject").unwrap();
    assert_eq!(subject.value, "one two\tthree");
    assert_eq!(subject.raw, b" one\n two\n\tthree");
}

#[test]
fn borrows_what_needs_no_change() {
    let (section, _) = read(b"X: plain\n\n");
    assert!(matches!(
        section.headers.get("x").unwrap().value,
        Cow::Borrowed("plain")
    ));
}

#[test]
fn allows_white_space_before_the_colon() {
    let (section, defects) = read(b"From : a@b.example\n\n");
    assert_eq!(section.headers.get("From").unwrap().value, "a@b.example");
    assert!(defects.is_empty());
}

#[test]
fn takes_text_without_any_field_as_body() {
    let (section, defects) = read(b"just some words\nand more\n\nend");
    assert_eq!(section.body, 0);
    assert_eq!(defects, [Defect::NoHeaders]);
}

#[test]
fn reads_few_lines_of_the_headers_of_a_part() {
    let raw = format!("{}\nbody", "A: b\n".repeat(MAX_PART_LINES * 2));
    let mut defects = Defects::default();
    let section = read_section(
        raw.as_bytes(),
        0,
        b'\n',
        MAX_PART_LINES,
        Charsets::default(),
        &mut defects,
        |_| false,
    );
    assert_eq!(section.headers.len(), MAX_PART_LINES);
    assert_eq!(raw.get(section.body..), Some("body"));
    assert_eq!(defects.as_slice(), [Defect::TooManyHeaders]);
}

#[test]
fn reads_the_fields_behind_lines_that_are_none() {
    let (section, defects) = read(b"A: 1\nbroken\n \nFrom x: 2\n: y\nB: 3\n\nbody");
    let names: Vec<_> = section.headers.iter().map(|h| h.name).collect();
    assert_eq!(names, ["A", "B"]);
    assert_eq!((section.body, section.closed), (34, true));
    assert_eq!(defects, [Defect::MalformedHeaderLine]);
}

#[test]
fn skips_a_broken_line_between_fields() {
    let (section, defects) = read(b"A: 1\nbroken line\nB: 2\n\n");
    assert_eq!(section.headers.len(), 2);
    assert_eq!(defects, [Defect::MalformedHeaderLine]);
}

#[cfg(feature = "charsets")]
#[test]
fn decodes_raw_latin_and_chinese_bytes_in_a_header() {
    let (section, defects) = read(b"Subject: caf\xe9\nX: \xc4\xfa\xba\xc3\n\n");
    assert_eq!(section.headers.get("subject").unwrap().value, "café");
    assert_eq!(section.headers.get("x").unwrap().value, "您好");
    assert_eq!(defects, [Defect::NonUtf8Header]);
}

#[test]
fn bounds_the_number_and_length_of_fields() {
    let mut raw = "A: b\n".repeat(MAX_HEADERS + 10).into_bytes();
    raw.extend_from_slice(b"Long: ");
    let (section, defects) = read(&raw);
    assert_eq!(section.headers.len(), MAX_HEADERS);
    assert_eq!(defects, [Defect::TooManyHeaders]);
    let long = [b"L: ".as_slice(), &vec![b'x'; MAX_VALUE * 2]].concat();
    let (section, defects) = read(&long);
    assert!(section.headers.get("L").unwrap().value.len() <= MAX_VALUE);
    assert!(!section.closed);
    assert_eq!(defects, [Defect::HeaderTooLong]);
}

#[test]
fn bounds_the_whole_section_and_finds_the_body_behind_it() {
    let field = format!("A: {}\r\n", "x".repeat(60_000));
    let raw = format!("{}\r\nbody", field.repeat(40));
    let (section, defects) = read(raw.as_bytes());
    assert!(section.headers.len() < 20);
    assert_eq!(raw.get(section.body..), Some("body"));
    assert_eq!(defects, [Defect::TooManyHeaders]);
}

#[test]
fn ends_at_the_delimiter_of_an_enclosing_multipart() {
    let raw = b"A: 1\n--outer\nB: 2\n\n";
    let section = read_section(
        raw,
        0,
        b'\n',
        MAX_LINES,
        Charsets::default(),
        &mut Defects::default(),
        |line| line == b"--outer",
    );
    assert_eq!(
        (section.body, section.closed, section.headers.len()),
        (5, false, 1)
    );
}
