//! Shares as people read them.

/// A share from 0 to 1 in percent, with more digits where they tell more: `0.02 %`, `1.3 %`, `99.96 %`.
pub(crate) fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if percent <= 0.0 {
        "0 %".to_owned()
    } else if percent < 0.01 {
        "<0.01 %".to_owned()
    } else if percent >= 100.0 {
        "100 %".to_owned()
    } else if !(1.0..=99.9).contains(&percent) {
        // Never up to a whole that it is not.
        format!("{:.2} %", percent.min(99.99))
    } else {
        format!("{percent:.1} %")
    }
}

/// An interval, without the sign that the share beside it has.
pub(super) fn interval(low: f64, high: f64) -> String {
    let bare = |share| percent(share).trim_end_matches(" %").to_owned();
    format!("{}–{}", bare(low), bare(high))
}

/// A count with its thousands set apart.
pub(super) fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn has_the_digits_that_tell_something() {
        for (share, text) in [
            (0.0, "0 %"),
            (0.000_01, "<0.01 %"),
            (0.000_2, "0.02 %"),
            (0.013, "1.3 %"),
            (0.5, "50.0 %"),
            (0.999_6, "99.96 %"),
            (0.999_999, "99.99 %"),
            (1.0, "100 %"),
        ] {
            assert_eq!(percent(share), text);
        }
        assert_eq!(interval(0.001, 0.02), "0.10–2.0");
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(grouped(999), "999");
    }
}
