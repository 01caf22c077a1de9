//! Keeps cases beside the answers: adds what comes, and counts anew where something goes.

use std::collections::{BTreeMap, BTreeSet};

use super::super::answers::read_findings;
use super::super::sql::{Engine, Kind, Row, Transaction, Value, ask, write_again};
use super::super::{MessageKey, OrganisationId, StoreError};
use super::CaseId;
use super::counting::{COUNTS, Delta, Deltas};
use super::listing::{read_counts, read_said};
use super::ranking::{Placed, place, threats};

/// How many messages a recount looks at in one transaction.
const AT_ONCE: i64 = 500;

const MESSAGE: &[Kind] = &[
    Kind::Int,
    Kind::Blob,
    Kind::Blob,
    Kind::Blob,
    Kind::Int,
    Kind::Int,
    Kind::Int,
    Kind::Int,
    Kind::Int,
    Kind::Int,
    Kind::Int,
    Kind::Int,
    Kind::Int,
    Kind::Int,
    Kind::Int,
    Kind::Int,
    Kind::Int,
    Kind::Int,
];
const CASE_ADDED: &[Kind] = &[
    Kind::Int,
    Kind::Blob,
    Kind::Int,
    Kind::Int,
    Kind::Int,
    Kind::Int,
    Kind::Int,
    Kind::Int,
    Kind::Int,
    Kind::Int,
    Kind::Int,
    Kind::Int,
    Kind::Int,
    Kind::Int,
    Kind::Int,
    Kind::Int,
    Kind::Int,
    Kind::Int,
    Kind::Int,
    Kind::Int,
    Kind::Blob,
    Kind::Text,
    Kind::Int,
];

/// The columns of the counts, in the order of [`Delta::counts`].
macro_rules! counts {
    () => {
        "answers, accurate, phishing, spam, legitimate, unsure, level_0, level_1, level_2, level_3, level_4"
    };
}

/// What an insertion does where the row is there: the counts are added, the times stretched.
macro_rules! adding {
    ($table:literal) => {
        concat!(
            adding!($table: "answers", "accurate", "phishing", "spam", "legitimate", "unsure", "level_0", "level_1",
                "level_2", "level_3", "level_4"),
            "first_at = CASE WHEN excluded.first_at < ", $table, ".first_at THEN excluded.first_at ELSE ", $table,
            ".first_at END, last_at = CASE WHEN excluded.last_at > ", $table, ".last_at THEN excluded.last_at ELSE ", $table,
            ".last_at END"
        )
    };
    ($table:literal: $($column:literal),+) => {
        concat!($($column, " = ", $table, ".", $column, " + excluded.", $column, ", "),+)
    };
}

const ADD_MESSAGES: &str = concat!(
    "INSERT INTO case_messages (organisation, message_key, case_id, opened_by, ",
    counts!(),
    ", first_at, last_at, decided) {rows} ON CONFLICT (organisation, message_key) DO UPDATE SET ",
    adding!("case_messages"),
    " RETURNING organisation, message_key, case_id, opened_by"
);
const ADD_CASES: &str = concat!(
    "INSERT INTO cases (organisation, case_id, open, level, rank, messages, decided, ",
    counts!(),
    ", first_at, last_at, sample, findings, threats) {rows} \
     ON CONFLICT (organisation, case_id) DO UPDATE SET messages = cases.messages + excluded.messages, ",
    adding!("cases"),
    " RETURNING organisation, case_id, messages - decided, decided_at, threats, ",
    counts!()
);

/// By how much a case changes.
struct Change {
    messages: i64,
    delta: Delta,
}

