//! The counts kept beside the answers, as they are asked for, and made anew from every answer.

use banner_core::Answer;

use super::counting::{Cell, Changes, Counted};
use super::names::{answer_name, answer_named, known, level_named};
use super::rows::hour_of;
use super::sql::{Engine, Row, ask};
use super::{HourCount, LevelCount, OrganisationId, SignalCount, StoreError, answers};

/// How many answers a recount reads at once.
const AT_ONCE: u32 = 5_000;

pub(super) async fn by_level(
    engine: &dyn Engine,
    organisation: OrganisationId,
    from: i64,
    to: i64,
) -> Result<Vec<LevelCount>, StoreError> {
    let rows = ask(
        engine,
        "SELECT level, answer, CAST(sum(count) AS BIGINT) FROM answers_by_day \
         WHERE organisation = ? AND day >= ? AND day < ? GROUP BY level, answer HAVING sum(count) > 0",
        vec![organisation.0.into(), from.into(), to.into()],
    )
    .await?;
    rows.iter()
        .map(|row| {
            Ok(LevelCount {
                level: known(row.text(0)?, level_named)?,
                answer: known(row.text(1)?, answer_named)?,
                count: row.count(2)?,
            })
        })
        .collect()
}

pub(super) async fn by_signal(
    engine: &dyn Engine,
    organisation: OrganisationId,
    from: i64,
    to: i64,
) -> Result<Vec<SignalCount>, StoreError> {
    let rows = ask(
        engine,
        "SELECT signal, answer, CAST(sum(count) AS BIGINT) FROM signals_by_day \
         WHERE organisation = ? AND day >= ? AND day < ? GROUP BY signal, answer HAVING sum(count) > 0",
        vec![organisation.0.into(), from.into(), to.into()],
    )
    .await?;
    let mut counts: Vec<SignalCount> = rows
        .iter()
        .map(|row| {
            Ok(SignalCount {
                signal: row.text(0)?.to_owned(),
                answer: known(row.text(1)?, answer_named)?,
                count: row.count(2)?,
            })
        })
        .collect::<Result<_, StoreError>>()?;
    // Engines order text in ways of their own.
    counts.sort_by(|a, b| {
        (&a.signal, answer_name(a.answer)).cmp(&(&b.signal, answer_name(b.answer)))
    });
    Ok(counts)
}

pub(super) async fn by_hour(
    engine: &dyn Engine,
    organisation: OrganisationId,
) -> Result<Vec<HourCount>, StoreError> {
    let mut counts = Vec::new();
    for sql in [
        "SELECT hour, NULL, level, model, answer, CAST(sum(count) AS BIGINT) FROM answers_by_hour \
         WHERE organisation = ? GROUP BY hour, level, model, answer HAVING sum(count) <> 0",
        "SELECT hour, signal, level, model, answer, CAST(sum(count) AS BIGINT) FROM signals_by_hour \
         WHERE organisation = ? GROUP BY hour, signal, level, model, answer HAVING sum(count) <> 0",
    ] {
        let rows = ask(engine, sql, vec![organisation.0.into()]).await?;
        for row in &rows {
            counts.push(hour_count(row)?);
        }
    }
    counts.sort_unstable();
    Ok(counts)
}

/// The counts of all answers in some hours.
pub(super) async fn between(
    engine: &dyn Engine,
    organisation: OrganisationId,
    from: i64,
    to: i64,
) -> Result<Vec<HourCount>, StoreError> {
    let rows = ask(
        engine,
        "SELECT hour, NULL, level, model, answer, CAST(sum(count) AS BIGINT) FROM answers_by_hour \
         WHERE organisation = ? AND hour >= ? AND hour < ? GROUP BY hour, level, model, answer HAVING sum(count) > 0",
        vec![organisation.0.into(), from.into(), to.into()],
    )
    .await?;
    rows.iter().map(hour_count).collect()
}

