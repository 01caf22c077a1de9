//! A calendar day, written `2027-01-01` in JSON and as a bare date in TOML.

use std::fmt;

use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A day of the Gregorian calendar, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    year: i32,
    month: u8,
    day: u8,
}

impl Date {
    /// Reads `YYYY-MM-DD`; `None` for anything else and for days that do not exist.
    pub fn parse(text: &str) -> Option<Date> {
        let mut parts = text.trim().splitn(3, '-');
        let year: i32 = parts.next().filter(|part| part.len() == 4)?.parse().ok()?;
        let month: u8 = parts.next().filter(|part| part.len() == 2)?.parse().ok()?;
        let day: u8 = parts.next().filter(|part| part.len() == 2)?.parse().ok()?;
        let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => return None,
        };
        (1..=days)
            .contains(&day)
            .then_some(Date { year, month, day })
    }

    /// The first second after this day, in seconds since 1970-01-01T00:00Z.
    pub fn end(self) -> i64 {
        (self.days_since_1970() + 1) * 86_400
    }

    /// Howard Hinnant's `days_from_civil`: exact for every year, without tables.
    fn days_since_1970(self) -> i64 {
        let month = i64::from(self.month);
        let year = i64::from(self.year) - i64::from(month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + i64::from(self.day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        era * 146_097 + day_of_era - 719_468
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DateVisitor)
    }
}

struct DateVisitor;

impl<'de> Visitor<'de> for DateVisitor {
    type Value = Date;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a date such as 2027-01-01")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Date, E> {
        Date::parse(text)
            .ok_or_else(|| E::custom(format!("\"{text}\" is no date; write it as 2027-01-01")))
    }

    // The toml crate hands a bare date over as a map of one private key to its text.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Date, A::Error> {
        match map.next_entry::<String, String>()? {
            Some((_, text)) => self.visit_str(&text),
            None => Err(A::Error::custom(
                "the date is empty; write it as 2027-01-01",
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes_the_same_text() {
        for text in ["2027-01-01", "2024-02-29", "1970-12-31"] {
            assert_eq!(Date::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn refuses_days_that_do_not_exist() {
        for text in [
            "2027-02-29",
            "2027-13-01",
            "2027-00-10",
            "27-01-01",
            "2027-1-1",
            "soon",
            "",
        ] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_day_ends_when_the_next_begins() {
        assert_eq!(Date::parse("1970-01-01").unwrap().end(), 86_400);
        assert_eq!(Date::parse("2024-02-29").unwrap().end(), 1_709_251_200);
        assert_eq!(Date::parse("1969-12-31").unwrap().end(), 0);
    }

    #[test]
    fn toml_may_leave_the_quotation_marks_out() {
        #[derive(Deserialize)]
        struct Entry {
            until: Date,
        }
        let bare: Entry = toml::from_str("until = 2027-01-01").unwrap();
        let quoted: Entry = toml::from_str("until = \"2027-01-01\"").unwrap();
        assert_eq!(bare.until, quoted.until);
        assert!(toml::from_str::<Entry>("until = 5").is_err());
    }
}
