//! What goes: answers past their time, and all of one reporter; from the counts too.

use std::collections::BTreeMap;

use super::answers::{self, read_findings};
use super::audit::{self, Change};
use super::counting::{Changes, Counted};
use super::exposures::{add, read_counts};
use super::rows::hour_of;
use super::sql::{Engine, Kind, Row, Transaction, ask, write};
use super::{AnswerId, Grade, OrganisationId, ReporterId, StoreError};

const ID: &[Kind] = &[Kind::Int, Kind::Blob];
/// How many go in one transaction, so that nobody waits for long.
const AT_ONCE: i64 = 2_000;

/// How much was deleted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// Answers, history included.
    pub answers: u64,
    /// Batches of banners shown.
    pub exposures: u64,
}

/// What is deleted: an answer with what is counted of it.
struct Gone {
    id: [u8; 16],
    hour: i64,
    level: String,
    model: String,
    answer: String,
    findings: String,
    counts: bool,
}

/// Deletes all of a reporter: answers, history, batches, devices and open links, and takes them out
/// of the counts.
pub(super) async fn reporter(
    engine: &dyn Engine,
    organisation: OrganisationId,
    reporter: ReporterId,
    by: Change,
) -> Result<Forgotten, StoreError> {
    let mut forgotten = Forgotten::default();
    loop {
        let step = write(engine, move |transaction| {
            Box::pin(async move {
                let rows = transaction
                    .run(
                        "SELECT id, received_at, level, model, answer, findings, superseded FROM answers \
                         WHERE organisation = ? AND reporter = ? ORDER BY id LIMIT ?",
                        vec![organisation.0.into(), reporter.0.into(), AT_ONCE.into()],
                    )
                    .await?;
                let answers = delete(transaction, organisation, &rows, true).await?;
                let rows = transaction
                    .run(
                        "SELECT id, hour, model, counts FROM exposures WHERE organisation = ? AND reporter = ? LIMIT ?",
                        vec![organisation.0.into(), reporter.0.into(), AT_ONCE.into()],
                    )
                    .await?;
                for row in &rows {
                    let counts = read_counts(row.text(3)?)?;
                    add(transaction, organisation, row.int(1)?, row.text(2)?, &counts, -1).await?;
                }
                let exposures = rows.len() as u64;
                delete_batches(transaction, organisation, &rows).await?;
                Ok(Forgotten { answers, exposures })
            })
        })
        .await?;
        if step == Forgotten::default() {
            break;
        }
        forgotten.answers += step.answers;
        forgotten.exposures += step.exposures;
    }
    write(engine, move |transaction| {
        Box::pin(async move {
            for sql in [
                "DELETE FROM devices WHERE organisation = ? AND reporter = ?",
                "DELETE FROM enrolments WHERE organisation = ? AND reporter = ?",
            ] {
                let values = vec![organisation.0.into(), reporter.0.into()];
                transaction.run(sql, values).await?;
            }
            audit::append(transaction, organisation, by).await
        })
    })
    .await?;
    Ok(forgotten)
}

/// Deletes the answers of a grade that came before `before` (milliseconds since 1970). Their counts
/// stay: they name nobody.
pub(super) async fn answers_before(
    engine: &dyn Engine,
    organisation: OrganisationId,
    grade: Grade,
    before: i64,
) -> Result<u64, StoreError> {
    let mut gone = 0;
    loop {
        let step = write(engine, move |transaction| {
            Box::pin(async move {
                let rows = transaction
                    .run(
                        "SELECT id, received_at, level, model, answer, findings, superseded FROM answers \
                         WHERE organisation = ? AND received_at < ? AND grade = ? LIMIT ?",
                        vec![
                            organisation.0.into(),
                            before.into(),
                            grade.name().into(),
                            AT_ONCE.into(),
                        ],
                    )
                    .await?;
                delete(transaction, organisation, &rows, false).await
            })
        })
        .await?;
        if step == 0 {
            return Ok(gone);
        }
        gone += step;
    }
}

