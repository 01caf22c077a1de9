//! Where an SVG leads, and the codes that it draws: its rectangles and its paths, drawn as the page of a PDF draws them.

use super::pdf_drawing::Drawing;
use super::pdf_tokens::{Token, thousandths};
use super::reading::Reading;
use super::xml;

/// At most this many bytes of a drawing are read, and this many steps of its paths.
const LONGEST: usize = 1024 * 1024;
const MOST_STEPS: usize = 200_000;

/// Notes its links, and shows the code that is drawn, if there may be one.
pub(super) fn read(reading: &mut Reading, bytes: &[u8]) {
    let text = xml::text(super::bytes::slice(bytes, 0, LONGEST));
    let mut pen = Pen::default();
    // Places count from above.
    pen.draw("cm", &[1_000, 0, 0, -1_000, 0, 0]);
    for tag in xml::tags(&text) {
        let number = |name: &str| {
            let value = tag.attribute(name)?;
            number(value.trim().trim_end_matches("px"))
        };
        let style = tag.attribute("style").unwrap_or_default();
        let fill = declared(&style, "fill").map(str::to_owned);
        let fill = fill.or_else(|| tag.attribute("fill"));
        let is_light = is_light(fill.unwrap_or_default().trim());
        match tag.name {
            "a" => reading.leads_to(&tag.attribute("href").unwrap_or_default()),
            "rect" | "use" => {
                let place = |name| number(name).unwrap_or(0);
                // What is used over and over is mostly one square.
                let size = |name| number(name).unwrap_or(if tag.name == "use" { 1_000 } else { 0 });
                pen.draw("g", &[if is_light { 1_000 } else { 0 }]);
                pen.draw(
                    "re",
                    &[place("x"), place("y"), size("width"), size("height")],
                );
                pen.draw("f", &[]);
            }
            "path" => {
                let stroke = declared(&style, "stroke").map(str::to_owned);
                let stroke = stroke.or_else(|| tag.attribute("stroke"));
                let is_line = stroke.is_some_and(|stroke| stroke != "none");
                pen.path(&tag.attribute("d").unwrap_or_default());
                pen.draw("g", &[if is_light { 1_000 } else { 0 }]);
                pen.draw("w", &[number("stroke-width").unwrap_or(1_000)]);
                pen.draw(if is_line { "S" } else { "f" }, &[]);
            }
            _ => {}
        }
    }
    if let Some(picture) = pen.drawing.picture() {
        reading.shows(picture);
    }
}

/// The value that a style gives a property; the last one counts.
fn declared<'s>(style: &'s str, property: &str) -> Option<&'s str> {
    let declarations = style.rsplit(';').filter_map(|one| one.split_once(':'));
    let mut values = declarations.filter(|(name, _)| name.trim().eq_ignore_ascii_case(property));
    values.next().map(|(_, value)| value.trim())
}

/// Whether nothing dark is drawn with this colour.
fn is_light(colour: &str) -> bool {
    let lower = colour.to_ascii_lowercase();
    let parts: Vec<u32> = match lower.strip_prefix('#') {
        Some(digits) => digits.chars().filter_map(|c| c.to_digit(16)).collect(),
        None => {
            let numbers = lower.strip_prefix("rgb(").unwrap_or_default();
            let numbers = numbers.trim_end_matches(')').split(',');
            numbers
                .filter_map(|part| part.trim().parse().ok())
                .collect()
        }
    };
    match parts.as_slice() {
        [red, green, blue] if lower.starts_with('#') => red + green + blue > 22,
        [red, _, green, _, blue, _] => red + green + blue > 22,
        [red, green, blue] => red.saturating_add(*green).saturating_add(*blue) > 382,
        _ => matches!(lower.as_str(), "white" | "none" | "transparent"),
    }
}

fn number(text: &str) -> Option<i64> {
    let whole = text
        .parse::<i64>()
        .ok()
        .map(|number| number.saturating_mul(1_000));
    whole.or_else(|| thousandths(text))
}

/// What draws, and where it is.
#[derive(Default)]
struct Pen {
    drawing: Drawing,
    at: (i64, i64),
    steps: usize,
}

impl Pen {
    fn draw(&mut self, operator: &str, numbers: &[i64]) {
        let numbers: Vec<Token> = numbers
            .iter()
            .map(|number| Token::Fraction(*number))
            .collect();
        self.drawing.take(operator, &numbers);
    }

