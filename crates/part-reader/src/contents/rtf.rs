//! Rich Text Format: objects inside, templates and pictures from the network, fields.

use banner_core::readings::Feature;

use super::bytes::{find, holds, place_at, slice};
use super::compound_file::CompoundFile;
use super::reading::{Place, Reading};
use super::{hyperlinks, objects, rtf_text};

/// How many objects are unpacked.
const MOST_OBJECTS: usize = 20;
/// How many fields are read.
const MOST_FIELDS: usize = 500;
/// At most this much of an object is read.
const LONGEST_OBJECT: usize = 4 * 1024 * 1024;

/// What office programs put into each other's documents, and renew.
const OFFICE: [&str; 6] = [
    "excel.",
    "word.",
    "powerpoint.",
    "msgraph.",
    "visio.",
    "outlook.",
];

/// Reads a document.
pub(super) fn read(reading: &mut Reading, bytes: &[u8], place: &Place) {
    for at in groups(bytes, b"\\*\\template")
        .chain(groups(bytes, b"\\template"))
        .take(MOST_OBJECTS)
    {
        let target = plain_text(slice(bytes, at, 2_048));
        let target = target.trim();
        if hyperlinks::is_elsewhere(target) {
            reading.does(Feature::RemoteTemplate);
            reading.leads_to(target);
        }
    }
    // An object that is renewed at the opening is loaded without a click.
    let updates = holds(bytes, b"\\objupdate") || holds(bytes, b"\\objautlink");
    let mut has_object = false;
    for at in groups(bytes, b"\\objdata").take(MOST_OBJECTS) {
        let data = hexadecimal(
            bytes.get(at..).unwrap_or_default(),
            LONGEST_OBJECT.min(reading.left()),
        );
        reading.spend(data.len());
        has_object = true;
        let before = bytes.get(at.saturating_sub(512)..at).unwrap_or_default();
        let named = groups(before, b"\\objclass").last();
        let named = named.map(|start| plain_text(slice(before, start, 64)));
        object(
            reading,
            &data,
            named.unwrap_or_default().trim(),
            updates,
            place,
        );
    }
    if has_object && holds(bytes, b"\\objautlink") {
        reading.does(Feature::RemoteObject);
    }
    for at in groups(bytes, b"\\fldinst").take(MOST_FIELDS) {
        hyperlinks::in_field(reading, &plain_text(slice(bytes, at, 2_048)));
    }
    reading.says(&rtf_text::read(bytes));
    let pictures = groups(bytes, b"\\pngblip").chain(groups(bytes, b"\\jpegblip"));
    for at in pictures.take(MOST_OBJECTS) {
        let picture = bytes.get(at..).unwrap_or_default();
        let picture = hexadecimal(picture, LONGEST_OBJECT.min(reading.left()));
        reading.spend(picture.len());
        reading.shows(picture);
    }
}

/// Where the text behind a control word begins.
fn groups<'a>(bytes: &'a [u8], word: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    memchr::memmem::find_iter(bytes, word)
        .map(|at| at + word.len())
        .filter(|at| {
            bytes
                .get(*at)
                .is_none_or(|next| !next.is_ascii_alphabetic())
        })
}

/// The text up to the end of its group, without control words and the groups around its pieces.
fn plain_text(bytes: &[u8]) -> String {
    let (mut out, mut depth, mut at) = (String::new(), 0i32, 0);
    while let Some(byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 0 => break,
            b'}' => depth -= 1,
            b'\\' => match bytes.get(at) {
                Some(b'\'') => {
                    let code = std::str::from_utf8(slice(bytes, at + 1, 2)).ok();
                    if let Some(code) = code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
                        out.push(char::from(code));
                    }
                    at += 3;
                }
                Some(escaped @ (b'\\' | b'{' | b'}')) => {
                    out.push(char::from(*escaped));
                    at += 1;
                }
                _ => {
                    let word = bytes.get(at..).unwrap_or_default();
                    let length = word
                        .iter()
                        .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'-')
                        .count();
                    // `\u104?`: a letter by its number, and another for those who cannot read it.
                    let unicode = slice(word, 0, length).strip_prefix(b"u");
                    let number = unicode
                        .and_then(|digits| std::str::from_utf8(digits).ok()?.parse::<u32>().ok());
                    at += length;
                    match number.and_then(char::from_u32) {
                        Some(c) => {
                            out.push(c);
                            at += usize::from(bytes.get(at) == Some(&b'?'));
                        }
                        None => at += usize::from(bytes.get(at) == Some(&b' ')),
                    }
                }
            },
            b'\r' | b'\n' => {}
            _ => out.push(char::from(*byte)),
        }
    }
    out
}

