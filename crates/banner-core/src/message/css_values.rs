//! The values of the CSS properties that hide text: lengths, font sizes and colours.

/// A colour without its transparency.
pub(crate) type Rgb = [u8; 3];

/// A font size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum FontSize {
    Pixels(f32),
    /// Times that of the parent.
    Relative(f32),
}

/// A number and the unit after it.
pub(crate) fn number(value: &str) -> Option<(f32, &str)> {
    let end = value
        .find(|c: char| !matches!(c, '0'..='9' | '.' | '-' | '+'))
        .unwrap_or(value.len());
    let (number, unit) = value.split_at_checked(end)?;
    Some((decimal(number)?, unit.trim()))
}

/// A decimal number without exponent. The standard library's parser, which rounds the last bit right, would be a thirtieth of
/// the download; here it is compared with a few limits.
fn decimal(text: &str) -> Option<f32> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let (mut number, mut scale) = (0.0_f64, 1.0_f64);
    for digit in whole.chars() {
        number = number * 10.0 + f64::from(digit.to_digit(10)?);
    }
    for (place, digit) in fraction.chars().enumerate() {
        let digit = f64::from(digit.to_digit(10)?);
        // More digits than a number holds.
        if place < 15 {
            number = number * 10.0 + digit;
            scale *= 10.0;
        }
    }
    let is_number = !(whole.is_empty() && fraction.is_empty());
    is_number.then_some((sign * number / scale) as f32)
}

pub(crate) fn font_size(value: &str) -> Option<FontSize> {
    if value == "inherit" {
        return Some(FontSize::Relative(1.0));
    }
    let (number, unit) = number(value)?;
    match unit {
        "px" | "" => Some(FontSize::Pixels(number)),
        "pt" => Some(FontSize::Pixels(number * 4.0 / 3.0)),
        "em" => Some(FontSize::Relative(number)),
        "rem" => Some(FontSize::Pixels(number * 16.0)),
        "%" => Some(FontSize::Relative(number / 100.0)),
        _ => None,
    }
}

pub(crate) fn zero(value: &str) -> Option<bool> {
    let (number, unit) = number(value)?;
    matches!(unit, "" | "px" | "pt" | "em" | "%" | "rem")
        .then_some(number <= if unit == "px" { 1.0 } else { 0.0 })
}

/// Whether a length leads far off the screen.
pub(crate) fn far(value: &str) -> bool {
    number(value).is_some_and(|(number, unit)| match unit {
        "px" | "pt" | "" => number.abs() >= 900.0 && number < 0.0,
        "em" | "rem" => number <= -60.0,
        "%" | "vw" => number <= -100.0,
        _ => false,
    })
}

/// Whether a colour is wholly transparent: `rgba(0, 0, 0, 0)`, `hsl(0 0% 0% / 0%)`, `#ffffff00`.
pub(crate) fn alpha_zero(value: &str) -> bool {
    if let Some(hex) = value.strip_prefix('#') {
        return hex.len() == 4 && hex.ends_with('0') || hex.len() == 8 && hex.ends_with("00");
    }
    let is_function = value.starts_with("rgb") || value.starts_with("hsl");
    let alpha = parts(value).nth(3).and_then(number);
    is_function && alpha.is_some_and(|(alpha, _)| alpha == 0.0)
}

/// What stands between the brackets of a function.
fn parts(value: &str) -> impl Iterator<Item = &str> {
    let (_, list) = value.split_once('(').unwrap_or_default();
    list.split([',', ' ', '/', ')']).filter(|p| !p.is_empty())
}

/// Reads `#rgb`, `#rrggbb`, `rgb(…)`, greys in `hsl(…)` and the names that matter; none for what is no plain colour.
pub(crate) fn colour(value: &str) -> Option<Rgb> {
    let value = value.trim();
    if let Some(hex) = value.strip_prefix('#') {
        return hex_colour(hex);
    }
    if value.starts_with("rgb(") || value.starts_with("rgba(") {
        let mut parts = parts(value);
        let mut channel = || {
            let (number, unit) = number(parts.next()?)?;
            let scaled = if unit == "%" { number * 2.55 } else { number };
            // A float to u8 cast saturates, as CSS clamps.
            Some(scaled.round() as u8)
        };
        return Some([channel()?, channel()?, channel()?]);
    }
    if value.starts_with("hsl") {
        // Greys alone, black and white among them; text in other colours is no more hidden than if they were not known.
        let mut parts = parts(value).skip(1);
        let mut share = || Some(number(parts.next()?)?.0);
        let (saturation, lightness) = (share()?, share()?);
        let is_grey = saturation == 0.0 || lightness >= 100.0 || lightness <= 0.0;
        return is_grey.then_some([(lightness * 2.55).round() as u8; 3]);
    }
    match value {
        "white" => Some([255, 255, 255]),
        "black" => Some([0, 0, 0]),
        "red" => Some([255, 0, 0]),
        "blue" => Some([0, 0, 255]),
        "green" => Some([0, 128, 0]),
        "yellow" => Some([255, 255, 0]),
        "gray" | "grey" => Some([128, 128, 128]),
        "silver" => Some([192, 192, 192]),
        "whitesmoke" => Some([245, 245, 245]),
        "snow" => Some([255, 250, 250]),
        "ivory" => Some([255, 255, 240]),
        "ghostwhite" => Some([248, 248, 255]),
        _ => None,
    }
}

/// Three or six hexadecimal digits; longer ones carry a transparency, which is left out.
fn hex_colour(hex: &str) -> Option<Rgb> {
    let digits: Vec<u8> = hex
        .chars()
        .take(8)
        .map_while(|c| c.to_digit(16))
        .filter_map(|d| u8::try_from(d).ok())
        .collect();
    match digits.as_slice() {
        [r, g, b] | [r, g, b, _] => Some([r * 17, g * 17, b * 17]),
        [r1, r0, g1, g0, b1, b0, ..] => Some([r1 * 16 + r0, g1 * 16 + g0, b1 * 16 + b0]),
        _ => None,
    }
}

/// Whether two colours are so near that text in one on the other cannot be read: a few steps of
/// 255 in each channel.
pub(crate) fn is_indistinct(one: Rgb, other: Rgb) -> bool {
    const STEPS: u8 = 6;
    one.iter()
        .zip(other)
        .all(|(one, other)| one.abs_diff(other) <= STEPS)
}

/// Whether a value paints nothing, so that what lies behind shows.
pub(crate) fn is_no_background(value: &str) -> bool {
    alpha_zero(value)
        || matches!(
            value,
            "" | "none" | "transparent" | "inherit" | "initial" | "unset" | "revert" | "0"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_numbers_as_css_writes_them() {
        for (text, expected) in [
            ("12px", Some((12.0, "px"))),
            ("-.5em", Some((-0.5, "em"))),
            ("+1.25 %", Some((1.25, "%"))),
            ("5.", Some((5.0, ""))),
            ("0.1pt", Some((0.1, "pt"))),
            ("1.00000000000000000000001", Some((1.0, ""))),
            ("", None),
            (".", None),
            ("-", None),
            ("1-2", None),
            ("1.2.3", None),
            ("auto", None),
        ] {
            assert_eq!(number(text), expected, "{text}");
        }
    }

    #[test]
    fn stays_a_number_whatever_the_length() {
        let digits = "9".repeat(5_000);
        assert!(number(&digits).is_some_and(|(number, _)| number > 900.0));
        assert_eq!(number(&format!("0.{digits}")), Some((1.0, "")));
    }
}
