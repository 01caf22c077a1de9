//! Pictures drawn with characters: block elements, squares, number signs.

use super::pixels::Pixels;

/// At most this many characters a line and lines are looked at: more than the largest code has.
const MOST: usize = 400;
/// At most this many drawings of one message.
const MOST_DRAWINGS: usize = 20;
/// Fewer characters and lines hold no code.
const FEWEST: usize = 10;
/// Pixels of half a character in a picture of it.
const SCALE: usize = 4;
/// The light border around, in halves of characters.
const BORDER: usize = 8;

/// The quarters of a character that are dark: upper left, upper right, lower left, lower right.
type Quarters = [bool; 4];

/// How the characters of a drawing stand for modules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reading {
    /// A quarter is as wide as it is high.
    Quarters,
    /// A character is twice as high as wide: `▀` holds one module above another, `██` is one.
    Halves,
    /// A character is a module.
    Whole,
}

/// The pictures that lines draw, each in the ways in which it may be meant; an empty line parts them.
pub fn drawn(lines: &str) -> Vec<Pixels> {
    let mut pictures = Vec::new();
    let mut lines = lines.lines().peekable();
    let mut drawings = 0;
    while lines.peek().is_some() && drawings < MOST_DRAWINGS {
        let drawing: Vec<Vec<char>> = lines
            .by_ref()
            .take_while(|line| !line.trim().is_empty())
            .take(MOST)
            .map(characters)
            .collect();
        if drawing.len() >= FEWEST {
            drawings += 1;
            let ways = readings(&drawing);
            for reading in ways {
                // Light on dark needs a dark border, which characters may lack: what is drawn in light is drawn in dark.
                pictures.extend(picture(&drawing, *reading, true));
                pictures.extend(picture(&drawing, *reading, false));
            }
        }
    }
    pictures
}

fn characters(line: &str) -> Vec<char> {
    // Selectors of the emoji style take no place.
    let shown = line
        .chars()
        .filter(|c| !matches!(c, '\u{fe0e}' | '\u{fe0f}' | '\u{200b}'));
    shown.take(MOST).collect()
}

fn readings(drawing: &[Vec<char>]) -> &'static [Reading] {
    let has = |of: fn(char) -> bool| drawing.iter().flatten().any(|c| of(*c));
    if has(|c| matches!(c, '⬛' | '⬜')) {
        &[Reading::Whole]
    } else if has(|c| matches!(c, '▌' | '▐' | '▖'..='▟')) {
        &[Reading::Quarters]
    } else if has(|c| matches!(c, '▀' | '▄')) {
        &[Reading::Halves]
    } else {
        &[Reading::Halves, Reading::Whole]
    }
}

fn quarters(character: char) -> Quarters {
    let of = |bits: u8| [8, 4, 2, 1].map(|bit| bits & bit != 0);
    of(match character {
        '█' | '▓' | '▒' | '■' | '◼' | '⬛' | '#' | '@' | 'X' => 0b1111,
        '▀' => 0b1100,
        '▄' => 0b0011,
        '▌' => 0b1010,
        '▐' => 0b0101,
        '▖' => 0b0010,
        '▗' => 0b0001,
        '▘' => 0b1000,
        '▙' => 0b1011,
        '▚' => 0b1001,
        '▛' => 0b1110,
        '▜' => 0b1101,
        '▝' => 0b0100,
        '▞' => 0b0110,
        '▟' => 0b0111,
        _ => 0,
    })
}

