//! Counts by day and week, as the dashboard draws them; read from what is counted beside the answers.

use banner_core::{Answer, Correction, Level, ReportedFinding};

use super::answers::read_findings;
use super::names::{answer_named, correction_named, known, level_named};
use super::sql::{Engine, Transaction, ask};
use super::{OrganisationId, ReporterId, StoreError, counters};

/// How many answers of a kind came on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayCount {
    /// Days since 1970-01-01.
    pub day: i64,
    /// The level that was shown.
    pub level: Level,
    /// What was answered.
    pub answer: Answer,
    /// How often.
    pub count: u64,
}

/// How many banners of a level were shown on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShownOnDay {
    /// Days since 1970-01-01.
    pub day: i64,
    /// The level.
    pub level: Level,
    /// How many.
    pub count: u64,
}

/// How many readers were shown a banner on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadersOfDay {
    /// Days since 1970-01-01.
    pub day: i64,
    /// How many.
    pub readers: u64,
}

/// How many answers banners with a signal got in a week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignalWeek {
    /// The signal.
    pub signal: String,
    /// Which week, counted from the first day that was asked for.
    pub week: i64,
    /// What was answered.
    pub answer: Answer,
    /// How often.
    pub count: u64,
}

/// What was found in a case that was settled.
#[derive(Debug, Clone, PartialEq)]
pub struct DecidedFindings {
    /// What it really is, by the latest decision.
    pub label: Correction,
    /// The highest level that was shown.
    pub level: Level,
    /// What was found in the message that stands for it.
    pub findings: Vec<ReportedFinding>,
}

pub(super) async fn answers(
    engine: &dyn Engine,
    organisation: OrganisationId,
    from: i64,
    to: i64,
) -> Result<Vec<DayCount>, StoreError> {
    let rows = ask(
        engine,
        "SELECT day, level, answer, CAST(sum(count) AS BIGINT) FROM answers_by_day \
         WHERE organisation = ? AND day >= ? AND day < ? GROUP BY day, level, answer HAVING sum(count) > 0 ORDER BY day",
        vec![organisation.0.into(), from.into(), to.into()],
    )
    .await?;
    rows.iter()
        .map(|row| {
            Ok(DayCount {
                day: row.int(0)?,
                level: known(row.text(1)?, level_named)?,
                answer: known(row.text(2)?, answer_named)?,
                count: row.count(3)?,
            })
        })
        .collect()
}

pub(super) async fn shown(
    engine: &dyn Engine,
    organisation: OrganisationId,
    from: i64,
    to: i64,
) -> Result<Vec<ShownOnDay>, StoreError> {
    let rows = ask(
        engine,
        "SELECT day, level, CAST(sum(count) AS BIGINT) FROM exposures_by_day \
         WHERE organisation = ? AND day >= ? AND day < ? AND signal = '' \
         GROUP BY day, level HAVING sum(count) > 0 ORDER BY day",
        vec![organisation.0.into(), from.into(), to.into()],
    )
    .await?;
    rows.iter()
        .map(|row| {
            Ok(ShownOnDay {
                day: row.int(0)?,
                level: known(row.text(1)?, level_named)?,
                count: row.count(2)?,
            })
        })
        .collect()
}

pub(super) async fn readers(
    engine: &dyn Engine,
    organisation: OrganisationId,
    from: i64,
    to: i64,
) -> Result<Vec<ReadersOfDay>, StoreError> {
    let rows = ask(
        engine,
        "SELECT day, CAST(sum(count) AS BIGINT) FROM readers_by_day \
         WHERE organisation = ? AND day >= ? AND day < ? GROUP BY day HAVING sum(count) > 0 ORDER BY day",
        vec![organisation.0.into(), from.into(), to.into()],
    )
    .await?;
    rows.iter()
        .map(|row| {
            Ok(ReadersOfDay {
                day: row.int(0)?,
                readers: row.count(1)?,
            })
        })
        .collect()
}

