//! A PostgreSQL server, or one that speaks its language. Several processes may share it.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use async_trait::async_trait;
use sqlx::postgres::{
    PgArguments, PgConnectOptions, PgConnection, PgPool, PgPoolOptions, PgRow, Postgres as Pg,
};
use sqlx::query::Query;
use sqlx::{AssertSqlSafe, Column, ConnectOptions, Connection as _, Row as _, TypeInfo};

use super::super::migrations;
use super::super::{StoreError, partitions};
use super::{Engine, Kind, Row, Transaction, Value, Work};

/// How many connections a process keeps at most.
const CONNECTIONS: u32 = 12;
/// How long a request waits for one of them.
const PATIENCE: Duration = Duration::from_secs(10);
/// How many ways the counters are split; one is chosen by each process.
const SHARDS: u8 = 8;
/// The number of the lock under which migrations and partitions are made ("verdict" in ASCII).
const LOCK: i64 = 0x0076_6572_6469_6374;

/// A PostgreSQL server.
pub(in crate::store) struct Postgres {
    pool: PgPool,
    shard: i64,
}

impl Postgres {
    /// Connects, and brings the database to this version's form.
    pub async fn open(url: &str, now: i64) -> Result<Postgres, StoreError> {
        let refuse = |error: sqlx::Error| StoreError::Connect(cause(&error));
        let options = PgConnectOptions::from_str(url)
            .map_err(refuse)?
            .application_name("verdict-server")
            // Whatever the server's default is: what is told to be kept is on its disk.
            .options([("synchronous_commit", "on"), ("lock_timeout", "10s")])
            .disable_statement_logging();
        // The pool tries again and again and tells in the end only that it waited; this tells why.
        let first = tokio::time::timeout(PATIENCE, options.connect()).await;
        let first = first
            .map_err(|_| StoreError::Connect("it does not answer within ten seconds".to_owned()))?;
        // Whether it is closed well does not matter.
        let _ = first.map_err(refuse)?.close().await;
        let pool = PgPoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(PATIENCE)
            .connect_with(options)
            .await
            .map_err(refuse)?;
        let mut random = [0];
        getrandom::fill(&mut random).map_err(|error| StoreError::Engine(error.to_string()))?;
        let [random] = random;
        let postgres = Postgres {
            pool,
            shard: i64::from(random % SHARDS),
        };
        postgres.migrate().await?;
        postgres.tend(now).await?;
        Ok(postgres)
    }

    /// Applies what is missing, all or nothing, while others wait.
    async fn migrate(&self) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin().await?;
        let mut open = Open {
            connection: &mut transaction,
            shard: 0,
        };
        open.run("SELECT 1 FROM pg_advisory_xact_lock(?)", vec![LOCK.into()])
            .await?;
        open.run(
            "CREATE TABLE IF NOT EXISTS schema_version (number BIGINT PRIMARY KEY, name TEXT NOT NULL)",
            vec![],
        )
        .await?;
        let applied = open
            .run(
                "SELECT coalesce(max(number), 0) FROM schema_version",
                vec![],
            )
            .await?;
        let applied = applied.first().map_or(Ok(0), |row| row.int(0))?;
        let last = migrations::POSTGRES
            .last()
            .map_or(0, |(number, ..)| *number);
        if applied > last {
            return Err(StoreError::NewerDatabase);
        }
        for (number, name, sql) in migrations::POSTGRES {
            if *number > applied {
                sqlx::raw_sql(*sql).execute(&mut *open.connection).await?;
                open.run(
                    "INSERT INTO schema_version (number, name) VALUES (?, ?)",
                    vec![(*number).into(), (*name).into()],
                )
                .await?;
            }
        }
        transaction.commit().await?;
        Ok(())
    }

    async fn begin(&self) -> Result<sqlx::Transaction<'static, Pg>, StoreError> {
        match self.pool.begin().await {
            // A connection from before a restart of the server: the next one is new.
            Err(error) if is_gone(&error) => Ok(self.pool.begin().await?),
            other => Ok(other?),
        }
    }
}

