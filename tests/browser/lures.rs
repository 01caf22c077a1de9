//! Mails whose lure is in a part: archives that hide what they hold, and codes to be scanned.

use anyhow::{Context, Result};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use image::{DynamicImage, GrayImage, ImageFormat, Luma};
use qrcodegen::{QrCode, QrCodeEcc};

/// Where the codes lead.
const TARGET: &str = "https://postfach-pruefung.example/halle/7f3a";
/// The host of [`TARGET`].
pub const TARGET_HOST: &str = "postfach-pruefung.example";
/// The light border around a code, in modules.
const BORDER: i32 = 4;
/// Pixels a module.
const MODULE: i32 = 6;

const HEAD: &str = "Delivered-To: julia@acme.example\r\nFrom: \"Ines Kolbe\" <ines.kolbe@tarnow-druck.example>\r\n\
    To: Julia Sommer <julia@acme.example>\r\nDate: Wed, 18 Nov 2026 09:12:44 +0100\r\nMIME-Version: 1.0\r\n";

/// A mail with a text, nothing else.
pub fn plain(subject: &str) -> Vec<u8> {
    format!(
        "{HEAD}Subject: {subject}\r\nMessage-ID: <{}@tarnow-druck.example>\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\nThe proofs are ready, call me when you like.\r\n",
        subject.len()
    )
    .into_bytes()
}

/// A mail with this file attached.
pub fn with_file(subject: &str, name: &str, contents: &[u8]) -> Vec<u8> {
    format!(
        "{HEAD}Subject: {subject}\r\nContent-Type: multipart/mixed; boundary=cut\r\n\r\n\
         --cut\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nThe papers you asked for.\r\n\
         --cut\r\nContent-Type: application/octet-stream; name=\"{name}\"\r\n\
         Content-Disposition: attachment; filename=\"{name}\"\r\nContent-Transfer-Encoding: base64\r\n\r\n\
         {}\r\n--cut--\r\n",
        base64_lines(contents)
    )
    .into_bytes()
}

/// A ZIP archive of one stored file; `is_locked` sets the flag of a password.
pub fn zip(name: &str, contents: &[u8], is_locked: bool) -> Vec<u8> {
    let flags = [u8::from(is_locked), 0];
    let size = (contents.len() as u32).to_le_bytes();
    let name_size = (name.len() as u16).to_le_bytes();
    // Flags, method (stored), time, date, checksum, both sizes, lengths of the name and of more.
    let common = [
        flags.as_slice(),
        &[0; 10],
        &size,
        &size,
        &name_size,
        &[0; 2],
    ]
    .concat();
    let file = [
        b"PK\x03\x04\x14\0".as_slice(),
        &common,
        name.as_bytes(),
        contents,
    ]
    .concat();
    let entry = [
        b"PK\x01\x02\x14\0\x14\0".as_slice(),
        &common,
        &[0; 14],
        name.as_bytes(),
    ]
    .concat();
    let end = [
        b"PK\x05\x06\0\0\0\0\x01\0\x01\0".as_slice(),
        &(entry.len() as u32).to_le_bytes(),
        &(file.len() as u32).to_le_bytes(),
        &[0; 2],
    ]
    .concat();
    [file, entry, end].concat()
}

/// A code in a PNG that the HTML shows by its Content-ID.
pub fn code_by_content_id(subject: &str) -> Result<Vec<u8>> {
    let raw = format!(
        "{HEAD}Subject: {subject}\r\nContent-Type: multipart/related; boundary=cut\r\n\r\n\
         --cut\r\nContent-Type: text/html; charset=utf-8\r\n\r\n\
         <p>Please scan:</p><img src=\"cid:plan@tarnow-druck.example\" alt=\"\">\r\n\
         --cut\r\nContent-Type: image/png\r\nContent-ID: <plan@tarnow-druck.example>\r\n\
         Content-Disposition: inline\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n--cut--\r\n",
        base64_lines(&png()?)
    );
    Ok(raw.into_bytes())
}