fn hour_count(row: &Row) -> Result<HourCount, StoreError> {
    Ok(HourCount {
        hour: row.int(0)?,
        signal: row.text_if_any(1)?.map(str::to_owned),
        level: known(row.text(2)?, level_named)?,
        model: row.text(3)?.to_owned(),
        answer: answer_name(known(row.text(4)?, answer_named)?),
        count: row.count(5)?,
    })
}

/// Counts every answer anew.
pub(super) async fn recount(
    engine: &dyn Engine,
    organisation: OrganisationId,
) -> Result<Vec<HourCount>, StoreError> {
    let mut counts = std::collections::BTreeMap::new();
    let mut after = None;
    loop {
        let page = answers::page(engine, organisation, after, AT_ONCE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        let mut changes = Changes::default();
        for answer in page.iter().filter(|answer| !answer.superseded) {
            let counted = Counted {
                organisation,
                hour: hour_of(answer.received_at),
                level: answer.level.name(),
                model: &answer.model,
                answer: answer_name(answer.answer),
            };
            let signals = answer.findings.iter().map(|finding| finding.id.as_str());
            changes.count(counted, signals, 1);
        }
        for (cell, by) in changes.answers.iter().chain(&changes.signals) {
            *counts.entry(owned(cell)?).or_insert(0_i64) += by;
        }
    }
    let mut counts: Vec<HourCount> = counts
        .into_iter()
        .map(|(count, by)| HourCount {
            count: by.unsigned_abs(),
            ..count
        })
        .collect();
    counts.sort_unstable();
    Ok(counts)
}

fn owned(cell: &Cell<'_>) -> Result<HourCount, StoreError> {
    let answer: Answer = known(cell.answer, answer_named)?;
    Ok(HourCount {
        hour: cell.time,
        signal: (!cell.signal.is_empty()).then(|| cell.signal.to_owned()),
        level: known(cell.level, level_named)?,
        model: cell.model.to_owned(),
        answer: answer_name(answer),
        count: 0,
    })
}

/// The counts by day hold what those by hour do.
pub(super) async fn days_agree(
    engine: &dyn Engine,
    organisation: OrganisationId,
) -> Result<bool, StoreError> {
    for (by_hour, by_day) in [
        (
            "SELECT signal, '', '', answer, hour / 24, CAST(sum(count) AS BIGINT) FROM signals_by_hour \
             WHERE organisation = ? GROUP BY signal, answer, hour / 24 HAVING sum(count) <> 0 ORDER BY 5, 1, 4",
            "SELECT signal, '', '', answer, day, CAST(sum(count) AS BIGINT) FROM signals_by_day \
             WHERE organisation = ? GROUP BY signal, answer, day HAVING sum(count) <> 0 ORDER BY 5, 1, 4",
        ),
        (
            "SELECT '', level, model, answer, hour / 24, CAST(sum(count) AS BIGINT) FROM answers_by_hour \
             WHERE organisation = ? GROUP BY level, model, answer, hour / 24 HAVING sum(count) <> 0 ORDER BY 5, 2, 3, 4",
            "SELECT '', level, model, answer, day, CAST(sum(count) AS BIGINT) FROM answers_by_day \
             WHERE organisation = ? GROUP BY level, model, answer, day HAVING sum(count) <> 0 ORDER BY 5, 2, 3, 4",
        ),
        (
            "SELECT signal, level, '', '', hour / 24, CAST(sum(count) AS BIGINT) FROM exposures_by_hour \
             WHERE organisation = ? GROUP BY signal, level, hour / 24 HAVING sum(count) <> 0 ORDER BY 5, 1, 2",
            "SELECT signal, level, '', '', day, CAST(sum(count) AS BIGINT) FROM exposures_by_day \
             WHERE organisation = ? GROUP BY signal, level, day HAVING sum(count) <> 0 ORDER BY 5, 1, 2",
        ),
    ] {
        let by_hour = ask(engine, by_hour, vec![organisation.0.into()]).await?;
        let by_day = ask(engine, by_day, vec![organisation.0.into()]).await?;
        if by_hour != by_day {
            return Ok(false);
        }
    }
    Ok(true)
}