#[async_trait]
impl Engine for Postgres {
    async fn write(&self, work: Work<()>) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        let mut open = Open {
            connection: &mut transaction,
            shard: self.shard,
        };
        work(&mut open).await?;
        transaction.commit().await?;
        Ok(())
    }

    async fn read(&self, work: Work<()>) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        let mut open = Open {
            connection: &mut transaction,
            shard: self.shard,
        };
        open.run(
            "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY",
            vec![],
        )
        .await?;
        work(&mut open).await
    }

    async fn back_up(&self, _: PathBuf) -> Result<(), StoreError> {
        Err(StoreError::BackUpElsewhere)
    }

    async fn tend(&self, now: i64) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        let mut open = Open {
            connection: &mut transaction,
            shard: 0,
        };
        open.run("SELECT 1 FROM pg_advisory_xact_lock(?)", vec![LOCK.into()])
            .await?;
        for month in partitions::months_from(now) {
            for table in partitions::DIVIDED {
                // Rows that came before their month's partition stand in the default one, where they
                // keep it from being made; they are served all the same.
                let taken = sqlx::raw_sql(AssertSqlSafe(month.check(table)))
                    .fetch_optional(&mut *open.connection)
                    .await?;
                if taken.is_none() {
                    sqlx::raw_sql(AssertSqlSafe(month.create(table)))
                        .execute(&mut *open.connection)
                        .await?;
                }
            }
        }
        transaction.commit().await?;
        Ok(())
    }

    async fn close(&self) {
        self.pool.close().await;
    }
}

/// A transaction that is under way.
struct Open<'c> {
    connection: &'c mut PgConnection,
    shard: i64,
}

#[async_trait]
impl Transaction for Open<'_> {
    async fn run(&mut self, sql: &'static str, values: Vec<Value>) -> Result<Vec<Row>, StoreError> {
        let sql = numbered(sql);
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for value in values {
            query = bind(query, value);
        }
        let rows = query.fetch_all(&mut *self.connection).await?;
        rows.iter().map(row).collect()
    }

    async fn each(
        &mut self,
        sql: &'static str,
        kinds: &'static [Kind],
        rows: Vec<Vec<Value>>,
    ) -> Result<Vec<Row>, StoreError> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let arrays: Vec<String> = (1..)
            .zip(kinds)
            .map(|(number, kind)| format!("${number}::{}[]", type_of(*kind)))
            .collect();
        let arrays = arrays.join(", ");
        let names: Vec<String> = (1..=kinds.len()).map(|n| format!("k{n}")).collect();
        let sql = sql
            .replace("{rows}", &format!("SELECT * FROM UNNEST({arrays})"))
            .replace("{using}", "USING {keys}")
            .replace(
                "{keys}",
                &format!("UNNEST({arrays}) AS k({})", names.join(", ")),
            )
            .replace("{lock}", "FOR UPDATE OF t");
        let mut query = sqlx::query(AssertSqlSafe(sql));
        let mut rows: Vec<_> = rows.into_iter().map(Vec::into_iter).collect();
        for kind in kinds {
            let column = rows.iter_mut().filter_map(Iterator::next);
            query = bind_column(query, *kind, column);
        }
        let rows = query.fetch_all(&mut *self.connection).await?;
        rows.iter().map(row).collect()
    }

    fn shard(&self) -> i64 {
        self.shard
    }
}

type PgQuery<'q> = Query<'q, Pg, PgArguments>;