pub(super) async fn signal_weeks(
    engine: &dyn Engine,
    organisation: OrganisationId,
    from: i64,
    to: i64,
) -> Result<Vec<SignalWeek>, StoreError> {
    let rows = ask(
        engine,
        "SELECT signal, (day - CAST(? AS BIGINT)) / 7 AS week, answer, CAST(sum(count) AS BIGINT) FROM signals_by_day \
         WHERE organisation = ? AND day >= ? AND day < ? GROUP BY 1, 2, 3 HAVING sum(count) > 0",
        vec![from.into(), organisation.0.into(), from.into(), to.into()],
    )
    .await?;
    rows.iter()
        .map(|row| {
            Ok(SignalWeek {
                signal: row.text(0)?.to_owned(),
                week: row.int(1)?,
                answer: known(row.text(2)?, answer_named)?,
                count: row.count(3)?,
            })
        })
        .collect()
}

/// What was found in the cases that were settled last, since `from` (milliseconds since 1970). However many messages a case
/// has, somebody decided once.
pub(super) async fn decided(
    engine: &dyn Engine,
    organisation: OrganisationId,
    from: i64,
    most: u32,
) -> Result<Vec<DecidedFindings>, StoreError> {
    let rows = ask(
        engine,
        "SELECT label, level, findings FROM cases WHERE organisation = ? AND decided_at >= ? \
         ORDER BY decided_at DESC LIMIT ?",
        vec![organisation.0.into(), from.into(), i64::from(most).into()],
    )
    .await?;
    rows.iter()
        .map(|row| {
            let level = usize::try_from(row.int(1)?).ok();
            let level = level.and_then(|level| Level::ALL.get(level));
            Ok(DecidedFindings {
                label: known(row.text(0)?, correction_named)?,
                level: level.copied().unwrap_or(Level::None),
                findings: read_findings(row.text(2)?)?,
            })
        })
        .collect()
}

/// Remembers that a reader was shown banners on a day, and counts each once.
pub(super) async fn saw(
    transaction: &mut dyn Transaction,
    organisation: OrganisationId,
    reporter: ReporterId,
    day: i64,
) -> Result<(), StoreError> {
    let new = transaction
        .run(
            "INSERT INTO readers_of_day (organisation, day, reporter) VALUES (?, ?, ?) \
             ON CONFLICT (organisation, day, reporter) DO NOTHING RETURNING day",
            vec![organisation.0.into(), day.into(), reporter.0.into()],
        )
        .await?;
    if new.is_empty() {
        return Ok(());
    }
    count(transaction, organisation, day, 1).await
}

/// Forgets on which days a reader was shown banners, and takes them out of the counts.
pub(super) async fn forget(
    transaction: &mut dyn Transaction,
    organisation: OrganisationId,
    reporter: ReporterId,
) -> Result<(), StoreError> {
    let gone = transaction
        .run(
            "DELETE FROM readers_of_day WHERE organisation = ? AND reporter = ? RETURNING day",
            vec![organisation.0.into(), reporter.0.into()],
        )
        .await?;
    for row in &gone {
        count(transaction, organisation, row.int(0)?, -1).await?;
    }
    Ok(())
}

/// Forgets who was shown banners before `day`; how many they were stays.
pub(super) async fn forget_before(
    transaction: &mut dyn Transaction,
    organisation: OrganisationId,
    day: i64,
) -> Result<(), StoreError> {
    let sql = "DELETE FROM readers_of_day WHERE organisation = ? AND day < ?";
    transaction
        .run(sql, vec![organisation.0.into(), day.into()])
        .await?;
    Ok(())
}

async fn count(
    transaction: &mut dyn Transaction,
    organisation: OrganisationId,
    day: i64,
    by: i64,
) -> Result<(), StoreError> {
    let shard = transaction.shard();
    let row = vec![organisation.0.into(), day.into(), shard.into(), by.into()];
    counters::READERS_BY_DAY.add(transaction, vec![row]).await
}
