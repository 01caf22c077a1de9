//! What holds of every mail that is made alike: bundled ones, and any bytes.

use proptest::prelude::*;

use super::*;

/// What a reader sees, with white space made one.
fn seen(raw: &[u8]) -> (String, Vec<String>, Vec<Option<String>>, String) {
    let message = Message::parse_with(raw, Charsets::default());
    let visible: Vec<&str> = message.body().visible().split_whitespace().collect();
    (
        visible.join(" "),
        message
            .links()
            .iter()
            .map(|link| link.written().to_owned())
            .collect(),
        message
            .attachments()
            .iter()
            .map(|attachment| attachment.name.clone())
            .collect(),
        message.subject().trim().to_owned(),
    )
}

fn cases() -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    let mut folders = vec![std::path::PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/corpus"
    ))];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "eml") {
                found.push(std::fs::read(path).unwrap());
            }
        }
    }
    found
}

#[test]
fn the_bundled_cases_are_the_same_after_a_second_time_and_keep_what_is_seen() {
    let cases = cases();
    assert!(cases.len() > 20, "{}", cases.len());
    let mut changed = 0;
    for raw in &cases {
        for mode in [Mode::Withheld, Mode::Simulated] {
            let once = normalise(raw, mode, &Marks::default());
            assert_eq!(
                text(&normalise(&once, mode, &Marks::default())),
                text(&once)
            );
        }
        let once = normalise(raw, Mode::Withheld, &Marks::default());
        let (before, after) = (seen(raw), seen(&once));
        assert_eq!(before.2.len(), after.2.len(), "{}", text(raw));
        // Years and the reader's address are replaced in some.
        changed += usize::from(before != after);
    }
    assert!(changed * 2 < cases.len(), "{changed} of {}", cases.len());
}

/// Mail-like text: pieces that a parser trips over, in any order.
fn pieces() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop::sample::select(vec![
        "From: a@b.example\n",
        "To: Li <li@c.example>\r\n",
        "Subject: =?utf-8?B?w6k=?= 2004\n",
        "Subject: [a] b\n",
        "\n",
        "\r\n",
        "--x\n",
        "--x--\n",
        "--y\n",
        "Content-Type: multipart/mixed; boundary=x\n",
        "Content-Type: multipart/digest; boundary=\"y\"\n",
        "Content-Type: text/html; charset=utf-16\n",
        "Content-Type: message/rfc822\n",
        "Content-Type: text/plain; name=\"a\\\"b\n",
        "Content-Transfer-Encoding: base64\n",
        "Content-Transfer-Encoding: quoted-printable\n",
        "aGVsbG8=",
        "=3D=",
        " folded\n",
        "\t\n",
        "Date: Wed, 5 Mar 2014 10:00:00 +0100\n",
        "Received: by c.example; 1 Jan 1990 00:00:00 GMT\n",
        "trap@jar ",
        "<p>1999</p>",
        "List-Post: <l@c.example>\n",
        "Authentication-Results: c; spf=pass smtp.mailfrom=b.example; dmarc=fail\n",
        "--=_part_0_0_\n",
        "\0",
        "é",
        "\r",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat().into_bytes())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_bytes_are_normalised_and_their_result_stays(raw in prop::collection::vec(any::<u8>(), 0..400)) {
        for mode in [Mode::Withheld, Mode::Simulated] {
            let once = normalise(&raw, mode, &marks());
            prop_assert_eq!(text(&normalise(&once, mode, &marks())), text(&once));
        }
    }

    #[test]
    fn mail_in_any_disorder_is_normalised_and_its_result_stays(raw in pieces()) {
        for mode in [Mode::Withheld, Mode::Simulated] {
            let once = normalise(&raw, mode, &marks());
            prop_assert_eq!(text(&normalise(&once, mode, &marks())), text(&once));
            prop_assert!(!once.windows(2).any(|pair| pair[1] == b'\n' && pair[0] != b'\r'));
        }
    }
}
