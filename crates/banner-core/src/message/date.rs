//! Date and time of headers (RFC 5322, section 3.3) as Unix seconds.

use mail_parser::DateTime;

/// Reads a date-time; none when it is none.
pub(crate) fn parse(text: &str) -> Option<i64> {
    let text = text.trim();
    // Nothing that long is a date.
    if text.len() > 200 || !has_month_by_name(text) {
        return None;
    }
    // Careless programs leave the zone out; Universal Time is as good a guess as any.
    let date = DateTime::parse_rfc822(&format!("{text}\n"))
        .or_else(|| DateTime::parse_rfc822(&format!("{text} +0000\n")))?;
    // A leap second is a second all the same.
    let date = DateTime {
        second: date.second.min(59),
        ..date
    };
    date.is_valid().then(|| date.to_timestamp())
}

/// Whether a day and a month by its name come first, behind the weekday if any. The crate reads
/// something into any other order too: a month into the day of `21/08/2002`, a day into the year of
/// `Wed Jan 20 08:42:40 2021`.
fn has_month_by_name(text: &str) -> bool {
    let mut words = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .skip_while(|word| word.starts_with(char::is_alphabetic));
    let is_day = |day: &str| day.len() <= 2 && day.bytes().all(|byte| byte.is_ascii_digit());
    words.next().is_some_and(is_day)
        && words
            .next()
            .is_some_and(|month| month.starts_with(char::is_alphabetic))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_dates_of_rfc_5322() {
        assert_eq!(parse("Thu, 01 Jan 1970 00:00:00 +0000"), Some(0));
        assert_eq!(
            parse("Tue, 3 Feb 2026 10:00:00 +0100 (CET)"),
            Some(1_770_109_200)
        );
        assert_eq!(parse("Tue 3 Feb 2026 09:00:00 GMT"), Some(1_770_109_200));
        assert_eq!(parse("3 Feb 2026 09:00:00 GMT"), Some(1_770_109_200));
        assert_eq!(parse("Tue, 3 Feb 2026 09:00:00"), Some(1_770_109_200));
        assert_eq!(
            parse("Sat, 31 Dec 2016 23:59:60 +0000"),
            Some(1_483_228_799)
        );
    }

    #[test]
    fn reads_nothing_from_nonsense() {
        for text in [
            "",
            "yesterday",
            "99 Foo 9999 99:99:99",
            "21/08/2002 10:15:21",
            "Wed Jan 20 08:42:40 2021",
            "Thu, 029 Apr 2011 23:34:45 +0900",
            &"1".repeat(500),
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
