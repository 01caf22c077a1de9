//! What is in one case: its answers, reporters, originals, messages and decisions.

use super::super::answers::{columns, kept};
use super::super::names::{correction_named, known};
use super::super::sql::{Engine, Value, ask};
use super::super::{AnswerId, KeptAnswer, MessageKey, OrganisationId, StoreError};
use super::{CaseId, CaseMessage, Settled};

/// Among how many answers of a case, those on its latest messages, the latest are looked for, and reporters counted.
pub const ANSWERS_LOOKED_AT: u32 = 1_000;
/// On how many messages of a case, the latest, decisions are looked for.
pub const MESSAGES_LOOKED_AT: u32 = 2_000;

/// The answers on the latest messages of a case, so many at most: the messages' number, then theirs.
macro_rules! latest_voices {
    () => {
        "SELECT v.answer, v.reporter FROM (SELECT organisation, message_key FROM case_messages \
         WHERE organisation = ? AND case_id = ? ORDER BY last_at DESC LIMIT ?) AS m JOIN voices AS v \
         ON v.organisation = m.organisation AND v.message_key = m.message_key LIMIT ?"
    };
}

/// What [`latest_voices`] asks for.
fn latest_voices(organisation: OrganisationId, id: CaseId) -> [Value; 4] {
    let most = i64::from(ANSWERS_LOOKED_AT);
    [organisation.0.into(), id.0.into(), most.into(), most.into()]
}

/// The answers of a case that count, the newest first, at most `most`: of the first 1,000 on its latest messages.
pub(in crate::store) async fn answers(
    engine: &dyn Engine,
    organisation: OrganisationId,
    id: CaseId,
    most: u32,
) -> Result<Vec<KeptAnswer>, StoreError> {
    let mut values = vec![organisation.0.into()];
    values.extend(latest_voices(organisation, id));
    values.push(i64::from(most).into());
    let rows = ask(
        engine,
        concat!(
            "SELECT ",
            columns!(),
            " FROM answers WHERE organisation = ? AND id IN (SELECT answer FROM (",
            latest_voices!(),
            // The sign keeps the engine from going through all answers in their order.
            ") AS n) ORDER BY +received_at DESC, id DESC LIMIT ?"
        ),
        values,
    )
    .await?;
    rows.iter().map(kept).collect()
}

/// How many reporters there are among the first `most` answers on the latest messages of the case, 1,000 at most.
pub(in crate::store) async fn reporters(
    engine: &dyn Engine,
    organisation: OrganisationId,
    id: CaseId,
    most: u32,
) -> Result<u64, StoreError> {
    let mut values: Vec<Value> = latest_voices(organisation, id).into();
    values.push(i64::from(most).into());
    let rows = ask(
        engine,
        concat!(
            "SELECT count(DISTINCT reporter) FROM (SELECT reporter FROM (",
            latest_voices!(),
            ") AS n LIMIT ?) AS r"
        ),
        values,
    )
    .await?;
    rows.first().map_or(Ok(0), |row| row.count(0))
}

/// The answers with which the whole message came, the newest first, at most 50: of the first 1,000 on the latest messages
/// of the case.
pub(in crate::store) async fn originals(
    engine: &dyn Engine,
    organisation: OrganisationId,
    id: CaseId,
) -> Result<Vec<AnswerId>, StoreError> {
    let mut values: Vec<Value> = latest_voices(organisation, id).into();
    values.push(organisation.0.into());
    let rows = ask(
        engine,
        concat!(
            "SELECT n.answer FROM (",
            latest_voices!(),
            ") AS n JOIN answer_contents AS c ON c.organisation = ? AND c.answer = n.answer \
             WHERE c.message IS NOT NULL ORDER BY n.answer DESC LIMIT 50"
        ),
        values,
    )
    .await?;
    rows.iter().map(|row| Ok(AnswerId(row.bytes(0)?))).collect()
}

/// The messages of a case, the one with the most answers first, at most `most`: of the 5,000 latest.
pub(in crate::store) async fn messages(
    engine: &dyn Engine,
    organisation: OrganisationId,
    id: CaseId,
    most: u32,
) -> Result<Vec<CaseMessage>, StoreError> {
    let rows = ask(
        engine,
        "SELECT message_key, answers, decided FROM (SELECT message_key, answers, decided FROM case_messages \
         WHERE organisation = ? AND case_id = ? ORDER BY last_at DESC LIMIT 5000) AS m ORDER BY answers DESC, message_key LIMIT ?",
        vec![organisation.0.into(), id.0.into(), i64::from(most).into()],
    )
    .await?;
    rows.iter()
        .map(|row| {
            Ok(CaseMessage {
                message_key: MessageKey(row.bytes(0)?),
                answers: row.count(1)?,
                decided: row.int(2)? != 0,
            })
        })
        .collect()
}

/// The decisions that were not withdrawn on the 2,000 latest messages of a case, the latest first, at most `most`.
pub(in crate::store) async fn decisions(
    engine: &dyn Engine,
    organisation: OrganisationId,
    id: CaseId,
    most: u32,
) -> Result<Vec<Settled>, StoreError> {
    let rows = ask(
        engine,
        "SELECT s.label, s.decided_at, s.decided_by, count(*) FROM (SELECT organisation, message_key FROM case_messages \
         WHERE organisation = ? AND case_id = ? ORDER BY last_at DESC LIMIT ?) AS m JOIN settled AS s \
         ON s.organisation = m.organisation AND s.message_key = m.message_key \
         GROUP BY s.label, s.decided_at, s.decided_by ORDER BY s.decided_at DESC LIMIT ?",
        vec![
            organisation.0.into(),
            id.0.into(),
            i64::from(MESSAGES_LOOKED_AT).into(),
            i64::from(most).into(),
        ],
    )
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Settled {
                label: known(row.text(0)?, correction_named)?,
                at: row.int(1)?,
                by: row.text(2)?.to_owned(),
                messages: row.count(3)?,
            })
        })
        .collect()
}