    /// Draws the straight steps of a path; a path with others is none that a code has.
    fn path(&mut self, steps: &str) {
        self.at = (0, 0);
        let mut start = self.at;
        let mut rest = steps;
        while let Some(at) = rest.find(|c: char| c.is_ascii_alphabetic()) {
            let (_, step) = rest.split_at(at);
            let mut letters = step.chars();
            let letter = letters.next().unwrap_or('z');
            let behind = letters.as_str();
            let end = behind
                .find(|c: char| c.is_ascii_alphabetic())
                .unwrap_or(behind.len());
            let (numbers, further) = behind.split_at(end);
            rest = further;
            let numbers = split(numbers);
            let (x, y) = match letter.is_ascii_lowercase() {
                true => self.at,
                false => (0, 0),
            };
            match letter.to_ascii_lowercase() {
                'm' | 'l' => {
                    let (mut x, mut y, mut is_first) = (x, y, letter.eq_ignore_ascii_case(&'m'));
                    for pair in numbers.chunks(2) {
                        let [across, down] = pair else { return };
                        let to = (x.saturating_add(*across), y.saturating_add(*down));
                        self.step(if is_first { "m" } else { "l" }, to);
                        if std::mem::take(&mut is_first) {
                            start = to;
                        }
                        if letter.is_ascii_lowercase() {
                            (x, y) = to;
                        }
                    }
                }
                'h' => {
                    for across in numbers {
                        let x = if letter == 'h' { self.at.0 } else { 0 };
                        self.step("l", (x.saturating_add(across), self.at.1));
                    }
                }
                'v' => {
                    for down in numbers {
                        let y = if letter == 'v' { self.at.1 } else { 0 };
                        self.step("l", (self.at.0, y.saturating_add(down)));
                    }
                }
                'z' => {
                    self.draw("h", &[]);
                    self.at = start;
                }
                _ => return self.draw("n", &[]),
            }
        }
    }

    fn step(&mut self, operator: &str, to: (i64, i64)) {
        self.steps += 1;
        if self.steps <= MOST_STEPS {
            self.draw(operator, &[to.0, to.1]);
        }
        self.at = to;
    }
}