/// A drawing in black, if its characters are `ink`, or in white, on white.
fn picture(drawing: &[Vec<char>], reading: Reading, ink: bool) -> Option<Pixels> {
    let widest = drawing
        .iter()
        .map(Vec::len)
        .max()
        .filter(|widest| *widest >= FEWEST)?;
    let (across, down) = match reading {
        Reading::Quarters => (2, 2),
        Reading::Halves => (1, 2),
        Reading::Whole => (1, 1),
    };
    let (width, height) = (
        widest * across + 2 * BORDER,
        drawing.len() * down + 2 * BORDER,
    );
    let is_dark = |x: usize, y: usize| -> Option<bool> {
        let (x, y) = (x.checked_sub(BORDER)?, y.checked_sub(BORDER)?);
        let character = *drawing.get(y / down)?.get(x / across)?;
        // Where a module takes more than a quarter its upper left one tells.
        let place = y % down * 2 + x % across;
        quarters(character).get(place).map(|dark| *dark == ink)
    };
    let mut rgba = Vec::with_capacity(width * height * SCALE * SCALE * 4);
    for y in 0..height * SCALE {
        for x in 0..width * SCALE {
            let level = match is_dark(x / SCALE, y / SCALE) {
                Some(true) => 0,
                _ => 255,
            };
            rgba.extend([level, level, level, 255]);
        }
    }
    Pixels::new(width * SCALE, height * SCALE, rgba)
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;

    const TEXT: &str = "https://drawn.example/login";

    /// The code as lines, each character holding `across` by `down` modules.
    fn lines(
        across: i32,
        down: i32,
        of: impl Fn(&dyn Fn(i32, i32) -> bool) -> &'static str,
    ) -> String {
        let code = qrcodegen::QrCode::encode_text(TEXT, qrcodegen::QrCodeEcc::Low).unwrap();
        let mut lines = String::new();
        for y in 0..code.size().div_euclid(down) + 1 {
            for x in 0..code.size().div_euclid(across) + 1 {
                lines.push_str(of(&|dx, dy| {
                    code.get_module(x * across + dx, y * down + dy)
                }));
            }
            lines.push('\n');
        }
        lines
    }

    #[track_caller]
    fn assert_read(lines: &str) {
        let texts: Vec<String> = drawn(lines).iter().flat_map(read).collect();
        assert_eq!(texts, [TEXT], "\n{lines}");
    }

    #[test]
    fn half_blocks_are_read() {
        assert_read(&lines(1, 2, |at| match (at(0, 0), at(0, 1)) {
            (true, true) => "█",
            (true, false) => "▀",
            (false, true) => "▄",
            (false, false) => " ",
        }));
    }

    #[test]
    fn light_blocks_on_a_dark_ground_are_read() {
        assert_read(&lines(1, 2, |at| match (at(0, 0), at(0, 1)) {
            (true, true) => " ",
            (true, false) => "▄",
            (false, true) => "▀",
            (false, false) => "█",
        }));
    }

    #[test]
    fn full_blocks_number_signs_and_squares_are_read() {
        for [dark, light] in [
            ["██", "  "],
            ["##", "  "],
            ["■", " "],
            ["⬛", "⬜"],
            ["⬛\u{fe0f}", "⬜\u{fe0f}"],
        ] {
            assert_read(&lines(1, 1, |at| if at(0, 0) { dark } else { light }));
        }
    }

    #[test]
    fn quarter_blocks_are_read() {
        assert_read(&lines(2, 2, |at| {
            let bits = [at(0, 0), at(1, 0), at(0, 1), at(1, 1)];
            let all = [
                "█", "▀", "▄", "▌", "▐", "▖", "▗", "▘", "▙", "▚", "▛", "▜", "▝", "▞", "▟", " ",
            ];
            all.into_iter()
                .find(|c| quarters(c.chars().next().unwrap()) == bits)
                .unwrap()
        }));
    }

    #[test]
    fn drawings_are_parted_by_empty_lines() {
        let lines = lines(1, 1, |at| if at(0, 0) { "██" } else { "  " });
        assert_eq!(drawn(&format!("{lines}\n{lines}")).len(), 8);
    }

    #[test]
    fn a_bar_of_progress_is_none_and_everything_is_bounded() {
        assert!(drawn("██████████████░░░░\n").is_empty());
        let wide = format!("{}\n", "█".repeat(9_000)).repeat(2_000);
        for picture in drawn(&wide) {
            assert!(picture.width() <= (2 * MOST + 2 * BORDER) * SCALE);
        }
    }
}
