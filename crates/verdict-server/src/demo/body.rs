//! A mail's body as a document for a sandboxed frame. The frame's policy keeps it from running or
//! fetching anything; here its own images are put in, since nothing may be fetched, and it loses
//! what no policy covers.

mod rewriting;

use std::collections::BTreeMap;

use banner_core::Message;
use banner_core::message::FileKind;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Images that are put in have at most this many bytes together, in the document.
const MOST_IMAGE_BYTES: usize = 5 * 1024 * 1024;

/// Links open nowhere: the sandbox allows no new windows. The mail's own such element is left out.
const NO_TARGET: &str = "<base target=\"_blank\">";

/// The body of `message` as an HTML document.
pub(crate) fn document(message: &Message<'_>) -> String {
    match message.body().html() {
        Some(html) => {
            let (doctype, rest) = split_doctype(html);
            let body = rewriting::rewritten(&with_images(rest, message));
            format!("{doctype}{NO_TARGET}{body}")
        }
        None => format!(
            "<!doctype html><meta charset=\"utf-8\"><style>:root{{color-scheme:light dark}}\
             pre{{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit;margin:0}}\
             body{{font:15px/1.5 system-ui,sans-serif;margin:16px}}</style><pre>{}</pre>",
            escaped(message.body().plain())
        ),
    }
}

/// The document type decides how browsers lay out, so it must stay in front.
fn split_doctype(html: &str) -> (&str, &str) {
    let text = html
        .trim_start_matches(|character: char| character.is_whitespace() || character == '\u{FEFF}');
    let begins = text
        .get(..9)
        .is_some_and(|start| start.eq_ignore_ascii_case("<!doctype"));
    match text.split_once('>') {
        Some((doctype, _)) if begins => text.split_at(doctype.len() + 1),
        _ => ("", text),
    }
}

fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + text.len() / 16);
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            // A null would end nothing in HTML, but is not allowed there either.
            '\0' => html.push('\u{FFFD}'),
            other => html.push(other),
        }
    }
    html
}

/// Replaces each `cid:` address (RFC 2392) of an image in this mail by the image itself. The text
/// that is put in consists of letters that mean nothing to HTML, wherever the address stood.
fn with_images(html: &str, message: &Message<'_>) -> String {
    let mut parts: BTreeMap<&str, (FileKind, usize)> = BTreeMap::new();
    for (index, attachment) in message.attachments().iter().enumerate() {
        if let Some(id) = &attachment.content_id {
            parts.entry(id).or_insert((attachment.sniffed, index));
        }
    }
    if parts.is_empty() {
        return html.to_owned();
    }
    let mut images: BTreeMap<usize, String> = BTreeMap::new();
    let mut room = MOST_IMAGE_BYTES;
    let mut document = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = find_cid(rest) {
        let (before, from) = rest.split_at(at);
        document.push_str(before);
        let (scheme, behind) = from.split_at("cid:".len());
        let end = behind
            .find(|character: char| character.is_whitespace() || "\"'<>)(`\\".contains(character))
            .unwrap_or(behind.len());
        let (id, after) = behind.split_at(end);
        let image = parts.get(decoded(id).as_str()).and_then(|(kind, index)| {
            let attachment = message.attachments().get(*index)?;
            let media_type = image_type(*kind)?;
            if attachment.size_hint() > MOST_IMAGE_BYTES {
                return None;
            }
            let image = images.entry(*index).or_insert_with(|| {
                format!(
                    "data:{media_type};base64,{}",
                    STANDARD.encode(attachment.contents())
                )
            });
            room = room.checked_sub(image.len())?;
            Some(image.as_str())
        });
        match image {
            Some(image) => document.push_str(image),
            None => {
                document.push_str(scheme);
                document.push_str(id);
            }
        }
        rest = after;
    }
    document.push_str(rest);
    document
}

fn find_cid(text: &str) -> Option<usize> {
    text.as_bytes()
        .windows(4)
        .position(|window| window.eq_ignore_ascii_case(b"cid:"))
}