/// Numbers, between which a sign may be all that parts them: `1-2.5`.
fn split(text: &str) -> Vec<i64> {
    let mut numbers = Vec::new();
    for piece in text.split([' ', ',', '\n', '\r', '\t']) {
        let mut rest = piece;
        while !rest.is_empty() {
            let end = rest.get(1..).and_then(|behind| behind.find('-'));
            let (one, further) = rest.split_at(end.map_or(rest.len(), |end| end + 1));
            numbers.extend(number(one));
            rest = further;
        }
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::super::{drawn_by, read_with_pictures};

    /// The picture of a drawing with that in it.
    fn picture(inside: &str) -> Option<Vec<u8>> {
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 29 29\">{inside}</svg>"
        );
        let (_, mut pictures) = read_with_pictures(svg.as_bytes(), "a.svg").unwrap();
        pictures.pop()
    }

    /// Every second place of an area of 21 squares a side.
    fn places() -> impl Iterator<Item = (usize, usize)> {
        (0..21 * 21).step_by(2).map(|at| (at % 21, at / 21))
    }

    #[test]
    fn links_of_a_drawing_are_read() {
        let svg = "<svg xmlns:xlink='x'><a xlink:href='https://evil.example/x'><rect/></a><use xlink:href='#a'/></svg>";
        let (contents, _) = read_with_pictures(svg.as_bytes(), "a.svg").unwrap();
        assert_eq!(contents.links, ["https://evil.example/x"]);
    }

    #[test]
    fn however_squares_are_drawn_the_picture_is_the_same() {
        let rectangles: String = places()
            .map(|(x, y)| {
                format!("<rect x=\"{x}\" y='{y}' width=\"1\" height=\"1\" fill=\"#000000\"/>")
            })
            .collect();
        let used: String = places()
            .map(|(x, y)| format!("<use x=\"{x}\" y=\"{y}\" xlink:href=\"#p\"/>"))
            .collect();
        let outlines: String = places().map(|(x, y)| format!("M{x} {y}h1v1h-1z")).collect();
        let corners: String = places()
            .map(|(x, y)| format!("M{x},{y}H{}V{}H{x}z", x + 1, y + 1))
            .collect();
        let lines: String = places().map(|(x, y)| format!("M{x} {y}.5h1")).collect();
        let expected = picture(&rectangles).unwrap();
        assert!(expected.starts_with(b"BM"));
        let ground = "<rect width=\"29\" height=\"29\" fill=\"#ffffff\"/>";
        for drawn in [
            format!("{ground}{rectangles}"),
            used,
            format!("<path d=\"{outlines}\"/>"),
            format!("<path fill='black' d=\"{corners}\"/>"),
            format!("<path stroke=\"#000\" d=\"{lines}\"/>"),
        ] {
            assert!(
                picture(&drawn).as_ref() == Some(&expected),
                "{}",
                drawn.get(..80).unwrap_or_default()
            );
        }
    }

    #[test]
    fn a_drawing_is_told_by_its_contents() {
        let outlines: String = places().map(|(x, y)| format!("M{x} {y}h1v1h-1z")).collect();
        let svg = format!("<svg viewBox=\"0 0 29 29\"><path d=\"{outlines}\"/></svg>");
        for before in [
            "",
            "<?xml version='1.0'?>",
            "\n<!DOCTYPE  svg>",
            "<!-- a -->",
        ] {
            let drawing = [before, &svg].concat();
            assert!(drawn_by(drawing.as_bytes()).is_some(), "{before}");
        }
        let page = ["<html>", &svg].concat();
        for other in [page.as_bytes(), b"\x89PNG\r\n\x1a\n", b""] {
            assert_eq!(drawn_by(other), None);
        }
    }

    #[test]
    fn a_text_in_a_drawing_hides_nothing_of_it() {
        let drawing = |outlines: &str, before: &str| {
            ["<svg>", before, "<path d=\"", outlines, "\"/></svg>"].concat()
        };
        let outlines: String = places().map(|(x, y)| format!("M{x} {y}h1v1h-1z")).collect();
        let others = (0..21 * 21).step_by(3).map(|at| (at % 21, at / 21));
        let others: String = others.map(|(x, y)| format!("M{x} {y}h1v1h-1z")).collect();
        let harmless = drawing(&others, "");
        let lines: String = harmless.as_bytes().chunks(45).map(line).collect();
        let before = ["<!--\nbegin 644 a.svg\n", &lines, "`\nend\n-->"].concat();
        let expected = drawn_by(drawing(&outlines, "").as_bytes());
        assert!(expected.is_some() && expected != drawn_by(harmless.as_bytes()));
        let drawn = drawn_by(drawing(&outlines, &before).as_bytes());
        assert!(drawn == expected);
    }

    /// As uuencode writes it.
    fn line(bytes: &[u8]) -> String {
        let letter = |bits: u32| char::from((bits & 63) as u8 + b' ');
        let mut line = letter(bytes.len() as u32).to_string();
        for group in bytes.chunks(3) {
            let bits = group
                .iter()
                .fold(0, |bits, byte| bits << 8 | u32::from(*byte));
            let bits = bits << (8 * (3 - group.len()));
            line.extend([18, 12, 6, 0].map(|shift| letter(bits >> shift)));
        }
        line + "\n"
    }

    #[test]
    fn styles_dust_and_far_squares_hide_no_code() {
        let squares = |fill: &str| -> String {
            let square = |(x, y)| format!("<rect x='{x}' y='{y}' width='1' height='1' {fill}/>");
            places().map(square).collect()
        };
        let expected = picture(&squares("")).unwrap();
        let dust = "<rect x='500' y='-300' width='.01' height='.01'/>".repeat(900);
        let far = "<rect x='900' y='700' width='3' height='3'/>";
        for drawn in [
            squares("style='fill:#000000;fill-opacity:1;stroke:none;white-space:pre'"),
            squares("fill='white' style='fill: rgb(10, 20, 30)'"),
            squares("fill='#fff000' style='display:inline;FILL:#123'"),
            format!("{}{dust}", squares("")),
            format!("{far}{}", squares("")),
        ] {
            assert!(
                picture(&drawn).as_ref() == Some(&expected),
                "{}",
                drawn.get(..90).unwrap_or_default()
            );
        }
        for light in [
            "fill='#fff'",
            "fill='#FAFAFA'",
            "style='fill:none'",
            "fill='rgb(250,240,255)'",
        ] {
            assert_eq!(picture(&squares(light)), None, "{light}");
        }
    }

    #[test]
    fn icons_and_damage_are_no_code() {
        let curves = "M1 1c2-3 4 5 6 7z".repeat(200);
        for drawn in [
            "<path d=\"M1 1h5v5h-5z\"/>".to_owned(),
            format!("<path d=\"{curves}\"/>"),
            format!("<path d=\"{}\"/>", "m1e9-9l-".repeat(200)),
            "<rect x=\"9\"".repeat(200),
        ] {
            assert_eq!(picture(&drawn), None);
        }
    }
}
