//! Deletes what is older than it may become.

use super::{AT_ONCE, Gone, delete_words, read, recount_cases};
use crate::store::cases::Why;
use crate::store::rows::hour_of;
use crate::store::sql::{Engine, Value, write_again};
use crate::store::{Grade, OrganisationId, StoreError, cases, days, silent};

/// Deletes the answers of a grade that came before `before` (milliseconds since 1970). Their counts
/// stay: they name nobody.
pub(in crate::store) async fn answers_before(
    engine: &dyn Engine,
    organisation: OrganisationId,
    grade: Grade,
    before: i64,
) -> Result<u64, StoreError> {
    let mut gone = 0;
    loop {
        let step = write_again(engine, move |transaction| {
            Box::pin(async move {
                let sql = delete_answers!("received_at < ? AND grade = ?");
                let some = some_of(organisation, grade, before);
                let gone = transaction.run(sql, some).await?;
                let gone: Vec<Gone> = gone.iter().map(read).collect::<Result<_, _>>()?;
                delete_words(transaction, organisation, &gone).await?;
                recount_cases(transaction, organisation, &gone, Why::Aged).await?;
                Ok(gone.len() as u64)
            })
        })
        .await?;
        if step == 0 {
            return Ok(gone);
        }
        gone += step;
    }
}

/// What the statements ask for: as many old answers of a grade as go at once.
fn some_of(organisation: OrganisationId, grade: Grade, before: i64) -> Vec<Value> {
    vec![
        organisation.0.into(),
        organisation.0.into(),
        before.into(),
        grade.name().into(),
        AT_ONCE.into(),
    ]
}

/// Deletes what readers wrote and sent with the answers of a grade that came before `before`: comments, hashed
/// features, originals and the networks they came from. The answers stay, so that each is known when it is sent again.
pub(in crate::store) async fn contents_before(
    engine: &dyn Engine,
    organisation: OrganisationId,
    grade: Grade,
    before: i64,
) -> Result<u64, StoreError> {
    let mut gone = 0;
    for sql in [
        "DELETE FROM answer_contents WHERE organisation = ? AND answer IN (SELECT c.answer FROM answer_contents c \
         JOIN answers a ON a.organisation = c.organisation AND a.id = c.answer \
         WHERE c.organisation = ? AND a.received_at < ? AND a.grade = ? LIMIT ?) RETURNING answer",
        "UPDATE answers SET comment = NULL, network = NULL WHERE organisation = ? AND id IN (SELECT id FROM answers \
         WHERE organisation = ? AND received_at < ? AND grade = ? AND (comment IS NOT NULL OR network IS NOT NULL) LIMIT ?) \
         RETURNING id",
    ] {
        loop {
            let some = some_of(organisation, grade, before);
            let step = write_again(engine, move |transaction| {
                Box::pin(async move {
                    let bared = transaction.run(sql, some).await?;
                    let ids = bared.iter().map(|row| row.bytes(0));
                    let ids = ids.collect::<Result<Vec<_>, StoreError>>()?;
                    // What joined by a sketch stays where it is; nothing joins by it any more.
                    cases::forget_sketches(transaction, organisation, ids.into_iter()).await?;
                    Ok(bared.len() as u64)
                })
            })
            .await?;
            if step == 0 {
                break;
            }
            gone += step;
        }
    }
    Ok(gone)
}

/// Deletes the batches of banners shown that came before `before`. Their counts stay.
pub(in crate::store) async fn exposures_before(
    engine: &dyn Engine,
    organisation: OrganisationId,
    before: i64,
) -> Result<u64, StoreError> {
    let mut gone = 0;
    loop {
        let step = write_again(engine, move |transaction| {
            Box::pin(async move {
                let values = vec![
                    organisation.0.into(),
                    organisation.0.into(),
                    before.into(),
                    AT_ONCE.into(),
                ];
                let mut gone = transaction
                    .run(delete_batches!("received_at < ?"), values.clone())
                    .await?;
                gone.extend(transaction.run(silent::FORGET_BEFORE, values).await?);
                Ok(gone)
            })
        })
        .await?;
        if step.is_empty() {
            break;
        }
        gone += step.len() as u64;
    }
    // The days that lie wholly before.
    let day = hour_of(before).div_euclid(24);
    write_again(engine, move |transaction| {
        Box::pin(async move { days::forget_before(transaction, organisation, day).await })
    })
    .await?;
    Ok(gone)
}
