//! Numbers and times as people read them.

use jiff::Timestamp;

/// `1234567` as `1,234,567`, which English and Chinese readers both expect.
pub(in crate::dashboard) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A share from 0 to 1 in whole percent.
pub(in crate::dashboard) fn percent(share: f64) -> String {
    format!("{:.0}", share * 100.0)
}

/// A time in UTC for people, and for machines (RFC 3339).
pub(in crate::dashboard) fn time(milliseconds: i64) -> (String, String) {
    match Timestamp::from_millisecond(milliseconds) {
        Ok(time) => (
            time.strftime("%Y-%m-%d %H:%M").to_string(),
            time.to_string(),
        ),
        Err(_) => (milliseconds.to_string(), String::new()),
    }
}

/// A day, counted since 1970, for people.
pub(in crate::dashboard) fn date(day: i64) -> String {
    day_as(day, "%Y-%m-%d")
}

/// The same without the year, for a mark at an axis.
pub(in crate::dashboard) fn month_and_day(day: i64) -> String {
    day_as(day, "%m-%d")
}

fn day_as(day: i64, form: &str) -> String {
    match Timestamp::from_second(day.saturating_mul(86_400)) {
        Ok(time) => time.strftime(form).to_string(),
        Err(_) => day.to_string(),
    }
}

/// A probability as a number of percent: never a certainty, which no model has.
pub(crate) fn probability(probability: f64) -> String {
    match probability * 100.0 {
        high if high >= 99.95 => "> 99.9".to_owned(),
        low if low < 0.05 => "< 0.1".to_owned(),
        percent => format!("{percent:.1}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_probability_is_never_told_as_certain() {
        let told = [1.0, 0.9999, 0.9994, 0.5, 0.0006, 0.0004, 0.0].map(probability);
        assert_eq!(
            told,
            ["> 99.9", "> 99.9", "99.9", "50.0", "0.1", "< 0.1", "< 0.1"]
        );
    }

    #[test]
    fn groups_digits_by_three() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(grouped(number), text);
        }
    }

    #[test]
    fn shows_times_in_utc() {
        let (shown, machine) = time(1_763_769_600_123);
        assert_eq!(shown, "2025-11-22 00:00");
        assert_eq!(machine, "2025-11-22T00:00:00.123Z");
        assert_eq!(time(i64::MAX).1, "");
    }
}
