//! Monsters: mail made to break parsers.

use super::*;

/// Reads and touches everything, so that nothing lazy escapes.
#[track_caller]
fn survives(raw: &[u8]) -> Vec<Defect> {
    let mail = Message::parse(raw);
    for attachment in mail.attachments() {
        let _ = (
            attachment.contents().len(),
            attachment.head(16).len(),
            attachment.extension(),
        );
    }
    for header in mail.headers() {
        let _ = header.decoded();
    }
    assert!(mail.body().visible().len() <= body::MAX_VISIBLE);
    assert!(mail.body().hidden().len() <= body::MAX_HIDDEN);
    assert!(mail.links().len() <= MAX_LINKS);
    mail.defects().to_vec()
}

fn nested(levels: usize, part: impl Fn(usize) -> String) -> Vec<u8> {
    (0..levels).map(part).collect::<String>().into_bytes()
}

#[test]
fn survives_mail_that_is_hardly_there() {
    assert!(survives(b"").contains(&Defect::Empty));
    for raw in [
        "\n",
        "\r\n\r\n",
        ":",
        ": x\n",
        "\0",
        "From",
        "From:",
        "From: \n",
        " \n \n",
        "\r",
        "--",
        "--\n--",
        "a: b",
        "\u{feff}A: b\n\nx",
    ] {
        survives(raw.as_bytes());
    }
    survives(b"From a@b.example Mon Jan  1 00:00:00 2024");
}

#[test]
fn survives_nesting_of_every_kind() {
    let multiparts = nested(1_000, |l| {
        format!("Content-Type: multipart/mixed; boundary=b{l}\n\n--b{l}\n")
    });
    assert!(survives(&multiparts).contains(&Defect::NestedTooDeep));
    survives(&nested(500, |l| {
        format!("Content-Type: message/rfc822\nSubject: {l}\n\n")
    }));
    survives(&nested(200_000, |_| {
        "Content-Type: message/rfc822\n\n".into()
    }));
    let same = nested(2_000, |_| {
        "Content-Type: multipart/alternative; boundary=b\n\n--b\n".into()
    });
    survives(&same);
    let html = [
        b"Content-Type: text/html\n\n".as_slice(),
        &b"<div><b>".repeat(50_000),
    ]
    .concat();
    assert!(survives(&html).contains(&Defect::HtmlNestedTooDeep));
}

#[test]
fn survives_multiparts_whose_boundaries_never_come() {
    let part = "--a\nContent-Type: multipart/mixed; boundary=zzz\n\nx\n".repeat(50_000);
    survives(format!("Content-Type: multipart/mixed; boundary=a\n\n{part}").as_bytes());
    for boundary in ["", "\"\"", "\"  \"", "\"a", "-", "--", &"b".repeat(5_000)] {
        survives(format!("Content-Type: multipart/mixed; boundary={boundary}\n\n--{boundary}\n\nx\n--{boundary}--\n").as_bytes());
    }
}

#[test]
fn survives_headers_without_end() {
    assert!(survives(&b"A: b\n".repeat(200_000)).contains(&Defect::TooManyHeaders));
    assert!(
        survives(&[b"Subject: ".as_slice(), &b"x\n ".repeat(500_000)].concat())
            .contains(&Defect::HeaderTooLong)
    );
    for name in [
        "From",
        "To",
        "Subject",
        "Content-Type",
        "Authentication-Results",
        "Received",
        "Received-SPF",
        "ARC-Seal",
        "Date",
        "Content-Disposition",
    ] {
        for piece in [
            "(",
            "<",
            "\"",
            "\\",
            ";",
            "=?",
            "=?a?q?",
            "=?utf-8?B?",
            ",",
            ":",
            "a@b.example,",
            "%",
            "'",
            "*0*=",
            " ",
            "\n ",
            "\0",
            "\u{e9}",
            "x=y;",
        ] {
            survives(format!("{name}: {}\n\nx", piece.repeat(12_000)).as_bytes());
        }
    }
}

#[test]
fn survives_bytes_that_are_no_text() {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = move || {
        // xorshift: the same bytes at every run.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    for _ in 0..200 {
        let noise: Vec<u8> = (0..400).map(|_| (random() >> 24) as u8).collect();
        survives(&noise);
        for head in [
            "From: ",
            "Content-Type: ",
            "Content-Type: text/html\n\n",
            "Content-Transfer-Encoding: base64\n\n",
            "Content-Transfer-Encoding: quoted-printable\n\n",
        ] {
            survives(&[head.as_bytes(), &noise].concat());
        }
    }
    survives(&vec![0; 100_000]);
    survives(&vec![0xff; 100_000]);
    survives(&vec![b'\r'; 100_000]);
    survives(&vec![b'\n'; 100_000]);
}

/// A mail with everything, for cutting and bending.
const RICH: &str = "From: \"A (x)\" <a@b.example>\r\nAuthentication-Results: mx; dkim=pass (c) header.d=\"b.example\"\r\nSubject: =?gb2312?B?xPq6ww==?=\r\n\
Content-Type: multipart/mixed; boundary=\"m\"\r\n\r\n--m\r\nContent-Type: text/html; charset=gbk\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
<style>.x{display:none}</style><a href=3D\"https://x.example\">=C4=FA</a><form action=3Dy><input type=3Dpassword></form>\r\n\
--m\r\nContent-Type: application/zip\r\nContent-Disposition: attachment; filename*=utf-8''%E5%8F%91.zip\r\nContent-Transfer-Encoding: base64\r\n\r\nUEsDBAoAAAAA\r\n--m--\r\n";

#[test]
fn survives_a_mail_cut_at_any_byte() {
    for end in 0..=RICH.len() {
        survives(&RICH.as_bytes()[..end]);
    }
}

#[test]
fn survives_a_mail_with_any_byte_changed() {
    for at in 0..RICH.len() {
        for byte in [0, b'\n', b'"', b'=', 0xff] {
            let mut raw = RICH.as_bytes().to_vec();
            raw[at] = byte;
            survives(&raw);
        }
    }
}

#[test]
fn survives_25_megabytes_of_anything() {
    const SIZE: usize = 25 * 1024 * 1024;
    let fill = |head: &str, piece: &str| {
        [
            head.as_bytes(),
            &piece.as_bytes().repeat(SIZE / piece.len()),
        ]
        .concat()
    };
    assert!(
        survives(&fill("Content-Type: text/html\n\n", "<b>x</b>"))
            .contains(&Defect::TextPartTruncated)
    );
    survives(&fill("Content-Type: text/plain\n\n", "http://a.example "));
    survives(&fill(
        "Content-Type: multipart/mixed; boundary=a\n\n",
        "--a\n\nx\n",
    ));
    survives(&fill(
        "Content-Type: multipart/mixed; boundary=a\n\n",
        "--b\n",
    ));
    survives(&fill(
        "Content-Type: application/zip\nContent-Transfer-Encoding: base64\n\n",
        "UEsDBAoAAAAAUEsDBAoAAAAA\n",
    ));
    survives(&fill("", "a: b\n"));
}
