//! Keeps cases beside the answers: adds what comes, and counts anew where something goes.

use std::collections::{BTreeMap, BTreeSet};

use super::super::answers::read_findings;
use super::super::sql::{Kind, Row, Transaction, Value};
use super::super::{MessageKey, OrganisationId, StoreError};
use super::belonging::{decided_elsewhere, named};
use super::counting::{COUNTS, Delta, Deltas, level_index};
use super::listing::{read_counts, read_said};
use super::ranking::{Placed, UNKNOWN_TRUST, place, threats, worth};
use super::recounting::recount_case;
use super::{CaseId, Said};

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
pub(super) const CASE_ADDED: &[Kind] = &[
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
pub(super) const ADD_CASES: &str = concat!(
    "INSERT INTO cases (organisation, case_id, open, level, rank, messages, decided, ",
    counts!(),
    ", first_at, last_at, sample, findings, threats) {rows} \
     ON CONFLICT (organisation, case_id) DO UPDATE SET messages = cases.messages + excluded.messages, ",
    adding!("cases"),
    " RETURNING organisation, case_id, messages - decided, decided_at, threats, ",
    counts!(),
    ", trust"
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
    let mut elsewhere = Vec::new();
    for row in &kept {
        let key = (OrganisationId(row.int(0)?), MessageKey(row.bytes(1)?));
        let Some(delta) = deltas.remove(&key) else {
            continue;
        };
        let case = (key.0, CaseId(row.bytes(2)?));
        if delta.may_move(case.1) {
            elsewhere.push((key, delta.last_at));
        }
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
        // A new case gets its place at once: moved later, it would be written twice.
        let said = Said::of(delta.counts);
        let mut row: Vec<Value> = vec![
            organisation.0.into(),
            case.0.into(),
            1.into(),
            level_index(said.level()).into(),
            worth(&said, UNKNOWN_TRUST).into(),
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
            trust: row.int(16)?,
        })
    });
    place(transaction, placed.collect::<Result<_, StoreError>>()?).await?;
    // Where answers name different cases, all of them decide. What stays where it is has been added already.
    let mut moved = BTreeSet::new();
    for ((organisation, message), at) in elsewhere {
        let why = Why::Outvoted { at };
        let (before, after) = refresh_message(transaction, organisation, &message, why).await?;
        if before != after {
            moved.extend(
                [before, after]
                    .into_iter()
                    .flatten()
                    .map(|case| (organisation, case)),
            );
        }
    }
    for (organisation, case) in moved {
        recount_case(transaction, organisation, case).await?;
    }
    Ok(())
}

/// Why messages are counted anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Why {
    /// An answer is taken back: what was decided on a case to which a message does not belong by what stays was not decided on
    /// the message.
    TakenBack,
    /// By answers that came, the last of them at `at`, the message may belong to another case, with what that means for decisions.
    /// Nobody who decides has asked for it, so the log tells it.
    Outvoted { at: i64 },
    /// Answers are past their time. Decisions outlive them.
    Aged,
}

/// Counts messages and the cases to which they belong or belonged anew, from what is kept.
pub(in crate::store) async fn refresh(
    transaction: &mut dyn Transaction,
    organisation: OrganisationId,
    messages: &BTreeSet<MessageKey>,
    why: Why,
) -> Result<(), StoreError> {
    let mut cases = BTreeSet::new();
    for message in messages {
        let (before, after) = refresh_message(transaction, organisation, message, why).await?;
        cases.extend(before.into_iter().chain(after));
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
    why: Why,
) -> Result<(Option<CaseId>, Option<CaseId>), StoreError> {
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
    let opening = opening(transaction, organisation, message).await?;
    let opening = opening.filter(|_| counts != [0; COUNTS]);
    let mut after = None;
    if opening.is_some() {
        after = Some(named(transaction, organisation, message).await?);
    }
    decided_elsewhere(transaction, organisation, message, after, why).await?;
    if let (Some((opener, first_at, last_at)), Some(case)) = (opening, after) {
        let decided = transaction
            .run(
                "SELECT 1 FROM decisions WHERE organisation = ? AND message_key = ?",
                which(),
            )
            .await?;
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
    }
    Ok((before.map(CaseId), after))
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
            "SELECT id, received_at FROM answers WHERE organisation = ? AND id IN \
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
    let (first_at, last_at) = (first.int(1)?, last.int(0)?);
    Ok(Some((first, first_at, last_at)))
}
