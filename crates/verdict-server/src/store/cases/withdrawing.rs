//! Takes back: a decision on a case, or one answer. What followed is worked out anew from what stays, as if it had never
//! been there; only the log remembers it.

use std::collections::BTreeSet;

use super::super::audit::{self, Change};
use super::super::forgetting;
use super::super::sql::{Engine, Kind, Value, write_again};
use super::super::{AnswerId, MessageKey, OrganisationId, StoreError};
use super::keeping::{Why, refresh};
use super::recounting::recount_case;
use super::regrouping::regroup;
use super::settling::{as_seen, confirmed};
use super::{CaseId, Seen, Settling};

const DECIDED: &[Kind] = &[Kind::Int, Kind::Blob, Kind::Int];

/// Takes the decision on a case back that was made at `at`, unless the latest is not the one made at `seen`. The one before
/// holds again.
pub(in crate::store) async fn decision(
    engine: &dyn Engine,
    organisation: OrganisationId,
    id: CaseId,
    at: i64,
    seen: Seen,
    by: Change,
) -> Result<Settling, StoreError> {
    write_again(engine, move |transaction| {
        Box::pin(async move {
            if let Err(otherwise) = as_seen(transaction, organisation, id, seen).await? {
                return Ok(otherwise);
            }
            let mut made: Vec<Value> = vec![organisation.0.into(), at.into(), id.0.into()];
            let by_case = transaction
                .run(
                    "DELETE FROM settled WHERE organisation = ? AND decided_at = ? AND case_id = ? RETURNING message_key",
                    made.clone(),
                )
                .await?;
            // What was decided on a message of it alone.
            made.insert(2, organisation.0.into());
            let alone = transaction
                .run(
                    "DELETE FROM settled WHERE organisation = ? AND decided_at = ? AND case_id IS NULL AND message_key IN \
                     (SELECT message_key FROM case_messages WHERE organisation = ? AND case_id = ?) RETURNING message_key",
                    made,
                )
                .await?;
            if by_case.is_empty() && alone.is_empty() {
                return Ok(Settling::Nothing);
            }
            let keys = by_case.iter().chain(&alone);
            let keys = keys.map(|row| Ok(vec![organisation.0.into(), row.bytes::<32>(0)?.into(), at.into()]));
            transaction
                .each(
                    "DELETE FROM decisions AS t {using} WHERE t.organisation = k.k1 AND t.message_key = k.k2 \
                     AND t.decided_at = k.k3",
                    DECIDED,
                    keys.collect::<Result<_, StoreError>>()?,
                )
                .await?;
            transaction
                .run(
                    "INSERT INTO decisions (organisation, message_key, decided_at, label, decided_by, answer) \
                     SELECT s.organisation, s.message_key, s.decided_at, s.label, s.decided_by, s.answer \
                     FROM case_messages AS m JOIN settled AS s \
                     ON s.organisation = m.organisation AND s.message_key = m.message_key \
                     WHERE m.organisation = ? AND m.case_id = ? AND s.decided_at = (SELECT max(t.decided_at) FROM settled AS t \
                     WHERE t.organisation = s.organisation AND t.message_key = s.message_key) \
                     ON CONFLICT (organisation, message_key) DO NOTHING",
                    vec![organisation.0.into(), id.0.into()],
                )
                .await?;
            transaction
                .run(
                    "UPDATE case_messages SET decided = 0 WHERE organisation = ? AND case_id = ? AND message_key NOT IN \
                     (SELECT d.message_key FROM decisions AS d WHERE d.organisation = case_messages.organisation \
                     AND d.message_key = case_messages.message_key)",
                    vec![organisation.0.into(), id.0.into()],
                )
                .await?;
            // What was not told yet is not told any more.
            let mut events = vec![confirmed(&id, at)];
            for row in &alone {
                events.push(confirmed(&MessageKey(row.bytes(0)?), at));
            }
            for event in events {
                transaction
                    .run(
                        "DELETE FROM deliveries WHERE organisation = ? AND told_at IS NULL AND event = ?",
                        vec![organisation.0.into(), event.into()],
                    )
                    .await?;
            }
            recount_case(transaction, organisation, id).await?;
            audit::append(transaction, organisation, by).await?;
            Ok(Settling::Done)
        })
    })
    .await
}

/// Deletes an answer: out of the counts, and what its reporter said of the message before holds again. `false` when there is
/// none of that id.
pub(in crate::store) async fn answer(
    engine: &dyn Engine,
    organisation: OrganisationId,
    id: AnswerId,
    by: Change,
) -> Result<bool, StoreError> {
    let withdrawn = write_again(engine, move |transaction| {
        Box::pin(async move {
            let Some(message) = forgetting::one_answer(transaction, organisation, id).await? else {
                return Ok(false);
            };
            refresh(
                transaction,
                organisation,
                &BTreeSet::from([message]),
                Why::TakenBack,
            )
            .await?;
            audit::append(transaction, organisation, by).await?;
            Ok(true)
        })
    })
    .await?;
    regroup(engine, organisation).await?;
    Ok(withdrawn)
}
