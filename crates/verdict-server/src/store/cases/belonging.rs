//! To which case a message belongs, and what becomes of what was decided where that turns out otherwise.

use super::super::audit::{self, Change};
use super::super::sql::{Transaction, Value};
use super::super::{MessageKey, OrganisationId, StoreError};
use super::CaseId;
use super::keeping::Why;

/// Who overturns decisions by answers, in the log of changes.
const ACTOR: &str = "readers";

/// The case that more than half of the answers name that count and name any; the message itself otherwise.
pub(super) async fn named(
    transaction: &mut dyn Transaction,
    organisation: OrganisationId,
    message: &MessageKey,
) -> Result<CaseId, StoreError> {
    let rows = transaction
        .run(
            "SELECT a.campaign, count(*), CAST(sum(count(*)) OVER () AS BIGINT) FROM voices AS v JOIN answers AS a \
             ON a.organisation = v.organisation AND a.id = v.answer \
             WHERE v.organisation = ? AND v.message_key = ? AND a.campaign IS NOT NULL \
             GROUP BY a.campaign ORDER BY 2 DESC LIMIT 1",
            vec![organisation.0.into(), message.0.into()],
        )
        .await?;
    match rows.first() {
        Some(row) if row.int(1)? * 2 > row.int(2)? => Ok(CaseId(row.bytes(0)?)),
        _ => Ok(CaseId::of(message, None)),
    }
}

/// Sees to what was decided on the message as one of a case to which it does not belong any more; of a message without answers,
/// to all that was decided on it.
pub(super) async fn decided_elsewhere(
    transaction: &mut dyn Transaction,
    organisation: OrganisationId,
    message: &MessageKey,
    case: Option<CaseId>,
    why: Why,
) -> Result<(), StoreError> {
    let which = || -> Vec<Value> { vec![organisation.0.into(), message.0.into()] };
    match (why, case) {
        (Why::Aged, None) => return Ok(()),
        (Why::Aged, Some(case)) => {
            let sql = "UPDATE settled SET case_id = ? WHERE organisation = ? AND message_key = ? AND case_id IS NOT NULL";
            let mut values = which();
            values.insert(0, case.0.into());
            transaction.run(sql, values).await?;
            return Ok(());
        }
        (Why::TakenBack | Why::Outvoted { .. }, None) => {
            let sql = "DELETE FROM settled WHERE organisation = ? AND message_key = ?";
            transaction.run(sql, which()).await?;
        }
        (Why::TakenBack | Why::Outvoted { .. }, Some(case)) => {
            let sql = "DELETE FROM settled WHERE organisation = ? AND message_key = ? AND case_id <> ? RETURNING 1";
            let mut values = which();
            values.push(case.0.into());
            if transaction.run(sql, values).await?.is_empty() {
                return Ok(());
            }
            if let Why::Outvoted { at } = why {
                let change = Change {
                    at,
                    actor: ACTOR.to_owned(),
                    action: "reopen_message",
                    detail: format!(
                        "{message} belongs to case {case} by what readers say, so what was decided on it by another case does not hold"
                    ),
                };
                audit::append(transaction, organisation, change).await?;
            }
        }
    }
    transaction
        .run(
            "DELETE FROM decisions WHERE organisation = ? AND message_key = ?",
            which(),
        )
        .await?;
    transaction
        .run(
            "INSERT INTO decisions (organisation, message_key, decided_at, label, decided_by, answer) \
             SELECT organisation, message_key, decided_at, label, decided_by, answer FROM settled \
             WHERE organisation = ? AND message_key = ? ORDER BY decided_at DESC LIMIT 1",
            which(),
        )
        .await?;
    Ok(())
}