/// A code in a PNG that stands in the HTML itself.
pub fn code_as_data(subject: &str) -> Result<Vec<u8>> {
    let data = BASE64_STANDARD.encode(png()?);
    Ok(html(
        subject,
        &format!("<img src=\"data:image/png;base64,{data}\" alt=\"\">"),
    ))
}

/// A code as SVG among the tags.
pub fn code_among_the_tags(subject: &str) -> Result<Vec<u8>> {
    Ok(html(subject, &drawing()?))
}

/// A code as the SVG file of an image.
pub fn code_in_a_drawing(subject: &str) -> Result<Vec<u8>> {
    let data = BASE64_STANDARD.encode(drawing()?);
    Ok(html(
        subject,
        &format!("<img src=\"data:image/svg+xml;base64,{data}\" alt=\"\">"),
    ))
}

/// A code in an AVIF, which the browser alone can read.
pub fn code_in_avif(subject: &str) -> Vec<u8> {
    let data = BASE64_STANDARD.encode(include_bytes!("code.avif"));
    html(
        subject,
        &format!("<img src=\"data:image/avif;base64,{data}\" alt=\"\">"),
    )
}

/// A code of table cells with a background.
pub fn code_in_cells(subject: &str) -> Result<Vec<u8>> {
    let code = code()?;
    let mut rows = String::new();
    for y in -BORDER..code.size() + BORDER {
        rows.push_str("<tr>");
        for x in -BORDER..code.size() + BORDER {
            let colour = if code.get_module(x, y) {
                "#000000"
            } else {
                "#ffffff"
            };
            rows.push_str(&format!("<td width=4 height=4 bgcolor={colour}></td>\r\n"));
        }
        rows.push_str("</tr>\r\n");
    }
    Ok(html(
        subject,
        &format!("<table cellspacing=0 cellpadding=0>{rows}</table>"),
    ))
}

/// A code of half blocks.
pub fn code_in_blocks(subject: &str) -> Result<Vec<u8>> {
    let code = code()?;
    let mut lines = String::new();
    for y in (-BORDER..code.size() + BORDER).step_by(2) {
        for x in -BORDER..code.size() + BORDER {
            lines.push(match (code.get_module(x, y), code.get_module(x, y + 1)) {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => ' ',
            });
        }
        lines.push_str("\r\n");
    }
    Ok(html(
        subject,
        &format!("<pre style='line-height:1'>{lines}</pre>"),
    ))
}

fn html(subject: &str, body: &str) -> Vec<u8> {
    format!(
        "{HEAD}Subject: {subject}\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Please scan:</p>{body}\r\n"
    )
    .into_bytes()
}

fn code() -> Result<QrCode> {
    QrCode::encode_text(TARGET, QrCodeEcc::Medium).context("the code could not be made")
}

fn drawing() -> Result<String> {
    let code = code()?;
    let side = code.size() + 2 * BORDER;
    let mut squares = String::new();
    for (x, y) in (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y))) {
        if code.get_module(x, y) {
            squares.push_str(&format!("M{} {}h1v1h-1z\r\n", x + BORDER, y + BORDER));
        }
    }
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" width=\"200\"><path d=\"{squares}\"/></svg>"
    ))
}

fn png() -> Result<Vec<u8>> {
    let code = code()?;
    let side = u32::try_from((code.size() + 2 * BORDER) * MODULE)?;
    let module = |pixel: u32| pixel as i32 / MODULE - BORDER;
    let picture = GrayImage::from_fn(side, side, |x, y| {
        Luma([if code.get_module(module(x), module(y)) {
            0
        } else {
            255
        }])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    DynamicImage::from(picture).write_to(&mut bytes, ImageFormat::Png)?;
    Ok(bytes.into_inner())
}

fn base64_lines(bytes: &[u8]) -> String {
    let text = BASE64_STANDARD.encode(bytes);
    let mut lines = String::new();
    for (place, letter) in text.chars().enumerate() {
        if place > 0 && place % 76 == 0 {
            lines.push_str("\r\n");
        }
        lines.push(letter);
    }
    lines
}