/// The bytes written in hexadecimal digits up to the end of the group. What stands between the digits, readers pass over,
/// and so does this: control words, groups and any other letters hide objects from who looks for plain digits.
fn hexadecimal(bytes: &[u8], limit: usize) -> Vec<u8> {
    let (mut out, mut high, mut depth, mut at) = (Vec::new(), None, 0i32, 0);
    while let Some(byte) = bytes.get(at).filter(|_| out.len() < limit) {
        at += 1;
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 0 => break,
            b'}' => depth -= 1,
            b'\\' => {
                let word = bytes.get(at..).unwrap_or_default();
                let length = word
                    .iter()
                    .take_while(|byte| byte.is_ascii_alphanumeric())
                    .count()
                    .max(1);
                if let Some(count) = slice(word, 0, length).strip_prefix(b"bin") {
                    let count = std::str::from_utf8(count)
                        .ok()
                        .and_then(|count| count.parse().ok())
                        .unwrap_or(0);
                    let start = at.saturating_add(length + 1);
                    out.extend_from_slice(slice(bytes, start, count.min(limit - out.len())));
                    at = at.saturating_add(count).saturating_add(1);
                }
                at = at.saturating_add(length);
            }
            digit => {
                if let Some(value) = char::from(*digit).to_digit(16) {
                    match high.take() {
                        None => high = Some(value),
                        Some(high) => out.push(u8::try_from(high << 4 | value).unwrap_or_default()),
                    }
                }
            }
        }
    }
    out.truncate(limit);
    out
}

