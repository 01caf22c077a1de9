//! The tables of counts: what their rows are told apart by, and how more is added to them.

use super::StoreError;
use super::sql::{Kind, Transaction, Value};

/// A table of counts, kept in shards so that servers that write at once do not wait for one another.
pub(super) struct Counter {
    sql: &'static str,
    kinds: &'static [Kind],
}

/// The counter of a table whose key is the organisation, the named columns and the shard.
macro_rules! counter {
    ($table:literal: $($column:literal $kind:ident),+) => {
        Counter {
            sql: concat!(
                "INSERT INTO ", $table, " (organisation, ", $($column, ", ",)+ "shard, count) {rows} ",
                "ON CONFLICT (organisation, ", $($column, ", ",)+ "shard) ",
                "DO UPDATE SET count = ", $table, ".count + excluded.count"
            ),
            kinds: &[Kind::Int, $(Kind::$kind,)+ Kind::Int, Kind::Int],
        }
    };
}

pub(super) static ANSWERS_BY_HOUR: Counter =
    counter!("answers_by_hour": "hour" Int, "level" Text, "model" Text, "answer" Text);
pub(super) static SIGNALS_BY_HOUR: Counter = counter!(
    "signals_by_hour": "hour" Int, "signal" Text, "level" Text, "model" Text, "answer" Text
);
pub(super) static ANSWERS_BY_DAY: Counter =
    counter!("answers_by_day": "day" Int, "level" Text, "model" Text, "answer" Text);
pub(super) static SIGNALS_BY_DAY: Counter =
    counter!("signals_by_day": "day" Int, "signal" Text, "answer" Text);
pub(super) static EXPOSURES_BY_HOUR: Counter =
    counter!("exposures_by_hour": "hour" Int, "signal" Text, "level" Text, "model" Text);
pub(super) static EXPOSURES_BY_DAY: Counter =
    counter!("exposures_by_day": "day" Int, "signal" Text, "level" Text);
pub(super) static READERS_BY_DAY: Counter = counter!("readers_by_day": "day" Int);

pub(super) static SILENT_BY_DAY: Counter = counter!(
    "silent_by_day": "day" Int, "model" Text, "silent" Text, "level" Text, "silent_level" Text
);

impl Counter {
    /// Adds the last column of each row to the count that the other columns name.
    pub(super) async fn add(
        &self,
        transaction: &mut dyn Transaction,
        rows: Vec<Vec<Value>>,
    ) -> Result<(), StoreError> {
        transaction.each(self.sql, self.kinds, rows).await?;
        Ok(())
    }
}
