//! Which partitions PostgreSQL keeps answers and exposures in: one a month, by the time in the id.
//!
//! The id of an answer is a UUID of version 7, so its first six bytes are the milliseconds since
//! 1970 at which it was made. Partitions by id are partitions by time, and the id stays unique over
//! all of them, which PostgreSQL grants only to the columns by which it divides.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

/// How many months ahead there are partitions.
const AHEAD: usize = 3;
/// How many months back, for answers that waited in a browser.
const BACK: i64 = 2;
/// The tables that are divided.
pub(super) const DIVIDED: [&str; 2] = ["answers", "exposures"];

/// A month of answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Month {
    first: Date,
    next: Date,
}

/// The months around `now` (milliseconds since 1970) for which there should be partitions.
pub(super) fn months_from(now: i64) -> Vec<Month> {
    let Ok(now) = Timestamp::from_millisecond(now) else {
        return Vec::new();
    };
    let today = now.to_zoned(jiff::tz::TimeZone::UTC).date();
    let Ok(mut first) = today.first_of_month().checked_sub(BACK.months()) else {
        return Vec::new();
    };
    let mut months = Vec::new();
    for _ in 0..=AHEAD + 2 {
        let Ok(next) = first.checked_add(1.month()) else {
            break;
        };
        months.push(Month { first, next });
        first = next;
    }
    months
}

impl Month {
    fn name(&self, table: &str) -> String {
        format!("{table}_{:04}_{:02}", self.first.year(), self.first.month())
    }

    /// A statement that gives a row if the partition is there, or cannot be made.
    pub fn check(&self, table: &str) -> String {
        format!(
            "SELECT 1 FROM pg_catalog.pg_class WHERE oid = to_regclass('{name}') \
             UNION ALL (SELECT 1 FROM {table}_other WHERE id >= {from} AND id < {to} LIMIT 1)",
            name = self.name(table),
            from = smallest_id(self.first),
            to = smallest_id(self.next),
        )
    }

    /// A statement that makes the partition.
    pub fn create(&self, table: &str) -> String {
        format!(
            "CREATE TABLE {} PARTITION OF {table} FOR VALUES FROM ({}) TO ({})",
            self.name(table),
            smallest_id(self.first),
            smallest_id(self.next),
        )
    }
}

/// The smallest id that can be made on `day`, as a literal of PostgreSQL.
fn smallest_id(day: Date) -> String {
    let milliseconds = day
        .to_zoned(jiff::tz::TimeZone::UTC)
        .map_or(0, |start| start.timestamp().as_millisecond());
    format!("'\\x{milliseconds:012x}00000000000000000000'::bytea")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_follow_one_another_without_a_gap() {
        // 2026-12-31T23:59:59Z
        let months = months_from(1_798_761_599_000);
        assert_eq!(months.first().unwrap().name("answers"), "answers_2026_10");
        assert_eq!(months.last().unwrap().name("answers"), "answers_2027_03");
        assert!(months.windows(2).all(|pair| pair[0].next == pair[1].first));
    }

    #[test]
    fn an_id_lies_in_the_month_in_which_it_was_made() {
        let month = &months_from(1_798_761_599_000)[2];
        // 2026-12-01T00:00Z is 1,796,083,200,000 = 0x01a2_2ffe_bc00.
        assert_eq!(
            smallest_id(month.first),
            format!(
                "'\\x{:012x}00000000000000000000'::bytea",
                1_796_083_200_000_u64
            )
        );
        assert!(
            month
                .create("answers")
                .contains("answers_2026_12 PARTITION OF answers")
        );
    }

    #[test]
    fn a_clock_that_is_out_of_its_mind_makes_no_partition() {
        assert!(months_from(i64::MAX).is_empty());
    }
}