/// An object as OLE 1 wrote it ([MS-OLEDS], section 2.2.5): a version, a format, the class, two names, the data.
fn object(reading: &mut Reading, data: &[u8], named: &str, updates: bool, place: &Place) {
    let class_length = place_at(data, 8).unwrap_or_default();
    let class = super::bytes::text(slice(data, 12, class_length.min(256))).to_ascii_lowercase();
    // Data that is cut off or damaged on purpose does not say what it is; the group before it may.
    let class = match class.is_empty() {
        true => named.to_ascii_lowercase(),
        false => class,
    };
    if let Some(start) = find(data, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0) {
        let inner = data.get(start..).unwrap_or_default();
        if let Some(file) = CompoundFile::read(inner) {
            objects::read(reading, &file, place);
            super::vba::read(reading, &file);
        }
        // A link object holds the address that it is renewed from.
        if class.contains("ole2link") || holds(inner, &super::bytes::wide("\u{1}Ole")) {
            let before = reading.contents.links.len();
            hyperlinks::in_bytes(reading, inner);
            if reading.contents.links.len() > before && class.contains("link") {
                reading.does(Feature::RemoteObject);
            }
        }
    } else if class == "package" {
        let mut at = 12usize.saturating_add(class_length);
        for _ in 0..2 {
            at = at
                .saturating_add(4)
                .saturating_add(place_at(data, at).unwrap_or_default());
        }
        // The length of the data stands before it, where a stream has its own.
        let stream = data.get(at..).unwrap_or_default();
        objects::native(reading, stream, place);
    }
    // The equation editor: no document has needed it since 2007, and its flaws run what the object holds. It need not be
    // whole for that, nor have its right name, and what is loaded at the opening is no formula.
    if class.starts_with("equation.") && (updates || data.len() > 2_000) {
        reading.does(Feature::Launch);
    } else if updates && !OFFICE.iter().any(|name| class.starts_with(name)) {
        reading.does(Feature::EmbeddedFile);
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{compound_file, names, ole10_native};
    use super::super::read;
    use banner_core::readings::{Feature, PartContents};

    #[track_caller]
    fn document(body: &str) -> PartContents {
        read(format!("{{\\rtf1\\ansi {body}}}").as_bytes(), "a.rtf").unwrap()
    }

    fn hex(bytes: &[u8]) -> String {
        bytes
            .iter()
            .map(|byte| format!("{byte:02x}\r\n{{\\x}}"))
            .collect()
    }

    #[test]
    fn a_template_on_the_network_is_noticed_however_it_is_written() {
        for target in [
            "https://evil.example/t.dotm",
            "\\'68ttps://evil.example/t.dotm",
            "\\u104?ttps://evil.example/t.dotm",
        ] {
            let contents = document(&format!("{{\\*\\template {target}}}"));
            assert_eq!(contents.features, [Feature::RemoteTemplate], "{target}");
            assert_eq!(contents.links, ["https://evil.example/t.dotm"]);
        }
        assert_eq!(
            document("{\\*\\template C:\\\\Templates\\\\a.dot}").features,
            []
        );
    }

    #[test]
    fn packed_files_are_found_between_hidden_digits() {
        let object = [
            b"\x01\x05\0\0\x02\0\0\0\x08\0\0\0Package\0\0\0\0\0\0\0\0\0".as_slice(),
            &ole10_native("a", "C:\\run.js", b"x"),
        ]
        .concat();
        let contents = document(&format!(
            "{{\\object\\objemb{{\\*\\objdata {}}}}}",
            hex(&object)
        ));
        assert_eq!(names(&contents), ["run.js"]);
        assert_eq!(contents.features, [Feature::EmbeddedFile]);
        let inner = compound_file(&[(
            "\u{1}Ole10Native",
            &ole10_native("a", "C:\\run.exe", b"MZ\x90\0"),
        )]);
        let object = [
            b"\x01\x05\0\0\x02\0\0\0\x08\0\0\0Package\0\0\0\0\0\0\0\0\0\0\0\0\0".as_slice(),
            &inner,
        ]
        .concat();
        let contents = document(&format!(
            "{{\\object\\objemb{{\\*\\objdata {}}}}}",
            hex(&object)
        ));
        assert_eq!(names(&contents), ["run.exe"]);
    }

    #[test]
    fn fields_and_links_are_read() {
        let contents = document(
            "{\\field{\\*\\fldinst{ HYPERLINK \"https://evil.example/a\" }}{\\fldrslt x}}",
        );
        assert_eq!(
            (contents.links, contents.features),
            (vec!["https://evil.example/a".to_owned()], vec![])
        );
        assert_eq!(
            document("{\\field{\\*\\fldinst DDEAUTO cmd \"/k\"}}").features,
            [Feature::Dde]
        );
    }

    #[test]
    fn objects_that_are_loaded_at_the_opening_are_told_from_charts() {
        let object = |class: &str, word: &str| {
            let head = [
                b"\x01\x05\0\0\x02\0\0\0".as_slice(),
                &[class.len() as u8, 0, 0, 0],
                class.as_bytes(),
                &[0; 12],
            ];
            document(&format!(
                "{{\\object\\objemb{word}{{\\*\\objdata {}}}}}",
                hex(&head.concat())
            ))
        };
        assert_eq!(
            object("Equation.3", "\\objupdate").features,
            [Feature::Launch]
        );
        assert_eq!(
            object("qwErty", "\\objupdate").features,
            [Feature::EmbeddedFile]
        );
        assert_eq!(object("Excel.Chart.8", "\\objupdate").features, []);
        assert_eq!(object("Equation.3", "").features, []);
        let cut = "{\\object\\objocx\\objupdate{\\*\\objclass Equation.3}{\\*\\objdata 0105000002000000}}";
        assert_eq!(document(cut).features, [Feature::Launch]);
    }

    #[test]
    fn pictures_are_given_as_files() {
        let document = format!("{{\\rtf1 {{\\pict\\picw9\\pngblip {}}}}}", hex(b"\x89PNG"));
        let (_, pictures) = super::super::read_with_pictures(document.as_bytes(), "a.rtf").unwrap();
        assert_eq!(pictures, [b"\x89PNG"]);
    }

    #[test]
    fn bytes_that_are_said_to_go_on_for_ever_end_with_the_file() {
        for count in [
            u64::MAX.to_string(),
            usize::MAX.to_string(),
            u32::MAX.to_string(),
        ] {
            let bytes = document(&format!("{{\\object{{\\*\\objdata 0105\\bin{count} x}}}}"));
            assert_eq!(bytes.features, []);
            let picture = format!("{{\\rtf1 {{\\pict\\pngblip 8950\\bin{count} x}}}}");
            let (_, pictures) =
                super::super::read_with_pictures(picture.as_bytes(), "a.rtf").unwrap();
            assert_eq!(pictures.len(), 1);
        }
    }

    #[test]
    fn text_is_no_feature() {
        assert_eq!(
            document("Dear Julia,\\par see objdata and template."),
            PartContents {
                kind: Some(banner_core::readings::Kind::Document),
                text: "Dear Julia,\nsee objdata and template.".into(),
                ..PartContents::default()
            }
        );
    }
}
