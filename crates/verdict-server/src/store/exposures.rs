//! Banners shown: batches of counts, kept once, with their sums by hour and day.

mod recounting;

use std::collections::BTreeMap;

use banner_core::Level;

pub(super) use recounting::agree;

use super::counters;
use super::days;
use super::names::{known, level_named};
use super::sql::{Engine, Transaction, Value, ask, write_again};
use super::{AnswerId, OrganisationId, ReporterId, StoreError};

/// Counts of the banners that one reader was shown in one hour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewExposures {
    /// Made by the client: the same batch sent twice counts once.
    pub id: AnswerId,
    /// Who was shown them.
    pub reporter: ReporterId,
    /// When the batch came, in milliseconds since 1970.
    pub received_at: i64,
    /// The hour in which they were shown, counted since 1970.
    pub hour: i64,
    /// The version of the model that judged.
    pub model: String,
    /// How many banners of each level, with each signal; `None` counts all of the level.
    pub counts: Vec<(Level, Option<String>, u32)>,
}

/// How many banners were shown.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ExposureCount {
    /// With this signal among the findings; `None` for all.
    pub signal: Option<String>,
    /// The level.
    pub level: Level,
    /// How many.
    pub count: u64,
}

/// A batch as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptExposures {
    /// Its id.
    pub id: AnswerId,
    /// Who was shown the banners.
    pub reporter: ReporterId,
    /// When it came, in milliseconds since 1970.
    pub received_at: i64,
    /// The hour in which they were shown, counted since 1970.
    pub hour: i64,
    /// The version of the model.
    pub model: String,
    /// How many of each level, with each signal.
    pub counts: Vec<(Level, Option<String>, u32)>,
}

/// Batches in the order of their ids.
pub(super) async fn page(
    engine: &dyn Engine,
    organisation: OrganisationId,
    after: Option<AnswerId>,
    most: u32,
) -> Result<Vec<KeptExposures>, StoreError> {
    let after = after.map_or([0; 16], |id| id.0);
    let rows = ask(
        engine,
        "SELECT id, reporter, received_at, hour, model, counts FROM exposures \
         WHERE organisation = ? AND id > ? ORDER BY id LIMIT ?",
        vec![organisation.0.into(), after.into(), i64::from(most).into()],
    )
    .await?;
    rows.iter()
        .map(|row| {
            Ok(KeptExposures {
                id: AnswerId(row.bytes(0)?),
                reporter: ReporterId(row.bytes(1)?),
                received_at: row.int(2)?,
                hour: row.int(3)?,
                model: row.text(4)?.to_owned(),
                counts: read_counts(row.text(5)?)?,
            })
        })
        .collect()
}

/// Keeps a batch; `false` when it is kept already.
pub(super) async fn expose(
    engine: &dyn Engine,
    organisation: OrganisationId,
    batch: NewExposures,
) -> Result<bool, StoreError> {
    write_again(engine, move |transaction| {
        Box::pin(async move { keep(transaction, organisation, &batch).await })
    })
    .await
}

async fn keep(
    transaction: &mut dyn Transaction,
    organisation: OrganisationId,
    batch: &NewExposures,
) -> Result<bool, StoreError> {
    let raw: Vec<(&str, &str, u32)> = batch
        .counts
        .iter()
        .map(|(level, signal, count)| (level.name(), signal.as_deref().unwrap_or(""), *count))
        .collect();
    let raw = serde_json::to_string(&raw).map_err(|error| StoreError::Engine(error.to_string()))?;
    let new = transaction
        .run(
            "INSERT INTO exposures (organisation, id, reporter, received_at, hour, model, counts) \
             VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (organisation, id) DO NOTHING RETURNING hour",
            vec![
                organisation.0.into(),
                batch.id.0.into(),
                batch.reporter.0.into(),
                batch.received_at.into(),
                batch.hour.into(),
                batch.model.as_str().into(),
                raw.into(),
            ],
        )
        .await?;
    if new.is_empty() {
        return Ok(false);
    }
    add(
        transaction,
        organisation,
        batch.hour,
        &batch.model,
        &batch.counts,
        1,
    )
    .await?;
    let day = batch.hour.div_euclid(24);
    days::saw(transaction, organisation, batch.reporter, day).await?;
    Ok(true)
}

/// Adds the counts of a batch to the sums, or takes them away (`sign` = -1).
pub(super) async fn add(
    transaction: &mut dyn Transaction,
    organisation: OrganisationId,
    hour: i64,
    model: &str,
    counts: &[(Level, Option<String>, u32)],
    sign: i64,
) -> Result<(), StoreError> {
    let mut cells: BTreeMap<(&str, &str), i64> = BTreeMap::new();
    for (level, signal, count) in counts {
        let cell = (signal.as_deref().unwrap_or(""), level.name());
        *cells.entry(cell).or_default() += sign * i64::from(*count);
    }
    let shard = transaction.shard();
    let rows = |time: i64, model: Option<&str>| {
        let row = |((signal, level), count): (&(&str, &str), &i64)| -> Vec<Value> {
            let mut row = vec![
                organisation.0.into(),
                time.into(),
                (*signal).into(),
                (*level).into(),
            ];
            row.extend(model.map(Value::from));
            row.extend([shard.into(), (*count).into()]);
            row
        };
        cells.iter().map(row).collect()
    };
    counters::EXPOSURES_BY_HOUR
        .add(transaction, rows(hour, Some(model)))
        .await?;
    counters::EXPOSURES_BY_DAY
        .add(transaction, rows(hour.div_euclid(24), None))
        .await
}

/// What was shown in the days from `from` until before `to`.
pub(super) async fn counts(
    engine: &dyn Engine,
    organisation: OrganisationId,
    from: i64,
    to: i64,
) -> Result<Vec<ExposureCount>, StoreError> {
    let rows = ask(
        engine,
        "SELECT signal, level, CAST(sum(count) AS BIGINT) FROM exposures_by_day \
         WHERE organisation = ? AND day >= ? AND day < ? GROUP BY signal, level HAVING sum(count) > 0",
        vec![organisation.0.into(), from.into(), to.into()],
    )
    .await?;
    let mut counts: Vec<ExposureCount> = rows
        .iter()
        .map(|row| {
            Ok(ExposureCount {
                signal: Some(row.text(0)?.to_owned()).filter(|signal| !signal.is_empty()),
                level: known(row.text(1)?, level_named)?,
                count: row.count(2)?,
            })
        })
        .collect::<Result<_, StoreError>>()?;
    counts.sort_unstable();
    Ok(counts)
}

/// Reads the counts of a batch as they are kept.
pub(super) fn read_counts(text: &str) -> Result<Vec<(Level, Option<String>, u32)>, StoreError> {
    let raw: Vec<(String, String, u32)> =
        serde_json::from_str(text).map_err(|error| StoreError::Engine(error.to_string()))?;
    raw.into_iter()
        .map(|(level, signal, count)| {
            let signal = Some(signal).filter(|signal| !signal.is_empty());
            Ok((known(&level, level_named)?, signal, count))
        })
        .collect()
}
