//! Decides on a case: on all of its messages at once.

use std::fmt;

use banner_core::Correction;

use super::super::audit::{self, Change};
use super::super::names::{correction_name, correction_named, known};
use super::super::sql::{Engine, Transaction, write_again};
use super::super::{MessageKey, OrganisationId, StoreError, webhooks};
use super::recounting::recount_case;
use super::{CaseId, Seen, Settled, Settling};

/// Decides what the messages of a case are that whoever decides has seen, unless somebody else decided since. What joined
/// later stays open.
pub(in crate::store) async fn settle(
    engine: &dyn Engine,
    organisation: OrganisationId,
    id: CaseId,
    label: Correction,
    seen: Seen,
    by: Change,
) -> Result<Settling, StoreError> {
    write_again(engine, move |transaction| {
        Box::pin(async move {
            let at = match as_seen(transaction, organisation, id, seen).await? {
                Ok(at) => at,
                Err(otherwise) => return Ok(otherwise),
            };
            // Two decisions are never of the same time, by which they are told apart.
            let at = by.at.max(at.saturating_add(1));
            for sql in [
                "INSERT INTO settled (organisation, message_key, decided_at, label, decided_by, answer, case_id) \
                 SELECT organisation, message_key, ?, ?, ?, opened_by, case_id FROM case_messages \
                 WHERE organisation = ? AND case_id = ? AND first_at <= ? \
                 ON CONFLICT (organisation, message_key, decided_at) DO UPDATE SET label = excluded.label, \
                 decided_by = excluded.decided_by, answer = excluded.answer, case_id = excluded.case_id",
                "INSERT INTO decisions (organisation, message_key, decided_at, label, decided_by, answer) \
                 SELECT organisation, message_key, ?, ?, ?, opened_by FROM case_messages \
                 WHERE organisation = ? AND case_id = ? AND first_at <= ? \
                 ON CONFLICT (organisation, message_key) DO UPDATE SET label = excluded.label, decided_at = excluded.decided_at, decided_by = excluded.decided_by, \
                 answer = excluded.answer",
            ] {
                let values = vec![
                    at.into(),
                    correction_name(label).into(),
                    by.actor.as_str().into(),
                    organisation.0.into(),
                    id.0.into(),
                    seen.until.into(),
                ];
                transaction.run(sql, values).await?;
            }
            transaction
                .run(
                    "UPDATE case_messages SET decided = 1 WHERE organisation = ? AND case_id = ? AND first_at <= ?",
                    vec![organisation.0.into(), id.0.into(), seen.until.into()],
                )
                .await?;
            if label == Correction::Phishing {
                tell(transaction, organisation, id, at).await?;
            }
            recount_case(transaction, organisation, id).await?;
            audit::append(transaction, organisation, by).await?;
            Ok(Settling::Done)
        })
    })
    .await
}

/// When the latest decision on a case was made (0 for none), if that is the one that somebody saw; otherwise what became of the wish.
pub(super) async fn as_seen(
    transaction: &mut dyn Transaction,
    organisation: OrganisationId,
    id: CaseId,
    seen: Seen,
) -> Result<Result<i64, Settling>, StoreError> {
    let Some(latest) = latest(transaction, organisation, id).await? else {
        return Ok(Err(Settling::Nothing));
    };
    let at = latest.as_ref().map_or(0, |latest| latest.at);
    Ok(match at == seen.decided_at {
        true => Ok(at),
        false => Err(Settling::Meanwhile(latest)),
    })
}

/// The latest decision on a case, kept from others until this is done; `None` when there is no such case.
async fn latest(
    transaction: &mut dyn Transaction,
    organisation: OrganisationId,
    id: CaseId,
) -> Result<Option<Option<Settled>>, StoreError> {
    let rows = transaction
        .run(
            "SELECT label, decided_at, decided_by, decided FROM cases WHERE organisation = ? AND case_id = ? {lock}",
            vec![organisation.0.into(), id.0.into()],
        )
        .await?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    let Some(label) = row.text_if_any(0)? else {
        return Ok(Some(None));
    };
    Ok(Some(Some(Settled {
        label: known(label, correction_named)?,
        at: row.int(1)?,
        by: row.text(2)?.to_owned(),
        messages: row.count(3)?,
    })))
}

/// Tells the organisation's webhooks of a confirmed threat: once a case, by the message that stands for it.
async fn tell(
    transaction: &mut dyn Transaction,
    organisation: OrganisationId,
    id: CaseId,
    at: i64,
) -> Result<(), StoreError> {
    let rows = transaction
        .run(
            "SELECT m.message_key, m.opened_by, c.messages FROM cases AS c JOIN case_messages AS m \
             ON m.organisation = c.organisation AND m.case_id = c.case_id AND m.opened_by = c.sample \
             WHERE c.organisation = ? AND c.case_id = ?",
            vec![organisation.0.into(), id.0.into()],
        )
        .await?;
    let Some(row) = rows.first() else {
        return Ok(());
    };
    let message_key = MessageKey(row.bytes(0)?);
    let body = serde_json::json!({
        "event": "confirmed_threat",
        "message_key": message_key.to_string(),
        "answer": super::AnswerId(row.bytes(1)?).to_string(),
        "decided_at": at,
        "messages": row.count(2)?,
    });
    webhooks::enqueue(
        transaction,
        organisation,
        &confirmed(&id, at),
        &body.to_string(),
        at,
    )
    .await
}

/// The event of a threat that was confirmed: by a case, or by one message.
pub(in crate::store) fn confirmed(what: &dyn fmt::Display, at: i64) -> String {
    format!("confirmed:{what}:{at}")
}

/// Counts the case of a message anew on which was decided alone.
pub(in crate::store) async fn recount_of_message(
    transaction: &mut dyn Transaction,
    organisation: OrganisationId,
    message: MessageKey,
) -> Result<(), StoreError> {
    let rows = transaction
        .run(
            "UPDATE case_messages SET decided = 1 WHERE organisation = ? AND message_key = ? RETURNING case_id",
            vec![organisation.0.into(), message.0.into()],
        )
        .await?;
    match rows.first() {
        Some(row) => recount_case(transaction, organisation, CaseId(row.bytes(0)?)).await,
        None => Ok(()),
    }
}