/// Adds what came.
pub(in crate::store) async fn add(
    transaction: &mut dyn Transaction,
    mut deltas: Deltas,
) -> Result<(), StoreError> {
    let rows = deltas.iter().map(|((organisation, message), delta)| {
        let (_, opened_by, case, _) = &delta.opening;
        let mut row: Vec<Value> = vec![
            organisation.0.into(),
            message.0.into(),
            case.0.into(),
            opened_by.0.into(),
        ];
        row.extend(delta.values());
        row.extend([delta.first_at.into(), delta.last_at.into(), 0.into()]);
        row
    });
    let kept = transaction
        .each(ADD_MESSAGES, MESSAGE, rows.collect())
        .await?;
    let mut changes: BTreeMap<(OrganisationId, CaseId), Change> = BTreeMap::new();
    for row in &kept {
        let key = (OrganisationId(row.int(0)?), MessageKey(row.bytes(1)?));
        let Some(delta) = deltas.remove(&key) else {
            continue;
        };
        let case = (key.0, CaseId(row.bytes(2)?));
        // Only the transaction that makes a row finds its own answer there.
        let messages = i64::from(row.bytes(3)? == delta.opening.1.0);
        match changes.get_mut(&case) {
            None => {
                changes.insert(case, Change { messages, delta });
            }
            Some(change) => {
                change.messages += messages;
                for (to, by) in change.delta.counts.iter_mut().zip(delta.counts) {
                    *to += by;
                }
                change.delta.also(delta);
            }
        }
    }
    let mut rows = Vec::with_capacity(changes.len());
    for ((organisation, case), Change { messages, delta }) in changes {
        let (_, sample, _, findings) = &delta.opening;
        let mut row: Vec<Value> = vec![
            organisation.0.into(),
            case.0.into(),
            1.into(),
            0.into(),
            1.into(),
            messages.into(),
            0.into(),
        ];
        row.extend(delta.values());
        row.extend([
            delta.first_at.into(),
            delta.last_at.into(),
            sample.0.into(),
            findings.as_str().into(),
            threats(&read_findings(findings)?).into(),
        ]);
        rows.push(row);
    }
    let rows = transaction.each(ADD_CASES, CASE_ADDED, rows).await?;
    let placed = rows.iter().map(|row| {
        Ok(Placed {
            organisation: OrganisationId(row.int(0)?),
            id: CaseId(row.bytes(1)?),
            is_open: row.int(2)? > 0,
            decided_at: row.int_if_any(3)?,
            threats: row.int(4)?,
            said: read_said(row, 5)?,
        })
    });
    place(transaction, placed.collect::<Result<_, StoreError>>()?).await
}

/// Counts messages and the cases to which they belong or belonged anew, from what is kept.
pub(in crate::store) async fn refresh(
    transaction: &mut dyn Transaction,
    organisation: OrganisationId,
    messages: &BTreeSet<MessageKey>,
) -> Result<(), StoreError> {
    let mut cases = BTreeSet::new();
    for message in messages {
        cases.extend(refresh_message(transaction, organisation, message).await?);
    }
    for case in cases {
        recount_case(transaction, organisation, case).await?;
    }
    Ok(())
}