/// Deletes the batches of banners shown that came before `before`. Their counts stay.
pub(super) async fn exposures_before(
    engine: &dyn Engine,
    organisation: OrganisationId,
    before: i64,
) -> Result<u64, StoreError> {
    let mut gone = 0;
    loop {
        let rows = ask(
            engine,
            "SELECT id FROM exposures WHERE organisation = ? AND received_at < ? LIMIT ?",
            vec![organisation.0.into(), before.into(), AT_ONCE.into()],
        )
        .await?;
        if rows.is_empty() {
            return Ok(gone);
        }
        gone += rows.len() as u64;
        write(engine, move |transaction| {
            Box::pin(async move { delete_batches(transaction, organisation, &rows).await })
        })
        .await?;
    }
}

async fn delete_batches(
    transaction: &mut dyn Transaction,
    organisation: OrganisationId,
    rows: &[Row],
) -> Result<(), StoreError> {
    let ids = rows
        .iter()
        .map(|row| Ok(vec![organisation.0.into(), row.bytes::<16>(0)?.into()]))
        .collect::<Result<_, StoreError>>()?;
    let sql = "DELETE FROM exposures WHERE (organisation, id) IN (SELECT k.k1, k.k2 FROM {keys})";
    transaction.each(sql, ID, ids).await?;
    Ok(())
}

async fn delete(
    transaction: &mut dyn Transaction,
    organisation: OrganisationId,
    rows: &[Row],
    from_counts: bool,
) -> Result<u64, StoreError> {
    let gone: Vec<Gone> = rows.iter().map(read).collect::<Result<_, _>>()?;
    if from_counts {
        let mut signals: BTreeMap<[u8; 16], Vec<String>> = BTreeMap::new();
        for answer in &gone {
            let found = read_findings(&answer.findings)?;
            let ids = found.into_iter().map(|finding| finding.id);
            signals.insert(answer.id, ids.collect());
        }
        let mut changes = Changes::default();
        for answer in gone.iter().filter(|answer| answer.counts) {
            let counted = Counted {
                organisation,
                hour: answer.hour,
                level: &answer.level,
                model: &answer.model,
                answer: &answer.answer,
            };
            let found = signals.get(&answer.id).into_iter().flatten();
            changes.count(counted, found.map(String::as_str), -1);
        }
        answers::apply(transaction, &changes).await?;
    }
    let ids = || -> Vec<Vec<super::sql::Value>> {
        gone.iter()
            .map(|answer| vec![organisation.0.into(), AnswerId(answer.id).0.into()])
            .collect()
    };
    for sql in [
        "DELETE FROM voices WHERE (organisation, message_key, reporter, answer) IN \
         (SELECT a.organisation, a.message_key, a.reporter, a.id FROM {keys} JOIN answers AS a \
         ON a.organisation = k.k1 AND a.id = k.k2)",
        "DELETE FROM earlier_words WHERE (organisation, message_key, reporter, answer) IN \
         (SELECT a.organisation, a.message_key, a.reporter, a.id FROM {keys} JOIN answers AS a \
         ON a.organisation = k.k1 AND a.id = k.k2)",
        "DELETE FROM answer_contents WHERE (organisation, answer) IN (SELECT k.k1, k.k2 FROM {keys})",
        "DELETE FROM answers WHERE (organisation, id) IN (SELECT k.k1, k.k2 FROM {keys})",
    ] {
        transaction.each(sql, ID, ids()).await?;
    }
    Ok(gone.len() as u64)
}

fn read(row: &Row) -> Result<Gone, StoreError> {
    Ok(Gone {
        id: row.bytes(0)?,
        hour: hour_of(row.int(1)?),
        level: row.text(2)?.to_owned(),
        model: row.text(3)?.to_owned(),
        answer: row.text(4)?.to_owned(),
        findings: row.text(5)?.to_owned(),
        counts: row.int(6)? == 0,
    })
}
