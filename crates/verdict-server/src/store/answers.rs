//! Answers as they are asked for.

use banner_core::ReportedFinding;

use super::names::{answer_named, correction_named, known, level_named};
use super::sql::{Engine, Row, ask};
use super::{
    AnswerId, CampaignKey, Contents, Grade, KeptAnswer, MessageKey, OrganisationId, ReporterId,
    StoreError,
};

/// The columns of [`kept`], in its order.
macro_rules! columns {
    () => {
        "id, reporter, message_key, received_at, level, probability, answer, correction, comment, \
         model, findings, grade, superseded, network"
    };
}
pub(super) use columns;

/// The latest answers that count, the newest first.
pub(super) async fn latest(
    engine: &dyn Engine,
    organisation: OrganisationId,
    most: u32,
) -> Result<Vec<KeptAnswer>, StoreError> {
    let rows = ask(
        engine,
        concat!(
            "SELECT ",
            columns!(),
            " FROM answers WHERE organisation = ? AND superseded = 0 ORDER BY received_at DESC, id DESC LIMIT ?"
        ),
        vec![organisation.0.into(), i64::from(most).into()],
    )
    .await?;
    rows.iter().map(kept).collect()
}

/// All that a reporter said on the message of answer `id`, the newest first.
pub(super) async fn history(
    engine: &dyn Engine,
    organisation: OrganisationId,
    id: AnswerId,
) -> Result<Vec<KeptAnswer>, StoreError> {
    let rows = ask(
        engine,
        concat!(
            "SELECT ",
            columns!(),
            " FROM answers WHERE organisation = ? AND id IN (SELECT e.answer FROM answers AS a JOIN earlier_words AS e \
             ON e.organisation = a.organisation AND e.message_key = a.message_key AND e.reporter = a.reporter \
             WHERE a.organisation = ? AND a.id = ? UNION SELECT v.answer FROM answers AS a JOIN voices AS v \
             ON v.organisation = a.organisation AND v.message_key = a.message_key AND v.reporter = a.reporter \
             WHERE a.organisation = ? AND a.id = ?) ORDER BY id DESC LIMIT 1000"
        ),
        vec![
            organisation.0.into(),
            organisation.0.into(),
            id.0.into(),
            organisation.0.into(),
            id.0.into(),
        ],
    )
    .await?;
    rows.iter().map(kept).collect()
}

/// At most `most` answers with an id above `after`, in the order of their ids, history included.
pub(super) async fn page(
    engine: &dyn Engine,
    organisation: OrganisationId,
    after: Option<AnswerId>,
    most: u32,
) -> Result<Vec<KeptAnswer>, StoreError> {
    let after = after.map_or([0; 16], |id| id.0);
    let rows = ask(
        engine,
        concat!(
            "SELECT ",
            columns!(),
            " FROM answers WHERE organisation = ? AND id > ? ORDER BY id LIMIT ?"
        ),
        vec![organisation.0.into(), after.into(), i64::from(most).into()],
    )
    .await?;
    rows.iter().map(kept).collect()
}

/// The answers that count on a message.
pub(super) async fn on_message(
    engine: &dyn Engine,
    organisation: OrganisationId,
    message: MessageKey,
    most: u32,
) -> Result<Vec<KeptAnswer>, StoreError> {
    let rows = ask(
        engine,
        concat!(
            "SELECT ",
            columns!(),
            " FROM answers WHERE organisation = ? AND id IN (SELECT answer FROM voices \
             WHERE organisation = ? AND message_key = ?) ORDER BY id LIMIT ?"
        ),
        vec![
            organisation.0.into(),
            organisation.0.into(),
            message.0.into(),
            i64::from(most).into(),
        ],
    )
    .await?;
    rows.iter().map(kept).collect()
}

/// What the report of an answer carried besides.
pub(super) async fn contents(
    engine: &dyn Engine,
    organisation: OrganisationId,
    id: AnswerId,
) -> Result<Contents, StoreError> {
    let rows = ask(
        engine,
        "SELECT c.features, c.message, CASE WHEN a.grouped_by IS NULL THEN a.campaign ELSE a.sent_campaign END FROM answers AS a LEFT JOIN answer_contents AS c \
         ON c.organisation = a.organisation AND c.answer = a.id WHERE a.organisation = ? AND a.id = ?",
        vec![organisation.0.into(), id.0.into()],
    )
    .await?;
    let Some(row) = rows.first() else {
        return Ok(Contents::default());
    };
    let features = row.text_if_any(0)?.unwrap_or("[]");
    Ok(Contents {
        features: serde_json::from_str(features)
            .map_err(|error| StoreError::Engine(error.to_string()))?,
        message: row.blob_if_any(1)?.map(<[u8]>::to_vec),
        campaign: match row.blob_if_any(2)? {
            Some(_) => Some(CampaignKey(row.bytes(2)?)),
            None => None,
        },
    })
}

pub(super) fn kept(row: &Row) -> Result<KeptAnswer, StoreError> {
    let correction = row.text_if_any(7)?;
    Ok(KeptAnswer {
        id: AnswerId(row.bytes(0)?),
        reporter: ReporterId(row.bytes(1)?),
        message_key: MessageKey(row.bytes(2)?),
        received_at: row.int(3)?,
        level: known(row.text(4)?, level_named)?,
        probability: row.real(5)?,
        answer: known(row.text(6)?, answer_named)?,
        correction: correction
            .map(|name| known(name, correction_named))
            .transpose()?,
        comment: row.text_if_any(8)?.map(str::to_owned),
        model: row.text(9)?.to_owned(),
        findings: read_findings(row.text(10)?)?,
        grade: known(row.text(11)?, Grade::named)?,
        superseded: row.int(12)? != 0,
        network: row.int_if_any(13)?,
    })
}

pub(super) fn write_findings(findings: &[ReportedFinding]) -> Result<String, StoreError> {
    let pairs: Vec<(&str, f32)> = findings
        .iter()
        .map(|finding| (finding.id.as_str(), finding.strength))
        .collect();
    serde_json::to_string(&pairs).map_err(|error| StoreError::Engine(error.to_string()))
}

pub(super) fn read_findings(text: &str) -> Result<Vec<ReportedFinding>, StoreError> {
    let pairs: Vec<(String, f32)> =
        serde_json::from_str(text).map_err(|error| StoreError::Engine(error.to_string()))?;
    let finding = |(id, strength)| ReportedFinding { id, strength };
    Ok(pairs.into_iter().map(finding).collect())
}
