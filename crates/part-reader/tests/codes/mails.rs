//! Mails that show a code in pieces, in cells, in characters or in their HTML.

use image::{DynamicImage, ImageFormat, RgbImage, imageops};
use qrcodegen::{QrCode, QrCodeEcc};

use super::canvas::Drawing;
use super::random::Random;
use super::variants::address;

/// What draws a mail: its bytes and the text of its code.
pub type MailKind = (&'static str, fn(&mut Random) -> (Vec<u8>, String));

/// All kinds.
pub const MAILS: [MailKind; 6] = [
    ("in the HTML", in_the_html),
    ("drawn in the HTML", drawn_in_the_html),
    ("split", split),
    ("cells", cells),
    ("blocks", blocks),
    ("plain text", plain_text),
];

/// The mail of a kind with that seed.
pub fn mail(kind: usize, seed: u64) -> (Vec<u8>, String) {
    let mut random = Random::new(seed << 8 | 0x80 | kind as u64);
    (MAILS[kind].1)(&mut random)
}

const HEADERS: &str = "From: Support <support@velisque.example>\r\nTo: julia@acme.example\r\nSubject: Action needed\r\nMIME-Version: 1.0\r\n";

fn code(random: &mut Random) -> (QrCode, String) {
    let text = address(random);
    let level = *random.of(&[QrCodeEcc::Low, QrCodeEcc::Medium, QrCodeEcc::High]);
    (QrCode::encode_text(&text, level).unwrap(), text)
}

fn encoded(picture: &RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    DynamicImage::from(picture.clone())
        .write_to(&mut bytes, format)
        .unwrap();
    bytes.into_inner()
}

/// Base64 (RFC 4648).
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let bits = three
            .iter()
            .fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte))
            << (8 * (3 - three.len()));
        for at in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * at) & 63) as usize];
            text.push(if at <= three.len() {
                char::from(letter)
            } else {
                '='
            });
        }
    }
    text
}

fn html(body: &str) -> Vec<u8> {
    format!("{HEADERS}Content-Type: text/html; charset=utf-8\r\n\r\n<html><body><p>Scan with your phone:</p>{body}<p>Support</p></body></html>\r\n").into_bytes()
}

fn picture(random: &mut Random) -> (RgbImage, String) {
    let text = address(random);
    let mut drawing = Drawing::of(&text, QrCodeEcc::Medium);
    drawing.module = random.whole(3, 7) as f32;
    (drawing.draw(), text)
}

fn in_the_html(random: &mut Random) -> (Vec<u8>, String) {
    let (picture, text) = picture(random);
    let (kind, format) = *random.of(&[
        ("png", ImageFormat::Png),
        ("jpeg", ImageFormat::Jpeg),
        ("gif", ImageFormat::Gif),
        ("bmp", ImageFormat::Bmp),
        ("webp", ImageFormat::WebP),
    ]);
    let data = base64(&encoded(&picture, format));
    (
        html(&format!(
            "<img alt='' src=\"data:image/{kind};base64,{data}\">"
        )),
        text,
    )
}

/// As SVG, among the tags or as the file of an image.
fn drawn_in_the_html(random: &mut Random) -> (Vec<u8>, String) {
    let (code, text) = code(random);
    let side = code.size() + 8;
    let mut squares = String::new();
    for (x, y) in (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y))) {
        if code.get_module(x, y) {
            squares.push_str(&format!("M{},{}h1v1h-1z", x + 4, y + 4));
        }
    }
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" width=\"200\"><path d=\"{squares}\"/></svg>"
    );
    let image = format!(
        "<img src=\"data:image/svg+xml;base64,{}\">",
        base64(svg.as_bytes())
    );
    let body = random.of(&[svg, image]).clone();
    (html(&body), text)
}

fn split(random: &mut Random) -> (Vec<u8>, String) {
    let (picture, text) = picture(random);
    let (columns, rows) = *random.of(&[(2, 1), (1, 2), (2, 2), (3, 3), (4, 2), (1, 5), (6, 6)]);
    let in_table = random.whole(0, 2) > 0;
    let (mut body, mut parts) = (String::new(), String::new());
    let cut = |length: u32, at: u32, count: u32| length * at / count;
    for row in 0..rows {
        body.push_str(if in_table {
            "<tr style='line-height:0'>"
        } else {
            ""
        });
        for column in 0..columns {
            let (left, top) = (
                cut(picture.width(), column, columns),
                cut(picture.height(), row, rows),
            );
            let (right, bottom) = (
                cut(picture.width(), column + 1, columns),
                cut(picture.height(), row + 1, rows),
            );
            let piece =
                imageops::crop_imm(&picture, left, top, right - left, bottom - top).to_image();
            let id = format!("p{row}x{column}@velisque.example");
            body.push_str(&match in_table {
                true => {
                    format!("<td style='padding:0'><img src='cid:{id}' style='display:block'></td>")
                }
                false => format!("<img src=cid:{id}>"),
            });
            parts.push_str(&format!(
                "--f\r\nContent-Type: image/png\r\nContent-ID: <{id}>\r\nContent-Disposition: inline\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n",
                base64(&encoded(&piece, ImageFormat::Png))
            ));
        }
        body.push_str(if in_table { "</tr>\r\n" } else { "<br>\r\n" });
    }
    let body = if in_table {
        format!("<table cellspacing=0 cellpadding=0>{body}</table>")
    } else {
        body
    };
    let raw = format!(
        "{HEADERS}Content-Type: multipart/related; boundary=f\r\n\r\n--f\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Scan:</p>{body}<p>Bye</p>\r\n{parts}--f--\r\n"
    );
    (raw.into_bytes(), text)
}