fn bind(query: PgQuery<'_>, value: Value) -> PgQuery<'_> {
    match value {
        Value::Int(value) => query.bind(value),
        Value::Real(value) => query.bind(value),
        Value::Text(value) => query.bind(value.map(without_nul)),
        Value::Blob(value) => query.bind(value),
    }
}

/// PostgreSQL keeps no NUL in text. What is counted or looked up by holds none: the interface refuses it.
fn without_nul(text: String) -> String {
    if text.contains('\0') {
        text.replace('\0', "\u{fffd}")
    } else {
        text
    }
}

fn bind_column(query: PgQuery<'_>, kind: Kind, column: impl Iterator<Item = Value>) -> PgQuery<'_> {
    match kind {
        Kind::Int => query.bind(
            column
                .map(|value| match value {
                    Value::Int(value) => value,
                    _ => None,
                })
                .collect::<Vec<_>>(),
        ),
        Kind::Real => query.bind(
            column
                .map(|value| match value {
                    Value::Real(value) => value,
                    _ => None,
                })
                .collect::<Vec<_>>(),
        ),
        Kind::Text => query.bind(
            column
                .map(|value| match value {
                    Value::Text(value) => value.map(without_nul),
                    _ => None,
                })
                .collect::<Vec<_>>(),
        ),
        Kind::Blob => query.bind(
            column
                .map(|value| match value {
                    Value::Blob(value) => value,
                    _ => None,
                })
                .collect::<Vec<_>>(),
        ),
    }
}

fn type_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Int => "bigint",
        Kind::Real => "double precision",
        Kind::Text => "text",
        Kind::Blob => "bytea",
    }
}

/// `?` becomes `$1`, `$2`… No statement of ours holds a question mark otherwise.
fn numbered(sql: &str) -> String {
    let mut numbered = String::with_capacity(sql.len() + 16);
    for (number, piece) in sql.split('?').enumerate() {
        if number > 0 {
            numbered.push('$');
            numbered.push_str(&number.to_string());
        }
        numbered.push_str(piece);
    }
    numbered.replace("{lock}", "FOR UPDATE")
}

fn row(row: &PgRow) -> Result<Row, StoreError> {
    let mut values = Vec::with_capacity(row.columns().len());
    for (index, column) in row.columns().iter().enumerate() {
        values.push(match column.type_info().name() {
            "INT8" => Value::Int(row.try_get(index)?),
            "INT4" => Value::Int(row.try_get::<Option<i32>, _>(index)?.map(i64::from)),
            "FLOAT8" => Value::Real(row.try_get(index)?),
            "TEXT" => Value::Text(row.try_get(index)?),
            "BYTEA" => Value::Blob(row.try_get(index)?),
            other => {
                return Err(StoreError::Engine(format!(
                    "a column has the type {other}, which is none of ours"
                )));
            }
        });
    }
    Ok(Row(values))
}

/// Whether the connection ended rather than the statement failed.
fn is_gone(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::Protocol(_) => true,
        // Class 57: the server is being stopped.
        sqlx::Error::Database(error) => error.code().is_some_and(|code| code.starts_with("57P")),
        _ => false,
    }
}

fn cause(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(error) => error.message().to_owned(),
        other => other.to_string(),
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> StoreError {
        match &error {
            sqlx::Error::PoolClosed => StoreError::Closed,
            // Another process was quicker (unique_violation, serialization_failure,
            // deadlock_detected): the whole transaction is worth another try.
            sqlx::Error::Database(database)
                if ["23505", "40001", "40P01"]
                    .contains(&database.code().unwrap_or_default().as_ref()) =>
            {
                StoreError::Busy(cause(&error))
            }
            // Classes 21 to 23: the rows themselves are at fault.
            sqlx::Error::Database(database)
                if ["21", "22", "23"]
                    .iter()
                    .any(|class| database.code().unwrap_or_default().starts_with(class)) =>
            {
                StoreError::Refused(cause(&error))
            }
            _ => StoreError::Engine(cause(&error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_numbered_in_order() {
        assert_eq!(
            numbered("SELECT a FROM b WHERE c = ? AND d IN (?, ?)"),
            "SELECT a FROM b WHERE c = $1 AND d IN ($2, $3)"
        );
    }
}
