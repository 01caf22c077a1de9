//! What a silent model would have shown beside what was shown: counts of pairs of levels, and nothing else.

use std::collections::BTreeMap;

use banner_core::Level;

use super::counters::SILENT_BY_DAY;
use super::names::{known, level_named};
use super::sql::{Engine, Row, Transaction, Value, ask, write_again};
use super::{AnswerId, OrganisationId, ReporterId, StoreError};

/// Messages that one reader opened in one hour while a model was silent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSilentCounts {
    /// Made by the client: the same batch sent twice counts once.
    pub id: AnswerId,
    /// Who opened them.
    pub reporter: ReporterId,
    /// When the batch came, in milliseconds since 1970.
    pub received_at: i64,
    /// The hour in which they were opened, counted since 1970.
    pub hour: i64,
    /// The version of the model whose verdict was shown.
    pub model: String,
    /// The version of the silent one.
    pub silent: String,
    /// The level shown, the level of the silent model, and how many messages.
    pub counts: Vec<(Level, Level, u32)>,
}

/// How many messages got these two levels.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SilentCount {
    /// The version of the model whose verdict was shown.
    pub model: String,
    /// What was shown.
    pub shown: Level,
    /// What the silent model would have shown.
    pub silent: Level,
    /// How many messages.
    pub count: u64,
}

/// Keeps a batch; `false` when it is kept already.
pub(super) async fn keep(
    engine: &dyn Engine,
    organisation: OrganisationId,
    batch: NewSilentCounts,
) -> Result<bool, StoreError> {
    write_again(engine, move |transaction| {
        Box::pin(async move {
            let raw: Vec<(&str, &str, u32)> = batch
                .counts
                .iter()
                .map(|(shown, silent, count)| (shown.name(), silent.name(), *count))
                .collect();
            let raw = serde_json::to_string(&raw)
                .map_err(|error| StoreError::Engine(error.to_string()))?;
            let new = transaction
                .run(
                    "INSERT INTO silent_batches (organisation, id, reporter, received_at, hour, model, silent, counts) \
                     VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (organisation, id) DO NOTHING RETURNING hour",
                    vec![
                        organisation.0.into(),
                        batch.id.0.into(),
                        batch.reporter.0.into(),
                        batch.received_at.into(),
                        batch.hour.into(),
                        batch.model.as_str().into(),
                        batch.silent.as_str().into(),
                        raw.into(),
                    ],
                )
                .await?;
            if new.is_empty() {
                return Ok(false);
            }
            let of = (batch.hour, batch.model.as_str(), batch.silent.as_str());
            add(transaction, organisation, of, &batch.counts, 1).await?;
            Ok(true)
        })
    })
    .await
}

/// Adds the counts of a batch to the sums, or takes them away (`sign` = -1).
async fn add(
    transaction: &mut dyn Transaction,
    organisation: OrganisationId,
    (hour, model, silent): (i64, &str, &str),
    counts: &[(Level, Level, u32)],
    sign: i64,
) -> Result<(), StoreError> {
    let mut cells: BTreeMap<(&str, &str), i64> = BTreeMap::new();
    for (shown, silent, count) in counts {
        *cells.entry((shown.name(), silent.name())).or_default() += sign * i64::from(*count);
    }
    let shard = transaction.shard();
    let row = |((level, silent_level), count): (&(&str, &str), &i64)| -> Vec<Value> {
        vec![
            organisation.0.into(),
            hour.div_euclid(24).into(),
            model.into(),
            silent.into(),
            (*level).into(),
            (*silent_level).into(),
            shard.into(),
            (*count).into(),
        ]
    };
    let rows = cells.iter().map(row).collect();
    SILENT_BY_DAY.add(transaction, rows).await
}

/// What the silent model `silent` would have shown in the days from `from` until before `to`.
pub(super) async fn counts(
    engine: &dyn Engine,
    organisation: OrganisationId,
    silent: String,
    from: i64,
    to: i64,
) -> Result<Vec<SilentCount>, StoreError> {
    let rows = ask(
        engine,
        "SELECT model, level, silent_level, CAST(sum(count) AS BIGINT) FROM silent_by_day \
         WHERE organisation = ? AND day >= ? AND day < ? AND silent = ? \
         GROUP BY model, level, silent_level HAVING sum(count) > 0",
        vec![organisation.0.into(), from.into(), to.into(), silent.into()],
    )
    .await?;
    let mut counts: Vec<SilentCount> = rows
        .iter()
        .map(|row| {
            Ok(SilentCount {
                model: row.text(0)?.to_owned(),
                shown: known(row.text(1)?, level_named)?,
                silent: known(row.text(2)?, level_named)?,
                count: row.count(3)?,
            })
        })
        .collect::<Result<_, StoreError>>()?;
    counts.sort_unstable();
    Ok(counts)
}

/// Deletes a reporter's batches and takes them out of the counts, as many as one transaction should.
pub(super) async fn forget(
    transaction: &mut dyn Transaction,
    organisation: OrganisationId,
    reporter: ReporterId,
    at_once: i64,
) -> Result<u64, StoreError> {
    let gone = transaction
        .run(
            "DELETE FROM silent_batches WHERE organisation = ? AND id IN (SELECT id FROM silent_batches \
             WHERE organisation = ? AND reporter = ? ORDER BY id LIMIT ?) RETURNING hour, model, silent, counts",
            vec![
                organisation.0.into(),
                organisation.0.into(),
                reporter.0.into(),
                at_once.into(),
            ],
        )
        .await?;
    for row in &gone {
        let counts = read_counts(row)?;
        let of = (row.int(0)?, row.text(1)?, row.text(2)?);
        add(transaction, organisation, of, &counts, -1).await?;
    }
    Ok(gone.len() as u64)
}

fn read_counts(row: &Row) -> Result<Vec<(Level, Level, u32)>, StoreError> {
    let raw: Vec<(String, String, u32)> = serde_json::from_str(row.text(3)?)
        .map_err(|error| StoreError::Engine(format!("counts of a silent model: {error}")))?;
    raw.into_iter()
        .map(|(shown, silent, count)| {
            Ok((
                known(&shown, level_named)?,
                known(&silent, level_named)?,
                count,
            ))
        })
        .collect()
}

/// Deletes the batches that came before `before`; their counts stay.
pub(super) const FORGET_BEFORE: &str = "DELETE FROM silent_batches WHERE organisation = ? AND id IN (SELECT id FROM \
    silent_batches WHERE organisation = ? AND received_at < ? LIMIT ?) RETURNING 1";