fn cells(random: &mut Random) -> (Vec<u8>, String) {
    let (code, text) = code(random);
    let style = random.whole(0, 4);
    let is_inverted = random.whole(0, 4) == 0;
    let border = random.whole(0, 4) as i32;
    let mut rows = String::new();
    for y in -border..code.size() + border {
        let mut row = String::new();
        let mut x = -border;
        while x < code.size() + border {
            let dark = code.get_module(x, y);
            let mut span = 1;
            // Runs of one colour may share a cell.
            while style == 3
                && x + span < code.size() + border
                && code.get_module(x + span, y) == dark
            {
                span += 1;
            }
            let colour = if dark != is_inverted {
                ["#000000", "k", "rgb(20,20,60)"]
            } else {
                ["#ffffff", "w", "#fff"]
            };
            row.push_str(&match style {
                0 => format!("<td width=4 height=4 bgcolor={}></td>", colour[0]),
                1 => format!("<td class={}>&nbsp;</td>", colour[1]),
                2 => format!(
                    "<td style=\"background:{};width:4px\"><div style='height:4px'></div></td>",
                    colour[2]
                ),
                3 => format!("<td colspan={span} bgcolor='{}'></td>", colour[0]),
                _ => format!(
                    "<div style=\"float:left;width:4px;height:4px;background-color:{}\"></div>",
                    colour[2]
                ),
            });
            x += span;
        }
        rows.push_str(&if style == 4 {
            format!("<div style='clear:both'>{row}</div>\r\n")
        } else {
            format!("<tr>{row}</tr>\r\n")
        });
    }
    let sheet = "<style>.k{background-color:#111;width:4px}.w{background-color:#fff}</style>";
    let body = if style == 4 {
        format!("<div>{rows}</div>")
    } else {
        format!("{sheet}<table cellspacing=0 cellpadding=0>{rows}</table>")
    };
    (html(&body), text)
}

/// The code in characters; light ones on a dark ground if `is_inverted`.
fn characters(code: &QrCode, style: usize, is_inverted: bool, border: i32) -> Vec<String> {
    let at = |x: i32, y: i32| (code.get_module(x, y)) != is_inverted;
    let columns = -border..code.size() + border;
    let step = if style == 0 { 2 } else { 1 };
    let rows = (-border..code.size() + border).step_by(step);
    rows.map(|y| {
        let of = |x: i32| match (style, at(x, y), at(x, y + 1)) {
            (0, true, true) => "█",
            (0, true, false) => "▀",
            (0, false, true) => "▄",
            (0, false, false) => " ",
            (1, true, _) => "██",
            (2, true, _) => "##",
            (3, true, _) => "⬛",
            (3, false, _) => "⬜",
            _ => "  ",
        };
        columns.clone().map(of).collect()
    })
    .collect()
}

fn blocks(random: &mut Random) -> (Vec<u8>, String) {
    let (code, text) = code(random);
    let (style, border) = (random.whole(0, 3), random.whole(1, 3) as i32);
    let is_inverted = style != 3 && random.whole(0, 2) == 0;
    let lines = characters(&code, style, is_inverted, border);
    let body = match random.whole(0, 2) {
        0 => format!("<pre style='line-height:1'>{}</pre>", lines.join("\n")),
        1 => format!(
            "<div style='white-space:pre;font-family:monospace'>{}</div>",
            lines.join("<br>")
        ),
        _ => lines
            .iter()
            .map(|line| format!("<div>{}</div>", line.replace(' ', "&nbsp;")))
            .collect(),
    };
    // Lines in <pre> end where the text does.
    (html(&body), text)
}

fn plain_text(random: &mut Random) -> (Vec<u8>, String) {
    let (code, text) = code(random);
    let style = random.whole(0, 3);
    let is_inverted = style != 3 && random.whole(0, 2) == 0;
    let lines = characters(&code, style, is_inverted, 2).join("\r\n");
    let raw = format!(
        "{HEADERS}Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nScan with your phone:\r\n\r\n{lines}\r\n\r\nSupport\r\n"
    );
    (raw.into_bytes(), text)
}