/// Pictures only, and none that could hold a script; told by the content, not by the sender.
fn image_type(kind: FileKind) -> Option<&'static str> {
    match kind {
        FileKind::Png => Some("image/png"),
        FileKind::Jpeg => Some("image/jpeg"),
        FileKind::Gif => Some("image/gif"),
        FileKind::Webp => Some("image/webp"),
        FileKind::Bmp => Some("image/bmp"),
        _ => None,
    }
}

/// Undoes percent-encoding, as addresses of parts may have it.
fn decoded(id: &str) -> String {
    let mut bytes = Vec::with_capacity(id.len());
    let mut rest = id.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        let digits = after.first_chunk::<2>().and_then(|pair| {
            let [high, low] = pair.map(|digit| char::from(digit).to_digit(16));
            u8::try_from(high? * 16 + low?).ok()
        });
        match (byte, digits) {
            (b'%', Some(value)) => {
                bytes.push(value);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => bytes.push(*byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PIXEL: &str = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

    fn related(html: &str, media_type: &str, content: &str) -> String {
        let raw = format!(
            "From: a@b.example\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n\
             Content-Type: text/html; charset=utf-8\r\n\r\n{html}\r\n--x\r\nContent-Type: {media_type}\r\n\
             Content-ID: <logo@b.example>\r\nContent-Transfer-Encoding: base64\r\n\r\n{content}\r\n--x--\r\n"
        );
        document(&Message::parse(raw.as_bytes()))
    }

    #[test]
    fn puts_the_mails_own_images_in() {
        let html = related(
            "<p><img src=\"CID:logo%40b.example\"> and <img src=cid:other></p>",
            "image/gif",
            PIXEL,
        );
        assert!(
            html.contains(&format!("src=\"data:image/gif;base64,{PIXEL}\"")),
            "{html}"
        );
        assert!(html.contains("src=\"cid:other\">"), "{html}");
    }

    #[test]
    fn puts_nothing_in_but_pictures() {
        let svg =
            STANDARD.encode("<svg xmlns=\"http://www.w3.org/2000/svg\"><script>1</script></svg>");
        let html = related("<img src=\"cid:logo@b.example\">", "image/gif", &svg);
        assert!(
            html.contains("cid:logo@b.example") && !html.contains("data:"),
            "{html}"
        );
    }

    #[test]
    fn asks_nobody_for_a_connection_or_a_name() {
        let raw = "From: a@b.example\r\nContent-Type: text/html\r\n\r\n<!doctype html><head>\
                   <link rel=preconnect href=\"http://x.example/\"><LINK rel=dns-prefetch href=\"//x.example\">\
                   <base href=\"http://x.example/\"></head><p>Hello";
        let html = document(&Message::parse(raw.as_bytes()));
        assert_eq!(
            html,
            format!("<!doctype html>{NO_TARGET}<head></head><p>Hello")
        );
    }

    #[test]
    fn does_not_let_one_image_fill_the_memory() {
        let mut big = b"GIF89a".to_vec();
        big.resize(600_000, b'x');
        let images = "<img src=\"cid:logo@b.example\">".repeat(200);
        let html = related(&images, "image/gif", &STANDARD.encode(&big));
        assert_eq!(html.matches("data:image/gif").count(), 6);
        assert!(html.len() < MOST_IMAGE_BYTES + 100_000);
    }

    #[test]
    fn text_stays_text() {
        let mail = "From: a@b.example\r\n\r\n<script>alert(1)</script> & 1 < 2\r\n";
        let html = document(&Message::parse(mail.as_bytes()));
        assert!(
            html.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; 1 &lt; 2"),
            "{html}"
        );
    }

    #[test]
    fn keeps_the_document_type_in_front() {
        assert_eq!(
            split_doctype(" <!DOCTYPE html>\n<p>x"),
            ("<!DOCTYPE html>", "\n<p>x")
        );
        assert_eq!(split_doctype("<p>x"), ("", "<p>x"));
        assert_eq!(split_doctype("<!doctype"), ("", "<!doctype"));
    }
}
