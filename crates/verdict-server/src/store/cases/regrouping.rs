//! Groups answers anew whose campaign's sketch came from an answer that was taken back, as if that one had never been there.

use std::collections::{BTreeSet, HashMap};

use super::super::sql::{Engine, Kind, Row, Transaction, Value, write_again};
use super::super::{AnswerId, MessageKey, OrganisationId, StoreError};
use super::CampaignKey;
use super::grouping::{Came, join, read_sketch, wait_for_others};
use super::keeping::{Why, refresh};

/// How many answers are grouped anew in one transaction, so that nobody waits for long.
const AT_ONCE: i64 = 500;
/// Stands for the answer by which one is grouped that is to be grouped anew. No client makes such an id.
const ANEW: [u8; 16] = [0; 16];

const ID: &[Kind] = &[Kind::Int, Kind::Blob];
const NAMES: &[Kind] = &[Kind::Int, Kind::Blob, Kind::Blob, Kind::Blob, Kind::Blob];

/// An answer that is to be grouped anew.
struct Anew {
    id: AnswerId,
    message: MessageKey,
    at: i64,
    before: Option<CampaignKey>,
    sent: Option<CampaignKey>,
}

/// Marks the answers that name what they name by the sketch of one of these, which are taken back. [`regroup`] is to follow:
/// there may be more of them than one transaction should see to.
pub(in crate::store) async fn taken_back(
    transaction: &mut dyn Transaction,
    organisation: OrganisationId,
    gone: impl Iterator<Item = [u8; 16]>,
) -> Result<(), StoreError> {
    let keys = gone.map(|id| vec![organisation.0.into(), id.into(), ANEW.into()]);
    transaction
        .each(
            "UPDATE answers AS t SET grouped_by = k.k3 FROM {keys} WHERE t.organisation = k.k1 AND t.grouped_by = k.k2",
            &[Kind::Int, Kind::Blob, Kind::Blob],
            keys.collect(),
        )
        .await?;
    Ok(())
}

/// Groups all that are marked, in the order in which they came; how many these were.
pub(in crate::store) async fn regroup(
    engine: &dyn Engine,
    organisation: OrganisationId,
) -> Result<u64, StoreError> {
    let mut all = 0;
    loop {
        let step = write_again(engine, move |transaction| {
            Box::pin(async move { some(transaction, organisation).await })
        })
        .await?;
        if step == 0 {
            return Ok(all);
        }
        all += step;
    }
}

async fn some(
    transaction: &mut dyn Transaction,
    organisation: OrganisationId,
) -> Result<u64, StoreError> {
    wait_for_others(transaction, organisation).await?;
    let rows = transaction
        .run(
            "SELECT id, message_key, received_at, campaign, sent_campaign FROM answers \
             WHERE organisation = ? AND grouped_by = ? ORDER BY received_at, id LIMIT ?",
            vec![organisation.0.into(), ANEW.into(), AT_ONCE.into()],
        )
        .await?;
    let marked: Vec<Anew> = rows.iter().map(read).collect::<Result<_, _>>()?;
    let came = with_sketches(transaction, organisation, &marked).await?;
    let grouping = join(transaction, came).await?;
    let mut moved = BTreeSet::new();
    let mut names: Vec<Vec<Value>> = Vec::with_capacity(marked.len());
    for one in &marked {
        let grouped = grouping.get(&(organisation, one.id));
        let now = grouped.map_or(one.sent, |grouped| Some(grouped.campaign));
        if now != one.before {
            moved.insert(one.message);
        }
        let blob = |bytes: Option<[u8; 16]>| Value::Blob(bytes.map(|bytes| bytes.to_vec()));
        names.push(vec![
            organisation.0.into(),
            one.id.0.into(),
            blob(now.map(|campaign| campaign.0)),
            blob(grouped.and(one.sent).map(|campaign| campaign.0)),
            blob(grouped.map(|grouped| grouped.by.0)),
        ]);
    }
    transaction
        .each(
            "UPDATE answers AS t SET campaign = k.k3, sent_campaign = k.k4, grouped_by = k.k5 FROM {keys} \
             WHERE t.organisation = k.k1 AND t.id = k.k2",
            NAMES,
            names,
        )
        .await?;
    refresh(transaction, organisation, &moved, Why::TakenBack).await?;
    Ok(marked.len() as u64)
}

/// Those whose sketches are still kept; the others name what they were sent with.
async fn with_sketches(
    transaction: &mut dyn Transaction,
    organisation: OrganisationId,
    marked: &[Anew],
) -> Result<Vec<Came>, StoreError> {
    let keys = marked.iter();
    let keys = keys.map(|one| vec![organisation.0.into(), one.id.0.into()]);
    let rows = transaction
        .each(
            "SELECT t.answer, t.features FROM {keys} JOIN answer_contents AS t ON t.organisation = k.k1 AND t.answer = k.k2",
            ID,
            keys.collect(),
        )
        .await?;
    let mut sketches = HashMap::new();
    for row in &rows {
        if let Some(sketch) = read_sketch(row.text_if_any(1)?)? {
            sketches.insert(AnswerId(row.bytes(0)?), sketch);
        }
    }
    let came = marked.iter().filter_map(|one| {
        Some(Came {
            organisation,
            at: one.at,
            id: one.id,
            message: one.message,
            campaign: one.sent,
            sketch: sketches.remove(&one.id)?,
        })
    });
    Ok(came.collect())
}

fn read(row: &Row) -> Result<Anew, StoreError> {
    Ok(Anew {
        id: AnswerId(row.bytes(0)?),
        message: MessageKey(row.bytes(1)?),
        at: row.int(2)?,
        before: row.bytes_if_any(3)?.map(CampaignKey),
        sent: row.bytes_if_any(4)?.map(CampaignKey),
    })
}
