//! Removes an organisation with all that is kept of it. The log of changes stays, and says who did it.

use super::audit::{self, Change};
use super::sql::{Engine, write_again};
use super::{OrganisationId, StoreError};

/// One statement for each table that has rows of organisations, the log apart.
macro_rules! delete_from {
    ($($table:literal),+ $(,)?) => {
        &[$(($table, concat!("DELETE FROM ", $table, " WHERE organisation = ?"))),+]
    };
}

const TABLES: &[(&str, &str)] = delete_from!(
    "answer_contents",
    "answers",
    "answers_by_day",
    "answers_by_hour",
    "case_messages",
    "cases",
    "decisions",
    "deliveries",
    "devices",
    "earlier_words",
    "enrolments",
    "exposures",
    "exposures_by_day",
    "exposures_by_hour",
    "model_documents",
    "model_releases",
    "operators",
    "readers_by_day",
    "readers_of_day",
    "reliabilities",
    "reporter_keys",
    "sessions",
    "settled",
    "signal_settings",
    "signals_by_day",
    "signals_by_hour",
    "silent_batches",
    "silent_by_day",
    "sketch_bands",
    "sketches",
    "trainings",
    "voices",
    "webhooks",
);

/// Removes it; `false` when there is none of that number.
pub(super) async fn remove(
    engine: &dyn Engine,
    organisation: OrganisationId,
    by: Change,
) -> Result<bool, StoreError> {
    write_again(engine, move |transaction| {
        Box::pin(async move {
            for (_, sql) in TABLES {
                transaction.run(sql, vec![organisation.0.into()]).await?;
            }
            let gone = transaction
                .run(
                    "DELETE FROM organisations WHERE number = ? RETURNING number",
                    vec![organisation.0.into()],
                )
                .await?;
            if gone.is_empty() {
                return Ok(false);
            }
            audit::append(transaction, organisation, by).await?;
            Ok(true)
        })
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::super::migrations::SQLITE;
    use super::*;

    #[test]
    fn nothing_of_an_organisation_is_left_but_the_log() {
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        for (_, _, sql) in SQLITE {
            connection.execute_batch(sql).unwrap();
        }
        let sql = "SELECT m.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c \
                   WHERE m.type = 'table' AND c.name = 'organisation' AND m.name <> 'audit' ORDER BY m.name";
        let mut statement = connection.prepare(sql).unwrap();
        let names = statement.query_map([], |row| row.get::<_, String>(0));
        let names: Vec<String> = names.unwrap().map(Result::unwrap).collect();
        let told: Vec<&str> = TABLES.iter().map(|(table, _)| *table).collect();
        assert_eq!(names, told);
    }
}
