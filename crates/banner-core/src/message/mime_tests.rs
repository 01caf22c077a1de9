//! Part trees, whole and broken.

use super::*;

fn parts(raw: &str) -> (Vec<(String, String)>, Vec<Defect>) {
    let mut defects = Defects::default();
    let entity = walk(raw.as_bytes(), Charsets::default(), &mut defects);
    let parts = entity
        .parts
        .iter()
        .map(|p| {
            (
                p.fields.media.clone(),
                String::from_utf8_lossy(p.body).into_owned(),
            )
        })
        .collect();
    (parts, defects.as_slice().to_vec())
}

fn pair(media: &str, body: &str) -> (String, String) {
    (media.into(), body.into())
}

#[test]
fn reads_a_mail_without_mime() {
    let (found, defects) = parts("Subject: x\r\n\r\nhello\r\n");
    assert_eq!(found, [pair("text/plain", "hello\r\n")]);
    assert!(defects.is_empty());
}

#[test]
fn reads_nested_multiparts_in_order() {
    let raw = "Content-Type: multipart/mixed; boundary=a\n\npreamble\n--a\nContent-Type: multipart/alternative; boundary=\"a b\"\n\n\
               --a b\n\nplain\n--a b\nContent-Type: text/html\n\n<p>\n--a b--\n\n--a\nContent-Type: image/png\n\nPNG\n--a--\nepilogue\n";
    let (found, defects) = parts(raw);
    assert_eq!(
        found,
        [
            pair("text/plain", "plain"),
            pair("text/html", "<p>"),
            pair("image/png", "PNG")
        ]
    );
    assert!(defects.is_empty(), "{defects:?}");
    let mut unused = Defects::default();
    let entity = walk(raw.as_bytes(), Charsets::default(), &mut unused);
    let alternatives: Vec<_> = entity.parts.iter().map(|p| p.alternative).collect();
    assert_eq!(alternatives, [Some(1), Some(1), None]);
}

#[test]
fn tells_boundaries_apart_that_extend_one_another() {
    let raw = "Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: multipart/mixed; boundary=x1\n\n--x1\n\none\n--x1--\n--x\n\ntwo\n--x--\n";
    assert_eq!(
        parts(raw).0,
        [pair("text/plain", "one"), pair("text/plain", "two")]
    );
}

#[test]
fn reads_what_is_there_when_boundaries_are_missing() {
    let (found, defects) = parts("Content-Type: multipart/mixed; boundary=a\n\nall of it\n");
    assert_eq!(found, [pair("text/plain", "all of it\n")]);
    assert!(defects.contains(&Defect::MissingBoundary));
    let (found, defects) = parts("Content-Type: multipart/mixed\n\n--a\n\nx\n");
    assert_eq!(found, [pair("text/plain", "--a\n\nx\n")]);
    assert_eq!(defects, [Defect::MissingBoundary]);
    let (found, defects) =
        parts("Content-Type: multipart/mixed; boundary=a\n\n--a\n\nnot closed\n");
    assert_eq!(found, [pair("text/plain", "not closed\n")]);
    assert_eq!(defects, [Defect::MissingClosingBoundary]);
}

#[test]
fn does_not_descend_into_attached_messages() {
    let raw = "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: message/rfc822\n\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nin\n--b--\n--a--\n";
    let (found, _) = parts(raw);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].0, "message/rfc822");
}

#[test]
fn skips_an_mbox_line_and_leading_blank_lines() {
    let (found, defects) =
        parts("\n\nFrom a@b.example Mon Jan  1 00:00:00 2024\nSubject: x\n\nbody");
    assert_eq!(found, [pair("text/plain", "body")]);
    assert_eq!(defects, [Defect::MboxFromLine]);
}

#[test]
fn reads_lines_that_end_in_carriage_returns_alone() {
    let (found, defects) = parts("Subject: x\rTo: a\r\rbody\rmore");
    assert_eq!(found, [pair("text/plain", "body\rmore")]);
    assert_eq!(defects, [Defect::BareCarriageReturn]);
}

#[test]
fn records_empty_and_headless_mail() {
    assert!(parts("").1.contains(&Defect::Empty));
    assert_eq!(parts("only text").0, [pair("text/plain", "only text")]);
    assert!(parts("A: b\n").1.contains(&Defect::NoBody));
}

#[test]
fn stops_at_its_bounds() {
    let mut deep = String::new();
    for level in 0..1_000 {
        deep.push_str(&format!(
            "Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n"
        ));
    }
    assert!(parts(&deep).1.contains(&Defect::NestedTooDeep));
    let wide = format!(
        "Content-Type: multipart/mixed; boundary=a\n\n{}",
        "--a\n\nx\n".repeat(MAX_PARTS * 2)
    );
    let (found, defects) = parts(&wide);
    assert_eq!(found.len(), MAX_PARTS);
    assert!(defects.contains(&Defect::TooManyParts));
    let noise = format!(
        "Content-Type: multipart/mixed; boundary=a\n\n--a\n\n{}",
        "--\n".repeat(MAX_FALSE_DELIMITERS * 2)
    );
    assert!(parts(&noise).1.contains(&Defect::TooManyParts));
    // Multiparts whose boundary never comes must not each search the rest of the mail.
    let unmatched = "--a\nContent-Type: multipart/mixed; boundary=zzz\n\n".repeat(20_000);
    let (_, defects) = parts(&format!(
        "Content-Type: multipart/mixed; boundary=a\n\n{unmatched}"
    ));
    assert!(defects.contains(&Defect::MissingBoundary));
}

#[test]
fn takes_a_boundary_within_a_line_for_text() {
    // A comment in the HTML must not end what is looked at of a mail.
    for comment in ["<!--ab-->", "<!--abc-->", "- --ab--"] {
        let html = format!("<p>Hello{comment}<a href=https://evil.example>log in</a>");
        let raw = format!(
            "Content-Type: multipart/mixed; boundary=ab\n\n--ab\nContent-Type: text/html\n\n{html}\n--ab--\n"
        );
        assert_eq!(parts(&raw).0, [pair("text/html", &html)], "{comment}");
    }
}

#[test]
fn finds_the_parts_behind_a_multipart_that_is_not_closed() {
    let raw = "Content-Type: multipart/mixed; boundary=outer\n\n--outer\nContent-Type: multipart/alternative; boundary=inner\n\n\
               --inner\n\nharmless\n--outer\nContent-Type: application/x-msdownload\n\nMZ\n--outer--\n";
    let (found, defects) = parts(raw);
    assert_eq!(
        found,
        [
            pair("text/plain", "harmless"),
            pair("application/x-msdownload", "MZ")
        ]
    );
    assert_eq!(defects, [Defect::MissingClosingBoundary]);
}

#[test]
fn ends_a_part_that_is_all_headers_at_the_delimiter() {
    let raw = "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: application/pdf\n--a\nContent-Type: text/html\n\n<p>\n--a--\n";
    assert_eq!(
        parts(raw).0,
        [pair("application/pdf", ""), pair("text/html", "<p>")]
    );
}
