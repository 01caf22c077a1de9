//! Adds cases up anew from what is kept.

use std::collections::BTreeSet;

use super::super::answers::read_findings;
use super::super::sql::{Engine, Transaction, Value, ask, write_again};
use super::super::{MessageKey, OrganisationId, StoreError};
use super::CaseId;
use super::keeping::{ADD_CASES, CASE_ADDED, Why, refresh};
use super::listing::{read_counts, read_said};
use super::ranking::{Placed, UNKNOWN_TRUST, place, threats};

/// How many messages a recount looks at in one transaction.
const AT_ONCE: i64 = 500;

/// Adds up a case anew from its messages; one without messages is none.
pub(super) async fn recount_case(
    transaction: &mut dyn Transaction,
    organisation: OrganisationId,
    case: CaseId,
) -> Result<(), StoreError> {
    let which = || vec![organisation.0.into(), case.0.into()];
    let before = transaction
        .run(
            "DELETE FROM cases WHERE organisation = ? AND case_id = ? RETURNING trust",
            which(),
        )
        .await?;
    // What reporters are worth is not counted from this case's answers alone, so it stays.
    let trust = before.first().map(|row| row.int(0)).transpose()?;
    let trust = trust.unwrap_or(UNKNOWN_TRUST);
    let sums = transaction
        .run(
            "SELECT count(*), CAST(sum(decided) AS BIGINT), CAST(sum(answers) AS BIGINT), CAST(sum(accurate) AS BIGINT), \
             CAST(sum(phishing) AS BIGINT), CAST(sum(spam) AS BIGINT), CAST(sum(legitimate) AS BIGINT), \
             CAST(sum(unsure) AS BIGINT), CAST(sum(level_0) AS BIGINT), CAST(sum(level_1) AS BIGINT), \
             CAST(sum(level_2) AS BIGINT), CAST(sum(level_3) AS BIGINT), CAST(sum(level_4) AS BIGINT), \
             min(first_at), max(last_at) FROM case_messages WHERE organisation = ? AND case_id = ? HAVING count(*) > 0",
            which(),
        )
        .await?;
    let Some(sums) = sums.first() else {
        return Ok(());
    };
    let sample = transaction
        .run(
            "SELECT m.opened_by, a.findings FROM case_messages AS m JOIN answers AS a \
             ON a.organisation = m.organisation AND a.id = m.opened_by WHERE m.organisation = ? AND m.case_id = ? \
             ORDER BY m.first_at, m.opened_by LIMIT 1",
            which(),
        )
        .await?;
    let sample = sample
        .first()
        .ok_or_else(|| StoreError::Engine("a case has no answer".into()))?;
    let findings = sample.text(1)?;
    let mut row: Vec<Value> = vec![
        organisation.0.into(),
        case.0.into(),
        1.into(),
        0.into(),
        1.into(),
        sums.int(0)?.into(),
        sums.int(1)?.into(),
    ];
    row.extend(read_counts(sums, 2)?.map(Value::from));
    row.extend([
        sums.int(13)?.into(),
        sums.int(14)?.into(),
        sample.bytes::<16>(0)?.into(),
        findings.into(),
        threats(&read_findings(findings)?).into(),
    ]);
    let added = transaction.each(ADD_CASES, CASE_ADDED, vec![row]).await?;
    let settled = transaction
        .run(
            "UPDATE cases SET label = d.label, decided_at = d.decided_at, decided_by = d.decided_by FROM \
             (SELECT d.label, d.decided_at, d.decided_by FROM case_messages AS m JOIN decisions AS d \
             ON d.organisation = m.organisation AND d.message_key = m.message_key \
             WHERE m.organisation = ? AND m.case_id = ? ORDER BY d.decided_at DESC, d.message_key LIMIT 1) AS d \
             WHERE cases.organisation = ? AND cases.case_id = ? RETURNING cases.decided_at",
            [which(), which()].concat(),
        )
        .await?;
    transaction
        .run(
            "UPDATE cases SET trust = ? WHERE organisation = ? AND case_id = ? AND trust <> ?",
            [vec![trust.into()], which(), vec![trust.into()]].concat(),
        )
        .await?;
    let decided_at = settled.first().map(|row| row.int(0)).transpose()?;
    let placed = added.iter().map(|row| {
        Ok(Placed {
            organisation,
            id: case,
            is_open: row.int(2)? > 0,
            decided_at,
            threats: row.int(4)?,
            said: read_said(row, 5)?,
            trust,
        })
    });
    place(transaction, placed.collect::<Result<_, StoreError>>()?).await
}

/// Makes all cases anew from every answer; they are the same unless something is broken.
pub(in crate::store) async fn recount(
    engine: &dyn Engine,
    organisation: OrganisationId,
) -> Result<(), StoreError> {
    let mut after = Vec::new();
    loop {
        let rows = ask(
            engine,
            "SELECT message_key FROM (SELECT message_key FROM voices WHERE organisation = ? AND message_key > ? \
             UNION SELECT message_key FROM case_messages WHERE organisation = ? AND message_key > ?) AS k \
             ORDER BY message_key LIMIT ?",
            vec![
                organisation.0.into(),
                after.clone().into(),
                organisation.0.into(),
                after.into(),
                AT_ONCE.into(),
            ],
        )
        .await?;
        let messages = rows.iter().map(|row| Ok(MessageKey(row.bytes(0)?)));
        let messages: BTreeSet<MessageKey> = messages.collect::<Result<_, StoreError>>()?;
        let Some(last) = messages.last() else {
            return Ok(());
        };
        after = last.0.to_vec();
        write_again(engine, move |transaction| {
            Box::pin(
                async move { refresh(transaction, organisation, &messages, Why::TakenBack).await },
            )
        })
        .await?;
    }
}
