//! Moves dates into one year and puts one year in the place of all that are named.

use std::fmt::Write;

use jiff::Timestamp;
use jiff::tz::TimeZone;

const DAY: i64 = 86_400;
/// Monday, 6 January 2025, 00:00 UTC.
const START: i64 = 1_736_121_600;
/// 51 whole weeks: weekdays stay, and all of it lies within one year.
const LENGTH: i64 = 51 * 7 * DAY;
/// The year that stands for all.
const YEAR: &[u8; 4] = b"2025";

/// By how many seconds a message that arrived then is moved; 0 for one that lies within the year already.
pub(super) fn shift(arrived: i64) -> i64 {
    let within = arrived.saturating_sub(START).rem_euclid(LENGTH);
    (START + within).saturating_sub(arrived)
}

/// A date-time as RFC 5322 has it, in UTC. Dates beyond year 9999 become the first of the year.
pub(super) fn format(seconds: i64) -> String {
    let time = Timestamp::from_second(seconds)
        .ok()
        .filter(|time| (0..=9999).contains(&time.to_zoned(TimeZone::UTC).year()))
        .or_else(|| Timestamp::from_second(START).ok());
    let mut text = String::new();
    if let Some(time) = time {
        // Cannot fail: it is written into a String.
        let _ = write!(text, "{}", time.strftime("%a, %d %b %Y %H:%M:%S +0000"));
    }
    text
}

/// Puts one year in the place of all that are named outside of tags and addresses: four digits, 1990 to 2039, with no letter
/// or digit at either side. Links stay as they are.
pub(super) fn replace_years(text: &mut [u8], is_html: bool) {
    let mut in_tag = false;
    let mut word = Word::default();
    for at in 0..text.len() {
        let Some(byte) = text.get(at).copied() else {
            break;
        };
        match byte {
            b'<' if is_html => in_tag = true,
            b'>' if is_html => in_tag = false,
            _ => {}
        }
        if in_tag
            || byte.is_ascii_whitespace()
            || matches!(byte, b'<' | b'>' | b'"' | b'\'' | b'(' | b')')
        {
            word = Word::default();
            continue;
        }
        word.length += 1;
        if !word.is_address && is_address_so_far(text.get(..=at).unwrap_or_default(), word.length) {
            word.is_address = true;
        }
        if word.is_address || !byte.is_ascii_digit() {
            continue;
        }
        let Some(start) = at.checked_sub(3) else {
            continue;
        };
        let outside = |byte: Option<&u8>| !byte.is_some_and(|byte| is_in_word(*byte));
        let before = start.checked_sub(1).and_then(|before| text.get(before));
        // `&#2013;` is no year.
        if !outside(before) || !outside(text.get(at + 1)) || before == Some(&b'#') {
            continue;
        }
        if let Some(digits) = text.get_mut(start..=at)
            && is_year(digits)
        {
            digits.copy_from_slice(YEAR);
        }
    }
}

/// What is known of the run of bytes without white space that is being read.
#[derive(Default)]
struct Word {
    length: usize,
    is_address: bool,
}

/// Whether the last bytes of a word make it a web or mail address.
fn is_address_so_far(read: &[u8], length: usize) -> bool {
    let tail = |bytes: usize| read.get(read.len().saturating_sub(bytes.min(length))..);
    tail(3) == Some(b"://")
        || tail(1) == Some(b"@")
        || length == 4 && tail(4).is_some_and(|start| start.eq_ignore_ascii_case(b"www."))
}

fn is_in_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'=' || byte == b'%' || byte >= 0x80
}

fn is_year(digits: &[u8]) -> bool {
    matches!(
        digits,
        [b'1', b'9', b'9', b'0'..=b'9'] | [b'2', b'0', b'0'..=b'3', b'0'..=b'9']
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn years(text: &str, is_html: bool) -> String {
        let mut bytes = text.as_bytes().to_vec();
        replace_years(&mut bytes, is_html);
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_moved_date_keeps_weekday_and_time_and_lies_in_the_year() {
        for date in [
            0,
            951_826_210,
            1_030_000_000,
            1_700_000_000,
            1_766_966_399,
            4_000_000_000,
        ] {
            let moved = date + shift(date);
            assert_eq!(moved.rem_euclid(7 * DAY), date.rem_euclid(7 * DAY));
            assert!(format(moved).contains(" 2025 "), "{}", format(moved));
            assert_eq!(shift(moved), 0);
        }
    }

    #[test]
    fn extreme_dates_are_moved_without_a_panic() {
        for date in [i64::MIN, i64::MAX, -62_167_219_201] {
            let moved = date.saturating_add(shift(date));
            assert!(format(moved).len() > 20);
        }
        assert!(format(i64::MAX).contains("2025"));
    }

    #[test]
    fn years_in_text_become_one() {
        assert_eq!(
            years("Copyright 1999-2003, on 12/08/2021 or 2019.", false),
            "Copyright 2025-2025, on 12/08/2025 or 2025."
        );
    }

    #[test]
    fn other_numbers_stay() {
        for text in [
            "12004 20041",
            "1989 2040",
            "abc2004 2004px",
            "2004年",
            "a=2004",
        ] {
            assert_eq!(years(text, false), text);
        }
    }

    #[test]
    fn links_tags_and_character_references_stay() {
        for text in [
            "https://a.example/2004/x",
            "www.a.example/2004",
            "jo@a.example/2004",
            "<a href=\"https://a.example/2004\" width=2004>",
            "&#2013;",
        ] {
            assert_eq!(years(text, true), text);
        }
        assert_eq!(
            years("<b title=2004>2004</b>", true),
            "<b title=2004>2025</b>"
        );
        assert_eq!(years("a < 2004", false), "a < 2025");
    }
}