/// Counts a message anew, and gives the case in which it was and that in which it is.
async fn refresh_message(
    transaction: &mut dyn Transaction,
    organisation: OrganisationId,
    message: &MessageKey,
) -> Result<impl Iterator<Item = CaseId> + use<>, StoreError> {
    let which = || vec![organisation.0.into(), message.0.into()];
    let before = transaction
        .run(
            "DELETE FROM case_messages WHERE organisation = ? AND message_key = ? RETURNING case_id",
            which(),
        )
        .await?;
    let before = before.first().map(|row| row.bytes(0)).transpose()?;
    let said = transaction
        .run(
            "SELECT count(*), CAST(coalesce(sum(CASE WHEN a.answer = 'accurate' THEN 1 END), 0) AS BIGINT), \
             CAST(coalesce(sum(CASE WHEN a.correction = 'phishing' THEN 1 END), 0) AS BIGINT), \
             CAST(coalesce(sum(CASE WHEN a.correction = 'spam' THEN 1 END), 0) AS BIGINT), \
             CAST(coalesce(sum(CASE WHEN a.correction = 'legitimate' THEN 1 END), 0) AS BIGINT), \
             CAST(coalesce(sum(CASE WHEN a.correction = 'unsure' THEN 1 END), 0) AS BIGINT), \
             CAST(coalesce(sum(CASE WHEN a.level = 'none' THEN 1 END), 0) AS BIGINT), \
             CAST(coalesce(sum(CASE WHEN a.level = 'notice' THEN 1 END), 0) AS BIGINT), \
             CAST(coalesce(sum(CASE WHEN a.level = 'caution' THEN 1 END), 0) AS BIGINT), \
             CAST(coalesce(sum(CASE WHEN a.level = 'suspicious' THEN 1 END), 0) AS BIGINT), \
             CAST(coalesce(sum(CASE WHEN a.level = 'danger' THEN 1 END), 0) AS BIGINT) \
             FROM voices AS v JOIN answers AS a ON a.organisation = v.organisation AND a.id = v.answer \
             WHERE v.organisation = ? AND v.message_key = ?",
            which(),
        )
        .await?;
    let counts = said
        .first()
        .map_or(Ok([0; COUNTS]), |row| read_counts(row, 0))?;
    let mut after = None;
    if let Some((opener, first_at, last_at)) = opening(transaction, organisation, message).await?
        && counts != [0; COUNTS]
    {
        let decided = transaction
            .run(
                "SELECT 1 FROM decisions WHERE organisation = ? AND message_key = ?",
                which(),
            )
            .await?;
        let case = match opener.blob_if_any(1)? {
            Some(_) => CaseId(opener.bytes(1)?),
            None => CaseId::of(message, None),
        };
        let mut row: Vec<Value> = vec![
            organisation.0.into(),
            message.0.into(),
            case.0.into(),
            opener.bytes::<16>(0)?.into(),
        ];
        row.extend(counts.map(Value::from));
        let decided = i64::from(!decided.is_empty());
        row.extend([first_at.into(), last_at.into(), decided.into()]);
        transaction.each(ADD_MESSAGES, MESSAGE, vec![row]).await?;
        after = Some(case);
    }
    Ok(before.map(CaseId).into_iter().chain(after))
}

/// The first answer on a message, history included, and when the first and the last one came.
async fn opening(
    transaction: &mut dyn Transaction,
    organisation: OrganisationId,
    message: &MessageKey,
) -> Result<Option<(Row, i64, i64)>, StoreError> {
    let which = || {
        vec![
            organisation.0.into(),
            organisation.0.into(),
            message.0.into(),
            organisation.0.into(),
            message.0.into(),
        ]
    };
    let first = transaction
        .run(
            "SELECT id, campaign, received_at FROM answers WHERE organisation = ? AND id IN \
             (SELECT answer FROM voices WHERE organisation = ? AND message_key = ? \
             UNION SELECT answer FROM earlier_words WHERE organisation = ? AND message_key = ?) \
             ORDER BY received_at, id LIMIT 1",
            which(),
        )
        .await?;
    let last = transaction
        .run(
            "SELECT max(received_at) FROM answers WHERE organisation = ? AND id IN \
             (SELECT answer FROM voices WHERE organisation = ? AND message_key = ? \
             UNION SELECT answer FROM earlier_words WHERE organisation = ? AND message_key = ?)",
            which(),
        )
        .await?;
    let (Some(first), Some(last)) = (first.into_iter().next(), last.first()) else {
        return Ok(None);
    };
    let (first_at, last_at) = (first.int(2)?, last.int(0)?);
    Ok(Some((first, first_at, last_at)))
}

/// Adds up a case anew from its messages; one without messages is none.
pub(super) async fn recount_case(
    transaction: &mut dyn Transaction,
    organisation: OrganisationId,
    case: CaseId,
) -> Result<(), StoreError> {
    let which = || vec![organisation.0.into(), case.0.into()];
    transaction
        .run(
            "DELETE FROM cases WHERE organisation = ? AND case_id = ?",
            which(),
        )
        .await?;
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
    let decided_at = settled.first().map(|row| row.int(0)).transpose()?;
    let placed = added.iter().map(|row| {
        Ok(Placed {
            organisation,
            id: case,
            is_open: row.int(2)? > 0,
            decided_at,
            threats: row.int(4)?,
            said: read_said(row, 5)?,
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
            Box::pin(async move { refresh(transaction, organisation, &messages).await })
        })
        .await?;
    }
}
