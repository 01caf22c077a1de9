//! What is asked of the answers that are kept.

use std::collections::BTreeMap;

use banner_core::{Answer, Level, ReportedFinding};
use sqlx::Row;
use sqlx::sqlite::{SqlitePool, SqliteRow};

use super::super::rows::{answer_named, correction_named};
use super::super::{HourCount, KeptAnswer, LevelCount, StoreError, level_named};

pub(super) async fn latest(pool: &SqlitePool, most: u32) -> Result<Vec<KeptAnswer>, StoreError> {
    // One transaction, so that no answer comes between the two questions.
    let mut transaction = pool.begin().await?;
    let findings = sqlx::query(
        "SELECT answer, signal, strength FROM answer_findings \
         WHERE answer IN (SELECT sequence FROM answers ORDER BY sequence DESC LIMIT ?) ORDER BY answer, position",
    )
    .bind(most)
    .fetch_all(&mut *transaction)
    .await?;
    let mut found: BTreeMap<i64, Vec<ReportedFinding>> = BTreeMap::new();
    for row in findings {
        #[allow(
            clippy::cast_possible_truncation,
            reason = "it was a single-precision number when it was stored"
        )]
        let strength = row.try_get::<f64, _>("strength")? as f32;
        let finding = ReportedFinding {
            id: row.try_get("signal")?,
            strength,
        };
        found
            .entry(row.try_get("answer")?)
            .or_default()
            .push(finding);
    }
    let answers = sqlx::query(
        "SELECT sequence, received_at, answer, correction, comment, level, probability, model \
         FROM answers ORDER BY sequence DESC LIMIT ?",
    )
    .bind(most)
    .fetch_all(&mut *transaction)
    .await?;
    answers
        .iter()
        .map(|row| {
            let correction: Option<&str> = row.try_get("correction")?;
            Ok(KeptAnswer {
                received_at: row.try_get("received_at")?,
                level: level(row)?,
                probability: row.try_get("probability")?,
                answer: answer(row)?,
                correction: correction
                    .map(|name| correction_named(name).ok_or_else(|| foreign(name)))
                    .transpose()?,
                comment: row.try_get("comment")?,
                model: row.try_get("model")?,
                findings: found.remove(&row.try_get("sequence")?).unwrap_or_default(),
            })
        })
        .collect()
}

pub(super) async fn counts_by_level(pool: &SqlitePool) -> Result<Vec<LevelCount>, StoreError> {
    sqlx::query(
        "SELECT level, answer, sum(count) AS count FROM answers_by_hour GROUP BY level, answer",
    )
    .fetch_all(pool)
    .await?
    .iter()
    .map(|row| {
        Ok(LevelCount {
            level: level(row)?,
            answer: answer(row)?,
            count: count(row)?,
        })
    })
    .collect()
}

pub(super) async fn counts_by_hour(pool: &SqlitePool) -> Result<Vec<HourCount>, StoreError> {
    let rows = sqlx::query(
        "SELECT hour, level, model, answer, count FROM answers_by_hour ORDER BY 1, 2, 3, 4",
    )
    .fetch_all(pool)
    .await?;
    rows.iter().map(hour_count).collect()
}

pub(super) async fn recount_by_hour(pool: &SqlitePool) -> Result<Vec<HourCount>, StoreError> {
    // Division in SQLite cuts towards zero; times before 1970 do not come.
    let rows = sqlx::query(
        "SELECT received_at / 3600000 AS hour, level, model, answer, count(*) AS count \
         FROM answers GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4",
    )
    .fetch_all(pool)
    .await?;
    rows.iter().map(hour_count).collect()
}

fn hour_count(row: &SqliteRow) -> Result<HourCount, StoreError> {
    Ok(HourCount {
        hour: row.try_get("hour")?,
        level: level(row)?,
        model: row.try_get("model")?,
        answer: answer(row)?,
        count: count(row)?,
    })
}

fn level(row: &SqliteRow) -> Result<Level, StoreError> {
    let name: &str = row.try_get("level")?;
    level_named(name).ok_or_else(|| foreign(name))
}

fn answer(row: &SqliteRow) -> Result<Answer, StoreError> {
    let name: &str = row.try_get("answer")?;
    answer_named(name).ok_or_else(|| foreign(name))
}

fn count(row: &SqliteRow) -> Result<u64, StoreError> {
    let count: i64 = row.try_get("count")?;
    Ok(count.unsigned_abs())
}

fn foreign(name: &str) -> StoreError {
    StoreError::Engine(format!(
        "it holds \"{name}\", which this version does not know"
    ))
}
